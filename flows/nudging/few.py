"""A week after the first Join card few have joined: the coordinators get the numbers and three next steps."""

from datetime import timedelta

from bot.messages import Card, Choice, Style
from bot.steps import PROMPT, Effects, Tell, Turn
from bot.words import _, lines, n_
from flows import words
from flows.beginning import posting
from flows.coordinating import program as program_home
from flows.inviting import inviting
from storage.mentoring.looking_after import first_posted, places
from storage.mentoring.rules import rules_of
from storage.mentoring.standing import counts
from storage.people import coordinators
from storage.places import Program

AFTER = timedelta(days=7)
FEW_MENTEES, FEW_MENTORS = 5, 3


def look(program: Program, turn: Turn) -> Effects:
    """Once in a program's life."""
    rules = rules_of(turn.store)
    if rules.few_told:
        return
    first = first_posted(turn.store, posting.JOIN)
    if first is None or turn.now - first < AFTER:
        return
    rules.few_told = True
    if not inviting.takes_new(program):
        return  # nobody new could join, and once it is open again these numbers are not those of a week
    mentees, mentors = places(turn.store).looking, counts(turn.store).mentors_listed
    if mentees >= FEW_MENTEES and mentors >= FEW_MENTORS:
        return
    known = words.of(turn)
    text = lines(
        _("{program} has been taking people for a week: {looking}, and {listed}.", program=program.name,
          looking=n_("one {mentee_word} looks for somebody", "{n} {mentees_word} look for somebody", mentees, **known),
          listed=n_("one {mentor_word} is listed", "{n} {mentors_word} are listed", mentors, **known)),
        _("Three things that help:"),
        _("- Write to people yourself: a text for an e-mail and a picture to scan are ready."),
        _("- Post the Join card in one more channel, at a time when people read."),
        _("- Ask three people whom you know; the first {mentors_word} bring others.", **known)
        if mentors < FEW_MENTORS
        else _("- Ask three {mentors_word} to tell somebody of it who could use one.", **known),
    )  # fmt: skip
    card = Card(
        text,
        choices=[
            Choice(_("Get the invitation"), inviting.show, program, style=Style.MAIN),
            Choice(_("Post the Join card"), posting.preview, program),
            Choice(_("See the program"), program_home.show, program),
        ],
    )
    for coordinator in coordinators(turn.store):
        yield Tell(coordinator, card, kind=PROMPT)
