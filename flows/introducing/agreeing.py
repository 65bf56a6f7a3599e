"""Two people both said yes: an intro chat begins, or they get a room, or each says how to be reached."""

from bot.messages import Card, Choice
from bot.steps import PERSONAL, Effects, Flow, Tell, Turn
from bot.words import Text, _, lines, sentences
from flows import home, telling
from flows.asking import limits
from flows.introducing import acquainted, introductions, reaching
from flows.meeting import meeting
from flows.safety import safety
from storage.mentoring import intros as intro_rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.intros import Intro, IntroStatus, Round
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus
from storage.mentoring.profiles import Listing, profile_of
from storage.people import Member, MemberStatus
from storage.places import ProgramStatus, RoomState, room_for, status_held

flow: Flow[Introduction] = Flow("agreed", about=Introduction, holds=("one", "other"))
AGREED = IntroductionStatus.AGREED


@flow.shows
def present(introduction: Introduction, turn: Turn) -> Card:
    return introductions.present(introduction, turn)


def agreed(introduction: Introduction, turn: Turn) -> Effects:
    """An intro chat, where one looks for somebody and the other has a place; else a room of their own, unless they have
    come to be in touch meanwhile. What comes of it rings by itself, so the cards that asked only say it, but where
    nothing else does."""
    introduction.status = AGREED
    turn.store.session.flush()
    roles = _roles(introduction, turn)
    if roles is not None:
        yield from _begin_intro(*roles, turn)
    elif not acquainted.line(*introduction.people, turn):
        yield from _open_room(introduction, turn)
    mine, other = introductions.asked(introduction, turn.me), introduction.beside(turn.me)
    theirs = introductions.asked(introduction, other)
    yield telling.answer(mine, card(introduction, turn.me, turn), turn)
    yield from telling.redraw(mine, card(introduction, turn.me, turn), turn)
    if has_no_room(introduction):
        yield from telling.anew(theirs, card(introduction, other, turn), PERSONAL, turn)
    else:
        yield from telling.redraw(theirs, card(introduction, other, turn), turn)
    if introduction.by is not None:
        yield Tell(introduction.by, _to_coordinator(introduction))


def has_no_room(introduction: Introduction) -> bool:
    """Whether the two were to meet in a room and none is possible."""
    return introduction.room is not None and introduction.room.state is RoomState.IMPOSSIBLE


def card(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    """What came of it, for one of the two."""
    if has_no_room(introduction):
        return reaching.card(introduction, reader, turn)
    other = introduction.beside(reader).name
    if introduction.room is None:
        text: Text = sentences(_("{other} said yes, too.", other=other), acquainted.line(*introduction.people, turn))
    else:
        text = _("{other} said yes, too. You find each other in a room of your own.", other=other)
    return Card(text, choices=[Choice(_("See where I stand"), home.show, turn.program), safety.choice(turn.program)])


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
    introduction.room_id, introduction.room = room.id, room
    if room.state is RoomState.IMPOSSIBLE:
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


@flow.step(when=AGREED)
def instead(introduction: Introduction, turn: Turn) -> Effects:
    """The room that was announced could not be opened."""
    for person in introduction.people:
        asked = introductions.asked(introduction, person)
        yield from telling.anew(asked, card(introduction, person, turn), PERSONAL, turn)
