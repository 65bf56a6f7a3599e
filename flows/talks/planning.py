"""What follows when both have agreed: the time for both, with a file for the calendar, reminders a day and an hour
before, and the end of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import shown
from bot.messages import Card, File
from bot.steps import PERSONAL, PROMPT, Effects, Flow, Later, Never, Redraw, Tell, Turn
from bot.words import Phrase, Said, Text, When, _, lines, listing
from flows import telling
from flows.talks import about, calendar_file, card, ending, mine, talks
from storage.mentoring.intros import Side
from storage.mentoring.pairs import talks as rows
from storage.mentoring.pairs.talks import STANDS, WISHED, Talk, TalkStatus
from storage.mentoring.told import Told
from storage.people import Member, MemberStatus

flow: Flow[Talk] = Flow("talk_time", about=Talk, holds=("mentee", "mentor"))

DAY_BEFORE, HOUR_BEFORE = timedelta(days=1), timedelta(hours=1)
FRESH = timedelta(hours=1)
"""Nobody is reminded of what they agreed on, or were reminded of, so shortly before."""
NEARLY = timedelta(hours=2)
"""What a reminder calls shortly before; true also when it is read later."""


@flow.shows
def present(talk: Talk, turn: Turn) -> Card:
    return card.of(talk, turn.me, turn)


# --- both have agreed ------------------------------------------------------------------------------------------------


def plan(talk: Talk, turn: Turn, *, by_demo: bool = False) -> Effects:
    """What was proposed stands from now on. Whoever pressed sees it at once; the other one gets a letter."""
    moved, was_near = talk.status in STANDS, is_near(talk, turn)
    before = talk.starts_at or turn.now, talk.ends_at or turn.now
    talk.starts_at, talk.minutes, talk.place = talk.wish_at, talk.wish_minutes, talk.wish_place
    talks.forget_wish(talk)
    talk.status, talk.wish_by = TalkStatus.PLANNED, None
    turn.store.session.flush()
    mine_too, theirs_too = _instead(talk, turn.me, turn), _instead(talk, talk.other(turn.me), turn)
    yield from wait(talk, turn)
    yield from _plan_reminder(talk, turn)
    yield from about.agreed(talk, turn)
    for person in talk.people if moved else ():
        yield from says_anew(person, *before, turn)
    yield from ending.make_way(talk, turn)
    other = talk.other(turn.me)
    why = _("{other} is invented, and any time suits them.", other=other.name) if by_demo else None
    shown_now = card.of(talk, turn.me, turn, lines(why, mine_too) if why or mine_too else None)
    yield telling.answer(card.asked(talk, turn.me), shown_now, turn)
    yield from telling.redraw(card.asked(talk, turn.me), shown_now, turn)  # without the file that was with it
    yield from calendar_file.sent(talk, turn.me, turn, moved=moved)
    yield from calendar_file.outdated(talk, other, turn)
    news = lines(_news(talk, turn.me, moved=moved), calendar_file.put_right() if moved else None, theirs_too)
    theirs = card.of(talk, other, turn, news, files=[calendar_file.made(talk, other, turn)])
    yield from telling.anew(card.asked(talk, other), theirs, PERSONAL, turn, urgent=was_near or is_near(talk, turn))
    yield from mine.redraw(talk, turn)


def _news(talk: Talk, by: Member, *, moved: bool) -> Phrase:
    if moved:
        return _("The new time suits {name}.", name=by.name)
    return _("{name} says that the time suits them.", name=by.name)


def _instead(talk: Talk, person: Member, turn: Turn) -> Phrase | None:
    """What one of the two had proposed to others for this time, before it is taken back."""
    own = [one for one in ending.in_the_way(talk, person, turn) if one.wish_by is one.side(person)]
    if not own:
        return None
    names = listing(one.other(person).name for one in own)
    return _("What you had proposed to {names} for that time is taken back.", names=names)


def is_near(talk: Talk, turn: Turn) -> bool:
    """Whether it begins within a day, so that no night may hold back what is to be known of it."""
    return talk.starts_at is not None and talk.starts_at - turn.now <= DAY_BEFORE


def redraw(talk: Talk, person: Member, turn: Turn, news: Text | None = None) -> Effects:
    """The cards of one side, as it is now; a file that came with the newest one stays with it."""
    shown_now = card.of(talk, person, turn, news, files=kept_files(talk, person, turn))
    yield from telling.redraw(card.asked(talk, person), shown_now, turn)


def kept_files(talk: Talk, person: Member, turn: Turn) -> Sequence[File]:
    """What came with the newest card of one side."""
    return [file for one in telling.cards(card.asked(talk, person), turn)[:1] for file in _files(one)]


def _files(one: Told) -> Sequence[File]:
    files = shown.Card.model_validate_json(one.card).files
    return [File(file.id, file.name, file.media_type, Said(file.alt)) for file in files]


def proposed_for(person: Member, start: datetime, end: datetime, turn: Turn) -> list[Talk]:
    """What is proposed to somebody, or by them, for that time."""
    return [
        one for one in rows.open_of(turn.store, person)
        if one.wish_at and one.wish_ends_at and one.wish_at < end and start < one.wish_ends_at
    ]  # fmt: skip


def says_anew(person: Member, start: datetime, end: datetime, turn: Turn) -> Effects:
    """Somebody has that time again, or has it no more: what is proposed to them for it can be agreed to, or not."""
    for one in proposed_for(person, start, end, turn):
        if one.wish_by is not one.side(person):
            yield from redraw(one, person, turn)


def put_by(talk: Talk, turn: Turn) -> Effects:
    """Where one talk of the two was called off and there is a new one: the cards of the old one that were read say that
    it is off, and lead nowhere any more."""
    if (before := rows.off_before(turn.store, talk)) is None:
        return
    for person in talk.people:
        for one in telling.cards(card.asked(before, person), turn):
            if telling.leads_on(one) and not one.unsent and not telling.asks_about(talk, one, "talk"):
                yield Redraw(person, one.slot, Card(card.is_off(before, person), files=_files(one)))


# --- as time goes by -------------------------------------------------------------------------------------------------


def wait(talk: Talk, turn: Turn) -> Effects:
    """Sets what is to come by itself, as it stands now. Reminders stay: they are of what both agreed on last."""
    if talk.status in WISHED and talk.wish_at is not None:
        yield Later(lapse, talk, talk.wish_at)
    else:
        yield Never(lapse, talk)
        for side in Side:
            yield Never(tell_wish, talk, side)
    if talk.status in STANDS and talk.ends_at is not None:
        yield Later(over, talk, talk.ends_at)
    else:
        yield Never(over, talk)
        yield from remind_no_more(talk)


def _plan_reminder(talk: Talk, turn: Turn) -> Effects:
    """The next one, now that both agreed or were reminded; none where that is too close."""
    talk.reminds_at = next(iter(_reminders(talk, turn.now + FRESH)), None)
    yield Later(remind, talk, talk.reminds_at) if talk.reminds_at else Never(remind, talk)


def remind_no_more(talk: Talk) -> Effects:
    talk.reminds_at = None
    yield Never(remind, talk)


def _reminders(talk: Talk, since: datetime) -> list[datetime]:
    if talk.starts_at is None:
        return []
    return [at for at in (talk.starts_at - DAY_BEFORE, talk.starts_at - HOUR_BEFORE) if at >= since]


def promise(talk: Talk) -> Text | None:
    """Which reminders are still to come."""
    match len(_reminders(talk, talk.reminds_at) if talk.reminds_at else ()):
        case 0:
            return None
        case 1:
            return _("I remind you both an hour before.")
        case _all:
            return _("I remind you both a day and an hour before.")


@flow.step(when=STANDS)
def remind(talk: Talk, turn: Turn) -> Effects:
    """A day and an hour before: also at night, and beyond the week's letters, as somebody else counts on it."""
    if talk.starts_at is None or talk.starts_at <= turn.now:
        return
    for person in talk.people:
        shown_now = card.of(talk, person, turn, _reminder(talk, turn), shortly=True)
        found = telling.cards(card.asked(talk, person), turn)
        yield Tell(
            person, shown_now, kind=PROMPT, slot=card.asked(talk, person).next_slot(found), urgent=True,
            expires=talk.starts_at,
        )  # fmt: skip
    yield from _plan_reminder(talk, turn)


