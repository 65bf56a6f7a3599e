"""What a program calls its roles: a coordinator may choose other words for mentor and mentee.

A chosen word may begin with any sound and have any gender, so sentences that carry one put no article before it.
"""

from collections.abc import Iterable

from bot.steps import Turn
from bot.words import Joined, Phrase, Said, Text, _
from storage.mentoring.rules import Rules, rules_of


def mentor_word(turn: Turn) -> Phrase:
    """What stands in a sentence for one mentor."""
    return of(turn)["mentor_word"]


def mentee_word(turn: Turn) -> Phrase:
    """What stands in a sentence for one mentee."""
    return of(turn)["mentee_word"]


def of(turn: Turn) -> dict[str, Phrase]:
    """All of them, for the places of a sentence: ``_("See {mentors_word}", **words.of(turn))``. Those with a capital
    letter begin a sentence or a title."""
    return forms(rules_of(turn.store))


def forms(rules: Rules) -> dict[str, Phrase]:
    """The same for rules that were loaded already."""
    return {
        "mentor_word": _own(rules.mentor_word) or _("mentor"),
        "mentors_word": _own(rules.mentors_word) or _("mentors"),
        "mentee_word": _own(rules.mentee_word) or _("mentee"),
        "mentees_word": _own(rules.mentees_word) or _("mentees"),
        "Mentors_word": _own(_capital(rules.mentors_word)) or _("Mentors"),
        "Mentees_word": _own(_capital(rules.mentees_word)) or _("Mentees"),
    }


def filled(text: Phrase, known: "dict[str, Phrase]") -> Phrase:
    """A sentence that was written down without knowing the program, with its words (`of`) in their places."""
    return Phrase(text.text, known)


def usual_or(turn: Turn, usual: Phrase, own: Phrase) -> Phrase:
    """The usual sentence, which may say "a mentor"; with an own word for mentor the other one, which does without an
    article."""
    return own if rules_of(turn.store).mentor_word else usual


def find(turn: Turn) -> Phrase:
    """The button that leads to the list of mentors."""
    return usual_or(turn, _("Find a mentor"), _("Find {mentors_word}", **of(turn)))


def see_more(turn: Turn) -> Phrase:
    return _("See more {mentors_word}", **of(turn))


def have_time(turn: Turn) -> Phrase:
    """Above the mentors that one could ask instead."""
    return _("These {mentors_word} have time now:", **of(turn))


def row(things: Iterable[Text]) -> Joined:
    """Things side by side, each as it is called: a list that is no sentence, so that an "and" within one of them joins
    nothing else."""
    return Joined(tuple(things), " · ")


def quoted(words: str) -> Text:
    """What a person wrote, set apart from Kith's own words."""
    return Joined((_("“"), Said(words), _("”")), "")


def _own(word: str) -> Phrase | None:
    return Phrase("{word}", {"word": word}) if word else None


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
