"""Which press a typed line stands for: the cards that can be answered by typing, what of them the line names, and what
is asked back where that is not certain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from bot import shown
from bot.engine import asked, reading
from bot.engine.reading import NO, YES, Reading
from bot.engine.scene import Scene
from bot.incoming import Incoming
from bot.steps import ANSWER, Step
from bot.tokens import PLACE, is_anonymous
from bot.words import _, unmarked
from storage import outbox
from storage.database import by_id
from storage.outbox import SHOWN, AnyRow, Draft, LetterKind

ASKED = "asked"
"""The slot of a card that asks back about a typed line; what is typed to it is not asked about again."""
READING = timedelta(seconds=3)
"""Nobody reads a card and types its number in less."""
A_MOMENT = timedelta(minutes=1)
"""As long somebody may still have in mind what a card said before it was changed."""
SEEN_FOR = timedelta(hours=1)
"""As long somebody may have before them what was shown to them alone, and is no message."""
MOST_ASKED, MOST_TOLD, MOST_QUOTED = 5, 120, 3
"""Presses that are asked about at once, letters of what is written above each, and buttons that are named."""


@dataclass(frozen=True, slots=True)
class AskBack:
    """The line could mean several things, would end something, or means nothing here: this card says so."""

    card: shown.Card
    slot: str = ASKED


@dataclass(frozen=True, slots=True)
class Meant:
    """A press that a typed line may stand for: on which letter, and what is written where its button stands.

    `asked`: on a card that asks back. `is_shown`: on something that was shown for a moment and is no message.
    `is_behind`: a newer card waits for an answer too. `is_aside`: its own card asks nothing.
    """

    letter: int
    kind: LetterKind
    reference: str
    title: str
    id: str
    value: str
    label: str
    asked: bool
    is_shown: bool
    is_behind: bool
    is_aside: bool
    shown_at: datetime | None

    @property
    def with_value(self) -> str:
        return self.id if not self.value else self.id.rsplit(":", 1)[0] + f":{self.value}"


# --- which one it is -------------------------------------------------------------------------------------------------


def press(scene: Scene, steps: Mapping[str, Step[Any]], text: str) -> Incoming | AskBack | None:
    """The press on an open card that the line stands for, a question where that is not certain, None where it stands
    for none."""
    found = list(_meanings(scene, text))
    goes_on = [one for one in found if _goes_on(scene, steps, one.id)]
    if goes_on and goes_on[0] is not found[0]:
        return _sure(scene, goes_on[0])
    return _certain(scene, steps, text, goes_on or found[:1]) if found else None


def press_in_form(scene: Scene, steps: Mapping[str, Step[Any]], draft: Draft, text: str) -> Incoming | AskBack | None:
    """The same in the middle of a form, where only cards that came after its question can be meant. One that came
    unasked is asked about: the line may be the form's, as long as that can still be sent."""
    if may_be_anonymous(scene, steps, text, above=form_id(draft)):
        goes_on = shown.Choice(id=form_id(draft), label=scene.voice.plain(_("Go on with it")))
        return AskBack(asked.unnamed_card(scene, goes_on))
    found = [one for one in _meanings(scene, text, above=form_id(draft)) if _goes_on(scene, steps, one.id)]
    if not found or found[0].kind is ANSWER or not _goes_on(scene, steps, form_id(draft)):
        return _certain(scene, steps, text, found) if found else None
    title, label = question_of(scene, draft), scene.voice.plain(_("Go on with it"))
    form = replace(found[0], title=_begins(title), id=form_id(draft), value="", label=label)
    return AskBack(asked.which_card(scene, asked.TWO_CARDS, [found[0], form]))


def answered(scene: Scene) -> shown.Card | None:
    """The question that the line has answered, without its buttons: what was asked about is done, or is not."""
    letter = scene.incoming.letter
    row = next((one for one in _rows(scene) if one.id == letter and one.slot == ASKED), None) if letter else None
    if row is None:
        return None
    return shown.Card.model_validate_json(row.card).model_copy(update={"sections": (), "choices": ()})


def perhaps(scene: Scene, steps: Mapping[str, Step[Any]], text: str) -> Incoming | AskBack | None:
    """A question about the one button that a sentence seems to speak of; where it answers such a question, that
    answer."""
    found = next((one for one in _meanings(scene, text, reading.within) if _goes_on(scene, steps, one.id)), None)
    return None if found is None else _sure(scene, found)


def is_newest_button(scene: Scene, text: str) -> bool:
    """Whether the line is what a button of the newest open card says."""
    newest = next(_open_rows(scene), None)
    return newest is not None and bool(reading.read(shown.Card.model_validate_json(newest.card), text))


