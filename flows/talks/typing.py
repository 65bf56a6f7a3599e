"""A time of one's own: typed, with a place or a link. What cannot be is said beside its field; a time at night is asked
about once more."""

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from bot import calendar
from bot.errors import Invalid
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import Effects, Flow, Turn
from bot.words import Phrase, Text, When, _, lines
from flows import telling, timing
from flows.talks import card, talks, times
from storage.mentoring.pairs.talks import OPEN, STANDS, WISHED, Talk
from storage.people import Member

flow: Flow[Talk] = Flow("own_time", about=Talk, holds=("mentee", "mentor"))

SHORTEST, LONGEST = 5, 4 * 60
"""Minutes."""
FURTHEST = timedelta(days=183)
MOST_PLACE = 500
"""Characters. An invitation to a video call alone can have more than two hundred."""


@flow.shows
def present(talk: Talk, turn: Turn) -> Card:
    return card.of(talk, turn.me, turn)


# --- the form --------------------------------------------------------------------------------------------------------


def form(talk: Talk, turn: Turn) -> Form:
    return Form(
        _("A time of our own"),
        [
            Question("day", Kind.DATE, _("Day")),
            Question("time", Kind.TIME, _("Time"), hint=_("Your time ({place}).", place=_city(turn))),
            Question("minutes", Kind.NUMBER, _("How many minutes"), given=times.length(talk)),
            Question("place", Kind.SHORT, _("Where"), required=False, most=MOST_PLACE, given=times.place(talk),
                     hint=_("A place, or a link to a call. Only {other} and you see it.",
                            other=talk.other(turn.me).name)),
        ],
        submit=_("Propose it"),
    )  # fmt: skip


def _city(turn: Turn) -> str:
    return timing.zone_of(turn.me, turn).rsplit("/", 1)[-1].replace("_", " ")


@flow.step(by=("mentee", "mentor"), when=OPEN, form=form)
def propose(talk: Talk, turn: Turn) -> Effects:
    """Proposes what was typed. Where it is night for one of them, or something has changed since the form was opened,
    it asks first; nothing is proposed before that."""
    minutes = _minutes(turn)
    at = _moment(turn, turn.answers.day("day"), turn.answers.clock("time"))
    place = turn.answers.text("place")
    if (problem := trick(place)) is not None:
        raise Invalid("place", problem)
    other = talk.other(turn.me)
    if other.paused_until is not None and times.is_away(other, at):
        raise Invalid("day", _("{other} has no time on that day. Please take a later one.", other=other.name[:40]))
    if (taken := times.clash(talk, turn.me, at, minutes, turn)) is not None:
        raise Invalid("time", taken.why)
    sleepers = [person for person in talk.people if is_night(at, minutes, person, turn)]
    meanwhile = _meanwhile(talk, turn)
    if not sleepers and meanwhile is None:
        yield from talks.proposed(talk, at, minutes, place, turn)
        return
    talk.typed_by, talk.typed_place = talk.side(turn.me), place
    yield telling.answer(
        card.asked(talk, turn.me),
        _sure_card(talk, at, minutes, lines(meanwhile, _night(talk, at, sleepers, turn)), turn),
        turn,
    )


def _meanwhile(talk: Talk, turn: Turn) -> Phrase | None:
    """What has changed since the form was opened; None where nothing has."""
    if turn.value == str(talk.changes):
        return None
    if talk.status in WISHED and talk.wish_by is not talk.side(turn.me):
        other, wish = talk.other(turn.me).name, When(talk.wish_at or turn.now)
        return _("{other} was a little faster and proposes **{when}**.", other=other, when=wish)
    if talk.status in STANDS and talk.starts_at is not None:
        return _("By now you two have a time: **{when}**.", when=When(talk.starts_at))
    return _("Something has changed meanwhile, so I did nothing.")


def _minutes(turn: Turn) -> int:
    minutes = turn.answers.number("minutes") or 0
    if minutes < SHORTEST:
        raise Invalid("minutes", _("Please take five minutes at least."))
    if minutes > LONGEST:
        raise Invalid("minutes", _("Four hours, which are 240 minutes, are the most for one talk."))
    return minutes


