"""What a step yielded, turned into rows: letters in their readers' words, timers, and the reply."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from bot import shown
from bot.engine import digest, rhythm
from bot.engine.scene import Scene, voice_for
from bot.incoming import Via
from bot.messages import Card
from bot.steps import (
    ANSWER,
    MOST_EFFECTS,
    PROMPT,
    Addressee,
    Apart,
    Ask,
    Channel,
    Drop,
    Effect,
    Events,
    Later,
    Never,
    Redraw,
    Replace,
    Tell,
)
from bot.tokens import is_anonymous
from bot.words import Voice
from storage import outbox
from storage.outbox import LetterKind, LetterState, prompts
from storage.outbox.prompts import Prompt
from storage.people import Account, Member, MemberStatus, Rhythm
from storage.places import Program, ProgramStatus, Room


class Outcome:
    """What the effects of one step came to."""

    def __init__(self) -> None:
        self.card: Card | None = None
        self.slot = ""
        self.ask: Ask | None = None
        self.wake: set[str] = set()


def save(scene: Scene, effects: Iterable[Effect], key: str) -> Outcome:
    """Writes letters and timers; returns what goes straight back. Letters are keyed by their place in the step."""
    outcome, rows, words, told = Outcome(), list[dict[str, Any]](), _Words(), set[int | None]()
    for number, effect in enumerate(effects):
        if number >= MOST_EFFECTS:
            raise ValueError(f"{scene.incoming.step}: more than {MOST_EFFECTS} effects in one step")
        match effect:
            case Tell():
                if effect.kind is PROMPT and _address(effect.to).get("account_id") in told:
                    _put(scene, rows)  # the budget counts them
                row = _letter(scene, effect, f"{key}:{number}", words)
                if row:
                    rows.append(row)
                    told.add(row.get("account_id"))
                    if row["due_at"] <= scene.now and row["state"] is LetterState.PENDING:
                        outcome.wake.add(row["lane"])
            case Redraw():
                _put(scene, rows)
                _redraw(scene, effect, f"{key}:{number}", outcome)
            case Drop(to, slot):
                _put(scene, rows)
                for listing in outbox.drop_unsent(scene.session, slot, **_reader(to)):
                    _redraw_digest(scene, to, listing, f"{key}:{number}.{listing}", outcome)
            case Replace(card, slot):
                outcome.card, outcome.slot = card, slot
            case Ask():
                outcome.ask = effect
            case Later(step, about, due, value):
                program = about.program_id or 0
                outbox.set_timer(scene.session, program, step.id, about.id or 0, value, due)
                if due <= scene.now:
                    outcome.wake.add(f"program:{program}")
            case Never(step, about, value):
                outbox.remove_timer(scene.session, step.id, about.id or 0, value)
            case Apart():
                raise ValueError(f"{scene.incoming.step}: only an anonymous step does something apart")
    _put(scene, rows)
    return outcome


def _put(scene: Scene, rows: list[dict[str, Any]]) -> None:
    scene.session.flush()
    outbox.put_letters(scene.session, rows)
    rows.clear()


def straight_back(effects: Iterable[Effect]) -> Outcome:
    """What a step that only looks came to. One that wants to change something is a bug."""
    outcome = Outcome()
    for effect in effects:
        match effect:
            case Replace(card, slot):
                outcome.card, outcome.slot = card, slot
            case Ask():
                outcome.ask = effect
            case _:
                raise ValueError(f"a step that only looks yielded {type(effect).__name__}")
    return outcome


def answer_letter(
    scene: Scene, card: shown.Card, key: str, slot: str = "", after: timedelta = timedelta()
) -> str:  # fmt: skip
    """Puts a letter that answers a typed line, or goes with what answers a press (`after`: so much later); returns its
    lane."""
    account = scene.account
    if account is None:
        raise ValueError("nobody to answer")
    row = _row(key, account.lane, ANSWER, card, scene.now, scene.now + after, slot)
    row |= {"program_id": scene.program.id if scene.program else None, "account_id": account.id}
    row |= {"member_id": scene.member.id if scene.member else None}
    outbox.put_letters(scene.session, [row])
    return account.lane


def shown_row(scene: Scene, account: Account, card: shown.Card) -> dict[str, Any]:
    """What was shown to somebody alone and is no message, as a letter that was sent; there is one for each account."""
    row = _row(f"{outbox.SHOWN}:{account.id}", account.lane, ANSWER, card, scene.now, scene.now, outbox.SHOWN)
    row |= {"program_id": scene.program.id if scene.program else None, "account_id": account.id}
    row |= {"member_id": scene.member.id if scene.member else None, "state": LetterState.SENT, "sent_at": scene.now}
    return row


def _row(
    key: str, lane: str, kind: LetterKind, card: shown.Card, now: datetime, due: datetime, slot: str, says: str = ""
) -> dict[str, Any]:
    """`says`: the card as JSON, where that is at hand."""
    return {
        "key": key, "lane": lane, "rank": int(kind is PROMPT), "kind": kind, "card": says or card.model_dump_json(),
        "open": card.open, "created_at": now, "due_at": due, "slot": slot, "state": LetterState.PENDING,
    }  # fmt: skip


class _Words:
    """A card that goes to many is put into words once for all who read it in one language and zone."""

    def __init__(self) -> None:
        self._said: dict[tuple[int, Voice], _Worded] = {}

    def of(self, card: Card, voice: Voice) -> "_Worded":
        known = self._said.get((id(card), voice))
        if known is None:
            said = card.said(voice)
            known = self._said[id(card), voice] = _Worded(card, said, said.model_dump_json())
        return known


class _Worded:
    """A card in words, and as JSON. `card` is held, so that its id stays its own."""

    def __init__(self, card: Card, said: shown.Card, says: str) -> None:
        self.card, self.said, self.says = card, said, says

    @cached_property
    def is_anonymous(self) -> bool:
        return is_anonymous(self.said)


def _letter(scene: Scene, tell: Tell, key: str, words: _Words) -> dict[str, Any] | None:
    """The row of a letter, or None where nothing may be sent to that addressee."""
    to, program = tell.to, scene.program
    if not _may_be_told(scene, tell):
        return None
    reader = to if isinstance(to, Member | Account) else None
    card = words.of(tell.card, voice_for(reader, program))
    at = _at(scene, tell)
    lane, due = at.lane if at else _lane(to), _due(scene, tell)
    row = _row(key, lane, tell.kind, card.said, scene.now, due, tell.slot, card.says)
    row |= {"program_id": program.id if program else None, "urgent": tell.urgent, "expires_at": tell.expires}
    row |= {"needed": tell.needed, "alone": tell.kind is PROMPT and card.is_anonymous}
    row |= _address(to) | ({"account_id": at.id} if at else {})
    if isinstance(to, Member) and tell.kind is PROMPT and not tell.urgent and program:
        _find_room(scene, to, program, row)
    return row


def _find_room(scene: Scene, to: Member, program: Program, row: dict[str, Any]) -> None:
    """Holds a prompt for which there is no room in the reader's week."""
    if row["slot"].startswith(rhythm.IN_DIGEST):
        return  # there was room when it was made
    found = prompts.prompts_of(scene.session, to.id or 0, scene.now - rhythm.WEEK)
    if not found and to.rhythm is Rhythm.AS_IT_COMES and program.prompts_a_week:
        return  # as with most people, and quickly seen
    week = rhythm.Week(to, program, found, scene.now)
    facts = {name: row[name] for name in ("due_at", "needed", "alone", "slot", "expires_at")}
    prompt = Prompt(id=0, state=LetterState.HELD, **facts)
    if week.may_go(prompt):
        return
    row["state"] = LetterState.HELD
    week.held.append(prompt)
    digest.plan(scene.session, week)


