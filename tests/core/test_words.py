"""Sentences and the words of people in them: nothing that somebody wrote is ever more than text."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from gettext import NullTranslations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import words
from bot.messages import Card, Choice, Fact, Section, _cut, step_id
from bot.words import (
    Block,
    Day,
    Joined,
    Link,
    Listing,
    Marked,
    Phrase,
    Said,
    Span,
    Text,
    Voice,
    When,
    _,
    blocks,
    channel,
    clean,
    escape,
    lines,
    listing,
    n_,
    sentences,
    spans,
    term,
    unmarked,
)
from tests.core.test_letters import small_catalog

TRICKS = st.text(alphabet="ab *_-\\\n`~|>#@<!&[](){}:\u202e\u2066\u2069\u200b\x00\t\u05d0é\u0301 👩‍👩‍👧", max_size=40)
TEXTS = st.one_of(TRICKS, st.text(max_size=60))
ENGLISH = Voice()


# --- cleaning --------------------------------------------------------------------------------------------------------


@given(TEXTS)
@example("\n \n \n")
@example("e\u200e\u0301")
@example("a\u2028b\u2029c")
@example("\x85\x0b\x0c")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What was cleaned is clean."""
    assert clean(clean(text)) == clean(text)


@given(TEXTS)
def test_what_is_clean_can_be_read(text: str) -> None:
    """No control characters, no direction marks, no halves of characters, no piles of empty lines; it can be sent."""
    cleaned = clean(text)
    assert not set(cleaned) & set("\x00\x07\x1b\x7f\u202a\u202e\u2066\u2069\u200e\u200f\ufeff\r\t")
    assert "\n\n\n" not in cleaned
    assert cleaned == cleaned.strip()
    cleaned.encode()


def test_many_blanks_are_cleaned_at_once() -> None:
    """What takes the longer the more of them stand in a row, over and over, would stop everybody's presses."""
    assert clean("\u00a0" * 200_000 + "x \u00a0\ny") == "x\ny"


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), max_size=40))
def test_what_can_be_read_stays(text: str) -> None:
    """Letters, digits, punctuation and symbols of all scripts stay as they are, up to their normal form."""
    import unicodedata

    assert clean(f"x{text}") == unicodedata.normalize("NFC", f"x{text}")


@pytest.mark.parametrize(
    "text", ["\u200b", "\u2060 \u00ad", "\u200d\ufe0f", "\u3164", "\u2800\u2800", "\u115f\u1160", "\U000e0041\u180e"]
)
def test_what_cannot_be_seen_is_nothing(text: str) -> None:
    """Spaces without width, joiners and letters that are blank are no answer and no name."""
    assert clean(text) == ""
    assert clean(f"a{text}b") == f"a{text}b"


@pytest.mark.parametrize("emoji", ["👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇩🇪", "1️⃣", "❤️"])
def test_emoji_sequences_stay_whole(emoji: str) -> None:
    """Families, flags and skin tones are not taken apart."""
    assert clean(f"a {emoji} b") == f"a {emoji} b"


# --- escaping --------------------------------------------------------------------------------------------------------


@given(TEXTS)
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    """Taken apart again, escaped text is the very text, without formatting."""
    assert spans(escape(text)) == ([Span(text)] if text else [])
    assert unmarked(escape(text)) == text


@given(TEXTS)
def test_escaped_text_makes_no_items(text: str) -> None:
    """No line of what somebody wrote becomes the item of a list."""
    found = blocks(escape(text))
    assert not any(block.item for block in found)
    assert "\n".join("".join(span.text for span in block.spans) for block in found) == text


def formats(text: str) -> list[tuple[bool, bool, str]]:
    return [(span.bold, span.italic, span.text) for span in spans(text)]


@given(TEXTS, TEXTS)
def test_no_value_can_produce_formatting(one: str, other: str) -> None:
    """Whatever people are called, in a sentence of ours exactly our own words are bold and italic."""
    said = ENGLISH.say(_("**Dear {one}**, meet _{other}_ now", one=one, other=other))
    assert "".join(text for bold, _italic, text in formats(said) if bold).startswith("Dear ")
    assert [text for bold, italic, text in formats(said) if not bold and not italic] == [", meet ", " now"]
    assert "\n" not in said


@given(TEXTS)
def test_said_words_are_plain(text: str) -> None:
    """A whole text that somebody wrote is one unformatted run."""
    said = ENGLISH.say(Said(text))
    assert all(not bold and not italic for bold, italic, _text in formats(said))
    assert not any(block.item for block in blocks(said))
    assert unmarked(said).replace("\u2068", "").replace("\u2069", "") == clean(text)


@given(TEXTS)
def test_plain_and_marked_say_the_same(text: str) -> None:
    """A label holds what the text says, with neither marks nor escapes in it."""
    phrase = _("Ask **{name}** now", name=text)
    assert ENGLISH.plain(phrase) == unmarked(ENGLISH.say(phrase))
    assert "\n" not in ENGLISH.plain(lines(phrase, phrase))


