"""A week after the first Join card few have signed up, or after a week there is no such card: the coordinators get the
numbers and three next steps."""

from datetime import datetime, timedelta

from bot.messages import Card, Choice, Style
from bot.steps import PROMPT, Effects, Tell, Turn
from bot.words import Text, When, _, lines, n_
from flows import words
from flows.beginning import posting
from flows.coordinating import program as program_home
from flows.inviting import inviting
from storage.mentoring.looking_after import first_posted
from storage.mentoring.records import first_done
from storage.mentoring.rules import rules_of
from storage.mentoring.standing import Counts, counts
from storage.people import coordinators
from storage.places import Program

AFTER = timedelta(days=7)
FEW_MENTEES, FEW_MENTORS = 5, 3


def look(program: Program, turn: Turn) -> Effects:
    """Each of the two once in a program's life: a week after the first Join card; or after a week without one."""
    rules = rules_of(turn.store)
    posted = first_posted(turn.store, posting.JOIN)
    since = posted or program.opened_at or first_done(turn.store, "gathering")
    if since is None or turn.now - since < AFTER or (rules.few_told if posted else rules.unposted_told):
        return
    takes_new = inviting.takes_new(program)
    if posted:
        rules.few_told = True
    elif takes_new:
        rules.unposted_told = True
    if not takes_new:
        return  # nobody new could join, and once it is open again the numbers after a Join card are not those of a week
    found = counts(turn.store)
    if found.mentees_signed_up >= FEW_MENTEES and found.mentors_signed_up >= FEW_MENTORS:
        return
    card = _card(found, since, turn) if posted else _unposted_card(found, since, turn)
    for coordinator in coordinators(turn.store):
        yield Tell(coordinator, card, kind=PROMPT, expires=turn.now + AFTER)  # its numbers are those of this week


def _card(found: Counts, since: datetime, turn: Turn) -> Card:
    program = turn.program
    return Card(
        lines(
            _("The first Join card of {program} was posted on {day}.", program=program.name, day=When(since, "day")),
            _signed_up(found, turn),
            _("Three things that help:"),
            _("- Write to people yourself: a text for an e-mail and a picture to scan are ready."),
            _("- Post the Join card in one more channel, at a time when people read."),
            _whom_to_ask(found, turn),
        ),
        choices=[
            Choice(_("Get the invitation"), inviting.show, program, style=Style.MAIN),
            Choice(_("Post the Join card"), posting.preview, program),
            Choice(_("See the program"), program_home.show, program),
        ],
    )


def _unposted_card(found: Counts, since: datetime, turn: Turn) -> Card:
    program = turn.program
    return Card(
        lines(
            _("{program} has been taking people since {day}, and by {today} no Join card stood in a channel. It is how "
              "most people come in.",
              program=program.name, day=When(since, "day"), today=When(turn.now, "day")),
            _signed_up(found, turn),
            _("Three things that help:"),
            _("- Post the Join card in a channel where people read; one press on it is enough to join."),
            _("- Then write to people yourself: I have a text for an e-mail and a picture that lead to that card."),
            _whom_to_ask(found, turn),
        ),
        choices=[
            Choice(_("Post the Join card"), posting.preview, program, style=Style.MAIN),
            Choice(_("See the program"), program_home.show, program),
        ],
    )  # fmt: skip


def _signed_up(found: Counts, turn: Turn) -> Text:
    known = words.of(turn)
    return _(
        "By {today}, {mentees} and {mentors} were signed up.", today=When(turn.now, "day"),
        mentees=n_("one {mentee_word}", "{n} {mentees_word}", found.mentees_signed_up, **known),
        mentors=n_("one {mentor_word}", "{n} {mentors_word}", found.mentors_signed_up, **known),
    )  # fmt: skip


def _whom_to_ask(found: Counts, turn: Turn) -> Text:
    known = words.of(turn)
    if found.mentors_signed_up < FEW_MENTORS:
        return _("- Ask three people whom you know; the first {mentors_word} bring others.", **known)
    return _("- Ask three {mentors_word} to tell one person each whom it could help.", **known)
