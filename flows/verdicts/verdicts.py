"""After an intro chat: did they meet? Then each side is asked alone how it was (`own_verdict`)."""

from datetime import datetime, timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import ANSWER, PERSONAL, Effects, Flow, Later, Never, Replace, Turn
from bot.words import Text, _, sentences
from flows import telling, timing, words
from flows.finding import mentors
from flows.leaving import chats
from flows.matching import round_intros, rounds
from flows.meeting import endings, intros, meeting, starting
from flows.talks import ending as talks
from flows.verdicts import answers, own_verdict, question_card, questions
from storage.mentoring import intros as rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import live_of
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus

flow: Flow[Intro] = Flow("verdict", about=Intro, holds=("mentee", "mentor"))

BOTH = ("mentee", "mentor")
MOST_NOT_YET, PUT_OFF = 2, 4
"""How often "not yet" can be said, and days after it on which both are asked again."""
HOPES = 12
"""Days after the first question on which an intro that nobody says anything about is closed; days off are none."""


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    """As it is now, for the side that looks."""
    if intro.status is IntroStatus.MET:
        return own_verdict.card(intro, turn)
    return intros.present(intro, turn)


# --- when they are asked ---------------------------------------------------------------------------------------------


def ask_after(intro: Intro, turn: Turn) -> Effects:
    """After a yes: sets when each side is asked whether they met."""
    days = rules_of(turn.store).verdict_days
    yield from ask_from(intro, timing.after_days(turn.now, days, intro.mentee, turn) - turn.now, turn)


def ask_from(intro: Intro, wait: timedelta, turn: Turn) -> Effects:
    intro.ask_from = turn.now + wait
    yield Later(close_unmet, intro, _hoped_until(intro, turn))
    for person in intro.people:
        yield from questions.plan(person, turn)


def may_put_off(intro: Intro) -> bool:
    return intro.not_yet < MOST_NOT_YET


@flow.step(when=IntroStatus.ACCEPTED)
def close_unmet(intro: Intro, turn: Turn) -> Effects:
    """Nobody said anything for a long while: closed kindly for both. It waits for whoever is on a break, and until both
    could have read the question, but not for ever."""
    due = timing.working_moment(max(turn.now, _hoped_until(intro, turn)), intro.mentee, turn)
    is_waited_for = any(_is_waited_for(person, turn) for person in intro.people)
    if due <= turn.now and is_waited_for and turn.now < _longest(intro, turn):
        due = timing.after_days(turn.now, PUT_OFF, intro.mentee, turn)
    if due > turn.now:
        yield Later(close_unmet, intro, due)
        return
    yield from intros.close(intro, IntroStatus.CLOSED, endings.NOT_MET, turn)


def _is_waited_for(person: Member, turn: Turn) -> bool:
    return person.status is MemberStatus.PAUSED or telling.is_fresh(questions.asked(person), turn)


def _hoped_until(intro: Intro, turn: Turn) -> datetime:
    """Until when somebody may say something about an intro."""
    return timing.over_after(intro.ask_from or turn.now, HOPES, intro.mentee, turn)


def _longest(intro: Intro, turn: Turn) -> datetime:
    """Until when an intro waits for somebody to read a question about it."""
    return timing.over_after(intro.ask_from or turn.now, HOPES + telling.LONGEST_WAIT, intro.mentee, turn)


def asked_late(intro: Intro, turn: Turn) -> Effects:
    """The question comes only now, and long after it was due: both have their usual time from now on."""
    intro.ask_from = turn.now
    yield Later(close_unmet, intro, _hoped_until(intro, turn))


@flow.step(when=IntroStatus.ACCEPTED)
def move(intro: Intro, turn: Turn) -> Effects:
    """The days off have changed: whom they held a question back from is asked now, and the days to answer follow. So
    does the word about who writes first."""
    yield from starting.days_off_changed(intro, turn)
    if intro.ask_from is not None:
        yield Later(close_unmet, intro, _hoped_until(intro, turn))
        for person in intro.people:
            yield from questions.held_up(person, intro.ask_from, turn)


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: what was to be asked meanwhile is asked now, and there is time to answer."""
    for intro in rows.open_of_member(turn.store, member):
        if intro.status is IntroStatus.ACCEPTED and intro.ask_from is not None and intro.ask_from < turn.now:
            yield from ask_from(intro, timedelta(), turn)
            yield from questions.other_back(intro, intro.other(member), turn)
    yield from rounds.came_back(member, turn)
    yield from questions.ask(member, turn)


def intro_closed(intro: Intro, turn: Turn) -> Effects:
    """However an intro ended, nobody is asked about it any more."""
    yield Never(close_unmet, intro)
    for person in intro.people:
        yield from answers.changed(person, intro, _how_it_ended(intro, person, turn), turn)
        yield from questions.plan(person, turn)


def _how_it_ended(intro: Intro, reader: Member, turn: Turn) -> Text:
    """In place of a question about it. A mentee who chose reads of the match, whichever intro it was about."""
    chosen = [match.mentor for match in live_of(turn.store, reader) if match.mentee_id == reader.id]
    if intro.reason == endings.CHOSE and chosen:
        return _("Answered: you and {other} are a match.", other=chosen[0].name)
    if intro.reason == endings.MATCHED:
        return _("Answered: you and {other} are a match.", other=intro.other(reader).name)
    return endings.to_mentee(intro, turn) if reader.id == intro.mentee_id else endings.to_mentor(intro, turn)


# --- did you meet? ---------------------------------------------------------------------------------------------------


@flow.step(by=BOTH, when=(IntroStatus.ACCEPTED, IntroStatus.MET))
def we_met(intro: Intro, turn: Turn) -> Effects:
    """Yes; now each side is asked alone."""
    yield from _note_met(intro, turn)
    yield from answers.answered(turn, _("Good to hear."))


@flow.step(by=BOTH, when=IntroStatus.ACCEPTED)
def not_yet(intro: Intro, turn: Turn) -> Effects:
    """Asked again a few days later, twice at most. Both sides' "not yet" about one question counts once: after the
    first, the question is not on anybody's card."""
    other, is_fine = intro.other(turn.me).name, sentences(_("That is fine."), question_card.again(intro, turn.me))
    if intro.ask_from is not None and intro.ask_from > turn.now + questions.NEAR:
        yield from answers.answered(turn, is_fine)
        return
    if not may_put_off(intro):
        yield from answers.answered(turn, _("That is fine. Write to {other} when it suits you.", other=other))
        return
    intro.not_yet += 1
    days = timing.after_days(turn.now, PUT_OFF, intro.mentee, turn) - turn.now
    yield from ask_from(intro, days, turn)
    yield from answers.answered(turn, sentences(is_fine, question_card.how_to_meet(intro, turn.me)))
    yield from answers.changed(intro.other(turn.me), intro, _not_yet_news(intro, turn), turn)


