"""How an intro ended, in words for each side. No sentence here gives away what somebody thought of somebody."""

from collections.abc import Mapping
from datetime import datetime

from bot.messages import Card, Choice, Style
from bot.steps import Drop, Effects, Redraw, Turn, slot
from bot.words import Phrase, Text, When, _, lines, listing, sentences
from flows import library, telling, timing, words
from flows.asking import withdrawing
from flows.finding import mentors
from flows.matching import choosing
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.profiles import profile_of
from storage.mentoring.rules import rules_of
from storage.mentoring.told import told as told_before
from storage.people import Member

LATER, OWN = "later", "own"
"""Why an ask was declined, beside the library's reasons: "ask me again in two weeks", or in the mentor's own words."""
PAUSED, LEFT, FULL, STEPPED_BACK, NO_FURTHER = "paused", "left", "full", "stepped_back", "no_further"
"""Why one side cannot go on; kept with the side before it (`mentor_paused`), so that rows say whose reason it was."""
CHOSE, MATCHED, ROUND, NOT_MET = "chose", "matched", "round", "not_met"
"""Why a round closes what is open in it."""
BY_MENTEE = (f"mentee_{PAUSED}", f"mentee_{LEFT}", ROUND, NOT_MET, "choice_taken_back")
"""Why an intro is closed that the mentee may have ended themselves."""
BY_MENTOR = (f"mentor_{STEPPED_BACK}", f"mentor_{NO_FURTHER}", "choice_declined", "choice_lapsed")
"""Why an intro is closed after the mentor's yes to it: their no to going on, or no answer to a choice."""
ENDED = "program_ended"
"""The program itself is over."""

_FOR_MENTEE: Mapping[str, Phrase] = {
    "mentor_paused": _("{mentor} is taking a break, so your ask is closed. That says nothing about you."),
    "mentor_left": _("{mentor} is not taking part any more, so {what} is closed. That says nothing about you."),
    "mentor_full": _("{mentor} has no place for another {mentee_word} any more, so {what} is closed. It has nothing "
                     "to do with you."),
    "mentor_stepped_back": _("{mentor} cannot have the intro chat after all. That says nothing about you."),
    "mentor_no_further": _("{mentor} cannot go on after your intro chat. That says nothing about you."),
    "mentee_paused": _("You are on a break, so your ask to {mentor} is closed."),
    "mentee_left": _("You are not taking part any more, so your ask to {mentor} is closed."),
    CHOSE: _("You chose somebody, so the intro chat with {mentor} is closed."),
    MATCHED: _("You and {mentor} have gone on together."),
    ROUND: _("The time for this intro chat with {mentor} is over, and it is closed."),
    ENDED: _("The program has ended, and with it the intro chat with {mentor}. Thank you for being a part of it."),
    NOT_MET: _("As far as I know, you and {mentor} did not get to meet. That happens, and the intro chat is closed."),
}  # fmt: skip
_FOR_MENTOR: Mapping[str, Phrase] = {
    "mentor_paused": _("You are on a break, so the ask from {mentee} is closed. They know, and see other "
                     "{mentors_word}."),
    "mentor_left": _("You are not taking part any more, so {what} is closed. {mentee} knows, and sees other "
                   "{mentors_word}."),
    "mentor_full": _("Your places for {mentees_word} are all taken, so the ask from {mentee} is closed. They know, and "
                     "see other {mentors_word}."),
    "mentor_stepped_back": _("You called off the intro chat with {mentee}. They know, and see other {mentors_word}."),
    "mentor_no_further": _("You go no further with {mentee}. They know, and see other {mentors_word}."),
    "mentee_paused": _("{mentee} is taking a break, so the ask is closed. There is nothing for you to do."),
    "mentee_left": _("{mentee} is not taking part any more, so {what} is closed. Thank you for being there."),
    CHOSE: _("{mentee} has found somebody, so {what} is closed. There is nothing left for you to do."),
    MATCHED: _("You and {mentee} have gone on together."),
    ROUND: _("The time for this intro chat with {mentee} is over, and it is closed. Thank you for being there."),
    ENDED: _("The program has ended, and with it the intro chat with {mentee}. Thank you for being a part of it."),
    NOT_MET: _("As far as I know, you and {mentee} did not get to meet. That happens, and the intro chat is closed."),
}  # fmt: skip
_LEADS_ON = ("mentor_paused", "mentor_left", "mentor_full", "mentor_stepped_back", "mentor_no_further", NOT_MET)