def _moment(turn: Turn, day: date | None, clock: time | None) -> datetime:
    if day is None or clock is None:
        raise Invalid("day", _("Please give a day and a time."))
    zone, today = timing.zone_of(turn.me, turn), timing.day_of(turn.now, turn.me, turn)
    if day < today:
        raise Invalid("day", _("That day has passed. Please give one that is still to come."))
    if day > today + FURTHEST:
        raise Invalid("day", _("That is more than half a year away. Please take a day that is nearer."))
    at = calendar.instant_of(day, clock, zone)
    if at <= turn.now:
        raise Invalid("time", _("It is past that time today. Please take a later one, or another day."))
    if calendar.local(at, zone).time() != clock:
        raise Invalid("time", _("The clocks are put forward then, and that time is left out. Please take another."))
    return at


# --- sure? --------------------------------------------------------------------------------------------------------


def is_night(at: datetime, minutes: int, person: Member, turn: Turn) -> bool:
    """Whether the talk begins or ends in somebody's quiet hours."""
    zone, hours, last = timing.zone_of(person, turn), times.hours_of(turn), at + timedelta(minutes=minutes - 1)
    return any(calendar.is_quiet(moment, zone, hours) for moment in (at, last))


def _night(talk: Talk, at: datetime, sleepers: list[Member], turn: Turn) -> Phrase | None:
    if not sleepers:
        return None
    if len(sleepers) > 1:
        return _("{when} is at night for both of you.", when=When(at))
    if sleepers[0].id == turn.me.id:
        return _("{when} is at night for you.", when=When(at))
    return _("{when} is at night where {other} lives.", when=When(at), other=talk.other(turn.me).name)


def _sure_card(talk: Talk, at: datetime, minutes: int, why: Text, turn: Turn) -> Card:
    other = talk.other(turn.me)
    return Card(
        lines(why, _("Shall I propose {when} to {other} all the same?", when=When(at), other=other.name)),
        title=_("A time with {other}", other=other.name),
        choices=[
            *times.after_all(talk, turn.me, turn),
            Choice(_("Yes, propose it"), propose_at_night, talk, times.value(at, minutes, talk.changes), Style.MAIN),
            Choice(_("Type another time"), propose, talk, str(talk.changes)),
            Choice(_("Other times"), talks.other_times, talk, "0"),
        ],
    )


@flow.step(by=("mentee", "mentor"), when=OPEN)
def propose_at_night(talk: Talk, turn: Turn) -> Effects:
    """They mean it."""
    at, minutes, changes = times.read(turn)
    if changes != talk.changes:
        yield talks.changed_meanwhile(talk, turn)
        return
    if (taken := times.clash(talk, turn.me, at, minutes, turn)) is not None:
        yield telling.answer(card.asked(talk, turn.me), times.card(talk, turn.me, turn, taken.why), turn)
        return
    place = talk.typed_place if talk.typed_by is talk.side(turn.me) else ""
    yield from talks.proposed(talk, at, minutes, place, turn)


# --- a link ----------------------------------------------------------------------------------------------------------

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|(javascript|vbscript|data|file|blob):", re.IGNORECASE)
"""How an address of some kind begins. “Room:12” is none."""
_AROUND = "<>()[]{}\"'“”‘’„,.;!"
"""What people write around a link."""


def trick(place: str) -> Phrase | None:
    """What is wrong with a link in what somebody typed; None where nothing is. A link says where it leads, in letters
    that cannot be taken for others."""
    for word in (one.strip(_AROUND) for one in place.split()):
        if not _ADDRESS.search(word):
            continue
        if not word.lower().startswith("https://") or len(_ADDRESS.findall(word)) > 1:
            return _("Please give a link that begins with https://, or say the place in words.")
        try:
            found = urlsplit(word)
            host, _port = found.hostname or "", found.port
        except ValueError:
            return _("I cannot read that link. Please copy it once more.")
        if "@" in found.netloc or "\\" in word:
            return _("That link hides where it leads. Please copy it from where the call was made.")
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*[a-z]", host) or "xn--" in host:
            return _("That link has an address that can be mistaken. Please give another one, or say it in words.")
    return None