def _reminder(talk: Talk, turn: Turn) -> Phrase:
    left = (talk.starts_at or turn.now) - turn.now
    return _("A reminder, shortly before:") if left <= NEARLY else _("A reminder:")


@flow.step(when=STANDS)
def over(talk: Talk, turn: Turn) -> Effects:
    """The time of it is over. Whether they met is asked and not assumed: of an intro by the question about it, of a
    match by the next check-in. Where one of them wanted to move it and heard nothing, that goes on."""
    if talk.wish_at is not None and talk.wish_at > turn.now:
        talk.status, talk.starts_at, talk.minutes = TalkStatus.PROPOSED, None, 0
        follows = about.fell_through
    else:
        talk.status, follows = TalkStatus.OVER, about.redraw
        yield Never(lapse, talk)
    if (parent := about.parent(talk, turn)) is not None:
        yield from follows(parent, turn)
    yield from remind_no_more(talk)
    for person in talk.people:
        yield from redraw(talk, person, turn)
    yield from mine.redraw(talk, turn)


@flow.step(when=WISHED)
def lapse(talk: Talk, turn: Turn) -> Effects:
    """What was proposed has passed without an answer. The cards say so and lead to other times, and nothing rings."""
    when, by = When(talk.wish_at or turn.now), talk.wish_by
    talks.forget_wish(talk)
    for person in talk.people:
        other = talk.other(person).name
        if talk.status in STANDS:
            yield from redraw(talk, person, turn, _("The time that was proposed has passed."))
            continue
        news = _("{when}, which {other} proposed, has passed. Another time may suit you both.", when=when, other=other)
        if by is talk.side(person):
            news = _("{when} has passed, and {other} did not get to answer. Another time may suit you both.", when=when,
                     other=other)  # fmt: skip
        yield from telling.over(card.asked(talk, person), card.of(talk, person, turn, news), turn)
    yield from mine.redraw(talk, turn)


@flow.step(when=WISHED)
def tell_wish(talk: Talk, turn: Turn) -> Effects:
    """What one of them proposed soon after the other's newest card, in a card of its own; not where one came since.
    `value` is the side that reads it."""
    reader = talk.mentee if turn.value == Side.MENTEE else talk.mentor
    asked = card.asked(talk, reader)
    is_here = reader.status is not MemberStatus.PAUSED  # else it is told when they are back
    if is_here and talk.wish_by is not talk.side(reader) and telling.rings_from(asked, turn) <= turn.now:
        yield from telling.anew(asked, card.of(talk, reader, turn), PERSONAL, turn)
