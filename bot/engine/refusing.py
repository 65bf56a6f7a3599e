"""What is said when a step was not taken: a sentence, the card as it stands now, the way to mend a form."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot import shown
from bot.engine import forms, saving
from bot.engine import lines as typing
from bot.engine.guards import CHANGED
from bot.engine.scene import Scene, SeveralPrograms, find_program, load_record
from bot.errors import WENT_WRONG, Refused
from bot.incoming import Incoming, Reply, Via
from bot.messages import Card, Choice
from bot.steps import Step
from bot.words import Said, Text, _, escape, lines
from storage import outbox
from storage.database import Store
from storage.people import Member, member_of
from storage.places import Program

if TYPE_CHECKING:
    from bot.engine.taking import Engine

_NO_WORDS = re.compile(r"[!-~]{0,30}")
HELD = 2500
"""Characters of what somebody wrote that a card holds beside its own words."""
A_MOMENT = timedelta(seconds=1)
"""So much later the rest of it follows, behind what it belongs to."""


def present(engine: "Engine", scene: Scene, step: Step[Any]) -> shown.Card | None:
    """The record's card as it is now, for somebody whom the record holds."""
    if step.flow.present is None:
        return None
    try:
        record = load_record(scene, step)
    except Refused:
        return None
    member = scene.member
    if member is None or (step.flow.holds and member.id not in step.flow.held(record).values()):
        return None
    return step.flow.present(record, scene.turn(engine.commands)).said(scene.voice)


def refusal(engine: "Engine", scene: Scene, meant: Incoming, refused: Refused) -> Reply:
    """The sentence for the person, with what they had written; and where their card was no longer true, the card as it
    is now. `meant` is the press that a typed line stood for."""
    step = engine.steps.get(meant.step)
    written = _written(scene, step, meant)
    card, scene.incoming, sentence = None, meant, refused.sentence
    if refused.stale and meant.about is not None and step:
        card = present(engine, scene, step)
    if card is not None and sentence is CHANGED:
        sentence = _("That has changed since this card was sent. Nothing was done, and the card shows how it stands "
                     "now.")  # fmt: skip
    if scene.program is None:
        _find_language(scene)
    typing.stop(scene)
    return replace(_given_back(scene, sentence, written), card=card)


def apology(engine: "Engine", scene: Scene, incoming: Incoming) -> Reply:
    """Something broke on our side. What had been written is not lost with it."""
    written = _written(scene, engine.steps.get(incoming.step), incoming)
    return _given_back(scene, WENT_WRONG, written)


def _given_back(scene: Scene, sentence: Text, written: Sequence[str]) -> Reply:
    """The sentence with what had been written below it. What one card does not hold follows in letters, so that nothing
    of it is lost."""
    if not written:
        return Reply(notice=Card(sentence).said(scene.voice))
    first, *others = _parts(written)
    follows = _("It was long: the rest comes as a message of its own.") if others else None
    notice = Card(lines(sentence, _("This is what you had written:"), *map(Said, first)), foot=follows)
    key, lanes = f"{saving.letter_key(scene.incoming.key)}:rest", set[str]()
    if others and outbox.first_time(scene.session, key, scene.now):
        for number, part in enumerate(others):
            card = Card(lines(_("More of what you had written:"), *map(Said, part))).said(scene.voice)
            lanes.add(saving.answer_letter(scene, card, f"{key}{number}", after=A_MOMENT))
    return Reply(notice=notice.said(scene.voice), wake=frozenset(lanes))


def _parts(written: Sequence[str]) -> list[list[str]]:
    """As much on each card as it holds."""
    parts, room = [list[str]()], HELD
    for text in (piece for whole in written for piece in _pieces(whole)):
        long = len(escape(text)) + 1
        if long > room and parts[-1]:
            parts.append([])
            room = HELD
        parts[-1].append(text)
        room -= long
    return parts


def _pieces(text: str) -> list[str]:
    """Each short enough for a card, where nothing in it is read as formatting; cut behind a word where that can be."""
    pieces = []
    while len(escape(text)) > HELD:
        most = HELD
        while (over := len(escape(text[:most])) - HELD) > 0:
            most -= -(-over // 2)
        end = max(text.rfind(" ", 0, most), text.rfind("\n", 0, most)) + 1 or most
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def _written(scene: Scene, step: Step[Any] | None, meant: Incoming) -> list[str]:
    """What somebody had written into a form that is not taken, on this page or one before, given back to them alone:
    another one may have been faster, and words are not found twice."""
    if step is None or step.form is None or scene.account is None:
        return []
    draft = outbox.draft_of(scene.session, scene.account.id or 0, step.id, meant.about or 0, meant.value)
    kept: dict[str, list[str]] = json.loads(draft.answers) if draft else {}
    given = [text for texts in (kept | dict(meant.answers or {})).values() for text in texts]
    if scene.incoming.via is Via.LINE and meant.answers is not None and not meant.answers:
        given.append(scene.incoming.text)  # refused before it was read
    return [text for text in given if _is_words(text)]


def _is_words(text: str) -> bool:
    """Not what an option has as its value, a number, a day or a single plain word, but an address."""
    return not _NO_WORDS.fullmatch(text.strip()) or "://" in text


def mend(engine: "Engine", scene: Scene, incoming: Incoming, problems: Mapping[str, Text]) -> Reply:
    """Keeps what was filled in, with the problems that the step itself found in it."""
    by_typing = scene.incoming.via is Via.LINE
    scene.incoming = incoming
    step, record = engine.admit(scene)
    turn = scene.turn(engine.commands)
    found = forms.keep_with_problems(scene, step, record, turn, problems)
    if by_typing:
        return Reply(form=forms.form_of(scene, step, record, turn))
    return Reply(card=found.card.said(scene.voice), problems=found.problems)


def choose(engine: "Engine", scene: Scene, meant: Incoming, programs: Sequence[Program]) -> Reply:
    """Several programs, and nothing says which one is meant: each button is the step in one of them."""
    step = engine.steps.get(meant.step)
    card = Card(
        _("You are in more than one program. Which one is this about?"),
        choices=[_in_program(engine, scene, step, meant.value, program) for program in programs[:10]],
    )
    return Reply(card=card.said(scene.voice))


def _in_program(engine: "Engine", scene: Scene, step: Step[Any] | None, value: str, program: Program) -> Choice:
    label = _("{program}", program=program.name)
    if step is not None and step.flow.about is Program:
        return Choice(label, step, program, value)
    if step is not None and step.flow.about is Member and scene.account is not None:
        store = Store(scene.session, program.id)
        member = member_of(store, scene.account.id, program.id or 0)
        if member is not None:
            return Choice(label, step, member, value)
    return Choice(label, engine.homes.program, program)


def _find_language(scene: Scene) -> None:
    """The program of a refusal, for its language, where it can be told."""
    try:
        find_program(scene, None)
    except SeveralPrograms:
        return
