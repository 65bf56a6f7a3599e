"""What many scripts begin with is played once in a process, and taken up from there by the others."""

from collections.abc import Callable
from contextlib import closing
from copy import deepcopy
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlmodel import SQLModel

from storage.database import Database
from tests.world.databases import COUNTS, RESTART, empty_sqlite, sweeping
from tests.world.world import Person, World

P = ParamSpec("P")
T = TypeVar("T")


class Rows(Protocol):
    """Everything that was in a database at one moment."""

    def back_into(self, database: Database) -> None:
        """The same is in it again, whatever was in it before."""
        ...


class _OnSQLite:
    """Row by row: what every connection has learned about the database's statements stays true."""

    def __init__(self, database: Database) -> None:
        self._rows = dict[str, list[tuple[Any, ...]]]()
        with database.engine.connect() as connection:
            for name in (*SQLModel.metadata.tables, COUNTS):
                if found := connection.exec_driver_sql(f'SELECT * FROM "{name}"').all():
                    self._rows[name] = [tuple(row) for row in found]

    def back_into(self, database: Database) -> None:
        with database.engine.begin() as connection:
            empty_sqlite(connection, SQLModel.metadata.tables)
            for name, rows in self._rows.items():
                places = ", ".join("?" * len(rows[0]))
                if name == COUNTS:  # it has begun to count again with the rows before it
                    connection.exec_driver_sql(f"DELETE FROM {COUNTS}")
                connection.exec_driver_sql(f'INSERT INTO "{name}" VALUES ({places})', rows)


class _OnPostgres:
    def __init__(self, database: Database) -> None:
        self._rows = dict[str, list[tuple[Any, ...]]]()
        names = [*SQLModel.metadata.tables]
        with sweeping(database).connect() as connection:
            # All in one journey to the server.
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute("; ".join(f'SELECT * FROM "{name}"' for name in names))
                for name in names:
                    if found := cursor.fetchall():
                        self._rows[name] = [*found]
                    cursor.nextset()
            self._counts = [tuple(row) for row in connection.exec_driver_sql(_COUNTS)]

    def back_into(self, database: Database) -> None:
        with sweeping(database).begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql("; ".join(f'DELETE FROM "{name}"' for name in SQLModel.metadata.tables))
            for name, rows in self._rows.items():
                places = ", ".join(["%s"] * len(rows[0]))
                connection.exec_driver_sql(f'INSERT INTO "{name}" VALUES ({places})', rows)
            connection.exec_driver_sql(RESTART)
            connection.exec_driver_sql("SELECT setval(format('%%I', %s::text)::regclass, %s)", self._counts)


_COUNTS = """
SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


def rows_of(database: Database) -> Rows:
    return _OnSQLite(database) if database.is_sqlite else _OnPostgres(database)


class Kept:
    """A world as it was at one moment, to play on from more than once."""

    def __init__(self, world: World) -> None:
        self._rows = rows_of(world.database)
        self._surface, self._at = deepcopy(world.surface), world.clock.at

    def back_into(self, world: World) -> World:
        """That world is as this one was, whatever was in it before."""
        self._rows.back_into(world.database)
        world.is_seen_on(deepcopy(self._surface), self._at)
        return world


# --- played once -----------------------------------------------------------------------------------------------------

_PLAYED: dict[object, tuple[Kept, object]] = {}


def begins(play: Callable[Concatenate[World, P], T]) -> Callable[Concatenate[World, P], T]:
    """A beginning of scripts; it returns people, or nothing. Where nothing but beginnings came before it, it is played
    once in a process for each platform and database."""

    @wraps(play)
    def played(world: World, /, *args: P.args, **kwargs: P.kwargs) -> T:
        before = world.told()
        if before is None:
            return play(world, *args, **kwargs)
        key = (*before, (play.__qualname__, repr(args), repr(kwargs)))
        platform = (type(world.surface), world.database.is_sqlite)
        if (platform, key) in _PLAYED:
            kept, names = _PLAYED[platform, key]
            kept.back_into(world)
        else:
            names = _names(play(world, *args, **kwargs))
            _PLAYED[platform, key] = Kept(world), names
        world.is_told(key)
        return cast("T", _people(names, world))

    return played


def _names(people: object) -> object:
    """People are of one world; their names are of all."""
    match people:
        case Person():
            return people.name
        case tuple():
            return tuple(_names(one) for one in people)
        case None:
            return None
    raise TypeError(f"a beginning returns people, or nothing, and not {people!r}")


def _people(names: object, world: World) -> object:
    match names:
        case str():
            return world.person(names)
        case tuple():
            return tuple(_people(one, world) for one in names)
    return None


def sets(put: Callable[Concatenate[World, P], T]) -> Callable[Concatenate[World, P], T]:
    """Something small that scripts put into a world before their beginning, or as one. It is done each time."""

    @wraps(put)
    def done(world: World, /, *args: P.args, **kwargs: P.kwargs) -> T:
        before = world.told()
        result = put(world, *args, **kwargs)
        if before is not None:
            world.is_told((*before, (put.__qualname__, repr(args), repr(kwargs))))
        return result

    return done
