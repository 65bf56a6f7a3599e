"""The way in: what joining means, above the one press that agrees to it; or why nobody can join now."""

from dataclasses import replace

from bot.messages import Card, Choice, Style
from bot.steps import Turn
from bot.words import Day, Text, _, lines, listing
from flows import words
from flows.beginning import opening
from flows.coordinating import program as program_home
from flows.joining import joining
from flows.linking import linking
from flows.safety import safety
from storage import homes
from storage.mentoring.rules import rules_of
from storage.people import coordinators, member_of
from storage.places import Program, ProgramStatus, places_of


def join_card(program: Program, turn: Turn) -> Card:
    """For a channel: what Kith does and who sees what, above the one press that agrees to it. It says only what stays
    true until the program's status, name or dates change; then the posted ones are drawn anew."""
    shown = own_card(program, turn)
    if program.status in (ProgramStatus.CLOSED, ProgramStatus.ENDED):
        return shown
    foot = _("By pressing Join you agree to this. The next cards are shown to you alone, and what you tell there is "
             "seen as said above.")  # fmt: skip
    return replace(shown, foot=foot)


def own_card(program: Program, turn: Turn) -> Card:
    """The same where nobody else reads along."""
    if program.status in (ProgramStatus.CLOSED, ProgramStatus.ENDED):
        return nobody_new_card(program, turn)
    return _card(program, turn, _starts(program, turn))


def card(program: Program, turn: Turn, news: Text | None = None, wish: str = "") -> Card:
    """The same for one person, who may have left before; with how it stands today, and the way to help. `news` and what
    follows on joining (`wish`), where they can join."""
    if turn.account is not None and homes.is_left_behind(turn.store, turn.account):
        return Card(_not_here(program, turn), choices=[safety.choice(program)])
    was_here = turn.account is not None and member_of(turn.store, turn.account.id, program.id) is not None
    if program.status is ProgramStatus.ENDED or (program.status is ProgramStatus.CLOSED and not was_here):
        shown = nobody_new_card(program, turn)
    elif program.status is ProgramStatus.DRAFT:
        shown = Card(_being_prepared(program))
    else:
        state = program_home.opening_line(turn, is_in=False) if program.is_to_open else None
        shown = _card(program, turn, state, news, wish)
    choices = [*shown.choices, *linking.choices(program, turn), safety.choice(program)]
    return Card(shown.text, title=shown.title, choices=choices, foot=shown.foot)


def _not_here(program: Program, turn: Turn) -> Text:
    """For who is in a place that the program has left, and in none that it is in."""
    places = listing(place.name for place in places_of(turn.store) if place.name)
    return _("{program} is not here any more. You can join it in {places}.", program=program.name, places=places)


def _being_prepared(program: Program) -> Text:
    first = _("Its first day is {day}.", day=Day(program.starts_on)) if program.starts_on else None
    return lines(
        _("{program} is being prepared.", program=program.name), first,
        _("Nobody can join yet. Say hello to me again later."),
    )  # fmt: skip


def _card(program: Program, turn: Turn, state: Text | None, news: Text | None = None, wish: str = "") -> Card:
    return Card(
        lines(
            news,
            _what_it_is(program, turn),
            state,
            _("- Other members see your name and what your profile shows."),
            _("- Coordinators see where you stand, never what you think of somebody."),
            _("- I read only what you say to me. You can take a break or leave at any time."),
        ),
        title=_("Join {program}", program=program.name),
        choices=[Choice(_("Join"), joining.join, program, wish, Style.MAIN)],
        foot=_("By pressing Join you agree to this. What you tell me next is seen as said above."),
    )


def _what_it_is(program: Program, turn: Turn) -> Text:
    if rules_of(turn.store).reciprocal:
        return _("In {program} everybody helps and is helped. You look at others, ask a few of them for a short intro "
                 "chat, and choose. Nobody is assigned.", program=program.name)  # fmt: skip
    return lines(
        _("I help people in {program} find {mentors_word}. You look at their profiles, ask a few of them for a short "
          "intro chat, and choose. Nobody is assigned.", program=program.name, **words.of(turn)),
        _("You can also join to help others, as one of the {mentors_word}.", **words.of(turn)),
    )  # fmt: skip


def _starts(program: Program, turn: Turn) -> Text | None:
    if program.starts_on is None or not opening.opens_by_itself(program, turn):
        return None
    return _("You can join now. It opens on {day}.", day=Day(program.starts_on))


def nobody_new_card(program: Program, turn: Turn) -> Card:
    """For a program that takes nobody new any more: kindly, and with what to do instead."""
    if program.status is ProgramStatus.ENDED:
        return Card(_("{program} has ended, so nobody can join any more. Thank you for your interest.",
                      program=program.name))  # fmt: skip
    names = [member.name for member in coordinators(turn.store)]
    whom = _("If you hoped to take part, write to {names}: they know when it opens again.", names=listing(names))
    return Card(lines(_("{program} takes nobody new at the moment.", program=program.name), whom if names else None))
