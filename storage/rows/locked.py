"""Private text that stands in the database already, and whether the keys of today read it."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import SQLModel

from storage import Problem, schema
from storage.columns import EncryptedText, LockedAnswer, keyring_of
from storage.database import Database

TRIED = 20
"""So many of the oldest and of the newest rows of each table: a key that is missing has locked one or the other."""
_ENDS = (sa.asc, sa.desc)


class WrongKey(Problem):
    """Something was locked with another key; the sentence says what to do."""


def refuse_unreadable(database: Database) -> None:
    """Raises `WrongKey` where the keys do not read what was locked before."""
    keyring = keyring_of(database.engine.dialect)
    try:
        for locked in _some(database):
            keyring.unlock(locked)
    except ValueError as error:
        raise WrongKey(
            "KITH_SECRET_KEY: does not hold a key that private text in this database is locked with. Set the key that "
            "was there before; a new one goes in front of it, with a comma between them."
        ) from error


def _some(database: Database) -> Iterator[str]:
    schema.load_tables()
    with database.looking.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
        for table in SQLModel.metadata.sorted_tables:
            columns = [
                sa.type_coerce(column, sa.Text)
                for column in table.columns
                if isinstance(column.type, EncryptedText | LockedAnswer)
            ]
            for end in _ENDS if columns and table.name in there else ():
                rows = sa.select(*columns).order_by(*map(end, table.primary_key.columns)).limit(TRIED)
                yield from (locked for row in connection.execute(rows) for locked in row if locked)
