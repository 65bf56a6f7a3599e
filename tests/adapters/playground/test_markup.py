"""Cards and forms as HTML: everything they hold is in it, and nothing else can get in."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters.playground import read
from adapters.playground.markup.card import render_card, render_message
from adapters.playground.markup.form import render_form
from adapters.playground.markup.tags import Markup, joined, rich, said, tag
from adapters.playground.markup.waiting import until
from adapters.playground.read import Act
from adapters.playground.views import MessageView
from bot import shown
from bot.incoming import Via
from bot.shown import Kind
from bot.words import escape, unmarked
from storage.playground import PlaygroundAccount, PlaygroundMessage

NASTY = "<script>alert(1)</script> & \"quoted\" 'too' <b>@everyone</b> <!channel> &lt; **not bold** _nor this_ ‮"
ADA = PlaygroundAccount(user="ada", name="Ada", zone="Africa/Accra")
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40) | st.just(NASTY[:75])


class Parsed(HTMLParser):
    """The elements of a piece of HTML with their attributes, and all text in it. Fails where tags are not balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))
        if name not in ("br", "img", "input", "path"):
            self._open.append(name)

    def handle_endtag(self, name: str) -> None:
        assert self._open.pop() == name

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.elements if found == name]


@st.composite
def cards(draw: st.DrawFn) -> shown.Card:
    """Cards with people's words in every place, within their limits."""
    numbers = iter(range(1000))

    def choice() -> shown.Choice:
        style = draw(st.sampled_from(list(shown.Style)))
        return shown.Choice(
            id=f"trial.step:{next(numbers)}:v", label=draw(words), style=style, picked=draw(st.booleans())
        )

    sections = [
        shown.Section(text=escape(draw(words)), choices=tuple(choice() for _ in range(draw(st.integers(0, 3)))))
        for _ in range(draw(st.integers(0, 3)))
    ]
    options = tuple(shown.Option(value=f"o{n}", label=draw(words)) for n in range(draw(st.integers(0, 5))))
    return shown.Card(
        title=draw(words),
        text=escape(draw(words)),
        facts=tuple(shown.Fact(label=draw(words), text=escape(draw(words))) for _ in range(draw(st.integers(0, 2)))),
        sections=tuple(sections),
        menu=shown.Menu(id="trial.menu:1:", label=draw(words), options=options) if options else None,
        choices=tuple(choice() for _ in range(draw(st.integers(0, 4)))),
        foot=escape(draw(words)),
        files=(shown.File(id=4, name=draw(words), media_type="text/csv"),) if draw(st.booleans()) else (),
    )


@given(cards())
def test_a_card_is_all_there_and_nothing_gets_in(card: shown.Card) -> None:
    """Whatever people wrote, it is shown as they wrote it; the only elements are ours, and each press is there once."""
    parsed = Parsed(render_card(card, 7, {"general": "general"}))
    pressed = [(found["data-id"], found["data-message"]) for found in parsed.all("button") if "data-id" in found]
    assert pressed == [(choice.id, "7") for choice in card.presses]
    known = {
        "div",
        "h4",
        "p",
        "dl",
        "dt",
        "dd",
        "button",
        "form",
        "label",
        "span",
        "select",
        "option",
        "a",
        "svg",
        "path",
    }
    assert {name for name, _attributes in parsed.elements} <= known
    assert not any(name.startswith("on") for _element, attributes in parsed.elements for name in attributes)
    texts = [card.title, unmarked(card.text), unmarked(card.foot), *(choice.label for choice in card.presses)]
    texts += [unmarked(section.text) for section in card.sections] + [file.name for file in card.files]
    assert [text for text in texts if text not in parsed.text] == []


def test_the_tiny_markdown_becomes_elements() -> None:
    """Bold, italic, lines, empty lines and lists are what they should be; a list ends a paragraph."""
    text = "One **bold _both_** line\nand another\n\nNew paragraph\n- first\n- _second_\nafter"
    assert rich(text) == (
        "<p>One <strong>bold </strong><strong><em>both</em></strong> line<br>and another</p><p>New paragraph</p>"
        "<ul><li>first</li><li><em>second</em></li></ul><p>after</p>"
    )
    assert rich("") == ""
    assert rich(escape("- no item, **no bold**")) == "<p>- no item, **no bold**</p>"


