"""A message to the coordinators begins: whom its words name is settled now, and with that who may hear of it."""

from collections.abc import Sequence

from bot.steps import Turn
from bot.words import Phrase, _, listing
from flows import namesakes
from flows.library import Naming
from flows.safety import hearing
from storage.mentoring.matches import Match
from storage.mentoring.pairs import named as pairs
from storage.mentoring.pairs.brought import brought_together
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
    turn.store.session.flush()
    numbers = named(concern.from_member, concern.about_member, concern.text, turn)
    known = {one.member_id: one for one in concern.named}
    new = {
        one: ConcernNamed(concern_id=concern.id or 0, member_id=one, program_id=concern.program_id) for one in numbers
    }
    concern.named = [known.get(one) or new[one] for one in numbers]


def keep_named(match: Match, writer: Member, number: int, words: str, turn: Turn) -> None:
    """The same for what one side of a match writes in a check-in of that number, or at its end."""
    pairs.keep(turn.store, match, writer, number, named(writer, match.other(writer), words, turn))


def named(writer: Member | None, about: Member | None, words: str, turn: Turn) -> list[int]:
    """The members whom words name, or who cannot be told apart from the one whom they are about."""
    naming, by = Naming(words), writer.id if writer else None
    alike = {one.id for one in namesakes.not_told_apart(about, people_of(writer, turn), turn)} if about else set()
    each = names_here(turn.store)
    found = [one for one, name, user in each if one != by and (one in alike or naming.names(name, user))]
    return list(dict.fromkeys(found))


def people_of(writer: Member | None, turn: Turn) -> Sequence[Member]:
    """Whom somebody can be writing about: people Kith brought them together with, and the coordinators."""
    known = brought_together(turn.store, writer) if writer else []
    others = [person for person in coordinators(turn.store) if writer is None or person.id != writer.id]
    return list({person.id: person for person in [*known, *others]}.values())


def would_hear(writer: Member, about: Member, words: str, turn: Turn) -> list[Member]:
    """The coordinators who would hear of such a message."""
    out = {about.id, *named(writer, about, words, turn)}
    return [one for one in hearing.who_hears(turn.store, writer) if one.id not in out]


def who_reads(match: Match, writer: Member, words: str, turn: Turn) -> Phrase | None:
    """Which coordinators find what one side of a match writes for them; None where all of them do."""
    readers = would_hear(writer, match.other(writer), words, turn)
    if not readers:
        return _("No coordinator can read it now.")
    both = (match.mentee_id, match.mentor_id)
    if len(readers) == len([one for one in coordinators(turn.store) if one.id not in both]):
        return None
    return _("{names} can read it.", names=listing(one.name for one in readers))
