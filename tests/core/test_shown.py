"""Whatever a card or form can be made of stays within what every platform can show."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot import messages, shown
from bot.shown import MOST_OPTIONS, MOST_PARTS, MOST_TEXT, Kind
from bot.words import Said, Voice, _

LABELS = st.text(alphabet="ab é*_", min_size=1, max_size=75)
IDS = st.builds(
    lambda step, about, value: f"jar.{step}:{about}:{value}",
    st.sampled_from(["put", "seal", "look"]),
    st.integers(min_value=0, max_value=99999),
    st.text(alphabet="abc123", max_size=6),
)
CHOICES = st.builds(shown.Choice, id=IDS, label=LABELS, style=st.sampled_from(shown.Style))
OPTIONS = st.builds(shown.Option, value=st.text(alphabet="abc", min_size=1, max_size=8), label=LABELS)
MENUS = st.builds(
    shown.Menu, id=IDS, label=LABELS,
    options=st.lists(OPTIONS, min_size=1, max_size=MOST_OPTIONS, unique_by=lambda option: option.value).map(tuple),
)  # fmt: skip
SECTIONS = st.builds(
    shown.Section, text=st.text(min_size=1, max_size=1000), choices=st.lists(CHOICES, max_size=4).map(tuple)
)
FACTS = st.builds(shown.Fact, label=LABELS, text=st.text(min_size=1, max_size=300))
FILES = st.builds(shown.File, id=st.integers(1, 99), name=LABELS, media_type=st.just("image/png"))
PARTS = {
    "title": st.text(max_size=150), "text": st.text(max_size=3000), "facts": st.lists(FACTS, max_size=10).map(tuple),
    "sections": st.lists(SECTIONS, max_size=10).map(tuple), "menu": st.none() | MENUS,
    "choices": st.lists(CHOICES, max_size=15).map(tuple), "foot": st.text(max_size=300),
    "files": st.lists(FILES, max_size=5).map(tuple),
}  # fmt: skip


def discord_components(card: shown.Card) -> int:
    """Counted by hand, as one would draw it: a container's texts, rows and buttons."""
    count = int(bool(card.title or card.text)) + int(bool(card.facts)) + int(bool(card.foot))
    for section in card.sections:
        count += 1 + len(section.choices) + (1 if section.choices else 0)
    count += len(card.choices) + (len(card.choices) + 4) // 5
    count += 3 if card.menu else 0
    return count + 2 * len(card.files)


@given(st.fixed_dictionaries({}, optional=PARTS))
def test_what_passes_the_constructor_can_be_shown(parts: dict[str, Any]) -> None:
    """Any card that can be made says something, has each id once, and stays within parts and characters; what cannot
    be made breaks one of these rules."""
    ids = [choice.id for section in parts.get("sections", ()) for choice in section.choices]
    ids += [choice.id for choice in parts.get("choices", ())] + ([parts["menu"].id] if parts.get("menu") else [])
    says = bool(parts.get("title") or parts.get("text") or parts.get("sections"))
    loose = shown.Card.model_construct(
        **{name: field.default for name, field in shown.Card.model_fields.items()} | parts
    )
    fits = loose.parts <= MOST_PARTS and loose.length <= MOST_TEXT
    try:
        card = shown.Card(**parts)
    except ValidationError:
        assert not (says and len(set(ids)) == len(ids) and fits)
        return
    assert says
    assert len(set(ids)) == len(ids)
    assert discord_components(card) == card.parts <= MOST_PARTS
    assert card.length <= MOST_TEXT
    assert [number[0] for number in card.numbered if not number[1]] == [choice.id for choice in card.presses]
    assert shown.Card.model_validate_json(card.model_dump_json()) == card


def test_what_is_picked_is_said_in_text_too() -> None:
    """Where there is only text, a mark stands before the label, and the longest one still fits."""
    names = ("Study skills", "Career", "x" * shown.MOST_LABEL)
    card = shown.Card(
        text="What helps?",
        choices=tuple(
            shown.Choice(id=f"jar.put:{number}:", label=name, picked=name != "Career")
            for number, name in enumerate(names)
        ),
    )
    labels = [label for _id, _value, label in card.numbered]
    assert labels == ["✓ Study skills", "Career", "✓ " + "x" * (shown.MOST_LABEL - 2)]


CARD: dict[str, Any] = {"text": "x"}


def choice(number: int) -> shown.Choice:
    return shown.Choice(id=f"jar.put:{number}:", label="Put")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"title": "x" * 151},
        {"text": "x" * 3001},
        {"foot": "x" * 301},
        {"notice": "x" * 151},
        {"facts": [shown.Fact(label="a", text="b")] * 11},
        {"sections": [shown.Section(text="a")] * 11},
        {"choices": [choice(number) for number in range(16)]},
        {"choices": [choice(1), choice(1)]},
        {"choices": [choice(1)], "sections": [shown.Section(text="a", choices=(choice(1),))]},
        {"text": "x" * 3000, "sections": [shown.Section(text="y" * 801)]},
        {"sections": [shown.Section(text="a", choices=tuple(choice(n * 4 + m) for m in range(4))) for n in range(7)]},
        {"unknown": 1},
    ],
    ids=range(13),
)
def test_a_card_that_cannot_be_shown_cannot_be_made(wrong: dict[str, Any]) -> None:
    """Too much, too often or too long is refused by the constructor, where our tests see it."""
    with pytest.raises(ValidationError):
        shown.Card(**CARD | wrong)


