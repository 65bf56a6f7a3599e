"""Everything that Kith asks one person about how their matches go, on one card, at their own hour."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from bot.messages import Card, Choice, Section, Style
from bot.steps import PERSONAL, PROMPT, Command, Effects, Flow, Group, Later, Never, Turn
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
    """One card for everything that is due about now. Nobody is asked on a break or on days off, nor about somebody who
    is on a break; afterwards they are. Whoever wanted to be asked later is, on the day that was named: that is no
    letter which they did not ask for."""
    if member.status is MemberStatus.PAUSED:
        return
    if (due := timing.working_moment(turn.now, member, turn)) > turn.now:
        yield Later(ask, member, due)
        return
    found = [one for one in rows.of_reader(turn.store, member, [PLANNED, ASKED]) if not is_other_away(one)]
    due_now = [one for one in found if one.ask_at is not None and one.ask_at <= turn.now]
    if due_now:
        near = [one for one in found if one.status is PLANNED and one.ask_at and one.ask_at <= turn.now + NEAR]
        put = {checkin.id: checkin for checkin in [*due_now, *near]}
        for one in put.values():
            yield from _put_before(one, turn)
        turn.store.session.flush()
        kind = PERSONAL if any(one.put_off for one in due_now) else PROMPT
        yield from telling.anew(asked(member), _asks(member, set(put), turn), kind, turn)
    yield from plan(member, turn)


def _asks(member: Member, put: Collection[int | None], turn: Turn) -> Card:
    """A card with what is `put` before them now, and once more with what they had once before. What they have had
    twice, or wanted to be asked later, stays behind a press."""
    waits, shown = _to_ask(member, turn), list[CheckIn]()
    for one in waits:
        if one.id in put or not planning.has_got(one, turn):
            shown.append(one)
        elif one.ask_at is not None and not one.put_off:
            one.ask_at = None
            shown.append(one)
    rest = [Choice(_("Everything that waits"), look, member)] if len(shown) < len(waits) else []
    return card.of(member, turn, also=rest, found=shown)


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
    found = [one for one in rows.of_reader(turn.store, member, [PLANNED, ASKED]) if not is_other_away(one)]
    moments = [one.ask_at for one in found if one.ask_at is not None]
    yield Later(ask, member, min(moments)) if moments else Never(ask, member)


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: what was to be asked meanwhile is asked now, as is what had not reached them when it began; and
    what was asked before it can be answered for as long as usual."""
    yield from _waits_anew(waiting(member, turn), turn)
    yield from ask(member, turn)


def _waits_anew(found: Sequence[CheckIn], turn: Turn) -> Effects:
    for checkin in found:
        if not planning.has_got(checkin, turn):
            checkin.ask_at = turn.now
        yield Later(checkins.lapse, checkin, planning.lapses_at(checkin, turn))


# --- the other one is on a break -------------------------------------------------------------------------------------


def is_other_away(checkin: CheckIn) -> bool:
    """Whether it is about somebody who is on a break, so that nobody is asked whether they met."""
    return checkin.other.status is MemberStatus.PAUSED


def _to_ask(member: Member, turn: Turn) -> list[CheckIn]:
    """What waits, and can be asked unasked."""
    return [one for one in waiting(member, turn) if not is_other_away(one)]


def other_away(match: Match, partner: Member, turn: Turn) -> Effects:
    """A break of the other one has begun: what has not been sent does not ask about them. What is on screen can be
    answered all the same."""
    if telling.is_unsent(asked(partner), turn) and any(one.match_id == match.id for one in waiting(partner, turn)):
        found, shown = _to_ask(partner, turn), card.of(partner, turn)
        if found:
            yield from telling.redraw(asked(partner), shown, turn, unsent=card.of(partner, turn, found=found))
        else:
            yield from telling.over(asked(partner), shown, turn)
    yield from plan(partner, turn)


def other_back(match: Match, partner: Member, turn: Turn) -> Effects:
    """It is over: the partner is asked what waited for that, and has as long as usual to answer it."""
    yield from _waits_anew([one for one in waiting(partner, turn) if one.match_id == match.id], turn)
    yield from ask(partner, turn)


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


def can_wait(checkin: CheckIn) -> bool:
    """Whether it can be put off to a day that is named."""
    return checkin.put_off < MOST_PUT_OFF and not is_other_away(checkin)


@flow.step(by="self")
def later(member: Member, turn: Turn) -> Effects:
    """Everything that waits is asked again in a few days, where that has not been said too often."""
    again = timing.counted_days(turn.now, PUT_OFF, member, turn)
    found = waiting(member, turn)
    put_off = [checkin for checkin in found if can_wait(checkin)]
    left = [checkin for checkin in found if not can_wait(checkin)]
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
