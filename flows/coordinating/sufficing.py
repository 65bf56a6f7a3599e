"""Whether places suffice for those who look, in numbers that a coordinator can act on."""

from bot.steps import Turn
from bot.words import Text, _, lines, n_
from flows import words
from storage.mentoring import finding
from storage.mentoring.looking_after import Places, places
from storage.mentoring.rules import Rules, rules_of


def places_line(found: Places, rules: Rules) -> Text | None:
    """What is missing for everybody to ask and to find somebody, in one line; None where places suffice.

    Every mentee without a match may have `asks_per_mentee` asks waiting at once, each to another mentor, and needs one
    place in the end. Whoever is recruited is taken to bring the usual places, or as few as those who are here.
    """
    asks = found.looking * rules.asks_per_mentee
    short_asks, short_places = max(0, asks - found.for_asks), max(0, found.looking - found.for_mentees)
    if not short_asks and not short_places:
        return None
    usual = rules.intros_per_mentor
    brings = max(1, min(usual, found.for_asks // found.mentors)) if found.mentors else usual
    others = rules.asks_per_mentee - found.mentors if short_asks and found.mentors else 0
    recruit = max(-(-short_asks // brings), -(-short_places // rules.mentees_per_mentor), others)
    mentees = n_("{n} {mentee_word}", "{n} {mentees_word}", found.looking, **words.forms(rules))
    if not found.mentors:
        nobody = n_("No {mentor_word} has a free place, and one {mentee_word} looks for somebody.",
                    "No {mentor_word} has a free place, and {n} {mentees_word} look for somebody.", found.looking,
                    **words.forms(rules))  # fmt: skip
        return lines(nobody, _recruit(recruit, rules))
    if not short_asks:
        left = n_("One place is left, for {mentees}.", "{n} places are left, for {mentees}.",
                  found.for_mentees, mentees=mentees)  # fmt: skip
        return lines(left, _recruit(recruit, rules))
    mentors = n_("{n} {mentor_word}", "{n} {mentors_word}", found.mentors, **words.forms(rules))
    places = n_("{n} place for the asks", "{n} places for the asks", found.for_asks)
    if found.each is not None:
        have = _("{mentors} × {each} = {places} of {mentees}.", mentors=mentors, each=found.each, places=places,
                 mentees=mentees)  # fmt: skip
    else:
        have = n_("{mentors} has {places} of {mentees}.", "{mentors} have {places} of {mentees}.", found.mentors,
                  mentors=mentors, places=places, mentees=mentees)  # fmt: skip
    return lines(have, _what_helps(found, rules, recruit, short_places))


def missing_line(turn: Turn) -> Text | None:
    """The same for the first day, when there may be nobody yet who looks: at least one mentor has to be there."""
    rules = rules_of(turn.store)
    line = places_line(places(turn.store), rules)
    if finding.is_anybody_listed(turn.store):
        return line
    waits = _("No {mentor_word} is listed yet, so nobody can be asked. I tell the {mentees_word} who wait as "
              "soon as somebody is.", **words.forms(rules))  # fmt: skip
    return lines(waits, line)


def _recruit(recruit: int, rules: Rules) -> Text:
    return n_("Recruit one more {mentor_word}.", "Recruit {n} more {mentors_word}.", recruit, **words.forms(rules))


def _what_helps(found: Places, rules: Rules, recruit: int, short_places: int) -> Text:
    fits = min(found.for_asks // found.looking, found.mentors)
    each = n_("With one ask each, recruit {recruit}", "With {n} asks each, recruit {recruit}", rules.asks_per_mentee,
              recruit=recruit)  # fmt: skip
    if fits < 1:
        return _("{each}.", each=each)
    if not short_places:
        return _("{each}, or set asks to {fits}.", each=each, fits=fits)
    fewer = -(-short_places // rules.mentees_per_mentor)
    if fewer >= recruit:
        return _recruit(recruit, rules)
    return _("{each}; with asks set to {fits}, recruit {fewer}.", each=each, fits=fits, fewer=fewer)