@pytest.mark.parametrize(
    "make",
    [
        lambda: shown.Choice(id="jar.put:1:", label=""),
        lambda: shown.Choice(id="jar.put:1:", label="x" * 76),
        lambda: shown.Choice(id="jar put:1:", label="x"),
        lambda: shown.Choice(id="jar.put:1:a b", label="x"),
        lambda: shown.Choice(id="jar.put:1:" + "v" * 90, label="x"),
        lambda: shown.Option(value="a:b", label="x"),
        lambda: shown.Option(value="x" * 31, label="x"),
        lambda: shown.Menu(id="jar.put:1:", label="x"),
        lambda: shown.Menu(id="jar.put:1:", label="x", options=(shown.Option(value="a", label="a"),), channels=True),
        lambda: shown.Menu(id="jar.put:1:", label="x", options=(shown.Option(value="a", label="a"),) * 2),
        lambda: shown.Section(text="x", choices=tuple(choice(number) for number in range(5))),
        lambda: shown.Section(text=""),
        lambda: shown.Fact(label="x", text="y" * 301),
        lambda: shown.File(id=1, name="", media_type="text/csv"),
    ],
)
def test_a_part_that_cannot_be_shown_cannot_be_made(make: Callable[[], object]) -> None:
    """The same for what cards are made of."""
    with pytest.raises(ValidationError):
        make()


def question(**values: Any) -> shown.Question:
    usual: dict[str, Any] = {"name": "a", "kind": Kind.SHORT, "label": "A", "most": 10}
    return shown.Question(**usual | values)


TWO = (shown.Option(value="a", label="a"), shown.Option(value="b", label="b"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "A"}, {"name": "a" * 31}, {"label": "x" * 46}, {"hint": "x" * 101}, {"problem": "x" * 101},
        {"most": 0}, {"most": 3001}, {"options": TWO}, {"kind": Kind.ONE}, {"kind": Kind.MANY},
        {"kind": Kind.ONE, "options": TWO[:1] * 2},
    ],
    ids=range(11),
)  # fmt: skip
def test_a_question_that_cannot_be_asked_cannot_be_made(wrong: dict[str, Any]) -> None:
    """Names, lengths and options are held for every platform."""
    question()
    with pytest.raises(ValidationError):
        question(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"questions": ()}, {"questions": (question(), question())}, {"start": 1}, {"start": -1}, {"title": "x" * 25},
        {"submit": ""}, {"questions": tuple(question(name=f"q{number}") for number in range(41))},
    ],
    ids=range(7),
)  # fmt: skip
def test_a_form_that_cannot_be_filled_in_cannot_be_made(wrong: dict[str, Any]) -> None:
    """A form has between one and forty questions with names of their own, and opens at one of them."""
    form: dict[str, Any] = {"id": "jar.put:1:", "title": "T", "submit": "S", "questions": (question(),)}
    assert shown.Form(**form).card.choices[0].id == "jar.put:1:"
    with pytest.raises(ValidationError):
        shown.Form(**form | wrong)


def test_a_long_list_is_searched() -> None:
    """Up to twenty-five options are a list, more are searched by typing."""
    options = tuple(shown.Option(value=f"o{number}", label="x") for number in range(26))
    assert not question(kind=Kind.ONE, options=options[:25]).searched
    assert question(kind=Kind.ONE, options=options).searched


WORDS = st.text(alphabet="ab *_-\\\n(", min_size=1, max_size=60).map(lambda text: text * 40)


@given(
    st.none() | WORDS, WORDS, st.lists(WORDS, max_size=10), st.lists(WORDS, max_size=6), st.none() | WORDS
)  # fmt: skip
def test_what_flows_write_can_always_be_shown(
    title: str | None, text: str, facts: list[str], sections: list[str], foot: str | None
) -> None:
    """However long the words of people are, a card about them is made, with a piece of each of them."""
    card = messages.Card(
        Said(text),
        title=Said(title) if title else None,
        facts=[messages.Fact(_("Fact"), Said(f".{one}")) for one in facts],
        sections=[messages.Section(Said(f".{one}")) for one in sections],
        foot=Said(foot) if foot else None,
    ).said(Voice())
    assert (len(card.facts), len(card.sections)) == (len(facts), len(sections))
    assert all(fact.text for fact in card.facts)
    assert all(section.text for section in card.sections)


def test_only_the_longest_is_shortened() -> None:
    """What is short stays whole beside what is too long."""
    sections = [messages.Section(Said("short")), *(messages.Section(Said("x" * 1000)) for _number in range(4))]
    card = messages.Card(Said("y" * 100), sections=sections).said(Voice())
    assert (card.text, card.sections[0].text) == ("y" * 100, "short")
    assert 3700 < card.length <= MOST_TEXT
    assert {len(section.text) for section in card.sections[1:]} == {(MOST_TEXT - 105) // 4}


def test_a_card_that_cannot_be_made_does_not_tell_its_words() -> None:
    """The error goes into a log, and what somebody wrote does not belong there."""
    with pytest.raises(ValidationError) as refused:
        shown.Section(text="zebrafish" * 500)
    assert "zebrafish" not in str(refused.value)
