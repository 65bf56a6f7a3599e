"""Two people are asked, each alone, whether they would like to meet. Only two yeses bring them together."""

from datetime import datetime

from bot.messages import Card, Choice, Style
from bot.steps import PERSONAL, Effects, Flow, Later, Never, Tell, Turn
from bot.words import Phrase, Text, _, lines
from flows import home, missed, telling, timing
from flows.introducing import acquainted, agreeing, suggesting
from flows.safety import safety
from storage.mentoring.apart import may_meet
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus, open_between
from storage.mentoring.socials.socials import Social
from storage.people import Member, MemberStatus
from storage.places import status_held

flow: Flow[Introduction] = Flow("introduction", about=Introduction, holds=("one", "other"))
UNASKED, OPEN = IntroductionStatus.UNASKED, IntroductionStatus.OPEN
AGREED, OVER = IntroductionStatus.AGREED, IntroductionStatus.OVER
BOTH = ("one", "other")
DAYS = 7
"""For how many days each of the two can answer; days off are not counted."""


def asked(introduction: Introduction, person: Member) -> telling.Asked:
    return telling.Asked("introduction", introduction, person)


def begin(one: Member, other: Member, turn: Turn, social: Social) -> Effects:
    """After a social where each picked the other. Asks both, unless they are being asked already or must not meet."""
    if not _goes_on(turn):
        return
    before = [found for found in open_between(turn.store, one, other) if found.status is OPEN or found.by_id is None]
    if not before and may_meet(turn.store, one, other):
        yield from ask(_new(one, other, turn, social=social), turn)


def suggest(one: Member, other: Member, turn: Turn) -> Effects:
    """A coordinator (`turn.by`) thinks so. Where the two must not meet, or are asked after a social already, nobody is
    asked, and it looks to the coordinator like any suggestion that nothing has come of."""
    yield from ask(_new(one, other, turn, by=turn.me), turn)


def _goes_on(turn: Turn) -> bool:
    """Whether somebody could still be brought together; nothing ends the program meanwhile."""
    return status_held(turn.store).goes_on


def _new(
    one: Member, other: Member, turn: Turn, social: Social | None = None, by: Member | None = None
) -> Introduction:
    return turn.store.add(
        Introduction(
            program_id=turn.store.program, one_id=one.id or 0, other_id=other.id or 0, status=UNASKED,
            social_id=social.id if social else None, by_id=by.id if by else None, at=turn.now,
        )
    )  # fmt: skip


@flow.step(when=UNASKED)
def ask(introduction: Introduction, turn: Turn) -> Effects:
    """Both are asked, as soon as neither of them is on a break. Where that takes too long, nobody is; nor where they
    must not or need not be asked, which then ends when a question would. Two who are in touch already are told."""
    if any(person.status is MemberStatus.PAUSED for person in introduction.people):
        if turn.now >= timing.counted(introduction.at, telling.LONGEST_WAIT, introduction.one, turn):
            turn.store.delete(introduction)
        else:
            yield Later(ask, introduction, timing.after_days(turn.now, 1, introduction.one, turn))
        return
    introduction.at = turn.now
    yield Never(ask, introduction)
    may, known = may_meet(turn.store, *introduction.people), acquainted.line(*introduction.people, turn)
    if may and known and introduction.by_id is None:
        yield from acquainted.tell(introduction, turn)
        return
    yield Later(lapse, introduction, until(introduction, turn))
    if not may or known or _need_not(introduction, turn):
        return
    introduction.status = OPEN
    for person in introduction.people:
        card = asking_card(introduction, person, turn)
        yield Tell(person, card, kind=PERSONAL, slot=asked(introduction, person).slots[0])


def _need_not(introduction: Introduction, turn: Turn) -> bool:
    """Whether the two are being asked already, or, of what a coordinator thinks, are to be asked after a social."""
    others = [one for one in open_between(turn.store, *introduction.people) if one.id != introduction.id]
    return any(one.status is OPEN or (introduction.by_id is not None and one.by_id is None) for one in others)


def until(introduction: Introduction, turn: Turn) -> datetime:
    """Until when the two are asked about each other, where nothing puts it off."""
    return timing.over_after(introduction.at, DAYS, introduction.one, turn)


@flow.shows
def present(introduction: Introduction, turn: Turn) -> Card:
    if introduction.status is UNASKED:
        return Card(_("There is nothing here for you."))
    if introduction.status is OPEN:
        mine = says(introduction, turn.me)
        return asking_card(introduction, turn.me, turn) if mine is None else _waits_card(introduction, turn)
    if introduction.status is AGREED:
        return agreeing.card(introduction, turn.me, turn)
    return over_card(turn)


