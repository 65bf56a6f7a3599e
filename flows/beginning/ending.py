"""A program ends: a coordinator says so, or is asked on its last morning. What is open is closed kindly."""

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import col

from bot.calendar import instant_of, local
from bot.messages import Card, Choice, Style
from bot.steps import COORDINATOR, Effects, Flow, Later, Never, Replace, Tell, Turn
from bot.words import Day, _, lines
from flows.beginning import basics, opening, posting
from flows.coordinating import program as program_home
from flows.handover import handover
from flows.introducing import introductions
from flows.joining import approval
from flows.matching import offer_ends, rounds
from flows.meeting import endings, intros
from flows.short_questions import passing as short_questions
from flows.socials import changing as socials
from storage.columns import Table
from storage.mentoring.intros import OPEN, Intro, IntroStatus, Round, RoundStatus
from storage.mentoring.matches import Match, MatchStatus
from storage.mentoring.pairs.handovers import Handover, HandoverStatus
from storage.mentoring.pairs.introductions import WAITING, Introduction
from storage.mentoring.records import record
from storage.mentoring.short_questions import ShortQuestion, ShortStatus
from storage.mentoring.socials.socials import Picking, Social, SocialStatus
from storage.people import coordinators
from storage.places import GOES_ON, Program, ProgramStatus

flow: Flow[Program] = Flow("ending", about=Program)
ENDED = ProgramStatus.ENDED
ASKS_AT = time(9)
AT_ONCE = 5
"""Rows closed in one taking of a step; each of them changes many cards."""

R = TypeVar("R", bound=Table)


# --- the last day ----------------------------------------------------------------------------------------------------


def plan(program: Program, turn: Turn) -> Effects:
    """Sets the morning on which coordinators are asked whether it ends."""
    last = program.ends_on
    if last is None or not program.status.goes_on or last < local(turn.now, program.zone).date():
        yield Never(on_last_day, program)
        return
    yield Later(on_last_day, program, due=max(turn.now, instant_of(last, ASKS_AT, program.zone)))


@flow.step(when=GOES_ON)
def on_last_day(program: Program, turn: Turn) -> Effects:
    """Nothing ends by itself: coordinators hear that it is the last day."""
    if program.ends_on is None:
        return
    for coordinator in coordinators(turn.store):
        yield Tell(
            coordinator,
            Card(
                lines(
                    _("The last day of {program} is {day}, as you have set it.", program=program.name,
                      day=Day(program.ends_on)),
                    _("Nothing ends by itself: everybody goes on as before until you end it. You can also give it a "
                      "later day."),
                ),
                choices=[
                    Choice(_("See the program"), program_home.show, program, style=Style.MAIN),
                    Choice(_("Change the dates"), basics.dates, program),
                    Choice(_("End it"), ask_end, program, style=Style.GRAVE),
                ],
            ),
        )  # fmt: skip


# --- the end ---------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=GOES_ON, looks=True)
def ask_end(program: Program, turn: Turn) -> Effects:
    yield Replace(
        Card(
            lines(
                _("Shall {program} end for good?", program=program.name),
                _("Open asks, intro chats and choices are closed with a kind word to both sides. Socials that are to "
                  "come are called off, and short questions and suggestions end. Matches stay as they are."),
                _("This cannot be taken back; a new program can begin here afterwards."),
            ),
            choices=[
                Choice(_("No, keep it"), program_home.show, program, style=Style.MAIN),
                Choice(_("Yes, end it for good"), end, program, style=Style.GRAVE),
            ],
        )
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=GOES_ON, ends=True)
def end(program: Program, turn: Turn) -> Effects:
    """It is over; what is open is closed, some at a time."""
    program.status = ENDED
    record(turn.store, turn.by, "ended", turn.now)
    yield Never(opening.on_first_day, program)
    yield Never(on_last_day, program)
    yield Never(approval.remind, program)
    yield from posting.redraw(program, turn)
    yield Later(wind_up, program, due=turn.now)
    yield Replace(program_home.card(program, turn))


@flow.step(when=ENDED, shared=True)
def wind_up(program: Program, turn: Turn) -> Effects:
    """Closes what is open, one kind after the other, some at a time."""
    for kind, is_open, close in _stories():
        found = _some(kind, is_open, turn)
        for one in found:
            yield from close(one, turn)
        if found:
            yield Later(wind_up, program, due=turn.now)
            return


def _stories() -> "tuple[tuple[type[Any], sa.ColumnElement[bool], Callable[[Any, Turn], Effects]], ...]":
    """What can be open when a program ends: rows of which kind, which of them, and what closes one. Each is no longer
    among those afterwards."""
    announced = col(Social.status) == SocialStatus.ANNOUNCED
    asks_later = sa.and_(
        col(Social.status) == SocialStatus.OVER, col(Social.picking).in_([Picking.AHEAD, Picking.OPEN])
    )
    return (
        (Match, col(Match.status) == MatchStatus.OFFERED, _end_choice),
        (Intro, col(Intro.status).in_(OPEN), _close),
        (Round, col(Round.status) == RoundStatus.OPEN, rounds.close),
        (Introduction, col(Introduction.status).in_(WAITING), introductions.program_ended),
        (ShortQuestion, col(ShortQuestion.status) == ShortStatus.OPEN, short_questions.program_ended),
        (Social, sa.or_(announced, asks_later), socials.program_ended),
        (Handover, col(Handover.status) == HandoverStatus.OFFERED, handover.program_ended),
    )


def _end_choice(match: Match, turn: Turn) -> Effects:
    yield from offer_ends.come_to_nothing(match, endings.ENDED, turn)
    yield Tell(match.mentor, Card(offer_ends.to_mentor(match)))


def _some(kind: type[R], which: sa.ColumnElement[bool], turn: Turn) -> Sequence[R]:
    """A few of them, as they are when nobody's press about one of them is under way any more."""
    table = kind.__table__  # type: ignore[attr-defined]  # SQLModel gives it to every table
    query = sa.select(kind).where(table.c.program_id == turn.store.program, which)
    query = query.order_by(table.c.id).limit(AT_ONCE).with_for_update(of=kind, key_share=True)
    return turn.store.all(query.execution_options(populate_existing=True))


def _close(intro: Intro, turn: Turn) -> Effects:
    program = turn.program
    yield from intros.close(intro, IntroStatus.CLOSED, endings.ENDED, turn, told=[])
    for person in intro.people:
        yield Tell(
            person,
            Card(
                _("{program} has ended, so the intro chat with {name} is closed. Thank you for being part of it.",
                  program=program.name, name=intro.other(person).name)
            ),
        )  # fmt: skip
