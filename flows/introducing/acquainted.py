"""Two who are in touch already, by a match or an intro that goes on: they are not asked about each other."""

from bot.messages import Card, Choice
from bot.steps import PERSONAL, Effects, Never, Tell, Turn
from bot.words import Phrase, _, lines, sentences
from flows import home
from flows.introducing import introductions
from flows.safety import safety
from storage.mentoring.intros import IntroStatus, between
from storage.mentoring.pairs.introductions import Introduction
from storage.mentoring.verdicts import live_match
from storage.people import Member


def line(one: Member, other: Member, turn: Turn) -> Phrase | None:
    """How the two are in touch, in words for both; None where they are not."""
    found = [intro for pair in ((one, other), (other, one)) if (intro := between(turn.store, *pair)) is not None]
    if any(live_match(turn.store, intro) for intro in found):
        return _("The two of you are in touch already.")
    if any(intro.is_open and intro.status is not IntroStatus.ASKED for intro in found):
        return _("The two of you have an intro chat.")
    if any(intro.is_open for intro in found):
        return _("One of you has asked the other for an intro chat already, and it goes on from there.")
    return None


def tell(introduction: Introduction, turn: Turn) -> Effects:
    """Both hear what they said of each other after a social. Nothing is asked, so nothing stays of it."""
    yield Never(introductions.lapse, introduction)
    known = line(*introduction.people, turn)
    for person in introduction.people:
        news = introductions.after_social(introduction, introduction.beside(person))
        text = lines(news, sentences(known, _("So there is nothing to answer: it is just nice to know.")))
        choices = [Choice(_("See where I stand"), home.show, turn.program), safety.choice(turn.program)]
        yield Tell(person, Card(text, choices=choices), kind=PERSONAL)
    turn.store.delete(introduction)
