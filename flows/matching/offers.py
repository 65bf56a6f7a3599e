"""A choice that waits for the mentor's yes: a reminder, a kind no, and an end by itself."""

from dataclasses import replace
from datetime import datetime

from bot.errors import Refused
from bot.messages import Card, Choice, Fact, Style
from bot.steps import PERSONAL, Effects, Flow, Later, Replace, Turn
from bot.words import Text, When, _, lines, sentences
from flows import missed, telling, timing, words
from flows.asking import door
from flows.beginning import walking
from flows.finding import in_common
from flows.matching import matches, offer_ends, rounds
from flows.verdicts import answers, questions
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro
from storage.mentoring.matches import GOES_ON, Match, MatchStatus
from storage.mentoring.rules import rules_of
from storage.people import Member
from storage.places import ProgramStatus, status_held

flow: Flow[Match] = Flow("offer", about=Match, holds=("mentee", "mentor"))


@flow.shows
def present(match: Match, turn: Turn) -> Card:
    if match.status is not MatchStatus.OFFERED:
        return matches.present(match, turn)
    return waits_card(match, turn) if turn.me.id == match.mentee_id else asked_card(match, turn)


def asked(match: Match) -> telling.Asked:
    return telling.Asked("offer", match, match.mentor)


def of_choice(match: Match, person: Member, turn: Turn) -> telling.Asked:
    """The card on which one side chose, or was asked."""
    if person.id == match.mentor_id:
        return asked(match)
    intro = turn.store.get(Intro, match.intro_id)
    if intro is None:
        raise RuntimeError("a match comes from an intro")
    return rounds.asked(intro.round)


def over(match: Match, person: Member, card: Card, turn: Turn) -> Effects:
    """The choice waits no more, on whichever card it was made or asked about."""
    asked_on = of_choice(match, person, turn)
    yield from telling.over(asked_on, card, turn)
    yield from telling.elsewhere(replace(asked_on, about=match, on=(flow.name,)), card, turn)


def answer(match: Match, card: Card, turn: Turn) -> Replace:
    """What one side looks at of a choice or a match: kept true with their other cards of it."""
    shown = matches.told(match, turn.me) if match.status in GOES_ON else of_choice(match, turn.me, turn)
    return telling.answer(shown, card, turn)


def until(match: Match, turn: Turn) -> datetime:
    """Until when the mentor can answer, as it was said when they were chosen: their working days, and a moment at which
    the mentee is awake."""
    return match.answer_by or timing.time_to_answer(match.offered_at, rules_of(turn.store).confirm_days, match, turn)


# --- the choice is made ----------------------------------------------------------------------------------------------


def offer(match: Match, intro: Intro, turn: Turn) -> Effects:
    """The mentor is asked. Their place is kept until they have answered."""
    timing.answer_counts_from(match.offered_at, rules_of(turn.store).confirm_days, match, turn)
    rows.recount(turn.store, match.mentor)
    yield from rounds.forget(intro.round)
    yield Later(remind, match, _reminds_at(match, turn))
    yield Later(lapse, match, until(match, turn))
    yield from telling.anew(asked(match), asked_card(match, turn), PERSONAL, turn)
    yield from walking.is_awaited(match.mentor, turn)
    chosen = _("{mentee} chose you. A new card asks you about that.", mentee=match.mentee.name)
    yield from answers.changed(match.mentor, intro, chosen, turn)
    for person in match.people:
        yield from questions.plan(person, turn)
    yield from telling.over(rounds.asked(intro.round), waits_card(match, turn), turn)
    yield telling.answer(rounds.asked(intro.round), waits_card(match, turn), turn)


def _reminds_at(match: Match, turn: Turn) -> datetime:
    days = rules_of(turn.store).confirm_reminder_days
    return timing.after_working_days(match.offered_at, days, match.mentor, turn)


def waits_card(match: Match, turn: Turn) -> Card:
    """For the mentee, while the mentor has not answered."""
    others = [one for one in rows.open_of_mentee(turn.store, match.mentee) if one.mentor_id != match.mentor_id]
    waits = _("You chose {mentor}. {mentor} can say yes until {day}; I tell you as soon as there is an answer.",
              mentor=match.mentor.name, day=When(until(match, turn)))  # fmt: skip
    return Card(
        sentences(waits, _("Everything else stays open until then.") if others else None),
        choices=[Choice(_("Take the choice back"), take_back_sure, match)],
        foot=_hears(match, turn),
    )  # fmt: skip


def _hears(match: Match, turn: Turn) -> Text:
    """What the mentor knows of it, and when."""
    name, morning = match.mentor.name, telling.waits_until(asked(match), turn)
    if morning is None:
        return _("{mentor} knows that you chose them, and nothing else.", mentor=name)
    return _("It is night for {mentor} now: on {morning} they hear that you chose them, and nothing else.",
             mentor=name, morning=When(morning))  # fmt: skip


def asked_card(match: Match, turn: Turn, news: Text | None = None) -> Card:
    """For the mentor. The same whatever either of the two thought."""
    mentee, mentor = match.people
    found = [
        (_("About {mentee}", mentee=mentee.name), in_common.who(mentee, turn)),
        in_common.why_fact(mentee, mentor, turn),
        (_("Your places"), door.places(mentor, turn)),
    ]
    return Card(
        lines(
            news,
            _("{mentee} chose you as their {role}.", mentee=mentee.name, role=words.mentor_word(turn)),
            _("Shall it begin? You can answer until {day}.", day=When(until(match, turn))),
        ),
        facts=[Fact(label, text) for label, text in found if text is not None],
        choices=[
            Choice(_("Yes, gladly"), confirm, match, style=Style.MAIN),
            Choice(_("I can't this time"), decline_sure, match),
        ],
        foot=_("{mentee} reads yes or no, and no reason. A no is all right; they go on looking.", mentee=mentee.name),
    )


