"""What stands between a mentee and an ask: each limit said kindly, with what to do instead."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.messages import Card, Choice, Section
from bot.steps import Turn
from bot.words import Day, Text, When, _, lines, n_, sentences
from flows import words
from flows.asking import withdrawing
from flows.beginning import opening
from flows.finding import mentors, others
from flows.leaving import break_words
from flows.meeting import endings, intros
from flows.profiles import profile
from storage.mentoring import intros as rows
from storage.mentoring.apart import may_meet
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import live_of
from storage.mentoring.profiles import Listing, Profile, profile_of
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus
from storage.places import Program, ProgramStatus

WAITED_FOR = (IntroStatus.DECLINED, IntroStatus.EXPIRED)
"""After these, and a no that came later (`endings.BY_MENTOR`), a mentor is left in peace for a while; whatever else
ended an intro was not about them being asked."""
A_WEEKEND = 4
"""Days by which the end of that while may be put off, to a working moment."""
MOST_GIVEN_UP = 2
"""Asks to one mentor that may come to nothing within that while by the mentee's own doing; each of them made the mentor
look."""


def obstacle(mentor: Member, turn: Turn) -> Card | None:
    """Why the member who acts cannot ask this mentor now, and what they can do instead; None where they can."""
    mentee = turn.me
    if (closed := closed_now(turn)) is not None:
        back = [Choice(_("Back to the list"), mentors.back, turn.program)] if turn.program.is_to_open else []
        return Card(closed, choices=back)
    if not mentee.is_mentee:
        return Card(_("Only {mentees_word} ask for intro chats. You can become one in your profile.", **words.of(turn)),
                    choices=[Choice(_("Your profile"), profile.show, mentee)])  # fmt: skip
    if mentee.status is MemberStatus.PAUSED:
        return break_words.back_first(
            mentee, turn, _("You are on a break. Come back first, and then ask; everything is where you left it.")
        )
    if mentee.id == mentor.id:
        return Card(_("That is you. There are others who would be glad to hear from you."), choices=[_more(turn)])
    if (intro := _open_between(mentee, mentor, turn)) is not None:
        return intros.present(intro, turn)
    if (sentence := mentor_cannot(mentor, mentee, turn)) is not None:
        return instead(sentence, mentor, turn)
    return _mentee_full(mentor, turn)


def instead(sentence: Text, mentor: Member, turn: Turn) -> Card:
    """A no that leads on: three others."""
    sections = others.three_for(turn.me, turn, {mentor.id or 0})
    return Card(
        lines(sentence, words.have_time(turn) if sections else None),
        sections=sections,
        choices=[_more(turn)],
    )


def _more(turn: Turn) -> Choice:
    return Choice(words.see_more(turn), mentors.find, turn.program)


def takes_asks(program: Program) -> bool:
    """Whether members can ask now, as far as the program is concerned. Closed to new people does not stop who is in."""
    return not program.is_to_open and program.status is not ProgramStatus.ENDED


def closed_now(turn: Turn) -> Text | None:
    """Why nobody can be asked now, as far as the program is concerned; None where they can."""
    program = turn.program
    if takes_asks(program):
        return None
    if program.status is ProgramStatus.ENDED:
        return _("{program} has ended. Thank you for having been a part of it.", program=program.name)
    if program.starts_on is not None and opening.opens_by_itself(program, turn):
        return _("{program} is not open yet. From {day} on you can ask {mentors_word}; until then, have a look "
                 "around.",
                 program=program.name, day=Day(program.starts_on), **words.of(turn))  # fmt: skip
    return _("{program} is not open yet. I will tell you when you can ask {mentors_word}; until then, have a look "
             "around.", program=program.name, **words.of(turn))  # fmt: skip


def who_sees(turn: Turn) -> Text | None:
    """What being listed means for a mentor: who sees them, and from when on they can be asked. None once it is over."""
    program, known = turn.program, words.of(turn)
    if program.status is ProgramStatus.ENDED:
        return None
    if takes_asks(program):
        return _("{Mentees_word} can see you and ask you.", **known)
    if program.starts_on is not None and opening.opens_by_itself(program, turn):
        return _("{Mentees_word} can see you, and ask you from {day} on.", day=Day(program.starts_on), **known)
    return _("{Mentees_word} can see you, and ask you as soon as {program} opens.", program=program.name, **known)


def listed(offer: Profile, turn: Turn) -> Text:
    """What a mentor reads of how they are listed: who can ask them now, and for how many there is a place."""
    is_listed = _("You are listed among the {mentors_word}.", **words.of(turn))
    if offer.free:
        free = n_("One place for an intro chat is free.", "{n} places for intro chats are free.", offer.free)
        return lines(sentences(is_listed, who_sees(turn)), free)
    if offer.door_open:
        return sentences(is_listed, _("All your places are taken, so nobody new can ask you."))
    return sentences(is_listed, _("Your door is closed, so nobody new can ask you."))


def _open_between(mentee: Member, mentor: Member, turn: Turn) -> Intro | None:
    found = rows.between(turn.store, mentee, mentor)
    return found if found is not None and found.is_open else None


# --- the mentor's side -----------------------------------------------------------------------------------------------


def mentor_cannot(mentor: Member, mentee: Member, turn: Turn) -> Text | None:
    """Why this mentor cannot be asked by this mentee now. That somebody asked to be kept apart is never said: it reads
    as if the mentor were not listed."""
    offer = profile_of(turn.store, mentor)
    listed = mentor.is_mentor and offer.status is Listing.LISTED and may_meet(turn.store, mentee, mentor)
    if not listed:
        return _("{mentor} is not open for intro chats at the moment.", mentor=mentor.name)
    if any(match.other(mentee).id == mentor.id for match in live_of(turn.store, mentee)):
        return _("You and {mentor} are a match already. Just write to each other.", mentor=mentor.name)
    if (again := asks_again_at(mentor, mentee, turn)) is not None:
        return _("You have asked {mentor} before, not long ago. You can ask again from {day} on.", mentor=mentor.name,
                 day=When(again, "day"))  # fmt: skip
    if mentor.status is MemberStatus.PAUSED:
        return _("{mentor} is taking a break.", mentor=mentor.name)
    if not offer.door_open:
        return _("{mentor} takes no new asks for now.", mentor=mentor.name)
    if rows.free_places(turn.store, mentor, offer) < 1:
        return _("{mentor} has no free place at the moment: others asked a little earlier.", mentor=mentor.name)
    return None


def asks_again_at(mentor: Member, mentee: Member, turn: Turn) -> datetime | None:
    """When the mentee may ask this mentor again; None where that is now."""
    before = rows.of_pair(turn.store, mentee, mentor)
    return _again(before, turn) if before else None


def rests(mentee: Member, turn: Turn) -> dict[int, datetime]:
    """The mentors whom this mentee may ask again only later: member id → from when."""
    since = turn.now - timedelta(days=rules_of(turn.store).ask_again_days + A_WEEKEND)
    by_mentor: dict[int, list[Intro]] = {}
    for intro in rows.ended_of_mentee(turn.store, mentee, since, turn.now):
        by_mentor.setdefault(intro.mentor_id, []).append(intro)
    found = {mentor: _again(before, turn) for mentor, before in by_mentor.items()}
    return {mentor: again for mentor, again in found.items() if again is not None}


def _again(before: Sequence[Intro], turn: Turn) -> datetime | None:
    """When a pair with these intros, newest first, may have another ask; None where that is now."""
    newest = before[0]
    if newest.status in WAITED_FOR or newest.reason in endings.BY_MENTOR:
        again = endings.again_at(newest, turn)
        return again if again > turn.now else None
    while_ = timedelta(days=rules_of(turn.store).ask_again_days)
    given_up = [
        intro for intro in before
        if _is_given_up(intro) and intro.closed_at and intro.closed_at + while_ > turn.now
    ]  # fmt: skip
    return endings.again_at(given_up[-1], turn) if len(given_up) >= MOST_GIVEN_UP else None


def _is_given_up(intro: Intro) -> bool:
    """Whether it may have been the mentee who ended it: withdrawn or called off, with a break or by leaving, with the
    whole round, as one that will not happen, or by taking a choice back."""
    return intro.status is IntroStatus.WITHDRAWN or intro.reason in endings.BY_MENTEE


# --- the mentee's side -----------------------------------------------------------------------------------------------


def _mentee_full(mentor: Member, turn: Turn) -> Card | None:
    """The mentee's own places are taken: withdraw one, or wait. The mentor they want comes back after that."""
    rules = rules_of(turn.store)
    open_ = [intro for intro in rows.open_of_mentee(turn.store, turn.me) if intro.status is not IntroStatus.MET]
    waiting = [intro for intro in open_ if intro.status is IntroStatus.ASKED]
    if len(waiting) >= rules.asks_per_mentee:
        text = n_(
            "You have one open ask, which is the most at once. Withdraw it, or wait for the answer.",
            "You have {n} open asks, which is the most at once. Withdraw one, or wait for an answer.",
            len(waiting),
        )
        return _withdraw_one(text, waiting, mentor, turn)
    if len(open_) >= rules.intros_per_mentee:
        text = n_(
            "You have one open intro chat, which is the most at once. Meet, or call it off, and then ask.",
            "You have {n} open asks and intro chats, which is the most at once. Meet, or call one off, and then ask.",
            len(open_),
        )
        return _withdraw_one(text, open_, mentor, turn)
    return None


