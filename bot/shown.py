"""A card or a form as one reader sees it: words said, ids written out, limits held.

These are what letters keep (as JSON), what renderers draw and what adapters get. The limits are the narrowest of all
platforms, so what can be made here can be shown everywhere; a constructor that refuses is a bug of ours, never a
person's. `bot.messages` holds the same things as flows write them, before there is a reader.

Texts named `text` are tiny markdown (see `bot.words`); titles, labels and options are plain.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.words import escape

ID = Annotated[str, StringConstraints(min_length=3, max_length=90, pattern=r"^[a-z_]+\.[a-z_]+:[0-9]*:[^:\s]*$")]
MOST_LABEL = 75
"""Characters on a button (Slack; Discord holds 80)."""
Label = Annotated[str, StringConstraints(min_length=1, max_length=MOST_LABEL)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
OptionValue = Annotated[str, StringConstraints(min_length=1, max_length=30, pattern=r"^[^:\s]+$")]

TICK = "✓"
"""What stands before a label that has been picked."""
MOST_PARTS = 38
"""Everything a card is drawn with, counted as Discord counts components (it holds 40)."""
MOST_TEXT = 3800
"""Characters in one card (Discord holds 4,000 on one message, Slack about 13,000)."""
MOST_OPTIONS = 25
"""Options in one menu or list (Discord); longer lists are searched by typing."""


class Shown(BaseModel):
    # What somebody wrote is not to be read in a log, where an error ends.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Style(StrEnum):
    """How much a button stands out. Never the only sign of what it does: the label says that."""

    MAIN = "main"
    PLAIN = "plain"
    GRAVE = "grave"


class Choice(Shown):
    """A button. `id` is ``<flow>.<step>:<record>:<value>``. `aside`: it stands there for whoever needs it, and answers
    nothing that the card asks. `picked`: it is one of several, and has been picked."""

    id: ID
    label: Label
    style: Style = Style.PLAIN
    aside: bool = False
    picked: bool = False

    @property
    def marked(self) -> str:
        """The label with its mark, where there is nothing but text to show it by."""
        return f"{TICK} {self.label}"[:MOST_LABEL] if self.picked else self.label


class Option(Shown):
    value: OptionValue
    label: Label
    hint: Annotated[str, StringConstraints(max_length=75)] = ""


class Menu(Shown):
    """A list to pick one from. The pick comes back as a press of `id` with the option's value.

    With `channels` the options are the place's channels, and the value is the channel's id.
    """

    id: ID
    label: Label
    options: Annotated[tuple[Option, ...], Field(max_length=MOST_OPTIONS)] = ()
    channels: bool = False

    @model_validator(mode="after")
    def _has_options(self) -> Self:
        if self.channels == bool(self.options):
            raise ValueError("a menu has options, or the place's channels")
        if len({option.value for option in self.options}) != len(self.options):
            raise ValueError("two options with one value")
        return self


class Fact(Shown):
    """A short label and what holds: "Languages: Twi, English"."""

    label: Label
    text: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class Section(Shown):
    """A part of a card with choices of its own (one mentor of three)."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    choices: Annotated[tuple[Choice, ...], Field(max_length=4)] = ()


class File(Shown):
    """A file that goes with a card; `id` is its row."""

    id: int
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    media_type: str
    alt: Annotated[str, StringConstraints(max_length=1000)] = ""

    @property
    def is_image(self) -> bool:
        return self.media_type in ("image/png", "image/jpeg", "image/gif", "image/webp")


