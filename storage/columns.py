"""Column types that every table uses, and what a table says about people's rights."""

import base64
import hashlib
import hmac
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

__all__ = [
    "EncryptedBytes",
    "EncryptedText",
    "Keyring",
    "LockedAnswer",
    "Part",
    "Rights",
    "Table",
    "UTCDateTime",
    "is_among",
    "keyring_of",
    "one_of",
    "utc",
]


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True)
class Part:
    """What is different for one of those whom a row is about: columns that are given to them alone (their own words),
    and columns that are emptied when they are erased (if nothing else is said, the same ones). `seen` False: the row is
    never given to them, as it would tell what somebody else said in confidence. `nameless`: they are not given
    the names of the others, who may not have wanted to be named."""

    gives: str = ""
    empties: str | None = None
    seen: bool = True
    nameless: bool = False

    @property
    def emptied(self) -> tuple[str, ...]:
        return tuple((self.gives if self.empties is None else self.empties).split())


@dataclass(frozen=True)
class Rights:
    """How a table's rows about a person are given to them and taken away.

    `of` names the columns that hold the members or accounts a row is about; without any, nothing in it is about a
    person, and `why` says how that can be. Whoever a row is about is given the columns in `gives`, those of their own
    side in `sides`, and the names of the others; never what stands in `hides`. Columns are written with spaces between.
    `only`: the condition on rows that are given. `words`: columns in which people write freely, or are named; whoever
    is erased is looked for in them.

    `erase`: the row is deleted, or the columns of the person's side are emptied and the row is kept because it is a
    partner's too (`why`), or it is kept whole.
    """

    of: tuple[str, ...] = ()
    gives: str = ""
    hides: str = ""
    sides: Mapping[str, Part] = field(default_factory=dict)
    only: str = ""
    words: str = ""
    erase: Literal["delete", "anonymise", "keep"] = "keep"
    why: str = ""

    def side(self, column: str) -> Part:
        return self.sides.get(column, Part())

    def given(self, columns: Iterable[str]) -> tuple[str, ...]:
        """What somebody is given whom these columns of a row name."""
        seen = [self.side(column) for column in columns if self.side(column).seen]
        own = [name for side in seen for name in side.gives.split()]
        return tuple(dict.fromkeys([*self.gives.split(), *own])) if seen else ()


TEXT, MARKS, FERNET = b"kith locked text", b"kith marks of accounts", b"kith encrypted text"
SEALS, TICKETS, KEYS = b"kith seals of tokens", b"kith tickets", b"kith keys of what came in unnamed"
"""What a key is made for: no key is used for two things."""
_LOCKED, _NONCE, _BLOCK = b"1:", 12, 16
"""How everything begins that is locked; then follow, as base64, the nonce and what AES-GCM makes of the text, which is
filled up to whole blocks so that short answers cannot be told apart by their length."""


class Table(SQLModel):
    """The parent of every table. SQLModel validates no rows, so what would validate them is not built."""

    model_config = {"defer_build": True}


def one_of(values: type[StrEnum], name: str) -> Any:
    """A status: stored by value, held by a named check constraint."""
    return sa.Enum(
        values,
        values_callable=lambda enum: [member.value for member in enum],
        native_enum=False,
        create_constraint=True,
        length=20,
        name=name,
    )


@event.listens_for(sa.CheckConstraint, "before_parent_attach")
def _one_by_one(check: sa.CheckConstraint, _table: object) -> None:
    """Of an IN with more than two values SQLite makes a table in memory, anew for each row; an OR it just reads."""
    told = check.sqltext
    if isinstance(told, sa.BinaryExpression) and told.operator is operators.in_op:
        check.sqltext = sa.or_(*(told.left == value for value in told.right.value))


