"""The weekly budget of prompts: what does not fit waits, and comes as one card."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot import shown
from bot.messages import Card, Choice, Section
from bot.steps import PROMPT, Effect, Flow, Tell, Turn
from bot.words import Marked, _
from storage.outbox import LetterState, letters
from storage.people import Member
from storage.places import Program

WEEK = timedelta(days=7)
MOST = 5
"""Held cards in one digest; what is left waits for the next one."""

flow: Flow[Member] = Flow("digest", about=Member, holds=("self",))


def free_at(session: Session, member: Member, program: Program, now: datetime) -> datetime | None:
    """When this member may be prompted again; None where there is room now."""
    prompts = (
        sa.select(letters.c.due_at)
        .where(letters.c.account_id == member.account_id, letters.c.member_id == member.id)
        .where(letters.c.kind == PROMPT, letters.c.urgent.is_(False), letters.c.edits.is_(None))
        .where(letters.c.state.in_([LetterState.PENDING, LetterState.SENT]), letters.c.due_at > now - WEEK)
        .order_by(letters.c.due_at.desc())
        .limit(program.prompts_a_week)
    )
    recent = list(session.scalars(prompts))
    if len(recent) < program.prompts_a_week:
        return None
    return min(recent, default=now) + WEEK


class _Ready:
    """A press that a held card already carries."""

    def __init__(self, id: str) -> None:
        self.id, rest = id.split(":", 1)
        about, self.value = rest.split(":")
        self.about = int(about) if about else None


@flow.step()
def send(member: Member, turn: Turn) -> Iterator[Effect]:
    """Puts the cards that were held into one, each with its first buttons."""
    session = turn.store.session
    held = session.execute(
        sa.select(letters.c.id, letters.c.card, letters.c.expires_at)
        .where(letters.c.account_id == member.account_id, letters.c.member_id == member.id)
        .where(letters.c.state == LetterState.HELD)
        .order_by(letters.c.id)
    ).all()
    still = [row for row in held if row.expires_at is None or row.expires_at > turn.now][:MOST]
    gone = {row.id for row in held if row not in still and row.expires_at and row.expires_at <= turn.now}
    done = [*(row.id for row in still), *gone]
    if done:
        session.execute(
            sa.update(letters)
            .where(letters.c.id.in_(done))
            .values(state=LetterState.DEAD, error="in_digest", open=False)
        )
    if still:
        cards = [shown.Card.model_validate_json(row.card) for row in still]
        yield Tell(member, _digest_card(cards), kind=PROMPT)


def _digest_card(cards: list[shown.Card]) -> Card:
    if len(cards) == 1:
        return _as_written(cards[0])
    return Card(
        _("A few things wait for you. Take your time; nothing is late."),
        sections=[_section(card) for card in cards],
    )


def _section(card: shown.Card) -> Section:
    text = f"**{card.title}**\n{card.text}" if card.title else card.text
    return Section(Marked(text[:700]), [_choice(choice) for choice in card.presses[:3]])


def _choice(choice: shown.Choice) -> Choice:
    ready = _Ready(choice.id)
    return Choice(Marked(choice.label), ready, ready.about, ready.value, choice.style)


def _as_written(card: shown.Card) -> Card:
    return Card(
        Marked(card.text) if card.text else None,
        title=Marked(card.title) if card.title else None,
        sections=[Section(Marked(s.text), [_choice(choice) for choice in s.choices]) for s in card.sections],
        choices=[_choice(choice) for choice in card.choices],
        foot=Marked(card.foot) if card.foot else None,
    )
