"""What stands at the top of an intro chat: who is who, something to begin with, and good things to ask."""

from bot.messages import Fact, Section
from bot.steps import Turn
from bot.words import Joined, Phrase, Text, _, lines, term
from flows import library, words
from flows.finding import in_common
from flows.library import About, By
from storage.mentoring.intros import Intro

ICEBREAKERS = 3
STRIDE = 7
"""How far apart the general icebreakers of one card stand in the list, so that none comes twice."""


def beginnings(intro: Intro, turn: Turn) -> list[Phrase]:
    """Icebreakers made from what the two share, one of a kind, filled up with some for any two people. The same for an
    intro every time it is drawn."""
    number, found, kinds = intro.id or 0, list[Phrase](), set[About]()
    for thing in in_common.things(intro.mentee, intro.mentor, turn):
        fitting = library.icebreakers_about(thing.about, thing.slug)
        if fitting and thing.about not in kinds and len(found) < ICEBREAKERS - 1:
            kinds.add(thing.about)
            line = fitting[number % len(fitting)]
            found.append(Phrase(line.text, {thing.about.value: thing.phrase} if not line.slug else {}))
    general = library.icebreakers_about(None)
    missing = ICEBREAKERS - len(found)
    return found + [term(general[(number + STRIDE * n) % len(general)].text) for n in range(missing)]


def questions(intro: Intro) -> list[Phrase]:
    """One good question for each side and one for both."""
    number, found = intro.id or 0, list[Phrase]()
    for by in By:
        asked = [question for question in library.questions() if question.by is by]
        found.append(term(asked[number % len(asked)].text))
    return found


def facts(intro: Intro, turn: Turn) -> list[Fact]:
    """Who is who, as far as they have told."""
    told = [(person, in_common.who(person, turn)) for person in intro.people]
    return [Fact(_("{name}", name=person.name), who) for person, who in told if who is not None]


def note(intro: Intro) -> list[Section]:
    """The words of the ask, which stay there when a match has come of it."""
    said = lines(_("**What {mentee} wrote**", mentee=intro.mentee.name), words.quoted(intro.note))
    return [Section(said)] if intro.note else []


def sections(intro: Intro, turn: Turn) -> list[Section]:
    return [
        *note(intro),
        Section(lines(_("**To begin with**"), *map(_item, beginnings(intro, turn)))),
        Section(lines(_("**Good to ask**"), *map(_item, questions(intro)))),
    ]


def _item(text: Text) -> Text:
    return Joined((_("- "), text), "")
