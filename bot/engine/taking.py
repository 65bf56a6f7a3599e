"""`Engine.handle`: load, lock, guard, take one step, save, once.

Everything that can happen comes through here: presses, forms, commands, typed lines, platform events and timers. Rows,
letters and timers are saved together or not at all, and the same incoming thing is never taken twice.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from bot.answers import Answers
from bot.engine import anonymous, digest, events, forms, lines, meant, overhearing, refusing, saving, showing, typed
from bot.engine.asked import flow as asked
from bot.engine.guards import guard
from bot.engine.scene import Scene, SeveralPrograms, find_program, load_record, lock, note_acting, open_scene
from bot.errors import OLD_BUTTON, WENT_WRONG, Invalid, Refused, UnknownStep
from bot.incoming import REACHABLE, RENAMED, Incoming, Reply, Via
from bot.messages import Card
from bot.pictures import looked_at
from bot.steps import Flow, Record, Step, Turn, steps_by_name
from bot.tokens import BY_CODE, Tokens
from bot.words import Text, Voice, clean
from storage import outbox
from storage.database import Database
from storage.outbox import Draft
from storage.outbox.renaming import rename_steps
from storage.people import Member
from storage.places import Place, Program

log = structlog.get_logger(__name__)
TRIES = 3
_RETRY = ("40001", "40P01", "23505")
"""PostgreSQL's codes for a serialization failure, a deadlock, and a row that somebody else added first (two first
presses of one new person): nothing was saved, so the step is taken again."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Where words lead that mean nothing else: a program's home, and a place that has no program yet."""

    program: Step[Program]
    place: Step[Place]
    greetings: frozenset[str] = frozenset()
    """Lines that ask for nothing but the home card, whatever else is open."""


class _ToMend(Exception):
    """The step itself found an answer that it cannot take; what was filled in is kept in a transaction of its own."""

    def __init__(self, incoming: Incoming, problems: Mapping[str, Text]) -> None:
        super().__init__()
        self.incoming = incoming
        self.problems = problems


