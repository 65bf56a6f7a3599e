"""What Kith asks about intro chats: everything that waits for one person's answer, on one card.

A card about verdicts has a neutral title and notice; what somebody thought stands on their own screen alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.steps import PROMPT, Command, Drop, Effects, Flow, Group, Later, Never, Turn
from bot.words import Phrase, Text, _
from flows import telling, timing
from flows.verdicts import answers, own_verdict, question_card, verdicts
from storage.mentoring import intros as rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.intros import Fit, Intro, IntroStatus, Side, Verdict
from storage.mentoring.pairs import talks
from storage.mentoring.profiles import profile_of
from storage.outbox import LetterKind
from storage.people import Member, MemberStatus

flow: Flow[Member] = Flow("questions", about=Member, holds=("self",))

NEAR = timedelta(days=1)
"""What is due within that time is asked together."""
LATE = timedelta(days=4)
"""A question that is asked so long after its time was held up: by no weekend, and by no other question."""
REMINDERS = (0, 3, 8)
"""Days after which somebody is asked whether they met, where nobody says anything."""
VERDICT_REMINDER = 2
"""Days after a meeting on which a mentor who has not said how it was is asked once more. Mentees get the reminders to
choose, which lead there too (`rounds`)."""


class Asks(StrEnum):
    """What a question is about: whether they met, how it was, a word in advance."""

    MET = "met"
    FIT = "fit"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class Question:
    """One question that waits for one person."""

    intro: Intro
    asks: Asks
    reader: Member

    @property
    def other(self) -> str:
        return self.intro.other(self.reader).name


def asked(member: Member) -> telling.Asked:
    return telling.Asked("questions", member, member)


def side_of(intro: Intro, member: Member) -> Side:
    return Side.MENTEE if member.id == intro.mentee_id else Side.MENTOR


def notice(turn: Turn) -> Phrase:
    return _("A note from {program}", program=turn.program.name)


# --- what waits ------------------------------------------------------------------------------------------------------


def waiting(member: Member, turn: Turn, until: datetime) -> list[Question]:
    """The questions that this member has not answered and that may be asked by then, oldest intro first."""
    found, theirs = [], rows.open_of_member(turn.store, member)
    for side in Side:
        intros = [intro for intro in theirs if side_of(intro, member) is side]
        given = verdict_rows.of_side(turn.store, intros, side)
        for intro in intros:
            verdict = given.get(intro.id or 0)
            if intro.status is IntroStatus.ACCEPTED and intro.ask_from is not None and intro.ask_from <= until:
                found.append(Question(intro, Asks.MET, member))
            if intro.status is not IntroStatus.MET:
                continue
            if verdict is None:
                found.append(Question(intro, Asks.FIT, member))
            elif side is Side.MENTOR and _lacks_advance(intro, verdict, turn):
                found.append(Question(intro, Asks.ADVANCE, member))
    return sorted(found, key=lambda question: question.intro.id or 0)


def about_now(member: Member, turn: Turn) -> list[Question]:
    """What is asked together: all that is due, or is within a day. Whether two met waits for the end of the talk that
    they have a time for, and for the other one's break."""
    found = waiting(member, turn, turn.now + NEAR)
    return [question for question in found if not (_waits_for_talk(question, turn) or _waits_for_break(question))]


def _waits_for_talk(question: Question, turn: Turn) -> bool:
    """Whether it is about two who have a talk that is not over; nor is it at its end, where one of them has proposed to
    move it and that is still to be answered."""
    due = question.intro.ask_from
    if question.asks is not Asks.MET or due is None:
        return False
    talk = talks.open_of_pair(turn.store, question.intro.mentee_id, question.intro.mentor_id)
    if talk is None or talk.status not in talks.STANDS:
        return False
    return due > turn.now or (talk.wish_at is not None and talk.wish_at > turn.now)


def _waits_for_break(question: Question) -> bool:
    """Whether it is about somebody who is away, so that nothing new can be said of them. That the two have met already
    can be said where they have their room, or read of the break."""
    return question.asks is Asks.MET and question.intro.other(question.reader).status is MemberStatus.PAUSED


def _lacks_advance(intro: Intro, verdict: Verdict, turn: Turn) -> bool:
    """Whether a mentor could still give their word in advance: with a good fit, before they are chosen."""
    wanted = verdict.fit is Fit.YES and verdict.would_say_yes is None
    return wanted and verdict_rows.live_match(turn.store, intro) is None


# --- asking ----------------------------------------------------------------------------------------------------------


def tell_anew(member: Member, turn: Turn, kind: LetterKind, news: Text | None = None) -> Effects:
    """Asks everything that waits in a new card."""
    yield from telling.anew(
        asked(member), question_card.card(member, turn, news), kind, turn, needed=True, keeps=answers.is_answered
    )


