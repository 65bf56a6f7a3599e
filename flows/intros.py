"""An intro chat, from the ask to its end. There is one way in (`accept`) and one way out (`close`)."""

from collections.abc import Collection, Mapping

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import Effects, Flow, Never, Redraw, Replace, Tell, Turn, slot
from bot.words import Phrase, _, lines
from flows import answering, asking, endings, marks, meeting, mentors, reaching, waiting
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus, Side
from storage.mentoring.profiles import Profile, profile_of
from storage.people import Member, MemberStatus

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
    yield Replace(present(intro, turn))


# --- yes -------------------------------------------------------------------------------------------------------------


@flow.step(by="mentor", when=IntroStatus.ASKED)
def accept(intro: Intro, turn: Turn) -> Effects:
    """The mentor says yes, and the two get to meet."""
    _has_room(intro.mentor, turn)
    intro.status, intro.answered_at = IntroStatus.ACCEPTED, turn.now
    rows.recount(turn.store, intro.mentor)
    yield Never(waiting.expire, intro)
    yield from waiting.plan_reminder(intro.mentor, turn)
    yield from meeting.open_for(intro, turn)
    news = lines(_("You said yes to {mentee}.", mentee=intro.mentee.name), meeting.what_next(intro))
    card = answering.waiting_card(intro.mentor, turn, news, "ask")
    yield Replace(card)
    yield Redraw(intro.mentor, answering.slot_of(intro.mentor), card)


def _has_room(mentor: Member, turn: Turn) -> None:
    """Places may have become fewer since the ask was sent."""
    profile = profile_of(turn.store, mentor)
    if rows.mentees_now(turn.store, mentor) >= rows.places_for_mentees(turn.store, profile):
        raise Refused(_("Your places for mentees are all taken, so one more intro chat would lead nowhere. Say "
                        "“Not now”, or open another place for a mentee in your profile first."))  # fmt: skip
    said_yes = [intro for intro in rows.open_of_mentor(turn.store, mentor) if intro.status is not IntroStatus.ASKED]
    if len(said_yes) >= rows.places_for_intros(turn.store, profile):
        raise Refused(_("You have as many intro chats as you have places for. When one of them is over, there is room "
                        "again; or open another place in your profile first."))  # fmt: skip


# --- taking it back --------------------------------------------------------------------------------------------------

BEFORE_MET = (IntroStatus.ASKED, IntroStatus.ACCEPTED)


def withdraw_label(intro: Intro) -> Phrase:
    name = intro.mentor.name
    if intro.status is IntroStatus.ASKED:
        return _("Withdraw the ask to {mentor}", mentor=name)
    return _("Call it off with {other}", other=name)


@flow.step(by="mentee", when=BEFORE_MET, looks=True)
def withdraw_sure(intro: Intro, turn: Turn) -> Effects:
    """Asks once more. `value` is the mentor whom the mentee wants to ask instead, if any."""
    name = intro.mentor.name
    if intro.status is IntroStatus.ASKED:
        text = _("Withdraw your ask to {mentor}? It disappears from their card, and your place is free.", mentor=name)
        sure = _("Yes, withdraw it")
    else:
        text = _("Call off the intro chat with {mentor}? They said yes, so I tell them kindly.", mentor=name)
        sure = _("Yes, call it off")
    yield Replace(
        Card(
            text,
            choices=[
                Choice(sure, withdraw, intro, turn.value, Style.GRAVE),
                Choice(_("Keep it"), show, intro),
            ],
        )
    )


@flow.step(by="mentee", when=BEFORE_MET, ends=True)
def withdraw(intro: Intro, turn: Turn) -> Effects:
    """The mentee takes the ask back; the mentor's card loses its buttons."""
    yield from close(intro, IntroStatus.WITHDRAWN, "", turn)
    wanted = turn.store.get(Member, int(turn.value)) if turn.value.isdecimal() else None
    choices = [Choice(_("See more mentors"), mentors.back, turn.program)]
    if wanted is not None and wanted.is_mentor:
        choices.insert(0, Choice(_("Ask {mentor}", mentor=wanted.name), asking.offer, wanted, style=Style.MAIN))
    yield Replace(Card(_("Done. {mentor} has nothing to answer any more, and your place is free.",
                         mentor=intro.mentor.name), choices=choices))  # fmt: skip


