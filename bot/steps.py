"""Flows, the steps they are made of, and what a step can yield.

A step is a plain generator over a record: it may change the record, and yields what should follow. The decorator lines
of a flow, read downwards, are its rule book: who may take which step in which status.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, cast

from bot.answers import Answers
from bot.messages import Card, Form
from bot.words import Text
from storage.database import Store
from storage.outbox import LetterKind
from storage.people import Account, Member
from storage.places import Place, Program, Room

ANSWER, PERSONAL, PROMPT = LetterKind.ANSWER, LetterKind.PERSONAL, LetterKind.PROMPT

ANYONE = "anyone"
"""Also accounts that are not members yet."""
REMOVED = "removed"
"""Also members whom a coordinator took out: the way to help is all that stays open to them."""
MEMBER = "member"
"""Any member of the record's program."""
COORDINATOR = "coordinator"
PLATFORM = "platform"
"""Only what an adapter reports itself (somebody left, a place is gone); never a press."""


class Record(Protocol):
    """A row that flows are about."""

    @property
    def id(self) -> int | None: ...
    @property
    def program_id(self) -> int | None: ...


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a place, seen by everybody in it."""

    place: Place
    id: str


@dataclass(frozen=True, slots=True)
class Events:
    """The list of events that a place keeps itself. Where its platform has none, what is told to it stands nowhere."""

    place: Place


Addressee: TypeAlias = Member | Account | Room | Channel | Events


# --- effects ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tell:
    """By post, durable. `slot` lets a later `Redraw` find it. `urgent` passes quiet hours and budgets (safety, a
    session within a day). `needed`: somebody waits for the reader's word, or something of theirs ends without it, so
    it comes to those, too, who want nothing else unasked. After `expires` it is not worth sending. A room is written to
    when none of its people sleeps; the weekly budget is about letters to one person, so what is prompted in a room does
    not count."""

    to: Addressee
    card: Card
    kind: LetterKind = PERSONAL
    slot: str = ""
    urgent: bool = False
    expires: datetime | None = None
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Redraw:
    """Changes a card that was told in a slot: unsent, it is replaced; sent, it is edited; gone, it is left."""

    to: Addressee
    slot: str
    card: Card


@dataclass(frozen=True, slots=True)
class Drop:
    """Takes back what was told in a slot and has not begun to be sent: nobody hears of what came to nothing before
    they knew of it. Where it stands as a line on a digest, the line says that it is over. What was sent stays as it
    is."""

    to: Addressee
    slot: str


@dataclass(frozen=True, slots=True)
class Replace:
    """The answer to the press that is still open. Where it comes to stand in the conversation of whoever acts (a typed
    line is answered by a letter), a later `Redraw` of `slot` changes it, too."""

    card: Card
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Opens the form of another step, through the press that is still open."""

    step: "Step[Any]"
    about: Record
    value: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """Sets the one timer of (step, record, value), moving it if it stands."""

    step: "Step[Any]"
    about: Record
    due: datetime
    value: str = ""


@dataclass(frozen=True, slots=True)
class Never:
    """Removes the timer of (step, record, value)."""

    step: "Step[Any]"
    about: Record
    value: str = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """After an anonymous step, and of one alone: `step` is taken by whoever pressed, in a transaction of its own that
    knows nothing of what was answered, and only which day it is. Where it refuses, `otherwise` is taken in place of the
    anonymous step, about the same ticket and told why (`refused`), and its answer is shown."""

    step: "Step[Any]"
    about: Record
    otherwise: "Step[Any]"


Effect: TypeAlias = Tell | Redraw | Drop | Replace | Ask | Later | Never | Apart
Effects: TypeAlias = Iterator[Effect]
MOST_EFFECTS = 1000  # in one step, in which whoever leaves ends all that they have open (docs/decisions/outbox.md)


def slot(name: str, about: Record) -> str:
    """The name of a slot that belongs to one record."""
    return f"{name}:{type(about).__name__.lower()}:{about.id}"


# --- what a step is given --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Turn:
    """One taking of a step. `by` is the member who takes it (None for timers, and for accounts that are no members);
    `text` is what was typed behind a command; `place` where it was done, if it was in one. In an anonymous step nobody
    is named, `now` is the beginning of the day, and `ticket` stands for whoever has the card; `refused`: see `Apart`.
    `standing`: how it stands by now with what was told, by the name of its slot."""

    now: datetime
    store: Store
    account: Account | None = None
    by: Member | None = None
    place: Place | None = None
    manages: bool = False
    value: str = ""
    text: str = ""
    answers: Answers = field(default_factory=Answers)
    ticket: str = ""
    refused: Text | None = None
    commands: tuple[str, str] = ("mentor", "program")
    standing: Mapping[str, "Standing"] = field(default_factory=dict)

    @property
    def me(self) -> Member:
        """The member who takes the step, where the guards made sure that there is one."""
        if self.by is None:
            raise RuntimeError("nobody takes this step")
        return self.by

    @property
    def program(self) -> Program:
        """The program that all of this belongs to."""
        found = self.store.session.get(Program, self.store.program)
        if found is None:
            raise RuntimeError("this step belongs to no program")
        return found


# --- flows and steps -------------------------------------------------------------------------------------------------

Take: TypeAlias = Callable[[R, Turn], Iterator[Effect]]
"""A step's body."""
Standing: TypeAlias = tuple[type[Any], Callable[[Any, Turn], Card | None]]
"""Which kind of record a slot is about, and how it stands by now with what was told there."""


class Group(StrEnum):
    """The two commands: everybody's and the coordinators'. What they are called is a setting."""

    EVERYBODY = "everybody"
    COORDINATORS = "coordinators"


