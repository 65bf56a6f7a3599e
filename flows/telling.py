"""A question that is asked more than once: which of its cards are on screen, and which of them is the true one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot import shown
from bot.messages import Card
from bot.steps import PERSONAL, PROMPT, Drop, Effects, Later, Record, Redraw, Replace, Step, Tell, Turn, slot
from bot.words import Text, When, _
from flows import timing
from storage.mentoring.told import Told, open_cards, told
from storage.outbox import LetterKind, answers_in
from storage.people import Member

LONGEST_WAIT = 28
"""Days that the end of something waits at most for somebody who is on a break, or whom a question has not reached."""
TO_ANSWER = timing.LEFT
"""For how many days somebody has a question before them, at least, before it ends unanswered."""
A_DAY, HALF_A_DAY = timedelta(days=1), timedelta(hours=12)
"""By which a letter may be later than usual without anything being put off."""
KEPT = 3
"""Cards of one question that are kept true. One that is older mends itself when it is pressed."""


Keeps: TypeAlias = Callable[[Told], bool]
"""Whether a card says something of its own, that no newer card takes the place of."""


def none(_one: Told) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to one member: its name, and the record that it is about. `on`: the flows whose buttons about the
    record stand on its cards, where a card of something else may have turned into one of them. `past`: what an older
    card of it says from now on, where that can be more than that there is a newer one; it has to stay true."""

    name: str
    about: Record
    member: Member
    on: tuple[str, ...] = ()
    past: Text | None = None

    @property
    def slots(self) -> list[str]:
        names = [self.name if number == 1 else f"{self.name}{number}" for number in range(1, KEPT + 1)]
        return [slot(name, self.about) for name in names]

    def next_slot(self, found: Sequence[Told]) -> str:
        """Where a new card goes: a slot that none of its cards is in, or that of the oldest (`found`: newest first)."""
        used = [one.slot for one in found]
        return next((one for one in self.slots if one not in used), (used or self.slots)[-1])


def cards(asked: Asked, turn: Turn) -> list[Told]:
    """The question's cards, the newest first."""
    return told(turn.store, asked.member, asked.slots)


def answer(asked: Asked, card: Card, turn: Turn) -> Replace:
    """What goes straight back to somebody who acts on the question: kept true with its newest card."""
    found = cards(asked, turn)
    return Replace(card, found[0].slot if found else asked.slots[0])


def asks_about(record: Record, one: Told, *flows: str) -> bool:
    """Whether there is something to press on a card that is about the record, in one of these flows."""
    presses = [press.id.split(":") for press in shown.Card.model_validate_json(one.card).presses]
    return any(step.split(".")[0] in flows and about == str(record.id) for step, about, _value in presses)


def asks_in(one: Told, *flows: str) -> bool:
    """Whether there is something to press on a card that belongs to one of these flows."""
    return any(press.id.split(".")[0] in flows for press in shown.Card.model_validate_json(one.card).presses)


def offers(one: Told, step: Step[Any]) -> bool:
    """Whether a card has a button of this step."""
    return any(press.id.split(":")[0] == step.id for press in shown.Card.model_validate_json(one.card).presses)


def leads_on(one: Told) -> bool:
    """Whether there is something to press on a card, answered by a typed line or not."""
    return one.open or bool(shown.Card.model_validate_json(one.card).presses)


def is_unsent(asked: Asked, turn: Turn) -> bool:
    """Whether the newest card still waits in the outbox: for the member's morning, or for their week's digest."""
    found = cards(asked, turn)
    return bool(found) and found[0].unsent


def is_fresh(asked: Asked, turn: Turn, days: int = TO_ANSWER) -> bool:
    """Whether the member could hardly have answered yet: the newest card has not reached them, or not so many days
    ago, days off not counted."""
    found = cards(asked, turn)
    if not found:
        return False
    sent_at = found[0].sent_at
    if found[0].unsent or sent_at is None:
        return found[0].unsent
    return timing.counted(sent_at, days, asked.member, turn) - HALF_A_DAY > turn.now


def shown_last(asked: Asked, turn: Turn) -> list[Told]:
    """The newest card on screen, what waits to be sent after it, and what was shown as an answer."""
    found = cards(asked, turn)
    on_screen = next((number for number, one in enumerate(found, start=1) if not one.unsent), len(found))
    return [*found[:on_screen], *_answers(asked, turn)]


def _answers(asked: Asked, turn: Turn) -> list[Told]:
    """What was shown as an answer and says what the question's cards say, also where none of them was told."""
    return told(turn.store, asked.member, [answers_in(one) for one in asked.slots])


def is_told(asked: Asked, turn: Turn) -> bool:
    return bool(cards(asked, turn))


def was_told_since(asked: Asked, since: datetime, turn: Turn) -> bool:
    """Whether the newest card was written after that."""
    found = cards(asked, turn)
    return bool(found) and found[0].at > since


