"""What a mentee notes about mentors: saved for later, not for me, tell me when free, tell me when one joins."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.steps import MEMBER, PERSONAL, Effects, Flow, Replace, Tell, Turn
from bot.words import _, term
from flows import library
from flows.asking import asking
from flows.finding import mentors
from storage.mentoring import finding, searches
from storage.mentoring.profiles import TagKind, may_meet, slugs_of
from storage.mentoring.records import Act
from storage.mentoring.searches import MarkKind, Wish
from storage.people import Member, MemberStatus
from storage.places import Program

flow: Flow[Member] = Flow("marks", about=Member, holds=("self",))
lists: Flow[Program] = Flow("marked", about=Program)
MOST_SAVED = 5
WEEK = timedelta(days=7)
TOLD_AT_ONCE = 3
"""How many of those who wait are told that a place is free: enough that somebody takes it, few enough to be fair."""


def _known(mentor: Member, turn: Turn) -> None:
    if not mentor.is_mentor or not may_meet(turn.store, turn.me, mentor):
        raise Refused(_("That mentor is not here at the moment. There are others who may fit you."))


def _back(turn: Turn) -> Choice:
    return Choice(_("Back to the list"), mentors.back, turn.program, style=Style.MAIN)


@flow.step(by=MEMBER)
def save(mentor: Member, turn: Turn) -> Effects:
    """Keeps a mentor for later; nobody else sees that."""
    _known(mentor, turn)
    searches.mark(turn.store, turn.me, mentor, MarkKind.SAVED, turn.now)
    yield Replace(
        Card(
            _("Saved. You find {name} under Saved for later.", name=mentor.name),
            choices=[_back(turn), Choice(_("Saved for later"), saved, turn.program)],
            foot=_("Only you see what you save."),
        )
    )


@flow.step(by=MEMBER)
def forget(mentor: Member, turn: Turn) -> Effects:
    """Takes a mentor off the saved ones."""
    searches.unmark(turn.store, turn.me, mentor, MarkKind.SAVED)
    yield Replace(saved_card(turn))


@flow.step(by=MEMBER)
def not_for_me(mentor: Member, turn: Turn) -> Effects:
    """Leaves a mentor out of this mentee's lists; nobody else sees that."""
    _known(mentor, turn)
    searches.mark(turn.store, turn.me, mentor, MarkKind.NOT_FOR_ME, turn.now)
    yield Replace(
        Card(
            _("I will not show you {name} again.", name=mentor.name),
            choices=[_back(turn), Choice(_("Undo"), show_again, mentor)],
            foot=_("Only you see this."),
        )
    )


@flow.step(by=MEMBER)
def show_again(mentor: Member, turn: Turn) -> Effects:
    searches.unmark(turn.store, turn.me, mentor, MarkKind.NOT_FOR_ME)
    yield Replace(Card(_("{name} is back on your lists.", name=mentor.name), choices=[_back(turn)]))


@flow.step(by=MEMBER)
def when_free(mentor: Member, turn: Turn) -> Effects:
    """Notes that this mentee wants to hear when a place is free."""
    _known(mentor, turn)
    searches.mark(turn.store, turn.me, mentor, MarkKind.WHEN_FREE, turn.now)
    yield Replace(
        Card(
            _("I will tell you when {name} has a free place.", name=mentor.name),
            choices=[_back(turn)],
            foot=_("Only you see this."),
        )
    )


@lists.step(by=MEMBER)
def saved(program: Program, turn: Turn) -> Effects:
    """The saved mentors."""
    yield Replace(saved_card(turn))


def saved_card(turn: Turn) -> Card:
    ids = sorted(searches.marked(turn.store, turn.me, MarkKind.SAVED))[:MOST_SAVED]
    own = mentors.own_candidate(turn.me, turn)
    sections = []
    for candidate in finding.these(turn.store, ids):
        mentor = turn.store.get(Member, candidate.member_id)
        if mentor is None or not may_meet(turn.store, turn.me, mentor):
            continue
        section = mentors.mentor_section(own, candidate, mentor, turn, is_saved=True)
        sections.append(Section(section.text, [*section.choices[:2], Choice(_("Take off"), forget, mentor)]))
    text = None if sections else _("You have saved nobody yet.")
    return Card(text, title=_("Saved for later"), sections=sections, choices=[_back(turn)])