class Keyring:
    """The keys for text that must not be readable in a stolen file. The first writes, all of them read."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("a keyring needs a secret")
        self._keys = [AESGCM(_key(secret, TEXT)) for secret in secrets]
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(_key(secret, FERNET))) for secret in secrets])
        self._marking = {use: [_key(secret, use) for secret in secrets] for use in (MARKS, SEALS, TICKETS, KEYS)}

    def marks(self, text: str, use: bytes = MARKS) -> list[str]:
        """By which a text is known again and cannot be found out: one mark for each key, the one of today first."""
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._marking[use]]

    def lock(self, text: str) -> str:
        return self.lock_bytes(text.encode()).decode()

    def unlock(self, locked: str) -> str:
        """Raises `ValueError` where none of the keys fits."""
        return self.unlock_bytes(locked.encode()).decode()

    def lock_bytes(self, content: bytes) -> bytes:
        nonce, missing = os.urandom(_NONCE), _BLOCK - len(content) % _BLOCK
        filled = content + bytes([missing]) * missing
        return _LOCKED + b2a_base64(nonce + self._keys[0].encrypt(nonce, filled, None), newline=False)

    def unlock_bytes(self, locked: bytes) -> bytes:
        if not locked.startswith(_LOCKED):  # by an earlier version
            with suppress(InvalidToken):
                return self._fernet.decrypt(locked)
        else:
            read = a2b_base64(locked.removeprefix(_LOCKED))
            for key in self._keys:
                with suppress(InvalidTag):
                    filled = key.decrypt(read[:_NONCE], read[_NONCE:], None)
                    return filled[: -filled[-1]]
        raise ValueError("this text was locked with a key that KITH_SECRET_KEY does not hold")


def _key(secret: str, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(secret.encode())


def keyring_of(dialect: Dialect) -> Keyring:
    """The keys that a database was opened with."""
    found = getattr(dialect, "kith_keyring", None)
    if isinstance(found, Keyring):
        return found
    raise RuntimeError("this database was opened without a keyring")


class EncryptedText(sa.types.TypeDecorator[str]):
    """Text that only a holder of the key can read; never of use in a WHERE. The dialect carries the `Keyring`.

    That there is no text is not hidden.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return keyring_of(dialect).lock(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return keyring_of(dialect).unlock(value) if value else value


class EncryptedBytes(sa.types.TypeDecorator[bytes]):
    """The same for a file: it may hold what stands in encrypted text elsewhere."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return keyring_of(dialect).lock_bytes(value) if value is not None else value

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return keyring_of(dialect).unlock_bytes(value) if value is not None else value


class LockedAnswer(sa.types.TypeDecorator[Any]):
    """One of a few answers, or none yet (None): which, and whether, only a holder of the key can tell. Locked, all of
    them are of the same length. `answers` is an enum, or `bool` for a no and a yes."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, answers: type[StrEnum] | type[bool]) -> None:
        super().__init__()
        self.answers = answers

    @property
    def enums(self) -> list[str]:
        """The values in the rows, as `sa.Enum` names them."""
        return ["no", "yes"] if self.answers is bool else [str(answer) for answer in self.answers]

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        if value is None:
            return keyring_of(dialect).lock("")
        if self.answers is bool:
            return keyring_of(dialect).lock(self.enums[bool(value)])
        return keyring_of(dialect).lock(self.answers(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        said = keyring_of(dialect).unlock(value) if value else ""
        if not said:
            return None
        return said == "yes" if self.answers is bool else self.answers(said)


class Ids(sa.types.TypeDecorator[Sequence[int]]):
    """Any number of ids as one value: an array on PostgreSQL, a list in JSON on SQLite."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.ARRAY(sa.Integer()) if dialect.name == "postgresql" else sa.JSON())


class is_among(FunctionElement[bool]):  # noqa: N801  # reads as a condition, as SQLAlchemy's own do
    """Whether a column is one of the ids that the statement is given by this name, a list. However many they are, the
    statement is the same: `in_` writes one anew for each number of them, with a placeholder for each.

    It has no type: of a Boolean SQLAlchemy would ask on SQLite whether it is 1, and no index would be used.
    """

    inherit_cache = True

    def __init__(self, column: Mapped[int], ids: str) -> None:
        super().__init__(column, sa.bindparam(ids, type_=Ids()))


@compiles(is_among, "postgresql")
def _in_array(among: is_among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = among.clauses
    return compiler.process(column == sa.func.any(ids), **options)


@compiles(is_among, "sqlite")
def _in_json(among: is_among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = among.clauses
    return compiler.process(column.in_(sa.select(sa.func.json_each(ids).table_valued("value").c.value)), **options)
