"""What a talk is for: an intro chat or a match. From the cards of both, looking for a time begins here."""

from typing import TypeAlias

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import Effects, Flow, Redraw, Replace, Step, Turn
from bot.words import Phrase, When, _
from flows import telling, timing
from flows.matching import matches
from flows.meeting import intros, meeting, starting
from flows.safety import safety
from flows.talks import card, ending
from flows.verdicts import verdicts
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import GOES_ON, Match
from storage.mentoring.pairs import talks as rows
from storage.mentoring.pairs.talks import STANDS, Talk, TalkStatus
from storage.mentoring.rules import rules_of
from storage.people import Member

Parent: TypeAlias = Intro | Match
of_intro: Flow[Intro] = Flow("intro_time", about=Intro, holds=("mentee", "mentor"))
of_match: Flow[Match] = Flow("match_time", about=Match, holds=("mentee", "mentor"))


@of_intro.shows
def present_intro(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


@of_match.shows
def present_match(match: Match, turn: Turn) -> Card:
    return matches.present(match, turn)


# --- looking for a time ----------------------------------------------------------------------------------------------


@of_intro.step(by=("mentee", "mentor"), when=(IntroStatus.ACCEPTED, IntroStatus.MET))
def find(intro: Intro, turn: Turn) -> Effects:
    """Three times for an intro chat; or what stands already."""
    yield from _look(intro, turn)


@of_match.step(by=("mentee", "mentor"), when=GOES_ON)
def find_next(match: Match, turn: Turn) -> Effects:
    """Three times for the next talk of a match; or what stands already."""
    yield from _look(match, turn)


@of_match.step(by=("mentee", "mentor"), when=GOES_ON)
def found_time(match: Match, turn: Turn) -> Effects:
    """The two of a match found a time by themselves: what was proposed here is no question any more. What both have
    agreed on here stands."""
    talk, other = of(match, turn), match.other(turn.me).name
    news: Phrase = _("Good to hear. There is nothing else to do here.")
    if talk is not None and talk.status in STANDS and talk.starts_at is not None:
        news = _("You have both agreed on **{when}**, and that stands.", when=When(talk.starts_at))
    elif talk is not None and talk.wish_at is not None:
        news = _("Good to hear. What was proposed is no question any more, and {other} sees it.", other=other)
    yield from ending.found_elsewhere(match, turn)
    turn.store.session.flush()
    yield Replace(Card(news, choices=[choice(match, turn), safety.choice(turn.program)]))


def _look(about: Parent, turn: Turn) -> Effects:
    talk = of(about, turn) or _begun(about, turn)
    shown = card.of(talk, turn.me, turn, picks=True)
    yield telling.answer(card.asked(talk, turn.me), shown, turn)


def _begun(about: Parent, turn: Turn) -> Talk:
    """What came to nothing before it stood goes on, with its cards, so that it still counts when the other one was last
    written to."""
    before = rows.newest_of_pair(turn.store, about.mentee_id, about.mentor_id)
    if before is not None and before.status is TalkStatus.CANCELLED and before.starts_at is None:
        talk, talk.status = before, TalkStatus.LOOKING
    else:
        talk = turn.store.add(Talk(program_id=turn.store.program, mentee_id=about.mentee_id, mentor_id=about.mentor_id))
    talk.intro_id, talk.match_id = (about.id, None) if isinstance(about, Intro) else (None, about.id)
    talk.mentee, talk.mentor = about.mentee, about.mentor
    return talk


def of(about: Parent, turn: Turn) -> Talk | None:
    """The open talk of the two."""
    return rows.open_of_pair(turn.store, about.mentee_id, about.mentor_id)


def standing(about: Parent, turn: Turn) -> Talk | None:
    """The talk that the two have agreed on and that is still to come."""
    found = of(about, turn)
    return found if found is not None and found.status in STANDS else None


def behind(talk: Talk, turn: Turn) -> Parent:
    """The intro or the match. Raises `Refused` where it is over, and with it the looking for a time."""
    found = parent(talk, turn)
    if found is None:
        other = talk.other(turn.me).name
        raise Refused(_("There is nothing to find a time for with {other} any more.", other=other), stale=True)
    return found


def parent(talk: Talk, turn: Turn) -> Parent | None:
    """The same; None where it is over."""
    found = turn.store.get(Intro, talk.intro_id) or turn.store.get(Match, talk.match_id)
    return found if found is not None and _goes_on(found) else None


def _goes_on(about: Parent) -> bool:
    if isinstance(about, Match):
        return about.status in GOES_ON
    return about.status in (IntroStatus.ACCEPTED, IntroStatus.MET)


def again(talk: Talk, turn: Turn) -> list[Choice]:
    """The way to another time, where the two go on."""
    found = parent(talk, turn)
    if isinstance(found, Match):
        return [Choice(_("Find a time"), find_next, found, style=Style.MAIN)]
    if found is not None and found.status is IntroStatus.ACCEPTED:
        return [Choice(_("Find a time"), find, found, style=Style.MAIN)]
    return []


# --- on the cards of both --------------------------------------------------------------------------------------------


def choice(about: Parent, turn: Turn) -> Choice:
    """What an intro or a match has on its cards about a time."""
    label = _("Find a time") if standing(about, turn) is None else _("See our time")
    return Choice(label, _step(about), about, style=Style.MAIN)


def choice_with(about: Parent, other: Member) -> Choice:
    """The same in a list of several."""
    return Choice(_("Find a time with {other}", other=other.name), _step(about), about)


def _step(about: Parent) -> Step[Intro] | Step[Match]:
    return find if isinstance(about, Intro) else find_next


def was_to_be(intro: Intro, turn: Turn) -> bool:
    """Whether the talk that the two had agreed on is over, and neither has said that they met."""
    if intro.status is not IntroStatus.ACCEPTED or not intro.has_time:
        return False
    last = rows.newest_of_pair(turn.store, intro.mentee_id, intro.mentor_id)
    return last is not None and last.status is TalkStatus.OVER and last.intro_id == intro.id


def line(about: Parent, turn: Turn) -> Phrase | None:
    """When the two talk, on a card that both see or one of them."""
    talk = standing(about, turn)
    return _("**You have a time: {when}.**", when=When(talk.starts_at)) if talk and talk.starts_at else None


# --- what follows for an intro or a match ----------------------------------------------------------------------------


def agreed(talk: Talk, turn: Turn) -> Effects:
    """Both have a time: nobody has to be named who writes first, and nobody is asked whether they met before its
    end."""
    found = behind(talk, turn)
    if isinstance(found, Intro):
        found.has_time = True
        yield from starting.forget(found)
        if found.status is IntroStatus.ACCEPTED and talk.ends_at is not None:
            asks_at = timing.working_moment(talk.ends_at, found.mentee, turn)
            yield from verdicts.ask_from(found, asks_at - turn.now, turn)
    yield from redraw(found, turn)


def goes_on_looking(talk: Talk, turn: Turn) -> Effects:
    """What was proposed does not suit: who might propose the next one is named a day from now at the soonest."""
    found = behind(talk, turn)
    if isinstance(found, Intro) and found.no_time_since is not None:
        yield from starting.plan(found, turn)


def fell_through(about: Parent, turn: Turn) -> Effects:
    """They have no time any more: all is as it was before, with some days to find another one."""
    if isinstance(about, Intro) and about.status is IntroStatus.ACCEPTED:
        about.has_time = False
        yield from starting.plan(about, turn)
        days = rules_of(turn.store).verdict_days
        usual = timing.after_days(about.answered_at or turn.now, days, about.mentee, turn)
        soonest = timing.after_days(turn.now, verdicts.PUT_OFF, about.mentee, turn)
        yield from verdicts.ask_from(about, max(usual, soonest) - turn.now, turn)
    yield from redraw(about, turn)


def redraw(about: Parent, turn: Turn) -> Effects:
    """Every card of the intro or the match, as it is now."""
    turn.store.session.flush()
    if isinstance(about, Intro):
        yield from meeting.redraw(about, turn)
        return
    if about.room is not None:
        yield Redraw(about.room, matches.slot_of(about), matches.room_card(about, turn))
    for person in about.people:
        yield from matches.redraw(about, person, matches.card(about, person, turn), turn)