def over(intro: Intro) -> Phrase:
    """In place of what moved it on."""
    if intro.reason == MATCHED:
        return _("This intro chat has led to a match.")
    return _("This intro chat is over. Thank you for your part in it.")


def for_room(intro: Intro) -> Text:
    """What both read where they met. Nobody is said to be the reason."""
    if intro.reason == MATCHED:
        return _("This was your intro chat, and it has led to a match.")
    return _("This intro chat is over. Thank you both. What you have written to each other stays yours.")


def to_mentee(intro: Intro, turn: Turn) -> Text:
    name = intro.mentor.name
    match intro.status:
        case IntroStatus.DECLINED if intro.reason == LATER:
            return _("{mentor} would like you to ask again from {day} on. I keep your words for that. Until "
                     "then your place is free for somebody else.", mentor=name,
                     day=When(again_at(intro, turn), "day"))  # fmt: skip
        case IntroStatus.DECLINED if intro.reason == OWN:
            return lines(_("{mentor} cannot have an intro chat with you now, and writes:", mentor=name), told(intro))
        case IntroStatus.DECLINED:
            return told(intro)
        case IntroStatus.WITHDRAWN:
            return _("Your ask to {mentor} is withdrawn.", mentor=name)
        case IntroStatus.EXPIRED:
            return _("{mentor} did not get to your ask in time, so it is closed. That happens in full weeks, and it "
                     "says nothing about you.", mentor=name)  # fmt: skip
        case _:
            found = _FOR_MENTEE.get(intro.reason, _("The intro chat with {mentor} is closed."))
            what = _("your intro chat") if intro.answered_at else _("your ask")
            return Phrase(found.text, {"mentor": name, "what": what, **words.of(turn)})


def to_mentee_shortly(intro: Intro, turn: Turn) -> Text:
    """In place of an ask whose end a letter tells: that it is settled, and where that stands."""
    name = intro.mentor.name
    settled = (
        _("{mentor} has answered.", mentor=name)
        if intro.status is IntroStatus.DECLINED
        else _("Your ask to {mentor} does not wait any more.", mentor=name)
    )
    return sentences(settled, telling.note_follows(intro.mentee, turn))


def to_mentor(intro: Intro, turn: Turn) -> Text:
    name = intro.mentee.name
    match intro.status:
        case IntroStatus.DECLINED if intro.reason == LATER:
            return _("{mentee} can ask you again from {day} on. Until then there is nothing for you to do.",
                     mentee=name, day=When(again_at(intro, turn), "day"))  # fmt: skip
        case IntroStatus.DECLINED:
            return lines(_("You said not now to {mentee}. They read:", mentee=name), told(intro))
        case IntroStatus.WITHDRAWN if intro.answered_at:
            return _("{mentee} cannot have the intro chat after all. Thank you for having said yes.", mentee=name)
        case IntroStatus.WITHDRAWN:
            return _("{mentee} has withdrawn the ask. There is nothing for you to do.", mentee=name)
        case IntroStatus.CLOSED if intro.reason == CHOSE and intro.met_at:
            return _("{mentee} has found somebody, so your intro chat is closed. Thank you for the time you gave "
                     "them.",
                     mentee=name)  # fmt: skip
        case IntroStatus.CLOSED if intro.reason == CHOSE and intro.answered_at:
            return _("{mentee} has found somebody, so your intro chat is closed. Thank you for having said yes.",
                     mentee=name)  # fmt: skip
        case IntroStatus.EXPIRED:
            return _("The ask from {mentee} is closed, and they see other {mentors_word} now. There is nothing for "
                     "you to do.",
                     mentee=name, **words.of(turn))  # fmt: skip
        case _:
            found = _FOR_MENTOR.get(intro.reason, _("The intro chat with {mentee} is closed."))
            what = _("your intro chat") if intro.answered_at else _("the ask")
            return Phrase(found.text, {"mentee": name, "what": what, **words.of(turn)})


