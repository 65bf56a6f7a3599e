"""Picking the mentors who hold to every rule, the best placed first.

Each rule has an index in which those who hold to it are found. One rule drives: its index is read in the order of
`place`, and each one in it is held against the other rules, until enough are found. So nobody who holds to all of them
is missed, however seldom they meet; most of those who lack one are passed over by their `sketch`, in the same index.
The rarest rule drives: the one whose row number `RARE` stands last in the order of all, or which has no such row; the
others are asked from the rarest on. Statements are made once for each combination of kinds of rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, reduce
from operator import or_
from typing import Any, TypeAlias

import sqlalchemy as sa

from storage.database import Store
from storage.mentoring.profiles import Profile, TagKind, Word, named, sketch, tags
from storage.rows import Ready

RARE = 400
"""Whoever holds to a rule that fewer hold to is read whole."""
FEW = 3_000
"""As many are read whole and put in order, where an index does not give them by place."""
LAST = "\U0010ffff"
"""Behind every other character."""

Rows: TypeAlias = "sa.Select[*tuple[Any, ...]]"
Holds: TypeAlias = "sa.ColumnElement[bool]"
Number: TypeAlias = "sa.ColumnElement[int]"


class Kind(StrEnum):
    """What a rule is about."""

    EVERYBODY = "everybody"
    TAG = "tag"
    FIELD = "field"
    NOT_GROUP = "not_group"
    WORD = "word"

    @property
    def is_in_order(self) -> bool:
        """Its index gives those who hold to it by place, so that reading may stop early."""
        return self in (Kind.EVERYBODY, Kind.TAG, Kind.FIELD)

    @property
    def is_drawn(self) -> bool:
        """Who holds to it has its bits in their sketch."""
        return self in (Kind.TAG, Kind.FIELD)


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that is asked of a listed mentor. `tag` is the kind of a tag, `text` a slug, a field, a group as
    `Profile.group_key` has it, or the beginning of a word."""

    kind: Kind
    text: str = ""
    tag: TagKind | None = None

    @property
    def bits(self) -> int:
        """What stands for it in a sketch."""
        if self.tag:
            return sketch(named(self.tag, self.text))
        return sketch(field=self.text) if self.kind is Kind.FIELD else sketch(group=self.text)


def tagged(kind: TagKind, slug: str) -> Rule:
    """Has this tag, and shows it."""
    return Rule(Kind.TAG, slug, kind)


def picked(store: Store, rules: Sequence[Rule], most: int) -> list[int]:
    """Ids of the listed mentors who hold to all of the rules: the freest first, then those who were rarely shown."""
    ordered = _rarest_first(store, rules)
    rows = _driven(tuple(rule.kind for rule in ordered)).all(store.session, _values(store, ordered) | {"most": most})
    return [one for (one,) in rows]


def first_of(store: Store, rule: Rule, rules: Sequence[Rule], among: int) -> list[int]:
    """Ids of those who hold to all of `rules`, among the first who hold to `rule`."""
    ordered = [rule, *rules]
    statement = _driven(tuple(each.kind for each in ordered), bounded=True)
    return [one for (one,) in statement.all(store.session, _values(store, ordered) | {"most": among})]


def _rarest_first(store: Store, rules: Sequence[Rule]) -> list[Rule]:
    """The rules, the one to begin with first: everybody, where each of them is common and none is in order."""
    if not rules:
        return [Rule(Kind.EVERYBODY)]
    if len(rules) == 1 and rules[0].kind.is_in_order:
        return list(rules)
    values = _values(store, rules) | {"rare": RARE, "few": FEW}
    rows = _depths(tuple(rule.kind for rule in rules)).all(store.session, values)
    depths: dict[int, tuple[int, int]] = {number: (place, member) for number, place, member in rows}

    def commonness(number: int) -> tuple[object, ...]:
        place, member = depths.get(number, (0, 0))
        return (number in depths, not rules[number].kind.is_in_order, -place, -member)

    ordered = [rules[number] for number in sorted(range(len(rules)), key=commonness)]
    begins = ordered[0].kind.is_in_order or len(depths) < len(rules)
    return ordered if begins else [Rule(Kind.EVERYBODY), *ordered]


def _values(store: Store, rules: Sequence[Rule]) -> dict[str, Any]:
    texts = {f"text{number}": rule.text for number, rule in enumerate(rules)}
    ends = {f"end{number}": rule.text + LAST for number, rule in enumerate(rules) if rule.kind is Kind.WORD}
    kinds = {f"tag{number}": rule.tag for number, rule in enumerate(rules) if rule.kind is Kind.TAG}
    groups = {f"bits{number}": rule.bits for number, rule in enumerate(rules) if rule.kind is Kind.NOT_GROUP}
    drawn = reduce(or_, (rule.bits for rule in rules if rule.kind.is_drawn), 0)
    return {"program": store.program, "drawn": drawn, **texts, **ends, **kinds, **groups}


# --- statements, by the kinds of the rules ---------------------------------------------------------------------------


profiles: sa.Table = Profile.__table__  # type: ignore[attr-defined]
words: sa.Table = Word.__table__  # type: ignore[attr-defined]


@lru_cache(256)
def _driven(kinds: tuple[Kind, ...], *, bounded: bool = False) -> Ready:
    """Those who hold to the first rule and to the others; `bounded`: only the first `most` of the first rule are
    looked at."""
    rows = _rows(kinds[0], 0)
    if bounded:
        member, place, *_ = rows.selected_columns
        rows = sa.select(rows.order_by(place, member).limit(sa.bindparam("most")).subquery())
    member, place, *drawn = rows.selected_columns
    rest = [_holds(kind, number, member, place, drawn) for number, kind in enumerate(kinds) if number]
    if drawn and any(kind.is_drawn for kind in kinds[1:]):
        rest.insert(0, _has(drawn[0], "drawn"))
    found = rows.with_only_columns(member).order_by(place, member).limit(sa.bindparam("most"))
    return Ready(found.where(_all_in_turn(rest)) if rest else found)