@flow.step()
def ask(member: Member, turn: Turn) -> Effects:
    """One card for everything that is due about now. Nobody is asked on a break or on days off, nor whether they met
    somebody who is on a break; afterwards they are."""
    if member.status is MemberStatus.PAUSED:
        return
    if timing.is_resting(member, turn):
        yield Later(ask, member, timing.working_moment(turn.now, member, turn))
        return
    if found := about_now(member, turn):
        for question in found:
            if _is_late(question, turn):
                yield from verdicts.asked_late(question.intro, turn)
        profile_of(turn.store, member).verdicts_asked_at = turn.now
        yield from tell_anew(member, turn, PROMPT)
    yield from plan(member, turn)


def _is_late(question: Question, turn: Turn) -> bool:
    """Whether it was to be asked long before and was not, because Kith was not there. What was asked together with
    something else may have been asked a little early."""
    due, last = question.intro.ask_from, profile_of(turn.store, question.reader).verdicts_asked_at
    if question.asks is not Asks.MET or due is None:
        return False
    return due + LATE < turn.now and (last is None or last < due - NEAR)


def on_a_break(member: Member, turn: Turn) -> Effects:
    """What has not reached them is asked when they are back."""
    yield from [Drop(member, one.slot) for one in telling.cards(asked(member), turn) if one.unsent]


def other_away(intro: Intro, partner: Member, turn: Turn) -> Effects:
    """A break of the other one has begun: what has not been sent does not ask whether they met. What is on screen can
    be answered all the same."""
    if not telling.is_unsent(asked(partner), turn) or not _is_asked(intro, partner, turn):
        return
    if about_now(partner, turn):
        yield from telling.redraw(asked(partner), question_card.card(partner, turn), turn, keeps=answers.is_answered)
    else:
        yield Drop(partner, telling.cards(asked(partner), turn)[0].slot)


def other_back(intro: Intro, partner: Member, turn: Turn) -> Effects:
    """It is over: the partner is asked what waited for that, where they have not been asked."""
    if partner.status is not MemberStatus.PAUSED and not _is_asked(intro, partner, turn):
        yield Later(ask, partner, turn.now)


def _is_asked(intro: Intro, reader: Member, turn: Turn) -> bool:
    """Whether a card of theirs asks whether the two have met."""
    return any(telling.asks_about(intro, one, verdicts.flow.name) for one in telling.cards(asked(reader), turn))


def plan(member: Member, turn: Turn) -> Effects:
    """Sets when this member is asked next, unasked."""
    due = _next(member, turn)
    yield Later(ask, member, due) if due else Never(ask, member)


def held_up(member: Member, since: datetime, turn: Turn) -> Effects:
    """Days off have changed: what was due at `since` and was not asked yet is asked as soon as it can be."""
    last = profile_of(turn.store, member).verdicts_asked_at
    is_due = since <= turn.now and (last is None or last < since - NEAR)
    yield from [Later(ask, member, timing.working_moment(turn.now, member, turn))] if is_due else plan(member, turn)


def _next(member: Member, turn: Turn) -> datetime | None:
    """The next moment at which one of the questions is due, not within a day of the last time they were asked; but for
    one that was held back then until the end of a talk."""
    last = profile_of(turn.store, member).verdicts_asked_at
    moments = (
        (timing.counted_days(since, days, member, turn), _waits_for_talk(question, turn))
        for question in waiting(member, turn, datetime.max.replace(tzinfo=turn.now.tzinfo))
        for since, days in _moments(question)
    )
    return min(
        (at for at, is_held in moments if at > turn.now and (is_held or last is None or at > last + NEAR)), default=None
    )


def _moments(question: Question) -> list[tuple[datetime, int]]:
    intro = question.intro
    if question.asks is Asks.MET and intro.ask_from is not None:
        return [(intro.ask_from, days) for days in REMINDERS]
    if question.asks is Asks.FIT and intro.met_at is not None and question.reader.id == intro.mentor_id:
        return [(intro.met_at, VERDICT_REMINDER)]
    return []


def times_asked(question: Question, turn: Turn) -> int:
    """How often it is asked by now whether they met, this time included, where nobody says anything."""
    since, member = question.intro.ask_from, question.reader
    if since is None:
        return 1
    return sum(timing.counted_days(since, days, member, turn) <= turn.now + NEAR for days in REMINDERS)


# --- looking ---------------------------------------------------------------------------------------------------------


@flow.step(
    by="self", words=("verdicts",),
    command=Command(Group.EVERYBODY, "verdicts", _("What you said about your intro chats, for you alone")),
)  # fmt: skip
def mine(member: Member, turn: Turn) -> Effects:
    """Everything that a member can say or has said about their open intros."""
    yield telling.answer(asked(member), own_verdict.all_card(member, turn), turn)


@flow.step(by="self", looks=True)
def look(member: Member, turn: Turn) -> Effects:
    """The questions that wait."""
    yield telling.answer(asked(member), question_card.card(member, turn), turn)