# --- telling those who wait ------------------------------------------------------------------------------------------


def place_is_free(mentor: Member, turn: Turn) -> Effects:
    """Tells the first few who wait for a place with this mentor, once each."""
    waiting = [m for m in searches.waiting_for(turn.store, mentor) if m.status is MemberStatus.ACTIVE]
    for mentee in waiting[:TOLD_AT_ONCE]:
        searches.unmark(turn.store, mentee, mentor, MarkKind.WHEN_FREE)
        yield Tell(
            mentee,
            Card(
                _("{name} has a free place now.", name=mentor.name),
                choices=[Choice(_("Ask for an intro chat"), asking.offer, mentor, style=Style.MAIN)],
            ),
            kind=PERSONAL,
        )


@lists.step(by=MEMBER)
def wish(program: Program, turn: Turn) -> Effects:
    """Notes that this mentee waits for a mentor with a topic, and lets the coordinators know what is missing."""
    topic = library.topics().get(turn.value)
    if topic is None:
        raise Refused(_("I do not know that topic any more. Please look again."))
    if turn.store.session.get(Wish, (turn.me.id, topic.slug)) is None:
        turn.store.add(Wish(member_id=turn.me.id or 0, topic=topic.slug, program_id=turn.store.program, at=turn.now))
    yield Replace(
        Card(
            _("I will tell you when somebody joins who helps with {topic}.", topic=term(topic.phrase)),
            choices=[_back(turn)],
            foot=_("Coordinators see which topics are missing, not who asked."),
        )
    )


def tell_wishers(mentor: Member, turn: Turn) -> Effects:
    """A mentor was listed: those who waited for one of the topics hear of it, once."""
    topics = slugs_of(turn.store, mentor, TagKind.TOPIC)
    wishes = turn.store.all(
        sa.select(Wish)
        .where(col(Wish.program_id) == turn.store.program, col(Wish.topic).in_(topics))
        .order_by(col(Wish.at), col(Wish.member_id))
        .limit(50)
    )
    told: set[int] = set()
    for row in wishes:
        mentee = turn.store.get(Member, row.member_id)
        turn.store.delete(row)
        if mentee is None or mentee.id in told or mentee.status is not MemberStatus.ACTIVE:
            continue
        if not may_meet(turn.store, mentee, mentor):
            continue
        told.add(mentee.id or 0)
        yield Tell(
            mentee,
            Card(
                _("{name} has just joined, and helps with {topic}.", name=mentor.name,
                  topic=term(library.topics()[row.topic].phrase)),
                choices=[Choice(_("Ask for an intro chat"), asking.offer, mentor, style=Style.MAIN)],
            ),
        )  # fmt: skip


def noted_lately(slug: str, turn: Turn) -> bool:
    """Whether coordinators heard in the last week that this topic is missing."""
    acts = sa.select(sa.func.count()).where(
        col(Act.program_id) == turn.store.program, col(Act.what) == "topic_missing", col(Act.detail) == slug,
        col(Act.at) > turn.now - WEEK,
    )  # fmt: skip
    return turn.store.number(acts) > 0


def missing_topics(turn: Turn) -> list[tuple[str, int]]:
    """Topics that mentees wait for and nobody offers enough: (slug, how many wait), the most first."""
    rows = turn.store.rows(
        sa.select(col(Wish.topic), sa.func.count())
        .where(col(Wish.program_id) == turn.store.program)
        .group_by(col(Wish.topic))
        .order_by(sa.func.count().desc(), col(Wish.topic))
    )
    return [(topic, count) for topic, count in rows]
