"""What is under way in a program, for whoever takes it over: numbers, names of pulses, days, and nobody's words."""

from collections.abc import Iterator

from bot.messages import Fact
from bot.steps import Turn
from bot.words import When, _, n_
from flows.pulses import questions
from flows.settings import resting
from storage.mentoring.apart import kept_from
from storage.mentoring.pairs.introductions import suggested_and_open
from storage.mentoring.pulses.waves import WaveStatus, running
from storage.mentoring.short_questions import with_coordinators
from storage.people import Member

MOST = 500


def facts(taker: Member, turn: Turn) -> Iterator[Fact]:
    """A pulse that is out, questions that wait for a coordinator, suggestions that are open, days off; only what is."""
    if (wave := running(turn.store)) is not None:
        name = questions.name(wave)
        if wave.status is WaveStatus.OPEN and wave.closes_at is not None:
            yield Fact(_("Pulse"), _("{name}, open until {closes}", name=name, closes=When(wave.closes_at)))
        else:
            yield Fact(_("Pulse"), _("{name}, closed and being counted", name=name))
    if asked := _questions(taker, turn):
        yield Fact(_("Short questions for coordinators"), n_("one waits", "{n} wait", asked))
    if pairs := suggested_and_open(turn.store, taker):
        yield Fact(_("Suggestions"), n_("one pair is being asked", "{n} pairs are being asked", pairs))
    if (days := resting.ahead(turn.program, turn)) is not None:
        yield Fact(_("Days off"), _("{days}", days=days))


def _questions(taker: Member, turn: Turn) -> int:
    """Those that the taker can answer."""
    not_theirs = {taker.id, *kept_from(turn.store, taker)}
    return len([one for one in with_coordinators(turn.store, MOST) if one.asker_id not in not_theirs])
