"""Typed lines and commands: which press they stand for. Everything can be done by typing.

The order: what must never wait (crisis phrases), the words that always work (`help`, `stop`), a form that is being
filled in line by line, the cards that are open, commands, and else the home card, or where a card waits for an answer a
word that this was none. The other words come before open cards, unless a button of the newest one says the same.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot import shown
from bot.engine.scene import Scene
from bot.incoming import Incoming
from bot.steps import ANSWER, COORDINATOR, Group, Step
from bot.words import Text, _, clean, unmarked
from storage import outbox
from storage.outbox import SHOWN, AnyRow, Draft, LetterKind

YES = frozenset({"yes", "yeah", "yep", "y", "sure", "ok", "okay", "ja", "oui", "sí", "si"})
NO = frozenset({"no", "nope", "n", "nein", "non"})
YES_BUTTONS, NO_BUTTONS = YES | {"happy"}, NO | {"not"}
DENIES = frozenset({"not", "no", "never", "nobody", "nothing", "dont", "nicht", "kein", "keine", "pas", "nunca"})
LONGEST_ANSWER = 8
POLITE = frozenset({"please", "thanks", "thank", "you", "bitte", "danke", "merci", "gracias"})
"""Answers in a word, whatever the language of the buttons, and what is said beside them."""
GROUPS = (Group.EVERYBODY, Group.COORDINATORS)
"""The two commands, in the order of their names in the settings."""
BARE = "home"
"""What the bare command is called where a command cannot stand alone (Discord)."""
ASKED = "asked"
"""The slot of a card that asks back about a typed line; what is typed to it is not asked about again."""
ALWAYS = frozenset({"help", "stop", "leave", "something is not right"})
"""Words that always work. Another word is what it says on a button, where the newest card has such a button."""
ALSO_IN_FORMS = frozenset({"pause"})
"""What is no answer to a form either."""
LONGEST = 3000
"""Characters of a line that means nothing by itself."""
READING = timedelta(seconds=3)
"""Nobody reads a card and types its number in less."""
A_MOMENT = timedelta(minutes=1)
"""As long somebody may still have in mind what a card said before it was changed."""
SEEN_FOR = timedelta(hours=1)
"""As long somebody may have before them what was shown to them alone, and is no message."""
MOST_ASKED, MOST_TOLD = 5, 120
"""Presses that are asked about at once, and letters of what is written above each."""
LONGEST_COMMAND = 4
"""Words in a line that is a command without saying so; a longer one is a sentence that begins with that word."""
_CHANNEL = re.compile(r"<#([A-Za-z0-9_-]{1,30})(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class AskBack:
    """The line could mean several things, would end something, or means nothing here: this card says so."""

    card: shown.Card
    slot: str = ASKED


@dataclass(frozen=True, slots=True)
class ForDraft:
    """The line answers the form that is being filled in by typing."""

    draft: Draft
    text: str


Heard = Incoming | AskBack | ForDraft
Meaning: TypeAlias = Callable[[shown.Card, str], list[tuple[str, str, str]]]
"""What a line stands for on a card: (id, picked value, label) of each."""


class Vocabulary:
    """Every word that steps listen to."""

    def __init__(
        self, steps: Mapping[str, Step[Any]], commands: tuple[str, str], greetings: frozenset[str] = frozenset()
    ) -> None:
        self.steps = steps
        self.commands = commands
        self.greetings = greetings
        own = list({step.id: step for step in steps.values()}.values())
        self.words = {word: step for step in own for word in step.words}
        self.hearing = [step for step in own if step.hears]
        self.by_command: dict[tuple[Group, str], Step[Any]] = {}
        for step in own:
            if step.command:
                self.by_command[step.command.group, step.command.name] = step

    def heard(self, text: str) -> Step[Any] | None:
        """The step that listens for what such a text says, whatever else it may mean."""
        return next((step for step in self.hearing if step.hears and step.hears(text)), None)

    def command(self, text: str) -> tuple[Step[Any], str] | None:
        """The step of ``/mentor find rest``, ``mentor find rest`` or ``find rest``, and the rest."""
        words = text.removeprefix("/").split(maxsplit=2)
        if not words:
            return None
        for group, name in zip(GROUPS, self.commands, strict=True):
            if words[0].casefold() != name:
                continue
            sub = words[1].casefold() if len(words) > 1 else ""
            sub = "" if sub == BARE else sub
            if step := self.by_command.get((group, sub)):
                return step, words[2] if len(words) > 2 else ""
            return None
        first = words[0].casefold()
        step = self.by_command.get((Group.EVERYBODY, first))
        is_command = text.startswith("/") or len(text.split()) <= LONGEST_COMMAND
        return (step, " ".join(words[1:])) if step and is_command else None

    def home_of(self, text: str) -> Step[Any] | None:
        """Where the bare command leads that the text begins with."""
        first = text.removeprefix("/").split(maxsplit=1)[:1]
        group = dict(zip(self.commands, GROUPS, strict=True)).get(first[0].casefold()) if first else None
        return self.by_command.get((group, "")) if group else None


def hear(scene: Scene, vocabulary: Vocabulary) -> Heard:
    """What a typed line means; an `Incoming` without a step where it means nothing (the home card, then)."""
    incoming, account = scene.incoming, scene.account
    text = clean(incoming.text)
    if (heard := vocabulary.heard(text)) and not _writes_about_others(scene, vocabulary):
        return replace(incoming, step=heard.id, text=text)
    word = text.casefold().rstrip(".!? ")
    if word in vocabulary.words and _leads_elsewhere(scene, word, text):
        return replace(incoming, step=vocabulary.words[word].id, text="")
    if account is None:
        return incoming
    if account.typing and (draft := outbox.typed_draft(scene.session, account.id or 0)):
        return ForDraft(draft, text)
    if found := _on_open_cards(scene, vocabulary, text):
        return found
    if command := vocabulary.command(text):
        return replace(incoming, step=command[0].id, text=command[1])
    leads_home = text.casefold().strip(" .,!?") in vocabulary.greetings or vocabulary.home_of(text) is not None
    return (None if leads_home else _not_understood(scene, text)) or replace(incoming, text=text[:LONGEST])


def _not_understood(scene: Scene, text: str) -> AskBack | None:
    """What is said to a line that answers nothing, where a card waits for an answer: perhaps one of its buttons is
    meant; else it stays the one to answer."""
    if (perhaps := next(_meanings(scene, text, _within), None)) is not None:
        return AskBack(_sure_card(scene, perhaps))
    row = next((one for one in _open_rows(scene) if one.slot != SHOWN), None)
    if row is None or not row.open:
        return None
    say = _("I did not understand that. Type what one of the buttons above says, or its number. “help” shows what else "
            "you can say, and “hello” where you stand.")  # fmt: skip
    return AskBack(shown.Card(text=scene.voice.say(say)), slot="")


def _writes_about_others(scene: Scene, vocabulary: Vocabulary) -> bool:
    """Whether a coordinator fills in a form that only coordinators have: help lines, or what was done for somebody."""
    if scene.account is None or not scene.account.typing:
        return False
    draft = outbox.typed_draft(scene.session, scene.account.id or 0)
    step = vocabulary.steps.get(draft.step) if draft else None
    return step is not None and step.by == (COORDINATOR,)


def _leads_elsewhere(scene: Scene, word: str, text: str) -> bool:
    """Whether a word means what it means everywhere. In the middle of a form few do; what is a button of the newest
    card is that button."""
    if scene.account is not None and scene.account.typing:
        return word in ALWAYS or word in ALSO_IN_FORMS
    return word in ALWAYS or not _is_newest_button(scene, text)


def _is_newest_button(scene: Scene, text: str) -> bool:
    """Whether the line is what a button of the newest open card says."""
    newest = next(_open_rows(scene), None)
    return newest is not None and bool(_meant(shown.Card.model_validate_json(newest.card), text))


# --- open cards ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meant:
    """A press that a typed line may stand for: on which letter, and what is written where its button stands."""

    letter: int
    kind: LetterKind
    reference: str
    title: str
    id: str
    value: str
    label: str
    asked: bool
    is_aside: bool
    shown_at: datetime | None


def _on_open_cards(scene: Scene, vocabulary: Vocabulary, text: str) -> Incoming | AskBack | None:
    """A number or a label of the newest open card is that press. Where it stands there twice, or on another open card
    too, ask which; and where the numbers may have changed under the reader's eyes, ask whether."""
    found = list(_meanings(scene, text))
    if not found:
        return None
    newest = found[0]
    others = [one for one in found if _with_value(one) != _with_value(newest)]
    twice = [one for one in others if one.letter == newest.letter]
    if twice:
        question = _("That stands there more than once. Which one do you mean? Type its number.")
        return AskBack(_which_card(scene, question, [newest, *twice][:MOST_ASKED]))
    if others and (newest.kind is not ANSWER or newest.is_aside):
        return AskBack(_which_card(scene, _("Two cards wait for an answer. Which one do you mean?"),
                                   [newest, others[0]]))  # fmt: skip
    step_id, about, value = newest.id.split(":")
    step = vocabulary.steps.get(step_id)
    if not newest.asked and ((step and step.ends) or _may_have_meant_another(scene, newest, text)):
        return AskBack(_sure_card(scene, newest))
    return replace(
        scene.incoming, step=step_id, about=int(about) if about else None, value=newest.value or value,
        on=newest.reference, letter=newest.letter, text="",
    )  # fmt: skip


