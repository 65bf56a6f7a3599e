"""The intros of a round: until when they hold a place, and how they close with it."""

from collections.abc import Sequence

from bot.steps import Effects, Flow, Later, Turn
from bot.words import Phrase, _
from flows import timing
from flows.meeting import endings, intros
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus, Round, RoundStatus, Side
from storage.mentoring.rules import rules_of

flow: Flow[Intro] = Flow("round_intro", about=Intro, holds=("mentee", "mentor"))


def close_open(round_: Round, turn: Turn) -> Effects:
    """Every intro that is still open in a round that is over is closed right after this, each in a step of its own:
    that one locks its mentor, whose places are counted."""
    for intro in rows.of_round(turn.store, round_):
        if intro.is_open:
            yield Later(close_with_round, intro, turn.now)


@flow.step(when=IntroStatus.MET)
def give_place_back(intro: Intro, turn: Turn) -> Effects:
    """The two met a while ago. However long the mentee takes to choose, somebody else may ask the mentor now."""
    intro.holds_place = False
    turn.store.session.flush()
    yield from intros.recounted(intro.mentor, turn)


def plan_place(intro: Intro, turn: Turn) -> Effects:
    """After a meeting: sets until when it takes one of the mentor's places for intros."""
    days = rules_of(turn.store).round_days
    yield Later(give_place_back, intro, timing.after_days(turn.now, days, intro.mentor, turn))


def what_they_read(open_: Sequence[Intro]) -> Phrase:
    """What mentors hear when the mentee chooses none of these."""
    asks = [intro for intro in open_ if intro.status is IntroStatus.ASKED]
    if not asks:
        return _("They read that the time for the intro chat is over.")
    if len(asks) == len(open_):
        return _("They read that you have withdrawn the ask.")
    return _("They read that the time for the intro chat is over, or, of an ask, that you have withdrawn it.")


@flow.step(when=rows.OPEN)
def close_with_round(intro: Intro, turn: Turn) -> Effects:
    """The mentor reads that the mentee found somebody, or that the time is over; who has not answered the ask finds it
    on their card."""
    is_asked = intro.status is IntroStatus.ASKED
    told = [] if is_asked else [Side.MENTOR]
    if intro.round.status is RoundStatus.CHOSEN:
        yield from intros.close(intro, IntroStatus.CLOSED, endings.CHOSE, turn, told=told)
    elif intro.round.status is RoundStatus.CLOSED:
        status, reason = (IntroStatus.WITHDRAWN, "") if is_asked else (IntroStatus.CLOSED, endings.ROUND)
        yield from intros.close(intro, status, reason, turn, told=told)
