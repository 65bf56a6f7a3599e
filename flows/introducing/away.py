"""Whoever is asked about somebody takes a break, or leaves."""

from bot.steps import PERSONAL, Drop, Effects, Later, Never, Turn
from flows import telling
from flows.introducing import introductions
from storage.mentoring.apart import may_meet
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus, open_of
from storage.people import Member


def on_a_break(member: Member, turn: Turn) -> Effects:
    """What has not reached them waits until they are back."""
    for introduction in _unanswered(member, turn):
        for one in introductions.asked(introduction, member).slots:
            yield Drop(member, one)


def came_back(member: Member, turn: Turn) -> Effects:
    """What they had no time to answer is asked again. Where the two must not meet, nobody is. When it ends depends on
    breaks alone: from answers a coordinator could tell it from what nobody was asked."""
    for introduction in open_of(turn.store, member):
        introduction.at = turn.now
        if introduction.status is IntroductionStatus.UNASKED:
            yield from introductions.ask(introduction, turn)
            continue
        yield Later(introductions.lapse, introduction, introductions.until(introduction, turn))
        if introductions.says(introduction, member) is None and may_meet(turn.store, *introduction.people):
            card = introductions.asking_card(introduction, member, turn)
            yield from telling.anew(introductions.asked(introduction, member), card, PERSONAL, turn)


def _unanswered(member: Member, turn: Turn) -> list[Introduction]:
    found = [one for one in open_of(turn.store, member) if one.status is IntroductionStatus.OPEN]
    return [one for one in found if introductions.says(one, member) is None]


def left(member: Member, turn: Turn) -> Effects:
    """What they are asked about others ends at once, each in a step of its own, as there may be many. The other one's
    card says so, and no letter does. What a coordinator suggested and nobody has heard of keeps its time: nobody must
    be able to tell it from what two were asked."""
    for introduction in open_of(turn.store, member):
        if introduction.status is IntroductionStatus.OPEN or introduction.by_id is None:
            yield Never(introductions.ask, introduction)
            yield Later(introductions.lapse, introduction, turn.now)
