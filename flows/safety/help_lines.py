"""Whom to turn to when things are serious: the emergency numbers and lines of the reader's country, then the program's
own, then somebody outside the team."""

import re
from collections.abc import Callable, Iterable
from functools import reduce

from bot.steps import Turn
from bot.words import Link, Text, Value, _, sentences, term
from flows import library
from flows.library import Country, CrisisKind, HelpLine, Purpose
from storage.mentoring.rules import rules_of

SHORT, SHORT_OWN = 2, 2
"""Lines of the country and of the program on a card that has more to say; all of them are one press away."""
MOST = 5
MOST_OWN, MOST_LETTERS = 8, 300
"""Lines of the program, and letters of each: whoever writes more is asked for less, as their end would not be seen."""


def country(turn: Turn) -> Country | None:
    """Where the reader's clocks are; else where the account's or the program's are."""
    zones = [turn.by.zone if turn.by else "", turn.account.zone if turn.account else ""]
    if turn.store.program_id:
        zones.append(turn.program.zone)
    found = next((code for zone in zones if zone and (code := library.country_of_zone(zone))), None)
    return library.countries().get(found or "")


def numbers(turn: Turn, say: Callable[[str], Value] = str) -> Value | None:
    """What to call in an emergency, where the reader is, and for what each of several is; None where that is not
    known. `say`: how a number stands there."""
    here = country(turn)
    if here is None:
        return None
    found = [say(number) for number in here.emergency]
    if not found and here.ambulance:
        found.append(_("{number} for an ambulance", number=say(here.ambulance)))
    if not here.emergency and here.police:
        found.append(_("{number} for the police", number=say(here.police)))
    return reduce(_or, found) if found else None


def first(turn: Turn, kinds: Iterable[CrisisKind] = ()) -> list[Text]:
    """What a card has room for: emergency numbers, the nearest lines (of what was said, those for that first), the
    program's own, and somebody outside the team. Never empty."""
    return [*_emergency(turn), *map(_line, _known(turn, kinds)[:SHORT]), *_own(turn, SHORT_OWN), *outside(turn)]


def all_(turn: Turn) -> list[Text]:
    """Every line there is, in the same order."""
    return [*_emergency(turn), *map(_line, _known(turn)), *_own(turn, MOST_OWN), *outside(turn)]


def has_more(turn: Turn) -> bool:
    """Whether `all_` says more than `first`."""
    return len(_known(turn)) > SHORT or len(_own_lines(turn)) > SHORT_OWN


def outside(turn: Turn) -> list[Text]:
    """Whom the program names instead of its coordinators."""
    found = rules_of(turn.store).second_contact.strip() if turn.store.program_id else ""
    return [_("Somebody outside the team: {who}", who=found)] if found else []


def _known(turn: Turn, kinds: Iterable[CrisisKind] = ()) -> list[HelpLine]:
    here = country(turn)
    known = list(library.help_lines(here.code if here else None))
    shown = known if len(known) <= MOST else [*known[: MOST - 1], known[-1]]
    hurt_by_somebody = set(kinds) & {CrisisKind.ABUSE, CrisisKind.VIOLENCE, CrisisKind.HARASSMENT}
    return sorted(shown, key=lambda one: one.purpose is not Purpose.ABUSE) if hurt_by_somebody else shown


def _emergency(turn: Turn) -> list[Text]:
    here, calls = country(turn), numbers(turn, _call)
    if here is None or calls is None:
        return [_("**In danger now?** Call the emergency number where you are.")]
    return [_("**In danger now?** {country}: call {numbers}.", country=term(here.name), numbers=calls)]


def _call(number: str) -> Link:
    return Link(f"tel:{re.sub('[^0-9+*#]', '', number)}", number)


def _or(first: Value, other: Value) -> Value:
    return _("{first}, or {other}", first=first, other=other)


def _line(one: HelpLine) -> Text:
    ways: list[Value] = []
    if one.call:
        ways.append(_("call {number}", number=_call(one.call)))
    if one.text and one.text_word:
        ways.append(_("text {word} to {number}", word=one.text_word, number=one.text))
    elif one.text:
        ways.append(_("text {number}", number=one.text))
    if one.web:
        ways.append(_("{address}", address=Link(one.web)))
    reach = reduce(_or, ways)
    when = _("Day and night.") if one.always else _("{hours}.", hours=term(one.hours)) if one.hours else None
    return sentences(
        _("- **{name}**: {reach}.", name=one.name, reach=reach), when, term(one.note) if one.note else None
    )


def _own_lines(turn: Turn) -> list[str]:
    """What the coordinators wrote, without what the country's lines say already."""
    if not turn.store.program_id:
        return []
    written, shown = rules_of(turn.store).help_lines.splitlines(), _known(turn)
    return [line for line in written if line.strip() and not any(_is_said(line, one) for one in shown)]


def _is_said(line: str, one: HelpLine) -> bool:
    """Whether a line names this one and no other number than its own."""
    own = _digits(line.replace(one.name, ""))
    return one.name in line and any(own in _digits(said) for said in (one.call, one.text, one.note))


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _own(turn: Turn, most: int) -> list[Text]:
    left = _own_lines(turn)
    if not left:
        return []
    title = _("In {program}:", program=turn.program.name)
    return [title, *(_("- {line}", line=line[:MOST_LETTERS]) for line in left[:most])]