def _not_yet_news(intro: Intro, turn: Turn) -> Text:
    news = _("{name} says that you have not met yet.", name=turn.me.name)
    return sentences(news, question_card.again(intro, intro.other(turn.me)))


@flow.step(by=BOTH, when=IntroStatus.ACCEPTED, ends=True)
def wont_happen(intro: Intro, turn: Turn) -> Effects:
    """Closed kindly for both; nobody is said to be the reason."""
    yield from intros.close(intro, IntroStatus.CLOSED, endings.NOT_MET, turn)
    is_mentee = turn.me.id == intro.mentee_id
    news: Text = endings.to_mentee(intro, turn) if is_mentee else endings.to_mentor(intro, turn)
    more = [Choice(words.see_more(turn), mentors.find, turn.program, style=Style.MAIN)] if is_mentee else []
    yield from answers.answered(turn, news, more)


# --- they met --------------------------------------------------------------------------------------------------------


def met_now(intro: Intro, turn: Turn) -> Effects:
    """One of the two says so on a card of the meeting. How it was is asked in their own conversation with Kith, never
    in a room."""
    news = _("Lovely. I ask each of you alone how it was.")
    if intro.status is IntroStatus.ACCEPTED:
        yield from _note_met(intro, turn)
    yield Replace(meeting.private_card(intro, turn, news))
    yield from questions.tell_anew(turn.me, turn, ANSWER)
    yield from questions.plan(turn.me, turn)


def _note_met(intro: Intro, turn: Turn) -> Effects:
    """The fact that both share, and what follows from it."""
    if intro.status is IntroStatus.MET:
        return
    intro.status, intro.met_at, intro.has_time = IntroStatus.MET, turn.now, True
    yield Never(close_unmet, intro)
    yield from starting.forget(intro)
    yield from chats.met(intro, turn)
    yield from talks.met(intro, turn)
    yield from meeting.redraw(intro, turn)
    yield from rounds.plan(intro.round, turn)
    yield from round_intros.plan_place(intro, turn)
    other = intro.other(turn.me)
    yield from questions.tell_anew(
        other, turn, PERSONAL, _("{name} says that the two of you have met.", name=turn.me.name)
    )
    yield from questions.plan(other, turn)


# --- they have not after all -----------------------------------------------------------------------------------------


def may_not_have_met(intro: Intro, turn: Turn) -> bool:
    """Whether it can still be taken back that the two have met: before a choice, while the mentor's place is kept for
    it, and not over and over, as each time the other one gets a letter."""
    return intro.holds_place and intro.not_yet <= MOST_NOT_YET and verdict_rows.live_match(turn.store, intro) is None


@flow.step(by=BOTH, when=IntroStatus.MET)
def not_met(intro: Intro, turn: Turn) -> Effects:
    """One of them said too early that they had met. Whoever has told how it was cannot say this any more."""
    if own_verdict.of(intro, turn.me, turn) is not None or not may_not_have_met(intro, turn):
        raise Refused(_("I have it that the two of you met, and go on from there. If that is wrong, please tell the "
                        "coordinators."))  # fmt: skip
    intro.status, intro.met_at, intro.has_time = IntroStatus.ACCEPTED, None, False
    intro.not_yet += 1
    turn.store.session.flush()
    yield Never(round_intros.give_place_back, intro)
    yield from rounds.forget(intro.round)
    yield from rounds.plan(intro.round, turn)
    yield from chats.not_met(intro, turn)
    yield from meeting.redraw(intro, turn)
    yield from ask_from(intro, timing.after_days(turn.now, PUT_OFF, intro.mentee, turn) - turn.now, turn)
    yield from answers.answered(turn, sentences(_("That is fine."), question_card.again(intro, turn.me)))
    yield from questions.tell_anew(intro.other(turn.me), turn, PERSONAL, _not_yet_news(intro, turn))


# --- for the cards of other stories ----------------------------------------------------------------------------------


def choices(intro: Intro, reader: Member) -> list[Choice]:
    """What one side can do about an intro after they met; none before."""
    if intro.status is not IntroStatus.MET:
        return []
    return [Choice(_("Say how it was with {other}", other=intro.other(reader).name), own_verdict.change, intro)]


def lines_for_home(member: Member, turn: Turn) -> Text | None:
    """That something waits for an answer; None where nothing does."""
    return _("I have a question for you.") if questions.about_now(member, turn) else None
