"""The weekly budget of prompts: what does not fit waits, and comes as one card."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import shown
from bot.errors import Refused
from bot.messages import Card, Choice, Section
from bot.numbers import number
from bot.steps import ANSWER, PROMPT, Effect, Flow, Later, Tell, Turn
from bot.tokens import is_anonymous
from bot.words import Marked, Said, Text, Voice, _, escape, lines, unmarked
from storage import outbox
from storage.outbox import Letter, LetterState, letters
from storage.people import Member, MemberStatus
from storage.places import Program

WEEK = timedelta(days=7)
MOST = 5
"""Held cards in one digest; what is left waits for the next one."""
MOST_CHOICES = 3
MOST_TEXT = 500
"""What a card in a digest can have at most to be shown there whole; a larger one is opened from there."""
IN_DIGEST = "in_digest"

flow: Flow[Member] = Flow("digest", about=Member, holds=("self",))


def free_at(session: Session, member: Member, program: Program, now: datetime) -> datetime | None:
    """When this member may be prompted again; None where there is room now."""
    most = program.prompts_a_week
    recent = outbox.latest_prompts(session, member.id or 0, now - WEEK, most)
    if len(recent) < most:
        return None
    return min(recent, default=now) + WEEK


class _Ready:
    """A press that a held card already carries."""

    def __init__(self, choice: shown.Choice) -> None:
        self.id, about, self.value = choice.id.split(":")
        self.about = int(about) if about else None
        self.label, self.style, self.picked = choice.label, choice.style, choice.picked

    def choice(self) -> Choice:
        return Choice(Said(self.label), self, self.about, self.value, self.style, picked=self.picked)


@dataclass(frozen=True)
class _AsItWas(Card):
    """A card that was put into words already."""

    words: shown.Card = field(kw_only=True)

    def said(self, voice: Voice) -> shown.Card:
        return self.words


def came_back(member: Member, turn: Turn) -> Iterator[Effect]:
    """After a break: what was held before it waits no longer than it has to."""
    if _held(turn, member):
        yield Later(send, member, due=turn.now)


@flow.step()
def send(member: Member, turn: Turn) -> Iterator[Effect]:
    """As soon as there is room for a prompt: the one card that was held, or one card about all of them."""
    if not member.is_here:
        return
    room_at = free_at(turn.store.session, member, turn.program, turn.now)
    if member.status is MemberStatus.PAUSED:
        room_at = turn.now + WEEK
    if room_at is not None:
        yield Later(send, member, due=room_at)
        return
    held = _held(turn, member)
    if len(held) == 1:
        _let_go(turn, held, state=LetterState.PENDING, due_at=turn.now)
    elif held:
        _let_go(turn, held[:MOST], state=LetterState.DEAD, error=IN_DIGEST, open=False)
        yield Tell(member, _digest_card(member, held[:MOST]), kind=PROMPT)
    if held[MOST:]:
        yield Later(send, member, due=turn.now + WEEK)


@flow.step(by="self")
def open_(member: Member, turn: Turn) -> Iterator[Effect]:
    """Sends a card that stood in a digest as it was, with everything on it. `value` is its letter."""
    letter = turn.store.session.get(Letter, number(turn.value) or 0)
    if letter is None or letter.member_id != member.id or letter.error != IN_DIGEST:
        raise Refused(_("That is not there any more."))
    if letter.expires_at is not None and letter.expires_at <= turn.now:
        raise Refused(_("The time for that has passed. There is nothing left to do."))
    letter.error = ""
    card = _AsItWas(words=shown.Card.model_validate_json(letter.card))
    yield Tell(member, card, kind=ANSWER, slot=letter.slot)


def _held(turn: Turn, member: Member) -> "list[sa.Row[*tuple[Any, ...]]]":
    """What waits for this member and is still worth reading, oldest first. What is not is taken out."""
    waits = [letters.c.member_id == member.id, letters.c.state == LetterState.HELD]
    session = turn.store.session
    session.execute(
        sa.update(letters)
        .where(*waits, letters.c.expires_at <= turn.now)
        .values(state=LetterState.DEAD, error="expired", open=False)
    )
    return list(session.execute(sa.select(letters.c.id, letters.c.card).where(*waits).order_by(letters.c.id)))


def _let_go(turn: Turn, held: "Sequence[sa.Row[*tuple[Any, ...]]]", **values: object) -> None:
    turn.store.session.execute(sa.update(letters).where(letters.c.id.in_([row.id for row in held])).values(**values))


def _digest_card(member: Member, held: "Sequence[sa.Row[*tuple[Any, ...]]]") -> Card:
    seen: set[str] = set()
    sections = []
    for row in held:
        card = shown.Card.model_validate_json(row.card)
        fresh = [choice for choice in card.presses if choice.id not in seen]
        seen.update(choice.id for choice in fresh)
        whole = not (card.menu or card.sections or card.facts or card.files or len(card.presses) > MOST_CHOICES)
        whole = whole and len(card.text) <= MOST_TEXT and not is_anonymous(card)
        choices = [_Ready(choice).choice() for choice in fresh] if whole else None
        if choices is None:
            choices = [Choice(_("Open it"), open_, member, str(row.id))]
        sections.append(Section(_first_words(card), choices))
    return Card(_("A few things wait for you. Take your time; nothing is late."), sections=sections)


def _first_words(card: shown.Card) -> Text:
    text = card.text or (card.sections[0].text if card.sections else "")
    body = Marked(text) if len(text) <= MOST_TEXT else Said(unmarked(text)[: MOST_TEXT // 2] + "…")
    return lines(Marked(f"**{escape(card.title)}**") if card.title else None, body if text else None)
