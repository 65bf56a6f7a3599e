"""The end of a match: either side, with a reason that stays private, and kind words for the partner."""

from collections.abc import Mapping

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import Drop, Effects, Flow, Redraw, Replace, Tell, Turn
from bot.words import Phrase, When, _, lines, sentences
from flows import words
from flows.checkins import planning
from flows.finding import mentors
from flows.leaving import partners
from flows.matching import contacts, matches, offers
from flows.meeting import endings, intros
from flows.parting import closing
from flows.safety import safety
from flows.talks import ending as talks
from storage.mentoring.intros import open_of_mentor
from storage.mentoring.matches import GOES_ON, Match, MatchStatus
from storage.people import Member
from storage.places import ProgramStatus

flow: Flow[Match] = Flow("parting", about=Match, holds=("mentee", "mentor"))

REACHED, OTHER = "reached", "other"
REASONS: Mapping[str, Phrase] = {
    REACHED: _("We did what we wanted to do"),
    "no_time": _("There is no time for it now"),
    "quiet": _("We lost touch"),
    "no_fit": _("It does not fit"),
    OTHER: _("Something else"),
}
"""Why a match ended, as one side says it. The first means that it is complete; the others that it ended early."""
LEFT_THE_PROGRAM = _("One of them is not taking part any more")


@flow.shows
def present(match: Match, turn: Turn) -> Card:
    return matches.present(match, turn)


@flow.step(by=("mentee", "mentor"), when=GOES_ON, looks=True)
def why(match: Match, turn: Turn) -> Effects:
    """Asks once more; the press that ends it says the reason, too."""
    other = match.other(turn.me).name
    sure = Card(
        _("End your match with {other}? What comes nearest? The press ends it.", other=other),
        choices=[
            Choice(_("No, keep it"), matches.show, match, style=Style.MAIN),
            *(Choice(label, end_because, match, slug) for slug, label in REASONS.items()),
            safety.choice(turn.program),
        ],
        foot=_("{other} is told kindly that it ended, never why; only that you are done, if you say so. The reason is "
               "counted for the whole program, without names.", other=other),
    )  # fmt: skip
    yield offers.answer(match, sure, turn)


@flow.step(by=("mentee", "mentor"), when=GOES_ON, ends=True)
def end_because(match: Match, turn: Turn) -> Effects:
    """Complete or early, as the one who ends it sees it."""
    if turn.value not in REASONS:
        raise Refused(_("I do not know that reason any more. Please pick another one."))
    yield from end(match, turn.value, turn, by=turn.me)
    yield Replace(over_card(match, turn.me, turn))


def end(match: Match, reason: str, turn: Turn, *, by: Member) -> Effects:
    """Ends a match that goes on: every card of it, the mentor's places and who waits for them, and the partner."""
    done = reason == REACHED
    match.status = MatchStatus.COMPLETED if done else MatchStatus.ENDED_EARLY
    match.reason, match.ended_at = reason, turn.now
    turn.store.session.flush()
    yield from intros.recounted(match.mentor, turn)
    for intro in open_of_mentor(turn.store, match.mentor):
        yield from endings.full_by_now(intro, turn)
    if match.room is not None:
        yield Drop(match.room, matches.slot_of(match))
        yield Redraw(match.room, matches.slot_of(match), matches.room_card(match, turn))
    partner = match.other(by)
    contacts.forget(match, turn)
    for person in match.people:
        yield from partners.ended(match, person, _on_day(match, person, turn), turn)
    yield from matches.redraw(match, by, over_card(match, by, turn), turn)
    yield from matches.redraw(match, partner, Card(_on_day(match, partner, turn)), turn)
    yield Tell(partner, over_card(match, partner, turn, _told(match, by)))
    yield from planning.over(match, turn)
    yield from talks.ended(match, turn)
    yield from closing.plan(match, turn)


def _told(match: Match, by: Member) -> Phrase:
    """What the partner reads: never a reason, and never who is to blame."""
    if match.reason == endings.LEFT:
        return _("{name} is not taking part any more, so your match has ended. Thank you for your part in it.",
                 name=by.name)  # fmt: skip
    if match.status is MatchStatus.COMPLETED:
        return _("{name} says that the two of you did what you wanted to do, and has completed your match. Thank you "
                 "for your part in it.", name=by.name)  # fmt: skip
    return _("Your match with {name} has ended. That happens, and it says nothing about you. Thank you for your part "
             "in it.", name=by.name)  # fmt: skip


def _on_day(match: Match, reader: Member, turn: Turn) -> Phrase:
    other, day = match.other(reader).name, When(match.ended_at or turn.now, "day")
    if match.status is MatchStatus.COMPLETED:
        return _("Your match with {other} was completed on {day}.", other=other, day=day)
    return _("Your match with {other} ended on {day}.", other=other, day=day)


def over_card(match: Match, reader: Member, turn: Turn, news: Phrase | None = None) -> Card:
    """A match that is over, for one of the two; a mentee may look again at once, as long as the program goes on."""
    thanks = _("Thank you both.") if match.status is MatchStatus.COMPLETED else _("Thank you for having tried.")
    goes_on = turn.program.status is not ProgramStatus.ENDED
    again = reader.id == match.mentee_id and reader.is_here and goes_on
    return Card(
        lines(
            news or sentences(_on_day(match, reader, turn), thanks),
            _("You can look for another {role} at once.", role=words.mentor_word(turn)) if again else None,
        ),
        choices=[
            *([Choice(words.find(turn), mentors.find, turn.program, style=Style.MAIN)] if again else []),
            *([closing.choice(match, reader, turn)] if reader.is_here else []),
            safety.choice(turn.program),
        ],
    )
