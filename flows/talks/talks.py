"""A talk of two: one proposes a time, the other agrees or proposes another. What stands can be moved and cancelled by
each of them."""

from datetime import datetime

from bot.errors import Refused
from bot.messages import Card, Form, Kind, Question
from bot.numbers import number
from bot.steps import PERSONAL, Effects, Flow, Later, Replace, Turn
from bot.words import Text, When, _, lines, sentences
from flows import telling, words
from flows.profiles import profile_forms
from flows.talks import about, card, ending, mine, planning, times
from storage.mentoring.pairs.talks import OPEN, STANDS, WISHED, Talk, TalkStatus
from storage.people import MemberStatus

flow: Flow[Talk] = Flow("talk", about=Talk, holds=("mentee", "mentor"))
BOTH = ("mentee", "mentor")
LOOKING, PROPOSED, PLANNED, MOVING = TalkStatus.LOOKING, TalkStatus.PROPOSED, TalkStatus.PLANNED, TalkStatus.MOVING
LAST_PAGE = 9
"""Of times to choose from; the way on leads back to the first."""


@flow.shows
def present(talk: Talk, turn: Turn) -> Card:
    return card.of(talk, turn.me, turn)


@flow.step(by=BOTH, looks=True)
def show(talk: Talk, turn: Turn) -> Effects:
    yield telling.answer(card.asked(talk, turn.me), card.of(talk, turn.me, turn), turn)


def changed_meanwhile(talk: Talk, turn: Turn) -> Replace:
    """In place of what a button from before would have done: what the other one did in the meantime."""
    news = _("Something has changed meanwhile, so I did nothing.")
    if talk.status in WISHED and talk.wish_by is not talk.side(turn.me):
        news = _("{other} was a little faster, so look at this first.", other=talk.other(turn.me).name)
    return telling.answer(card.asked(talk, turn.me), card.of(talk, turn.me, turn, news, picks=True), turn)


# --- proposing -------------------------------------------------------------------------------------------------------


@flow.step(by=BOTH, when=OPEN, looks=True)
def other_times(talk: Talk, turn: Turn) -> Effects:
    """The next three; `value` is the page."""
    about.behind(talk, turn)
    page = min(number(turn.value) or 0, LAST_PAGE)
    yield telling.answer(card.asked(talk, turn.me), times.card(talk, turn.me, turn, page=page), turn)


@flow.step(by=BOTH, when=OPEN)
def propose(talk: Talk, turn: Turn) -> Effects:
    """One of the times that were shown. Two who propose the same one at the same moment have agreed."""
    at, minutes, changes = times.read(turn)
    is_mine = talk.wish_by is talk.side(turn.me)
    if talk.status in WISHED and not is_mine and (talk.wish_at, talk.wish_minutes) == (at, minutes):
        yield from _agreed(talk, turn)
    elif changes != talk.changes:
        yield changed_meanwhile(talk, turn)
    elif times.is_away(talk.other(turn.me), at) or any(
        times.clash(talk, person, at, minutes, turn) for person in talk.people
    ):
        problem = _("That time does not suit both of you any more. How about one of these?")
        yield telling.answer(card.asked(talk, turn.me), times.card(talk, turn.me, turn, problem), turn)
    else:
        yield from proposed(talk, at, minutes, times.place(talk), turn)


def free_form(talk: Talk, turn: Turn) -> Form:
    return profile_forms.free_form(turn.me, turn)


@flow.step(by=BOTH, when=OPEN, form=free_form)
def say_free(talk: Talk, turn: Turn) -> Effects:
    """Keeps when somebody is free, as their profile does, and looks for times anew."""
    yield from profile_forms.keep_free(turn.me, turn)
    yield telling.answer(card.asked(talk, turn.me), times.card(talk, turn.me, turn), turn)