class Engine:
    """Takes steps. Synchronous and safe to call from several worker threads."""

    def __init__(
        self,
        database: Database,
        flows: Sequence[Flow[Any]],
        homes: Homes,
        commands: tuple[str, str] = ("mentor", "program"),
    ) -> None:
        self.database = database
        self.homes = homes
        self.commands = commands
        self.tokens = Tokens(database.keyring)
        self.steps = steps_by_name([*flows, digest.flow, asked])
        self.standing = {name: (flow.about, one) for flow in flows for name, one in flow.standing.items()}
        self.vocabulary = typed.Vocabulary(self.steps, commands, homes.greetings)

    def offered(self) -> list[typed.Offered]:
        return typed.offered(self.steps.values(), self.commands)

    def adopt(self) -> None:
        """Before anything is taken: what waits for a step under a name it had before goes on under its name of now."""
        former = {name: step.id for name, step in self.steps.items() if name != step.id}
        with self.database.write() as session:
            rename_steps(session, former)

    def looks(self, incoming: Incoming) -> bool:
        """Whether this certainly changes nothing but what was shown last, so that it may run beside the writer."""
        step = self.steps.get(incoming.step)
        return bool(step and step.looks and not incoming.on and incoming.via in (Via.PRESS, Via.HOME))

    def handle(self, incoming: Incoming, now: datetime) -> Reply:
        """Takes what came in, and says what goes straight back.

        Never raises for anything a person did. What is our fault is undone, logged with step and record, and
        apologised for once; where nobody waits (timers, events) it is raised instead, so that whoever brought it
        keeps it (a timer of a step that nobody knows too).
        """
        incoming = looked_at(incoming)
        if (unnamed := anonymous.pressed(self, incoming)) is not None:
            return anonymous.take(self, unnamed, incoming, now)
        reply = self._tried(incoming, now)
        try:
            return overhearing.answered(self, incoming, now, reply)
        except Exception:  # the form itself was taken, and whoever sent it hears what became of it
            log.exception("not_overheard", step=incoming.step, about=incoming.about)
            return reply

    def _tried(self, incoming: Incoming, now: datetime) -> Reply:
        for attempt in range(1, TRIES + 1):
            try:
                return self._handle(incoming, now)
            except sa.exc.DBAPIError as error:
                if attempt == TRIES or getattr(error.orig, "sqlstate", "") not in _RETRY:
                    return self._apologise(incoming, now, error)
            except Exception as error:  # noqa: BLE001  # whatever it is: the person hears of it, and the log has it
                return self._apologise(incoming, now, error)
        raise AssertionError("every try returns or raises")

    def _handle(self, incoming: Incoming, now: datetime) -> Reply:
        scene: Scene | None = None
        try:
            if self.looks(incoming):
                with self.database.read() as session:
                    scene = open_scene(session, incoming, now, writes=False)
                    looked = self.take(scene) if scene.account is not None else None
                if looked is not None:
                    return self._looked(scene, looked)
            with self.database.write() as session:
                scene = self.open(session, incoming, now)
                return self._once(scene)
        except _ToMend as mend:
            problems, about = mend.problems, mend.incoming
            return self._after(incoming, now, lambda scene: refusing.mend(self, scene, about, problems))
        except SeveralPrograms as several:
            programs, asked = several.programs, scene.incoming if scene else incoming
            return self._after(incoming, now, lambda again: refusing.choose(self, again, asked, programs))
        except Refused as refused:
            if incoming.via is Via.TIMER:
                if not refused.stale:  # nobody hears it, and a timer is meant to know what its step may do
                    log.warning("timer_refused", step=incoming.step, about=incoming.about)
                return self._after(incoming, now, self._settle_only)
            refusal, meant = refused, scene.incoming if scene else incoming
            return self._after(incoming, now, lambda again: refusing.refusal(self, again, meant, refusal))

    def _after(self, incoming: Incoming, now: datetime, answer: Callable[[Scene], Reply]) -> Reply:
        """A second transaction, for what has to be said or kept after the first was undone."""
        with self.database.write() as session:
            scene = self.open(session, incoming, now)
            by_letter = incoming.via is Via.LINE
            if by_letter and incoming.key and not outbox.first_time(session, incoming.key[:120], now):
                return Reply()
            try:
                reply = answer(scene)
            except SeveralPrograms as several:
                reply = refusing.choose(self, scene, scene.incoming, several.programs)
            except Refused as refused:  # what holds changed between the two
                reply = refusing.refusal(self, scene, scene.incoming, refused)
            return self._by_letter(scene, reply) if by_letter else showing.remember(scene, reply)

    def _looked(self, scene: Scene, reply: Reply) -> Reply:
        """What a look showed, noted in a short transaction of its own, so that many can look at the same time."""
        is_typing = scene.account is not None and scene.account.typing
        if scene.incoming.via is not Via.HOME and (reply.card or is_typing):
            with self.database.write() as session:
                again = open_scene(session, scene.incoming, scene.now, writes=False)
                again.program, again.member = scene.program, scene.member
                lines.stop(again)
                showing.remember(again, reply)
        return reply

    def open(self, session: Session, incoming: Incoming, now: datetime) -> Scene:
        scene = open_scene(session, incoming, now, writes=True)
        for step, members in ((RENAMED, scene.renamed), (REACHABLE, scene.reachable)):
            for member in members if step in self.steps else ():
                outbox.set_timer(session, member.program_id, step, member.id or 0, "", now)
        return scene

    def _apologise(self, incoming: Incoming, now: datetime, error: Exception) -> Reply:
        log.error("step_failed", step=incoming.step or incoming.via, about=incoming.about, exc_info=error)
        if incoming.via in (Via.TIMER, Via.EVENT):
            raise error
        try:
            return self._after(incoming, now, lambda scene: refusing.apology(self, scene, incoming))
        except sa.exc.SQLAlchemyError:
            log.exception("apology_failed", step=incoming.step or incoming.via)
            return Reply(notice=Card(WENT_WRONG).said(Voice()))

    # --- one transaction ---------------------------------------------------------------------------------------------

    def _once(self, scene: Scene) -> Reply:
        incoming = scene.incoming
        if incoming.via is Via.TIMER:
            if incoming.step not in self.steps:
                raise UnknownStep(incoming.step)
            return self.take(scene) if self._settle(scene) else Reply()
        if incoming.key and not outbox.first_time(scene.session, incoming.key[:120], scene.now):
            return showing.remember(scene, self._again(scene))
        if incoming.via is Via.EVENT:
            return events.take(self, scene)
        if incoming.via is Via.LINE:
            return self._by_letter(scene, self._line(scene))
        lines.stop(scene)
        return showing.remember(scene, self.take(scene))

    def _settle(self, scene: Scene) -> bool:
        """Takes the timer away; False where it was moved or taken meanwhile."""
        timer, due = scene.incoming.key.removeprefix("timer:").split("@")
        return outbox.settle_timer(scene.session, int(timer), datetime.fromisoformat(due))

    def _settle_only(self, scene: Scene) -> Reply:
        self._settle(scene)
        return Reply()

    def _again(self, scene: Scene) -> Reply:
        """The same thing came a second time: the card as it stands now, and nothing else."""
        incoming = scene.incoming
        step = self.steps.get(incoming.step)
        if step is None or incoming.about is None or incoming.via not in (Via.PRESS, Via.FORM):
            return Reply()
        return Reply(card=refusing.present(self, scene, step))

    def take(self, scene: Scene) -> Reply:
        """Words find their step; then the guards; then its form, if it has one; then the step itself."""
        if not scene.incoming.step:
            scene.incoming = self._command(scene)
        elif scene.incoming.via is Via.LINE and scene.incoming.about is None and self.lacks_program(scene):
            scene.incoming = replace(scene.incoming, step=self.homes.place.id, text="")
        incoming = scene.incoming
        step, record = self.admit(scene)
        turn = replace(scene.turn(self.commands), standing=self.standing)
        if step.form is None:
            return self.run(scene, step, record, turn)
        if incoming.answers is None:
            return Reply(form=forms.form_of(scene, step, record, turn))
        match forms.take_page(scene, step, record, turn):
            case forms.NextPage(card):
                return Reply(card=card.said(scene.voice))
            case forms.ToMend(card, problems):
                return Reply(card=card.said(scene.voice), problems=problems)
            case forms.Filled(answers):
                return self.run(scene, step, record, turn, answers)

    def admit(self, scene: Scene, *, opens: bool = False) -> tuple[Step[Any], Record]:
        """The step and its record, loaded, locked (unless its form only `opens`) and let in. Raises `Refused`."""
        step = self.steps.get(scene.incoming.step)
        if step is None or step.anonymous:
            raise Refused(OLD_BUTTON if step is None else BY_CODE)
        record = load_record(scene, step)
        if not (opens or self.looks(scene.incoming)):
            lock(scene, step, record)
        guard(scene, step, record)
        return step, record

    def run(self, scene: Scene, step: Step[Any], record: Record, turn: Turn, answers: Answers | None = None) -> Reply:
        """Takes the step and saves what it yields. With `answers` the form that gave them is done."""
        if answers is not None:
            turn.answers = answers
        try:
            effects = list(step.run(record, turn))
        except Invalid as invalid:
            raise _ToMend(scene.incoming, invalid.problems) from invalid
        if answers is not None:
            forms.done(scene, step, record)
        if step.looks:
            return self._reply(scene, saving.straight_back(effects))
        note_acting(scene)
        return self._reply(scene, saving.save(scene, effects, saving.letter_key(scene.incoming.key)))

    def _reply(self, scene: Scene, outcome: saving.Outcome) -> Reply:
        form = None
        if (ask := outcome.ask) is not None:
            scene.incoming = replace(
                scene.incoming, step=ask.step.id, about=ask.about.id, value=ask.value, answers=None
            )
            step, record = self.admit(scene, opens=True)
            form = forms.form_of(scene, step, record, scene.turn(self.commands))
        card = outcome.card.said(scene.voice) if outcome.card else None
        return Reply(card=card, form=form, wake=frozenset(outcome.wake), slot=outcome.slot)

    # --- words -------------------------------------------------------------------------------------------------------

    def _command(self, scene: Scene) -> Incoming:
        """The step that a command stands for; its group's home where the words are unknown, and the way to set up a
        program where there is none."""
        incoming, text = scene.incoming, clean(scene.incoming.text)
        if heard := self.vocabulary.heard(text):
            return replace(incoming, step=heard.id, about=None, text=text)
        found = self.vocabulary.command(text)
        step: Step[Any] = found[0] if found else self.vocabulary.home_of(text) or self.homes.program
        scene.incoming = replace(incoming, step=step.id)  # what is meant, should it be asked in which program
        if self.lacks_program(scene):
            step = self.homes.place
        unknown = text.partition(" ")[2] if self.vocabulary.home_of(text) else text
        return replace(incoming, step=step.id, about=None, text=found[1] if found else unknown)

    def lacks_program(self, scene: Scene) -> bool:
        """Whether words mean something in a program, where there is none: then they lead to how one begins."""
        step = self.steps.get(scene.incoming.step)
        if step is None or step.hears is not None or step.flow.about not in (Program, Member):
            return False
        find_program(scene, None)
        return scene.program is None and scene.place is not None

    def _line(self, scene: Scene) -> Reply:
        """A typed line: the next answer of a form, a press on an open card, a command, or else the home card."""
        lapsed = lines.lapsed(scene)
        if (unasked := lines.file_unasked(scene)) is not None:
            return Reply(notice=lapsed or unasked)
        heard = typed.hear(scene, self.vocabulary)
        if lapsed is not None and self.vocabulary.means_nothing(heard):
            return Reply(notice=lapsed)
        match heard:
            case meant.AskBack(card, slot):
                noted = self._by_letter(scene, Reply(notice=lapsed))
                lane = saving.answer_letter(scene, card, saving.letter_key(scene.incoming.key) + ":asked", slot)
                return Reply(wake=noted.wake | {lane})
            case typed.ForDraft(draft, text):
                return lines.next_answer(self, scene, draft, text)
            case typed.BesideForm(incoming, draft):
                return self._beside_form(scene, incoming, draft)
            case Incoming() as incoming:
                scene.incoming = incoming
                hears = incoming.step in self.steps and self.steps[incoming.step].hears
                kept = None if hears else lapsed or lines.left(scene)
                reply = self.take(scene)
                # As after a press: what is typed next is about what this shows, and no answer to a form from before.
                lines.stop(scene)
                return replace(reply, notice=reply.notice or kept)

    def _beside_form(self, scene: Scene, incoming: Incoming, draft: Draft) -> Reply:
        """The answer to a cry first, and below it that the form has not taken it."""
        scene.incoming = incoming
        answered = self._by_letter(scene, self.take(scene))
        card = lines.set_aside(scene, draft, incoming.text)
        lane = saving.answer_letter(scene, card, saving.letter_key(incoming.key) + ":aside")
        return Reply(wake=answered.wake | {lane})

    def _by_letter(self, scene: Scene, reply: Reply) -> Reply:
        """What answers a typed line goes by post, so that it cannot be lost; a form goes on line by line."""
        key, lanes = saving.letter_key(scene.incoming.key), set(reply.wake)
        lanes |= showing.close_question(scene, reply, f"{key}:answered")
        showing.remember(scene, reply)
        for name, card, slot in (("notice", reply.notice, ""), ("card", reply.card, outbox.answers_in(reply.slot))):
            if card is not None:
                lanes.add(saving.answer_letter(scene, card, f"{key}:{name}", slot))
        if reply.form is not None:
            lanes.add(saving.answer_letter(scene, lines.begin(scene, reply.form), f"{key}:form"))
        return Reply(wake=frozenset(lanes))
