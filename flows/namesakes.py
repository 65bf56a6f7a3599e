"""Two people of one name: what tells them apart, wherever somebody is picked by their name."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.messages import Section
from bot.steps import Turn
from bot.words import Phrase, _, lines, term
from flows import library, words
from storage.mentoring.profiles import Profile, TagKind, tags_of
from storage.mentoring.records import names_here
from storage.mentoring.spelling import folded
from storage.people import Member

MOST_OWN = 30
"""Characters of own words that stand behind a name."""


def labels(people: Iterable[Member], turn: Turn) -> dict[int, Phrase]:
    """Everybody's name, by their id, in the order given. Where two have the same one, with what they are here; where
    that is the same too, with what they show of themselves (field and stage, else a first topic), and if need be a
    number."""
    each = {person.id or 0: person for person in people}
    found, number = {key: _("{name}", name=person.name) for key, person in each.items()}, Counter[object]()
    for person, what, is_like in _told(each.values(), turn):
        number[is_like] += 1
        found[person.id or 0] = (
            _("{name} ({what})", name=person.name, what=what)
            if number[is_like] == 1
            else _("{name} ({what}, {number})", name=person.name, what=what, number=number[is_like])
        )
    return found


def mentioned(turn: Turn) -> Member | None:
    """The one who is mentioned in what was typed; None where nobody here is, or several are."""
    users = library.mentions(turn.text)
    found = {one for one, _name, user in names_here(turn.store) if user in users} if users else set[int]()
    return turn.store.get(Member, found.pop()) if len(found) == 1 else None


def not_told_apart(person: Member, people: Iterable[Member], turn: Turn) -> list[Member]:
    """Those among them whom nothing but a number tells apart from that person."""
    told = {one.id: is_like for one, _what, is_like in _told({p.id: p for p in [person, *people]}.values(), turn)}
    return [one for one in people if one.id != person.id and told.get(one.id, one) == told.get(person.id)]


def _told(people: Iterable[Member], turn: Turn) -> list[tuple[Member, Phrase, object]]:
    """Whoever has the same name as another, with what is said of them, and a value that is the same for those of whom
    the same is said."""
    each = {person.id or 0: person for person in people}
    doubled = [each[key] for key in _doubled(each.values())]
    said = {one.id or 0: (folded(one.name), repr(_role(one, turn))) for one in doubled}
    how_many = Counter(said.values())
    alike = {key for key, role in said.items() if how_many[role] > 1}
    tags, found = tags_of(turn.store, alike) if alike else {}, list[tuple[Member, Phrase, object]]()
    for person in doubled:
        key, what = person.id or 0, _role(person, turn)
        if key in alike:
            what = _with_details(what, person, tags[key][TagKind.TOPIC], turn)
        found.append((person, what, (folded(person.name), repr(what))))
    return found


def headed(parts: Sequence[tuple[Member, Section]], turn: Turn) -> list[Section]:
    """Parts of a card, each about somebody; where two of them have the same name, with what tells them apart above."""
    people = {person.id or 0: person for person, _part in parts}
    doubled = set(_doubled(people.values()))
    named = labels(people.values(), turn) if doubled else {}
    return [
        replace(part, text=lines(_("**{who}**", who=named[person.id or 0]), part.text))
        if person.id in doubled
        else part
        for person, part in parts
    ]


def _doubled(people: Iterable[Member]) -> list[int]:
    """The ids of those whose name somebody else has, too."""
    each = list(people)
    names = Counter(folded(person.name) for person in each)
    return [person.id or 0 for person in each if names[folded(person.name)] > 1]


def _with_details(what: Phrase, person: Member, topics: Mapping[str, bool], turn: Turn) -> Phrase:
    """What somebody is here, with what they show of themselves."""
    known, profile = library.profile(), turn.store.session.get(Profile, person.id)
    field, stage = (profile.field, profile.stage) if profile else ("", "")
    shown = [
        known.fields[field].label if field in known.fields else field[:MOST_OWN],
        known.stages[stage].label if stage in known.stages else stage[:MOST_OWN],
    ]
    parts = [_own(text) for text in shown if text]
    offers = [slug for slug, is_shown in topics.items() if is_shown and slug in library.topics()]
    if not parts and person.is_mentor and offers:
        parts = [term(library.topics()[offers[0]].phrase)]
    for part in parts:
        what = _("{one}, {other}", one=what, other=part)
    return what


def _own(text: str) -> Phrase:
    """A word of the library in the reader's language; what somebody wrote themselves as it is."""
    known = library.profile()
    is_ours = any(text == one.label for kind in (known.fields, known.stages) for one in kind.values())
    return term(text) if is_ours else _("{words}", words=text)


def _role(person: Member, turn: Turn) -> Phrase:
    if person.is_coordinator:
        return _("coordinator")
    known = words.of(turn)
    return known["mentor_word"] if person.is_mentor else known["mentee_word"]