# --- the mentor answers ----------------------------------------------------------------------------------------------


@flow.step(by="mentor", when=MatchStatus.OFFERED)
def confirm(match: Match, turn: Turn) -> Effects:
    """The match begins, unless the program has ended a moment ago."""
    if status_held(turn.store) is ProgramStatus.ENDED:
        raise Refused(_("{program} has ended, so no new match begins. Thank you for being open to it.",
                        program=turn.program.name))  # fmt: skip
    intro = turn.store.get(Intro, match.intro_id)
    if intro is None:
        raise RuntimeError("a match comes from an intro")
    yield from matches.begin(match, intro, turn)


@flow.step(by="mentor", when=MatchStatus.OFFERED, looks=True)
def decline_sure(match: Match, turn: Turn) -> Effects:
    name = match.mentee.name
    sure = Card(
        _("That is all right. {mentee} reads that it does not work out for you this time, without a reason, and goes "
          "on looking.", mentee=name),
        choices=[
            Choice(_("Yes, tell {mentee} kindly", mentee=name), decline, match, style=Style.GRAVE),
            Choice(_("Back"), show, match),
        ],
    )  # fmt: skip
    yield answer(match, sure, turn)


@flow.step(by=("mentee", "mentor"), looks=True)
def show(match: Match, turn: Turn) -> Effects:
    yield answer(match, present(match, turn), turn)


@flow.step(by="mentor", when=MatchStatus.OFFERED, ends=True)
def decline(match: Match, turn: Turn) -> Effects:
    """A kind no; the mentee's round goes on."""
    yield from offer_ends.come_to_nothing(match, offer_ends.DECLINED, turn)
    yield Replace(matches.present(match, turn))


# --- nobody answers --------------------------------------------------------------------------------------------------


@flow.step(when=MatchStatus.OFFERED)
def remind(match: Match, turn: Turn) -> Effects:
    """One reminder. Somebody waits for it, so it does not count against the week's prompts."""
    if (due := timing.working_moment(turn.now, match.mentor, turn)) > turn.now:
        yield Later(remind, match, due)
        return
    news = _("A small reminder, because {mentee} waits for your answer.", mentee=match.mentee.name)
    yield from telling.anew(asked(match), asked_card(match, turn, news), PERSONAL, turn)


@flow.step(when=MatchStatus.OFFERED)
def lapse(match: Match, turn: Turn) -> Effects:
    """No answer in time: the mentee may choose somebody else, and nobody is blamed."""
    was = until(match, turn)
    due = timing.working_moment(turn.now, match.mentee, turn)
    if due > turn.now:
        match.answer_by = missed.put_off(was, due, turn)
        yield Later(lapse, match, due)
        return
    begins = missed.begins_anew(match.mentor, asked(match).slots, match.offered_at, was, turn)
    days = rules_of(turn.store).confirm_days
    if begins is not None and timing.time_to_answer(begins, days, match, turn) > turn.now:
        timing.answer_counts_from(begins, days, match, turn)
        yield from _has_other_time(match, turn, missed.NEWS if missed.was_away(was, turn) else None)
        return
    yield from offer_ends.come_to_nothing(match, offer_ends.LAPSED, turn)


def _has_other_time(match: Match, turn: Turn, news: Text | None = None) -> Effects:
    """Both read until when there is time now; where there is `news`, the mentor in a new card."""
    yield Later(lapse, match, until(match, turn))
    yield from telling.redraw(of_choice(match, match.mentee, turn), waits_card(match, turn), turn)
    if news is None:
        yield from telling.redraw(asked(match), asked_card(match, turn), turn)
    else:
        yield from telling.anew(asked(match), asked_card(match, turn, news), PERSONAL, turn)


@flow.step(when=MatchStatus.OFFERED)
def move(match: Match, turn: Turn) -> Effects:
    """The days off have changed: the working days that are left come after them, and so does the reminder."""
    if timing.answer_moved(match, turn):
        yield from _has_other_time(match, turn)
    if not telling.was_told_since(asked(match), match.offered_at, turn):  # else the reminder has been
        yield Later(remind, match, max(_reminds_at(match, turn), turn.now))


# --- taking it back --------------------------------------------------------------------------------------------------


@flow.step(by="mentee", when=MatchStatus.OFFERED, looks=True)
def take_back_sure(match: Match, turn: Turn) -> Effects:
    name = match.mentor.name
    sure = Card(
        _("Take your choice back? {mentor} reads that there is nothing to answer any more, and your intro chat with "
          "{mentor} is closed. You can choose somebody else.", mentor=name),
        choices=[
            Choice(_("Yes, take it back"), take_back, match, style=Style.GRAVE),
            Choice(_("Keep it"), show, match),
        ],
    )  # fmt: skip
    yield answer(match, sure, turn)


@flow.step(by="mentee", when=MatchStatus.OFFERED, ends=True)
def take_back(match: Match, turn: Turn) -> Effects:
    """The mentee thought better of it."""
    yield from offer_ends.come_to_nothing(match, offer_ends.TAKEN_BACK, turn)
    yield Replace(offer_ends.round_goes_on(match, turn, offer_ends.to_mentee(match)))
