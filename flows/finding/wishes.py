"""Tell me when one joins: mentees wait for somebody who helps with a topic, and hear of it once."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import MEMBER, Drop, Effects, Flow, Later, Redraw, Replace, Tell, Turn, slot
from bot.words import Text, _, listing, term
from flows import library
from flows.asking import asking, limits
from flows.finding import fit, mentors, portrait
from storage.mentoring import finding, searches
from storage.mentoring.apart import may_meet
from storage.mentoring.finding import Wanted
from storage.mentoring.matches import live_of
from storage.mentoring.profiles import Listing, Profile, TagKind, profile_of, slugs_of
from storage.mentoring.records import Act
from storage.mentoring.searches import Wish
from storage.mentoring.told import told
from storage.people import Member, MemberStatus, coordinators
from storage.places import Program

flow: Flow[Program] = Flow("wishes", about=Program)
of_mentor: Flow[Profile] = Flow("wished", about=Profile)
MOST_NAMED = 5
AT_ONCE = 50
"""Mentees who are told in one taking of the step."""
WEEK = timedelta(days=7)
SETTLES = timedelta(minutes=10)
"""How long after a press on a topic it counts: the next press may take it back."""


@flow.step(by=MEMBER, shared=True)
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
            choices=[Choice(_("Back to the list"), mentors.back, turn.program, style=Style.MAIN)],
            foot=_("Coordinators see which topics are missing, not who asked."),
        )
    )


@flow.step(by=MEMBER, shared=True)
def unwish(program: Program, turn: Turn) -> Effects:
    """Takes back that this mentee waits for a mentor with a topic."""
    topic, found = library.topics().get(turn.value), turn.store.session.get(Wish, (turn.me.id, turn.value))
    if topic is None:
        raise Refused(_("I do not know that topic any more. Please look again."))
    if found is not None:
        turn.store.delete(found)
    said = _("I do not tell you any more when somebody joins who helps with {topic}.", topic=term(topic.phrase))
    yield Replace(Card(said, choices=[Choice(_("Back to the list"), mentors.back, turn.program, style=Style.MAIN)]))


def choices(topics: Sequence[str], turn: Turn) -> list[Choice]:
    """To wait for somebody with one of these topics, or not to wait any more."""
    known, waits_for = library.topics(), {one.topic for one in searches.wishes_of(turn.store, turn.me)}
    return [
        Choice(_("Do not tell me when one joins: {topic}", topic=term(known[slug].label)), unwish, turn.program, slug)
        if slug in waits_for
        else Choice(_("Tell me when one joins: {topic}", topic=term(known[slug].label)), wish, turn.program, slug)
        for slug in topics[:3]
        if slug in known
    ]


def nobody_offers(topics: Sequence[str], turn: Turn) -> list[str]:
    """Those of the topics that nobody who is listed helps with, the member who acts aside."""
    return [topic for topic in topics if not finding.is_offered(turn.store, [topic], {turn.me.id or 0})]


# --- telling those who wait ------------------------------------------------------------------------------------------


def offered(mentor: Member, turn: Turn) -> Effects:
    """A listed mentor changed their topics: who waits for one of them hears of it once the presses have settled."""
    yield Later(tell, profile_of(turn.store, mentor), turn.now + SETTLES)


@of_mentor.step(when=Listing.LISTED)
def tell(profile: Profile, turn: Turn) -> Effects:
    """Those who waited for one of this mentor's topics hear of it, some at a time; `value` is the last one who did."""
    mentor = profile.member
    topics = slugs_of(turn.store, mentor, TagKind.TOPIC)
    if mentor.status is not MemberStatus.ACTIVE or not mentor.is_mentor or not turn.program.status.goes_on:
        return
    if not turn.value:
        yield from _missing_no_more(mentor, topics, turn)
    found = searches.wishing(turn.store, topics, int(turn.value or 0), AT_ONCE)
    for mentee in found:
        mine = [one for one in searches.wishes_of(turn.store, mentee) if one.topic in topics]
        if mine and _may_hear(mentee, mentor, turn):
            yield from _tell(mentee, mentor, mine, turn)
            for one in mine:
                turn.store.delete(one)
    if len(found) == AT_ONCE:
        yield Later(tell, profile, turn.now, str(found[-1].id))


