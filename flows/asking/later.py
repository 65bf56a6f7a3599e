"""Ask me again in two weeks: the mentee's place is free at once, and the ask comes back by itself, ready to be sent."""

from datetime import timedelta

from bot.messages import Card, Choice, Style
from bot.steps import PROMPT, Drop, Effects, Flow, Later, Never, Redraw, Replace, Tell, Turn, slot
from bot.words import Phrase, Text, _, lines
from flows import timing, words
from flows.asking import answering, asking, limits
from flows.finding import mentors, others
from flows.matching import choosing
from flows.meeting import endings, intros
from storage.mentoring import intros as rows
from storage.mentoring.apart import may_meet
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import live_of
from storage.mentoring.rules import rules_of
from storage.mentoring.told import told
from storage.people import Member, MemberStatus

flow: Flow[Intro] = Flow("later", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


LONGEST = timedelta(days=90)
"""For how long a card about an old ask may wait to be sent."""


def label(turn: Turn) -> Phrase:
    days = rules_of(turn.store).ask_again_days
    return _("Ask me again in two weeks") if days == 14 else _("Ask me again in {days} days", days=days)


def label_for(mentee: str, turn: Turn) -> Phrase:
    """The same on a card with several asks, where each button says whom it is about."""
    days = rules_of(turn.store).ask_again_days
    if days == 14:
        return _("In two weeks, {mentee}", mentee=mentee)
    return _("In {days} days, {mentee}", mentee=mentee, days=days)


def slot_of(intro: Intro) -> str:
    return slot("again", intro)


@flow.step(by="mentor", when=IntroStatus.ASKED)
def later(intro: Intro, turn: Turn) -> Effects:
    """A no for now; the ask comes back by itself."""
    yield from intros.close(intro, IntroStatus.DECLINED, endings.LATER, turn)
    yield Later(try_again, intro, endings.again_at(intro, turn))
    card = answering.waiting_card(intro.mentor, turn, endings.to_mentor(intro, turn), "ask")
    yield Replace(card, answering.slot_of(intro.mentor))


@flow.step(when=IntroStatus.DECLINED)
def try_again(intro: Intro, turn: Turn) -> Effects:
    """The time has come: the mentee gets the ask, ready to be sent; after their break, if they are on one."""
    mentee, mentor = intro.people
    if rows.between(turn.store, mentee, mentor) != intro or not _still_looks(intro, turn):
        return
    if mentee.status is MemberStatus.PAUSED:
        yield Later(try_again, intro, timing.after_days(turn.now, 1, mentee, turn))
        return
    yield Tell(mentee, _card(intro, turn), kind=PROMPT, slot=slot_of(intro))


@flow.stands("again")
def by_now(intro: Intro, turn: Turn) -> Card | None:
    """For a mentee who comes to it days later."""
    return _card(intro, turn) if _still_looks(intro, turn) else None


def _card(intro: Intro, turn: Turn) -> Card:
    mentor = intro.mentor
    if (sentence := limits.mentor_cannot(mentor, intro.mentee, turn)) is not None:
        return _not_yet_card(intro, sentence, turn)
    return Card(
        lines(
            _("{mentor} would be glad to hear from you again now. This is what you wrote:", mentor=mentor.name),
            words.quoted(intro.note),
        ),
        choices=[
            Choice(_("Send it"), asking.send, mentor, style=Style.MAIN),
            Choice(_("Change it"), asking.write, mentor),
            Choice(_("No need any more"), drop, intro),
        ],
        foot=_("Only {mentor} reads it. Nothing happens if you leave this be.", mentor=mentor.name),
    )


def _still_looks(intro: Intro, turn: Turn) -> bool:
    """Whether the mentee could use it: the program takes asks, and they have no mentor and no match with this one.
    Where one of the two keeps the other away, neither hears of the other."""
    mentee, mentor = intro.people
    if not may_meet(turn.store, mentee, mentor):
        return False
    live = live_of(turn.store, mentee)
    is_found = any(match.mentee_id == mentee.id or match.other(mentee).id == mentor.id for match in live)
    return mentee.is_here and mentee.is_mentee and not is_found and limits.takes_asks(turn.program)


def _not_yet_card(intro: Intro, sentence: Text, turn: Turn) -> Card:
    """Why the mentee can not ask this mentor as was said, and others whom they can."""
    mentor = intro.mentor
    sections = others.three_for(intro.mentee, turn, {intro.mentor_id})
    return Card(
        lines(
            _("{mentor} wanted to hear from you again about now, and it does not work out yet. I am sorry.",
              mentor=mentor.name),
            sentence,
            words.have_time(turn) if sections else None,
        ),
        sections=sections,
        choices=[Choice(words.see_more(turn), mentors.find, turn.program), *choosing.when_free(intro, turn)],
    )  # fmt: skip


def found_somebody(mentee: Member, turn: Turn) -> Effects:
    """What was to come back and is still on its way is not needed any more, and what came asks for nothing."""
    for intro in rows.ended_of_mentee(turn.store, mentee, turn.now - LONGEST, turn.now):
        if intro.reason != endings.LATER:
            continue
        found = told(turn.store, mentee, [slot_of(intro)])
        if any(one.open and not one.unsent for one in found):
            yield Redraw(mentee, slot_of(intro), Card(_("{mentor} wanted to hear from you again. You have found "
                                                        "somebody since.", mentor=intro.mentor.name)))  # fmt: skip
        else:
            yield Drop(mentee, slot_of(intro))


@flow.step(by="mentee", when=IntroStatus.DECLINED)
def drop(intro: Intro, turn: Turn) -> Effects:
    """The mentee does not need it any more; nobody hears of it."""
    yield Replace(Card(_("Good. {mentor} does not hear of this.", mentor=intro.mentor.name)))


def comes_to_nothing(intro: Intro) -> Effects:
    """The ask does not come back any more."""
    yield Never(try_again, intro)
    yield Drop(intro.mentee, slot_of(intro))


def mentor_left(mentor: Member, turn: Turn) -> Effects:
    """What was to come back and is still on its way does not come, as when two are kept apart."""
    for intro in rows.declined_by(turn.store, mentor, turn.now - LONGEST):
        if intro.reason == endings.LATER:
            yield from comes_to_nothing(intro)


def asked_again(intro: Intro | None, turn: Turn) -> Effects:
    """After a new ask to the same mentor: the old one does not come back any more."""
    if intro is not None:
        yield Never(try_again, intro)
        yield Redraw(intro.mentee, slot_of(intro), Card(_("You have asked {mentor} again.", mentor=intro.mentor.name)))
