"""A program gathers mentors, opens, and closes to new people."""

from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import col

from bot.calendar import instant_of
from bot.messages import Card, Choice, Style
from bot.steps import COORDINATOR, Effects, Flow, Later, Never, Replace, Tell, Turn
from bot.words import Day, Text, _, lines
from flows import words
from flows.beginning import basics, ending, nearing, posting, setup
from flows.coordinating import program as program_home
from flows.coordinating import sufficing
from flows.finding import mentors
from flows.nudging import daily
from flows.settings import settings
from storage.mentoring import finding
from storage.mentoring.records import record
from storage.people import Member, MemberStatus, coordinators
from storage.places import Program, ProgramStatus, places_of

flow: Flow[Program] = Flow("opening", about=Program)
DRAFT, GATHERING, IS_OPEN = ProgramStatus.DRAFT, ProgramStatus.GATHERING, ProgramStatus.OPEN
CLOSED = ProgramStatus.CLOSED
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


def opens_by_itself(program: Program, turn: Turn) -> bool:
    """Whether it will on its first morning: not where it was closed before that, or where the day has passed."""
    return program.status is not CLOSED and program.is_to_open and is_ahead(program, turn)


# --- gathering -------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=DRAFT, looks=True)
def ask_gather(program: Program, turn: Turn) -> Effects:
    basics.refuse_unready(program, turn)
    yield Replace(
        Card(
            lines(
                _("Shall {program} begin to gather {mentors_word}?", program=program.name, **words.of(turn)),
                gathering_words(program, turn),
                _no_rooms(turn),
            ),
            choices=[
                Choice(_("Yes, gather {mentors_word}", **words.of(turn)), gather, program, style=Style.MAIN),
                Choice(_("Not yet"), program_home.show, program),
            ],
        )
    )


def gathering_words(program: Program, turn: Turn) -> Text:
    if program.starts_on is None or not is_ahead(program, turn):
        return _("People can join from then on. {Mentees_word} look and ask once you open it.", **words.of(turn))
    return _("People can join from then on. {Mentees_word} are told that it opens on {day}, and how many "
             "{mentors_word} there are so far. On that morning it opens by itself.", day=Day(program.starts_on),
             **words.of(turn))  # fmt: skip


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
    """After the status or the dates changed: what happens by itself on the first and on the last morning, and what the
    Join cards say. A first day that has passed opens nothing: that is asked."""
    morning = first_morning(program)
    if program.status is GATHERING and morning is not None and is_ahead(program, turn):
        yield Later(on_first_day, program, due=morning)
    else:
        yield Never(on_first_day, program)
    yield from nearing.plan(program, turn)
    yield from daily.plan(program, turn)
    yield from ending.plan(program, turn)
    yield from posting.redraw(program, turn)
    if program.status is not DRAFT:
        yield from setup.done(program, turn)


@flow.step(when=GATHERING)
def on_first_day(program: Program, turn: Turn) -> Effects:
    """The first morning: the program opens, and its coordinators hear of it, and of what is missing."""
    yield from open_now(program, turn)
    opened = _("{program} is open since this morning, as planned.", program=program.name)
    for coordinator in coordinators(turn.store):
        yield Tell(coordinator, nearing.card(lines(opened, sufficing.missing_line(turn)), turn))


# --- open ------------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=(DRAFT, GATHERING, CLOSED), looks=True)
def ask_open(program: Program, turn: Turn) -> Effects:
    basics.refuse_unready(program, turn)
    yield Replace(ask_open_card(program, turn))


def ask_open_card(program: Program, turn: Turn, news: Text | None = None) -> Card:
    early = _("Its first day is {day}; you can also gather {mentors_word} until then.", day=Day(program.starts_on),
              **words.of(turn)) if (
        program.starts_on and is_ahead(program, turn)) else None  # fmt: skip
    choices = [Choice(_("Yes, open it now"), open_, program, style=Style.MAIN)]
    if program.status is DRAFT and early:
        choices.append(Choice(_("Gather {mentors_word} first", **words.of(turn)), ask_gather, program))
    text = _(
        "Shall {program} open? From then on people can join, and {mentees_word} can ask {mentors_word}.",
        program=program.name,
        **words.of(turn),
    )
    rooms = _no_rooms(turn)
    pick = [Choice(_("Pick the channel"), settings.show, program, "rooms")] if rooms else []
    not_yet = Choice(_("Not yet"), program_home.show, program)
    return Card(lines(news, text, early, rooms), choices=[*choices, *pick, not_yet])


