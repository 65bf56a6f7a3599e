"""When a match is over, each side is asked three short questions, with their name; skipping them is fine."""

from collections.abc import Mapping
from datetime import timedelta

from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.steps import PROMPT, Effects, Flow, Later, Never, Tell, Turn, slot
from bot.words import Phrase, Text, _, lines, sentences
from flows import home, telling, timing
from flows.matching import matches
from flows.safety import raising, safety
from storage.mentoring.apart import kept_from
from storage.mentoring.intros import Side
from storage.mentoring.matches import OVER, Match
from storage.mentoring.pairs.closings import Again, Closing, Helped, closing_of
from storage.mentoring.pairs.named import AT_THE_END
from storage.people import Member, MemberStatus

flow: Flow[Match] = Flow("closing", about=Match, holds=("mentee", "mentor"))
ASKS_AFTER = 3
"""Days after the end on which whoever has said nothing is asked, once."""
LONGEST_BREAK = timedelta(days=180)
"""After the end, for which the end of somebody's break is waited for."""
MOST_WORDS = 1000

HELPED: Mapping[Helped, Phrase] = {
    Helped.MUCH: _("Very much"),
    Helped.SOME: _("Somewhat"),
    Helped.LITTLE: _("A little"),
    Helped.NOT: _("Not really"),
}
AGAIN: Mapping[Again, Phrase] = {Again.YES: _("Yes"), Again.PERHAPS: _("Perhaps"), Again.NO: _("No")}


@flow.shows
def present(match: Match, turn: Turn) -> Card:
    return matches.present(match, turn)


def choice(match: Match, reader: Member, turn: Turn) -> Choice:
    """For the card of a match that is over."""
    said = closing_of(turn.store, match, reader) is not None
    label = _("Change what I said about it") if said else _("Say how it was")
    return Choice(label, say, match, aside=True)


def plan(match: Match, turn: Turn) -> Effects:
    """The match has just ended: who has not said anything is asked a few days later."""
    if not any(person.is_demo for person in match.people) and not _are_apart(match, turn):
        yield Later(ask, match, timing.after_days(turn.now, ASKS_AFTER, match.mentee, turn))


def not_asked(match: Match) -> Effects:
    """Nobody is asked by themselves any more, whatever becomes of the other one."""
    for value in ("", *Side):
        yield Never(ask, match, value)


def _are_apart(match: Match, turn: Turn) -> bool:
    return match.mentor_id in kept_from(turn.store, match.mentee)


@flow.step(when=OVER)
def ask(match: Match, turn: Turn) -> Effects:
    """Once, each side that has not said anything yet, also where the other one has left; nobody where one keeps the
    other away by now. Whoever is on a break is asked soon after it: `value` is the side that was waited for."""
    if _are_apart(match, turn):
        return
    for side, person in zip(Side, match.people, strict=True):
        if turn.value not in ("", side) or closing_of(turn.store, match, person) is not None:
            continue
        if person.status is MemberStatus.PAUSED:
            yield from _wait(match, side, person, turn)
        elif person.is_here:
            yield Tell(person, _asking_card(match, person, turn), kind=PROMPT, slot=slot_of(match))


def _wait(match: Match, side: Side, person: Member, turn: Turn) -> Effects:
    """Looks again every few days, as most breaks can end at any time."""
    due = timing.after_days(turn.now, ASKS_AFTER, person, turn)
    if match.ended_at is None or due <= match.ended_at + LONGEST_BREAK:
        yield Later(ask, match, due, side)


def slot_of(match: Match) -> str:
    return slot("closing", match)


def _asked(match: Match, member: Member) -> telling.Asked:
    return telling.Asked("closing", match, member)


def _asking_card(match: Match, reader: Member, turn: Turn) -> Card:
    return Card(
        _("Your match with {other} is over. How was it? Three short questions, if you like.",
          other=match.other(reader).name),
        choices=[Choice(_("Say how it was"), say, match, style=Style.MAIN), safety.choice(turn.program)],
        foot=_who_reads(match.other(reader)),
        notice=_("A note from {program}", program=turn.program.name),
    )  # fmt: skip


def _who_reads(other: Member) -> Phrase:
    return _("The coordinators read it, with your name; {other} does not.", other=other.name)


def form(match: Match, turn: Turn) -> Form:
    said, other = closing_of(turn.store, match, turn.me), match.other(turn.me)
    return Form(
        _("How it was"),
        [
            Question("helped", Kind.ONE, _("Did the match help you?") if turn.me.id == match.mentee_id
                     else _("Was it worth your time?"), options=_options(HELPED), given=said.helped if said else None),
            Question("again", Kind.ONE, _("Would you take part again?"), options=_options(AGAIN),
                     given=said.again if said else None),
            Question("words", Kind.LONG, _("What should the coordinators know?"), required=False, most=MOST_WORDS,
                     hint=_("What was good, what was missing. You can leave it empty."),
                     given=said.words if said else ""),
        ],
        submit=_("Send it"),
        text=_who_reads(other),
    )  # fmt: skip


def _options(said: Mapping[Helped, Phrase] | Mapping[Again, Phrase]) -> list[Option]:
    return [Option(value.value, label) for value, label in said.items()]


@flow.step(by=("mentee", "mentor"), when=OVER, form=form)
def say(match: Match, turn: Turn) -> Effects:
    """Keeps the answers, the first or changed ones. The question that was to come, or stands elsewhere, is over."""
    said = closing_of(turn.store, match, turn.me) or Closing(
        match_id=match.id or 0, writer_id=turn.me.id or 0, program_id=turn.store.program,
        helped=Helped.MUCH, again=Again.YES, given_at=turn.now,
    )  # fmt: skip
    said.helped, said.again = Helped(turn.answers.text("helped")), Again(turn.answers.text("again"))
    said.words, said.given_at = turn.answers.text("words"), turn.now
    turn.store.add(said)
    raising.keep_named(match, turn.me, AT_THE_END, said.words, turn)
    who = raising.who_reads(match, turn.me, said.words, turn)
    thanks: Text = lines(
        sentences(_("Thank you."), who)
        if who
        else _("Thank you. The coordinators can read it, so that the next matches go better."),
        _("You can change it whenever you like."),
    )
    shown = Card(
        thanks, choices=[choice(match, turn.me, turn), Choice(_("See where I stand"), home.show, turn.program)]
    )
    yield telling.answer(_asked(match, turn.me), shown, turn)
    yield from telling.over(_asked(match, turn.me), shown, turn)
