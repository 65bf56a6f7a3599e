"""The list of people as a file, for a spreadsheet."""

import csv
import hashlib
import io
from datetime import timedelta

from bot.calendar import local
from bot.messages import Card, File
from bot.steps import ANSWER, COORDINATOR, Command, Effects, Flow, Group, Replace, Tell, Turn
from bot.words import _, n_
from storage.mentoring.records import record
from storage.mentoring.standing import Listed, everybody
from storage.outbox import StoredFile
from storage.places import Program

flow: Flow[Program] = Flow("exporting", about=Program)
KEPT = timedelta(days=7)
COLUMNS = (
    "name", "mentee", "mentor", "coordinator", "asks waiting", "intros open", "matches", "joined", "last here",
)  # fmt: skip


@flow.step(by=COORDINATOR, command=Command(Group.COORDINATORS, "list", _("Everybody and where they stand, as a file")))
def download(program: Program, turn: Turn) -> Effects:
    """Everybody and where they stand, sent to the coordinator alone. Nothing in it tells a verdict."""
    found = everybody(turn.store)
    content = table([COLUMNS, *(_row(one, program) for one in found)])
    day = local(turn.now, program.zone).date()
    stored = turn.store.add(
        StoredFile(
            program_id=program.id, member_id=turn.me.id, name=f"people-{day}.csv", media_type="text/csv",
            hash=hashlib.sha256(content).hexdigest(), content=content, expires_at=turn.now + KEPT,
        )
    )  # fmt: skip
    record(turn.store, turn.me, "list_downloaded", turn.now)
    file = File(stored.id or 0, stored.name, stored.media_type, _("A table of everybody in the program"))
    count = n_("One person.", "{n} people.", len(found))
    yield Tell(
        turn.me,
        Card(
            _("Here is the list of people in {program}. {count}", program=program.name, count=count),
            files=[file],
            foot=_("Please keep it to those who need it, and delete it when you are done."),
        ),
        kind=ANSWER,
    )
    yield Replace(Card(_("I send you the list in private, so that nobody else sees it.")))


def _row(one: Listed, program: Program) -> tuple[str, ...]:
    return (
        one.name,
        one.mentee,
        one.mentor,
        "yes" if one.is_coordinator else "",
        str(one.asks),
        str(one.intros),
        str(one.matches),
        f"{local(one.joined_at, program.zone):%Y-%m-%d}",
        f"{local(one.acted_at, program.zone):%Y-%m-%d}",
    )


def table(rows: "list[tuple[str, ...]]") -> bytes:
    """CSV in UTF-8 with a mark that spreadsheets know it by."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r", "\n") else cell
