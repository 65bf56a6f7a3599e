"""What people see, as flows write it: cards and forms made of phrases and steps.

Nothing here knows its reader. `said(voice)` makes the same for one reader (see `bot.shown`, where the limits are).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot import shown
from bot.answers import Answers
from bot.shown import Kind, Style
from bot.tokens import LENGTH, PLACE
from bot.words import Text, Voice, _

__all__ = ["Card", "Choice", "Event", "Fact", "File", "Form", "Kind", "Menu", "Option", "Question", "Section", "Style"]


class Pressable(Protocol):
    """A step, as far as a button has to know it."""

    @property
    def id(self) -> str: ...


class Numbered(Protocol):
    """A saved row."""

    @property
    def id(self) -> int | None: ...


def step_id(step: Pressable, about: Numbered | int | None, value: str = "") -> str:
    """``<flow>.<step>:<record>:<value>``, which `Incoming.parse` reads."""
    number = about if isinstance(about, int) or about is None else about.id
    return f"{step.id}:{'' if number is None else number}:{value}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says (a verb), and the step it takes about which record. `aside`: it does not make the card
    one that waits for an answer. `picked`: it is one of several, and has been picked; every platform shows it."""

    label: Text
    step: Pressable
    about: Numbered | int | None = None
    value: str = ""
    style: Style = Style.PLAIN
    aside: bool = False
    picked: bool = False

    def said(self, voice: Voice) -> shown.Choice:
        return shown.Choice(
            id=step_id(self.step, self.about, self.value), label=_cut(voice.plain(self.label), 75), style=self.style,
            aside=self.aside, picked=self.picked,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: Text
    hint: Text | None = None

    def said(self, voice: Voice) -> shown.Option:
        hint = _cut(voice.plain(self.hint), 75) if self.hint else ""
        return shown.Option(value=self.value, label=_cut(voice.plain(self.label), 75), hint=hint)


@dataclass(frozen=True, slots=True)
class Menu:
    """A list to pick one from; without options, the channels of the place."""

    label: Text
    step: Pressable
    about: Numbered | int | None = None
    options: Sequence[Option] = ()

    def said(self, voice: Voice) -> shown.Menu:
        return shown.Menu(
            id=step_id(self.step, self.about),
            label=_cut(voice.plain(self.label), 75),
            options=tuple(option.said(voice) for option in self.options),
            channels=not self.options,
        )


@dataclass(frozen=True, slots=True)
class Fact:
    label: Text
    text: Text

    def said(self, voice: Voice) -> shown.Fact:
        return shown.Fact(label=_cut(voice.plain(self.label), 75), text=_cut(voice.say(self.text), 300))


@dataclass(frozen=True, slots=True)
class Section:
    text: Text
    choices: Sequence[Choice] = ()

    def said(self, voice: Voice) -> shown.Section:
        return shown.Section(
            text=_cut(voice.say(self.text), 1000), choices=tuple(choice.said(voice) for choice in self.choices)
        )


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a card: its row, and what it shows for who cannot see it."""

    id: int
    name: str
    media_type: str
    alt: Text | None = None

    def said(self, voice: Voice) -> shown.File:
        alt = voice.plain(self.alt) if self.alt else ""
        return shown.File(id=self.id, name=self.name, media_type=self.media_type, alt=alt)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that takes place, for a place's own list of events. `is_off`: it does not take place any more."""

    title: Text
    where: str
    starts: datetime
    ends: datetime
    text: Text | None = None
    is_off: bool = False

    def said(self, voice: Voice) -> shown.Event:
        return shown.Event(
            title=_cut(voice.plain(self.title), 100),
            text=_cut(voice.say(self.text), 900) if self.text else "",
            where=_cut(self.where, 200),
            starts=self.starts,
            ends=self.ends,
            is_off=self.is_off,
        )


@dataclass(frozen=True, slots=True)
class Card:
    """A message. `foot` is the small line under it (who will see the answer); `notice` is the text of a notification,
    given where the card itself is not for other eyes. With an `event` it goes to a place's list of events."""

    text: Text | None = None
    title: Text | None = None
    facts: Sequence[Fact] = ()
    sections: Sequence[Section] = ()
    menu: Menu | None = None
    choices: Sequence[Choice] = ()
    foot: Text | None = None
    files: Sequence[File] = ()
    notice: Text | None = None
    event: Event | None = None

    def said(self, voice: Voice) -> shown.Card:
        """For one reader. Where people wrote more than a card holds, the longest parts of it are shortened."""
        title = _cut(voice.plain(self.title), 150) if self.title else ""
        text = _cut(voice.say(self.text), 3000) if self.text else ""
        foot = _cut(voice.say(self.foot), 300) if self.foot else ""
        facts = [fact.said(voice) for fact in self.facts]
        sections = [section.said(voice) for section in self.sections]
        room = shown.MOST_TEXT - _long(title) - _long(foot) - sum(len(fact.label) + 6 for fact in facts)
        parts = [text, *(fact.text for fact in facts), *(section.text for section in sections)]
        if sum(map(_long, parts)) > room:
            most = _share([_long(part) for part in parts], room)
            text = _cut(text, most)
            facts = [fact.model_copy(update={"text": _cut(fact.text, most)}) for fact in facts]
            sections = [part.model_copy(update={"text": _cut(part.text, most)}) for part in sections]
        return shown.Card(
            title=title,
            text=text,
            facts=tuple(facts),
            sections=tuple(sections),
            menu=self.menu.said(voice) if self.menu else None,
            choices=tuple(choice.said(voice) for choice in self.choices),
            foot=foot,
            files=tuple(file.said(voice) for file in self.files),
            notice=_cut(voice.plain(self.notice), 150) if self.notice else "",
            event=self.event.said(voice) if self.event else None,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form.

    `most` is the greatest length of a text, the greatest number, or how many options may be picked (0: any); `least`
    likewise. `given` is what stands there already: a text or value, several values, a number, a date, a time.
    """

    name: str
    kind: Kind
    label: Text
    hint: Text | None = None
    example: Text | None = None
    options: Sequence[Option] = ()
    required: bool = True
    least: int = 0
    most: int = 0
    given: object = None

    def said(self, voice: Voice) -> shown.Question:
        return shown.Question(
            name=self.name,
            kind=self.kind,
            label=_cut(voice.plain(self.label), 45),
            hint=_cut(voice.plain(self.hint), 100) if self.hint else "",
            example=_cut(voice.plain(self.example), 100) if self.example else "",
            options=tuple(option.said(voice) for option in self.options),
            required=self.required,
            least=self.least,
            most=self.most,
            given=_given(self.given),
        )


@dataclass(frozen=True, slots=True)
class Form:
    """Something to fill in. It belongs to a step (``@flow.step(form=…)``), which is taken when it has been sent.
    `checks` raises `Invalid` where answers do not fit each other; it is asked with those that could be read, so that
    this is said together with what is wrong with a field by itself."""

    title: Text
    questions: Sequence[Question]
    submit: Text
    text: Text | None = None
    checks: Callable[[Answers], object] | None = None

    def said(self, voice: Voice, id: str) -> shown.Form:
        return shown.Form(
            id=id,
            title=_cut(voice.plain(self.title), 24),
            submit=_cut(voice.plain(self.submit), 24),
            opener=_cut(voice.plain(_("Open the form")), 75),
            text=_cut(voice.say(self.text), 1000) if self.text else "",
            questions=tuple(question.said(voice) for question in self.questions),
        )

    def starting_with(self, **given: object) -> "Form":
        """The same form with some fields filled in."""
        questions = [replace(q, given=given[q.name]) if q.name in given else q for q in self.questions]
        return replace(self, questions=questions)


def _given(value: object) -> tuple[str, ...]:
    match value:
        case None | "":
            return ()
        case list() | tuple() | set() | frozenset():
            return tuple(str(item) for item in value)
        case _:
            return (str(value),)


def _share(lengths: Sequence[int], room: int) -> int:
    """The length that the longest may keep so that all of them fit into the room."""
    for position, length in enumerate(sorted(lengths)):
        share = room // (len(lengths) - position)
        if length > share:
            return share
        room -= length
    return max(lengths, default=0)


def _long(text: str) -> int:
    """How long it is once the postman has written tokens into it."""
    return len(text) + text.count(PLACE) * (LENGTH - 1)


def _cut(text: str, length: int) -> str:
    """Shortened with an ellipsis, never inside an escape. Translations and names can be longer than a button."""
    if _long(text) <= length:
        return text
    kept = text[: length - 1 - (_long(text) - len(text))]
    if (len(kept) - len(kept.rstrip("\\"))) % 2:
        kept = kept[:-1]
    return kept.rstrip() + "…"
