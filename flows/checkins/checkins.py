"""One check-in: have they met, how does it go, a sentence for those who like. It can be changed for some days."""

from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import Effects, Flow, Later, Never, Turn
from bot.words import Phrase, Text, When, _, lines, sentences
from flows import telling, timing
from flows.checkins import asking, card, hard, planning, unheard
from flows.safety import raising
from storage.mentoring.matches import GOES_ON
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus, Going, latest
from storage.people import MemberStatus

flow: Flow[CheckIn] = Flow("checkin", about=CheckIn, holds=("reader",))

ASKED, ANSWERED, UNHEARD = CheckInStatus.ASKED, CheckInStatus.ANSWERED, CheckInStatus.UNHEARD
CAN_ANSWER = (ASKED, UNHEARD, ANSWERED)
WAITS, LONGEST = 7, 35
"""Days that an answer is waited for, and at most from somebody whom the question does not reach."""
AGAIN = 4
"""Days after which that is looked at again."""
CHANGES = timedelta(days=3)
"""For how long an answer can be changed."""
MOST_NOTE = 500


@flow.shows
def present(checkin: CheckIn, turn: Turn) -> Card:
    if checkin.match.status not in GOES_ON:
        other = checkin.other.name
        return Card(_("Your match with {other} has ended, so there is nothing to answer.", other=other),
                    notice=card.notice(turn))  # fmt: skip
    return card.of(turn.me, turn)


# --- the two answers -------------------------------------------------------------------------------------------------


@flow.step(by="reader", when=CAN_ANSWER)
def met(checkin: CheckIn, turn: Turn) -> Effects:
    """Whether they have met (`value` is yes or no); how it goes is asked next."""
    if turn.value not in ("yes", "no"):
        raise Refused(card.UNKNOWN)
    checkin = _current(checkin, turn)
    checkin.met = turn.value == "yes"
    if checkin.going is not None:
        yield from hard.answered(checkin, turn)
        yield from asking.answered(turn, _said(checkin, turn), _further(checkin, turn))
        return
    checkin.status, checkin.ask_at = ASKED, None
    yield Later(lapse, checkin, planning.lapses_at(checkin, turn))
    yield from asking.answered(turn, _("Good to hear.") if checkin.met else _("Thank you for telling me."))


@flow.step(by="reader", when=CAN_ANSWER)
def going(checkin: CheckIn, turn: Turn) -> Effects:
    """How it goes. That it is hard reaches the coordinators after some minutes, in which it can be taken back."""
    if turn.value not in set(Going):
        raise Refused(card.UNKNOWN)
    checkin = _current(checkin, turn)
    checkin.going, checkin.ask_at = Going(turn.value), None
    checkin.answered_at = checkin.answered_at or turn.now
    if checkin.status is not ANSWERED:
        checkin.status = ANSWERED
        yield Never(lapse, checkin)
        yield from planning.after(checkin, turn)
    yield from hard.answered(checkin, turn)
    yield from asking.answered(turn, _said(checkin, turn), _further(checkin, turn))


def _current(checkin: CheckIn, turn: Turn) -> CheckIn:
    """What an answer is about: the latest that was asked about this match, whichever card was pressed. Raises `Refused`
    where it cannot be given any more."""
    checkin = latest(turn.store, checkin.match_id, checkin.reader_id, CAN_ANSWER) or checkin
    if checkin.match.status not in GOES_ON:
        raise Refused(_("Your match with {other} has ended, so there is nothing to answer.", other=checkin.other.name))
    if not can_change(checkin, turn):
        raise Refused(_("You answered on {day}, and that stands by now. I ask you again; if something is not right, "
                        "you need not wait for that.", day=When(checkin.answered_at or turn.now, "day")))  # fmt: skip
    return checkin


def can_change(checkin: CheckIn, turn: Turn) -> bool:
    return checkin.answered_at is None or turn.now <= checkin.answered_at + CHANGES


def _said(checkin: CheckIn, turn: Turn) -> Text:
    """What happened, and what happens next."""
    again = planning.next_day(checkin, turn)
    other = checkin.other.name
    thanks: Phrase = _("Kept. About {other} you said: {said}.", other=other, said=card.said(checkin))
    if checkin.going is Going.HARD:
        return lines(thanks, hard.what_follows(checkin, turn))
    next_time = _("The next check-in is on {day}.", day=When(again, "day")) if again else None
    return sentences(thanks, hard.still_has(checkin, turn), next_time)