@given(st.text(max_size=20))
def test_values_are_not_read_as_places(text: str) -> None:
    """Braces in what somebody wrote stay braces."""
    tricky = f"{{name}} {{0}} {text} {{name.__class__}}"
    assert clean(tricky).replace("\n", " ") in ENGLISH.plain(_("Hello {name}", name=tricky)).replace(
        "\u2068", ""
    ).replace("\u2069", "")


def test_a_right_to_left_name_keeps_to_itself() -> None:
    """A Hebrew or Arabic name is set apart, so that the sentence around it keeps its order; others are not."""
    assert ENGLISH.say(_("{a} and {b}", a="שירה", b="Ada")) == "\u2068שירה\u2069 and Ada"


@given(TEXTS)
def test_taking_apart_never_fails(text: str) -> None:
    """Any tiny markdown, also with marks that have no partner, comes apart into its own characters."""
    assert "".join(span.text for span in spans(text)) == unmarked(text)
    assert len(blocks(text)) == text.count("\n") + 1


def test_the_tiny_markdown() -> None:
    """Bold, italic, both, items, and a backslash before what is meant as itself."""
    assert spans("a **b _c_** \\*d\\*") == [Span("a "), Span("b ", bold=True), Span("c", bold=True, italic=True),
                                            Span(" *d*")]  # fmt: skip
    assert blocks("x\n- **y**\n\\- z") == [
        Block([Span("x")]), Block([Span("y", bold=True)], item=True), Block([Span("- z")])
    ]  # fmt: skip
    assert spans("a * b") == [Span("a * b")]


def test_only_our_own_addresses_become_links() -> None:
    """A `Link` can be pressed; the same characters in what somebody wrote, or in an unfinished link, are just read."""
    said = Voice().say(_("Go to {page} or call {number}.", page=Link("https://a.example/b-c"),
                         number=Link("tel:+4930", "+49 30")))  # fmt: skip
    assert spans(said) == [Span("Go to "), Span("https://a.example/b-c", link="https://a.example/b-c"),
                           Span(" or call "), Span("+49 30", link="tel:+4930"), Span(".")]  # fmt: skip
    assert spans(Voice().say(_("In {where}.", where=channel("C1_a-b")))) == [
        Span("In "), Span("#C1_a-b", link="channel:C1_a-b"), Span("."),
    ]  # fmt: skip
    for trick in ("<channel:C1>", "<https://evil.example>", "<tel:1|call>", "<time:1:time|now>"):
        assert spans(Voice().say(_("{trick}", trick=trick))) == [Span(trick)]
        assert spans(Voice().say(Said(trick))) == [Span(trick)]
    assert spans("a <https://cut") == [Span("a <https://cut")]


def test_where_many_read_each_sees_an_instant_in_their_own_zone() -> None:
    """The words name the program's zone; what lies behind them is the instant itself. A day, or the words of one
    reader, are words alone."""
    many, moment = Voice(zone="Europe/Berlin", own=False), datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
    words = "Tue 3 Mar, 15:30 (Berlin time)"
    assert spans(many.say(_("{at}", at=When(moment)))) == [Span(words, link="time:1772548200:moment")]
    assert many.plain(_("{at}", at=When(moment))) == words
    assert spans(many.say(_("{at}", at=When(moment, "day")))) == [Span("Tue 3 Mar")]
    assert spans(Voice().say(_("{at}", at=When(moment)))) == [Span("Tue 3 Mar, 14:30 your time")]


# --- values ----------------------------------------------------------------------------------------------------------

SUMMER, WINTER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 1, 5, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("voice", "when", "read"),
    [
        (Voice(zone="Europe/Berlin"), When(SUMMER), "Thu 2 Jul, 00:30 your time"),
        (Voice(zone="Europe/Berlin"), When(WINTER), "Tue 6 Jan, 00:30 your time"),
        (Voice(zone="Asia/Kathmandu"), When(WINTER), "Tue 6 Jan, 05:15 your time"),
        (Voice(zone="America/St_Johns"), When(SUMMER, "time"), "20:00 your time"),
        (Voice(zone="America/St_Johns"), When(SUMMER, "day"), "Wed 1 Jul"),
        (Voice(zone="Europe/Berlin", own=False), When(SUMMER), "Thu 2 Jul, 00:30 (Berlin time)"),
        (Voice(own=False), When(SUMMER), "Wed 1 Jul, 22:30 (UTC time)"),
        (Voice(zone="Europe/Berlin"), When(SUMMER, "from"), "Thu 2 Jul, 00:30"),
    ],
)
def test_an_instant_is_read_where_its_reader_is(voice: Voice, when: When, read: str) -> None:
    """The reader's day and clock, in summer and winter; in a room the place is named."""
    assert unmarked(voice.say(_("{when}", when=when))) == read