def _may_hear(mentee: Member, mentor: Member, turn: Turn) -> bool:
    """Whether they are here, still look for somebody, and may meet this mentor."""
    if any(match.mentee_id == mentee.id for match in live_of(turn.store, mentee)):
        return False
    return mentee.status is MemberStatus.ACTIVE and may_meet(turn.store, mentee, mentor)


def found_somebody(mentee: Member, turn: Turn) -> None:
    """Whoever has a match waits for nobody else."""
    for one in searches.wishes_of(turn.store, mentee):
        turn.store.delete(one)


def _tell(mentee: Member, mentor: Member, wishes: list[Wish], turn: Turn) -> Effects:
    known = [library.topics()[one.topic] for one in wishes if one.topic in library.topics()]
    look = Choice(_("More about {name}", name=mentor.name), portrait.show, mentor, style=Style.MAIN)
    ask = Choice(_("Ask for an intro chat"), asking.offer, mentor, style=Style.MAIN)
    for topic in known[:1]:
        yield Tell(
            mentee,
            Card(
                _("{name} helps with {topic} now. You wanted to hear of that.", name=mentor.name,
                  topic=term(topic.phrase)),
                choices=[ask if limits.takes_asks(turn.program) else look],
            ),
            slot=slot("wish", mentor),
        )  # fmt: skip


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: a mentee hears of somebody who is there by now, and those who wait hear of a mentor."""
    if member.is_mentor:
        yield Later(tell, profile_of(turn.store, member), turn.now)
    told = set[int]()
    for one in searches.wishes_of(turn.store, member):
        own, aside = mentors.own_candidate(member, turn), mentors.never_shown(member, turn)
        there = finding.candidates(turn.store, Wanted(must={TagKind.TOPIC: one.topic}), aside)
        mentor = turn.store.get(Member, fit.in_order(own, there)[0].member_id) if there else None
        if mentor is None:
            continue
        if mentor.id not in told:
            told.add(mentor.id or 0)
            yield from _tell(member, mentor, [one], turn)
        turn.store.delete(one)


# --- what coordinators see -------------------------------------------------------------------------------------------


def noted_lately(slug: str, turn: Turn) -> bool:
    """Whether coordinators heard in the last week that this topic is missing."""
    acts = sa.select(Act).where(
        col(Act.program_id) == turn.store.program, col(Act.what) == "topic_missing", col(Act.at) > turn.now - WEEK
    )
    return any(act.detail == slug for act in turn.store.all(acts))


def missing_slot(topic: str, turn: Turn) -> str:
    return slot(f"missing_{topic}"[:40], turn.program)


def _missing_no_more(mentor: Member, topics: Sequence[str], turn: Turn) -> Effects:
    """Where this mentor is the first who helps with a topic, no coordinator reads that nobody does."""
    first = [one for one in topics if not finding.is_offered(turn.store, [one], {mentor.id or 0})]
    slots = {missing_slot(one, turn): library.topics()[one] for one in first if one in library.topics()}
    for coordinator in coordinators(turn.store) if slots else ():
        for one in told(turn.store, coordinator, list(slots)):
            if one.unsent:
                yield Drop(coordinator, one.slot)
                continue
            news = _("Somebody looked for help with {topic}. By now there is somebody who helps with it.",
                     topic=term(slots[one.slot].phrase))  # fmt: skip
            yield Redraw(coordinator, one.slot, Card(news))


def missing(turn: Turn) -> Text | None:
    """The topics that mentees wait for, the most wanted first; None where nobody waits."""
    known = library.topics()
    wanted = [(slug, n) for slug, n in searches.missing_topics(turn.store) if slug in known]
    found = [(known[slug], n) for slug, n in wanted if not finding.is_offered(turn.store, [slug], ())]
    if not found:
        return None
    named = listing(_("{topic} ({n})", topic=term(topic.phrase), n=n) for topic, n in found[:MOST_NAMED])
    return _("Nobody helps yet with what some wait for: {topics}. Perhaps you know somebody to ask.", topics=named)
