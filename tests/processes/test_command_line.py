"""What the commands say to whoever runs Kith, as processes of their own."""

import re
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bot import play_file
from storage import schema
from storage.alone import Alone
from storage.codes.claims import is_good
from storage.columns import utc
from storage.database import Database, Store
from storage.outbox import Draft
from storage.people import Account
from storage.places import Program
from tests.processes.bot_process import SECRET, BotProcess
from tests.processes.forked import Forked

NOWHERE = "http://127.0.0.1:9/api/"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-1-x", "SLACK_APP_TOKEN": "xapp-1-A-1-x", "SLACK_API_URL": NOWHERE}
DOWN = {"DATABASE_URL": "postgresql+psycopg://kith:secret-word@127.0.0.1:9/kith"}


def lines(done: "subprocess.CompletedProcess[str]") -> list[str]:
    """What it said; a traceback would be many."""
    return (done.stdout + done.stderr).strip().splitlines()


def test_check_names_everything_that_is_missing_at_first(tmp_path: Path) -> None:
    """On a fresh machine there is neither a platform nor a key nor a database; that is said, with what to do, and
    looking makes nothing."""
    done = BotProcess(tmp_path, {"KITH_SECRET_KEY": ""}).kith("check")
    assert done.returncode == 1
    assert lines(done) == [
        "No platform is set up.",
        "  Set SLACK_BOT_TOKEN or DISCORD_TOKEN, or try: kith play",
        "KITH_SECRET_KEY: is missing; it locks private text in the database.",
        "  Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
        "There is no database yet.",
        "  Run: kith migrate",
    ]
    assert list(tmp_path.rglob("*")) == []


def test_check_tells_of_the_database_and_of_the_platform(tmp_path: Path) -> None:
    """One problem hides no other: a database that was not migrated, and a platform that cannot be reached."""
    Database(f"sqlite:///{tmp_path}/data/kith.db", [SECRET]).engine.connect().close()
    done = Forked(tmp_path, SLACK).kith("check")
    assert done.returncode == 1
    assert "This database is not up to date. Run: kith migrate" in done.stdout
    assert "Slack cannot be reached" in done.stdout


def test_check_looks_while_kith_is_running(tmp_path: Path) -> None:
    """A database that another process works on can be looked at."""
    bot = Forked(tmp_path, {})
    assert bot.kith("migrate").returncode == 0
    at_work = Database(f"sqlite:///{tmp_path}/data/kith.db", [SECRET])
    try:
        assert lines(bot.kith("check"))[:1] == ["No platform is set up."]
        assert len(lines(bot.kith("check"))) == 2
        assert "Another process is already working" in bot.kith("migrate").stderr
    finally:
        at_work.close()


def test_a_key_that_does_not_fit_is_one_line(tmp_path: Path) -> None:
    """With a new key alone nothing starts, and the check says why."""
    bot = Forked(tmp_path, SLACK | {"KITH_SECRET_KEY": "another secret key for processes under test"})
    with closing(Database(f"sqlite:///{tmp_path}/data/kith.db", [SECRET])) as at_work:
        schema.upgrade(at_work)
        with at_work.write() as session:
            ada = Store(session).add(Account(platform="slack", team="T1", user="U1", name="Ada"))
            now = utc(2026, 9, 7)
            session.add(Draft(account_id=ada.id or 0, step="a.b", about=1, answers="mine", touched_at=now))
    done = bot.kith("run")
    assert done.returncode == 2
    (line,) = lines(done)
    assert line.startswith("KITH_SECRET_KEY: does not hold")
    assert line in bot.kith("check").stdout


def test_a_new_code_while_kith_is_running(tmp_path: Path) -> None:
    """Whoever runs Kith gets a one-time code without a restart, and only the newest one counts; a program that nobody
    coordinates is named there and by the check."""
    bot = Forked(tmp_path, {})
    assert bot.kith("migrate").returncode == 0
    at_work = Database(f"sqlite:///{tmp_path}/data/kith.db", [SECRET])
    try:
        with at_work.write() as session:
            session.add(Program(name="Compass", created_at=utc(2026, 9, 7)))
        codes = []
        for _again in range(2):
            said = BotProcess(tmp_path, {}).kith("claim-code")
            assert said.returncode == 0
            assert lines(said)[0] == "Nobody coordinates “Compass”."
            codes += re.findall(r"/program claim (\S+)", said.stdout)
        with at_work.read() as session:
            assert [is_good(Store(session), code, datetime.now(UTC)) for code in codes] == [False, True]
        assert "Nobody coordinates “Compass” any more." in bot.kith("check").stdout
    finally:
        at_work.close()


