"""What somebody who has everything that is kept could find out: a dump with the hidden columns, and every way to put
two rows of it side by side."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from flows.pulses.questions import LEAST
from storage.database import Database
from storage.people import Member

Row: TypeAlias = dict[str, Any]
Truth: TypeAlias = Mapping[int, Sequence[str]]
"""What each member answered, question by question."""
ANSWERS = "pulse_answer"
TRANSACTIONS = ("xmin", "xmax")
MOST_ALIKE = 0.8
"""So many answers that stand where those of their givers do are no accident: of twenty, chance brings four."""


def dump(database: Database) -> dict[str, list[Row]]:
    """Every row as it is stored, and as whoever has the key reads it, with row ids and PostgreSQL's hidden columns."""
    with database.read() as session:
        return {table.name: _rows(session, table, database) for table in SQLModel.metadata.sorted_tables}


def _rows(session: Session, table: sa.Table, database: Database) -> list[Row]:
    hidden = "ctid::text AS ctid, xmin::text AS xmin, xmax::text AS xmax, "
    if database.is_sqlite:
        hidden = "rowid AS rowid, " if table.dialect_options["sqlite"]["with_rowid"] else ""
    keys = list(table.primary_key.columns)
    by = ", ".join(f'"{key.name}"' for key in keys)
    stored = session.execute(sa.text(f'SELECT {hidden}* FROM "{table.name}" ORDER BY {by}')).mappings().all()
    opened = session.execute(sa.select(table).order_by(*keys)).mappings().all()
    return [
        {name if name not in table.c else f"{name}, locked": value for name, value in one.items()} | dict(read)
        for one, read in zip(stored, opened, strict=True)
    ]


@dataclass(frozen=True)
class Suspects:
    """Members, and how a row can be known to be about one of them: it holds their id, their account's, or the name of
    that on its platform."""

    members: Mapping[int, tuple[int, str]]

    def of(self, table: sa.Table, row: Row) -> Iterator[int]:
        kinds = {column.name: key.column.table.name for column in table.columns for key in column.foreign_keys}
        if table.name in ("member", "account"):
            kinds["id"] = table.name
        texts = [value for value in row.values() if isinstance(value, str)]
        for member, (account, user) in self.members.items():
            ids = {"member": member, "account": account}
            held = any(kind in ids and row.get(name) == ids[kind] for name, kind in kinds.items())
            if held or any(f":{user}:" in f":{text}:" or text == user for text in texts):
                yield member


def suspects(database: Database, ids: Sequence[int]) -> Suspects:
    with database.read() as session:
        people = session.scalars(sa.select(Member).where(col(Member.id).in_(ids))).unique().all()
        return Suspects({one.id or 0: (one.account_id, one.account.user) for one in people})


def links(rows: Mapping[str, list[Row]], who: Suspects, truth: Truth, slugs: Sequence[str]) -> list[str]:
    """Every way that was found from answers to those who gave them."""
    together = [*_kept_together(rows, truth, slugs), *_few_together(rows, slugs)]
    return [*_equal_values(rows, who), *_same_order(rows, who, truth, slugs), *together]


def _values(row: Row) -> set[str]:
    """What can be looked for elsewhere. Small numbers are equal by accident; in which order they come is looked at on
    its own."""
    found = set()
    for name, value in row.items():
        if name in TRANSACTIONS:
            found |= {f"transaction {value}"} if value != "0" else set()
        elif isinstance(value, datetime | date) or (isinstance(value, str) and len(value) >= 6 and name != "ctid"):
            found.add(str(value))
    return found


def _about(rows: Mapping[str, list[Row]], who: Suspects) -> Iterator[tuple[sa.Table, int, Row]]:
    for table in SQLModel.metadata.sorted_tables:
        for row in rows[table.name] if table.name != ANSWERS else ():
            for member in who.of(table, row):
                yield table, member, row


def _equal_values(rows: Mapping[str, list[Row]], who: Suspects) -> Iterator[str]:
    """A value of an answer that stands in rows about some of them, and not about all."""
    holds: dict[str, set[int]] = defaultdict(set)
    for _table, member, row in _about(rows, who):
        for value in _values(row):
            holds[value].add(member)
    for answer in rows[ANSWERS]:
        for value in _values(answer):
            if 0 < len(holds.get(value, ())) < len(who.members):
                yield f"equal: {value}"


def _same_order(rows: Mapping[str, list[Row]], who: Suspects, truth: Truth, slugs: Sequence[str]) -> Iterator[str]:
    """Answers in an order that members stand in, too."""
    orders: dict[str, dict[int, Any]] = defaultdict(dict)
    for table, member, row in _about(rows, who):
        for name, value in row.items():
            if (place := _place(name, value)) is not None:
                orders[f"{table.name}.{name}"].setdefault(member, place)
    for name, places in orders.items():
        if len(set(places.values())) < len(who.members):
            continue
        members = sorted(places, key=lambda member: places[member])
        for number, slug in enumerate(slugs):
            said = [truth[member][number] for member in members]
            for by, given in _answer_orders(rows, slug):
                for way, one in (("", given), (", backwards", given[::-1])):
                    alike = sum(first == second for first, second in zip(said, one, strict=False))
                    if len(one) == len(said) and alike >= MOST_ALIKE * len(said):
                        yield f"order: {slug} by {by} as {name}{way}"


def _place(name: str, value: Any) -> Any:
    if isinstance(value, bool) or name.endswith("locked"):
        return None
    if name in TRANSACTIONS:
        return int(value)
    if name == "ctid":
        return tuple(map(int, str(value).strip("()").split(",")))
    return value if isinstance(value, int | datetime) else None


def _answer_orders(rows: Mapping[str, list[Row]], slug: str) -> Iterator[tuple[str, list[str]]]:
    answers = [row for row in rows[ANSWERS] if row["question"] == slug]
    for name in answers[0] if answers else ():
        with suppress(TypeError):
            places = [(_place(name, row[name]), row["answer"]) for row in answers]
            if len({place for place, _answer in places}) == len(places) and None not in dict(places):
                yield name, [answer for _place_of, answer in sorted(places)]


def _kept_together(rows: Mapping[str, list[Row]], truth: Truth, slugs: Sequence[str]) -> Iterator[str]:
    """Answers to two questions in one order, so that those of one person can be put side by side."""
    for first in range(len(slugs)):
        for second in range(first + 1, len(slugs)):
            pairs = Counter((said[first], said[second]) for said in truth.values())
            for by, given in _answer_orders(rows, slugs[first]):
                for by_too, also in _answer_orders(rows, slugs[second]):
                    if by == by_too and Counter(zip(given, also, strict=False)) == pairs:
                        yield f"together: {slugs[first]} and {slugs[second]} by {by}"


def _few_together(rows: Mapping[str, list[Row]], slugs: Sequence[str]) -> Iterator[str]:
    """Answers that were written in one transaction, and are those of fewer people than any result is shown of
    (PostgreSQL tells; what is written is the same on both)."""
    written = Counter(row["xmin"] for row in rows[ANSWERS] if "xmin" in row)
    for transaction, many in written.items():
        if many < LEAST * len(slugs):
            yield f"few together: {many} answers in transaction {transaction}"
