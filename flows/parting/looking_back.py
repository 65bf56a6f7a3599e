"""How matches ended, for coordinators: counts, reasons without names, and what people said at the end."""

from collections import Counter

from bot.messages import Card, Choice, Fact, Section
from bot.numbers import number
from bot.steps import COORDINATOR, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Said, Text, When, _, lines, listing, n_
from flows import paging
from flows.coordinating import program as program_home
from flows.parting import closing, parting
from storage.mentoring.matches import GOES_ON, MatchStatus
from storage.mentoring.pairs import closings as rows
from storage.mentoring.pairs.closings import Closing
from storage.places import Program

flow: Flow[Program] = Flow("looking_back", about=Program)
PAGE = 5
LEAST_REASONS = 5
"""Ended matches from which on their reasons are counted out: with fewer, a count would name somebody."""


@flow.step(by=COORDINATOR, looks=True, command=Command(Group.COORDINATORS, "endings", _("How matches ended")))
def show(program: Program, turn: Turn) -> Effects:
    """`value` is the page of what people said, the newest first."""
    page = number(turn.value) or 0
    many = rows.how_many(turn.store, turn.me)
    found = rows.closings(turn.store, turn.me, skip=page * PAGE, most=PAGE)
    pages = paging.turns(show, program, page, more=many > (page + 1) * PAGE)
    yield Replace(
        Card(
            None if found else _("Nobody has said anything about the end of a match yet."),
            title=_("How matches ended"),
            facts=_facts(turn) if not page else (),
            sections=[_section(one) for one in found],
            choices=[*pages, Choice(_("Back"), program_home.show, program)],
            foot=_("They know that you read this. The other ones of their matches do not; please keep it so."),
        )
    )


def _facts(turn: Turn) -> list[Fact]:
    found = rows.endings(turn.store)
    going = sum(found.get(status, 0) for status in GOES_ON)
    done, early = found.get(MatchStatus.COMPLETED, 0), found.get(MatchStatus.ENDED_EARLY, 0)
    counts = [
        *([n_("one goes on", "{n} go on", going)] if going else []),
        *([n_("one was completed", "{n} were completed", done)] if done else []),
        *([n_("one ended early", "{n} ended early", early)] if early else []),
    ]
    said = [Fact(_("Why they ended"), _reasons(turn))] if done + early >= LEAST_REASONS else []
    return [Fact(_("Matches"), _("{counts}", counts=listing(counts)) if counts else _("none yet")), *said]


def _reasons(turn: Turn) -> Text:
    """The reasons of all of them together, the most frequent first."""
    found = Counter(word for word in rows.reasons(turn.store) if word)
    each = ((n, parting.REASONS.get(word, parting.LEFT_THE_PROGRAM)) for word, n in found.most_common())
    return _("{reasons}", reasons=listing(_("{n} × {why}", n=n, why=why) for n, why in each))


def _section(said: Closing) -> Section:
    other = said.match.other(said.writer)
    return Section(
        lines(
            _("**{name}**, about the match with {other}, {day}:", name=said.writer.name, other=other.name,
              day=When(said.given_at, "day")),
            _("It helped: {helped}. Again: {again}.", helped=closing.HELPED[said.helped],
              again=closing.AGAIN[said.again]),
            Said(said.words) if said.words else None,
        )
    )  # fmt: skip
