"""A message to the coordinators begins: whom its words name is settled now, and with that who may hear of it."""

from collections.abc import Sequence

from bot.steps import Turn
from flows import namesakes
from flows.library import Naming
from flows.safety import hearing
from storage.mentoring.looking_after import met_or_asked
from storage.mentoring.records import Concern, ConcernNamed, names_here
from storage.people import Member, coordinators


def begin(concern: Concern, turn: Turn) -> list[Member]:
    """Saves it; returns the coordinators who may hear of it."""
    turn.store.add(concern)
    note_who_is_named(concern, turn)
    to = hearing.of(concern, turn)
    concern.unheard, concern.nobody_said_at = not to, None if to else turn.now
    return to


def note_who_is_named(concern: Concern, turn: Turn) -> None:
    """Whoever is called so now, coordinator or not: they may become one, and be called otherwise. And whom nothing told
    apart, in the form, from the one whom it is about. Who has been let read it stays so."""
    let = {one.member_id for one in concern.named if one.may_read} if concern.named else set()
    turn.store.session.flush()
    concern.named = [
        ConcernNamed(concern_id=concern.id or 0, member_id=one, program_id=concern.program_id, may_read=one in let)
        for one in _named(concern.from_member, concern.about_member, concern.text, turn)
    ]


def _named(writer: Member | None, about: Member | None, words: str, turn: Turn) -> list[int]:
    naming, by = Naming(words), writer.id if writer else None
    alike = {one.id for one in namesakes.not_told_apart(about, people_of(writer, turn), turn)} if about else set()
    each = names_here(turn.store)
    named = [one for one, name, user in each if one != by and (one in alike or naming.names(name, user))]
    return list(dict.fromkeys(named))


def people_of(writer: Member | None, turn: Turn) -> Sequence[Member]:
    """Whom somebody can be writing about: people they asked, met or are matched with, and the coordinators."""
    known = met_or_asked(turn.store, writer) if writer else []
    others = [person for person in coordinators(turn.store) if writer is None or person.id != writer.id]
    return list({person.id: person for person in [*known, *others]}.values())


def would_hear(writer: Member, about: Member, words: str, turn: Turn) -> list[Member]:
    """The coordinators who would hear of such a message."""
    out = {about.id, *_named(writer, about, words, turn)}
    return [one for one in hearing.who_hears(turn.store, writer) if one.id not in out]
