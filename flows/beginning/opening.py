"""A program gathers mentors, opens, closes to new people, and ends."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import col

from bot.calendar import instant_of
from bot.messages import Card, Choice, Style
from bot.steps import COORDINATOR, Channel, Effects, Flow, Later, Never, Redraw, Replace, Tell, Turn
from bot.words import Day, Text, _, lines
from flows.beginning import basics, posting
from flows.coordinating import program as program_home
from flows.finding import mentors
from flows.joining import joining
from flows.meeting import intros
from storage.mentoring.intros import OPEN, Intro, IntroStatus
from storage.mentoring.records import record
from storage.people import Member, MemberStatus, coordinators
from storage.places import Program, ProgramStatus, places_of

flow: Flow[Program] = Flow("opening", about=Program)
DRAFT, GATHERING, IS_OPEN = ProgramStatus.DRAFT, ProgramStatus.GATHERING, ProgramStatus.OPEN
CLOSED, ENDED = ProgramStatus.CLOSED, ProgramStatus.ENDED
OPENS_AT = time(9)
AT_ONCE = 50
"""People told in one taking of a step."""


def first_morning(program: Program) -> datetime | None:
    """When the program opens by itself, if it gathers until then."""
    return instant_of(program.starts_on, OPENS_AT, program.zone) if program.starts_on else None


def is_ahead(program: Program, turn: Turn) -> bool:
    """Whether the first day is still to come."""
    morning = first_morning(program)
    return morning is not None and morning > turn.now


# --- gathering -------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=DRAFT, looks=True)
def ask_gather(program: Program, turn: Turn) -> Effects:
    basics.refuse_unready(program, turn)
    yield Replace(
        Card(
            lines(_("Shall {program} begin to gather mentors?", program=program.name), gathering_words(program, turn)),
            choices=[Choice(_("Yes, gather mentors"), gather, program, style=Style.MAIN)],
        )
    )


def gathering_words(program: Program, turn: Turn) -> Text:
    if program.starts_on is None or not is_ahead(program, turn):
        return _("People can join from then on. Mentees look and ask once you open it.")
    return _("People can join from then on. Mentees are told that it opens on {day}, and how many mentors there are so "
             "far. On that morning it opens by itself.", day=Day(program.starts_on))  # fmt: skip


@flow.step(by=COORDINATOR, when=DRAFT)
def gather(program: Program, turn: Turn) -> Effects:
    """People may join; nobody can be asked yet."""
    yield from begin_gathering(program, turn)
    yield Replace(program_home.card(program, turn))


def begin_gathering(program: Program, turn: Turn) -> Effects:
    basics.refuse_unready(program, turn)
    program.status = GATHERING
    record(turn.store, turn.by, "gathering", turn.now)
    yield from calendar_changed(program, turn)


def calendar_changed(program: Program, turn: Turn) -> Effects:
    """Sets the morning on which a gathering program opens by itself."""
    morning = first_morning(program)
    if program.status is GATHERING and morning is not None:
        yield Later(on_first_day, program, due=morning)


@flow.step(when=GATHERING)
def on_first_day(program: Program, turn: Turn) -> Effects:
    """The first morning: the program opens, and its coordinators hear of it."""
    yield from open_now(program, turn)
    for coordinator in coordinators(turn.store):
        yield Tell(coordinator, Card(_("{program} is open since this morning, as planned.", program=program.name),
                                     choices=[Choice(_("See how it goes"), program_home.show, program)]))  # fmt: skip


# --- open ------------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=(DRAFT, GATHERING, CLOSED), looks=True)
def ask_open(program: Program, turn: Turn) -> Effects:
    basics.refuse_unready(program, turn)
    early = _("Its first day is {day}; you can also gather mentors until then.", day=Day(program.starts_on)) if (
        program.starts_on and is_ahead(program, turn)) else None  # fmt: skip
    choices = [Choice(_("Yes, open it now"), open_, program, style=Style.MAIN)]
    if program.status is DRAFT and early:
        choices.append(Choice(_("Gather mentors first"), ask_gather, program))
    text = _("Shall {program} open? From then on people can join, and mentees can ask mentors.", program=program.name)
    yield Replace(Card(lines(text, early), choices=choices))


@flow.step(by=COORDINATOR, when=(DRAFT, GATHERING, CLOSED))
def open_(program: Program, turn: Turn) -> Effects:
    """Everything is possible from now on."""
    yield from open_now(program, turn)
    yield Replace(program_home.card(program, turn))


def open_now(program: Program, turn: Turn) -> Effects:
    """Opens; mentees who came before are told, some at a time."""
    basics.refuse_unready(program, turn)
    waited = program.status is GATHERING
    program.status = IS_OPEN
    record(turn.store, turn.by, "opened", turn.now)
    yield Never(on_first_day, program)
    yield from redraw_join(program, turn)
    if waited:
        yield Later(tell_open, program, due=turn.now, value="0")


@flow.step(when=IS_OPEN)
def tell_open(program: Program, turn: Turn) -> Effects:
    """Tells mentees who came early that they can look now; `value` is the last one who was told."""
    told = turn.store.all(
        sa.select(Member)
        .where(col(Member.program_id) == turn.store.program, col(Member.id) > int(turn.value or 0))
        .where(col(Member.is_mentee), col(Member.status) == MemberStatus.ACTIVE)
        .order_by(col(Member.id))
        .limit(AT_ONCE)
    )
    for mentee in told:
        yield Tell(
            mentee,
            Card(
                _("{program} is open. You can look at mentors now, and ask a few of them.", program=program.name),
                choices=[Choice(_("See mentors"), mentors.find, program, style=Style.MAIN)],
            ),
        )
    if len(told) == AT_ONCE:
        yield Later(tell_open, program, due=turn.now, value=str(told[-1].id))


# --- closed ----------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=(GATHERING, IS_OPEN), looks=True)
def ask_close(program: Program, turn: Turn) -> Effects:
    yield Replace(
        Card(
            lines(
                _("Shall {program} close to new people?", program=program.name),
                _("Nobody new can join then. Everybody who is in goes on as before. You can open it again."),
            ),
            choices=[Choice(_("Yes, close it"), close, program, style=Style.MAIN)],
        )
    )


@flow.step(by=COORDINATOR, when=(GATHERING, IS_OPEN), ends=True)
def close(program: Program, turn: Turn) -> Effects:
    """Nobody new from now on."""
    program.status = CLOSED
    record(turn.store, turn.by, "closed", turn.now)
    yield Never(on_first_day, program)
    yield from redraw_join(program, turn)
    yield Replace(program_home.card(program, turn))


# --- the end ---------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=(GATHERING, IS_OPEN, CLOSED), looks=True)
def ask_end(program: Program, turn: Turn) -> Effects:
    yield Replace(
        Card(
            lines(
                _("Shall {program} end for good?", program=program.name),
                _("Open asks and intro chats are closed with a kind word to both sides. Matches stay as they are. "
                  "This cannot be taken back."),
            ),
            choices=[
                Choice(_("No, keep it"), program_home.show, program, style=Style.MAIN),
                Choice(_("Yes, end it for good"), end, program, style=Style.GRAVE),
            ],
        )
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=(GATHERING, IS_OPEN, CLOSED), ends=True)
def end(program: Program, turn: Turn) -> Effects:
    """It is over; what is open is closed, some people at a time."""
    program.status = ENDED
    record(turn.store, turn.by, "ended", turn.now)
    yield Never(on_first_day, program)
    yield from redraw_join(program, turn)
    yield Later(wind_up, program, due=turn.now)
    yield Replace(program_home.card(program, turn))


@flow.step(when=ENDED)
def wind_up(program: Program, turn: Turn) -> Effects:
    """Closes the open asks and intros, some at a time."""
    still_open = turn.store.all(
        sa.select(Intro)
        .where(col(Intro.program_id) == turn.store.program, col(Intro.status).in_(OPEN))
        .order_by(col(Intro.id))
        .limit(AT_ONCE // 5)
    )
    for intro in still_open:
        yield from intros.close(intro, IntroStatus.CLOSED, "program_ended", turn, told=[])
        for person in intro.people:
            yield Tell(
                person,
                Card(
                    _(
                        "{program} has ended, so the intro chat with {name} is closed. Thank you for being part of it.",
                        program=program.name,
                        name=intro.other(person).name,
                    )
                ),
            )
    if still_open:
        yield Later(wind_up, program, due=turn.now)


def redraw_join(program: Program, turn: Turn) -> Effects:
    """The Join cards that were posted say how it stands now."""
    for place in places_of(turn.store):
        if place.join_channel:
            yield Redraw(Channel(place, place.join_channel), posting.JOIN, joining.join_card(program, turn))