def test_a_link_leads_away_and_words_do_not() -> None:
    """Addresses of ours and numbers to call can be pressed; what looks like one in somebody's words cannot."""
    away = 'target="_blank" rel="noopener noreferrer"'
    assert rich("<https://a.example>, <tel:110|1-1-0>") == (
        f'<p><a href="https://a.example" {away}>https://a.example</a>, <a href="tel:110" {away}>1-1-0</a></p>'
    )
    assert rich("at <time:1772548200:time|15:30>") == "<p>at 15:30</p>"
    assert rich(escape("<https://a.example>")) == "<p>&lt;https://a.example&gt;</p>"


def test_only_markup_is_not_escaped() -> None:
    """A tag holds text as text and markup as markup, in its content and in its attributes."""
    assert tag(
        "p", "<b>", Markup("<i></i>"), None, False, title='"><b', hidden=True, class_="a", data_do=3, id=None
    ) == ('<p title="&quot;&gt;&lt;b" hidden class="a" data-do="3">&lt;b&gt;<i></i></p>')
    assert joined("&", None) == "&amp;"


def test_a_menu_of_channels_offers_the_channels_of_the_place() -> None:
    """Where a menu asks for a channel, the channels are there by name, and the value is their key."""
    card = shown.Card(text="Where?", menu=shown.Menu(id="trial.where:1:", label="Channel", channels=True))
    parsed = Parsed(render_card(card, 1, {"c1": "general", "c2": "random"}))
    assert [option["value"] for option in parsed.all("option")] == ["", "c1", "c2"]
    assert "#general" in parsed.text


def test_a_line_is_shown_as_it_was_typed() -> None:
    """What a person typed is text, with nothing in it taken as formatting."""
    at = datetime(2026, 3, 3, tzinfo=UTC)
    parsed = Parsed(render_message(MessageView(1, "ada", "Ada", at, line=NASTY, mine=True), {}))
    assert NASTY in parsed.text
    assert "strong" not in [name for name, _attributes in parsed.elements]


def test_an_address_that_was_typed_can_be_pressed() -> None:
    """A web address in somebody's line is a link and nothing more: what stands around it stays, the stop behind it is
    no part of it, and nothing else becomes one."""
    line = "See https://a.example/x?y=1&z, <b>http://b.example.</b> or javascript:alert(1)"
    parsed = Parsed(render_message(MessageView(1, "ada", "Ada", datetime(2026, 3, 3, tzinfo=UTC), line=line), {}))
    assert [link["href"] for link in parsed.all("a")] == ["https://a.example/x?y=1&z", "http://b.example"]
    assert line in parsed.text


def questions() -> list[shown.Question]:
    few = tuple(shown.Option(value=f"v{n}", label=f"Few {n}") for n in range(3))
    more = tuple(shown.Option(value=f"v{n}", label=f"More {n}") for n in range(15))
    lots = tuple(shown.Option(value=f"v{n}", label=f"Lots {n}", hint="so") for n in range(60))
    return [
        shown.Question(name="a", kind=Kind.SHORT, label="A", most=40, given=("x<y",), problem="Too short."),
        shown.Question(name="b", kind=Kind.LONG, label="B", most=40, hint="Hint", example="Example", required=False),
        shown.Question(name="c", kind=Kind.ONE, label="C", options=few, given=("v1",)),
        shown.Question(name="d", kind=Kind.ONE, label="D", options=more, given=("More 2",)),
        shown.Question(name="e", kind=Kind.ONE, label="E", options=lots, required=False),
        shown.Question(name="f", kind=Kind.MANY, label="F", options=few, given=("v0", "v2")),
        shown.Question(name="g", kind=Kind.NUMBER, label="G", given=("4",)),
        shown.Question(name="h", kind=Kind.DATE, label="H", given=("2026-04-01",)),
        shown.Question(name="i", kind=Kind.TIME, label="I", given=("16:30",)),
    ]