def _at(scene: Scene, tell: Tell) -> Account | None:
    """The account on which whoever acts is answered, where it may be another one than the member prefers."""
    acts = scene.incoming.via not in (Via.TIMER, Via.EVENT) and scene.member is not None
    is_own = acts and tell.kind is ANSWER and isinstance(tell.to, Member) and tell.to is scene.member
    return scene.account if is_own else None


def _may_be_told(scene: Scene, tell: Tell) -> bool:
    """Nobody who left is written to, and in a draft nobody but coordinators and who is acting."""
    to = tell.to
    if isinstance(to, Account):
        return to.gone_at is None
    if isinstance(to, Room) and to.place is None:
        return False
    if isinstance(to, Member):
        if to.account.gone_at is not None or to.is_demo:
            return False
        if not to.is_here and tell.kind is not ANSWER:
            return False
        if to.status is MemberStatus.PAUSED and tell.kind is PROMPT and not tell.urgent:
            return False
    draft = scene.program is not None and scene.program.status is ProgramStatus.DRAFT
    if draft and isinstance(to, Member):
        return to.is_coordinator or tell.kind is ANSWER
    return not draft


def _lane(to: Addressee) -> str:
    match to:
        case Member():
            return to.account.lane
        case Account() | Room():
            return to.lane
        case Channel() | Events():
            return to.place.lane


