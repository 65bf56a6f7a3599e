"""A mentee's round: reminders to choose after the last intro, and a kind end of it."""

from datetime import datetime

from bot.messages import Card, Choice, Style
from bot.steps import PROMPT, Drop, Effects, Flow, Later, Never, Replace, Tell, Turn
from bot.words import Text, When, _, lines, listing, sentences
from flows import telling, timing, words
from flows.finding import mentors
from flows.matching import choosing, round_intros
from flows.verdicts import questions
from storage.mentoring import intros as rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.intros import Intro, IntroStatus, Round, RoundStatus
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus
from storage.places import ProgramStatus

flow: Flow[Round] = Flow("round", about=Round, holds=("mentee",))

FIRST, SECOND = "1", "2"
UNREAD = 3
"""Days after which the end looks again, while somebody is on a break or a reminder has not reached the mentee."""
NOT_MET = (IntroStatus.ASKED, IntroStatus.ACCEPTED)


def asked(round_: Round) -> telling.Asked:
    return telling.Asked("choose", round_, round_.mentee)


@flow.shows
def present(round_: Round, turn: Turn) -> Card:
    if round_.status is RoundStatus.OPEN:
        return choosing.card(round_.mentee, turn)
    return over_card(turn)


def over_card(turn: Turn, news: Text | None = None) -> Card:
    if turn.program.status is ProgramStatus.ENDED:
        return Card(news or _("{program} has ended, and your intro chats with it.", program=turn.program.name))
    return Card(
        lines(news or _("These intro chats are over."), _("You can ask others whenever you like.")),
        choices=[Choice(words.find(turn), mentors.find, turn.program, style=Style.MAIN)],
    )


# --- when ------------------------------------------------------------------------------------------------------------


def plan(round_: Round, turn: Turn) -> Effects:
    """After a meeting, or a choice that came to nothing: sets the reminders and the end anew."""
    if not _met(round_, turn):
        return
    for value in (FIRST, SECOND):
        yield Later(remind, round_, _reminds_at(round_, value, turn), value)
    yield Later(end, round_, _ends_at(round_, turn))


def forget(round_: Round) -> Effects:
    for value in (FIRST, SECOND):
        yield Never(remind, round_, value)
    yield Never(end, round_)


def _reminds_at(round_: Round, value: str, turn: Turn) -> datetime:
    rules = rules_of(turn.store)
    days = rules.choice_first_days if value == FIRST else rules.choice_second_days
    return timing.counted_days(_last(round_, turn), days, round_.mentee, turn)


def _ends_at(round_: Round, turn: Turn) -> datetime:
    return _over_after(round_, rules_of(turn.store).round_days, turn)


def _met(round_: Round, turn: Turn) -> list[Intro]:
    return [intro for intro in rows.of_round(turn.store, round_) if intro.status is IntroStatus.MET]


def _over_after(round_: Round, days: int, turn: Turn) -> datetime:
    """When a time of so many days is over, since the last thing that happened in the round."""
    return timing.over_after(_last(round_, turn), days, round_.mentee, turn)


def _last(round_: Round, turn: Turn) -> datetime:
    """When something last happened in the round: a meeting, the end of an intro, a choice that came to nothing,
    somebody's return from a break. What anybody thought plays no part."""
    moments = [round_.back_at, *(match.ended_at for match in verdict_rows.of_round(turn.store, round_))]
    moments += [moment for intro in rows.of_round(turn.store, round_) for moment in (intro.met_at, intro.closed_at)]
    return max((moment for moment in moments if moment is not None), default=turn.now)


def _to_come(round_: Round, turn: Turn) -> list[Intro]:
    return [intro for intro in rows.of_round(turn.store, round_) if intro.status in NOT_MET]


def _not_now(to_come: list[Intro], round_: Round, due: datetime, turn: Turn) -> datetime | None:
    """When to look again: while there are intros to wait for, tomorrow; None where the time (`due`) has come."""
    if to_come:
        return timing.after_days(turn.now, 1, round_.mentee, turn)
    return due if due > turn.now else None


@flow.step(when=RoundStatus.OPEN)
def remind(round_: Round, turn: Turn) -> Effects:
    """A reminder that a choice is open. There are two; both leave it to the mentee. On a break nobody is reminded, and
    for a mentor on a break none waits. Where nobody is left to be chosen, others are named instead, once."""
    if round_.mentee.status is MemberStatus.PAUSED:
        return
    if verdict_rows.offered_by(turn.store, round_.mentee) is not None or not _met(round_, turn):
        return
    soon = [intro for intro in _to_come(round_, turn) if intro.mentor.status is not MemberStatus.PAUSED]
    if (later := _not_now(soon, round_, _reminds_at(round_, turn.value, turn), turn)) is not None:
        yield Later(remind, round_, later, turn.value)
        return
    if not choosing.comes_to_mind(_met(round_, turn), turn):
        yield Never(remind, round_, SECOND)
    yield from telling.anew(asked(round_), _reminder(round_, turn), PROMPT, turn, needed=True)


def _reminder(round_: Round, turn: Turn) -> Card:
    return choosing.reminder(round_, _met(round_, turn), turn)


