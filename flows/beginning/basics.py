"""What a program cannot do without: its name, its dates, help, and whether mentors are looked at first.

The same four small forms make the set-up and mend it later.
"""

from bot.calendar import local
from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Style
from bot.steps import COORDINATOR, Effects, Flow, Replace, Turn
from bot.words import Day, Said, Text, _, lines, n_, sentences
from flows import words
from flows.beginning import basic_forms, opening, posting, setup
from flows.settings import settings
from storage.mentoring.profiles import waiting_mentors
from storage.mentoring.records import record
from storage.mentoring.rules import rules_of
from storage.places import Program, ProgramStatus

flow: Flow[Program] = Flow("basics", about=Program)


@flow.step(by=COORDINATOR, form=basic_forms.name_form)
def name(program: Program, turn: Turn) -> Effects:
    basic_forms.take_names(program, turn)
    record(turn.store, turn.me, "name_changed", turn.now, detail=program.name)
    yield from posting.redraw(program, turn)
    yield _next(program, turn, _("Saved: the name, and the words for the roles."))


# --- dates -----------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, form=basic_forms.dates_form)
def dates(program: Program, turn: Turn) -> Effects:
    """The calendar of the program. A first day that has passed is fine: then it runs already."""
    zone = basic_forms.zone_meant(turn.answers.text("zone"))
    starts, ends = turn.answers.day("starts_on"), turn.answers.day("ends_on")
    if ends is not None and starts is not None and ends <= starts:
        raise Invalid("ends_on", _("The last day has to be after the first one."))
    if ends is not None and ends < local(turn.now, zone).date():
        raise Invalid("ends_on", _("That day has passed."))
    program.starts_on, program.ends_on, program.zone = starts, ends, zone
    record(turn.store, turn.me, "dates_changed", turn.now, detail=f"{starts} – {ends or ''} {zone}")
    yield from opening.calendar_changed(program, turn)
    if program.status is ProgramStatus.GATHERING and not opening.is_ahead(program, turn):
        news = _(
            "Saved. The first day has passed, and {mentees_word} still wait: nothing opens before you say so.",
            **words.of(turn),
        )
        yield Replace(opening.ask_open_card(program, turn, news))
    else:
        yield _next(program, turn, _("Saved: the dates and the time zone."))


# --- help ------------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, form=basic_forms.help_form)
def help_(program: Program, turn: Turn) -> Effects:
    """Help lines, and whom to turn to instead of the coordinators."""
    rules = rules_of(turn.store)
    rules.help_lines = basic_forms.lines_meant(turn.answers.text("help_lines"))
    rules.second_contact = turn.answers.text("second_contact")
    record(turn.store, turn.me, "help_changed", turn.now)
    saved = _("Saved: help lines, and the contact outside the team.")
    if program.status is ProgramStatus.DRAFT:
        yield Replace(approval_card(program, turn, saved))
    else:
        yield _next(program, turn, saved)


# --- approval --------------------------------------------------------------------------------------------------------


def approval_card(program: Program, turn: Turn, news: Text | None = None) -> Card:
    first = rules_of(turn.store).approves_mentors
    return Card(
        lines(
            news,
            _("Do coordinators look at {mentors_word} before {mentees_word} see them?", **words.of(turn)),
            _("If so, you get each of them as a card, and list them with one press, several at once if you like."),
            _("Now: you look at each one first.") if first else _("Now: they are listed at once."),
        ),
        choices=[
            Choice(_("Yes, we look first"), approval, program, "first", Style.MAIN),
            Choice(_("No, list them at once"), approval, program, "at_once"),
            Choice(_("Back"), show, program),
        ],
    )


@flow.step(by=COORDINATOR, looks=True)
def ask_approval(program: Program, turn: Turn) -> Effects:
    yield Replace(approval_card(program, turn))


@flow.step(by=COORDINATOR)
def approval(program: Program, turn: Turn) -> Effects:
    """Whether mentors are looked at first. Those who wait already go on waiting."""
    if turn.value not in ("first", "at_once"):
        raise Refused(_("Please pick one of the two."))
    rules_of(turn.store).approves_mentors = turn.value == "first"
    record(turn.store, turn.me, "approval_on" if turn.value == "first" else "approval_off", turn.now)
    waiting = len(waiting_mentors(turn.store)) if turn.value == "at_once" else 0
    still = n_("One person who offered before still waits for your look.",
               "{n} people who offered before still wait for your look.", waiting) if waiting else None  # fmt: skip
    saved = _("Saved: whether you look at {mentors_word} first.", **words.of(turn))
    yield _next(program, turn, lines(saved, still))


