"""Taking away what is kept about a person, some rows in each transaction.

First their own rows, by what each table says (`Rights.erase`); then their name and words in what others have; then the
keys of letters and happenings, which hold their id on the platform.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa
import structlog
from sqlmodel import col

from storage.columns import LockedAnswer
from storage.database import Store
from storage.mentoring.records import Concern
from storage.outbox import LetterState, letters, taken
from storage.people import Account, MemberAccount
from storage.rights.erasure import Erasure
from storage.rights.people import ACCOUNT
from storage.rights.tables import Declared, about_people, declared

log = structlog.get_logger(__name__)
AT_ONCE = 200
NOBODY = "nobody"
"""The platform of the one account that everybody who was erased has."""
LAST = ("account", "erasure")
"""Tables whose rows go when all others have."""


class Scrub(Protocol):
    """Takes the traces of a person out of what others have; a flow knows the words for it."""

    name: str
    """What stands where the person's name stood."""
    words: str
    """What stands where a record of others cannot do without the person's words."""

    def card(self, kept: str) -> str: ...

    def text(self, kept: str, *, is_theirs: bool) -> str:
        """`is_theirs`: the row is about this person, so that their name is them whatever else it means."""
        ...

    def is_in(self, content: bytes) -> bool: ...


Work: TypeAlias = Callable[[Store, Erasure, Scrub, int], tuple[int, int]]
"""Takes some rows behind `last`; gives how many it was, and where it came to. Fewer than asked for: it is done."""


def take_away(store: Store, erasure: Erasure, scrub: Scrub, most: int = AT_ONCE) -> bool:
    """The next rows. True when there is nothing left but the accounts themselves."""
    plan = list(_plan())
    left = most
    while erasure.stage < len(plan) and left > 0:
        done, erasure.last = plan[erasure.stage](store, erasure, scrub, left)
        if done < left:
            erasure.stage, erasure.last = erasure.stage + 1, 0
        left -= done
    store.session.flush()
    store.session.expire_all()
    return erasure.stage >= len(plan)


def _plan() -> Iterator[Work]:
    # Those that point to others go first.
    for one in reversed(list(about_people())):
        if one.name not in LAST:
            yield _deleting(one) if one.rights.erase == "delete" else _emptying(one)
    for one in declared().values():
        if one.rights.words:
            yield _deleting_files(one) if one.name == "stored_file" else _scrubbing(one)
    yield _letter_keys
    yield _taken_keys


# --- their own rows --------------------------------------------------------------------------------------------------


def _deleting(one: Declared) -> Work:
    keys = list(one.table.primary_key.columns)

    def work(store: Store, erasure: Erasure, _scrub: Scrub, most: int) -> tuple[int, int]:
        # A letter that changes another one is newer than it, and has to go before it.
        newest = [key.desc() for key in keys]
        found = store.session.execute(
            sa.select(*keys).where(one.about(erasure.person)).order_by(*newest).limit(most)
        ).all()
        if found:
            store.session.execute(sa.delete(one.table).where(sa.tuple_(*keys).in_([tuple(row) for row in found])))
        return len(found), 0

    return work


def _emptying(one: Declared) -> Work:
    table = one.table

    def work(store: Store, erasure: Erasure, scrub: Scrub, most: int) -> tuple[int, int]:
        person, last = erasure.person, erasure.last
        look = sa.select(table).where(one.about(person), table.c.id > last).order_by(table.c.id).limit(most)
        if one.name == "concern":  # who is in need may write anew while this goes on
            look = look.where(table.c.at <= erasure.begun_at)
        found = store.session.execute(look).mappings().all()
        for row in found:
            mine = one.columns_of(row, person)
            values = _emptied(one, mine) | _nobody(store, one, mine) | _otherwise(one, mine, row, erasure, scrub)
            if values:
                store.session.execute(sa.update(table).where(table.c.id == row["id"]).values(values))
        return len(found), found[-1]["id"] if found else last

    return work


def _emptied(one: Declared, mine: list[str]) -> dict[str, Any]:
    names = {name for column in mine for name in one.rights.side(column).emptied}
    return {name: _empty(one.table.c[name]) for name in names}


