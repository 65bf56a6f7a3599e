"""Finding mentors: three at a time, each with the reasons why."""

import json

import sqlalchemy as sa
from sqlmodel import col

from bot.messages import Card, Choice, Section, Style
from bot.steps import MEMBER, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Said, _, lines, listing, term
from flows import asking, library
from storage.mentoring.profiles import Profile, Tag, TagKind, listed_mentors, slugs_of, tags_of
from storage.mentoring.searches import Search, search_of
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("mentors", about=Program)
list_flow: Flow[Search] = Flow("mentor_list", about=Search, holds=("self",))
AT_ONCE = 3


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "find", _("See mentors who fit you")), words=("find",))
def find(program: Program, turn: Turn) -> Effects:
    """Three mentors at once, those who fit best first."""
    search = search_of(turn.store, turn.me, turn.now)
    topics = slugs_of(turn.store, turn.me, TagKind.TOPIC)
    fitting = listed_mentors(turn.store).where(col(Profile.member_id) != turn.me.id)
    shared = (
        sa.select(sa.func.count())
        .where(col(Tag.member_id) == col(Profile.member_id), col(Tag.kind) == TagKind.TOPIC)
        .where(col(Tag.program_id) == turn.store.program, col(Tag.slug).in_(topics))
        .scalar_subquery()
    )
    found = turn.store.all(fitting.order_by(shared.desc(), col(Profile.free).desc(), col(Profile.shown)).limit(60))
    search.found, search.page = json.dumps([profile.member_id for profile in found]), 0
    yield Replace(list_card(search, turn))


def list_card(search: Search, turn: Turn) -> Card:
    ids = search.mentor_ids[search.page * AT_ONCE : (search.page + 1) * AT_ONCE]
    tags = tags_of(turn.store, [*ids, search.member_id])
    mine = set(tags[search.member_id][TagKind.TOPIC])
    sections = []
    for mentor_id in ids:
        mentor = turn.store.get(Member, mentor_id)
        profile = turn.store.session.get(Profile, mentor_id)
        if mentor is None or profile is None:
            continue
        shared = [library.topics()[slug] for slug in tags[mentor_id][TagKind.TOPIC] if slug in mine]
        why = _("Why: helps with {topics}.", topics=listing(term(t.phrase) for t in shared)) if shared else None
        sections.append(
            Section(
                lines(_("**{name}**", name=mentor.name), why, Said(profile.bio) if profile.bio else None),
                [Choice(_("Ask for an intro chat"), asking.offer, mentor, style=Style.MAIN)],
            )
        )
    more = search.mentor_ids[(search.page + 1) * AT_ONCE :]
    choices = [Choice(_("Show three others"), more_, search)] if more else []
    return Card(title=_("Mentors for you"), sections=sections, choices=choices)


@list_flow.step(by="self")
def more_(search: Search, turn: Turn) -> Effects:
    """The next three of the same list."""
    search.page += 1
    yield Replace(list_card(search, turn))