def _further(checkin: CheckIn, turn: Turn) -> list[Choice]:
    other, is_hard = checkin.other.name, checkin.going is Going.HARD
    label = _("Change the sentence about {other}", other=other) if checkin.note else _("Add a sentence about {other}",
                                                                                     other=other)  # fmt: skip
    return [
        Choice(label, note, checkin, style=Style.MAIN if is_hard else Style.PLAIN),
        Choice(_("Change my answer about {other}", other=other), change, checkin),
    ]


@flow.step(by="reader", when=CAN_ANSWER, looks=True)
def change(checkin: CheckIn, turn: Turn) -> Effects:
    """Asks anew, with what was said before."""
    checkin = _current(checkin, turn)
    if checkin.answered_at is None:
        shown = card.of(turn.me, turn, found=asking.to_answer(turn.me, turn))
        yield telling.answer(asking.asked(turn.me), shown, turn)
    else:
        yield card.anew(checkin, turn)


# --- a sentence ------------------------------------------------------------------------------------------------------


def note_form(checkin: CheckIn, turn: Turn) -> Form:
    return Form(
        _("A sentence"),
        [
            Question(
                "note", Kind.LONG, _("What would you like to add?"), required=False, most=MOST_NOTE, given=checkin.note,
                hint=_("The coordinators can read it, with your name. The other one of your match cannot."),
            ),
        ],
        submit=_("Keep it"),
    )  # fmt: skip


@flow.step(by="reader", when=CAN_ANSWER, form=note_form)
def note(checkin: CheckIn, turn: Turn) -> Effects:
    """A sentence that coordinators can read; an empty one takes it away."""
    checkin = _current(checkin, turn)
    checkin.note = turn.answers.text("note")
    raising.keep_named(checkin.match, checkin.reader, checkin.number, checkin.note, turn)
    yield from hard.said_more(checkin, turn)
    yield from _is_counted(checkin, turn)
    who = raising.who_reads(checkin.match, checkin.reader, checkin.note, turn) or _("The coordinators can read it.")
    kept: Text = sentences(_("Kept."), who) if checkin.note else _("There is no sentence kept any more.")
    if checkin.going is Going.HARD:
        kept = lines(kept, hard.what_follows(checkin, turn))
    yield from asking.answered(turn, kept, _further(checkin, turn))


def _is_counted(checkin: CheckIn, turn: Turn) -> Effects:
    """A sentence that no message brings to the coordinators stands on their weekly card."""
    if checkin.status is ANSWERED and checkin.note:
        checkin.told_at = turn.now if hard.is_with_coordinators(checkin, turn) else None
        if checkin.told_at is None:
            yield from unheard.plan(turn)


# --- nothing is heard ------------------------------------------------------------------------------------------------


@flow.step(when=ASKED)
def lapse(checkin: CheckIn, turn: Turn) -> Effects:
    """No answer for a while: the next one is planned, and nobody is asked about this one any more. It can still be
    answered. Nobody is "not heard" who is on a break, or whose other one is, or whom the question has only just
    reached, or never."""
    reader, has_got = checkin.reader, planning.has_got(checkin, turn)
    away = reader.status is MemberStatus.PAUSED or asking.is_other_away(checkin)
    waits = away or planning.waits_for(reader, turn)
    longest = timing.over_after(checkin.asked_at or turn.now, LONGEST, reader, turn)
    if waits or (not has_got and turn.now < longest):
        yield Later(lapse, checkin, timing.after_days(turn.now, AGAIN, reader, turn))
        return
    settle(checkin, unreached=not has_got)
    turn.store.session.flush()
    yield from planning.after(checkin, turn)
    yield from asking.plan(reader, turn)
    if checkin.status is UNHEARD:
        yield from unheard.plan(turn)


def settle(checkin: CheckIn, *, unreached: bool = False) -> None:
    """Nobody is asked about it any more. Half an answer counts, and the other half can still be given."""
    checkin.ask_at = None
    if checkin.met is not None:
        checkin.status = ANSWERED
    else:
        checkin.status = CheckInStatus.CLOSED if unreached else UNHEARD