def _may_have_meant_another(scene: Scene, one: _Meant, text: str) -> bool:
    """Whether a number was typed to a card that nobody can have read yet, or that was changed a moment ago: what was
    read before it may have had that number too."""
    if not text.isdecimal():
        return False
    unread = one.shown_at is None or scene.now - one.shown_at < READING
    return unread or outbox.changed_since(scene.session, one.letter, scene.now - A_MOMENT)


def _meanings(scene: Scene, text: str, meant: Meaning | None = None) -> Iterator[_Meant]:
    """Presses that the text stands for: on the newest card, and on those before it that wait for an answer."""
    for row in _open_rows(scene):
        card = shown.Card.model_validate_json(row.card)
        found = [] if row.slot == SHOWN and text.isdecimal() else (meant or _meant)(card, text)
        for press, value, label in found:
            title = (
                _part_with(card, press) if len(found) > 1 else card.title or _begins(card.text or card.sections[0].text)
            )
            yield _Meant(row.id, row.kind, row.reference, title, press, value, label, row.slot == ASKED,
                         row.slot == SHOWN, row.sent_at)  # fmt: skip


def _part_with(card: shown.Card, press: str) -> str:
    """What is written above a button."""
    parts = (part.text for part in card.sections if any(choice.id == press for choice in part.choices))
    return _begins(next(parts, card.title or card.text))


