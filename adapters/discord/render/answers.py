"""What goes straight back, and where: pure, so that scripts in memory and the real connection agree."""

from dataclasses import dataclass
from typing import TypeAlias

from bot import shown
from bot.incoming import Incoming, Reply, Via


@dataclass(frozen=True, slots=True)
class Open:
    """The form opens. Only possible as the first answer, and never to a sent form."""

    form: shown.Form


@dataclass(frozen=True, slots=True)
class Change:
    """The pressed message says this from now on."""

    card: shown.Card


@dataclass(frozen=True, slots=True)
class Whisper:
    """A message that only the person sees."""

    card: shown.Card


Answer: TypeAlias = Open | Change | Whisper


def answers(incoming: Incoming, reply: Reply, *, message: bool, late: bool = False) -> list[Answer]:
    """What to show, in order. `message` says whether it came from a message; `late`: the interaction is answered
    already ("thinking"), so that no form can open any more."""
    may_open = not late and incoming.via is not Via.FORM
    found: list[Answer] = []
    if reply.form and may_open:
        found.append(Open(reply.form))
    if reply.card:
        found.append(Change(reply.card) if changes(incoming, message=message) else Whisper(reply.card))
    if reply.form and not may_open:
        found.append(Whisper(reply.form.card))
    if reply.notice:
        found.append(Whisper(reply.notice))
    return found


def changes(incoming: Incoming, *, message: bool) -> bool:
    """Whether a card takes the place of the message it came from: only its presser sees that one."""
    return message and not incoming.seen_by_many and incoming.via in (Via.PRESS, Via.FORM)
