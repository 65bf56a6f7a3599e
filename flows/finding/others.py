"""Others whom a mentee could ask now: beside a no, and after an answer in a card of their own, so that it stays."""

from collections.abc import Collection

from bot.messages import Card, Choice, Section, Style
from bot.steps import Drop, Effects, Redraw, Tell, Turn, slot
from bot.words import _
from flows import words
from flows.asking import limits
from flows.finding import fit, mentors
from storage.mentoring import finding
from storage.mentoring import intros as rows
from storage.mentoring.finding import Wanted
from storage.mentoring.profiles import TagKind
from storage.mentoring.told import told
from storage.people import Member

LOOKING = ("others", "wish", "place")
"""Slots of what is written to a mentee who looks for somebody."""


def slot_of(mentee: Member) -> str:
    return slot("others", mentee)


def three_for(mentee: Member, turn: Turn, without: Collection[int] = ()) -> list[Section]:
    """Three fitting mentors whom they can ask now, and have not asked in this round; fewer where there are fewer."""
    own, round_ = mentors.own_candidate(mentee, turn), rows.open_round(turn.store, mentee)
    asked = {intro.mentor_id for intro in rows.of_round(turn.store, round_)} if round_ else set()
    aside = mentors.never_shown(mentee, turn) | set(limits.rests(mentee, turn)) | asked | set(without)
    wanted = Wanted(topics=tuple(own.tags[TagKind.TOPIC]))
    free = [one for one in finding.candidates(turn.store, wanted, aside) if one.free]
    ids = [one.member_id for one in fit.in_order(own, free)[: mentors.AT_ONCE]]
    return mentors.short_sections(ids, turn, mentee)


def after_answer(mentee: Member, turn: Turn) -> Effects:
    """After an answer that was not a yes: three others. A card that waits to be sent names those who have time now."""
    if _unsent(mentee, turn):
        yield Redraw(mentee, slot_of(mentee), _card(mentee, turn))
    else:
        yield Tell(mentee, _card(mentee, turn), slot=slot_of(mentee))


def _unsent(mentee: Member, turn: Turn) -> bool:
    found = told(turn.store, mentee, [slot_of(mentee)])
    return bool(found) and found[0].unsent


def _card(mentee: Member, turn: Turn) -> Card:
    sections = three_for(mentee, turn)
    return Card(
        words.have_time(turn) if sections else _("You can look at everybody who is there, whenever you like."),
        sections=sections,
        choices=[Choice(words.see_more(turn), mentors.find, turn.program, style=Style.PLAIN)],
    )


def look_anew(mentee: Member, turn: Turn) -> Effects:
    """They have asked somebody, or are kept apart from somebody: a card that waits to be sent names those whom they
    could ask by now."""
    if _unsent(mentee, turn):
        yield Redraw(mentee, slot_of(mentee), _card(mentee, turn))


def none_needed(mentee: Member) -> Effects:
    """They have found somebody: nothing that is still on its way speaks of others."""
    for name in LOOKING:
        yield Drop(mentee, slot(name, mentee))
