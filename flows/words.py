"""What a program calls its roles: a coordinator may choose other words for mentor and mentee."""

from bot.steps import Turn
from bot.words import Phrase, _
from storage.mentoring.rules import rules_of


def mentor_word(turn: Turn) -> Phrase:
    """What stands in a sentence for one mentor, without an article."""
    own = rules_of(turn.store).mentor_word
    return Phrase("{word}", {"word": own}) if own else _("mentor")


def mentee_word(turn: Turn) -> Phrase:
    """What stands in a sentence for one mentee, without an article."""
    own = rules_of(turn.store).mentee_word
    return Phrase("{word}", {"word": own}) if own else _("mentee")