@flow.step(by=COORDINATOR, looks=True)
def show(program: Program, turn: Turn) -> Effects:
    """Back to where these are changed: the draft, or the settings."""
    yield _next(program, turn)


@flow.step(by=COORDINATOR, when=ProgramStatus.DRAFT)
def roles(program: Program, turn: Turn) -> Effects:
    """Mentors and mentees, or everybody both. Only before anybody is in."""
    rules = rules_of(turn.store)
    rules.reciprocal = turn.value == "both"
    record(turn.store, turn.me, "roles_both" if rules.reciprocal else "roles_two", turn.now)
    both = _("Saved: everybody is {mentor_word} and {mentee_word} at once.", **words.of(turn))
    two = _("Saved: there are {mentors_word} and {mentees_word}.", **words.of(turn))
    yield _next(program, turn, both if rules.reciprocal else two)


# --- what is there, and what is missing ------------------------------------------------------------------------------


def _next(program: Program, turn: Turn, news: Text | None = None) -> Replace:
    if program.status is ProgramStatus.DRAFT:
        return setup.answer(program, turn, news)
    return Replace(settings.card(program, turn, news))


def missing(program: Program, turn: Turn) -> list[Choice]:
    """The ways to what still has to be filled in before anybody can join, the next one first."""
    rules = rules_of(turn.store)
    found = []
    if program.starts_on is None:
        found.append(Choice(_("Set the dates"), dates, program, style=Style.MAIN))
    if not rules.help_lines.strip() or not rules.second_contact.strip():
        found.append(Choice(_("Add help and a contact"), help_, program, style=Style.MAIN))
    return found


def refuse_unready(program: Program, turn: Turn) -> None:
    """Raises `Refused` where nobody may be let in yet."""
    if missing(program, turn):
        command = f"/{turn.commands[1]} setup"
        raise Refused(_("Before anybody can join, the program needs its first day, help lines and a contact outside "
                        "the team. “{command}” shows what is missing.", command=command))  # fmt: skip


def name_line(program: Program, turn: Turn) -> Text:
    rules = rules_of(turn.store)
    if rules.reciprocal:
        return _("**Name:** {name}. Everybody is {mentor_word} and {mentee_word} at once.", name=program.name,
                 **words.of(turn))  # fmt: skip
    if not (rules.mentor_word or rules.mentee_word):
        return _("**Name:** {name}", name=program.name)
    known = words.of(turn)
    return sentences(
        _("**Name:** {name}.", name=program.name),
        _("Mentors are called {mentors_word}.", **known) if rules.mentor_word else None,
        _("Mentees are called {mentees_word}.", **known) if rules.mentee_word else None,
    )


def roles_choice(program: Program, turn: Turn) -> Choice:
    """The way to the other kind of program, while it is a draft."""
    if rules_of(turn.store).reciprocal:
        return Choice(_("Have {mentors_word} apart from {mentees_word}", **words.of(turn)), roles, program, "two")
    return Choice(_("Make everybody both {mentor_word} and {mentee_word}", **words.of(turn)), roles, program, "both")


def approval_choice(program: Program, turn: Turn) -> Choice:
    return Choice(_("Change how {mentors_word} are listed", **words.of(turn)), ask_approval, program)


def dates_line(program: Program) -> Text:
    if program.starts_on is None:
        return _("**Dates:** not set yet.")
    city = basic_forms.city_of(program.zone)
    if program.ends_on is None:
        return _("**Dates:** from {start}, by the clocks of {city}.", start=Day(program.starts_on), city=city)
    return _("**Dates:** {start} to {end}, by the clocks of {city}. Nothing ends by itself: on the last day I ask you.",
             start=Day(program.starts_on), end=Day(program.ends_on), city=city)  # fmt: skip


def help_line(program: Program, turn: Turn) -> Text:
    """Both parts of it, each for itself: a program may have one and lack the other."""
    rules = rules_of(turn.store)
    own, outside = rules.help_lines.strip(), rules.second_contact.strip()
    return lines(
        _("**Help lines:**") if own else _("**Help lines:** none yet."),
        Said(own[:300]) if own else None,
        _("**Outside the team:** {who}", who=outside[:200]) if outside else _("**Outside the team:** no contact yet."),
        None if own and outside else _("Both have to be there before anybody can join."),
    )


def approval_line(turn: Turn) -> Text:
    if rules_of(turn.store).approves_mentors:
        return _("**New {mentors_word}:** a coordinator looks at each one first.", **words.of(turn))
    return _("**New {mentors_word}:** listed at once.", **words.of(turn))