@flow.step(when=RoundStatus.OPEN)
def move(round_: Round, turn: Turn) -> Effects:
    """The days off have changed: the reminders that have not been and the end follow, and the cards say the new day."""
    if verdict_rows.offered_by(turn.store, round_.mentee) is not None or not _met(round_, turn):
        return
    last = _last(round_, turn)
    been = sum(one.at > last for one in telling.cards(asked(round_), turn))
    if been and not choosing.comes_to_mind(_met(round_, turn), turn):
        been += 1
    for value in (FIRST, SECOND)[been:]:
        yield Later(remind, round_, max(turn.now, _reminds_at(round_, value, turn)), value)
    yield Later(end, round_, max(turn.now, _ends_at(round_, turn)))
    if any(telling.asks_about(round_, one, flow.name) for one in telling.shown_last(asked(round_), turn)):
        yield from telling.redraw(asked(round_), _reminder(round_, turn), turn)


def look_anew(round_: Round, turn: Turn) -> Effects:
    """An intro of the round has ended: a reminder that was not sent yet names those who are left."""
    if round_.status is not RoundStatus.OPEN or not telling.is_unsent(asked(round_), turn):
        return
    if _met(round_, turn):
        yield from telling.redraw(asked(round_), _reminder(round_, turn), turn)
    else:
        yield from telling.over(asked(round_), over_card(turn), turn)


def words_for_end(round_: Round, turn: Turn) -> Text | None:
    """Until when one can choose; None while intros are still to come, or somebody's break is waited for."""
    if _to_come(round_, turn) or not _met(round_, turn) or _is_away(round_, turn):
        return None
    day = _ends_at(round_, turn)
    return _(
        "If you choose nobody by {day}, your intro chats close then, with a kind word to everybody.",
        day=When(day),
    )


# --- its end ---------------------------------------------------------------------------------------------------------


@flow.step(when=RoundStatus.OPEN)
def end(round_: Round, turn: Turn) -> Effects:
    """Nobody was chosen for a long while: closed kindly, and a new round may begin at once. It waits for whoever
    is on a break, and until the mentee could have read the reminder, but not for ever."""
    if verdict_rows.offered_by(turn.store, round_.mentee) is not None:
        return
    later = _not_now(_to_come(round_, turn), round_, _ends_at(round_, turn), turn)
    if later is None and _is_to_wait(round_, turn):
        later = timing.after_days(turn.now, UNREAD, round_.mentee, turn)
    if later is not None:
        yield Later(end, round_, later)
        return
    met = _met(round_, turn)
    yield from close(round_, turn)
    if met:
        names = listing(intro.mentor.name for intro in met)
        news = _("Your intro chats with {mentors} are closed now, kindly for everybody. Not choosing is fine.",
                 mentors=names)  # fmt: skip
        yield Tell(round_.mentee, over_card(turn, news))


def _is_to_wait(round_: Round, turn: Turn) -> bool:
    rules = rules_of(turn.store)
    usual = min(telling.TO_ANSWER, rules.round_days - rules.choice_second_days)
    longest = _over_after(round_, rules.round_days + telling.LONGEST_WAIT, turn)
    return turn.now < longest and (_is_away(round_, turn) or telling.is_fresh(asked(round_), turn, usual))


def _is_away(round_: Round, turn: Turn) -> bool:
    people = [round_.mentee, *(intro.mentor for intro in _met(round_, turn))]
    return any(person.status is MemberStatus.PAUSED for person in people)


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: the days to choose begin anew, in their own round and for those who can choose them."""
    if (own := rows.open_round(turn.store, member)) is not None:
        yield from begin_anew(own, turn)
    for intro in rows.open_of_mentor(turn.store, member):
        if intro.status is IntroStatus.MET:
            yield Later(begin_anew, intro.round, turn.now)


@flow.step(when=RoundStatus.OPEN)
def begin_anew(round_: Round, turn: Turn) -> Effects:
    """Somebody is back from a break: the days count from now on. What waited to be sent named others."""
    round_.back_at = turn.now
    yield from [Drop(round_.mentee, one.slot) for one in telling.cards(asked(round_), turn) if one.unsent]
    yield from move(round_, turn)


def close(round_: Round, turn: Turn) -> Effects:
    """Closes what is open in the round. Mentors read the same words whatever the reason was."""
    round_.status, round_.closed_at = RoundStatus.CLOSED, turn.now
    yield from round_intros.close_open(round_, turn)
    yield from forget(round_)
    yield from telling.over(asked(round_), over_card(turn), turn)


@flow.step(by="mentee", when=RoundStatus.OPEN, looks=True)
def none_sure(round_: Round, turn: Turn) -> Effects:
    """Asks once more before everything in the round is closed; where nothing is open, or a choice waits, says that."""
    open_ = [intro for intro in rows.of_round(turn.store, round_) if intro.is_open]
    if not open_ or verdict_rows.offered_by(turn.store, round_.mentee) is not None:
        yield telling.answer(asked(round_), choosing.card(round_.mentee, turn), turn)
        return
    sure = Card(
        _("Choose none of them? Everything open with {mentors} is closed, kindly, and you can look for others at once.",
          mentors=listing(intro.mentor.name for intro in open_)),
        choices=[
            Choice(_("Yes, none of them"), none_of_them, round_, style=Style.GRAVE),
            Choice(_("Back"), choosing.show, round_.mentee),
        ],
        foot=sentences(round_intros.what_they_read(open_), _("Nobody is told what you think.")),
        notice=questions.notice(turn),
    )  # fmt: skip
    yield telling.answer(asked(round_), sure, turn)


@flow.step(by="mentee", when=RoundStatus.OPEN, ends=True)
def none_of_them(round_: Round, turn: Turn) -> Effects:
    """The mentee stops this round."""
    if (match := verdict_rows.offered_by(turn.store, round_.mentee)) is not None:
        yield Replace(choosing.offered_already(match, turn))
        return
    yield from close(round_, turn)
    yield Replace(over_card(turn, _("Done. Everything is closed, kindly for everybody.")))