def _begins(text: str) -> str:
    return unmarked(text)[:MOST_TOLD]


def _open_rows(scene: Scene) -> "Iterator[AnyRow]":
    """The cards that can be answered by typing, newest first. An answer to something older is no question any more, and
    what stands aside can be typed while it is the newest thing to read. So can what was shown for a moment, beside what
    lies in the conversation."""
    account = scene.account
    rows = outbox.open_cards(scene.session, account.id or 0, scene.now) if account else []
    position = 0
    for number, row in enumerate(rows):
        if row.slot == SHOWN:
            if number == 0 and row.open and scene.now - row.sent_at < SEEN_FOR:
                yield row
            continue
        if row.open and not (position and row.kind is ANSWER):
            yield row
        elif position == 0:
            card = shown.Card.model_validate_json(row.card)
            if row.kind is ANSWER and not card.presses:
                continue  # only words, below the card that they are about
            if card.presses and not card.open:
                yield row
        position += 1


def _meant(card: shown.Card, text: str) -> list[tuple[str, str, str]]:
    """What on the card the text stands for: what has that number, else all that says just that."""
    if card.menu and card.menu.channels and (channel := _CHANNEL.fullmatch(text)):
        return [(card.menu.id, channel[1], text)]
    by_number = [option for number, option in enumerate(card.numbered, start=1) if text == str(number)]
    exactly = [option for option in card.numbered if text.casefold() == option[2].casefold()]
    return by_number or exactly or _nearly(card, _words(text))


def _nearly(card: shown.Card, said: str) -> list[tuple[str, str, str]]:
    """The one button that begins with the yes or no that was said, or that has all of these words in this order."""
    first = YES_BUTTONS if said in YES else NO_BUTTONS if said in NO else frozenset()
    if first:
        found = [option for option in card.numbered if _words(option[2]).split(" ", 1)[0] in first]
    else:
        found = [option for option in card.numbered if " " in said and f" {said} " in f" {_words(option[2])} "]
    return found if len(found) == 1 else []


def _within(card: shown.Card, text: str) -> list[tuple[str, str, str]]:
    """The one button whose words are all in a short line that denies nothing."""
    said = _words(text)
    words = said.split()
    if not 0 < len(words) <= LONGEST_ANSWER or any(word in DENIES or word.endswith("n't") for word in words):
        return []
    found = [option for option in card.numbered if f" {_words(option[2])} " in f" {said} "]
    return found if len(found) == 1 else []


def _words(text: str) -> str:
    """The words alone, without marks and without a please."""
    words = re.sub(r"[^\w']+", " ", text.casefold()).split()
    return " ".join(word for word in words if word not in POLITE)


def _with_value(one: _Meant) -> str:
    return one.id if not one.value else one.id.rsplit(":", 1)[0] + f":{one.value}"


def _which_card(scene: Scene, question: Text, found: list[_Meant]) -> shown.Card:
    title = scene.voice.plain
    return shown.Card(
        text=scene.voice.say(question),
        sections=tuple(
            shown.Section(
                text=scene.voice.say(_("{number}. {title}", number=number, title=one.title)),
                choices=(shown.Choice(id=_with_value(one), label=one.label),),
            )
            for number, one in enumerate(found, start=1)
        ),
        notice=title(_("Which one do you mean?")),
    )


def _sure_card(scene: Scene, one: _Meant) -> shown.Card:
    say = scene.voice
    return shown.Card(
        text=say.say(_("Shall I do that: {label}?", label=one.label)),
        choices=(shown.Choice(id=_with_value(one), label=say.plain(_("Yes, do that"))),),
    )
