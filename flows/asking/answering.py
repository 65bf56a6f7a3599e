"""The mentor's card: everything that waits for their answer, always on one card, the newest one."""

from typing import Literal, TypeAlias

from bot.messages import Card, Choice, Fact, Section, Style
from bot.steps import Drop, Effects, Later, Redraw, Tell, Turn, slot
from bot.words import Said, Text, When, _, lines, n_
from flows import namesakes, timing, words
from flows.asking import declining, door, later, waiting
from flows.finding import in_common, portrait
from flows.meeting import endings, intros
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro
from storage.mentoring.profiles import profile_of, tags_of
from storage.mentoring.told import told
from storage.people import Member

MOST_AT_ONCE = 5
"""Asks on one card; the others follow when these are answered."""
SHORT_NOTE = 300
"""Characters of a note that stand on a card with several asks."""
Door: TypeAlias = Literal["", "ask", "offer"]
"""Whether a card without asks has a word about the mentor's door: none, the question to keep it open where places run
out, or just the way to close it."""


def slot_of(mentor: Member) -> str:
    return slot("waiting", mentor)


def redraw(mentor: Member, turn: Turn, news: Text | None = None, about_door: Door = "") -> Effects:
    """Brings the card that is on screen up to date."""
    yield Redraw(mentor, slot_of(mentor), waiting_card(mentor, turn, news, about_door))


def over(intro: Intro, turn: Turn, about_door: Door = "") -> Effects:
    """An ask has ended: the mentor's card says how. Where they have not got one with this ask on it yet, nothing is
    said of it, and what else waits comes as if it had never been there."""
    mentor, news = intro.mentor, endings.to_mentor(intro, turn)
    found = told(turn.store, mentor, [slot_of(mentor)])
    if not (found and found[0].unsent and found[0].at <= intro.asked_at):
        yield from redraw(mentor, turn, news, about_door)
    elif rows.waiting_for(turn.store, mentor):
        yield from redraw(mentor, turn)
    else:
        yield Drop(mentor, slot_of(mentor))


def tell_anew(mentor: Member, turn: Turn, news: Text | None = None, *, moved: bool) -> Effects:
    """Puts what waits into a new card at the end of the conversation. An earlier one that was not sent yet says it
    instead; one that is on screen with asks (`moved`) points to the new one. While the mentor sleeps it stays the one
    to answer on, and the new one follows in their morning."""
    card, morning = waiting_card(mentor, turn, news), timing.reaches_at(mentor, turn)
    if _unsent(mentor, turn):
        yield Redraw(mentor, slot_of(mentor), card)
        return
    if moved and morning > turn.now:
        yield Redraw(mentor, slot_of(mentor), card)
        yield Later(waiting.bring, mentor, morning)
        return
    if moved:
        yield Redraw(mentor, slot_of(mentor), Card(_("You find this in my newer card below, with everything that "
                                                     "waits for you.")))  # fmt: skip
    profile_of(turn.store, mentor).asks_told_at = morning
    yield Tell(mentor, card, slot=slot_of(mentor))


def _unsent(mentor: Member, turn: Turn) -> bool:
    """Whether the newest card still waits in the outbox, for the mentor's morning."""
    found = told(turn.store, mentor, [slot_of(mentor)])
    return bool(found) and found[0].unsent


# --- the card --------------------------------------------------------------------------------------------------------


def waiting_card(mentor: Member, turn: Turn, news: Text | None = None, about_door: Door = "") -> Card:
    """What waits for this mentor, below what just happened (`news`)."""
    waiting = rows.waiting_for(turn.store, mentor)
    if len(waiting) > 1:
        return bundle(mentor, waiting, turn, news)
    if waiting:
        return asked_card(waiting[0], turn, news)
    question = door.question(mentor, turn) if about_door == "ask" else None
    shows_door = question is not None or about_door == "offer" or not profile_of(turn.store, mentor).door_open
    return Card(
        lines(news or _("Nobody waits for your answer now."), question),
        choices=door.choices(mentor, turn, asks=question is not None) if shows_door else [],
    )