def may_be_anonymous(scene: Scene, steps: Mapping[str, Step[Any]], text: str, above: str = "") -> bool:
    """Whether the line may answer an anonymous card, as nothing newer that waits has such a button. Which question
    stands there by now is noted nowhere, so every number may be an answer to it, and every yes and no. Such a line is
    neither a press on another card nor asked about: what would be asked could tell, and letters are kept."""
    for row in _open_rows(scene, above):
        card = shown.Card.model_validate_json(row.card)
        goes_on = any(_goes_on(scene, steps, press.id) for press in card.presses)
        if goes_on and is_anonymous(card):
            said = reading.words(text)
            return said.isdecimal() or said in YES | NO or bool(reading.read(card, text))
        if row.open and (goes_on or card.menu) and reading.read(card, text):
            return False
    return False


def anonymous_waits(scene: Scene, steps: Mapping[str, Step[Any]]) -> bool:
    """Whether an anonymous card is among those that somebody may still answer."""
    cards = (shown.Card.model_validate_json(row.card) for row in _open_rows(scene))
    found = (card for card in cards if is_anonymous(card))
    return any(_goes_on(scene, steps, press.id) for card in found for press in card.presses)


def waits(scene: Scene, steps: Mapping[str, Step[Any]]) -> bool:
    """Whether a card in the conversation waits for an answer."""
    row = next((one for one in _open_rows(scene) if one.slot != SHOWN), None)
    if row is None or not row.open:
        return False
    presses = (press.id for press in shown.Card.model_validate_json(row.card).presses)
    return any(_goes_on(scene, steps, one) for one in presses if not one.startswith(asked.none.id))


def labels(scene: Scene, steps: Mapping[str, Step[Any]]) -> list[str]:
    """What the first buttons of the newest card say that waits for an answer and whose answers are kept."""
    for row in _open_rows(scene):
        card = shown.Card.model_validate_json(row.card)
        if row.open and not is_anonymous(card):
            goes_on = [press.marked for press in card.presses if not press.aside and _goes_on(scene, steps, press.id)]
            if goes_on:
                return list(dict.fromkeys(goes_on))[:MOST_QUOTED]
    return []


def _goes_on(scene: Scene, steps: Mapping[str, Step[Any]], press_id: str) -> bool:
    """Whether the story of a button still goes on: there is such a step, and its record is in a status in which it can
    be taken. A card whose story is over is neither quoted nor offered as the one to answer; where a line can mean no
    other, it is taken as that press, whose refusal says how it stands."""
    step_id, about, _value = press_id.split(":")
    step = steps.get(step_id)
    if step is None or step.when is None or not about:
        return step is not None
    record = by_id(scene.session, step.flow.about, int(about))
    return record is not None and str(getattr(record, "status", "")) in step.when


def _certain(scene: Scene, steps: Mapping[str, Step[Any]], text: str, found: list[Meant]) -> Incoming | AskBack:
    """A number or a label of the newest open card is that press. Where it stands there twice, or on another open card
    too, ask which; and where another card may have been meant, or something ends, ask whether."""
    newest = found[0]
    others = [one for one in found if one.with_value != newest.with_value]
    twice = [one for one in others if one.letter == newest.letter]
    if twice:
        question = _("That stands there more than once. Which one do you mean? Type its number.")
        return AskBack(asked.which_card(scene, question, [newest, *twice][:MOST_ASKED]))
    if others and (newest.kind is not ANSWER or newest.is_shown):
        if asked.is_none(others[0]):
            return _sure(scene, newest)
        return AskBack(asked.which_card(scene, asked.TWO_CARDS, [newest, others[0]]))
    step = steps.get(newest.id.split(":")[0])
    ends = step is not None and step.ends
    goes_on = _goes_on(scene, steps, newest.id)
    if goes_on and not newest.asked and (ends or _is_for_another(newest, text) or _was_another(scene, newest, text)):
        return AskBack(asked.sure_card(scene, newest))
    return _pressed(scene, newest)


def _sure(scene: Scene, one: Meant) -> Incoming | AskBack:
    """Asks whether that is meant; the answer to such a question is taken as it is."""
    return _pressed(scene, one) if asked.is_answer(scene, one) else AskBack(asked.sure_card(scene, one))


def _pressed(scene: Scene, one: Meant) -> Incoming:
    step_id, about, value = one.id.split(":")
    return replace(
        scene.incoming, step=step_id, about=int(about) if about else None, value=one.value or value,
        on=one.reference, letter=one.letter, text="",
    )  # fmt: skip


def _is_for_another(one: Meant, text: str) -> bool:
    """Whether the line may be about a newer card, which has no such button: a yes, a no or a number is said to what one
    has before one's eyes, and only a whole label names the card behind it. What is no message, and what asks nothing,
    has no numbers that anybody would type."""
    if (one.is_shown or one.is_aside) and text.isdecimal():
        return True
    return one.is_behind and text.casefold() != one.label.casefold()


