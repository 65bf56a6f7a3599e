"""A member's own way to a pulse that waits for them: from the home card, or by its name."""

from bot.messages import Card, Choice, Section
from bot.steps import ANSWER, Command, Drop, Effects, Flow, Group, Replace, Tell, Turn, slot
from bot.words import Day, Phrase, When, _
from flows.pulses import card
from storage.mentoring.pulses import waves
from storage.mentoring.pulses.waves import Wave, WaveMember
from storage.people import Member

flow: Flow[Member] = Flow("mypulse", about=Member, holds=("self",))


@flow.step(
    by="self", words=("pulse",),
    command=Command(Group.EVERYBODY, "pulse", _("Answer the short anonymous questions, if there are some")),
)  # fmt: skip
def show(member: Member, turn: Turn) -> Effects:
    """The card once more, in the place of one that waits. It goes by post, as only what is sent has a token; of several
    cards one whole answer counts."""
    wave, asked = waves.running(turn.store), waves.asked_of(turn.store, member)
    if wave is None or asked is None:
        yield Replace(Card(_("No questions wait for you now. When the coordinators have some, you get a card.")))
    elif asked.answered_on is not None:
        yield Replace(Card(_answered(wave, asked)))
    else:
        yield Drop(member, slot("pulse", wave))
        yield Tell(member, card.letter(wave, turn), kind=ANSWER, slot=slot("pulse", wave), expires=wave.closes_at)
        yield Replace(Card(_("I send you the card once more. If you have begun on the one before, go on there: one "
                             "whole answer counts, whichever card it is on.")))  # fmt: skip


def _answered(wave: Wave, asked: WaveMember) -> Phrase:
    return _("You answered on {day}; what, nobody can look up. On the card itself you can change it as long as it is "
             "open; it is to close on {closes}, unless that is changed.",
             day=Day(asked.answered_on) if asked.answered_on else None,
             closes=When(wave.closes_at) if wave.closes_at else None)  # fmt: skip


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """That questions wait; nothing where none do."""
    asked = waves.asked_of(turn.store, member)
    if asked is None or asked.answered_on is not None:
        return []
    text = _("Three short anonymous questions wait for you. It takes a minute.")
    return [Section(text, [Choice(_("Answer them"), show, member)])]