def proposed(talk: Talk, at: datetime, minutes: int, place: str, turn: Turn) -> Effects:
    """The other one is asked; at night too, where a talk is to be moved that begins within a day. Where that was the
    last thing that happened, too, a new card rings once a day at most and never at night, so that nobody can use it to
    press words on the other."""
    about.behind(talk, turn)
    other, last_was_mine = talk.other(turn.me), talk.wish_by is talk.side(turn.me)
    talk.wish_at, talk.wish_minutes, talk.wish_place, talk.wish_by = at, minutes, place, talk.side(turn.me)
    talk.status = MOVING if talk.status in STANDS else PROPOSED
    _changed(talk)
    yield Later(planning.lapse, talk, at)
    if other.is_demo:
        yield from _agreed(talk, turn, by_demo=True)
        return
    theirs = card.of(talk, other, turn)
    yield telling.answer(card.asked(talk, turn.me), card.of(talk, turn.me, turn), turn)
    yield from planning.redraw(talk, turn.me, turn)
    yield from planning.put_by(talk, turn)
    yield from mine.redraw(talk, turn)
    if other.status is MemberStatus.PAUSED:
        yield from telling.redraw(card.asked(talk, other), theirs, turn)  # a new one comes when they are back
    elif last_was_mine:
        again = Later(planning.tell_wish, talk, turn.now, talk.side(other))
        yield from telling.changed(card.asked(talk, other), theirs, again, turn)
    else:
        is_near = talk.status is MOVING and planning.is_near(talk, turn)
        yield from telling.anew(card.asked(talk, other), theirs, PERSONAL, turn, urgent=is_near)


def _changed(talk: Talk) -> None:
    talk.changes += 1
    talk.typed_by, talk.typed_place = None, ""


@flow.step(by=BOTH, when=WISHED)
def take_back(talk: Talk, turn: Turn) -> Effects:
    """Whoever proposed a time does so no more; a time that stood goes on to stand."""
    if str(talk.changes) != turn.value or talk.wish_by is not talk.side(turn.me):
        yield changed_meanwhile(talk, turn)
        return
    news = _("{name} has taken the proposal back.", name=turn.me.name)
    yield from _back(talk, turn, _("Done. You propose nothing to {other} now.", other=talk.other(turn.me).name), news)


@flow.step(by=BOTH, when=MOVING)
def keep(talk: Talk, turn: Turn) -> Effects:
    """The other one would rather leave it as it was."""
    if str(talk.changes) != turn.value or talk.wish_by is talk.side(turn.me):
        yield changed_meanwhile(talk, turn)
        return
    other, stands = talk.other(turn.me), When(talk.starts_at or turn.now)
    news = _("{name} would rather keep {stands}.", name=turn.me.name, stands=stands)
    forget_wish(talk)
    talk.wish_by = None
    yield from planning.wait(talk, turn)
    yield telling.answer(card.asked(talk, turn.me), card.of(talk, turn.me, turn), turn)
    yield from planning.redraw(talk, turn.me, turn)
    yield from mine.redraw(talk, turn)
    yield from telling.anew(
        card.asked(talk, other), card.of(talk, other, turn, news, files=planning.kept_files(talk, other, turn)),
        PERSONAL, turn, urgent=planning.is_near(talk, turn),
    )  # fmt: skip


@flow.step(by=BOTH, when=PROPOSED)
def decline(talk: Talk, turn: Turn) -> Effects:
    """What the other one proposed does not suit. They hear it, and each can propose another time."""
    if str(talk.changes) != turn.value or talk.wish_by is talk.side(turn.me):
        yield changed_meanwhile(talk, turn)
        return
    other, when = talk.other(turn.me), When(talk.wish_at or turn.now)
    done = _("Done. I tell {other} that {when} does not suit you.", other=other.name, when=when)
    theirs = _("{when} does not suit {name}. Another time may.", when=when, name=turn.me.name)
    forget_wish(talk)
    talk.wish_by = None
    yield from planning.wait(talk, turn)
    yield from about.goes_on_looking(talk, turn)
    yield telling.answer(card.asked(talk, turn.me), card.of(talk, turn.me, turn, done), turn)
    yield from planning.redraw(talk, turn.me, turn, done)
    yield from mine.redraw(talk, turn)
    yield from telling.anew(card.asked(talk, other), card.of(talk, other, turn, theirs), PERSONAL, turn)


