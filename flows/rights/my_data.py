"""Everything that is kept about somebody, as a file in a direct message."""

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.calendar import local
from bot.errors import Refused
from bot.messages import Card, Choice, File
from bot.steps import ANSWER, ANYONE, REMOVED, Command, Effects, Flow, Group, Replace, Tell, Turn, slot
from bot.words import Voice, When, _, lines, sentences
from flows import home
from flows.rights import erasing, own_file
from storage.mentoring.told import state_in
from storage.outbox import LetterState, StoredFile
from storage.people import Account
from storage.places import Program
from storage.rights.giving import given_to
from storage.rights.people import person_of

flow: Flow[Program] = Flow("my_data", about=Program)
KEPT = timedelta(days=1)
"""For how long the file waits to be sent, and after which there may be another one."""


@flow.step(
    by=(ANYONE, REMOVED), shared=True,
    command=Command(Group.EVERYBODY, "my-data", _("Everything I keep about you, as a file")),
    words=("my data", "mydata", "what do you know about me", "what do you keep about me", "send me my data"),
)  # fmt: skip
def send(program: Program, turn: Turn) -> Effects:
    """A file in private, at most once a day, also for who left or never joined. One that could not be delivered does
    not count."""
    account = turn.account
    if account is None:
        raise Refused(_("Please ask for it yourself."))
    if erasing.is_under_way(turn):
        yield Replace(erasing.wait_card())
        return
    earlier = _made_today(account, turn)
    if earlier is not None and (state := state_in(turn.store, slot("my_data", earlier))) is not LetterState.DEAD:
        yield Replace(_again(program, earlier, state))
        return
    if earlier is not None:
        turn.store.delete(earlier)  # nobody got it
    stored = _file(program, account, turn)
    yield Tell(turn.by or account, _card(stored), kind=ANSWER, slot=slot("my_data", stored))
    yield Replace(
        Card(
            _("I send it to you in private: a file with everything I keep about you."),
            choices=[Choice(_("See where I stand"), home.show, program), erasing.choice(program)],
        )
    )


def _made_today(account: Account, turn: Turn) -> StoredFile | None:
    """The newest one that was made for this person, on whichever account, and has not expired."""
    return turn.store.first(
        sa.select(StoredFile)
        .where(col(StoredFile.account_id).in_(person_of(turn.store, account).accounts))
        .where(col(StoredFile.expires_at) > turn.now)
        .order_by(col(StoredFile.id).desc())
    )


def _again(program: Program, earlier: StoredFile, state: LetterState | None) -> Card:
    where = (
        _("The file is on its way to you, in private.") if state is LetterState.PENDING
        else _("You got the file a moment ago, or earlier today: look for it in our conversation.")
    )  # fmt: skip
    return Card(
        sentences(where, _("I can make the next one from {when} on.", when=When(earlier.expires_at))),
        choices=[Choice(_("See where I stand"), home.show, program)],
    )


def _file(program: Program, account: Account, turn: Turn) -> StoredFile:
    reader = turn.by or account
    voice = Voice(reader.language or program.language, reader.zone or program.zone)
    content = own_file.zipped(given_to(turn.store, person_of(turn.store, account)), voice, turn)
    return turn.store.add(
        StoredFile(
            program_id=program.id, member_id=turn.by.id if turn.by else None, account_id=account.id,
            name=f"my-data-{local(turn.now, voice.zone).date()}.zip", media_type="application/zip",
            hash=hashlib.sha256(content).hexdigest(), content=content, expires_at=turn.now + KEPT,
        )
    )  # fmt: skip


def _card(stored: StoredFile) -> Card:
    """There is nothing to press on it: an answer would take the place of the file."""
    file = File(stored.id or 0, stored.name, stored.media_type, _("Everything I keep about you, in two files"))
    return Card(
        lines(
            _("Here is what I keep about you. “my-data.txt” is to be read, and “my-data.json” is the same for "
              "machines."),
            _("It holds private things, such as what you thought of somebody. Keep it where only you can open it."),
        ),
        files=[file],
        foot=_("What others said in confidence is not in it. I delete my copy of the file after a day."),
    )  # fmt: skip