@lru_cache(256)
def _depths(kinds: tuple[Kind, ...]) -> Ready:
    """(number of the rule, place, member): where number `RARE` of those stands who hold to it. No row, where there are
    not so many; without an order, where there are not `FEW`."""
    looks = []
    for number, kind in enumerate(kinds):
        if kind.is_in_order:
            rows = _rows(kind, number)
            member, place, _sketch = rows.selected_columns
            found = rows.order_by(place, member).limit(1).offset(sa.bindparam("rare")).subquery()
            looks.append(sa.select(sa.literal(number), found.c.place, found.c.member_id))
        else:
            entries = _entries(kind, number).limit(1).offset(sa.bindparam("few")).subquery()
            looks.append(sa.select(sa.literal(number), sa.literal(0), sa.literal(0)).select_from(entries))
    return Ready(sa.union_all(*looks))


def _rows(kind: Kind, number: int) -> Rows:
    """(member_id, place, sketch) of all who hold to a rule; without a sketch, where it would have to be looked up."""
    if kind is Kind.TAG:
        return _tagged(tags.alias(), number)
    if kind is Kind.NOT_GROUP:
        return _entries(kind, number)
    if kind is Kind.WORD:
        writers, one = _entries(kind, number).distinct().subquery(), profiles.alias()
        # A place that is looked up for each, not a join: everybody is not to be read in order to look for the word.
        place = sa.select(one.c.place).where(one.c.member_id == writers.c.member_id).scalar_subquery()
        found = sa.select(writers.c.member_id, place.label("place")).offset(0).subquery()  # looked up once, not twice
        return sa.select(found.c.member_id, found.c.place).where(found.c.place.is_not(None))
    one = profiles.alias()
    return _listed(one).where(one.c.field == _text(number)) if kind is Kind.FIELD else _listed(one)


def _entries(kind: Kind, number: int) -> Rows:
    """What the index of a rule without an order holds."""
    if kind is Kind.WORD:
        word = words.alias()
        return sa.select(word.c.member_id).where(word.c.program_id == sa.bindparam("program"), _begins(word, number))
    before, after = profiles.alias(), profiles.alias()
    others = sa.union_all(
        _listed(before).where(before.c.group_key < _text(number)),
        _listed(after).where(after.c.group_key > _text(number)),
    ).subquery()
    return sa.select(others.c.member_id, others.c.place, others.c.sketch)


def _holds(kind: Kind, number: int, member: Number, place: Number, drawn: Sequence[Number]) -> Holds:
    """Whether this listed mentor holds to a rule."""
    if kind is Kind.WORD:
        word = words.alias()
        # The program has been asked of the member: the index that begins with it would lead through all words.
        return _is_there(sa.select(word.c.member_id).where(word.c.member_id == member, _begins(word, number)))
    if kind is Kind.TAG:
        tag = tags.alias()
        return _is_there(_tagged(tag, number).where(_stands(tag, member, place)))
    one = profiles.alias()
    own = _listed(one).where(_stands(one, member, place))
    if kind is Kind.FIELD:
        return _is_there(own.where(one.c.field == _text(number)))
    is_other = ~_is_there(own.where(one.c.group_key == _text(number)))
    return sa.or_(~_has(drawn[0], f"bits{number}"), is_other) if drawn else is_other


def _has(drawn: Number, bits: str) -> Holds:
    """The bits that the statement is given by this name are all in a sketch."""
    wanted: sa.BindParameter[int] = sa.bindparam(bits, type_=sa.BigInteger())
    return drawn.bitwise_and(wanted) == wanted


def _all_in_turn(conditions: Sequence[Holds]) -> Holds:
    """All of them, the first one asked first; PostgreSQL asks those of an AND in an order of its own."""
    first, *others = conditions
    return sa.case((first, _all_in_turn(others)), else_=sa.false()) if others else first


def _is_there(row: Rows) -> Holds:
    """Asked of each one who is read, until enough are found. The offset keeps PostgreSQL from making a join of it, for
    which it would read all who hold to a rule."""
    return row.offset(0).exists()


def _stands(row: sa.FromClause, member: Number, place: Number) -> Holds:
    """It is a row of this member. Asked as a range, it is looked up in the index by place, where the next one to ask
    about is a neighbour; SQLite would look it up in the table by member."""
    return sa.and_(row.c.place == place, row.c.member_id >= member, row.c.member_id <= member)


def _tagged(tag: sa.FromClause, number: int) -> Rows:
    return sa.select(tag.c.member_id, tag.c.place, tag.c.sketch).where(
        tag.c.program_id == sa.bindparam("program"),
        tag.c.kind == sa.bindparam(f"tag{number}", type_=tags.c.kind.type),
        tag.c.slug == _text(number),
        tag.c.place.is_not(None),
    )


def _listed(one: sa.FromClause) -> Rows:
    return sa.select(one.c.member_id, one.c.place, one.c.sketch).where(
        one.c.program_id == sa.bindparam("program"), one.c.place.is_not(None)
    )


def _begins(word: sa.FromClause, number: int) -> Holds:
    return sa.and_(word.c.word >= _text(number), word.c.word < sa.bindparam(f"end{number}"))


def _text(number: int) -> "sa.BindParameter[str]":
    return sa.bindparam(f"text{number}", type_=sa.String())