def _was_another(scene: Scene, one: Meant, text: str) -> bool:
    """Whether a number was typed to a card that nobody can have read yet, or that was changed a moment ago: what was
    read before it may have had that number too."""
    if not text.isdecimal():
        return False
    unread = one.shown_at is None or scene.now - one.shown_at < READING
    return unread or outbox.changed_since(scene.session, one.letter, scene.now - A_MOMENT)


# --- what can be typed to --------------------------------------------------------------------------------------------


def form_id(draft: Draft) -> str:
    """What stands on a button that opens the form."""
    return f"{draft.step}:{draft.about or ''}:{draft.value}"


def question_of(scene: Scene, draft: Draft) -> str:
    """The question of a form that was asked last, as it was asked."""
    row = next((one for one in _rows(scene) if _asks(one, form_id(draft))), None)
    title = shown.Card.model_validate_json(row.card).title if row else ""
    return title or scene.voice.plain(_("The form you were filling in"))


def _rows(scene: Scene) -> "list[AnyRow]":
    account = scene.account
    return list(outbox.open_cards(scene.session, account.id or 0, scene.now)) if account else []


def _asks(row: "AnyRow", form: str) -> bool:
    """Whether this is a question of that form."""
    if row.kind is not ANSWER or row.slot == ASKED:
        return False
    return form in [choice.id for choice in shown.Card.model_validate_json(row.card).choices]


def _open_rows(scene: Scene, above: str = "") -> "Iterator[AnyRow]":
    """The cards that can be answered by typing, newest first; with `above` those after the question of that form. An
    answer to something older is no question any more, and what stands aside can be typed while it is the newest thing
    to read. What was shown for a moment can be answered beside what lies in the conversation, until that goes on with
    an answer to something else; the newest answer, for as long, beside what came unasked after it. An anonymous card
    waits as long as its story goes on: nobody notes whether it was answered."""
    rows = _rows(scene)
    position, goes_on, is_answered = 0, False, False
    for row in takewhile(lambda one: not _asks(one, above), rows) if above else rows:
        if row.slot == SHOWN:
            if row.open and not goes_on and _was_just_shown(scene, row):
                yield row
            continue
        is_old = row.kind is ANSWER and (is_answered or (position > 0 and not _was_just_shown(scene, row)))
        if (row.open and not is_old) or PLACE in row.card:
            yield row
        elif position == 0:
            card = shown.Card.model_validate_json(row.card)
            if row.kind is ANSWER and row.slot != ASKED and not card.presses:
                continue  # only words, below the card that they are about
            if card.presses and not card.open:
                yield row
        goes_on = goes_on or (row.kind is ANSWER and (row.open or row.slot == ASKED))
        is_answered = is_answered or row.kind is ANSWER
        position += 1


def _was_just_shown(scene: Scene, row: "AnyRow") -> bool:
    return row.sent_at is None or scene.now - row.sent_at < SEEN_FOR


def _meanings(scene: Scene, text: str, how: Reading | None = None, above: str = "") -> Iterator[Meant]:
    """Presses that the text stands for: on the newest card, and on those before it that wait for an answer. A number
    is about what was shown for a moment only while that is the newest thing, and about an answer only while nothing
    came unasked after it."""
    is_first, is_behind, is_interrupted = True, False, False
    for row in _open_rows(scene, above):
        card = shown.Card.model_validate_json(row.card)
        is_shown = row.slot == SHOWN
        has_no_numbers = (is_shown and not is_first) or (row.kind is ANSWER and is_interrupted)
        found = [] if has_no_numbers and text.isdecimal() else _named(card, text, how or reading.read)
        for press_id, value, label in found:
            whole = card.title or _begins(card.text or card.sections[0].text)
            title = _part_with(card, press_id) if len(found) > 1 else whole
            yield Meant(row.id, row.kind, row.reference, title, press_id, value, label, row.slot == ASKED, is_shown,
                        is_behind, not card.open, row.sent_at)  # fmt: skip
        is_first, is_behind = False, is_behind or row.open or is_anonymous(card)
        is_interrupted = is_interrupted or row.kind is not ANSWER


def _named(card: shown.Card, text: str, how: Reading) -> list[tuple[str, str, str]]:
    """What the line stands for, but for answers on an anonymous card: nobody notes whose card that is."""
    return [] if is_anonymous(card) else how(card, text)


def _part_with(card: shown.Card, press_id: str) -> str:
    """What is written above a button."""
    parts = (part.text for part in card.sections if any(choice.id == press_id for choice in part.choices))
    return _begins(next(parts, card.title or card.text))


def _begins(text: str) -> str:
    return unmarked(text)[:MOST_TOLD]
