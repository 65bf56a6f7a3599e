"""What is said to every new connection, and looked at before one is used again."""

from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

IDLE = 1.0
"""Seconds after which a connection to PostgreSQL is asked whether it is still there before it is used again."""
LONGEST_WAIT = 30.0
"""Seconds in which whoever wants to write gets its turn; then it is an error that is heard of. On PostgreSQL it is for
each lock: somebody may have left a transaction open in a console."""
PREPARED = 500
"""Statements that a connection to PostgreSQL keeps prepared: about all that are ever asked. The driver keeps 100 by
itself, and would forget and prepare them in turns."""

GONE_AFTER = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Half a minute (in seconds, and at last in milliseconds) after which a server that went without a word, as its machine
or the network did, is known to be gone: by themselves systems wait for two hours. The address may say otherwise."""
_LET_GO = "SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
"""So does the server with Kith, and gives back what it held."""
_USED_AT = "used at"


def _hide_rows(context: ExceptionContext) -> None:
    """PostgreSQL says which row it refused, in full. Errors are logged, and what people wrote does not belong there."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\nDETAIL:")[0], *error.args[1:])


def postgres_engine(url: URL, **how: Any) -> sa.Engine:
    """Its connections notice when the other end is gone."""
    known = {name: value for name, value in GONE_AFTER.items() if name not in url.query}
    engine = sa.create_engine(url, hide_parameters=True, connect_args=known, **how)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.execute(_LET_GO)
        connection.commit()

    return engine


def use_postgres_well(engine: sa.Engine, *, writes: bool) -> None:
    event.listen(engine, "handle_error", _hide_rows)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.prepared_max, connection.prepare_threshold = PREPARED, 1  # from the second time on
        connection.execute(f"SET lock_timeout = {LONGEST_WAIT * 1000:.0f}")
        if not writes:
            connection.execute("SET default_transaction_read_only = on")
        connection.commit()

    @event.listens_for(engine, "checkin")
    def checkin(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_USED_AT] = monotonic()

    @event.listens_for(engine, "checkout")
    def checkout(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        if monotonic() - record.info.get(_USED_AT, monotonic()) < IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise sa.exc.InvalidatePoolError from error  # the pool makes new ones


def use_sqlite_well(engine: sa.Engine, begin: str, *, writes: bool) -> None:
    """The driver's own transactions start too late (see docs/decisions), so they are begun here: by the dialect, and
    not by a listener, for whose sake SQLAlchemy would prepare every statement to be listened to."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "cache_size=-16000",
                       "secure_delete=ON"):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    def start(dbapi_connection: PoolProxiedConnection) -> None:
        dbapi_connection.cursor().execute(begin)

    engine.dialect.do_begin = start  # type: ignore[method-assign]
