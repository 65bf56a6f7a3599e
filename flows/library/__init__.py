"""The words and data of the program: what is offered, asked, said and known, kept as files beside this page.

Everything is read when it is first asked for, checked while it is read (`BadLibrary`), and then stays. Options come by
slug, in the order in which they are shown; a slug is what rows and buttons keep, so a released one never changes its
meaning. Sentences are plain English, the keys of the translation catalogs: say them with `bot.words.term`, or with
`bot.words.Phrase` where they name places in braces.
"""

from flows.library import options, places, talking
from flows.library.crisis import CrisisKind, CrisisList, crisis_kinds, crisis_lists, is_crisis, is_cry
from flows.library.demo import Demo, DemoExperience, DemoMentee, DemoMentor, DemoPerson, DemoProgram, Standing, demo
from flows.library.naming import Naming, mentions
from flows.library.options import Experience, Language, Option, Profile, Side, Style, profile, topic_groups, topics
from flows.library.places import (
    City,
    Country,
    HelpLine,
    Purpose,
    cities,
    countries,
    country_of_zone,
    current_zone,
    find_cities,
    help_lines,
    help_lines_checked,
)
from flows.library.pulses import Pulse, PulseKind, PulseQuestion, pulse_as_text, pulse_of_text, pulses
from flows.library.reading import BadLibrary, spoken
from flows.library.talking import (
    About,
    By,
    Decline,
    Icebreaker,
    Question,
    declines,
    icebreakers,
    icebreakers_about,
    questions,
)

__all__ = [
    "About",
    "BadLibrary",
    "By",
    "City",
    "Country",
    "CrisisKind",
    "CrisisList",
    "Decline",
    "Demo",
    "DemoExperience",
    "DemoMentee",
    "DemoMentor",
    "DemoPerson",
    "DemoProgram",
    "Experience",
    "HelpLine",
    "Icebreaker",
    "Language",
    "Naming",
    "Option",
    "Profile",
    "Pulse",
    "PulseKind",
    "PulseQuestion",
    "Purpose",
    "Question",
    "Side",
    "Standing",
    "Style",
    "all_sentences",
    "cities",
    "countries",
    "country_of_zone",
    "crisis_kinds",
    "crisis_lists",
    "current_zone",
    "declines",
    "demo",
    "find_cities",
    "help_lines",
    "help_lines_checked",
    "icebreakers",
    "icebreakers_about",
    "is_crisis",
    "is_cry",
    "mentions",
    "profile",
    "pulse_as_text",
    "pulse_of_text",
    "pulses",
    "questions",
    "sentences_by_file",
    "topic_groups",
    "topics",
]


def all_sentences() -> tuple[str, ...]:
    """Every sentence of the library that people read in their own language, once, in the order of the files.

    Names (cities, help lines, languages' own names), crisis phrases and the demo are not among them.
    """
    return tuple(dict.fromkeys(text for texts in sentences_by_file().values() for text in texts))


def sentences_by_file() -> dict[str, tuple[str, ...]]:
    """The sentences of each file, for the notes that translators see; one may stand in several files."""
    return {
        "topics.toml": tuple(spoken(options.all_topics())),
        "profile.toml": tuple(spoken(profile())),
        "icebreakers.toml": tuple(spoken(talking.all_talking())),
        "pulses.toml": tuple(spoken(pulses())),
        "help_lines.toml": tuple(spoken(places.all_help())),
    }
