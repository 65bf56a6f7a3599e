"""What did not fit into somebody's week: it comes by itself when there is room, or as a line of one card."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from bot import shown
from bot.engine import rhythm
from bot.engine.rhythm import IN_DIGEST, WEEK, Week, week_of
from bot.errors import Refused
from bot.messages import Card, Choice, Section
from bot.numbers import number
from bot.steps import ANSWER, PROMPT, Effect, Flow, Later, Redraw, Tell, Turn
from bot.words import Said, Voice, When, _, n_, sentences, unmarked
from storage import outbox
from storage.outbox import Letter, LetterKind, LetterState, prompts
from storage.outbox.prompts import HeldCard, Prompt
from storage.people import Member, MemberStatus, Rhythm
from storage.places import Program

MOST = 8
"""Lines on one digest; what is left is one press away, or comes with the next one."""
MOST_LINE = 160
_IS_OVER = _("That is over by now, and there is nothing left to do.")
_ELSEWHERE = _("Say hello to me, and I will show you where you stand.")

flow: Flow[Member] = Flow("digest", about=Member, holds=("self",))


@dataclass(frozen=True)
class _AsItWas(Card):
    """A card that was put into words already."""

    words: shown.Card = field(kw_only=True)

    def said(self, voice: Voice) -> shown.Card:
        return self.words


# --- when ------------------------------------------------------------------------------------------------------------


def plan(session: Session, week: Week) -> None:
    """Looks at what is held again as soon as something of it may go."""
    if (looks_at := week.looks_at()) is not None:
        program, member = week.program.id or 0, week.member.id or 0
        outbox.set_timer(session, program, send.id, member, "", looks_at)


def held_back(session: Session, member_id: int | None, now: datetime) -> None:
    """Something has been held that was to be sent."""
    member = session.get(Member, member_id)
    program = session.get(Program, member.program_id) if member else None
    if member is not None and program is not None:
        plan(session, week_of(session, member, program, now))


def did_not_arrive(session: Session, member_id: int | None, slot: str, now: datetime) -> None:
    """A letter is dead. Where it was a digest, nobody has seen what stood on it, and that waits until its reader is
    back, or letters reach them again; it is looked at in a week at the latest."""
    member = session.get(Member, member_id) if slot.startswith(IN_DIGEST) else None
    if member is not None and prompts.wait_again(session, member.id or 0, slot):
        outbox.set_timer(session, member.program_id, send.id, member.id or 0, "", now + WEEK)


def came_back(member: Member, turn: Turn) -> Iterator[Effect]:
    """After a break: what was held before it waits no longer than it has to."""
    if week_of(turn.store.session, member, turn.program, turn.now).held:
        yield Later(send, member, due=turn.now)


def wants(member: Member, much: Rhythm, turn: Turn) -> Iterator[Effect]:
    """From now on that is how much a member gets. What waits follows it at once."""
    member.rhythm = much
    if much is not Rhythm.AS_IT_COMES:
        prompts.hold_back(turn.store.session, member.id or 0, IN_DIGEST)
    yield from came_back(member, turn)


@flow.step()
def send(member: Member, turn: Turn) -> Iterator[Effect]:
    """What is held and may go by now goes; on the morning of a digest what is left goes as one card."""
    if not member.is_here:
        return
    session = turn.store.session
    _leave_overtaken(member, turn)
    week = week_of(session, member, turn.program, turn.now)
    if member.status is MemberStatus.PAUSED:
        if week.held:
            yield Later(send, member, due=turn.now + WEEK)
        return
    due = rhythm.waking([member], turn.program, PROMPT, turn.now)
    while ready := [one for room, one in week.by_itself() if room <= turn.now]:
        prompts.let_go(session, [ready[0].id], state=LetterState.PENDING, due_at=due)
        week.goes(ready[:1], ready[0]._replace(due_at=due))
    digest_at = week.digest_at()
    if digest_at is not None and digest_at <= turn.now:
        yield _list(week, week.in_digest(), turn)
    if (looks_at := week.looks_at()) is not None:
        yield Later(send, member, due=looks_at)


def _leave_overtaken(member: Member, turn: Turn) -> None:
    """Where something newer was told in the same slot, that alone is worth reading."""
    session, held = turn.store.session, prompts.waiting_cards(turn.store.session, member.id or 0)
    newest = prompts.newest_in_slots(session, member.id or 0, [one.slot for one in held if one.slot])
    old = [one.id for one in held if one.slot and newest[one.slot] != one.id]
    if old:
        prompts.let_go(session, old, state=LetterState.DEAD, error=prompts.OVERTAKEN, open=False)


# --- one card --------------------------------------------------------------------------------------------------------


def _list(week: Week, waits: Sequence[Prompt], turn: Turn, kind: LetterKind = PROMPT) -> Tell:
    """Some of what is held stands on a card from now on."""
    session, some = turn.store.session, waits[:MOST]
    slot, needed = f"{IN_DIGEST}{some[0].id}", all(one.needed for one in some)
    ids = [one.id for one in some]
    prompts.let_go(session, ids, state=LetterState.LISTED, listed_in=slot, sent_at=turn.now)
    week.goes(some, some[0]._replace(due_at=turn.now, slot=slot, needed=needed))
    return Tell(week.member, card_of(session, week.member, slot, turn.now), kind=kind, slot=slot, needed=needed)


@flow.step(by="self")
def see(member: Member, turn: Turn) -> Iterator[Effect]:
    """What waits, for whoever does not want to wait for it."""
    _leave_overtaken(member, turn)
    week = week_of(turn.store.session, member, turn.program, turn.now)
    waits = [one for one in week.held if not one.alone]
    if not waits:
        raise Refused(_("Nothing else waits for you now. What did has come since, or is over."))
    yield _list(week, waits, turn, ANSWER)


@flow.step(by="self")
def open_(member: Member, turn: Turn) -> Iterator[Effect]:
    """Sends what stands on a digest as a card of its own, as it is by now and with everything on it; where it is over,
    a word that it is, and where the rest stands. `value` is its letter."""
    session = turn.store.session
    letter = session.get(Letter, number(turn.value) or 0)
    if letter is None or letter.member_id != member.id or not letter.listed_in:
        raise Refused(sentences(_IS_OVER, _ELSEWHERE))
    if letter.error == prompts.OPENED:
        raise Refused(_("You have opened that already. It stands further down."))
    card = _by_now(letter, turn)
    if letter.state is LetterState.LISTED:
        letter.state, letter.open = LetterState.DEAD, False
        letter.error = prompts.OVER if card is None else prompts.OPENED
        session.flush()
    yield Redraw(member, letter.listed_in, card_of(session, member, letter.listed_in, turn.now))
    yield Tell(member, card or _over_card(member, letter, turn), kind=ANSWER, slot=letter.slot if card else "")


def _by_now(letter: Letter, turn: Turn) -> Card | None:
    """The card as it is by now; None where it is over."""
    if letter.state is not LetterState.LISTED or _has_passed(letter, turn.now):
        return None
    says, card = how_it_stands(letter.slot, turn)
    return card if says else _AsItWas(words=shown.Card.model_validate_json(letter.card))


def how_it_stands(slot: str, turn: Turn) -> tuple[bool, Card | None]:
    """Whether a flow says how it stands with what was told in that slot, and the card as it is by now for whoever takes
    the turn; None where it is over."""
    name, _colon, about = slot.partition(":")
    if name not in turn.standing:
        return False, None
    kind, by_now = turn.standing[name]
    record = turn.store.get(kind, number(about.rpartition(":")[2]))
    return True, None if record is None else by_now(record, turn)


def _over_card(member: Member, letter: Letter, turn: Turn) -> Card:
    """What became of it, and where what is still open stands."""
    session = turn.store.session
    why = _("The time for that has passed. There is nothing left to do.") if _has_passed(letter, turn.now) else _IS_OVER
    others = prompts.lines_in(session, member.id or 0, letter.listed_in)
    beside = any(_can_be_opened(one, turn.now) for one in others)
    more = prompts.how_many_held(session, member.id or 0, turn.now)
    return Card(
        sentences(why, _("The others on that card are still there.") if beside else _ELSEWHERE),
        choices=[Choice(_("See what waits"), see, member)] if more else [],
    )


def card_of(session: Session, member: Member, slot: str, now: datetime) -> Card:
    """The digest in that slot, as it is now: one line for each thing, and a button where there is more to it."""
    more = prompts.how_many_held(session, member.id or 0, now)
    return Card(
        sentences(
            _("A few things wait for you. Take your time; nothing is late."),
            n_("One more is there whenever you like.", "{n} more are there whenever you like.", more) if more else None,
        ),
        sections=[_section(member, one, now) for one in prompts.lines_in(session, member.id or 0, slot)],
        choices=[Choice(_("Show the others"), see, member, aside=True)] if more else [],
        notice=_("A few things wait for you."),
    )


def _has_passed(one: Letter | HeldCard, now: datetime) -> bool:
    return one.expires_at is not None and one.expires_at <= now


def _can_be_opened(one: HeldCard, now: datetime) -> bool:
    is_listed = one.state is LetterState.LISTED and not _has_passed(one, now)
    return is_listed and not _line(shown.Card.model_validate_json(one.card))[1]


def _section(member: Member, one: HeldCard, now: datetime) -> Section:
    line, is_all = _line(shown.Card.model_validate_json(one.card))
    if one.error == prompts.OPENED:
        return Section(_("{line} (opened; it stands further down)", line=line))
    if not _can_be_opened(one, now):
        return Section(Said(line) if is_all else _("{line} (this is over)", line=line))
    until = None if one.expires_at is None else _("(until {when})", when=When(one.expires_at))
    return Section(sentences(Said(line), until), [Choice(_("Open it"), open_, member, str(one.id))])


def _line(card: shown.Card) -> tuple[str, bool]:
    """What a card is about, in one line; and whether there is nothing more to it."""
    said = card.title or unmarked(card.text or (card.sections[0].text if card.sections else ""))
    first, _line_end, rest = said.strip().partition("\n")
    if first.endswith(":") and ". " in first:
        first = first.rpartition(". ")[0] + "."  # what introduces the next lines says nothing without them
    if len(first) > MOST_LINE:
        first, rest = first[: MOST_LINE - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…", "more"
    more = rest or (card.title and card.text) or card.presses or card.menu or card.facts or card.sections or card.files
    return first, not more