def _withdraw_one(text: Text, open_: list[Intro], mentor: Member, turn: Turn) -> Card:
    return Card(
        text,
        sections=[
            Section(
                _waits_since(intro),
                withdrawing.ways_out(intro, intro.mentee, instead=mentor),
            )
            for intro in open_[:6]
        ],
        choices=[Choice(_("Back to the list"), mentors.back, turn.program)],
        foot=_("You can ask {mentor} right after that.", mentor=mentor.name),
    )


def _waits_since(intro: Intro) -> Text:
    since = When(intro.asked_at, "day")
    if intro.status is IntroStatus.ASKED:
        return _("**{mentor}**, asked on {day}", mentor=intro.mentor.name, day=since)
    return _("**{mentor}**, said yes to an intro chat", mentor=intro.mentor.name)


def no_more() -> Text:
    """For whoever has as many open as can be at once."""
    return _(
        "For now you have used all your asks. When one is answered or over, or you withdraw one, you can ask again."
    )


def places_left(mentee: Member, turn: Turn) -> int:
    """How many more asks this mentee can send now."""
    return left_beside(rows.open_of_mentee(turn.store, mentee), turn)


def left_beside(intros: Sequence[Intro], turn: Turn) -> int:
    """The same for whoever has these intros open."""
    rules = rules_of(turn.store)
    open_ = [intro for intro in intros if intro.status is not IntroStatus.MET]
    waiting = [intro for intro in open_ if intro.status is IntroStatus.ASKED]
    return max(0, min(rules.asks_per_mentee - len(waiting), rules.intros_per_mentee - len(open_)))