@dataclass(frozen=True, slots=True)
class Command:
    """A subcommand that takes a step about the program (or the place). Without a name: the bare command."""

    group: Group
    name: str
    hint: Text


@dataclass(frozen=True, eq=False)
class Step(Generic[R]):
    """A step that can be taken: the rules the guards hold it to, and its body."""

    flow: "Flow[R]"
    name: str
    run: Take[R]
    by: tuple[str, ...] = ()
    when: frozenset[str] | None = None
    looks: bool = False
    form: Callable[[R, Turn], Form] | None = None
    command: Command | None = None
    words: tuple[str, ...] = ()
    hears: Callable[[str], bool] | None = None
    ends: bool = False
    formerly: tuple[str, ...] = ()
    shared: bool = False
    heeds: bool = False
    anonymous: bool = False
    if_left: "Step[Account] | None" = None

    def __post_init__(self) -> None:
        if self.hears and self.flow.about is not Account:
            raise ValueError(f"{self.id}: only a step about an account hears what anybody may type")
        if self.anonymous and (self.flow.holds or self.form or self.command or self.words or self.hears):
            raise ValueError(f"{self.id}: an anonymous step is about nobody, and reached by its own card alone")

    @property
    def id(self) -> str:
        return f"{self.flow.name}.{self.name}"

    def __call__(self, record: R, turn: Turn) -> Iterator[Effect]:
        """Takes the step as a part of another one: ``yield from close(intro, turn)``."""
        return self.run(record, turn)


class Flow(Generic[R]):
    """A story: what it is about, and whom its record holds (``mentee`` stands for the attribute ``mentee_id``)."""

    def __init__(self, name: str, about: type[R], holds: tuple[str, ...] = ()) -> None:
        self.name = name
        self.about = about
        self.holds = holds
        self.steps: list[Step[R]] = []
        self.present: Callable[[R, Turn], Card] | None = None
        self.standing: dict[str, Callable[[R, Turn], Card | None]] = {}

    def step(
        self,
        *,
        by: str | tuple[str, ...] = (),
        when: StrEnum | tuple[StrEnum, ...] | None = None,
        looks: bool = False,
        form: Callable[[R, Turn], Form] | None = None,
        command: Command | None = None,
        words: tuple[str, ...] = (),
        hears: Callable[[str], bool] | None = None,
        ends: bool = False,
        formerly: tuple[str, ...] = (),
        shared: bool = False,
        heeds: bool = False,
        anonymous: bool = False,
        if_left: "Step[Account] | None" = None,
    ) -> Callable[[Take[R]], Step[R]]:
        """Makes a step of a generator.

        `by`: who may take it (a name the record holds, or MEMBER, COORDINATOR, ANYONE, REMOVED, PLATFORM); without it,
        timers alone. `when`: in which status of the record. `looks`: it changes nothing. `form`: what has to be filled
        in first. `command`, `words`, `hears`: how it is reached by typing; `…` in a word is where somebody's name is
        typed. `ends`: it ends something, so that a typed line asks once more. `formerly`: names it had in a release,
        which buttons may still carry. `shared`: neither it nor a rule of it changes its record (a program, a place), so
        many may take it at once. `heeds`: its own answer minds what a step that `hears` would say about the words in
        its form. `anonymous`: nothing kept tells who took it. `if_left`: about the account of a form left a while.
        """
        whom = (by,) if isinstance(by, str) else by
        for name in whom:
            if name not in (ANYONE, REMOVED, MEMBER, COORDINATOR, PLATFORM, *self.holds):
                raise ValueError(f"{self.name}: its record holds no {name}")
        statuses = None if when is None else frozenset(str(s) for s in (when if isinstance(when, tuple) else (when,)))

        def make(run: Take[R]) -> Step[R]:
            step = Step(self, _name_of(run), run, whom, statuses, looks, form, command, words, hears, ends, formerly,
                        shared, heeds, anonymous, if_left)  # fmt: skip
            self.steps.append(step)
            return step

        return make

    def shows(self, card: Callable[[R, Turn], Card]) -> Callable[[R, Turn], Card]:
        """Marks the function that draws the record as it is now, for whoever pressed a card that is no longer true."""
        self.present = card
        return card

    def stands(self, name: str) -> Callable[[Callable[[R, Turn], Card | None]], Callable[[R, Turn], Card | None]]:
        """Marks the function that says how it stands with what waits in slots of this name, when its reader opens it
        (or before it is sent, if it is anonymous): the card as it is by now, or None where it is over."""

        def make(by_now: Callable[[R, Turn], Card | None]) -> Callable[[R, Turn], Card | None]:
            self.standing[name] = by_now
            return by_now

        return make

    def held(self, record: R) -> dict[str, int]:
        """The members that the record holds: name → id; empty ones are left out."""
        found = {name: getattr(record, f"{name}_id") for name in self.holds}
        return {name: cast("int", member) for name, member in found.items() if member is not None}


def _name_of(run: Callable[..., object]) -> str:
    name = run.__name__.rstrip("_")
    if len(name) > 40:
        raise ValueError(f"{name}: at most 40 characters")
    return name


def steps_by_name(flows: Iterable[Flow[Any]]) -> dict[str, Step[Any]]:
    """Every step, also under the names it had before."""
    found: dict[str, Step[Any]] = {}
    for flow in flows:
        for step in flow.steps:
            for name in (step.id, *(old if "." in old else f"{flow.name}.{old}" for old in step.formerly)):
                if name in found:
                    raise ValueError(f"two steps are called {name}")
                found[name] = step
    return found
