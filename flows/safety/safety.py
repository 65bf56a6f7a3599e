"""Something is not right: help lines first, and the way to tell somebody."""

from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, REMOVED, Command, Effects, Flow, Group, Replace, Turn
from bot.words import _, lines
from flows import home
from flows.safety import help_lines, writing
from storage.places import Program

flow: Flow[Program] = Flow("safety", about=Program)
WORDS = (
    "something is not right", "something is wrong", "something's not right", "something's wrong", "unsafe", "not ok",
    "talk to a coordinator", "can i talk to a coordinator", "i want to talk to a coordinator", "tell a coordinator",
    "i want to report something", "report somebody", "i need help", "not feeling great", "i do not feel well",
)  # fmt: skip
"""Lines that lead here; the first one always does."""


def choice(program: Program) -> Choice:
    """For every home, room and check-in card."""
    return Choice(_("Something is not right"), show, program, aside=True)


@flow.step(
    by=(ANYONE, REMOVED), looks=True, words=WORDS,
    command=Command(Group.EVERYBODY, "notright", _("Something is not right: help, and whom to tell")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """Help lines, and the way to tell somebody. Nobody hears of this press."""
    yield Replace(
        Card(
            lines(_("I am glad you say so."), *help_lines.first(turn)),
            title=_("Something is not right"),
            choices=[
                Choice(_("Tell the coordinators"), writing.tell, program, style=Style.MAIN),
                *more_choice(program, turn),
                Choice(_("Back"), home.show, program),
            ],
            foot=_("Only you see this. Nobody is told before you send something."),
        )
    )


def more_choice(program: Program, turn: Turn) -> list[Choice]:
    """The way to further lines, where there are any."""
    return [Choice(_("More lines"), more, program)] if help_lines.has_more(turn) else []


@flow.step(by=(ANYONE, REMOVED), looks=True)
def more(program: Program, turn: Turn) -> Effects:
    """Every line there is."""
    yield Replace(
        Card(
            lines(*help_lines.all_(turn)),
            title=_("Whom you can turn to"),
            choices=[
                Choice(_("Tell the coordinators"), writing.tell, program, style=Style.MAIN),
                Choice(_("Back"), show, program),
            ],
            foot=_("Only you see this. Nobody is told before you send something."),
        )
    )
