"""Steps that nothing kept can trace back to who took them (`anonymous=True`). docs/decisions/anonymity.md says what
each of these transactions leaves behind.

1. Somebody is looked up, and the guards decide; nothing is written.
2. The step is taken in a transaction that names nobody: a ticket stands for the card that was pressed.
3. What concerns the person (`Apart`: that they have answered) is saved in another one, which knows of no answer.

What goes straight back is not remembered, no letter is written, nothing is noted of the account, and no line is logged.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.orm import Session

from bot import shown, tokens
from bot.calendar import instant_of, local
from bot.engine import reading, refusing
from bot.engine.guards import guard
from bot.engine.scene import Scene, load_record, open_scene
from bot.errors import WENT_WRONG, Refused
from bot.incoming import Incoming, Reply, Via
from bot.messages import Card
from bot.steps import Apart, Record, Replace, Step, Turn
from bot.words import Text, Voice, _, clean
from storage import outbox

if TYPE_CHECKING:
    from bot.engine.taking import Engine

log = structlog.get_logger(__name__)
MOST_SAID = 6
"""Answers in one typed line."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """An anonymous step, about which record, with whose token; an `answer` that was pressed, or `said` in words."""

    step: Step[Any]
    about: int
    token: str
    answer: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Reader:
    """How to speak to whoever pressed, and when the program's day began."""

    voice: Voice
    day: datetime
    commands: tuple[str, str]


class _No(Exception):
    """The person may not (now): what is said to them."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


def pressed(engine: "Engine", incoming: Incoming) -> Pressed | None:
    """What came in, where it is about an anonymous card; None for everything else, and for a cry."""
    if incoming.via is Via.PRESS:
        step = engine.steps.get(incoming.step)
        if step is None or not step.anonymous or incoming.about is None:
            return None
        token, answer = tokens.read_value(incoming.value)
        return Pressed(step, incoming.about, token, answer)
    code = tokens.read_code(clean(incoming.text)) if incoming.via is Via.LINE else None
    if code is None or engine.vocabulary.heard(incoming.text):
        return None
    flow, about, token, said = code
    found = (step for step in engine.steps.values() if step.anonymous and step.flow.name == flow)
    return next((Pressed(step, about, token, said=said) for step in found), None)


def take(engine: "Engine", what: Pressed, incoming: Incoming, now: datetime) -> Reply:
    """Never raises. What is our fault is logged without whose press it was."""
    voice = Voice()
    try:
        ticket = engine.tokens.ticket(what.token)
        reader = _reader(engine, what, incoming, now)
        voice = reader.voice
        if ticket is None:
            return Reply(notice=Card(tokens.BY_CODE).said(voice))
        return _Taking(engine, what, ticket, reader, incoming).reply()
    except _No as no:
        return no.reply
    except Exception as error:  # noqa: BLE001  # whatever it is: the person hears of it
        [*_rest, at] = extract_tb(error.__traceback__)  # what it says may hold what was answered
        log.error("step_failed", step=what.step.id, about=what.about, error=type(error).__name__,
                  where=f"{at.name}:{at.lineno}")  # fmt: skip
        return Reply(notice=Card(WENT_WRONG).said(voice))


def _reader(engine: "Engine", what: Pressed, incoming: Incoming, now: datetime) -> _Reader:
    """Whoever pressed, where the guards let them. Raises `_No`."""
    meant_by = replace(incoming, step=what.step.id, about=what.about, value=what.answer, text="")
    with engine.database.read() as session:
        scene = open_scene(session, meant_by, now, writes=False)
        try:
            guard(scene, what.step, load_record(scene, what.step))
        except Refused as refused:
            card = refusing.present(engine, scene, what.step) if refused.stale else None
            raise _No(Reply(notice=Card(refused.sentence).said(scene.voice), card=card)) from refused
        return _Reader(scene.voice, _day_of(scene, now), engine.commands)


def _day_of(scene: Scene, now: datetime) -> datetime:
    """The beginning of the program's day, the same moment for everybody who answers on it."""
    zone = scene.program.zone if scene.program else "UTC"
    return instant_of(local(now, zone).date(), time.min, zone)


