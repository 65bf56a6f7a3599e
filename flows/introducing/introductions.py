"""Two people are asked, each alone, whether they would like to meet. Only two yeses bring them together."""

from bot.messages import Card, Choice, Style
from bot.steps import PERSONAL, Effects, Flow, Later, Never, Tell, Turn
from bot.words import Phrase, Text, _, lines
from flows import home, telling, timing
from flows.asking import limits
from flows.introducing import suggesting
from flows.meeting import meeting
from flows.safety import safety
from storage.mentoring import intros as intro_rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.apart import may_meet
from storage.mentoring.intros import Intro, IntroStatus, Round
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus, is_open_between
from storage.mentoring.profiles import Listing, profile_of
from storage.mentoring.socials.socials import Social
from storage.people import Member, MemberStatus
from storage.places import ProgramStatus, RoomState, room_for, status_held

flow: Flow[Introduction] = Flow("introduction", about=Introduction, holds=("one", "other"))
OPEN, AGREED, OVER = IntroductionStatus.OPEN, IntroductionStatus.AGREED, IntroductionStatus.OVER
BOTH = ("one", "other")
DAYS = 7
"""For how many days each of the two can answer; days off are not counted."""


def asked(introduction: Introduction, person: Member) -> telling.Asked:
    return telling.Asked("introduction", introduction, person)


def begin(one: Member, other: Member, turn: Turn, social: Social | None = None, by: Member | None = None) -> Effects:
    """Asks both, where nothing speaks against it: after a social, or because a coordinator thinks so (`by`)."""
    if status_held(turn.store) in (ProgramStatus.DRAFT, ProgramStatus.ENDED):
        return
    if not may_meet(turn.store, one, other) or is_open_between(turn.store, one, other):
        return
    introduction = turn.store.add(
        Introduction(
            program_id=turn.store.program, one_id=one.id or 0, other_id=other.id or 0,
            social_id=social.id if social else None, by_id=by.id if by else None, at=turn.now,
        )
    )  # fmt: skip
    for person in introduction.people:
        yield Tell(
            person, _asking_card(introduction, person, turn), kind=PERSONAL, slot=asked(introduction, person).slots[0]
        )
    yield Later(lapse, introduction, timing.over_after(turn.now, DAYS, one, turn))


@flow.shows
def present(introduction: Introduction, turn: Turn) -> Card:
    if introduction.status is OPEN:
        mine = _says(introduction, turn.me)
        return _asking_card(introduction, turn.me, turn) if mine is None else _waits_card(introduction, turn)
    if introduction.status is AGREED:
        return _agreed_card(introduction, turn.me, turn)
    return _over_card(turn)


