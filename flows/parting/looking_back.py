"""How matches ended, for coordinators: counts, reasons without names, and what people said at the end."""

from collections import Counter

from bot.messages import Card, Choice, Fact, Section
from bot.numbers import number
from bot.steps import COORDINATOR, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Said, When, _, lines, listing, n_
from flows import paging
from flows.coordinating import program as program_home
from flows.parting import closing, parting
from storage.mentoring.matches import GOES_ON, MatchStatus
from storage.mentoring.pairs import closings as rows
from storage.mentoring.pairs.closings import Closing
from storage.places import Program

flow: Flow[Program] = Flow("looking_back", about=Program)
PAGE = 5
REASONS_AT_ONCE = 5
"""Ended matches whose reasons are counted together, and never fewer: one more reason than yesterday would be that of
the match that ended today."""


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
            foot=_("They know that you read this. The other ones of their matches do not; please keep it so.")
            if found
            else None,
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
    return [Fact(_("Matches"), _("{counts}", counts=listing(counts)) if counts else _("none yet")), *_reasons(turn)]


def _reasons(turn: Turn) -> list[Fact]:
    """The reasons of whole fives of them together, in the order in which they ended; the most frequent first."""
    said = rows.reasons(turn.store)
    many = len(said) - len(said) % REASONS_AT_ONCE
    if not many:
        return []
    found = Counter(word for word in said[:many] if word)
    each = ((n, parting.REASONS.get(word, parting.LEFT_THE_PROGRAM)) for word, n in found.most_common())
    why = _("{reasons}", reasons=listing(_("{n} × {why}", n=n, why=why) for n, why in each))
    return [Fact(_("Why the first {n} of them ended", n=many), why)]


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
