"""What was changed of records, written back."""

from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import InstanceState, Mapper, Session
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.orm.exc import StaleDataError

from storage.rows.ready import Ready


def write_changes(session: Session) -> bool:
    """Writes changed columns, in the order in which SQLAlchemy would. False where it has to do it itself, and nothing
    was written: something is new or deleted, a relationship was set, or a value is to be worked out by the database.
    What is refused stays changed, so the transaction cannot be saved without it."""
    if session.new or session.deleted:
        return False
    changes = []
    for row in session.dirty:
        state = instance_state(row)
        changed = _changed(state)
        if changed is None:
            return False
        changes.append((_order(state.mapper), state.identity, state, changed))
    for _place, _identity, state, changed in sorted(changes, key=lambda change: change[:2]):
        _write(session, state, changed)
    return True


def _changed(state: "InstanceState[Any]") -> dict[str, Any] | None:
    """The values that are not what the row holds, by column; None where more than columns was changed."""
    columns, values, changed = _columns(state.mapper), state.dict, dict[str, Any]()
    for name, was in state.committed_state.items():
        if name not in columns or name not in values or isinstance(values[name], sa.ClauseElement):
            return None
        if was != values[name]:
            changed[columns[name]] = values[name]
    return changed


def _write(session: Session, state: "InstanceState[Any]", changed: dict[str, Any]) -> None:
    if changed:
        [number] = state.identity or ()
        if _update(state.mapper, tuple(sorted(changed))).run(session, {"of_id": number, **changed}) != 1:
            raise StaleDataError(f"a row of {state.mapper.local_table} is not there any more")
    state._commit_all(state.dict, session.identity_map)  # noqa: SLF001  # what a flush does; there is no other name for it


@cache
def _columns(mapper: "Mapper[Any]") -> dict[str, str]:
    """Column by attribute; without the key, and none where that is more than one column."""
    if len(mapper.primary_key) != 1:
        return {}
    columns = [column for column in mapper.local_table.columns if not column.primary_key]
    return {mapper.get_property_by_column(column).key: column.key for column in columns}


@cache
def _order(mapper: "Mapper[Any]") -> int:
    """Tables come after those they refer to, so that two transactions lock rows in the same order."""
    table = _table(mapper)
    return table.metadata.sorted_tables.index(table)


@cache
def _update(mapper: "Mapper[Any]", columns: tuple[str, ...]) -> Ready:
    [key] = mapper.primary_key
    values: dict[str, sa.BindParameter[Any]] = {column: sa.bindparam(column) for column in columns}
    return Ready(sa.update(_table(mapper)).where(key == sa.bindparam("of_id", type_=key.type)).values(values))


def _table(mapper: "Mapper[Any]") -> sa.Table:
    return cast("sa.Table", mapper.local_table)
