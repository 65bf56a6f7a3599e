"""Somebody joined and has asked nobody: after two days they get three names and words that are ready, after a week the
offer that a coordinator suggests somebody; after that nothing."""

from dataclasses import replace
from datetime import timedelta

from bot.messages import Card, Choice, Style
from bot.steps import PROMPT, Drop, Effects, Flow, Replace, Tell, Turn, slot
from bot.words import _
from flows import home, timing, words
from flows.asking import limits
from flows.coordinating import person
from flows.finding import mentors, others
from flows.introducing import suggesting
from flows.joining import picking, topics
from flows.leaving import break_words, breaks
from flows.safety import hearing
from storage.mentoring import finding
from storage.mentoring import nudging as rows
from storage.mentoring.matches import live_of
from storage.mentoring.told import told
from storage.people import Member, MemberStatus
from storage.places import Program

flow: Flow[Member] = Flow("unasked", about=Member, holds=("self",))
FIRST, SECOND = timedelta(days=2), timedelta(days=7)
BETWEEN = timedelta(days=4)
"""Between the two, at least: after an outage both would be due on one morning."""


def find(program: Program, last: int, most: int, turn: Turn) -> list[Member]:
    """Those whose time it is, behind the one with that id. Nobody before the program has been open as long."""
    open_for = turn.now - (program.opened_at or turn.now)
    found = []
    for nudged, after in enumerate((FIRST, SECOND)):
        if open_for >= after and finding.is_anybody_listed(turn.store):
            found += rows.not_begun(turn.store, turn.now - after, turn.now - BETWEEN, nudged, last, most)
    return sorted(found, key=lambda one: one.id or 0)[:most]


def nudge(member: Member, turn: Turn) -> Effects:
    member.nudged, member.nudged_at = member.nudged + 1, turn.now
    card = _three(member, turn) if member.nudged == 1 else _offer(member, turn)
    expires = turn.now + (BETWEEN if member.nudged == 1 else SECOND)
    yield Tell(member, card, kind=PROMPT, slot=_slot(member), expires=expires)


@flow.stands("unasked")
def by_now(member: Member, turn: Turn) -> Card | None:
    """With the names of those who have time by now."""
    if not member.is_mentee or not limits.takes_asks(turn.program):
        return None
    if member.nudged == 1:
        return _three(member, turn)
    return None if rows.is_suggested(turn.store, member) else _offer(member, turn)


def begun(member: Member) -> Effects:
    """They asked somebody: a word that has not been sent yet is not needed any more."""
    yield Drop(member, _slot(member))


def _slot(member: Member) -> str:
    return slot("unasked", member)


def _three(member: Member, turn: Turn) -> Card:
    """Three who fit, with the way to words that are ready; or what is needed for that."""
    if not topics.picked(member, turn, topics.SEEK):
        return Card(
            _("When you say what would help you, I can show you who fits. It takes a minute."),
            choices=[Choice(_("Pick what would help you"), picking.seek, member, style=Style.MAIN),
                     Choice(_("Take a break"), breaks.ask_pause, member)],
        )  # fmt: skip
    sections = others.three_for(member, turn)
    text = (
        _("These {mentors_word} could help you, and have time. The words for your ask are ready; you only send them.",
          **words.of(turn)) if sections
        else _("Whenever you like, look at who is there.")
    )  # fmt: skip
    return Card(
        text,
        sections=sections,
        choices=[Choice(words.see_more(turn) if sections else words.find(turn), mentors.find, turn.program),
                 Choice(_("Take a break"), breaks.ask_pause, member)],
        foot=_("An intro chat takes about {minutes} minutes and promises nothing.", minutes=timing.INTRO_MINUTES),
    )  # fmt: skip


def _offer(member: Member, turn: Turn) -> Card:
    return Card(
        _("Choosing is not easy. Shall a coordinator suggest somebody to you? You still decide, and so do they."),
        choices=[
            Choice(_("Yes, please"), wants_suggestion, member, style=Style.MAIN),
            Choice(words.find(turn), mentors.find, turn.program),
            Choice(_("Not now, thank you"), no_suggestion, member),
        ],
        foot=_("I do not write to you about this again."),
    )


@flow.step(by="self")
def wants_suggestion(member: Member, turn: Turn) -> Effects:
    """The coordinators are asked to suggest somebody, once; not from a card that is not true any more."""
    if (instead := _not_needed(member, turn)) is not None:
        yield Replace(instead)
        return
    to = hearing.who_hears(turn.store, member)
    news = (
        _("I have asked the coordinators. When they have somebody in mind, I ask both of you.") if to
        else _("There is no coordinator whom I could ask at the moment. You can look for yourself whenever you like.")
    )  # fmt: skip
    for coordinator in to:
        card = Card(
            _("{name} would like you to suggest somebody to them.", name=member.name),
            choices=[*suggesting.choice(member), Choice(_("Look at {name}", name=member.name), person.show, member)],
        )
        kept = slot("wants_suggestion", member)
        if not told(turn.store, coordinator, [kept]):
            yield Tell(coordinator, card, slot=kept)
    yield Replace(Card(news, choices=[Choice(_("See where I stand"), home.show, turn.program)]))


def _not_needed(member: Member, turn: Turn) -> Card | None:
    """Why nobody is asked to suggest somebody to them; None where that would help."""
    stand = Choice(_("See where I stand"), home.show, turn.program)
    if (closed := limits.closed_now(turn)) is not None:
        return Card(closed, choices=[stand])
    if member.status is MemberStatus.PAUSED:
        back = break_words.back_first(member, turn, _("You are on a break, so I ask nobody before you are back."))
        return replace(back, choices=[*back.choices, Choice(_("Ask the coordinators then"), wants_suggestion, member)])
    if not member.is_mentee:
        return Card(_("There is nothing here for you."), choices=[stand])
    if any(match.mentee_id == member.id for match in live_of(turn.store, member)):
        return Card(_("You have found somebody by now, so I ask nobody. I am glad."), choices=[stand])
    if rows.is_suggested(turn.store, member):
        waits = _("A coordinator has suggested somebody to you already. The card about it stands further up.")
        return Card(waits, choices=[stand])
    return None


@flow.step(by="self")
def no_suggestion(member: Member, turn: Turn) -> Effects:
    yield Replace(
        Card(_("That is fine. Take the time you need."), choices=[Choice(words.find(turn), mentors.find, turn.program)])
    )
