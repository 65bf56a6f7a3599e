"""Topics and the answers a profile offers, by slug."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from flows.library.reading import DESCRIPTION, LABEL, SENTENCE, SHORT_LABEL, Table, by_slug, read


@dataclass(frozen=True, slots=True)
class Option:
    """An answer. `phrase` says it inside a sentence, `description` explains it in a line (or is empty); `group` is the
    slug of its group where there are groups; `common` ones are offered first."""

    slug: str
    label: str = field(metadata=SENTENCE)
    phrase: str = field(metadata=SENTENCE)
    description: str = field(default="", metadata=SENTENCE)
    group: str = ""
    common: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """`slug` is its ISO 639 code, `label` its own name for itself, `name` what a sentence calls it."""

    slug: str
    label: str
    name: str = field(metadata=SENTENCE)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two ways. `card` stands on a mentor's card; `shared` where both chose it; `differs` is read by the mentee
    where the mentor chose this side and the mentee the other, and names ``{mentor}``."""

    slug: str
    label: str = field(metadata=SENTENCE)
    card: str = field(metadata=SENTENCE)
    shared: str = field(metadata=SENTENCE)
    differs: str = field(metadata=SENTENCE)


@dataclass(frozen=True, slots=True)
class Style:
    """An either/or pair; `sides` has exactly two, by slug."""

    slug: str
    label: str = field(metadata=SENTENCE)
    sides: Mapping[str, Side]


@dataclass(frozen=True, slots=True)
class Experience:
    """Something somebody may be glad to talk about. `card` and `shared` are only for those who show it."""

    slug: str
    label: str = field(metadata=SENTENCE)
    description: str = field(metadata=SENTENCE)
    card: str = field(metadata=SENTENCE)
    shared: str = field(metadata=SENTENCE)


@dataclass(frozen=True, slots=True)
class Topics:
    groups: Mapping[str, Option]
    topics: Mapping[str, Option]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a profile offers, by slug, in the order in which it is shown.

    `free` are the parts of the week as `bot.free_parts` names them.
    """

    fields: Mapping[str, Option]
    stages: Mapping[str, Option]
    languages: Mapping[str, Language]
    interest_groups: Mapping[str, Option]
    interests: Mapping[str, Option]
    ways: Mapping[str, Option]
    supports: Mapping[str, Option]
    free: Mapping[str, Option]
    styles: Mapping[str, Style]
    experiences: Mapping[str, Experience]


@cache
def topics() -> Mapping[str, Option]:
    """What mentees ask about and mentors offer."""
    return all_topics().topics


@cache
def topic_groups() -> Mapping[str, Option]:
    """The groups of the topics; `Option.group` of a topic is one of these slugs."""
    return all_topics().groups


@cache
def all_topics() -> Topics:
    file = read("topics")
    groups = _options(file, "groups")
    found = Topics(groups, _options(file, "topics", groups, most=SHORT_LABEL))
    file.done()
    return found


@cache
def profile() -> Profile:
    """The answers a profile offers."""
    file = read("profile")
    interest_groups = _options(file, "interest_groups")
    found = Profile(
        fields=_options(file, "fields"),
        stages=_options(file, "stages"),
        languages=by_slug(map(_language, file.tables("languages")), "languages"),
        interest_groups=interest_groups,
        interests=_options(file, "interests", interest_groups),
        ways=_options(file, "ways"),
        supports=_options(file, "supports"),
        free=_parts_of_the_week(file.table("week")),
        styles=by_slug(map(_style, file.tables("styles")), "styles"),
        experiences=by_slug(map(_experience, file.tables("experiences")), "experiences"),
    )
    by_slug((side for style in found.styles.values() for side in style.sides.values()), "sides of all styles")
    file.done()
    return found


def _options(file: Table, key: str, groups: Iterable[str] | None = None, most: int = LABEL) -> Mapping[str, Option]:
    return by_slug((_option(row, groups, most) for row in file.tables(key)), key)


def _option(row: Table, groups: Iterable[str] | None, most: int) -> Option:
    label = row.text("label", most)
    found = Option(
        slug=row.slug(),
        label=label,
        phrase=row.maybe("phrase", LABEL) or label,
        description=row.maybe("description", DESCRIPTION),
        group="" if groups is None else row.slug("group"),
        common=row.flag("common"),
    )
    if groups is not None and found.group not in groups:
        raise row.wrong(f"there is no group {found.group}")
    row.done()
    return found


def _language(row: Table) -> Language:
    found = Language(row.slug(), row.text("label", LABEL), row.text("name", SHORT_LABEL))
    row.done()
    return found


def _parts_of_the_week(week: Table) -> Mapping[str, Option]:
    days, parts = _options(week, "days"), _options(week, "parts")
    week.done()
    labels = {
        f"{day.slug}_{part.slug}": f"{day.label} {part.label}" for day in days.values() for part in parts.values()
    }
    return by_slug((Option(slug, label, label) for slug, label in labels.items()), "week")


def _style(row: Table) -> Style:
    style = Style(row.slug(), row.text("label", LABEL), by_slug(map(_side, row.tables("sides")), row.place))
    if len(style.sides) != 2:
        raise row.wrong("a pair has two sides")
    row.done()
    return style


def _side(row: Table) -> Side:
    found = Side(
        row.slug(),
        row.text("label", SHORT_LABEL),
        row.text("card", LABEL),
        row.text("shared", LABEL),
        row.text("differs", 100),
    )
    if "{mentor}" not in found.differs:
        raise row.wrong("differs does not name {mentor}")
    row.done()
    return found


def _experience(row: Table) -> Experience:
    found = Experience(
        row.slug(),
        row.text("label", LABEL),
        row.text("description", DESCRIPTION),
        row.text("card", LABEL),
        row.text("shared", LABEL),
    )
    row.done()
    return found
