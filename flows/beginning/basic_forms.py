"""The forms of what a program cannot do without, and what their answers mean."""

from bot.calendar import is_zone
from bot.errors import Invalid
from bot.messages import Form, Kind, Question
from bot.steps import Turn
from bot.words import _, listing
from flows import library
from flows.safety import help_lines
from storage.mentoring.rules import rules_of
from storage.places import Place, Program

LONGEST_NAME = 60


def name_form(about: Program | Place, turn: Turn) -> Form:
    """For a program, or for one that is about to be made in a place."""
    program = about if isinstance(about, Program) else None
    rules = rules_of(turn.store) if program else None
    labels = {
        "mentor_word": (_("Your own word for “mentor”"),
                        _("As it stands in a sentence, such as “peer guide”.")),
        "mentors_word": (_("… and for “mentors”"), _("Such as “peer guides”.")),
        "mentee_word": (_("Your own word for “mentee”"),
                        _("As it stands in a sentence, such as “newcomer”.")),
        "mentees_word": (_("… and for “mentees”"), _("Such as “newcomers”.")),
    }  # fmt: skip
    return Form(
        _("Name of the program"),
        [
            Question("name", Kind.SHORT, _("What is the program called?"), example=_("First-Year Compass"),
                     least=2, most=LONGEST_NAME, given=program.name if program else None),
            *(Question(name, Kind.SHORT, label, hint=hint, required=False, most=30,
                       given=getattr(rules, name) if rules else None) for name, (label, hint) in labels.items()),
        ],
        submit=_("Save"),
    )  # fmt: skip


def take_names(program: Program, turn: Turn) -> None:
    """Writes what was filled in into the program. An own word is needed for one and for several."""
    rules, told = rules_of(turn.store), turn.answers
    for one, several in (("mentor_word", "mentors_word"), ("mentee_word", "mentees_word")):
        if bool(told.text(one)) != bool(told.text(several)):
            missing = one if told.text(several) else several
            raise Invalid(missing, _("Please fill in both: the word for one, and for several."))
    for one, other in (("mentor_word", "mentee_word"), ("mentors_word", "mentees_word")):
        if told.text(one) and told.text(one).casefold() == told.text(other).casefold():
            raise Invalid(other, _("That is the word for the others, too. Please pick two different ones."))
    program.name = told.text("name")
    rules.mentor_word, rules.mentors_word = told.text("mentor_word"), told.text("mentors_word")
    rules.mentee_word, rules.mentees_word = told.text("mentee_word"), told.text("mentees_word")


def dates_form(program: Program, turn: Turn) -> Form:
    return Form(
        _("Dates and time zone"),
        [
            Question("starts_on", Kind.DATE, _("First day"), hint=_("From this day on people can ask for intro chats."),
                     given=program.starts_on),
            Question("ends_on", Kind.DATE, _("Last day"), required=False, given=program.ends_on,
                     hint=_("Nothing ends by itself: on that day I ask the coordinators what comes next.")),
            Question("zone", Kind.SHORT, _("A big city whose clocks you use"), example=_("Toronto"), most=60,
                     given=_as_typed(program.zone)),
        ],
        submit=_("Save"),
    )  # fmt: skip


def help_form(program: Program, turn: Turn) -> Form:
    rules = rules_of(turn.store)
    known = library.help_lines(library.country_of_zone(program.zone))
    usual = "\n".join(" ".join(filter(None, (f"{line.name}:", line.call or line.web))) for line in known[:1])
    return Form(
        _("Help"),
        [
            Question("help_lines", Kind.LONG, _("Help lines, one in a line"),
                     hint=_("At least one, such as counselling. Everybody also sees the lines of their own country."),
                     most=1000, given=rules.help_lines or usual),
            Question("second_contact", Kind.LONG, _("A contact outside the team"),
                     hint=_("Whom to turn to if it is about a coordinator: an office, and how to reach it."),
                     least=5, most=300, given=rules.second_contact),
        ],
        submit=_("Save"),
        text=_("“Something is not right”, on every home and room card, leads to these. Nobody can join before both are "
               "there."),
    )  # fmt: skip


def lines_meant(typed: str) -> str:
    """Help lines as they are kept. Raises `Invalid` where there are more than a card shows, or too long ones."""
    found = [line for line in map(str.strip, typed.splitlines()) if line]
    if len(found) > help_lines.MOST_OWN:
        raise Invalid("help_lines", _("Please name {n} lines at most, the most important first.",
                                      n=help_lines.MOST_OWN))  # fmt: skip
    if any(len(line) > help_lines.MOST_LETTERS for line in found):
        raise Invalid("help_lines", _("Please keep each line to {n} characters, so that all of it is seen.",
                                      n=help_lines.MOST_LETTERS))  # fmt: skip
    return "\n".join(found)


def city_of(zone: str) -> str:
    """A zone as people say it: by its city."""
    return zone.rpartition("/")[2].replace("_", " ")


def _as_typed(zone: str) -> str | None:
    """What one could type for a zone: its city, where that is enough to find it again."""
    if "/" not in zone:
        return None
    cities = {city.zone for city in library.find_cities(city_of(zone))}
    return city_of(zone) if cities == {zone} else zone


def zone_meant(typed: str) -> str:
    """The zone of a typed city or zone name. Raises `Invalid` for the field ``zone``."""
    if (typed == "UTC" or "/" in typed) and is_zone(typed):
        return library.current_zone(typed)
    found = library.find_cities(typed)
    exact = [city for city in found if typed.casefold() in (city.name.casefold(), *map(str.casefold, city.also))]
    zones = {city.zone for city in exact or found}
    if len(zones) == 1:
        return zones.pop()
    if found:
        names = listing(city.name for city in found[:3])
        raise Invalid("zone", _("Which one: {cities}?", cities=names))
    raise Invalid("zone", _("I do not know that city. Write a bigger one with the same clocks."))