def together(asked: list[Intro], why: str, turn: Turn) -> Text:
    """What a mentor reads on their card when all who asked were told the same."""
    names = listing(intro.mentee.name for intro in asked)
    if why == FULL:
        return _("Your places for {mentees_word} are all taken, so the asks from {mentees} are closed. They know, "
                 "and see other {mentors_word}.", mentees=names, **words.of(turn))  # fmt: skip
    if why == PAUSED:
        return _("You are on a break, so the asks from {mentees} are closed. They know, and see other {mentors_word}.",
                 mentees=names, **words.of(turn))  # fmt: skip
    return _(
        "The asks from {mentees} are closed. They know, and see other {mentors_word}.", mentees=names, **words.of(turn)
    )


def told(intro: Intro) -> Text:
    """What the mentee reads as the reason for a no."""
    if intro.reason == OWN and intro.own_reason:
        return words.quoted(intro.own_reason)
    reason = library.declines().get(intro.reason)
    neutral = _("{mentor} cannot take on a new chat at the moment. That says nothing about you.")
    return Phrase(reason.told if reason else neutral.text, {"mentor": intro.mentor.name})


def again_at(intro: Intro, turn: Turn) -> datetime:
    """From when on the mentee may ask this mentor again."""
    if intro.again_from is not None:
        return intro.again_from
    ended = intro.closed_at or turn.now
    return timing.after_days(ended, rules_of(turn.store).ask_again_days, intro.mentee, turn)


def letter_to_mentee(intro: Intro, turn: Turn) -> Card:
    """What happened. There is nothing to press on it, so that these words stay."""
    title = _("An answer from {mentor}", mentor=intro.mentor.name) if intro.status is IntroStatus.DECLINED else None
    return Card(to_mentee(intro, turn), title=title)


def leads_on(intro: Intro) -> bool:
    """Whether the mentee goes on looking after this end."""
    return intro.status in (IntroStatus.DECLINED, IntroStatus.EXPIRED) or intro.reason in _LEADS_ON


def letter_to_mentor(intro: Intro, turn: Turn) -> Card:
    return Card(to_mentor(intro, turn))


def full_slot(intro: Intro) -> str:
    return slot("full", intro)


def full_card(intro: Intro, turn: Turn) -> Card:
    """For a mentee whose intro chat goes on, when the mentor's last place for a mentee was taken: as it is by now."""
    name = intro.mentor.name
    if not _is_full(intro.mentor, turn):
        again = _("{mentor} has a place for another {mentee_word} again.", mentor=name, **words.of(turn))
        return Card(again, choices=withdrawing.ways_out(intro, intro.mentee))
    if intro.status is IntroStatus.MET:
        news = _("{mentor} has no place for another {mentee_word} now, so as it stands, you could not choose {mentor}.",
                 mentor=name, **words.of(turn))  # fmt: skip
    else:
        news = _("{mentor} has no place for another {mentee_word} any more: others were a little earlier. You can "
                 "still meet for the intro chat, if you like; but as it stands, you could not choose {mentor} after "
                 "it.", mentor=name, **words.of(turn))  # fmt: skip
    return Card(
        news,
        choices=[
            Choice(words.see_more(turn), mentors.find, turn.program, style=Style.MAIN),
            *choosing.when_free(intro, turn),
            *withdrawing.ways_out(intro, intro.mentee),
        ],
    )


def _is_full(mentor: Member, turn: Turn) -> bool:
    places = rows.places_for_mentees(turn.store, profile_of(turn.store, mentor))
    return rows.mentees_now(turn.store, mentor) >= places


def full_by_now(intro: Intro, turn: Turn) -> Effects:
    """The two have met, or a place is free again: who was told that there is none reads how it is now."""
    found = told_before(turn.store, intro.mentee, [full_slot(intro)]) if intro.is_open else []
    if found and found[0].unsent and not _is_full(intro.mentor, turn):
        yield Drop(intro.mentee, full_slot(intro))
    elif found:
        yield Redraw(intro.mentee, full_slot(intro), full_card(intro, turn))