def waits_until(asked: Asked, turn: Turn) -> datetime | None:
    """When the newest card reaches the member, where they sleep and it is not on screen; None where it is, or is about
    to be."""
    found, morning = cards(asked, turn), timing.reaches_at(asked.member, turn)
    is_on_screen = bool(found) and not found[0].unsent
    return None if is_on_screen or morning <= turn.now else morning


def note_follows(member: Member, turn: Turn) -> Text:
    """Where a card is over and a letter says how: where that letter is, so that its news stands once."""
    morning = timing.reaches_at(member, turn)
    if morning <= turn.now:
        return _("My note about it stands further down.")
    return _("My note about it comes on {morning}.", morning=When(morning))


def elsewhere(asked: Asked, card: Card, turn: Turn) -> Effects:
    """What was pressed on a card of something else stands there, in the place of that card: it is kept true, too."""
    for one in open_cards(turn.store, asked.member) if asked.on else ():
        if one.slot not in asked.slots and asks_about(asked.about, one, *asked.on):
            yield Redraw(asked.member, one.slot, card)


def newer(turn: Turn, past: Text | None = None) -> Card:
    """In place of a card that has been asked again."""
    is_newer, notice = _("There is a newer card further down."), _("A note from {program}", program=turn.program.name)
    return Card(past or is_newer, notice=notice)


def redraw(asked: Asked, card: Card, turn: Turn, *, keeps: Keeps = none, unsent: Card | None = None) -> Effects:
    """Makes every card of the question true: the newest one on screen, what waits to be sent, and what was shown as an
    answer, say how it is now; older ones point to it, but for what `keeps` its own words. `unsent`: what a card says
    that comes only later, where that is something else."""
    found, is_on_screen = cards(asked, turn), False
    if not found:
        yield Redraw(asked.member, asked.slots[0], card)
    for one in found:
        if not is_on_screen:
            yield Redraw(asked.member, one.slot, unsent if unsent and one.unsent else card)
        elif leads_on(one) and not keeps(one):
            yield Redraw(asked.member, one.slot, newer(turn, asked.past))
        is_on_screen = is_on_screen or not one.unsent
    yield from elsewhere(asked, card, turn)


def rings_from(asked: Asked, turn: Turn) -> datetime:
    """From when on a new card may ring for what somebody else has changed: a day after the newest one."""
    found = cards(asked, turn)
    return (found[0].sent_at or found[0].at) + A_DAY if found else turn.now


def changed(asked: Asked, card: Card, again: Later | None, turn: Turn) -> Effects:
    """Somebody else changed what the cards say: they say it at once, and a new one rings at most once a day, so that
    nobody can use it to press words on the other. What changes sooner rings `again` when the day is over, if at all."""
    due = rings_from(asked, turn)
    if due <= turn.now or is_unsent(asked, turn):
        yield from anew(asked, card, PERSONAL, turn)
        return
    yield from redraw(asked, card, turn)
    if again is not None:
        yield replace(again, due=due)


def over(asked: Asked, card: Card, turn: Turn, *, keeps: Keeps = none) -> Effects:
    """The question is no question any more: its cards on screen, and what was shown as an answer, say why. One that has
    not been sent is not sent."""
    found, is_on_screen = cards(asked, turn), False
    if not found:
        yield Redraw(asked.member, asked.slots[0], card)
    for one in found:
        if one.unsent:
            yield Drop(asked.member, one.slot)
            yield Redraw(asked.member, one.slot, card)  # the answers beside it
        elif not is_on_screen:
            yield Redraw(asked.member, one.slot, card)
            is_on_screen = True
        elif leads_on(one) and not keeps(one):
            yield Redraw(asked.member, one.slot, newer(turn, asked.past))
    yield from elsewhere(asked, card, turn)


def anew(
    asked: Asked,
    card: Card,
    kind: LetterKind,
    turn: Turn,
    *,
    urgent: bool = False,
    needed: bool = False,
    keeps: Keeps = none,
) -> Effects:
    """Asks in a new card (`urgent`: at night too, and in place of one that waits for the morning; `needed`: as in
    `Tell`). One that was not sent yet asks it instead. Those on screen point to the new one, but not where it has to
    wait: for the digest, and they stay as they are; or for the member's morning, and the newest of them asks the same
    until then."""
    found = cards(asked, turn)
    if found and found[0].unsent and not urgent:
        yield from redraw(asked, card, turn, keeps=keeps)
        return
    if kind is PERSONAL and not urgent and timing.reaches_at(asked.member, turn) > turn.now:
        yield from redraw(asked, card, turn, keeps=keeps)
    elif kind is not PROMPT:
        for one in found:
            if one.unsent:
                yield Drop(asked.member, one.slot)
            elif leads_on(one) and not keeps(one):
                yield Redraw(asked.member, one.slot, newer(turn, asked.past))
        for one in _answers(asked, turn):
            if leads_on(one) and not keeps(one):
                yield Redraw(asked.member, one.slot, newer(turn, asked.past))
        yield from elsewhere(asked, newer(turn, asked.past), turn)
    yield Tell(asked.member, card, kind=kind, slot=asked.next_slot(found), urgent=urgent, needed=needed)
