"""Random cards and forms at and over the limits, and files that hold what was drawn.

Every strategy is made once: hypothesis looks each new one through before it draws from it, which takes longer than to
draw.
"""

import json
import os
import string
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import ValidationError

from bot import shown
from bot.shown import Kind, Style
from bot.words import escape

T = TypeVar("T")
GOLDEN = Path(__file__).parent / "golden"

ODD = (
    "@everyone", "@here", "<@123456789012345678>", "<#123456789012345678>", "<t:0:R>", "<:wave:1>", "</mentor find:1>",
    ":smile:", "**bold**", "__under__", "***", "*", "_", "~~gone~~", "||secret||", "`code`", "```\nblock\n```", "\\",
    "\\*", "# big", "-# small", "> quote", ">>> quote", "- item", "+ item", "1. first", "12) twelfth",
    "[a](http://b.c)",
    "https://example.org/a_b", "http://x", "שלום", "\u202eabc", "👩‍👩‍👧‍👦",
    "e\u0301", "\u200b", "  ", "\n", "¯\\_(ツ)_/¯", "|",
)  # fmt: skip
odd_words = st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=12)), max_size=8).map("".join)


@cache
def words(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Any text of a length, often odd, often as long as it can be."""
    long = st.tuples(odd_words, st.integers(1, most)).map(lambda pair: ((pair[0] or "a") * most)[: pair[1]])
    return st.one_of(odd_words.map(lambda text: text[:most]), long).filter(lambda text: len(text) >= least)


@cache
def labels(most: int = 75) -> st.SearchStrategy[str]:
    return words(most, least=1)


@cache
def marked(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Tiny markdown: people's words between marks of ours, and marks without a partner."""
    piece = st.one_of(
        odd_words.map(escape),
        st.sampled_from(("**", "_", "\n- ", "\n", " ")),
        odd_words.map(lambda w: f"**{escape(w)}**"),
    )
    joined = st.lists(piece, max_size=8).map("".join)
    return st.one_of(joined.map(lambda text: text[:most]), words(most, least)).filter(lambda text: len(text) >= least)


@cache
def values(least: int = 1) -> st.SearchStrategy[str]:
    return st.text(f"{string.ascii_letters}{string.digits}|_.-", min_size=least, max_size=30)


ids = st.builds(
    "{}.{}:{}:{}".format,
    st.text(string.ascii_lowercase, min_size=1, max_size=10),
    st.text(f"{string.ascii_lowercase}_", min_size=1, max_size=20),
    st.one_of(st.just(""), st.integers(0, 10**9).map(str)),
    values(0),
)
"""Ids as buttons have them; each different enough that a card rarely holds one twice."""
choices = st.builds(shown.Choice, id=ids, label=labels(), style=st.sampled_from(Style), picked=st.booleans())


@cache
def options(most: int, least: int = 1) -> st.SearchStrategy[tuple[shown.Option, ...]]:
    option = st.builds(shown.Option, value=values(), label=labels(), hint=words(75))
    return st.lists(option, min_size=least, max_size=most, unique_by=lambda one: one.value).map(tuple)


menus = st.one_of(
    st.builds(shown.Menu, id=ids, label=labels(), options=options(25)),
    st.builds(shown.Menu, id=ids, label=labels(), channels=st.just(True)),
)
menu = st.none() | menus
files = st.builds(
    shown.File,
    id=st.integers(1, 99),
    name=words(100, least=1),
    media_type=st.sampled_from(("image/png", "text/csv", "application/pdf")),
    alt=words(1000),
)


sections = st.builds(shown.Section, text=marked(1000, least=1), choices=st.lists(choices, max_size=4).map(tuple))
facts = st.builds(shown.Fact, label=labels(), text=marked(300, least=1))


@cache
def some(kind: st.SearchStrategy[T], most: int) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(kind, max_size=most).map(tuple)


@st.composite
def cards(draw: st.DrawFn) -> shown.Card:
    """Any card that can be made."""
    most = draw(st.sampled_from((0, 3, 10)))
    try:
        return shown.Card(
            title=draw(words(150)),
            text=draw(marked(3000)),
            facts=draw(some(facts, most)),
            sections=draw(some(sections, most)),
            menu=draw(menu),
            choices=draw(some(choices, 15)),
            foot=draw(marked(300)),
            files=draw(some(files, 5 if most else 0)),
        )
    except ValidationError:
        assume(False)
        raise


problems = st.one_of(st.just(""), words(100))


@cache
@st.composite
def questions(draw: st.DrawFn, number: int) -> shown.Question:
    kind = draw(st.sampled_from(Kind))
    offered = draw(options(draw(st.sampled_from((1, 2, 10, 11, 25, 40))))) if kind in (Kind.ONE, Kind.MANY) else ()
    most = draw(st.integers(1, 3000)) if kind in (Kind.SHORT, Kind.LONG) else draw(st.integers(0, len(offered)))
    given = st.lists(st.one_of(st.sampled_from([one.value for one in offered] or [""]), words(3000)), max_size=3)
    return shown.Question(
        name=f"q{number}",
        kind=kind,
        label=draw(labels(45)),
        hint=draw(words(100)),
        example=draw(words(100)),
        options=offered,
        required=draw(st.booleans()),
        least=draw(st.integers(0, most)),
        most=most,
        given=tuple(draw(given)),
        problem=draw(problems),
    )


@st.composite
def forms(draw: st.DrawFn) -> shown.Form:
    count = draw(st.integers(1, 12))
    return shown.Form(
        id=draw(ids),
        title=draw(labels(24)),
        submit=draw(labels(24)),
        text=draw(marked(1000)),
        questions=tuple(draw(questions(number)) for number in range(count)),
        start=draw(st.integers(0, count - 1)),
    )


def golden(name: str, drawn: Any) -> None:
    """Compares with what was drawn before. After a change that is meant, run once with GOLDEN=write and review it."""
    path = GOLDEN / f"{name}.json"
    text = json.dumps(drawn, indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.exists(), f"{path.name} is missing: look at what is drawn, then run once with GOLDEN=write"
    assert text == path.read_text(), f"{path.name}: it is drawn otherwise now (GOLDEN=write, if that is meant)"