def test_every_kind_of_question_has_its_field() -> None:
    """Each question is asked with the field that fits it, filled in with what was given, its problem tied to it."""
    form = shown.Form(id="trial.tell:1:", title="About", submit="Save", questions=tuple(questions()))
    parsed = Parsed(render_form(form, "dm:ada", 7))
    by_name: dict[str, list[dict[str, str | None]]] = {}
    for name in ("input", "textarea", "select"):
        for field in parsed.all(name):
            by_name.setdefault(str(field.get("name")), []).append(field)
    assert [by_name[name][0].get("type") for name in "abcdefghi"] == [
        "text", None, "radio", None, "radio", "checkbox", "text", "date", "time",
    ]  # fmt: skip
    assert [len(by_name[name]) for name in "cef"] == [3, 61, 3]
    assert [field["value"] for field in by_name["f"] if "checked" in field] == ["v0", "v2"]
    assert [option["value"] for option in parsed.all("option") if "selected" in option] == ["v2"]
    assert by_name["a"][0]["value"] == "x<y"
    assert by_name["a"][0]["aria-invalid"] == "true"
    ids = {attributes.get("id") for _name, attributes in parsed.elements}
    described = [
        str(attributes["aria-describedby"]) for _n, attributes in parsed.elements if "aria-describedby" in attributes
    ]
    assert len(described) == 9
    assert {one for several in described for one in several.split()} <= ids
    assert {label["for"] for label in parsed.all("label") if "for" in label} <= ids
    assert parsed.text.count("Too short.") == 1


def test_a_list_that_is_searched_says_when_nothing_fits() -> None:
    """The sentence waits below each list that can be narrowed down, and below no other."""
    form = shown.Form(id="trial.tell:1:", title="About", submit="Save", questions=tuple(questions()))
    parsed = Parsed(render_form(form, "dm:ada", 7))
    searched = [field["data-filter"] for field in parsed.all("input") if "data-filter" in field]
    waits = [one for one in parsed.all("p") if "data-nobody" in one]
    assert searched
    assert [one["data-nobody"] for one in waits] == searched
    assert all("hidden" in one for one in waits)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=114), "in 2 hours"),
        (timedelta(hours=2, minutes=59, seconds=50), "in 3 hours"),
        (timedelta(days=9, hours=5), "in 9 days"),
    ],
)
def test_how_long_it_is_until_then(wait: timedelta, words: str) -> None:
    """A wait is told in the largest unit that says something."""
    assert said(until(wait)) == words


# --- what the browser sends ------------------------------------------------------------------------------------------

values = st.none() | st.booleans() | st.integers() | st.text(max_size=200) | st.floats() | st.lists(st.text(max_size=5))
names = st.sampled_from(["do", "column", "nonce", "conversation", "message", "id", "value", "text", "answers", "other"])


@given(st.dictionaries(names, values | st.dictionaries(st.text(max_size=5), values)) | values)
def test_whatever_the_browser_sends_is_an_act_or_is_refused(sent: object) -> None:
    """Malformed acts are refused in one way, and what gets through with a made-up id is refused by that."""
    try:
        act = Act.model_validate(sent)
    except ValidationError:
        return
    with pytest.raises(ValueError, match="not an id of ours"):
        read.press(ADA, act, None, 1)


def test_a_press_says_who_did_what_on_which_message() -> None:
    """A press carries the account, the step, the record, the value, and the message only where Kith may change it."""
    act = Act(do="pick", nonce="12345678-abcd", id="trial.pick:5:own", value="career")
    posted = PlaygroundMessage(id=9, conversation="channel:general", created_at=datetime.now(UTC))
    private = PlaygroundMessage(id=10, conversation="channel:general", only_for="ada", created_at=datetime.now(UTC))
    direct = PlaygroundMessage(id=11, conversation="dm:ada", created_at=datetime.now(UTC))
    many, one, own = (read.press(ADA, act, message, 5) for message in (posted, private, direct))
    assert (many.via, many.step, many.about, many.value) == (Via.PRESS, "trial.pick", 5, "career")
    assert many.by
    assert (many.by.platform, many.by.user, many.by.place, many.by.zone) == (
        "playground", "ada", "playground", "Africa/Accra",
    )  # fmt: skip
    assert many.key == one.key == "playground:ada:12345678-abcd"
    assert [(found.on, found.seen_by_many) for found in (many, one, own)] == [("9", True), ("", False), ("11", False)]