def _asking_card(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    other = introduction.beside(reader)
    if introduction.by_id is not None:
        text: Text = suggesting.why(introduction, reader, turn)
        foot = _("Nobody learns of your answer, but when both of you say yes.")
    else:
        text = lines(_after_social(introduction, other), _("Would you like to meet {other}?", other=other.name))
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


def _after_social(introduction: Introduction, other: Member) -> Phrase:
    title = introduction.social.title if introduction.social else ""
    return _("At “{title}” you and {other} enjoyed meeting each other.", title=title, other=other.name)


def _says(introduction: Introduction, member: Member) -> bool | None:
    return introduction.one_says if member.id == introduction.one_id else introduction.other_says


@flow.step(by=BOTH, when=OPEN)
def yes(introduction: Introduction, turn: Turn) -> Effects:
    """Kept until the other one has answered; with both, they get to meet, unless one has left or keeps the other away
    by then, which reads as if nobody had answered."""
    _note(introduction, turn.me, said=True)
    if introduction.one_says and introduction.other_says and may_meet(turn.store, *introduction.people):
        yield from _agreed(introduction, turn)
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


@flow.step(when=OPEN)
def lapse(introduction: Introduction, turn: Turn) -> Effects:
    """Time is over: whoever said what, it ends in the same words for both."""
    introduction.status = OVER
    for person in introduction.people:
        yield from telling.over(asked(introduction, person), _over_card(turn), turn)


def program_ended(introduction: Introduction, turn: Turn) -> Effects:
    """As when their time is over."""
    yield Never(lapse, introduction)
    yield from lapse(introduction, turn)


def _over_card(turn: Turn) -> Card:
    return Card(_("This is over. Thank you."), choices=[Choice(_("See where I stand"), home.show, turn.program)])


# --- both said yes ---------------------------------------------------------------------------------------------------


def _agreed(introduction: Introduction, turn: Turn) -> Effects:
    """An intro chat, where one looks for somebody and the other has a place; else a room of their own."""
    introduction.status = AGREED
    yield Never(lapse, introduction)
    turn.store.session.flush()
    roles = _roles(introduction, turn)
    if roles is not None:
        yield from _begin_intro(*roles, turn)
    else:
        yield from _open_room(introduction, turn)
    for person in introduction.people:
        card = _agreed_card(introduction, person, turn)
        if person.id == turn.me.id:
            yield telling.answer(asked(introduction, person), card, turn)
        yield from telling.redraw(asked(introduction, person), card, turn)
    other = introduction.beside(turn.me)
    yield Tell(other, _agreed_card(introduction, other, turn))
    if introduction.by is not None:
        yield Tell(introduction.by, _to_coordinator(introduction))


def _agreed_card(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    return Card(
        _("{other} said yes, too. You find each other in a room of your own.", other=introduction.beside(reader).name),
        choices=[Choice(_("See where I stand"), home.show, turn.program), safety.choice(turn.program)],
    )


def _to_coordinator(introduction: Introduction) -> Card:
    one, other = introduction.people
    return Card(
        _("{one} and {other}, whom you suggested to each other, both said yes.", one=one.name, other=other.name)
    )


def _roles(introduction: Introduction, turn: Turn) -> tuple[Member, Member] | None:
    """Who of the two is the mentee of an intro chat and who the mentor; None where there can be none."""
    if status_held(turn.store) not in (ProgramStatus.OPEN, ProgramStatus.CLOSED) or turn.program.is_to_open:
        return None
    for mentee, mentor in (introduction.people, introduction.people[::-1]):
        if mentee.is_mentee and mentor.is_mentor and _can_begin(mentee, mentor, turn):
            return mentee, mentor
    return None


def _can_begin(mentee: Member, mentor: Member, turn: Turn) -> bool:
    profile = profile_of(turn.store, mentor)
    before = intro_rows.between(turn.store, mentee, mentor)
    is_free = profile.status is Listing.LISTED and profile.free > 0 and limits.places_left(mentee, turn) > 0
    is_new = before is None or not (before.is_open or verdict_rows.live_match(turn.store, before))
    return is_free and is_new and all(one.status is MemberStatus.ACTIVE for one in (mentee, mentor))


def _begin_intro(mentee: Member, mentor: Member, turn: Turn) -> Effects:
    """As after an ask and a yes."""
    round_ = intro_rows.open_round(turn.store, mentee) or turn.store.add(
        Round(program_id=turn.store.program, mentee_id=mentee.id or 0, opened_at=turn.now)
    )
    intro = turn.store.add(
        Intro(
            program_id=turn.store.program, round_id=round_.id or 0, mentee_id=mentee.id or 0, mentor_id=mentor.id or 0,
            status=IntroStatus.ACCEPTED, asked_at=turn.now, answered_at=turn.now,
        )
    )  # fmt: skip
    intro_rows.recount(turn.store, mentor)
    yield from meeting.open_for(intro, turn)


def _open_room(introduction: Introduction, turn: Turn) -> Effects:
    """Just the two, without anything that Kith would ask about it afterwards."""
    one, other = introduction.people
    room = room_for(turn.store, [one, other], f"{one.name} and {other.name}")
    if room.state is RoomState.IMPOSSIBLE:
        for person in introduction.people:
            yield Tell(person, _no_room_card(introduction, person, turn))
        return
    hello: Text = lines(
        _("Hello {one} and {other}. Both of you would like to meet, so this room is for the two of you.", one=one.name,
          other=other.name),
        _("A good start: what you enjoyed, and a time that suits you both."),
    )  # fmt: skip
    yield Tell(
        room,
        Card(hello, choices=[safety.choice(turn.program)],
             foot=_("I never read this room. Besides the two of you, whoever runs this community may technically be "
                    "able to.")),
    )  # fmt: skip


def _no_room_card(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    other = introduction.beside(reader).name
    return Card(
        _("I cannot open a room for you and {other} here. A coordinator can bring you together: press the button and "
          "say so.", other=other),
        choices=[safety.choice(turn.program)],
    )  # fmt: skip
