"""Who was not heard in their last check-in, and how many sentences were added: once a week for the coordinators, all on
one card. That nothing was heard says nothing about whether people meet, and nowhere reads as if it did."""

from datetime import datetime, timedelta

from bot import calendar
from bot.messages import Card, Choice, Fact, Section, Style
from bot.numbers import number
from bot.steps import COORDINATOR, PROMPT, Command, Effects, Flow, Group, Later, Replace, Tell, Turn, slot
from bot.words import Phrase, Said, Text, When, _, lines, n_
from flows import paging, timing
from flows.coordinating import person
from flows.coordinating import program as program_home
from flows.parting import looking_back
from flows.safety import hearing
from storage import outbox
from storage.mentoring.pairs import checkins as rows
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus
from storage.people import coordinators
from storage.places import Program

flow: Flow[Program] = Flow("unheard", about=Program)
PAGE = 6
HEARD = "heard"
"""The list from which a coordinator looks at one person."""
A_WEEK = timedelta(days=7)
"""By then there is a new one."""
LATELY = timedelta(days=28)
"""What coordinators see of check-ins: those of the last four weeks."""
MONDAY = 0


def plan(turn: Turn) -> Effects:
    """Somebody was not heard, or added a sentence: the coordinators read it on the next Monday morning of the program.
    A card that is still to come this week, on Monday or after a Monday off, comes as it stands, and so does one that is
    late."""
    due = _monday(turn)
    if due > turn.now:
        yield Later(tell, turn.program, due)
    elif not outbox.is_due(turn.store.session, tell.id, turn.store.program, "", turn.now):
        yield Later(tell, turn.program, _monday(turn, weeks=1))


def _monday(turn: Turn, *, weeks: int = 0) -> datetime:
    """The program's morning of this week's Monday, or so many weeks later."""
    back = MONDAY - calendar.local(turn.now, turn.program.zone).weekday()
    return timing.morning_after(turn.now, back + 7 * weeks, turn)


@flow.step(shared=True)
def tell(program: Program, turn: Turn) -> Effects:
    """One card a week, where there is anything new. Whoever stands on nobody's card, because the coordinators are away
    or they are themselves, is new a week later."""
    lately = turn.now - LATELY
    added = {one.id: rows.how_many_noted(turn.store, one, lately) for one in coordinators(turn.store)}
    told = [one for one in coordinators(turn.store)
            if added[one.id] or rows.how_many_unheard(turn.store, one, untold=True)]  # fmt: skip
    for coordinator in told:
        many = rows.how_many_unheard(turn.store, coordinator)
        yield Tell(coordinator, _letter(program, many, added[coordinator.id]), kind=PROMPT,
                   slot=slot("unheard", program), expires=turn.now + A_WEEK)  # fmt: skip
    for coordinator in filter(hearing.can_be_reached, told):
        rows.note_told(turn.store, coordinator, turn.now)
    if rows.is_any_untold(turn.store, lately):
        yield Later(tell, program, _monday(turn, weeks=1))


@flow.stands("unheard")
def by_now(program: Program, turn: Turn) -> Card | None:
    """For a coordinator who comes to it days later."""
    many = rows.how_many_unheard(turn.store, turn.me)
    added = rows.how_many_noted(turn.store, turn.me, turn.now - LATELY, told_since=turn.now - A_WEEK)
    return _letter(program, many, added) if (many or added) and turn.me.is_coordinator else None


def _letter(program: Program, many: int, added: int) -> Card:
    """What was added is counted here, and stands behind a press."""
    meet = _("They may well have met all the same; I only know that I heard nothing.")
    return Card(
        lines(*([_not_heard(many), meet] if many else []), _added(added) if added else None),
        choices=[
            *([Choice(_("See who"), show, program, "0", Style.MAIN)] if many else []),
            *([Choice(_("Read what people added"), notes, program, "0")] if added else []),
        ],
        notice=_("A note from {program}", program=program.name),
    )


def _not_heard(many: int) -> Phrase:
    return n_("One person did not answer their last check-in.", "{n} people did not answer their last check-in.", many)


def _added(many: int) -> Phrase:
    return n_("One sentence was added to a check-in, for you to read.",
              "{n} sentences were added to check-ins, for you to read.", many)  # fmt: skip


def count_line(turn: Turn) -> Text | None:
    """One sentence for the coordinators' home card; None where everybody was heard."""
    many = rows.how_many_unheard(turn.store, turn.me)
    return _not_heard(many) if many else None


# --- what coordinators see -------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, looks=True, command=Command(Group.COORDINATORS, "checkins", _("Who was heard, and who not")))
def show(program: Program, turn: Turn) -> Effects:
    """How many were heard lately, and who was not, those first who were asked longest ago; `value` is the page."""
    page = number(turn.value) or 0
    many = rows.how_many_unheard(turn.store, turn.me)
    found = rows.unheard(turn.store, turn.me, skip=page * PAGE, most=PAGE)
    pages = paging.turns(show, program, page, more=many > (page + 1) * PAGE)
    yield Replace(
        Card(
            _("Whoever is here did not answer; they may well have met all the same. A word from you often helps.")
            if found else _("Nobody is left unheard."),
            title=_("Check-ins"),
            facts=_facts(turn),
            sections=[_section(one) for one in found],
            choices=[*pages, Choice(_("What people added"), notes, program, "0"),
                     Choice(_("How matches ended"), looking_back.show, program),
                     Choice(_("Back"), program_home.show, program)],
            foot=_("You do not see how people answered, but where they said that it is hard. Matches of your own are "
                   "left out."),
        )
    )  # fmt: skip


def _facts(turn: Turn) -> list[Fact]:
    found = rows.counts_since(turn.store, turn.me, turn.now - LATELY)
    asked = sum(found.values())
    if not asked:
        return []
    answered = found.get(CheckInStatus.ANSWERED, 0)
    return [Fact(_("Last four weeks"), _("{n} asked, {answered} answered", n=asked, answered=answered))]


def _section(checkin: CheckIn) -> Section:
    name = checkin.reader.name
    return Section(
        _("**{name}**, about {other}; asked on {day}.", name=name, other=checkin.other.name,
          day=When(checkin.asked_at, "day") if checkin.asked_at else None),
        [Choice(_("Look at {name}", name=name), person.show, checkin.reader, f"{HEARD}.{checkin.id}")],
    )  # fmt: skip


@flow.step(by=COORDINATOR, looks=True)
def notes(program: Program, turn: Turn) -> Effects:
    """The sentences that people added lately, the newest first; `value` is the page."""
    page = number(turn.value) or 0
    found = rows.notes_since(turn.store, turn.me, turn.now - LATELY, skip=page * PAGE, most=PAGE + 1)
    yield Replace(
        Card(
            None if found else _("Nobody has added a sentence in the last four weeks."),
            title=_("What people added to their check-ins"),
            sections=[
                Section(
                    lines(
                        _("**{name}**, about {other}, {day}:", name=one.reader.name, other=one.other.name,
                          day=When(one.answered_at or turn.now, "day")),
                        Said(one.note),
                    )
                )
                for one in found[:PAGE]
            ],
            choices=[*paging.turns(notes, program, page, more=len(found) > PAGE),
                     Choice(_("Back"), show, program, "0")],
            foot=_("They know that you can read this. The other ones of their matches cannot; please keep it so."),
        )
    )  # fmt: skip
