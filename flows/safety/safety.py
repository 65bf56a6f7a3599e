"""Something is not right: help lines first, and the way to tell somebody."""

from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, REMOVED, Command, Effects, Flow, Group, Replace, Turn
from bot.words import _, lines
from flows import home
from flows.keeping_apart import whom as keeping_away
from flows.safety import help_lines, writing
from storage.places import Program

flow: Flow[Program] = Flow("safety", about=Program)
WORDS = (
    "something is not right", "something is wrong", "something's not right", "something's wrong", "unsafe", "not ok",
    "talk to a coordinator", "can i talk to a coordinator", "i want to talk to a coordinator", "tell a coordinator",
    "contact a coordinator", "contact the coordinators", "write to the coordinators", "i want to report something",
    "i want to report somebody", "report somebody", "report", "complaint", "i have a complaint", "i want to complain",
    "harassment", "i feel uncomfortable", "emergency", "this is an emergency", "it is an emergency", "sos", "crisis",
    "danger", "police", "911", "112", "999", "help line", "help lines", "helpline", "helplines", "hotline",
    "i need help", "not feeling great", "i do not feel well",
    *(f"{how} {very} {bad}".replace("  ", " ")
      for how in ("i feel", "i am", "i'm", "im", "i am feeling", "i'm feeling", "im feeling", "feeling")
      for very in ("", "so", "very", "really", "pretty")
      for bad in ("bad", "awful", "terrible", "horrible", "miserable", "low", "sad", "unwell", "lonely", "alone",
                  "hopeless")),
    *(f"{how} {bad}"
      for how in ("i am", "i'm", "im", "i feel", "i am feeling", "i'm feeling", "im feeling")
      for bad in ("not ok", "not okay", "not well", "not fine", "not good", "not alright", "not all right")),
    *(f"{how} {bad}"
      for how in ("i do not feel", "i don't feel", "i dont feel", "not feeling")
      for bad in ("ok", "okay", "well", "good", "very well", "very good", "so good", "so well", "alright")),
    "i can't cope", "i cant cope", "i cannot cope", "i need somebody to talk to", "i need someone to talk to",
    "i need to talk to somebody", "i need to talk to someone", "i want to talk to somebody",
    "i want to talk to someone", "notfall", "es ist ein notfall", "emergencia", "es una emergencia", "socorro",
    "urgence", "c'est une urgence", "au secours",
    "mir geht es schlecht", "mir geht's schlecht", "mir gehts schlecht", "mir geht es sehr schlecht",
    "mir geht es nicht gut", "mir geht's nicht gut", "mir gehts nicht gut", "ich fühle mich schlecht",
    "ich fühle mich sehr schlecht", "ich fühle mich nicht gut", "ich brauche hilfe",
    "me siento mal", "me siento muy mal", "me siento fatal", "no estoy bien", "no me siento bien", "necesito ayuda",
    "je me sens mal", "je me sens très mal", "je ne me sens pas bien", "je ne vais pas bien", "ça ne va pas",
    "j'ai besoin d'aide",
)  # fmt: skip
"""Lines that lead here; the first one always does. Each is a whole line: in a longer one the same words may be
about anything."""


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
                *keeping_away.choice(turn),
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
