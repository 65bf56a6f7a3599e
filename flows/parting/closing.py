"""When a match is over, each side is asked three short questions, with their name; skipping them is fine."""

from collections.abc import Mapping

from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.steps import PROMPT, Effects, Flow, Later, Replace, Tell, Turn, slot
from bot.words import Phrase, Text, _, lines
from flows import home, timing
from flows.matching import matches
from flows.safety import safety
from storage.mentoring.apart import may_meet
from storage.mentoring.matches import OVER, Match
from storage.mentoring.pairs.closings import Again, Closing, Helped, closing_of
from storage.people import Member

flow: Flow[Match] = Flow("closing", about=Match, holds=("mentee", "mentor"))
ASKS_AFTER = 3
"""Days after the end on which whoever has said nothing is asked, once."""
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
    if not any(person.is_demo for person in match.people):
        yield Later(ask, match, timing.after_days(turn.now, ASKS_AFTER, match.mentee, turn))


@flow.step(when=OVER)
def ask(match: Match, turn: Turn) -> Effects:
    """Once, each side that has not said anything yet; nobody where one keeps the other away by now."""
    for person in match.people if may_meet(turn.store, *match.people) else ():
        if person.is_here and closing_of(turn.store, match, person) is None:
            yield Tell(person, _asking_card(match, person, turn), kind=PROMPT, slot=slot_of(match))


def slot_of(match: Match) -> str:
    return slot("closing", match)


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
    """Keeps the answers, the first or changed ones."""
    said = closing_of(turn.store, match, turn.me) or Closing(
        match_id=match.id or 0, writer_id=turn.me.id or 0, program_id=turn.store.program,
        helped=Helped.MUCH, again=Again.YES, given_at=turn.now,
    )  # fmt: skip
    said.helped, said.again = Helped(turn.answers.text("helped")), Again(turn.answers.text("again"))
    said.words, said.given_at = turn.answers.text("words"), turn.now
    turn.store.add(said)
    thanks: Text = lines(
        _("Thank you. The coordinators can read it, so that the next matches go better."),
        _("You can change it whenever you like."),
    )
    yield Replace(
        Card(thanks, choices=[choice(match, turn.me, turn), Choice(_("See where I stand"), home.show, turn.program)])
    )
