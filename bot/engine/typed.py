"""Typed lines and commands: which press they stand for. Everything can be done by typing.

The order: what must never wait (crisis phrases), the words that always work (`help`, `stop`), a form that is being
filled in line by line, the cards that are open (`bot.engine.meant`), commands, and else the home card, or where a card
waits for an answer a word that this was none. The other words come before open cards, unless a button of the newest one
says the same.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot import shown
from bot.engine import lines, meant
from bot.engine.meant import AskBack
from bot.engine.scene import Scene
from bot.errors import Refused
from bot.incoming import Incoming, says_only
from bot.steps import COORDINATOR, Group, Step
from bot.tokens import BY_CODE
from bot.words import Voice, _, clean, sentences
from storage.outbox import Draft

GROUPS = (Group.EVERYBODY, Group.COORDINATORS)
"""The two commands, in the order of their names in the settings."""
BARE = "home"
"""What the bare command is called where a command cannot stand alone (Discord)."""
ALWAYS = frozenset({"help", "stop", "leave", "something is not right"})
"""Words that always work. Another word is what it says on a button, where the newest card has such a button."""
ALSO_IN_FORMS = frozenset({"pause"})
"""What is no answer to a form either."""
LONGEST = 3000
"""Characters of a line that means nothing by itself."""
GAP = "…"
"""Stands in a word of a step where somebody's name is typed; what was typed there is the step's text."""
LONGEST_COMMAND = 4
"""Words in a line that is a command without saying so; a longer one is a sentence that begins with that word."""


@dataclass(frozen=True, slots=True)
class ForDraft:
    """The line answers the form that is being filled in by typing."""

    draft: Draft
    text: str


@dataclass(frozen=True, slots=True)
class BesideForm:
    """A cry in a form about somebody else: it is answered at once, and the form stays as it is."""

    incoming: Incoming
    draft: Draft


@dataclass(frozen=True, slots=True)
class Offered:
    """A subcommand, as adapters tell the platform about it."""

    command: str
    name: str
    hint: str


def offered(steps: Iterable[Step[Any]], names: tuple[str, str]) -> list[Offered]:
    """Every subcommand with its hint in English, in the order of the steps."""
    commands = [step.command for step in dict.fromkeys(steps) if step.command]
    spoken = dict(zip(GROUPS, names, strict=True))
    return [Offered(spoken[command.group], command.name or BARE, Voice().plain(command.hint)) for command in commands]


def _with_gap(word: str) -> re.Pattern[str]:
    """A few words, a name at most, stand in the gap."""
    begins, ends = (re.escape(part) for part in word.split(GAP))
    return re.compile(rf"{begins}(\S+(?: \S+){{0,{LONGEST_COMMAND - 1}}}){ends}", re.IGNORECASE)


Heard = Incoming | AskBack | ForDraft | BesideForm


class Vocabulary:
    """Every word that steps listen to."""

    def __init__(
        self, steps: Mapping[str, Step[Any]], commands: tuple[str, str], greetings: frozenset[str] = frozenset()
    ) -> None:
        self.steps = steps
        self.commands = commands
        self.greetings = greetings
        own = list({step.id: step for step in steps.values()}.values())
        self.words = {word: step for step in own for word in step.words if GAP not in word}
        self.around = [(_with_gap(word), step) for step in own for word in step.words if GAP in word]
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

    def with_gap(self, text: str) -> tuple[Step[Any], str] | None:
        """The step of a line that is one of its words with something in the gap, and that: “block Lin”."""
        said = text.replace("’", "'").rstrip(".!? ")
        found = ((gap.fullmatch(said), step) for gap, step in self.around)
        return next(((step, inside[1]) for inside, step in found if inside), None)

    def home_of(self, text: str) -> Step[Any] | None:
        """Where the bare command leads that the text begins with."""
        first = text.removeprefix("/").split(maxsplit=1)[:1]
        group = dict(zip(self.commands, GROUPS, strict=True)).get(first[0].casefold()) if first else None
        return self.by_command.get((group, "")) if group else None

    def is_told(self, text: str) -> bool:
        """Whether the line is one of the two commands without a doubt: with its slash, or with a subcommand, and no
        sentence that begins with that word."""
        if text.startswith("/"):
            return self.home_of(text) is not None or self.command(text) is not None
        known = self.home_of(text) is not None and self.command(text) is not None
        return known and 1 < len(text.split()) <= LONGEST_COMMAND

    def greets(self, text: str) -> bool:
        """Whether the line asks for nothing but the home card."""
        return says_only(text, self.greetings)

    def means_nothing(self, heard: Heard) -> bool:
        """Whether a line was not understood, and leads home only for want of anything else."""
        if isinstance(heard, AskBack):
            return not heard.slot
        return isinstance(heard, Incoming) and not heard.step and not self.leads_home(heard.text)

    def leads_home(self, text: str) -> bool:
        """Whether the home card is what it asks for."""
        return self.greets(text) or self.home_of(text) is not None


def hear(scene: Scene, vocabulary: Vocabulary) -> Heard:
    """What a typed line means; an `Incoming` without a step where it means nothing (the home card, then)."""
    incoming, account = scene.incoming, scene.account
    text = clean(incoming.text)
    draft = lines.being_typed(scene)
    if (heard := vocabulary.heard(text)) and not (draft and lines.was_set_aside(draft, text)):
        cry = replace(incoming, step=heard.id, text=text)
        return BesideForm(cry, draft) if draft and _is_about_others(vocabulary, draft) else cry
    word = text.casefold().replace("’", "'").rstrip(".!? ")
    if word in vocabulary.words and _leads_elsewhere(scene, draft, word, text):
        return replace(incoming, step=vocabulary.words[word].id, text="")
    if account is None:
        return incoming
    if draft and not _leaves_form(vocabulary, draft, text):
        return meant.press_in_form(scene, vocabulary.steps, draft, text) or ForDraft(draft, text)
    if draft is None and meant.may_be_anonymous(scene, vocabulary.steps, text):
        raise Refused(sentences(BY_CODE, _("If it is about another card, type what the button there says.")))
    if draft is None and (found := meant.press(scene, vocabulary.steps, text)):
        return found
    if command := vocabulary.command(text) or (None if draft else vocabulary.with_gap(text)):
        return replace(incoming, step=command[0].id, text=command[1])
    leads_home = draft is not None or vocabulary.leads_home(text)
    return (None if leads_home else _not_understood(scene, vocabulary, text)) or replace(incoming, text=text[:LONGEST])


def _not_understood(scene: Scene, vocabulary: Vocabulary, text: str) -> Incoming | AskBack | None:
    """What is said to a line that answers nothing, where a card waits for an answer: perhaps one of its buttons is
    meant; else it stays the one to answer."""
    if found := meant.perhaps(scene, vocabulary.steps, text):
        return found
    is_anonymous = meant.anonymous_waits(scene, vocabulary.steps)
    if not (is_anonymous or meant.waits(scene, vocabulary.steps)):
        return None
    quoted = " · ".join(f"“{label}”" for label in meant.labels(scene, vocabulary.steps))
    say = sentences(
        _("I did not understand that. Type what one of the buttons above says, for instance {labels}.", labels=quoted)
        if quoted else _("I did not understand that. Type what one of the buttons above says."),
        _("To the anonymous questions, press a button, or type the code that stands there and your answer behind "
          "that.") if is_anonymous else None,
        _("“help” shows what else you can say, “hello” where you stand, and “something is not right” who can help."),
    )  # fmt: skip
    return AskBack(shown.Card(text=scene.voice.say(say)), slot="")


def _is_about_others(vocabulary: Vocabulary, draft: Draft) -> bool:
    """Whether it is a form that only coordinators have: help lines, or what was done for somebody."""
    step = vocabulary.steps.get(draft.step)
    return step is not None and step.by == (COORDINATOR,)


def _leaves_form(vocabulary: Vocabulary, draft: Draft, text: str) -> bool:
    """Whether the line can be no answer to the form: a command, or a greeting where the answer would end something."""
    step = vocabulary.steps.get(draft.step)
    return vocabulary.is_told(text) or (step is not None and step.ends and vocabulary.greets(text))


def _leads_elsewhere(scene: Scene, draft: Draft | None, word: str, text: str) -> bool:
    """Whether a word means what it means everywhere. In the middle of a form few do; what is a button of the newest
    card is that button."""
    if draft is not None:
        return word in ALWAYS or word in ALSO_IN_FORMS
    return word in ALWAYS or not meant.is_newest_button(scene, text)