def _address(to: Addressee) -> dict[str, Any]:
    match to:
        case Member():
            return {"member_id": to.id, "account_id": to.account_id}
        case Account():
            return {"account_id": to.id}
        case Room():
            return {"room_id": to.id, "place_id": to.place_id}
        case Channel(place, channel):
            return {"place_id": place.id, "channel": channel}
        case Events(place):
            return {"place_id": place.id, "channel": ""}


def _reader(to: Addressee) -> dict[str, Any]:
    """Whose slot it is."""
    address = _address(to)
    if "member_id" in address:
        return {"member_id": address["member_id"]}  # whichever account they were told it on
    return {name: address.get(name) for name in ("account_id", "room_id", "place_id", "channel")}


def _due(scene: Scene, tell: Tell) -> datetime:
    """Now, or the receivers' morning where it is night for one of them and nothing says that they are awake."""
    to, now, program = tell.to, scene.now, scene.program
    if tell.urgent or tell.kind is ANSWER or program is None or not isinstance(to, Member | Room):
        return now
    return rhythm.waking([to] if isinstance(to, Member) else to.members, program, tell.kind, now)


def _redraw(scene: Scene, effect: Redraw, key: str, outcome: Outcome) -> None:
    """Changes the newest card that was told in the slot, and what has answered a typed line with it since."""
    reader = effect.to if isinstance(effect.to, Member | Account) else None
    card = effect.card.said(voice_for(reader, scene.program))
    for number, found in enumerate(outbox.newest_in_slot(scene.session, effect.slot, **_reader(effect.to))):
        _redraw_one(scene, found, card, _address(effect.to), key if not number else f"{key}.{number}", outcome)
        if found.state is LetterState.LISTED:
            _redraw_digest(scene, effect.to, found.listed_in, f"{key}.list", outcome)


def change_answer(scene: Scene, letter: int, slot: str, card: shown.Card, key: str) -> frozenset[str]:
    """The newest answer of the account in that slot, if it is that letter, says this from now on; the lanes to wake."""
    outcome, account = Outcome(), scene.account
    for found in outbox.newest_in_slot(scene.session, slot, account_id=account.id) if account else ():
        if found.id == letter and account:
            _redraw_one(scene, found, card, _address(account), key, outcome)
    return frozenset(outcome.wake)


def _redraw_digest(scene: Scene, to: Addressee, slot: str, key: str, outcome: Outcome) -> None:
    """One of its lines has changed, or is over."""
    if isinstance(to, Member):
        listing = digest.card_of(scene.session, to, slot, scene.now)
        _redraw(scene, Redraw(to, slot, listing), key, outcome)


def _redraw_one(
    scene: Scene, found: outbox.AnyRow, card: shown.Card, address: dict[str, Any], key: str, outcome: Outcome
) -> None:
    outbox.redraw_letter(scene.session, found.id, card.model_dump_json(), open=card.open)
    if found.state is not LetterState.SENT and found.claimed_at is None:
        return
    if outbox.pending_edit(scene.session, found.id) is not None:
        return  # it shows what its letter says by then
    row = _row(key, found.lane, ANSWER, card, scene.now, scene.now, "")
    row |= address | ({"account_id": found.account_id} if found.account_id else {})
    row |= {"program_id": found.program_id, "edits": found.id, "open": False}
    outbox.put_letters(scene.session, [row])
    outcome.wake.add(found.lane)


def letter_key(incoming_key: str) -> str:
    """Platform keys can hold anything; ours are short and readable."""
    return re.sub(r"\s", "_", incoming_key)[:120]
