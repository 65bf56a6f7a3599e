"""Opening the database, and the `Store` that steps are given.

SQLite: writes take the database's one write lock at their start (``BEGIN IMMEDIATE``), so what a step has read cannot
change under it; reading has connections of its own. A lock file keeps a second process out. PostgreSQL: read
committed, with row locks taken by the engine.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state
from sqlmodel import SQLModel

from storage import Problem
from storage.columns import Keyring
from storage.rows import Clearing, hold, write_changes
from storage.rows import Lookup as Lookup  # what `Store` is asked with
from storage.rows.connections import LONGEST_WAIT, postgres_engine, use_postgres_well, use_sqlite_well

T = TypeVar("T", bound=SQLModel)

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

PROGRAM: "sa.BindParameter[int]" = sa.bindparam("program", type_=sa.Integer())
"""The store's program, in queries that are made once."""

_CLEARED = "cleared"


class InUse(Problem):
    """Another process works on this database."""


class Store:
    """What a step may ask of the rows: one transaction, and the one program it may see.

    Named queries (``intros.open_of(store, mentee)``) take it as their first argument and filter by `program_id`. Those
    that are asked at every press are made once, as constants with `PROGRAM` and other `sa.bindparam`s in them, and are
    given the values by name: making a query takes about as long as asking it. As a `Lookup`, asking it takes half.
    """

    __slots__ = ("program_id", "session")

    def __init__(self, session: Session, program_id: int | None = None) -> None:
        self.session = session
        self.program_id = program_id

    @property
    def program(self) -> int:
        """The program's id, where there has to be one."""
        if self.program_id is None:
            raise RuntimeError("this step belongs to no program")
        return self.program_id

    def get(self, kind: type[T], id: int | None) -> T | None:
        """The row with that id, if it belongs to this program."""
        if id is None:
            return None
        found = by_id(self.session, kind, id)
        if found is None or getattr(found, "program_id", self.program_id) != self.program_id:
            return None
        return found

    def add(self, row: T) -> T:
        """Saves a new row at once, so that it has its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def delete(self, row: SQLModel) -> None:
        self.session.delete(row)
        self.session.flush()

    def clear_away(self, *tables: str) -> None:
        """When this transaction has been saved, what was taken out of these tables leaves the database's files too, as
        far as Kith can see to that: see docs/decisions/anonymity.md."""
        self.session.info.setdefault(_CLEARED, set()).update(tables)

    def all(self, query: "sa.Select[T] | Lookup[T]", **values: object) -> list[T]:
        if isinstance(query, Lookup):
            return [row[0] for row in query.all(self.session, self._with(values))]
        return list(self.session.scalars(query, self._with(values)))

    def first(self, query: "sa.Select[T] | Lookup[T]", **values: object) -> T | None:
        """The first of the few rows that the query is about."""
        if isinstance(query, Lookup):
            return next(iter(self.all(query, **values)), None)
        return self.session.scalars(query, self._with(values)).first()

    def rows(self, query: "sa.Select[*tuple[Any, ...]]", **values: object) -> "Sequence[sa.Row[*tuple[Any, ...]]]":
        return self.session.execute(query, self._with(values)).all()

    def number(self, query: "sa.Select[int]", **values: object) -> int:
        return self.session.scalar(query, self._with(values)) or 0

    def _with(self, values: dict[str, object]) -> dict[str, object]:
        return {PROGRAM.key: self.program_id, **values}


def by_id(session: Session, kind: type[T], id: int | str, named: tuple[str, ...] = ()) -> T | None:
    """The row with that id, of whatever program: the one that this transaction has loaded already, or else as it is
    found, with those that it names by these names."""
    if (in_hand := session.identity_map.get((kind, (id,), None))) is not None:
        return in_hand
    found = _by_id(kind, named).first(session, {"id": id})
    return found[0] if found else None


@cache
def _by_id(kind: type[T], named: tuple[str, ...]) -> Lookup[T]:
    """Made once for each kind; `Session.get` makes its query anew each time."""
    return Lookup(sa.select(kind).where(sa.inspect(kind).primary_key[0] == sa.bindparam("id")), *named)


class Database:
    """A database, open for work.

    `url` is ``sqlite:///path`` or ``postgresql+psycopg://…``. `secrets` lock and unlock encrypted text. With `alone`
    (SQLite) a second process on the same file is refused with `InUse`.
    """

    def __init__(self, url: str, secrets: Sequence[str], *, alone: bool = True) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock = _lock_file(self.url) if self.is_sqlite and alone else None
        self.keyring = keyring = Keyring(secrets)
        self._writing = self._open("BEGIN IMMEDIATE", keyring, pool_size=2 if self.is_sqlite else 4)
        self._writer = _Writer(self._writing) if self.is_sqlite else None
        # The same connections, each statement saved by itself; SQLite's one writer has no use for it.
        self._single = self._writing.execution_options(isolation_level="AUTOCOMMIT")
        self._reading = self._open("BEGIN", keyring, pool_size=4, writes=False)
        self._clearing = Clearing(self._writing)

    def _open(self, begin: str, keyring: Keyring, pool_size: int, *, writes: bool = True) -> sa.Engine:
        if self.is_sqlite:
            engine = sa.create_engine(
                self.url, pool_size=pool_size, max_overflow=0, hide_parameters=True,
                connect_args={"check_same_thread": False, "timeout": 10},
            )  # fmt: skip
            use_sqlite_well(engine, begin, writes=writes)
        else:
            # Under read committed each statement sees what is there by then, in a transaction or without one; so who
            # only looks needs none, and is spared two journeys to the server.
            how = {} if writes else {"isolation_level": "AUTOCOMMIT"}
            engine = postgres_engine(self.url, pool_size=pool_size, max_overflow=4, **how)
            use_postgres_well(engine, writes=writes)
        engine.dialect.kith_keyring = keyring  # type: ignore[attr-defined]  # read by EncryptedText
        return engine

    @property
    def engine(self) -> sa.Engine:
        """For migrations and measuring."""
        return self._writing

    @property
    def looking(self) -> sa.Engine:
        """For a look that is nobody's step; it waits for no writer."""
        return self._reading

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database, where it really lies: links stay what they are."""
        return Path(str(self.url.database)).resolve() if self.is_sqlite else None

    def let_go(self) -> None:
        """Closes every connection, so that what is behind them can change; the next one is made anew. What keeps others
        out stays."""
        if self._writer:
            self._writer.close()
        self._writing.dispose()
        self._reading.dispose()

    @contextmanager
    def write(self, *, single: bool = False) -> Iterator[Session]:
        """One transaction: saved when the block ends, undone when it raises.

        With `single` the block executes a single statement, and nothing that could raise after it: PostgreSQL saves it
        by itself, in one journey instead of three.
        """
        engine = self._single if single else self._writing
        with self._writer.kept() if self._writer else _Transaction(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
            cleared = session.info.get(_CLEARED)
        if cleared:
            self._clear_away(cleared)

    def _clear_away(self, tables: Collection[str]) -> None:
        self._clearing.clear(tables)

    def clear_again(self) -> bool:
        """Clears away what could not be yet: somebody was reading then, or the process died before. False where some of
        it still has to wait."""
        return self._clearing.clear()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """For looking only. Raises where something was changed in it, which would be lost: that is a bug."""
        with _Transaction(self._reading, expire_on_commit=False, autoflush=False) as session:
            yield session
            if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
                raise RuntimeError("something was changed by who only looks")

    def close(self) -> None:
        if self._writer:
            self._writer.close()
        self._writing.dispose()
        self._reading.dispose()
        if self._lock:
            self._lock.release()


class _Transaction(Session):
    """A session that keeps hold of the rows it has loaded, so that asking for one again, by its id, asks nobody; and
    that finds a row by its id, and writes plain changes, itself."""

    def get(self, entity: Any, ident: Any, **how: Any) -> Any:
        if how or not isinstance(ident, int | str):
            return super().get(entity, ident, **how)
        found = by_id(self, entity, ident)
        return super().get(entity, ident) if found is not None and instance_state(found).expired else found

    def flush(self, objects: Sequence[object] | None = None) -> None:
        if not self._is_clean() and not write_changes(self):
            super().flush(objects)


class _Writer:
    """The one session that writes to SQLite, kept with its connection from one transaction to the next: to make both
    anew takes longer than most statements. Each transaction begins with nothing in hand."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._turn = Lock()
        self._connection: Connection | None = None
        self._session = _Transaction(expire_on_commit=False)

    @contextmanager
    def kept(self) -> Iterator[Session]:
        """For one at a time; the others wait for their turn."""
        if not self._turn.acquire(timeout=LONGEST_WAIT):
            raise sa.exc.TimeoutError("somebody else has been writing for too long")
        try:
            if self._connection is None:
                self._session.bind = self._connection = self._engine.connect()
            with self._session:  # closed in the end, and as good as new
                yield self._session
        finally:
            self._session.info.clear()
            if self._connection is not None and self._connection.get_transaction() is not None:
                # It could not be saved, as where the disk is full: what SQLite holds of it goes with its connection.
                self._connection.invalidate()
                self._connection = None
            self._turn.release()

    def close(self) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


@event.listens_for(_Transaction, "loaded_as_persistent")
@event.listens_for(_Transaction, "pending_to_persistent")
def _hold(session: Session, row: object) -> None:
    hold(session, row)


def _lock_file(url: URL) -> FileLock | None:
    if url.database in (None, "", ":memory:"):
        raise ValueError("Kith keeps its SQLite database in a file")
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    # A lock in a folder that cannot be written would look like one that somebody else holds.
    Path(f"{path}.lock").touch()
    lock = FileLock(f"{path}.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise InUse(f"Another process is already working on {path.name}. Stop it first, or use PostgreSQL.") from error
    return lock
