"""A listed mentor whom nobody has asked for two weeks reads a kind line, with the topics that people look for."""

from collections.abc import Sequence
from datetime import timedelta

from bot.messages import Card, Choice
from bot.steps import PROMPT, Drop, Effects, Tell, Turn, slot
from bot.words import Listing, _, lines, listing, term
from flows import library
from flows.joining import picking
from flows.profiles import profile as profiles
from storage.mentoring import nudging as rows
from storage.mentoring.profiles import Profile, TagKind, tags_of
from storage.people import Member
from storage.places import Program

AFTER = timedelta(days=14)
MOST_TOPICS = 3


def find(program: Program, last: int, most: int, turn: Turn) -> list[Profile]:
    """Those whose time it is, behind the one with that id."""
    if turn.now - (program.opened_at or turn.now) < AFTER:
        return []
    return rows.not_asked(turn.store, turn.now - AFTER, last, most)


def tell(found: Sequence[Profile], turn: Turn) -> Effects:
    """Each at most once in two weeks."""
    if not found:
        return
    in_demand, known = rows.sought(turn.store), library.topics()
    own = tags_of(turn.store, [profile.member_id for profile in found])
    for profile in found:
        profile.idle_told_at = turn.now
        theirs = own[profile.member_id][TagKind.TOPIC]
        topics = [known[slug] for slug in in_demand if slug in known and slug not in theirs][:MOST_TOPICS]
        sought = listing(term(topic.phrase) for topic in topics) if topics else None
        yield Tell(profile.member, _card(profile.member, sought), kind=PROMPT, slot=_slot(profile.member),
                   expires=turn.now + AFTER / 2)  # fmt: skip


def asked(mentor: Member) -> Effects:
    """Somebody asked them: what has not been sent yet is not true any more."""
    yield Drop(mentor, _slot(mentor))


def _slot(mentor: Member) -> str:
    return slot("idle", mentor)


def _card(mentor: Member, sought: Listing | None) -> Card:
    many = _("There are people who look for help with {topics} now. If one of these is yours, add it.", topics=sought)
    return Card(
        lines(
            _("Nobody has asked you in the last two weeks. That says nothing about you; you are shown in turn."),
            many if sought else None,
        ),
        choices=[
            Choice(_("Change my topics"), picking.offer, mentor),
            Choice(_("Your profile"), profiles.show, mentor, "home"),
        ],
    )  # fmt: skip
