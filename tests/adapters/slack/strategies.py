"""Random cards and forms, at their limits as often as below them.

Every strategy is made once: hypothesis looks each new one through before it draws from it, which takes longer than to
draw.
"""

import string
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from bot.shown import Card, Choice, Fact, Form, Kind, Menu, Option, Question, Section, Style
from bot.words import escape

TRICKS = (
    "<!channel>", "<!here|here>", "<@U1>", "<@U01ADA|ada>", "<#C1|general>", "@everyone", "*bold*", "_it_", "~no~",
    "`code`", "```\nblock\n```", "> quote", "<https://evil.example|your bank>", "https://example.org/?a=b&c=d",
    ":smile:", "&amp;&lt;", "\u202eright to left\u202c", "\u05e9\u05dc\u05d5\u05dd",
    "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}\N{ZERO WIDTH JOINER}\N{GRADUATION CAP}", "1. one", "- item", "\\",
    '"}]', "%s{0}",
)  # fmt: skip
"""What somebody might write to make a platform do something."""

_letters = st.characters(exclude_categories=["Cs", "Cc"])


@cache
def words(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Text of at most so many characters: short, tricky, or as long as it may be."""
    short = st.text(_letters, min_size=least, max_size=min(most, max(least, 20)))
    tricky = st.sampled_from([trick[:most] for trick in TRICKS])
    return st.one_of(short, tricky, st.just("w" * most))


@cache
def marked(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """Tiny markdown, with what people wrote escaped as flows escape it."""
    pieces = st.one_of(words(40).map(escape), st.sampled_from(["**bold** ", "_so_ ", "\n- ", "\n", "\n\n", "**", "\\"]))
    joined = st.lists(pieces, min_size=1, max_size=8).map("".join)
    return (
        st.one_of(joined, st.just("w" * most)).map(lambda text: (text or "w")[:most]).filter(lambda t: len(t) >= least)
    )


values = st.text("abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=30)
names = st.builds(
    "{}{}".format,
    st.sampled_from(string.ascii_lowercase),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789_", max_size=29),
)
ids = st.builds(
    lambda flow, step, about, value: f"{flow}.{step}:{about}:{value}",
    st.sampled_from(["intro", "match", "people"]),
    st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=40),
    st.one_of(st.just(""), st.integers(0, 10**15).map(str)),
    st.one_of(st.just(""), values.map(lambda value: value[:25])),
)


@cache
def some_options(most: int, least: int = 1) -> st.SearchStrategy[tuple[Option, ...]]:
    one = st.builds(Option, value=values, label=words(75), hint=st.one_of(st.just(""), words(75)))
    return st.lists(one, min_size=least, max_size=most, unique_by=lambda option: option.value).map(tuple)


unique_ids = st.lists(ids, min_size=1, max_size=40, unique=True)
facts = st.lists(st.builds(Fact, label=words(75), text=marked(300)), max_size=10).map(tuple)


@cache
def perhaps(most: int) -> st.SearchStrategy[str]:
    """Words, or none."""
    return st.one_of(st.just(""), words(most))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """A card, cut down to what fits on it."""
    unique = draw(unique_ids)

    def choice() -> Choice:
        style, picked = draw(st.sampled_from(list(Style))), draw(st.booleans())
        return Choice(id=unique.pop(), label=draw(words(75)), style=style, picked=picked)

    parts: dict[str, Any] = {"text": draw(marked(3000))}
    for name, most in (("title", 150), ("foot", 300), ("notice", 150)):
        parts[name] = draw(perhaps(most))
    parts["facts"] = draw(facts)
    if draw(st.booleans()):
        channels = draw(st.booleans())
        menu = () if channels else draw(some_options(25))
        parts["menu"] = Menu(id=unique.pop(), label=draw(words(75)), options=menu, channels=channels)
    sections = []
    for _ in range(draw(st.integers(0, 10))):
        buttons = tuple(choice() for _ in range(min(draw(st.integers(0, 4)), len(unique))))
        sections.append(Section(text=draw(marked(1000)), choices=buttons))
    parts["sections"] = tuple(sections)
    parts["choices"] = tuple(choice() for _ in range(min(draw(st.integers(0, 15)), len(unique))))
    return fitted(parts)


def fitted(parts: dict[str, Any]) -> Card:
    """The card of these parts, with as few of them left out as it takes."""
    while True:
        try:
            return Card(**parts)
        except ValidationError:
            longest = max(("sections", "choices", "facts"), key=lambda name: len(parts.get(name, ())))
            if parts.get(longest):
                parts = parts | {longest: parts[longest][:-1]}
            else:
                parts = parts | {"text": parts["text"][: len(parts["text"]) // 2]}


given_words = st.one_of(st.just(()), words(3000).map(lambda text: (text,)))
some_text = st.one_of(st.just(""), marked(1000))


@st.composite
def questions(draw: st.DrawFn, name: str) -> Question:
    kind = draw(st.sampled_from(list(Kind)))
    asked: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "label": draw(words(45)),
        "hint": draw(perhaps(100)),
        "example": draw(perhaps(100)),
        "required": draw(st.booleans()),
        "problem": draw(perhaps(100)),
    }
    if kind in (Kind.ONE, Kind.MANY):
        asked["options"] = draw(some_options(draw(st.sampled_from([3, 10, 25, 100, 130]))))
        asked["most"] = draw(st.integers(0, 3)) if kind is Kind.MANY else 0
        known = [option.value for option in asked["options"]]
        asked["given"] = tuple(draw(st.lists(st.sampled_from(known), max_size=5)))
    elif kind in (Kind.SHORT, Kind.LONG):
        asked["most"] = draw(st.sampled_from([1, 60, 3000]))
        asked["least"] = draw(st.sampled_from([0, 1, 10]))
        asked["given"] = draw(given_words)
    else:
        asked["least"], asked["most"] = draw(st.sampled_from([(0, 0), (1, 5), (-3, 3), (0, 10**9)]))
        given = st.sampled_from(["", "3", "2026-10-05", "16:30:00", "2026-02-31", "tomorrow", "99999999999", "-1"])
        asked["given"] = (draw(given),)
    return Question(**asked)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    wanted = draw(st.lists(names, min_size=1, max_size=draw(st.sampled_from([2, 5, 40])), unique=True))
    return Form(
        id=draw(ids),
        title=draw(words(24)),
        submit=draw(words(24)),
        text=draw(some_text),
        questions=tuple(draw(questions(name)) for name in wanted),
    )