class Event(Shown):
    """An entry in a place's own list of events. `is_off`: it does not take place any more."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    text: Annotated[str, StringConstraints(max_length=900)] = ""
    where: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    starts: datetime
    ends: datetime
    is_off: bool = False


class Card(Shown):
    """A message. `notice` is what a notification says, and is neutral where the card is not for other eyes. With an
    `event` it is no message, but an entry in a place's own list of events (see `bot.steps.Events`)."""

    title: Annotated[str, StringConstraints(max_length=150)] = ""
    text: Annotated[str, StringConstraints(max_length=3000)] = ""
    facts: Annotated[tuple[Fact, ...], Field(max_length=10)] = ()
    sections: Annotated[tuple[Section, ...], Field(max_length=10)] = ()
    menu: Menu | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=15)] = ()
    foot: Annotated[str, StringConstraints(max_length=300)] = ""
    files: Annotated[tuple[File, ...], Field(max_length=5)] = ()
    notice: Annotated[str, StringConstraints(max_length=150)] = ""
    event: Event | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not (self.title or self.text or self.sections):
            raise ValueError("a card says something")
        ids = [choice.id for choice in self.presses] + ([self.menu.id] if self.menu else [])
        if len(set(ids)) != len(ids):
            raise ValueError("one id twice in a card")
        if self.parts > MOST_PARTS:
            raise ValueError(f"{self.parts} parts, at most {MOST_PARTS}")
        if (length := self.length) > MOST_TEXT:
            raise ValueError(f"{length} characters, at most {MOST_TEXT}")
        return self

    @property
    def presses(self) -> tuple[Choice, ...]:
        """Every button, in the order in which they are read."""
        return tuple(choice for section in self.sections for choice in section.choices) + self.choices

    @property
    def numbered(self) -> tuple[tuple[str, str, str], ...]:
        """Everything that can be pressed or picked, as (id, picked value, label). Its place is the number to type."""
        sections = [(choice.id, "", choice.marked) for section in self.sections for choice in section.choices]
        options = [(self.menu.id, option.value, option.label) for option in self.menu.options] if self.menu else []
        return (*sections, *options, *((choice.id, "", choice.marked) for choice in self.choices))

    @property
    def parts(self) -> int:
        rows = sum(1 + bool(section.choices) + len(section.choices) for section in self.sections)
        choices = len(self.choices) + -(-len(self.choices) // 5)
        menu = 2 + (self.menu.label != "") if self.menu else 0
        head = bool(self.title or self.text) + bool(self.facts) + bool(self.foot)
        return head + rows + choices + menu + 2 * len(self.files)

    @property
    def length(self) -> int:
        parts = [self.title, self.text, self.foot, *(section.text for section in self.sections)]
        return sum(map(len, parts)) + sum(len(fact.label) + len(fact.text) + 6 for fact in self.facts)

    @property
    def open(self) -> bool:
        """Whether it waits for something: there is more to press than what stands aside."""
        return bool(self.menu) or any(not choice.aside for choice in self.presses)


class Kind(StrEnum):
    """What a question takes."""

    SHORT = "short"
    LONG = "long"
    ONE = "one"
    MANY = "many"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PICTURE = "picture"


class Question(Shown):
    """One field of a form. `given` is what it starts with: text, a value, or values; a date as ISO, a time as HH:MM."""

    name: Name
    kind: Kind
    label: Annotated[str, StringConstraints(min_length=1, max_length=45)]
    hint: Annotated[str, StringConstraints(max_length=100)] = ""
    example: Annotated[str, StringConstraints(max_length=100)] = ""
    options: tuple[Option, ...] = ()
    required: bool = True
    least: int = 0
    most: int = 0
    given: tuple[str, ...] = ()
    problem: Annotated[str, StringConstraints(max_length=100)] = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind in (Kind.ONE, Kind.MANY)) != bool(self.options):
            raise ValueError("options belong to questions that offer some")
        if len({option.value for option in self.options}) != len(self.options):
            raise ValueError("two options with one value")
        if self.kind in (Kind.SHORT, Kind.LONG) and not 0 < self.most <= 3000:
            raise ValueError("a text has a greatest length")
        return self

    @property
    def searched(self) -> bool:
        """More options than fit in a list anywhere: picked by typing words of them."""
        return len(self.options) > MOST_OPTIONS


class Form(Shown):
    """Something to fill in. `start` is the question that a platform which pages it should open it at.

    `opener` is what a button says that opens it, where it cannot be opened at once (`card`).
    """

    id: ID
    title: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    submit: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    opener: Label = "Open the form"
    text: Annotated[str, StringConstraints(max_length=1000)] = ""
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=40)]
    start: int = 0

    @model_validator(mode="after")
    def _fits(self) -> Self:
        names = [question.name for question in self.questions]
        if len(set(names)) != len(names):
            raise ValueError("one name twice in a form")
        if not 0 <= self.start < len(self.questions):
            raise ValueError("a form opens at one of its questions")
        return self

    @property
    def page_size(self) -> int:
        """Questions on one page, where a platform pages forms (Discord): a page holds five parts, and a text that says
        what it is about, or who sees the answers, is one of them."""
        return 4 if self.text.strip() else 5

    @property
    def card(self) -> Card:
        """The way to the form in two steps."""
        return Card(text=escape(self.title), choices=(Choice(id=self.id, label=self.opener, style=Style.MAIN),))
