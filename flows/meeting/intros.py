"""An intro chat, from the ask to its end. There is one way in (`accept`) and one way out (`close`)."""

from collections.abc import Collection, Mapping

from bot.errors import Refused
from bot.messages import Card
from bot.steps import Drop, Effects, Flow, Later, Never, Redraw, Replace, Tell, Turn, slot
from bot.words import _, lines
from flows import timing, words
from flows.asking import answering, asking, open_asks, waiting
from flows.finding import free_places, others
from flows.leaving import chats
from flows.matching import round_intros, rounds
from flows.meeting import endings, meeting, reaching, starting
from flows.talks import ending as talk_ending
from flows.verdicts import verdicts
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus, Side
from storage.mentoring.profiles import Profile, profile_of
from storage.people import Member
from storage.places import ProgramStatus, RoomState, status_held

flow: Flow[Intro] = Flow("intro", about=Intro, holds=("mentee", "mentor"))


# --- how it stands ---------------------------------------------------------------------------------------------------


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    """As it is now, for the side that looks."""
    is_mentor = turn.by is not None and turn.by.id == intro.mentor_id
    match intro.status:
        case IntroStatus.ASKED:
            return answering.asked_card(intro, turn) if is_mentor else asking.waits_card(intro, turn)
        case IntroStatus.ACCEPTED | IntroStatus.MET:
            return meeting.private_card(intro, turn)
        case _:
            return Card(endings.to_mentor(intro, turn) if is_mentor else endings.to_mentee(intro, turn))


@flow.step(by=("mentee", "mentor"))
def show(intro: Intro, turn: Turn) -> Effects:
    is_sent = turn.me.id == intro.mentee_id and intro.status is IntroStatus.ASKED
    yield Replace(present(intro, turn), asking.slot_of(intro) if is_sent else "")


# --- yes -------------------------------------------------------------------------------------------------------------


@flow.step(by="mentor", when=IntroStatus.ASKED)
def accept(intro: Intro, turn: Turn) -> Effects:
    """The mentor says yes, and the two get to meet, unless the program has ended a moment ago."""
    if status_held(turn.store) is ProgramStatus.ENDED:
        raise Refused(_("{program} has ended, so no new intro chat begins. Thank you for being open to it.",
                        program=turn.program.name))  # fmt: skip
    _has_room(intro.mentor, turn)
    intro.status, intro.answered_at = IntroStatus.ACCEPTED, turn.now
    rows.recount(turn.store, intro.mentor)
    yield Never(waiting.expire, intro)
    yield from waiting.plan_reminder(intro.mentor, turn)
    yield from meeting.open_for(intro, turn)
    if (morning := timing.reaches_at(intro.mentee, turn)) <= turn.now:
        yield from yes_is_told(intro, turn)
    elif (room := meeting.room_of(intro)) is None or room.state is RoomState.OPEN:  # one that opens says it by itself
        yield Later(yes_is_told, intro, morning)
    news = lines(_("You said yes to {mentee}.", mentee=intro.mentee.name), meeting.what_next(intro, turn))
    card = answering.waiting_card(intro.mentor, turn, news, "ask")
    yield Replace(card, answering.slot_of(intro.mentor))
    yield Redraw(intro.mentor, answering.slot_of(intro.mentor), card)
    yield from open_asks.redraw(intro.mentor, turn)


@flow.step(when=IntroStatus.ACCEPTED)
def yes_is_told(intro: Intro, turn: Turn) -> Effects:
    """The mentee hears of the yes: their own card of the ask says so too."""
    yield from asking.redraw(intro, Card(meeting.said_yes(intro)), turn)


def _has_room(mentor: Member, turn: Turn) -> None:
    """Places may have become fewer since the ask was sent."""
    profile = profile_of(turn.store, mentor)
    if rows.mentees_now(turn.store, mentor) >= rows.places_for_mentees(turn.store, profile):
        raise Refused(_("Your places for {mentees_word} are all taken, so one more intro chat would lead nowhere. "
                        "Say “Not now”, or open another place in your profile first.", **words.of(turn)))  # fmt: skip
    said_yes = [intro for intro in rows.taking_places(turn.store, mentor) if intro.status is not IntroStatus.ASKED]
    if len(said_yes) >= rows.places_for_intros(turn.store, profile):
        raise Refused(_("You have as many intro chats as you have places for. When one of them is over, there is room "
                        "again; or open another place in your profile first."))  # fmt: skip


# --- the one way to end an intro -------------------------------------------------------------------------------------


