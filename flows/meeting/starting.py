"""Nobody has begun: after a day without a time, somebody is named who might write first."""

from datetime import datetime

from bot.messages import Card
from bot.steps import PROMPT, Drop, Effects, Flow, Later, Never, Redraw, Tell, Turn, slot
from bot.words import _
from flows import timing
from flows.meeting import endings, intros, meeting, reaching
from flows.safety import safety
from storage.mentoring.intros import Intro, IntroStatus, Side
from storage.mentoring.pairs import talks
from storage.mentoring.pairs.talks import TalkStatus
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus
from storage.places import Room

flow: Flow[Intro] = Flow("starting", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


def slot_of(intro: Intro) -> str:
    return slot("starter", intro)


def plan(intro: Intro, turn: Turn) -> Effects:
    """The two have no time, as of now."""
    intro.no_time_since = turn.now
    yield Later(name_starter, intro, _due(intro.no_time_since, intro, turn))


def forget(intro: Intro) -> Effects:
    """Nobody has to be named any more."""
    intro.no_time_since = None
    yield Never(name_starter, intro)


def _due(since: datetime, intro: Intro, turn: Turn) -> datetime:
    return timing.after_hours(since, rules_of(turn.store).starter_hours, intro.mentee, turn)


def days_off_changed(intro: Intro, turn: Turn) -> Effects:
    """What they held up comes as soon as it can, and what they hold up from now on after them."""
    if intro.no_time_since is not None:
        due = timing.working_moment(turn.now, intro.mentee, turn)
        yield Later(name_starter, intro, max(due, _due(intro.no_time_since, intro, turn)))


@flow.step(when=IntroStatus.ACCEPTED, formerly=("meeting.name_starter",))
def name_starter(intro: Intro, turn: Turn) -> Effects:
    """Nobody has said that they have a time: somebody is named who might begin. Not while one of them is on a break,
    when nobody reads what comes unasked, and not while one of them has begun and waits for the other's answer."""
    due = timing.working_moment(turn.now, intro.mentee, turn)
    if any(person.status is MemberStatus.PAUSED for person in intro.people) or _is_proposed(intro, turn):
        due = timing.after_days(turn.now, 1, intro.mentee, turn)
    if due > turn.now:
        yield Later(name_starter, intro, due)
        return
    intro.no_time_since = None
    room = meeting.room_of(intro)
    if intro.has_time:
        return
    if room is None:
        yield from reaching.name_starter(intro, turn)
    elif intro.ask_from is None or turn.now < intro.ask_from:  # after an outage both are asked whether they met
        yield Tell(room, _card(intro, turn), kind=PROMPT, slot=slot_of(intro))


def _is_proposed(intro: Intro, turn: Turn) -> bool:
    """Whether a time is proposed in the room of the two. Where they have none, it is settled first how they reach each
    other."""
    talk = talks.open_of_pair(turn.store, intro.mentee_id, intro.mentor_id)
    is_settled = meeting.room_of(intro) is not None or bool(intro.mentee_shares and intro.mentor_shares)
    return is_settled and talk is not None and talk.status is TalkStatus.PROPOSED


def who_is_next(intro: Intro, turn: Turn) -> tuple[Member, Member, bool]:
    """Who might propose a time, and the other one. The third: whether one was proposed before. Then it is not whoever
    did that last, unless the other one has answered since."""
    talk = talks.newest_of_pair(turn.store, intro.mentee_id, intro.mentor_id)
    was_proposed = talk is not None and talk.intro_id == intro.id and talk.changes > 0
    if was_proposed and talk is not None and talk.wish_by is Side.MENTEE:
        return intro.mentor, intro.mentee, True
    return intro.mentee, intro.mentor, was_proposed


def redraw(intro: Intro, room: Room, turn: Turn) -> Effects:
    """The card about it, as it is now. What was not sent before an intro ended is not sent any more."""
    if not intro.is_open and intro.reason != endings.MATCHED:
        yield Drop(room, slot_of(intro))
    yield Redraw(room, slot_of(intro), _card(intro, turn))


def _card(intro: Intro, turn: Turn) -> Card:
    if not intro.is_open:
        return Card(endings.over(intro), choices=[safety.choice(turn.program)])
    if intro.has_time or intro.status is IntroStatus.MET:
        found = _("You have met.") if intro.status is IntroStatus.MET else _("You found each other. Enjoy your chat.")
        return Card(found, choices=[safety.choice(turn.program)])
    first, second, was_proposed = who_is_next(intro, turn)
    text = _("{mentee}, would you like to begin? A hello and two times that suit you are enough. {mentor}, if you "
             "would rather begin, please do.", mentee=first.name, mentor=second.name)  # fmt: skip
    if was_proposed:
        text = _("You two have no time now, as far as I know. {first}, would you like to propose the next one? Two "
                 "times that suit you are enough. {second}, if you would rather, please do.", first=first.name,
                 second=second.name)  # fmt: skip
    return Card(
        text,
        choices=[*meeting.choices(intro, turn), safety.choice(turn.program)],
    )