def asking_card(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    other = introduction.beside(reader)
    if introduction.by_id is not None:
        text: Text = suggesting.why(introduction, reader, turn)
        foot = _("Nobody learns of your answer unless both of you say yes.")
    else:
        text = lines(after_social(introduction, other), _("Would you like to meet {other} again?", other=other.name))
        foot = _("{other} is asked the same, and learns of your answer only when both of you say yes.",
                 other=other.name)  # fmt: skip
    return Card(
        text,
        choices=[
            Choice(_("Yes, gladly"), yes, introduction, style=Style.MAIN),
            Choice(_("Rather not"), no, introduction),
            safety.choice(turn.program),
        ],
        foot=foot,
    )


def after_social(introduction: Introduction, other: Member) -> Phrase:
    title = introduction.social.title if introduction.social else ""
    return _("At “{title}” you and {other} enjoyed meeting each other.", title=title, other=other.name)


def says(introduction: Introduction, member: Member) -> bool | None:
    return introduction.one_says if member.id == introduction.one_id else introduction.other_says


@flow.step(by=BOTH, when=OPEN)
def yes(introduction: Introduction, turn: Turn) -> Effects:
    """Kept until the other one has answered; with both, they get to meet, unless one has left or keeps the other away
    by then, which reads as if nobody had answered."""
    _note(introduction, turn.me, said=True)
    if introduction.one_says and introduction.other_says and may_meet(turn.store, *introduction.people):
        yield Never(lapse, introduction)
        yield from agreeing.agreed(introduction, turn)
        return
    yield telling.answer(asked(introduction, turn.me), _waits_card(introduction, turn), turn)
    yield from telling.redraw(asked(introduction, turn.me), _waits_card(introduction, turn), turn)


@flow.step(by=BOTH, when=OPEN)
def no(introduction: Introduction, turn: Turn) -> Effects:
    """Nobody is told; the question to the other one stays as it is, and ends by itself."""
    _note(introduction, turn.me, said=False)
    card = Card(
        _("That is fine. Nobody learns of it."),
        choices=[Choice(_("Rather yes"), yes, introduction), Choice(_("See where I stand"), home.show, turn.program)],
    )
    yield telling.answer(asked(introduction, turn.me), card, turn)
    yield from telling.redraw(asked(introduction, turn.me), card, turn)


def _note(introduction: Introduction, member: Member, *, said: bool) -> None:
    if member.id == introduction.one_id:
        introduction.one_says = said
    else:
        introduction.other_says = said


def _waits_card(introduction: Introduction, turn: Turn) -> Card:
    return Card(
        _("Kept. If the other one says yes, too, I bring you together; else you hear nothing more of it."),
        choices=[Choice(_("Rather not"), no, introduction), safety.choice(turn.program)],
    )


@flow.step(when=(OPEN, UNASKED))
def lapse(introduction: Introduction, turn: Turn) -> Effects:
    """Time is over: whoever said what, it ends in the same words for both. Not while somebody is on a break, or has had
    no time, whether they have answered or not. Of what nobody was asked nothing stays."""
    due = _put_off(introduction, turn)
    if due is not None:
        yield Later(lapse, introduction, due)
    else:
        yield from _end(introduction, turn)


def _end(introduction: Introduction, turn: Turn) -> Effects:
    if introduction.status is UNASKED:
        turn.store.delete(introduction)
        return
    introduction.status = OVER
    for person in introduction.people:
        yield from telling.over(asked(introduction, person), _ended_card(introduction, person, turn), turn)


def _put_off(introduction: Introduction, turn: Turn) -> datetime | None:
    """When it is over, where that is not now. Once one of them has left nothing puts it off."""
    if not all(person.is_here for person in introduction.people):
        return None
    longest = timing.counted(introduction.at, telling.LONGEST_WAIT, introduction.one, turn)
    if any(person.status is MemberStatus.PAUSED for person in introduction.people):
        return timing.after_days(turn.now, 1, introduction.one, turn) if turn.now < longest else None
    ends = until(introduction, turn)
    anew = [_begins(introduction, person, ends, turn) for person in introduction.people]
    if not any(anew):
        return None
    introduction.at = max(begins for begins in anew if begins is not None)
    return until(introduction, turn)


def _begins(introduction: Introduction, person: Member, ends: datetime, turn: Turn) -> datetime | None:
    return missed.begins_anew(person, asked(introduction, person).slots, introduction.at, ends, turn)


def program_ended(introduction: Introduction, turn: Turn) -> Effects:
    """As when their time is over, also for whoever is on a break."""
    yield Never(lapse, introduction)
    yield Never(ask, introduction)
    yield from _end(introduction, turn)


def _ended_card(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    """After a social each knows whom it was about. Of a suggestion nobody learns that, also when one has left."""
    other = introduction.beside(reader)
    if introduction.by_id is not None or other.is_here:
        return over_card(turn)
    gone = _("{name} is not taking part any more, so this is over. Thank you.", name=other.name)
    return Card(gone, choices=over_card(turn).choices)


def over_card(turn: Turn) -> Card:
    return Card(_("This is over. Thank you."), choices=[Choice(_("See where I stand"), home.show, turn.program)])