def _empty(column: "sa.Column[Any]") -> Any:
    match column.type:
        case LockedAnswer():
            return None  # locked, like any other answer
        case _ if column.nullable:
            return None
        case sa.Boolean():
            return False
        case sa.Integer():
            return 0
        case _:
            return ""


def _nobody(store: Store, one: Declared, mine: list[str]) -> dict[str, Any]:
    """What pointed to an account, which goes, points to nobody's."""
    pointing = [name for name in mine if name != "id" and one.points_to(name) == ACCOUNT]
    return {name: None if one.table.c[name].nullable else nobody(store).id for name in pointing}


def _otherwise(one: Declared, mine: list[str], row: Any, erasure: Erasure, scrub: Scrub) -> dict[str, Any]:
    """What a row needs to be read by others as before."""
    match one.name:
        case "member":
            return {
                "name": scrub.name, "status": "erased", "zone": "", "language": "", "consent": "",
                "is_mentee": False, "is_mentor": False,
                "is_coordinator": False, "told_open": False, "paused_until": None, "paused_by_coordinator": False,
                "joined_at": row["joined_at"].replace(day=1, hour=0, minute=0, second=0, microsecond=0),
                "acted_at": erasure.begun_at,
            }  # fmt: skip
        case "concern" if {"from_id", "account_id"} & set(mine):
            return {"text": scrub.words, "status": "closed", "closed_at": row["closed_at"] or erasure.begun_at}
        case _:
            return {}


def nobody(store: Store) -> Account:
    """The account of everybody who was erased. It is nowhere, and nothing is ever sent there."""
    found = store.first(sa.select(Account).where(col(Account.platform) == NOBODY))
    return found or store.add(Account(platform=NOBODY, user=NOBODY))


# --- what others have ------------------------------------------------------------------------------------------------


def _around(one: Declared, erasure: Erasure) -> "sa.ColumnElement[bool]":
    return sa.or_(one.table.c.program_id.in_(erasure.programs), one.table.c.program_id.is_(None))


def _scrubbing(one: Declared) -> Work:
    table, keys = one.table, list(one.table.primary_key.columns)
    first, columns = keys[0], one.rights.words.split()

    def otherwise(store: Store, row: sa.RowMapping, erasure: Erasure, scrub: Scrub) -> dict[str, str]:
        theirs = _is_theirs(store, one, row, erasure)
        read = scrub.card if one.name == "letter" else lambda kept: scrub.text(kept, is_theirs=theirs)
        values = {name: read(row[name]) for name in columns if row[name]}
        return {name: value for name, value in values.items() if value != row[name]}

    def work(store: Store, erasure: Erasure, scrub: Scrub, most: int) -> tuple[int, int]:
        around = _around(one, erasure)
        firsts = sa.select(first).where(around, first > erasure.last).distinct().order_by(first).limit(most)
        numbers = store.session.scalars(firsts).all()
        rows = store.session.execute(sa.select(table).where(around, first.in_(numbers))).mappings().all()
        changes = [(row, values) for row in rows if (values := otherwise(store, row, erasure, scrub))]
        if changes and store.session.get_bind().dialect.name != "sqlite":
            held = _held(store, one, [row for row, _values in changes])
            changes = [(row, values) for row in held if (values := otherwise(store, row, erasure, scrub))]
        for row, values in changes:
            store.session.execute(sa.update(table).where(*(key == row[key.name] for key in keys)).values(values))
        return len(numbers), numbers[-1] if numbers else erasure.last

    return work


def _held(store: Store, one: Declared, rows: Sequence[sa.RowMapping]) -> Sequence[sa.RowMapping]:
    """The same rows as they are now, and for nobody else to write until this is done: what a partner wrote since they
    were read would be written over. On SQLite nobody else writes meanwhile."""
    keys = list(one.table.primary_key.columns)
    these = sa.tuple_(*keys).in_([tuple(row[key.name] for key in keys) for row in rows])
    look = sa.select(one.table).where(these).order_by(*keys).with_for_update(key_share=True)
    return store.session.execute(look).mappings().all()


def _deleting_files(one: Declared) -> Work:
    """A file that names them goes as a whole: it can be made anew."""
    table = one.table

    def work(store: Store, erasure: Erasure, scrub: Scrub, most: int) -> tuple[int, int]:
        look = sa.select(table.c.id, table.c.content).where(_around(one, erasure), table.c.id > erasure.last)
        files = store.session.execute(look.order_by(table.c.id).limit(most)).all()
        naming = [row.id for row in files if scrub.is_in(row.content)]
        store.session.execute(sa.delete(table).where(table.c.id.in_(naming)))
        return len(files), files[-1].id if files else erasure.last

    return work