def test_a_day_is_the_same_day_everywhere() -> None:
    """A calendar day does not move with the zone."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert Voice(zone=zone).plain(_("{day}", day=Day(date(2026, 3, 3)))) == "Tue 3 Mar 2026"


@pytest.mark.parametrize(
    ("items", "read"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "*c*"), "a, b, and *c*")]
)
def test_several_values_are_listed(items: tuple[str, ...], read: str) -> None:
    """One, two and more values read as people list them, each of them plain."""
    assert ENGLISH.plain(_("{list}", list=listing(items))) == read
    assert all(not bold and not italic for bold, italic, _text in formats(ENGLISH.say(_("{l}", l=Listing(items)))))


@pytest.mark.parametrize(("n", "read"), [(0, "0 coins"), (1, "one coin"), (2, "2 coins"), (1234, "1,234 coins")])
def test_numbers_choose_their_words(n: int, read: str) -> None:
    """One has its own sentence, and numbers are written as the language writes them."""
    assert ENGLISH.plain(n_("one coin", "{n} coins", n)) == read


def test_nothing_is_said_for_nothing() -> None:
    """A value that is not there leaves no word, and a text that is not there no line."""
    assert ENGLISH.say(_("a{b}c", b=None)) == "ac"
    assert lines(None, _("x"), None) == Joined((_("x"),))
    assert ENGLISH.say(lines(_("x"), None, _("y"))) == "x\ny"
    assert ENGLISH.say(sentences(_("x."), None, _("y."))) == "x. y."


def test_phrases_stand_in_phrases() -> None:
    """A phrase as a value is said in the same voice, and keeps its own formatting."""
    assert ENGLISH.say(_("{a} now", a=_("**{b}**", b="*"))) == "**\\*** now"
    assert ENGLISH.say(Marked("**as it is**")) == "**as it is**"


def test_an_empty_phrase_says_nothing_in_any_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """The header that a catalog keeps under the empty text is never shown."""
    monkeypatch.setattr(words, "_catalog", lambda _language: small_catalog())
    assert Voice("de").say(_("")) == ""
    assert Voice("de").say(term("")) == ""


@pytest.mark.parametrize("language", ["", "e", "xx", "tlh", "../../etc", "en/..", "zh-Hant-TW", "DE\n", "a" * 500])
def test_any_language_can_be_asked_for(language: str) -> None:
    """A language that nobody speaks is read in English and reaches no other file."""
    assert type(words._catalog(language)) is NullTranslations
    said = Voice(language).plain(_("{n} at {when}, {l}", n=1234, when=When(SUMMER), l=listing(["a", "b"])))
    assert said == "1,234 at Wed 1 Jul, 22:30 your time, a and b"


# --- cutting ---------------------------------------------------------------------------------------------------------


@given(TEXTS, st.integers(min_value=2, max_value=60))
def test_cutting_keeps_to_its_length(text: str, length: int) -> None:
    """What fits stays; what is cut ends with an ellipsis and is not longer than allowed."""
    cut = _cut(text, length)
    assert len(cut) <= length
    assert cut == text if len(text) <= length else cut.endswith("…")


@given(TEXTS, st.integers(min_value=2, max_value=60))
def test_cutting_never_cuts_an_escape(text: str, length: int) -> None:
    """What somebody wrote is a beginning of itself after the cut, with nothing formatted and no backslash of ours."""
    escaped = escape(text)
    cut = _cut(escaped, length)
    assert all(not bold and not italic for bold, italic, _text in formats(cut))
    if cut != escaped:
        assert text.startswith(unmarked(cut)[:-1])


class _Step:
    id = "jar.put"


LONG: list[Callable[[Text], Card]] = [
    lambda text: Card(_("x"), title=text),
    lambda text: Card(_("x"), choices=[Choice(text, _Step())]),
    lambda text: Card(_("x"), facts=[Fact(text, text)]),
    lambda text: Card(_("x"), sections=[Section(text)]),
    lambda text: Card(_("x"), notice=text),
    lambda text: Card(text),
    lambda text: Card(_("x"), foot=text),
]


@pytest.mark.parametrize("part", range(len(LONG)))
@pytest.mark.parametrize("text", ["word " * 1000, "*" * 4000, "\\" * 4000, "_*-" * 1500, "שלום " * 900])
def test_too_long_words_of_people_are_cut_on_a_card(part: int, text: str) -> None:
    """However much somebody wrote, and however much of it has to be escaped, the card can be shown."""
    said = LONG[part](Said(text)).said(ENGLISH)
    assert "…" in said.model_dump_json()


@given(st.integers(min_value=0) | st.none(), st.text(alphabet="abc-_.1", max_size=30))
def test_an_id_is_read_back(about: int | None, value: str) -> None:
    """What a button's id is made of comes out of it again."""
    from bot.incoming import Incoming, Sender, Via

    if about is not None and about >= 10**18:
        about %= 10**18
    read = Incoming.parse(step_id(_Step(), about, value), via=Via.PRESS, by=Sender("plain", "", "ada"), key="k")
    assert (read.step, read.about, read.value) == ("jar.put", about, value)


def test_phrases_are_values() -> None:
    """Two phrases with the same words and values are equal."""
    assert _("a {b}", b="c") == Phrase("a {b}", {"b": "c"})