def forget_wish(talk: Talk) -> None:
    """Nothing is proposed any more. Who proposed last stays known."""
    talk.wish_at, talk.wish_minutes, talk.wish_place = None, 0, ""
    talk.status = PLANNED if talk.status in STANDS else LOOKING
    _changed(talk)


def _back(talk: Talk, turn: Turn, done: Text, theirs: Text) -> Effects:
    other = talk.other(turn.me)
    forget_wish(talk)
    yield from planning.wait(talk, turn)
    yield telling.answer(card.asked(talk, turn.me), card.of(talk, turn.me, turn, done), turn)
    yield from planning.redraw(talk, turn.me, turn, done)
    yield from mine.redraw(talk, turn)
    if talk.status is LOOKING:
        yield from telling.over(card.asked(talk, other), card.of(talk, other, turn, theirs), turn)
    else:
        yield from planning.redraw(talk, other, turn, theirs)


# --- agreeing --------------------------------------------------------------------------------------------------------


@flow.step(by=BOTH, when=WISHED)
def agree(talk: Talk, turn: Turn) -> Effects:
    """Both have a time."""
    if str(talk.changes) != turn.value or talk.wish_by is talk.side(turn.me):
        yield changed_meanwhile(talk, turn)
        return
    yield from _agreed(talk, turn)


def _agreed(talk: Talk, turn: Turn, *, by_demo: bool = False) -> Effects:
    """Unless it is too late, or one of them has something else at that time by now. Where that is not whoever presses,
    it is proposed no more."""
    about.behind(talk, turn)
    at, asked, other = talk.wish_at or turn.now, card.asked(talk, turn.me), talk.other(turn.me)
    problem: Text | None = None
    if at <= turn.now:
        problem = _("That time has passed by now. How about one of these?")
    elif times.wish_clash(talk, other, turn) is not None:
        yield from ending.taken_back(talk, other, turn)
        problem = _("{other} has something else at that time by now. How about one of these?", other=other.name)
    elif (taken := times.wish_clash(talk, turn.me, turn)) is not None:
        problem = sentences(taken.why, _("How about one of these?"))
    if problem is not None:
        yield telling.answer(asked, times.card(talk, turn.me, turn, problem), turn)
        return
    yield from planning.plan(talk, turn, by_demo=by_demo)


# --- cancelling ------------------------------------------------------------------------------------------------------


def cancel_form(talk: Talk, turn: Turn) -> Form:
    if str(talk.changes) != turn.value:
        raise Refused(_("Something has changed meanwhile, so I did nothing."), stale=True)
    return Form(
        _("Cancel the talk"),
        [Question("word", Kind.LONG, _("A word to them, if you like"), required=False, most=300)],
        submit=_("Cancel it"),
        text=_("Your talk with {other} on {when} would be off. I tell {other}, with your word; you can find another "
               "time afterwards.", other=talk.other(turn.me).name, when=When(talk.starts_at or turn.now)),
    )  # fmt: skip


@flow.step(by=BOTH, when=STANDS, form=cancel_form)
def cancel(talk: Talk, turn: Turn) -> Effects:
    """It is off; the other one hears it kindly, with a word where one was given, and both can find another time."""
    other, when, word = talk.other(turn.me), When(talk.starts_at or turn.now), turn.answers.text("word")
    found = about.behind(talk, turn)
    done = _("Done. Your talk with {other} on {when} is off, and I tell {other}.", other=other.name, when=when)
    theirs = lines(
        _("{name} cannot talk on {when} after all, so it is off.", name=turn.me.name, when=when),
        words.quoted(word) if word else None,
    )
    yield from ending.cancel(talk, turn, {turn.me.id: done, other.id: theirs})
    yield from about.fell_through(found, turn)
    yield from mine.redraw(talk, turn)
    yield telling.answer(card.asked(talk, turn.me), card.of(talk, turn.me, turn, done), turn)