@flow.step(by="mentor", when=IntroStatus.ACCEPTED, looks=True)
def step_back_sure(intro: Intro, turn: Turn) -> Effects:
    """Asks once more, before a mentor calls off an intro chat they said yes to."""
    yield Replace(
        Card(
            _("Call off the intro chat with {mentee}? I tell them kindly, and show them others.",
              mentee=intro.mentee.name),
            choices=[
                Choice(_("Yes, call it off"), step_back, intro, style=Style.GRAVE),
                Choice(_("Keep it"), show, intro),
            ],
        )
    )  # fmt: skip


@flow.step(by="mentor", when=IntroStatus.ACCEPTED, ends=True)
def step_back(intro: Intro, turn: Turn) -> Effects:
    """The mentor cannot after all."""
    yield from close(intro, IntroStatus.CLOSED, f"mentor_{endings.STEPPED_BACK}", turn)
    yield Replace(present(intro, turn))


def call_off(intro: Intro, member: Member) -> list[Choice]:
    """The way out of an intro that was agreed on, for one side."""
    if intro.status is not IntroStatus.ACCEPTED:
        return []
    name = intro.other(member).name
    step = withdraw_sure if member.id == intro.mentee_id else step_back_sure
    return [Choice(_("Call it off with {other}", other=name), step, intro)]


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
    if status is IntroStatus.DECLINED:
        intro.answered_at = turn.now
    if reason != endings.MATCHED:
        reaching.forget(intro)
    yield Never(waiting.expire, intro)
    yield Never(meeting.name_starter, intro)
    yield from recounted(intro.mentor, turn)
    if was is IntroStatus.ASKED:
        yield from answering.redraw(intro.mentor, turn, endings.to_mentor(intro, turn), _DOOR.get(status, ""))
        yield from waiting.plan_reminder(intro.mentor, turn)
    else:
        yield from meeting.redraw(intro, turn)
    if Side.MENTEE in whom:
        yield Tell(intro.mentee, endings.letter_to_mentee(intro, turn), slot=slot("ended", intro))
    if Side.MENTOR in whom:
        yield Tell(intro.mentor, endings.letter_to_mentor(intro, turn), slot=slot("ended", intro))


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
    """Ends what a member has open, on both sides, and tells the partners, with others to ask.

    `why`: `endings.LEFT` and `endings.ENDED` (the program) end all of it, `endings.PAUSED` only unanswered asks.
    """
    pauses, ends = why == endings.PAUSED, why == endings.ENDED
    for intro in rows.open_of_mentor(turn.store, member):
        if intro.status is IntroStatus.ASKED or not pauses:
            told = None if ends else [Side.MENTEE]
            yield from close(intro, IntroStatus.CLOSED, why if ends else f"mentor_{why}", turn, told=told)
    for intro in rows.open_of_mentee(turn.store, member):
        if intro.status is IntroStatus.ASKED or not pauses:
            told = None if ends else [] if intro.status is IntroStatus.ASKED else [Side.MENTOR]
            yield from close(intro, IntroStatus.CLOSED, why if ends else f"mentee_{why}", turn, told=told)


def close_if_full(mentor: Member, turn: Turn) -> Effects:
    """After a match began: a mentor without a place for another mentee has nobody waiting in vain."""
    profile = profile_of(turn.store, mentor)
    if rows.mentees_now(turn.store, mentor) < rows.places_for_mentees(turn.store, profile):
        return
    for intro in rows.waiting_for(turn.store, mentor):
        yield from close(intro, IntroStatus.CLOSED, f"mentor_{endings.FULL}", turn, told=[Side.MENTEE])


def recounted(mentor: Member, turn: Turn) -> Effects:
    """Counts a mentor's places anew; where one became free, those who wait for it are told."""
    profile = turn.store.session.get(Profile, mentor.id)
    before = profile.free if profile else 0
    after = rows.recount(turn.store, mentor)
    if before == 0 and after > 0 and mentor.status is MemberStatus.ACTIVE:
        yield from marks.place_is_free(mentor, turn)
