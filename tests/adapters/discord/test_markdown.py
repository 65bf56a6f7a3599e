"""What people write is shown as they wrote it, and does nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.discord.render.markdown import escape, fitted, markdown
from bot.words import Said, Voice, _, clean, unmarked
from tests.adapters.discord.drawing import ODD, marked, odd_words
from tests.world.discord_text import plain, read_markdown

anything = st.one_of(odd_words, st.text(), st.lists(st.sampled_from(ODD), max_size=6).map("".join))


@given(anything)
@example("https://a.b and steam://run/1 and <http://c.d>")
@example("- # > 1. nested starts")
@example("  \\# not a heading")
def test_what_people_wrote_reads_the_same_and_does_nothing(words: str) -> None:
    """No mention, link, time, emoji, heading, quote, list or formatting comes out of a person's words."""
    for line, said in zip(read_markdown(markdown(Voice().say(Said(words)))), _lines(words), strict=True):
        assert line.active == frozenset()
        assert line.start == ""
        assert line.text == said


def _lines(words: str) -> list[str]:
    """The person's words, with the isolation that right-to-left text gets."""
    return unmarked(Voice().say(Said(words))).replace("\u200b", "").split("\n")


@given(anything)
def test_a_value_in_a_sentence_of_ours_does_nothing(words: str) -> None:
    """The same holds for a name in the middle of our own, formatted words."""
    (line,) = read_markdown(markdown(Voice().say(_("**{name}** says hello to _you_, {name}.", name=words))))
    assert line.active <= {"bold", "italic"}
    assert line.start == ""
    assert line.text.count(" ".join(clean(words).split("\n")).strip().replace("\u200b", "")) >= 1


@given(marked(600))
def test_our_marks_are_all_that_does_anything(text: str) -> None:
    """Whatever tiny markdown says, only bold, italic and lists come out of it, with the same words."""
    for line in read_markdown(markdown(text)):
        assert line.active <= {"bold", "italic"}
        assert line.start.strip() in ("", "-")


@given(marked(600), st.integers(1, 700))
def test_shortened_text_fits_and_is_still_safe(text: str, most: int) -> None:
    """Where it has to be shorter it is, without leaving half an escape behind."""
    drawn = fitted(text, most)
    assert len(drawn) <= most
    assert all(line.active <= {"bold", "italic"} for line in read_markdown(drawn))
    if len(markdown(text)) > most:
        assert plain(drawn).endswith("…")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("**bold** and _italic_", "**bold** and *italic*"),
        ("**bold**_italic_", "**bold**\u200b*italic*"),
        ("** spaced **", " **spaced** "),
        ("- one\n- **two**", "- one\n- **two**"),
        ("\\- no item", "\\- no item"),
        ("see <https://a.example/b>.", "see <https://a.example/b>."),
        ("see <https://a.example/b?c=%20|our page_>.", "see [our page\\_](<https://a.example/b?c=%20>)."),
        ("in <channel:77|#77>", "in <#77>"),
        ("at <time:1772548200:moment|15:30>.", "at <t:1772548200:F>."),
        ("at <time:1772548200:time|15:30>", "at <t:1772548200:t>"),
        ("call <tel:110|1-1-0>", "call 1-1-0"),
        ("\\<https://a.example>", "\\<https\\://a.example\\>"),
        ("snake\\_case", "snake\\_case"),
        ("Tue 3 Mar, 16:30 your time", "Tue 3 Mar, 16:30 your time"),
        ("3 years at C++ & R&D (mostly)", "3 years at C++ & R&D (mostly)"),
    ],
)
def test_how_text_is_drawn(text: str, drawn: str) -> None:
    """Ours is formatted, and what needs no escape gets none."""
    assert markdown(text) == drawn


def test_escaping_says_whether_it_begins_a_line() -> None:
    """A number with a dot is a list only where a line begins."""
    assert escape("1. a") == "1\\. a"
    assert escape("1. a", begins_line=False) == "1. a"
