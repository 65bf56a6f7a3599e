"""Keeping somebody away by their name: whoever was met at a social, or is known from elsewhere.

What comes back is the same whether there is anybody of that name or not. So nobody learns here who takes part, who was
at a social, or who has kept them away.
"""

from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import MEMBER, Effects, Flow, Replace, Turn
from bot.words import _, lines
from flows import home, library
from flows.keeping_apart import apart
from flows.safety import safety
from storage.mentoring.apart import keep_apart
from storage.mentoring.standing import exactly_called, with_accounts
from storage.places import Program

flow: Flow[Program] = Flow("keep_away_named", about=Program)
LONGEST = 80


def form(program: Program, turn: Turn) -> Form:
    return Form(
        _("Keep somebody away"),
        [
            Question("name", Kind.SHORT, _("Their whole name"), least=2, most=LONGEST,
                     hint=_("As it stands in {program}, such as on the list after a social.", program=program.name))
        ],
        submit=_("Keep them away"),
        text=lines(
            _("Holds for everybody here who is called exactly so. If something is open between you, it ends; they read "
              "that it ended, and not why. From then on I show neither of you to the other, in every program that I "
              "look after."),
            _("Coordinators still see who is in their program. This cannot be taken back, and nobody is told."),
        ),
    )  # fmt: skip


@flow.step(by=MEMBER, form=form, shared=True, ends=True)
def keep(program: Program, turn: Turn) -> Effects:
    """Whoever is called so, or mentioned, is kept away, and what is open ends at once, each in a step of its own."""
    name = turn.answers.text("name")
    users = library.mentions(name)
    for other in with_accounts(turn.store, users, turn.me) if users else exactly_called(turn.store, name, turn.me):
        keep_apart(turn.store, turn.me, other)
        yield from apart.end_elsewhere(turn.me, other, turn)
    yield Replace(
        Card(
            lines(
                _("Done. Whoever is called “{name}” in {program} now, I do not bring together with you any more.",
                  name=name, program=program.name),
                _("I say the same whether there is somebody or not, as I tell nobody who is here. If their name is "
                  "written otherwise here, write it once more; about somebody you cannot name, write to the "
                  "coordinators."),
            ),
            choices=[
                Choice(_("Back"), home.show, program, style=Style.MAIN),
                Choice(_("Keep one more away"), keep, program),
                safety.choice(program),
            ],
            foot=_("Nobody is told that you did this."),
        )
    )  # fmt: skip
