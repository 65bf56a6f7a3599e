"""Others whom a mentee could ask now: beside a no, and after an answer in a card of their own, so that it stays."""

from collections.abc import Collection

from bot import shown
from bot.messages import Card, Choice, Section, Style
from bot.steps import Drop, Effects, Redraw, Tell, Turn, slot
from bot.words import _
from flows import telling, timing, words
from flows.asking import asking, limits
from flows.finding import fit, mentors
from storage.mentoring import finding
from storage.mentoring import intros as rows
from storage.mentoring.finding import Wanted
from storage.mentoring.matches import ended_with
from storage.mentoring.profiles import TagKind
from storage.mentoring.told import told_of
from storage.people import Member

NAMING = ("wish", "place")
"""Names of the slots of letters that bring one mentor to the mind of a mentee who looks for somebody."""


def asked(mentee: Member) -> telling.Asked:
    """The cards that name others; each of them stays until there is a newer one."""
    return telling.Asked("others", mentee, mentee)


def not_brought_up(mentee: Member, mentor: Member) -> Effects:
    """Nothing that is still on its way brings this mentor to the mentee's mind."""
    for one in naming(mentor):
        yield Drop(mentee, one)


def naming(mentor: Member) -> list[str]:
    """The slots of letters about this mentor."""
    return [slot(name, mentor) for name in NAMING]


def three_for(mentee: Member, turn: Turn, without: Collection[int] = (), before: Collection[int] = ()) -> list[Section]:
    """Three fitting mentors whom they can ask now, have not asked in this round, and had no match with; fewer where
    there are fewer. Those named `before` come after the others who help with what is sought, and ahead of those who
    do not."""
    own, round_ = mentors.own_candidate(mentee, turn), rows.open_round(turn.store, mentee)
    asked_before = {intro.mentor_id for intro in rows.of_round(turn.store, round_)} if round_ else set()
    known = asked_before | set(ended_with(turn.store, mentee))
    aside = mentors.never_shown(mentee, turn) | set(limits.rests(mentee, turn)) | known | set(without)
    wanted = Wanted(topics=tuple(own.tags[TagKind.TOPIC]))
    free = [one for one in finding.candidates(turn.store, wanted, aside) if one.free]
    found = sorted(fit.in_order(own, free), key=lambda one: (not fit.helps(own, one), one.member_id in before))
    ids = [one.member_id for one in found[: mentors.AT_ONCE]]
    return mentors.short_sections(ids, turn, mentee)


def after_answer(mentee: Member, turn: Turn) -> Effects:
    """After an answer that was not a yes: three others, and where others fit, others than on the card before. A card
    that waits to be sent names those who have time now. Those on screen point to the new one, where it comes at once;
    at night they stay."""
    found = telling.cards(asked(mentee), turn)
    if found and found[0].unsent:
        yield Redraw(mentee, found[0].slot, _card(mentee, turn))
        return
    before = _named_on(found[0].card) if found else set()
    if timing.reaches_at(mentee, turn) <= turn.now:
        for one in found:
            if _named_on(one.card):
                yield Redraw(mentee, one.slot, telling.newer(turn))
    yield Tell(mentee, _card(mentee, turn, before), slot=asked(mentee).next_slot(found))


def _named_on(card: str) -> set[int]:
    """The mentors whom one can ask on a card; none where it has become another one by a press on it."""
    presses = [press.id.split(":") for press in shown.Card.model_validate_json(card).presses]
    return {int(about) for step, about, _value in presses if step == asking.offer.id and about}


def _card(mentee: Member, turn: Turn, before: Collection[int] = ()) -> Card:
    sections = three_for(mentee, turn, before=before)
    return Card(
        words.have_time(turn) if sections else _("You can look at everybody who is there, whenever you like."),
        sections=sections,
        choices=[Choice(words.see_more(turn), mentors.find, turn.program, style=Style.PLAIN)],
    )


def look_anew(mentee: Member, turn: Turn) -> Effects:
    """They have asked somebody, or are kept apart from somebody: a card that waits to be sent names those whom they
    could ask by now."""
    found = telling.cards(asked(mentee), turn)
    if found and found[0].unsent:
        yield Redraw(mentee, found[0].slot, _card(mentee, turn))


def found_somebody(mentee: Member, mentor: Member, turn: Turn) -> Effects:
    """They have a match: nothing that is still on its way speaks of others, and a card on screen does not ask them to
    go on looking."""
    over = Card(_("You and {mentor} are a match now. When you look for somebody again, I show you others.",
                  mentor=mentor.name))  # fmt: skip
    for one in [*telling.cards(asked(mentee), turn), *told_of(turn.store, mentee, NAMING)]:
        if one.unsent:
            yield Drop(mentee, one.slot)
        elif _named_on(one.card):
            yield Redraw(mentee, one.slot, over)