def _is_theirs(store: Store, one: Declared, row: Any, erasure: Erasure) -> bool:
    """Whether the row is about this person and somebody else, itself or by what it belongs to (an intro, a match). A
    room's name is made of names alone."""
    if one.name == "room" or one.columns_of(row, erasure.person):
        return True
    for column, whole in one.belongs_to():
        look = sa.select(whole.table.c.id).where(whole.table.c.id == row[column], whole.about(erasure.person))
        if row[column] is not None and store.session.execute(look).first() is not None:
            return True
    return False


# --- ids of the platform ---------------------------------------------------------------------------------------------


def _users(store: Store, erasure: Erasure) -> list[str]:
    accounts = sa.select(col(Account.user)).where(col(Account.id).in_(erasure.person.accounts))
    return list(store.session.scalars(accounts))


def _letter_keys(store: Store, erasure: Erasure, _scrub: Scrub, most: int) -> tuple[int, int]:
    """Whose press made a letter stands in its key, which tells a letter from its double for as long as it is sent."""
    holds = sa.or_(sa.false(), *(letters.c.key.contains(user, autoescape=True) for user in _users(store, erasure)))
    settled = sa.or_(letters.c.state.in_([LetterState.SENT, LetterState.DEAD]), letters.c.claimed_at.is_(None))
    look = sa.select(letters.c.id).where(holds, settled, letters.c.id > erasure.last).order_by(letters.c.id).limit(most)
    found = store.session.scalars(look).all()
    for number in found:
        store.session.execute(sa.update(letters).where(letters.c.id == number).values(key=f"erased:{number}"))
    return len(found), found[-1] if found else erasure.last


def _taken_keys(store: Store, erasure: Erasure, _scrub: Scrub, most: int) -> tuple[int, int]:
    holds = sa.or_(sa.false(), *(taken.c.key.contains(user, autoescape=True) for user in _users(store, erasure)))
    found = store.session.scalars(sa.select(taken.c.key).where(holds).limit(most)).all()
    if found:
        store.session.execute(sa.delete(taken).where(taken.c.key.in_(found)))
    return len(found), 0


# --- the end ---------------------------------------------------------------------------------------------------------


def has_unsent(store: Store, erasure: Erasure) -> bool:
    """Whether a letter to them still waits to be sent."""
    waiting = sa.exists().where(
        letters.c.account_id.in_(erasure.person.accounts),
        letters.c.state.in_([LetterState.PENDING, LetterState.HELD]),
    )
    return store.session.scalar(sa.select(waiting)) is True


def start_over(erasure: Erasure) -> None:
    """Once more from the beginning, for what came while it went on."""
    erasure.stage = erasure.last = 0


def forget_accounts(store: Store, erasure: Erasure) -> None:
    """Takes the accounts away and the erasure with them. Who is here anew by then (they wrote to the coordinators
    meanwhile) keeps the account for that, and nothing else."""
    person, session = erasure.person, store.session
    accounts = declared()["account"].table
    store.delete(erasure)
    _forget_appointed(store, person.accounts)
    for used in (MemberAccount, Concern):
        held = session.scalars(sa.select(col(used.account_id)).where(col(used.account_id).in_(person.accounts))).all()
        person = type(person)(person.accounts - set(held), person.members)
    session.execute(sa.delete(accounts).where(accounts.c.id.in_(person.accounts)))
    log.info("erased", accounts=sorted(person.accounts), members=sorted(person.members))
    session.expire_all()
    store.clear_away(*(one.name for one in about_people()), "taken")


def _forget_appointed(store: Store, accounts: frozenset[int]) -> None:
    """Whom the settings name as a coordinator is not one any more (docs/decisions/erasing.md)."""
    appointed = declared()["appointed"].table
    for account in store.all(sa.select(Account).where(col(Account.id).in_(accounts))):
        store.session.execute(
            sa.delete(appointed).where(
                appointed.c.platform == account.platform, appointed.c.team == account.team,
                appointed.c.user == account.user,
            )
        )  # fmt: skip