class _Taking:
    """One taking of an anonymous step."""

    def __init__(self, engine: "Engine", what: Pressed, ticket: str, reader: _Reader, incoming: Incoming) -> None:
        self.engine, self.what, self.ticket, self.reader, self.incoming = engine, what, ticket, reader, incoming

    def reply(self) -> Reply:
        if self.incoming.via is Via.LINE:
            return self._said()
        return Reply(card=self._take(self.what.answer, self.incoming.key))

    def _said(self) -> Reply:
        """The answers in a typed line, one after the other: each is a number or a label on the card as it is then."""
        card, rest = self._take("", ""), self.what.said
        for number in range(MOST_SAID):
            if not rest or card is None:
                break
            words, _space, behind = rest.partition(" ")
            answer, rest = self._means(card, rest), ""
            if answer is None:
                answer, rest = self._means(card, words), behind.strip()
            if answer is None:
                say = _("I did not understand “{words}”. Type the code, and then the number of an answer or its words.",
                        words=words)  # fmt: skip
                return Reply(notice=Card(say).said(self.reader.voice), card=card)
            card = self._take(answer, f"{self.incoming.key}:{number}")
        return Reply(card=card)

    def _means(self, card: shown.Card, words: str) -> str | None:
        """The answer on the card that the words stand for, if it is one."""
        named = [press.split(":") for press, _value, _label in reading.read(card, words)]
        found = [value for step, _about, value in named if step == self.what.step.id]
        return tokens.read_value(found[0])[1] if len(found) == 1 else None

    def _take(self, answer: str, key: str) -> shown.Card | None:
        """Takes the step, and what it wants done apart; gives the card that it shows. Without an answer it shows how
        things stand."""
        card, apart = self._alone(self.what.step, answer, key)
        for effect in apart:
            try:
                self._by_whom(effect)
            except Refused as refused:
                card, _none = self._alone(effect.otherwise, "", "", refused.sentence)
        return card

    def _alone(
        self, step: Step[Any], answer: str, key: str, refused: Text | None = None
    ) -> tuple[shown.Card | None, list[Apart]]:
        """In a transaction that names nobody."""
        with self.engine.database.write() as session:
            if key and not outbox.first_time(session, self.engine.tokens.once(key), self.reader.day):
                answer = ""
            incoming = Incoming(self.incoming.via, step.id, self.what.about, value=answer)
            scene = Scene(session, self.reader.day, incoming)
            record = load_record(scene, step)
            _hold(session, record)
            turn = replace(scene.turn(self.reader.commands), ticket=self.ticket, refused=refused)
            try:
                guard_status(step, record)
                return self._done(step, record, turn)
            except Refused as refused:
                raise _No(Reply(notice=Card(refused.sentence).said(self.reader.voice))) from refused

    def _done(self, step: Step[Any], record: Record, turn: Turn) -> tuple[shown.Card | None, list[Apart]]:
        card, apart = None, []
        for effect in step.run(record, turn):
            match effect:
                case Replace(shows):
                    card = tokens.written(shows.said(self.reader.voice), self.what.token)
                case Apart():
                    apart.append(effect)
                case _:
                    raise ValueError(f"{step.id}: an anonymous step yielded {type(effect).__name__}")
        return card, apart

    def _by_whom(self, effect: Apart) -> None:
        """In a transaction that knows of no answer. It locks nobody and notes nothing of its own."""
        incoming = replace(self.incoming, step=effect.step.id, about=effect.about.id, value="", text="")
        with self.engine.database.write() as session:
            scene = open_scene(session, incoming, self.reader.day, writes=False)
            record = load_record(scene, effect.step)
            for other in effect.step.run(record, scene.turn(self.reader.commands)):
                raise ValueError(f"{effect.step.id}: yielded {type(other).__name__} apart")


def guard_status(step: Step[Any], record: Record) -> None:
    if step.when is not None and str(getattr(record, "status", "")) not in step.when:
        raise Refused(_("The time for that has passed."), stale=True)


def _hold(session: Session, record: Record) -> None:
    """Many may answer at the same time, and none while the record changes: a pulse that closes counts all that was
    taken before. (On SQLite the transaction already holds the write lock.)"""
    if session.get_bind().dialect.name != "sqlite":
        session.refresh(record, with_for_update={"of": type(record), "read": True})