@pytest.mark.parametrize("command", ["run", "migrate"])
@pytest.mark.parametrize(
    "there",
    [
        DOWN,
        {"DATABASE_URL": "sqlite:////dev/null/secret-word.db"},
        {"DATABASE_URL": "sqlite:////proc/secret-word.db"},
    ],
    ids=["down", "no folder", "not to be written"],
)
def test_a_database_that_cannot_be_opened_is_one_line(tmp_path: Path, command: str, there: dict[str, str]) -> None:
    """Which variable it is about and why, without a traceback and without the password: a server that is down, a
    folder that cannot be."""
    done = Forked(tmp_path, SLACK | there).kith(command)
    assert done.returncode == 2
    (line,) = lines(done)
    assert line.startswith("DATABASE_URL: the database cannot be opened (")
    assert "secret-word" not in line


@pytest.mark.parametrize("command", ["run", "migrate", "claim-code", "check"])
def test_a_database_that_cannot_be_written_is_one_line(tmp_path: Path, command: str) -> None:
    """Before anything else is done with it; and the check says so, too."""
    with closing(Database(f"sqlite:///{tmp_path}/data/kith.db", [SECRET])) as database:
        schema.upgrade(database)
    with (tmp_path / "data" / "kith.db").open("r+b") as file:
        file.seek(18)
        file.write(b"\3")  # of a version of SQLite that this one only reads; what the file's rights say, root ignores
    done = Forked(tmp_path, SLACK).kith(command)
    said = lines(done)
    assert said[0] == "DATABASE_URL: the database cannot be opened (attempt to write a readonly database)."
    assert (done.returncode, len(said)) == (2, 1) or command == "check"


@pytest.mark.parametrize("command", ["run", "check", "backup all", "restore whole --overwrite"])
def test_a_damaged_database_is_one_line(tmp_path: Path, command: str) -> None:
    """Whatever meets a page that is not what it was says what to do, which works."""
    bot, file = Forked(tmp_path, SLACK), tmp_path / "data" / "kith.db"
    with closing(Database(f"sqlite:///{file}", [SECRET])) as database:
        schema.upgrade(database)
        with database.read() as session:
            pages = "SELECT rootpage FROM sqlite_master WHERE name IN ('claim', 'erased', 'draft', 'account')"
            lost = session.scalars(sa.text(pages)).all()
    assert bot.kith("backup", "whole").returncode == 0
    with file.open("r+b") as opened:
        for page in lost:
            opened.seek((page - 1) * 4096)
            opened.write(b"\xff" * 4096)
    done = bot.kith(*command.split())
    mend = "Move its files aside, and restore the newest backup: kith restore FILE."
    assert (done.returncode, done.stdout) == (2, "")
    assert lines(done) == [f"The database cannot be worked with (database disk image is malformed). {mend}"]
    file.rename(tmp_path / "aside")
    assert bot.kith("restore", "whole").returncode == 0


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("nonsense", "kith"),
        ("manifest slak", "kith manifest"),
        ("play --prt 1", "kith play"),
        ("play --port 0", "kith play"),
        ("manifest slack --url http://example.org/slack/events", "kith"),
    ],
)
def test_a_wrong_call_is_one_line(tmp_path: Path, call: str, told: str) -> None:
    """What is wrong, and which command's help says what there is; never a page of usage, and never a manifest that
    Slack would refuse."""
    done = BotProcess(tmp_path, {}).kith(*call.split())
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = lines(done)
    assert "--url: is not an address like https://" in line or f"“{told} --help” shows what there is." in line
    assert "?." not in line


