"""Everything about a program on one card, for whoever takes it over."""

from collections.abc import Iterator

from bot.messages import Card, Choice, Fact, Style
from bot.steps import Turn
from bot.words import Day, When, _, lines, n_
from flows import guide, words
from flows.coordinating import program as program_home
from flows.handover import under_way
from flows.joining import approval
from flows.safety import concerns, hearing
from storage.mentoring.pairs.handovers import Handover
from storage.mentoring.profiles import waiting_mentors
from storage.mentoring.socials.socials import to_come
from storage.mentoring.standing import counts


def card(handover: Handover, turn: Turn) -> Card:
    """State, open follow-ups, what is under way, dates."""
    messages, waiting = len(hearing.open_for(handover.taker, turn)), len(waiting_mentors(turn.store))
    return Card(
        lines(
            _("You coordinate {program} now. Thank you.", program=turn.program.name),
            _("{name} gave you messages to take care of, because:", name=handover.giver.name)
            if handover.concern_ids else None,
            words.quoted(handover.reason) if handover.concern_ids else None,
        ),
        title=_("{program} is in your hands", program=turn.program.name),
        facts=[*_people(waiting, turn),
               Fact(_("Open messages for you"), n_("one", "{n}", messages) if messages else _("none")),
               *under_way.facts(handover.taker, turn), *_dates(turn)],
        choices=[
            Choice(_("See the program"), program_home.show, turn.program, style=Style.MAIN),
            *([Choice(_("Read the messages"), concerns.inbox, turn.program)] if messages else []),
            *([Choice(_("See who waits"), approval.show, turn.program)] if waiting else []),
            Choice(_("What coordinators can say to me"), guide.for_coordinators, turn.program),
        ],
    )  # fmt: skip


def _people(waiting: int, turn: Turn) -> Iterator[Fact]:
    found, known = counts(turn.store), words.of(turn)
    mentees = n_("{n} {mentee_word}", "{n} {mentees_word}", sum(found.mentees.values()), **known)
    mentors = n_("{n} listed {mentor_word}", "{n} listed {mentors_word}", found.mentors_listed, **known)
    yield Fact(_("People"), _("{mentees}, {mentors}", mentees=mentees, mentors=mentors))
    if waiting:
        yield Fact(_("Waiting for your look"), n_("one {mentor_word}", "{n} {mentors_word}", waiting, **known))


def _dates(turn: Turn) -> Iterator[Fact]:
    for name, day in ((_("First day"), turn.program.starts_on), (_("Last day"), turn.program.ends_on)):
        if day:
            yield Fact(name, _("{day}", day=Day(day)))
    for one in to_come(turn.store, turn.now, 1):
        yield Fact(_("Next social"), _("{title}, {when}", title=one.title, when=When(one.starts_at)))