def _no_rooms(turn: Turn) -> Text | None:
    """That two who meet would get no room, where the channel for them is still to be picked."""
    if not any(place.lacks_rooms for place in places_of(turn.store)):
        return None
    return _("No channel is picked yet that rooms for two open under. Without it, two who meet get no room, and have "
             "to say how they are reached.")  # fmt: skip


@flow.step(by=COORDINATOR, when=(DRAFT, GATHERING, CLOSED))
def open_(program: Program, turn: Turn) -> Effects:
    """Everything is possible from now on."""
    yield from open_now(program, turn)
    yield Replace(program_home.card(program, turn))


def open_now(program: Program, turn: Turn) -> Effects:
    """Opens; mentees who came before are told, some at a time."""
    basics.refuse_unready(program, turn)
    program.status, program.opened_at = IS_OPEN, program.opened_at or turn.now
    record(turn.store, turn.by, "opened", turn.now)
    yield from calendar_changed(program, turn)
    yield Later(tell_open, program, due=turn.now)


@flow.step(when=(IS_OPEN, CLOSED), shared=True)
def tell_open(program: Program, turn: Turn) -> Effects:
    """Tells mentees who came early that they can look now: once there is somebody to look at, who is not they alone.
    Those on a break are told when they come back. Each is taken as they are when nobody's press about them is under way
    any more."""
    if program.opened_at is None or not finding.is_anybody_listed(turn.store):
        return
    early = turn.store.all(
        sa.select(Member)
        .where(col(Member.program_id) == turn.store.program, col(Member.joined_at) < program.opened_at)
        .where(col(Member.is_mentee), col(Member.told_open).is_(False), col(Member.status) == MemberStatus.ACTIVE)
        .where(col(Member.id) != (finding.only_one_listed(turn.store) or 0))
        .order_by(col(Member.id))
        .limit(AT_ONCE)
        .with_for_update(of=Member, key_share=True)
        .execution_options(populate_existing=True)
    )
    for mentee in early:
        yield from _tell_open(mentee, turn)
    if len(early) == AT_ONCE:
        yield Later(tell_open, program, due=turn.now)


def _tell_open(mentee: Member, turn: Turn) -> Effects:
    program, known = turn.program, words.of(turn)
    mentee.told_open = True
    text = _("{program} is open. You can look at {mentors_word} now, and ask a few of them.", program=program.name,
             **known)  # fmt: skip
    yield Tell(
        mentee, Card(text, choices=[Choice(_("See {mentors_word}", **known), mentors.find, program, style=Style.MAIN)])
    )


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: who was away when the program opened hears of it now."""
    if waits_for_opening(member, turn) and can_look(member, turn):
        yield from _tell_open(member, turn)


def can_look(member: Member, turn: Turn) -> bool:
    """Whether it is open, and there is somebody to look at who is not they themselves."""
    return turn.program.status in (IS_OPEN, CLOSED) and finding.is_anybody_listed(turn.store, member)


def waits_for_opening(member: Member, turn: Turn) -> bool:
    """Whether they came before it was open, and have not heard yet that they can look and ask."""
    opened = turn.program.opened_at
    return opened is not None and member.is_mentee and not member.told_open and member.joined_at < opened


def somebody_listed(turn: Turn) -> Effects:
    """There is somebody to look at: those who waited for that hear of it."""
    if turn.program.opened_at is not None:
        yield Later(tell_open, turn.program, due=turn.now)


# --- closed ----------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=(GATHERING, IS_OPEN), looks=True)
def ask_close(program: Program, turn: Turn) -> Effects:
    yield Replace(
        Card(
            lines(
                _("Shall {program} close to new people?", program=program.name),
                _("Nobody new can join then. Everybody who is in goes on as before. You can open it again."),
                _("It does not open by itself then: {mentees_word} who are in wait for that.", **words.of(turn))
                if program.is_to_open else None,
            ),
            choices=[
                Choice(_("Yes, close it"), close, program, style=Style.MAIN),
                Choice(_("No, leave it open"), program_home.show, program),
            ],
        )
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=(GATHERING, IS_OPEN), ends=True)
def close(program: Program, turn: Turn) -> Effects:
    """Nobody new from now on."""
    program.status = CLOSED
    record(turn.store, turn.by, "closed", turn.now)
    yield from calendar_changed(program, turn)
    yield Replace(program_home.card(program, turn))
