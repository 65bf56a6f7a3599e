"""Help: everything that can be typed, in plain words."""

from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, REMOVED, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Joined, Text, _, lines, listing
from flows import home
from flows.coordinating import program as program_home
from flows.leaving import breaks, people
from flows.rhythm import rhythm
from flows.safety import safety
from storage.people import MemberStatus
from storage.places import Program, ProgramStatus, places_of

ALWAYS = ("", "help", "notright", "my-data", "erase")
"""Commands that are of use to anybody, also to whoever has left or never came in."""
AT_TIMES = ("pause", "resume", "link")
"""Commands of everybody that are left out for a while, whatever somebody's role."""

flow: Flow[Program] = Flow("guide", about=Program)


@flow.step(
    by=(ANYONE, REMOVED), looks=True, words=("help", "?", "commands", "how does this work", "what can i do"),
    command=Command(Group.EVERYBODY, "help", _("What you can say to me")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """Every command with what it is for; those of coordinators only for them. Who was removed sees whom to turn to."""
    if turn.by is not None and turn.by.status is MemberStatus.REMOVED:
        yield Replace(home.present(program, turn))
        return
    is_coordinator = turn.by is not None and turn.by.is_coordinator
    yield Replace(
        Card(
            lines(
                _("Press a button, or type what it says. These work at any time, also without the slash:"),
                *_commands(Group.EVERYBODY, turn),
                _("- “stop” or “leave”: leave the program; I ask once more") if _is_here(turn) else None,
                _linking(program, turn),
                _at_other_times(Group.EVERYBODY, turn),
                *(_for_coordinators(turn) if is_coordinator else []),
                _("I answer in private, and read nothing but what you say to me."),
            ),
            title=_("What you can say to me"),
            choices=[
                Choice(_("See where I stand"), home.show, program, style=Style.MAIN),
                *([Choice(_("See the program"), program_home.show, program)] if is_coordinator else []),
                *_ways_out(turn),
                safety.choice(program),
            ],
        )
    )


@flow.step(
    by=(ANYONE, REMOVED), looks=True, command=Command(Group.COORDINATORS, "help", _("What coordinators can say to me")),
)  # fmt: skip
def for_coordinators(program: Program, turn: Turn) -> Effects:
    """Every command of coordinators; who is none sees what they can say."""
    if turn.by is None or not turn.by.is_coordinator:
        yield from show(program, turn)
        return
    yield Replace(
        Card(
            lines(
                _("Press a button, or type what it says. These work at any time, also without the slash:"),
                *_commands(Group.COORDINATORS, turn),
                _at_other_times(Group.COORDINATORS, turn),
                _("- “help”: the same for everybody who takes part, and for you"),
                _("I answer in private. What you decide about others is noted with your name."),
            ),
            title=_("What coordinators can say to me"),
            choices=[
                Choice(_("See the program"), program_home.show, program, style=Style.MAIN),
                Choice(_("Help for everybody"), show, program),
                safety.choice(program),
            ],
        )
    )


def _ways_out(turn: Turn) -> list[Choice]:
    """How often to write, a break and leaving, as buttons; from a break one comes back on the home card."""
    me = turn.by
    if me is None or not me.is_here:
        return []
    rests = [Choice(_("Take a break"), breaks.ask_pause, me)] if me.status is MemberStatus.ACTIVE else []
    often = rhythm.choice(me, _("How often I write"))
    return [*rests, often, Choice(_("Leave the program"), people.ask_leave, me)]


def _for_coordinators(turn: Turn) -> list[Text | None]:
    about = Group.COORDINATORS
    return [_("For coordinators:"), *_commands(about, turn), _at_other_times(about, turn)]


def _commands(group: Group, turn: Turn) -> list[Text]:
    """One line each, in the order of the flows; the bare command first. Only what is of use to this reader."""
    found = sorted(_of_use(group, turn, now=True), key=lambda command: command.name != "")
    return [Joined((_("- **{command}**:", command=_typed(command, turn)), command.hint), " ") for command in found]


def _at_other_times(group: Group, turn: Turn) -> Text | None:
    """The names of those that are of use at another time, for whoever has heard of one and looks for it."""
    if not _is_here(turn):
        return None
    others = [one for one in _of_use(group, turn, now=False) if group is Group.COORDINATORS or one.name in AT_TIMES]
    named = listing(_typed(one, turn) for one in others)
    return _("At other times there are also {commands}.", commands=named) if others else None


def _of_use(group: Group, turn: Turn, *, now: bool) -> list[Command]:
    """The commands of a group that are of use to this reader now, or those that are not."""
    import flows  # every story is in it, this one too

    offered = [step.command for flow in flows.FLOWS for step in flow.steps if step.command]
    return [command for command in offered if command.group is group and _is_useful(command, turn) is now]


def _typed(command: Command, turn: Turn) -> str:
    name = turn.commands[list(Group).index(command.group)]
    return f"/{name} {command.name}".strip()


def _linking(program: Program, turn: Turn) -> Text | None:
    """What linking is for, where there is more than one place."""
    if len(places_of(turn.store)) < 2:
        return None
    command = f"/{turn.commands[0]} link"
    return _("{program} is in more than one place. If you are, too, “{command}” makes you one person in all of them: "
             "one profile, and each letter comes once.", program=program.name, command=command)  # fmt: skip


def _is_here(turn: Turn) -> bool:
    return turn.by is not None and turn.by.is_here


def _is_useful(command: Command, turn: Turn) -> bool:
    """What belongs to a role the reader does not have, or to a break they are not on, is left out."""
    me = turn.by
    if command.group is Group.COORDINATORS:
        return _is_useful_to_coordinators(command, turn)
    if command.name in ALWAYS:
        return True
    if command.name == "link":
        return len(places_of(turn.store)) > 1
    if me is None or not me.is_here:
        return False
    match command.name:
        case "find" | "choose":
            return me.is_mentee
        case "asks" | "verdicts" | "match" | "checkin" | "talks":
            return me.is_mentee or me.is_mentor
        case "pause":
            return me.status is MemberStatus.ACTIVE
        case "resume":
            return me.status is MemberStatus.PAUSED
        case _:
            return True


def _is_useful_to_coordinators(command: Command, turn: Turn) -> bool:
    """What brings a program to a place is left out where one is; a code makes nobody what they are already."""
    match command.name:
        case "claim":
            return False
        case "setup":
            return not turn.program.status.goes_on
        case "connect":
            return turn.program.status is ProgramStatus.ENDED
        case _:
            return True
