"""A break of one of two who have an intro chat before them: the other one reads that it is so, without a reason. Else
they would wait for an answer that does not come, and take it to be about them."""

from bot.messages import Card, Choice
from bot.steps import Effects, Turn
from bot.words import Phrase, Text, When, _
from flows import telling
from flows.asking import withdrawing
from flows.meeting import endings
from flows.safety import safety
from flows.verdicts import questions, verdicts
from storage.mentoring.apart import kept_from
from storage.mentoring.intros import Intro, IntroStatus, open_of_member
from storage.people import Member, MemberStatus


def told(intro: Intro, partner: Member) -> telling.Asked:
    return telling.Asked("partner_break", intro, partner)


def _to_come(member: Member, turn: Turn) -> list[Intro]:
    return [intro for intro in open_of_member(turn.store, member) if intro.status is IntroStatus.ACCEPTED]


def on_a_break(member: Member, turn: Turn) -> Effects:
    """Whoever set the break. Nobody who is on a break, too, nor is kept apart, is told."""
    away = kept_from(turn.store, member)
    for intro in _to_come(member, turn):
        other = intro.other(member)
        if other.id not in away and other.status is not MemberStatus.PAUSED:
            yield from _tell(intro, other, turn)
            yield from questions.other_away(intro, other, turn)


def _tell(intro: Intro, reader: Member, turn: Turn) -> Effects:
    """However often a break is begun and ended, it rings once a day at most; after that the newest card says it."""
    yield from telling.changed(told(intro, reader), _card(intro, reader, turn), None, turn)


def _card(intro: Intro, reader: Member, turn: Turn) -> Card:
    return Card(
        _news(intro.other(reader)),
        choices=[Choice(_("We already met"), verdicts.we_met, intro), *withdrawing.ways_out(intro, reader),
                 safety.choice(turn.program)],
        notice=_("A note from {program}", program=turn.program.name),
    )  # fmt: skip


def _news(member: Member) -> Phrase:
    """Until when, where there is a day; never why, nor who set it."""
    if member.paused_until is None:
        return _("{name} is taking a break. Your intro chat stays open, for four weeks at most.", name=member.name)
    return _("{name} is taking a break until {day}. Your intro chat stays open, for four weeks at most.",
             name=member.name, day=When(member.paused_until, "day"))  # fmt: skip


def came_back(member: Member, turn: Turn) -> Effects:
    """What the others were told is over. Whoever of them is on a break by now is told of instead."""
    away = kept_from(turn.store, member)
    for intro in _to_come(member, turn):
        other = intro.other(member)
        yield from _over(intro, other, _its_end(member), turn)
        if other.status is MemberStatus.PAUSED and other.id not in away:
            yield from _tell(intro, member, turn)


def _its_end(member: Member) -> Phrase:
    return _("{name}'s break is over. Your intro chat goes on.", name=member.name)


def met(intro: Intro, turn: Turn) -> Effects:
    """The two met before the break, or during it: it is not waited for any more."""
    for person in intro.people:
        yield from _over(intro, person, _("You and {other} have met.", other=intro.other(person).name), turn)


def not_met(intro: Intro, turn: Turn) -> Effects:
    """They have not met after all: it is waited for as before, where one of them is still away."""
    for person in intro.people:
        other = intro.other(person)
        if other.status is not MemberStatus.PAUSED:
            yield from _over(intro, person, _its_end(other), turn)
        elif telling.is_told(told(intro, person), turn):
            yield from telling.redraw(told(intro, person), _card(intro, person, turn), turn)


def ended(intro: Intro, turn: Turn) -> Effects:
    """The intro chat is over: no card says any more that it stays open."""
    yield from _over(intro, intro.mentee, endings.to_mentee(intro, turn), turn)
    yield from _over(intro, intro.mentor, endings.to_mentor(intro, turn), turn)


def _over(intro: Intro, reader: Member, news: Text, turn: Turn) -> Effects:
    if telling.is_told(told(intro, reader), turn):
        yield from telling.over(told(intro, reader), Card(news), turn)
