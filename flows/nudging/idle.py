"""A listed mentor whom nobody has asked for two weeks reads a kind line, with the topics that people look for."""

from datetime import timedelta

from bot.messages import Card, Choice
from bot.steps import PROMPT, Effects, Tell, Turn, slot
from bot.words import Listing, _, lines, listing, term
from flows import library
from flows.joining import picking
from flows.profiles import profile as profiles
from storage.mentoring import nudging as rows
from storage.mentoring.profiles import Profile, TagKind, slugs_of
from storage.people import Member
from storage.places import Program

AFTER = timedelta(days=14)
MOST_TOPICS = 3


def find(program: Program, last: int, most: int, turn: Turn) -> list[Profile]:
    """Those whose time it is, behind the one with that id."""
    if turn.now - (program.opened_at or turn.now) < AFTER:
        return []
    return rows.not_asked(turn.store, turn.now - AFTER, last, most)


def tell(profile: Profile, turn: Turn) -> Effects:
    """At most once in two weeks."""
    profile.idle_told_at = turn.now
    mentor = profile.member
    yield Tell(mentor, _card(mentor, turn), kind=PROMPT, slot=slot("idle", mentor), expires=turn.now + AFTER)


def _card(mentor: Member, turn: Turn) -> Card:
    sought = _in_demand(mentor, turn)
    many = _("Many look for help with {topics} now. If one of these is yours, add it.", topics=sought)
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


def _in_demand(mentor: Member, turn: Turn) -> Listing | None:
    """The topics that most people look for and this mentor does not offer."""
    own = slugs_of(turn.store, mentor, TagKind.TOPIC)
    known = library.topics()
    found = [known[slug] for slug in rows.sought(turn.store, own, MOST_TOPICS) if slug in known]
    return listing(term(topic.phrase) for topic in found) if found else None
