"""Everything that Kith asks one person about how their matches go, on one card, at their own hour."""

from collections.abc import Sequence
from datetime import timedelta

from bot.messages import Card, Choice, Section, Style
from bot.steps import PROMPT, Command, Effects, Flow, Group, Later, Never, Turn
from bot.words import Text, When, _
from flows import telling, timing
from flows.checkins import card, checkins, planning
from storage.mentoring.matches import GOES_ON, Match
from storage.mentoring.pairs import checkins as rows
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus
from storage.people import Member, MemberStatus

flow: Flow[Member] = Flow("checkins", about=Member, holds=("self",))

ASKED, PLANNED = CheckInStatus.ASKED, CheckInStatus.PLANNED
NEAR = timedelta(days=2)
"""What is planned within that time is asked together: somebody with several matches gets one card."""
REMINDER = 3
"""Days after which somebody who said nothing is asked once more."""
PUT_OFF, MOST_PUT_OFF = 3, 2
"""Days until somebody who said "later" is asked again, and how often that can be said."""


def asked(member: Member) -> telling.Asked:
    return telling.Asked("checkins", member, member)


def waiting(member: Member, turn: Turn) -> list[CheckIn]:
    """What was asked and is not answered whole, oldest first."""
    return rows.of_reader(turn.store, member, [ASKED])


def to_answer(member: Member, turn: Turn) -> list[CheckIn]:
    """The same, for whoever looks of their own accord; then also what nothing was heard of, or half an answer, where
    nothing newer has been asked."""
    found = rows.of_reader(turn.store, member, checkins.CAN_ANSWER)
    newest = {checkin.match_id: checkin for checkin in found}
    return [one for one in newest.values() if one.going is None and one.match.status in GOES_ON]


# --- asking ----------------------------------------------------------------------------------------------------------


@flow.step()
def ask(member: Member, turn: Turn) -> Effects:
    """One card for everything that is due about now. Nobody is asked on a break or on days off; afterwards they are."""
    if member.status is MemberStatus.PAUSED:
        return
    if (due := timing.working_moment(turn.now, member, turn)) > turn.now:
        yield Later(ask, member, due)
        return
    found = rows.of_reader(turn.store, member, [PLANNED, ASKED])
    due_now = [one for one in found if one.ask_at is not None and one.ask_at <= turn.now]
    if due_now:
        near = [one for one in found if one.status is PLANNED and one.ask_at and one.ask_at <= turn.now + NEAR]
        for one in {checkin.id: checkin for checkin in [*due_now, *near]}.values():
            yield from _put_before(one, turn)
        turn.store.session.flush()
        yield from telling.anew(asked(member), card.of(member, turn), PROMPT, turn)
    yield from plan(member, turn)


def _put_before(checkin: CheckIn, turn: Turn) -> Effects:
    """It is asked for the first time, or for the last. What was asked before about the same match is over with that."""
    if checkin.status is PLANNED:
        for before in waiting(checkin.reader, turn):
            if before.match_id == checkin.match_id:
                checkins.settle(before, unreached=not planning.has_got(before, turn))
                yield Never(checkins.lapse, before)
        checkin.since = planning.since(checkin, turn)
        checkin.status, checkin.asked_at = ASKED, turn.now
        checkin.ask_at = timing.counted_days(turn.now, REMINDER, checkin.reader, turn)
        yield Later(checkins.lapse, checkin, planning.lapses_at(checkin, turn))
    else:
        checkin.ask_at = None


def plan(member: Member, turn: Turn) -> Effects:
    """Sets when this member is asked next, unasked."""
    turn.store.session.flush()
    moments = [one.ask_at for one in rows.of_reader(turn.store, member, [PLANNED, ASKED]) if one.ask_at is not None]
    yield Later(ask, member, min(moments)) if moments else Never(ask, member)


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: what was to be asked meanwhile is asked now, as is what had not reached them when it began; and
    what was asked before it can be answered for as long as usual."""
    for checkin in waiting(member, turn):
        if not planning.has_got(checkin, turn):
            checkin.ask_at = turn.now
        yield Later(checkins.lapse, checkin, planning.lapses_at(checkin, turn))
    yield from ask(member, turn)


# --- answering -------------------------------------------------------------------------------------------------------


def answered(turn: Turn, news: Text, also: Sequence[Choice] = ()) -> Effects:
    """After an answer: what just happened and what still waits, where it was pressed and where it was asked."""
    shown = card.of(turn.me, turn, news, also)
    yield telling.answer(asked(turn.me), shown, turn)
    yield from _stands(shown, waiting(turn.me, turn), turn)
    yield from plan(turn.me, turn)


def _stands(shown: Card, left: Sequence[CheckIn], turn: Turn) -> Effects:
    """The cards on screen say what was just done. One that has not been sent asks what is `left`, and nothing of what
    is past when it comes; where nothing is left, it does not come."""
    if left:
        yield from telling.redraw(asked(turn.me), shown, turn, unsent=card.of(turn.me, turn, found=left))
    else:
        yield from telling.over(asked(turn.me), shown, turn)


def changed(member: Member, match: Match, turn: Turn) -> Effects:
    """A match has ended: a card that asks about it shows what still waits, or that nothing does."""
    if not any(telling.asks_in(one, checkins.flow.name, flow.name) for one in telling.cards(asked(member), turn)):
        return
    if waiting(member, turn):
        yield from telling.redraw(asked(member), card.of(member, turn), turn)
    else:
        ended = _("Your match with {other} has ended, so there is nothing to answer.", other=match.other(member).name)
        yield from telling.over(asked(member), Card(ended, notice=card.notice(turn)), turn)


@flow.step(by="self")
def later(member: Member, turn: Turn) -> Effects:
    """Everything that waits is asked again in a few days, where that has not been said too often."""
    again = timing.counted_days(turn.now, PUT_OFF, member, turn)
    found = waiting(member, turn)
    put_off = [checkin for checkin in found if checkin.put_off < MOST_PUT_OFF]
    left = [checkin for checkin in found if checkin.put_off >= MOST_PUT_OFF]
    for checkin in put_off:
        checkin.put_off += 1
        checkin.ask_at = again
        yield Later(checkins.lapse, checkin, timing.over_after(again, checkins.WAITS, member, turn))
    if put_off:
        shown = Card(
            _("That is fine. I ask you again on {day}.", day=When(again, "day")),
            choices=[Choice(_("Answer now"), look, member)],
            notice=card.notice(turn),
        )
    else:
        shown = card.of(member, turn, _("You can answer here whenever it suits you.") if found else None)
    yield telling.answer(asked(member), shown, turn)
    yield from _stands(shown, left, turn)
    yield from plan(member, turn)


# --- looking ---------------------------------------------------------------------------------------------------------


@flow.step(by="self", looks=True)
def look(member: Member, turn: Turn) -> Effects:
    """The questions that wait."""
    yield telling.answer(asked(member), card.of(member, turn, found=to_answer(member, turn)), turn)


@flow.step(
    by="self", looks=True, words=("checkin", "check-in", "check in", "checkins", "check-ins"),
    command=Command(Group.EVERYBODY, "checkin", _("Say how your match goes")),
)  # fmt: skip
def mine(member: Member, turn: Turn) -> Effects:
    """What waits; else what was said lately, and can still be changed."""
    yield telling.answer(asked(member), card.all_of(member, turn), turn)


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """That something waits for an answer; nothing where nothing does."""
    if not waiting(member, turn):
        return []
    return [Section(_("I would like to know how it goes."), [Choice(_("Tell me"), look, member, style=Style.MAIN)])]
