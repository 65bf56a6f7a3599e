"""A check-in says that it is hard: some minutes later the coordinators learn it, and can take care of it."""

from datetime import timedelta

from bot.messages import Card, Choice, Style
from bot.steps import PERSONAL, Effects, Flow, Later, Never, Turn
from bot.words import Phrase, Text, When, _, lines, listing
from flows import telling
from flows.safety import bringing, concerns, hearing, help_lines, raising
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus, Going
from storage.mentoring.records import Concern, ConcernStatus

flow: Flow[CheckIn] = Flow("hard", about=CheckIn, holds=("reader",))
TIME_TO_MEND = timedelta(minutes=10)
"""In which a press beside the right button can be taken back, and a sentence be added."""


def answered(checkin: CheckIn, turn: Turn) -> Effects:
    """An answer was given or changed, or a sentence added, while the coordinators do not have it. What they have closed
    begins anew."""
    if checkin.going is Going.HARD and _is_closed(checkin, turn):
        checkin.concern_id = None
    if checkin.going is Going.HARD and checkin.concern_id is None:
        yield Later(tell, checkin, turn.now + TIME_TO_MEND)
    else:
        yield Never(tell, checkin)


@flow.step(when=CheckInStatus.ANSWERED)
def tell(checkin: CheckIn, turn: Turn) -> Effects:
    """The coordinators get it as a message of its own: with the answers and the sentence, and with nothing else. The
    other one of the match is not among those who do."""
    if checkin.going is not Going.HARD or checkin.concern_id is not None:
        return
    reader, other = checkin.reader, checkin.other
    concern = Concern(
        program_id=turn.store.program, account_id=reader.account_id, from_id=reader.id, about_id=other.id,
        match_id=checkin.match_id, text=checkin.note, at=turn.now,
    )  # fmt: skip
    concern.account, concern.from_member, concern.about_member = reader.account, reader, other
    to = raising.begin(concern, turn)
    checkin.concern_id, checkin.told_at = concern.id, turn.now
    yield from bringing.bring(concern, to, turn)


def _is_closed(checkin: CheckIn, turn: Turn) -> bool:
    concern = turn.store.get(Concern, checkin.concern_id)
    return concern is not None and concern.status is ConcernStatus.CLOSED


def is_with_coordinators(checkin: CheckIn, turn: Turn) -> bool:
    """Whether they have it as a message that is open, with the sentence."""
    return checkin.concern_id is not None and not _is_closed(checkin, turn)


def said_more(checkin: CheckIn, turn: Turn) -> Effects:
    """The sentence is another one now: those who have the message get it, too. After they have closed it, what is added
    is a new one; and what was dealt with stays as they read it."""
    concern = turn.store.get(Concern, checkin.concern_id)
    if concern is None:
        yield from answered(checkin, turn)
    elif _is_closed(checkin, turn):
        if checkin.note and concern.text != checkin.note:
            yield from answered(checkin, turn)
    elif concern.text != checkin.note:
        concern.text = checkin.note
        raising.note_who_is_named(concern, turn)
        yield from _more(concern, turn)


def _more(concern: Concern, turn: Turn) -> Effects:
    """Those who may see it read that there is something new."""
    for person in hearing.of(concern, turn):
        news = Card(
            _("There is more to read in a message to the coordinators."),
            choices=[Choice(_("Read it"), concerns.read, concern, style=Style.MAIN)],
            notice=_("Something for you, when you have a quiet moment"),
        )
        yield from telling.anew(bringing.asked(concern, person), news, PERSONAL, turn)


def still_has(checkin: CheckIn, turn: Turn) -> Phrase | None:
    """After an answer that is not "hard" any more: who has the message all the same, and sees the change."""
    concern = turn.store.get(Concern, checkin.concern_id)
    to = hearing.of(concern, turn) if concern is not None and concern.status is not ConcernStatus.CLOSED else []
    if not to:
        return None
    return _("What you said before is with {names}, and this change can be seen there, too.",
             names=listing(person.name for person in to))  # fmt: skip


def what_follows(checkin: CheckIn, turn: Turn) -> Text:
    """After "it is hard": who hears of it and when; whom else there is, where nobody does."""
    reader, other = checkin.reader, checkin.other
    concern = turn.store.get(Concern, checkin.concern_id)
    to = hearing.of(concern, turn) if concern else raising.would_hear(reader, other, checkin.note, turn)
    if not to:
        return lines(
            _("There is no coordinator now who could hear of it. I keep it, and bring it as soon as there is one. You "
              "do not have to wait for that:"),
            *help_lines.outside(turn),
        )  # fmt: skip
    names = listing(person.name for person in to)
    if concern is not None:
        return _("I have told {names} that it is hard. {other} does not learn of it.", names=names, other=other.name)
    return _("From {time} on it is with {names}, so that somebody can help. Until then you can change it, or add a "
             "sentence for them. {other} does not learn of it.",
             time=When(turn.now + TIME_TO_MEND, "time"), names=names, other=other.name)  # fmt: skip