def asked_card(intro: Intro, turn: Turn, news: Text | None = None) -> Card:
    """One ask: who it is, what the two share, what they write, what is free."""
    mentee, several = intro.mentee, len(rows.waiting_for(turn.store, intro.mentor)) > 1
    return Card(
        lines(
            *([news, Said("")] if news else []),
            _("{mentee} would like an intro chat with you. You can answer until {day}.", mentee=mentee.name,
              day=When(waiting.expires_at(intro, turn))),
            _("They write:"),
            words.quoted(intro.note),
        ),
        facts=_facts(intro, turn),
        choices=[
            Choice(_("Happy to"), intros.accept, intro, style=Style.MAIN),
            Choice(_("Not now"), declining.not_now, intro),
            Choice(later.label(turn), later.later, intro),
            *([Choice(_("Back to all"), door.look, intro.mentor)] if several else []),
        ],
        foot=_("{mentee} reads your answer; coordinators see only where it stands. An intro chat takes about 20 "
               "minutes and promises nothing.", mentee=mentee.name),
    )  # fmt: skip


def bundle(mentor: Member, waiting: list[Intro], turn: Turn, news: Text | None = None) -> Card:
    """Several asks on one card, to be answered one by one or all at once."""
    shown = waiting[:MOST_AT_ONCE]
    rest = len(waiting) - len(shown)
    return Card(
        lines(
            *([news, Said("")] if news else []),
            n_("One person would like an intro chat with you.", "{n} people would like an intro chat with you.",
               len(waiting)),
            n_("One more follows when you have answered here.", "{n} more follow when you have answered here.", rest)
            if rest else None,
        ),
        sections=namesakes.headed([(intro.mentee, _section(intro, turn)) for intro in shown], turn),
        choices=[
            Choice(_("Not now to all, kindly"), door.not_now_to_all, mentor, str(shown[-1].id)),
            *door.choices(mentor, turn),
        ],
        foot=_("Each of them reads your answer to them; coordinators see only where it stands."),
    )  # fmt: skip


def _section(intro: Intro, turn: Turn) -> Section:
    name, note = intro.mentee.name, intro.note
    cut = len(note) > SHORT_NOTE
    choices = [
        Choice(_("Happy to meet {mentee}", mentee=name), intros.accept, intro, style=Style.MAIN),
        Choice(_("Not now, {mentee}", mentee=name), declining.not_now, intro),
        Choice(later.label_for(name, turn), later.later, intro),
    ]
    more = _("Read all of {mentee}'s words", mentee=name) if cut else _("More about {mentee}", mentee=name)
    choices.append(Choice(more, intros.show, intro))
    return Section(
        lines(
            _("**{mentee}** · answer until {day}", mentee=name, day=When(waiting.expires_at(intro, turn))),
            in_common.why_fact(intro.mentee, intro.mentor, turn)[1],
            words.quoted(note[:SHORT_NOTE].rstrip() + "…" if cut else note),
        ),
        choices,
    )


def _facts(intro: Intro, turn: Turn) -> list[Fact]:
    mentee, mentor = intro.people
    hope = profile_of(turn.store, mentee).hope
    found = [
        (_("About {mentee}", mentee=mentee.name), in_common.who(mentee, turn)),
        in_common.why_fact(mentee, mentor, turn),
        (_("What should be different in three months"), Said(hope) if hope else None),
        (_("You are both free"), in_common.times(mentor, mentee, turn)),
        (_("Your places"), door.places(mentor, turn)),
    ]
    shown = {kind: [slug for slug, is_shown in slugs.items() if is_shown]
             for kind, slugs in tags_of(turn.store, [mentee.id or 0])[mentee.id or 0].items()}  # fmt: skip
    facts = [Fact(label, text) for label, text in found if text is not None]
    return [*facts[:-1], *portrait.told(profile_of(turn.store, mentee), shown), facts[-1]]
