"""A database, an engine over a few flows, a clock that stands still, and people by their first names."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from bot.clock import StoppedClock
from bot.engine import Engine
from bot.engine.meant import READING
from bot.engine.taking import Homes
from bot.incoming import Incoming, Reply, Sender, Via
from bot.postman import Postman
from bot.steps import Flow
from bot.workers import Workers
from storage import outbox
from storage.database import Database, Store
from storage.outbox import SHOWN, Letter, LetterState, Timer
from storage.people import Account, AccountPlace, Member, MemberAccount
from storage.places import Place, Program, ProgramStatus
from tests.core import small
from tests.core.desk import Desk
from tests.core.small import Jar

NOON = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
"""A Monday."""
Row = TypeVar("Row", bound=SQLModel)


class Stage:
    """The program Compass in the place "town" of the platform "plain"; what is told to it happens at once."""

    def __init__(
        self,
        database: Database,
        flows: Sequence[Flow[Any]] = small.FLOWS,
        homes: Homes = small.HOMES,
        *,
        writers: int = 1,
    ) -> None:
        self.database = database
        self.clock = StoppedClock(NOON)
        self.engine = Engine(database, flows, homes)
        self.desk = Desk()
        self._keys = count(1)
        self._runner = asyncio.Runner()
        self.workers, self.woken = Workers(writers=writers, readers=1), list[str]()
        self.postman = Postman(
            database, self.engine, self.clock, {"plain": self.desk}, self.workers, wake=self.woken.append
        )
        self.program = self.add(Program(name="Compass", status=ProgramStatus.OPEN, created_at=NOON)).id or 0
        self.place = self.add(Place(platform="plain", key="town", name="Town", program_id=self.program)).id or 0

    def close(self) -> None:
        self.workers.close()
        self._runner.close()

    # --- rows --------------------------------------------------------------------------------------------------------

    def add(self, row: Row) -> Row:
        with self.database.write() as session:
            return Store(session).add(row)

    def get(self, kind: type[Row], id: int | None) -> Row:
        with self.database.read() as session:
            found = session.get(kind, id)
            assert found is not None
            return found

    def change(self, row: SQLModel, **values: object) -> None:
        with self.database.write() as session:
            found = session.get(type(row), row.id)  # type: ignore[attr-defined]
            for name, value in values.items():
                setattr(found, name, value)

    def all(self, kind: type[Row]) -> list[Row]:
        with self.database.read() as session:
            return list(session.scalars(sa.select(kind).order_by(kind.id)).unique())  # type: ignore[attr-defined]

    def letters(self, *states: LetterState) -> list[Letter]:
        """What was put on its way; what was shown for a moment is no message."""
        found = [letter for letter in self.all(Letter) if letter.slot != SHOWN]
        return [letter for letter in found if not states or letter.state in states]

    def timers(self) -> list[Timer]:
        return self.all(Timer)

    # --- people and things -------------------------------------------------------------------------------------------

    def sender(self, name: str, place: str = "town") -> Sender:
        return Sender("plain", "", name.lower(), place=place, place_name=place.title(), name=name)

    def account(self, name: str, **values: Any) -> Account:
        with self.database.read() as session:
            found = session.scalars(sa.select(Account).where(col(Account.user) == name.lower())).first()
        return found or self.add(Account(platform="plain", user=name.lower(), name=name, **values))

    def member(self, name: str, *, program: int | None = None, **values: Any) -> Member:
        """Somebody who joined days ago and has done nothing since."""
        account, program = self.account(name), program or self.program
        before = NOON - timedelta(days=3)
        values = {"joined_at": before, "acted_at": before} | values
        member = self.add(Member(program_id=program, account_id=account.id or 0, name=name, **values))
        self.add(MemberAccount(member_id=member.id, account_id=account.id, program_id=program))
        with self.database.write() as session:
            session.merge(AccountPlace(account_id=account.id, place_id=self.place))
        return self.get(Member, member.id)

    def jar(self, owner: Member, helper: Member | None = None, **values: Any) -> Jar:
        helper_id = helper.id if helper else None
        return self.add(Jar(program_id=owner.program_id, owner_id=owner.id or 0, helper_id=helper_id, **values))

    # --- doing -------------------------------------------------------------------------------------------------------

    def take(self, incoming: Incoming) -> Reply:
        return self.engine.handle(incoming, self.clock.at)

    def next_key(self) -> str:
        return f"key{next(self._keys)}"

    def presses(
        self,
        name: str,
        id: str,
        value: str = "",
        *,
        key: str = "",
        on: str = "",
        many: bool = False,
        place: str = "town",
    ) -> Reply:
        """Presses the button with that id."""
        return self.take(
            Incoming.parse(
                id, via=Via.PRESS, by=self.sender(name, place), key=key or self.next_key(), value=value, on=on,
                seen_by_many=many,
            )
        )  # fmt: skip

    def sends(
        self, name: str, id: str, answers: Mapping[str, str | Sequence[str]], *, page: int | None = None, key: str = ""
    ) -> Reply:
        """Sends the form with that id, or a page of it."""
        raw = {field: (given,) if isinstance(given, str) else tuple(given) for field, given in answers.items()}
        return self.take(
            Incoming.parse(
                id, via=Via.FORM, by=self.sender(name), key=key or self.next_key(), answers=raw, page=page
            )
        )  # fmt: skip

    def types(self, name: str, text: str, *, key: str = "", place: str = "town", at_once: bool = False) -> list[str]:
        """Types a line, after having read what is there (unless `at_once`), and gives what came by post, oldest
        first."""
        mark = len(self.desk.sent)
        self.clock.at += timedelta() if at_once else READING
        self.take(Incoming(via=Via.LINE, by=self.sender(name, place), text=text, key=key or self.next_key()))
        self.settle()
        return [letter.card.text for letter in self.desk.sent[mark:] if letter.user == name.lower()]

    def commands(self, name: str, text: str, *, place: str = "town") -> Reply:
        return self.take(Incoming(via=Via.COMMAND, by=self.sender(name, place), text=text, key=self.next_key()))

    # --- time --------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Everything that is due happens."""
        for _turn in range(1000):
            lanes = self._runner.run(self.postman.due_lanes())
            if not lanes:
                return
            for lane in lanes:
                self._runner.run(self.postman.drain(lane))
        raise AssertionError("something is due for ever")

    def passes(self, **time: float) -> None:
        """Time goes by, and everything happens at its own moment."""
        until = self.clock.at + timedelta(**time)
        while (due := self._next_due()) is not None and due <= until:
            self.clock.at = max(due, self.clock.at)
            self.settle()
        self.clock.at = until

    def _next_due(self) -> datetime | None:
        with self.database.read() as session:
            return outbox.next_due(session)
