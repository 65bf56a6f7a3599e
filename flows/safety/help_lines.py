"""Whom to turn to when things are serious: the emergency numbers and lines of the reader's country, then the program's
own."""

from functools import reduce

from bot.steps import Turn
from bot.words import Phrase, Text, _, listing, term
from flows import library
from flows.library import Country, HelpLine
from storage.mentoring.rules import rules_of

MOST = 5
MOST_OWN, MOST_LETTERS = 8, 100


def country(turn: Turn) -> Country | None:
    """Where the reader's clocks are; else where the account's or the program's are."""
    zones = [turn.by.zone if turn.by else "", turn.account.zone if turn.account else ""]
    if turn.store.program_id:
        zones.append(turn.program.zone)
    found = next((code for zone in zones if zone and (code := library.country_of_zone(zone))), None)
    return library.countries().get(found or "")


def numbers(turn: Turn) -> list[str]:
    """What to call in an emergency, where the reader is; empty where that is not known."""
    here = country(turn)
    if here is None:
        return []
    return list(here.emergency) or [number for number in (here.ambulance, here.police) if number]


def of(turn: Turn) -> list[Text]:
    """The lines of a card: emergency numbers, the country's lines, the program's own. Never empty."""
    here = country(turn)
    known = library.help_lines(here.code if here else None)
    shown = known if len(known) <= MOST else (*known[: MOST - 1], known[-1])
    return [
        *_emergency(turn, here),
        *(_line(one) for one in shown),
        *_own(turn, shown),
    ]


def _emergency(turn: Turn, here: Country | None) -> list[Text]:
    found = numbers(turn)
    if here is None or not found:
        return [_("**In danger now?** Call the emergency number where you are.")]
    return [_("**In danger now?** In {country}, call {numbers}.", country=term(here.name), numbers=listing(found))]


def _line(one: HelpLine) -> Text:
    ways: list[Phrase] = []
    if one.call:
        ways.append(_("call {number}", number=one.call))
    if one.text and one.text_word:
        ways.append(_("text {word} to {number}", word=one.text_word, number=one.text))
    elif one.text:
        ways.append(_("text {number}", number=one.text))
    if one.web:
        ways.append(_("{address}", address=one.web))
    when = _("day and night") if one.always else term(one.hours) if one.hours else None
    more = [part for part in (when, term(one.note) if one.note else None) if part is not None]
    reach = reduce(lambda first, other: _("{first}, or {other}", first=first, other=other), ways)
    if not more:
        return _("- {name}: {reach}", name=one.name, reach=reach)
    rest = reduce(lambda first, other: _("{first}; {other}", first=first, other=other), more)
    return _("- {name}: {reach} ({rest})", name=one.name, reach=reach, rest=rest)


def _own(turn: Turn, shown: "tuple[HelpLine, ...]") -> list[Text]:
    """What the coordinators wrote, without what stands above already."""
    if not turn.store.program_id:
        return []
    written = rules_of(turn.store).help_lines.splitlines()
    left = [line for line in written if line.strip() and not any(one.name in line for one in shown)]
    if not left:
        return []
    title = _("In {program}:", program=turn.program.name)
    return [title, *(_("- {line}", line=line[:MOST_LETTERS]) for line in left[:MOST_OWN])]