def close(
    intro: Intro, status: IntroStatus, reason: str, turn: Turn, *, told: Collection[Side] | None = None
) -> Effects:
    """Ends an intro: its status and reason, every card of it, its timers, the mentor's places, and who is told.

    `told` says which sides get a letter. By default: whoever did not do this themselves, but never a mentor about an
    ask they had not answered, because their card says it already.
    """
    was = intro.status
    whom = _to_tell(intro, turn) if told is None else set(told)
    intro.status, intro.reason, intro.closed_at = status, reason, turn.now
    intro.again_from = endings.again_at(intro, turn)
    if status is IntroStatus.DECLINED:
        intro.answered_at = turn.now
    if reason != endings.MATCHED:
        reaching.forget(intro)
    yield Never(waiting.expire, intro)
    yield from starting.forget(intro)
    yield Never(round_intros.give_place_back, intro)
    yield from recounted(intro.mentor, turn)
    if was is IntroStatus.ASKED:
        says = endings.to_mentee_shortly if Side.MENTEE in whom else endings.to_mentee
        yield from asking.redraw(intro, Card(says(intro, turn)), turn)
        yield from answering.over(intro, turn, _DOOR.get(status, ""))
        yield from open_asks.redraw(intro.mentor, turn)
        yield from waiting.plan_reminder(intro.mentor, turn)
    else:
        yield from meeting.redraw(intro, turn)
        yield Drop(intro.mentee, endings.full_slot(intro))
        yield Redraw(intro.mentee, endings.full_slot(intro), Card(endings.to_mentee(intro, turn)))
        yield from verdicts.intro_closed(intro, turn)
        yield from chats.ended(intro, turn)
        yield from rounds.look_anew(intro.round, turn)
    if Side.MENTEE in whom:
        yield Tell(intro.mentee, endings.letter_to_mentee(intro, turn), slot=slot("ended", intro))
        if endings.leads_on(intro):
            yield from others.after_answer(intro.mentee, turn)
    if Side.MENTOR in whom:
        yield Tell(intro.mentor, endings.letter_to_mentor(intro, turn), slot=slot("ended", intro))
    yield from talk_ending.ended(intro, turn)


_DOOR: "Mapping[IntroStatus, answering.Door]" = {IntroStatus.DECLINED: "ask", IntroStatus.EXPIRED: "offer"}


def _to_tell(intro: Intro, turn: Turn) -> set[Side]:
    actor = turn.by.id if turn.by else None
    whom = set[Side]()
    if actor != intro.mentee_id:
        whom.add(Side.MENTEE)
    if actor != intro.mentor_id and intro.status is not IntroStatus.ASKED:
        whom.add(Side.MENTOR)
    return whom


def close_all(member: Member, turn: Turn, why: str) -> Effects:
    """Ends what a member has open, on both sides, and tells the partners, mentees with others to ask.

    `why`: `endings.LEFT` ends all of it, `endings.PAUSED` only asks that nobody has answered.
    """
    ended = (IntroStatus.ASKED,) if why == endings.PAUSED else rows.OPEN
    as_mentor = [intro for intro in rows.open_of_mentor(turn.store, member) if intro.status in ended]
    yield from _close_as_mentor(as_mentor, why, turn)
    for intro in sorted(rows.open_of_mentee(turn.store, member), key=lambda one: one.mentor_id):  # as places are held
        if intro.status in ended:
            told = [] if intro.status is IntroStatus.ASKED else [Side.MENTOR]
            yield from close(intro, IntroStatus.CLOSED, f"mentee_{why}", turn, told=told)


def close_if_full(mentor: Member, turn: Turn) -> Effects:
    """After a match began: a mentor without a place for another mentee has nobody waiting in vain, and who is about to
    meet them knows."""
    profile = profile_of(turn.store, mentor)
    if rows.mentees_now(turn.store, mentor) < rows.places_for_mentees(turn.store, profile):
        return
    yield from _close_as_mentor(rows.waiting_for(turn.store, mentor), endings.FULL, turn)
    for intro in rows.open_of_mentor(turn.store, mentor):
        if intro.status is IntroStatus.ACCEPTED:
            yield Tell(intro.mentee, endings.full_card(intro, turn), slot=endings.full_slot(intro))


def _close_as_mentor(ended: list[Intro], why: str, turn: Turn) -> Effects:
    """Ends several intros of one mentor for one reason; their card names all who asked."""
    asked = [intro for intro in ended if intro.status is IntroStatus.ASKED]
    for intro in ended:
        yield from close(intro, IntroStatus.CLOSED, f"mentor_{why}", turn, told=[Side.MENTEE])
    if len(asked) > 1:
        news = endings.together(asked, why, turn)
        yield from answering.redraw(asked[0].mentor, turn, news)


def recounted(mentor: Member, turn: Turn) -> Effects:
    """Counts a mentor's places anew, and tells those who wait for one, where there is one."""
    profile = turn.store.session.get(Profile, mentor.id)
    before = profile.free if profile else 0
    after = rows.recount(turn.store, mentor)
    yield from free_places.tell(mentor, turn, anew=before == 0 and after > 0)