def test_a_playground_that_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    """Something else lies where its file would be."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "play.db").write_text("Dear all, this is a letter and no database.")
    done = BotProcess(tmp_path, {}).kith("play")
    assert (done.returncode, done.stdout) == (2, "")
    assert lines(done) == ["The playground's file data/play.db cannot be opened (file is not a database)."]


def test_the_bare_call_shows_what_there_is(tmp_path: Path) -> None:
    """Also behind --help, which is no mistake."""
    bot = BotProcess(tmp_path, {})
    bare, asked = bot.kith(), bot.kith("--help")
    assert (bare.returncode, asked.returncode) == (2, 0)
    for done in (bare, asked):
        assert {"play", "run", "check", "migrate", "backup", "restore", "manifest"} <= set(
            (done.stdout + done.stderr).split()
        )


@pytest.mark.parametrize("command", ["run", "play --port {port}"])
def test_a_taken_port_is_one_line(tmp_path: Path, command: str) -> None:
    """Whoever starts it twice, or beside something else, reads what to choose."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        bot = Forked(tmp_path, SLACK | {"KITH_HTTP_PORT": str(port)})
        assert bot.kith("migrate").returncode == 0
        done = bot.kith(*command.format(port=port).split())
    assert done.returncode == 2
    assert done.stderr == f"127.0.0.1:{port} is taken by something else. Choose another port.\n"


def test_an_address_of_somebody_else_is_one_line(tmp_path: Path) -> None:
    """It is not called taken, which no other port would mend."""
    bot = Forked(tmp_path, SLACK | {"KITH_HTTP_HOST": "192.0.2.1"})
    assert bot.kith("migrate").returncode == 0
    done = bot.kith("run")
    assert done.returncode == 2
    assert re.fullmatch(r"192\.0\.2\.1:8080 cannot be listened on \(.*\)\.\n", done.stderr)


def test_a_second_process_on_one_postgresql_is_refused(tmp_path: Path, postgres_url: str) -> None:
    """Two would carry every letter twice; one line says so, before anything is connected. Nor are tables changed under
    the one that works."""
    settings = SLACK | {"DATABASE_URL": postgres_url}
    assert Forked(tmp_path, settings).kith("migrate").returncode == 0
    database = Database(postgres_url, [SECRET])
    at_work = Alone(database)
    at_work.hold()
    try:
        with ThreadPoolExecutor() as threads:  # each waits for a while, so both at once
            both = list(threads.map(BotProcess(tmp_path, settings).kith, ("run", "migrate")))
    finally:
        at_work.close()
        database.close()
    for done in both:
        assert done.returncode == 2
        assert lines(done) == ["Another process already works on this database. Stop it first."]


def test_a_right_that_is_missing_is_one_line(tmp_path: Path, postgres_url: str) -> None:
    """On PostgreSQL: what it may not do, and whom to give that right."""
    settings = SLACK | {"DATABASE_URL": postgres_url}
    assert Forked(tmp_path, settings).kith("migrate").returncode == 0
    only_reads = make_url(postgres_url).update_query_dict({"options": "-c role=pg_read_all_data"})
    done = Forked(tmp_path, settings | {"DATABASE_URL": only_reads.render_as_string(hide_password=False)}).kith("run")
    assert done.returncode == 2
    mend = "Give that right to the user that DATABASE_URL names."
    assert lines(done) == [f"The database cannot be worked with (permission denied for table appointed). {mend}"]


def test_check_tells_of_a_database_that_is_down(tmp_path: Path) -> None:
    """As one of the things that are missing."""
    done = Forked(tmp_path, DOWN).kith("check")
    assert done.returncode == 1
    assert "DATABASE_URL: the database cannot be opened (" in done.stdout
    assert "No platform is set up." in done.stdout


def test_the_playgrounds_key_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first start dies while the key is being written, the next one makes it anew; then it stays."""
    path = tmp_path / "play.key"

    def dies(self: Path, text: str) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as power_cut:
        power_cut.setattr(Path, "write_text", dies)
        with pytest.raises(KeyboardInterrupt):
            play_file._key(path)
    key = play_file._key(path)
    assert len(key) >= 48
    assert play_file._key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
