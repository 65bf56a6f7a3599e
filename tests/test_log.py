"""What is logged, and what never is."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from pydantic import SecretStr

from bot.log import configure, without_secrets

BOT = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def entries(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_where_nobody_watches() -> None:
    """Into a file or a pipe goes one JSON object a line, with when, where from, how bad and what."""
    stream = io.StringIO()
    configure("info", stream=stream)
    structlog.get_logger("bot.engine").info("step taken", step="intro.accept", record=42)
    (entry,) = entries(stream)
    assert str(entry.pop("timestamp")).endswith("Z")
    assert entry == {
        "event": "step taken",
        "level": "info",
        "logger": "bot.engine",
        "record": 42,
        "step": "intro.accept",
    }


def test_a_line_is_for_people_on_a_terminal() -> None:
    """A terminal gets a readable line, and a whole traceback below it."""
    stream = Terminal()
    configure("info", stream=stream)
    try:
        raise ValueError("no room")
    except ValueError:
        structlog.get_logger("bot.engine").exception("step failed")
    shown = stream.getvalue()
    assert "step failed" in shown
    assert "ValueError: no room" in shown
    assert not shown.startswith("{")


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        ("debug", ["ours debug", "ours info", "library info", "library warning"]),
        ("info", ["ours info", "library warning"]),
        ("warning", ["library warning"]),
        ("error", ["library warning"]),
    ],
)
def test_levels(level: str, heard: list[str]) -> None:
    """The level is for Kith's own lines; libraries are heard when they warn."""
    stream = io.StringIO()
    configure(level, stream=stream)
    structlog.get_logger("flows.intros").debug("ours debug")
    structlog.get_logger("flows.intros").info("ours info")
    logging.getLogger("library").debug("library debug")
    logging.getLogger("library").info("library info")
    logging.getLogger("library").warning("library %s", "warning")
    assert [entry["event"] for entry in entries(stream)] == heard


def test_configuring_again_says_nothing_twice() -> None:
    """The last configuration is the one that counts."""
    first, second = io.StringIO(), io.StringIO()
    configure("info", stream=first)
    configure("info", stream=second)
    structlog.get_logger("bot").info("once")
    assert first.getvalue() == ""
    assert len(entries(second)) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("xoxb-1234-abcDEF", "[hidden]"),
        ("('xoxe.xoxp-1-Mi0yLT', 1)", "('[hidden]', 1)"),
        ("token=xapp-1-A0-22-ffff.", "token=[hidden]."),
        (f"Authorization: Bot {BOT}", "Authorization: Bot [hidden]"),
        (f"logged in with {BOT}!", "logged in with [hidden]!"),
        ("Bearer abcdefghijklmnop==", "Bearer [hidden]"),
        ("POST /webhooks/80351110224678912/aW50ZX-Jh_Y3Rpb24", "POST /webhooks/80351110224678912/[hidden]"),
        (
            "/interactions/80351110224678912/aW50ZXJhY3Rpb24/callback",
            "/interactions/80351110224678912/[hidden]/callback",
        ),
        ("https://h/commands/T01AB/5/nDpD3wQ", "https://h/commands/T01AB/[hidden]"),
        ("wss://h/link/?ticket=1b2c&app_id=3", "wss://h/link/?ticket=[hidden]&app_id=3"),
        ("postgresql://kith:pass:word@db/kith", "postgresql://kith:[hidden]@db/kith"),
    ],
)
def test_what_looks_like_a_token_is_hidden(text: str, shown: str) -> None:
    """Tokens of every shape that the platforms use are replaced, and what stands around them is kept."""
    assert without_secrets(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Bot users need a token that begins with xoxb-.",
        "adapters.slack.render.section_of_a_card took 3 ms",
        "https://example.org/webhooks/about and /commands/mentor",
        "intro.accept:42:a at 2026-11-21T10:00:00.123456Z",
        "postgresql://kith@db:5432/kith",
    ],
)
def test_what_only_sounds_like_a_token_is_shown(text: str) -> None:
    """Ordinary lines stay readable."""
    assert without_secrets(text) == text


@pytest.mark.parametrize("terminal", [True, False])
def test_a_secret_is_hidden_wherever_it_stands(terminal: bool) -> None:
    """In the event, a value, deep inside a value, an exception, a traceback's source or a library's line: nowhere."""
    stream = Terminal() if terminal else io.StringIO()
    configure(
        "debug", hide=[SecretStr('quite "odd" kéy/1'), SecretStr("odd"), SecretStr("plain-old-key")], stream=stream
    )
    log = structlog.get_logger("adapters.somewhere")
    log.info("plain-old-key", deep={"list": ["plain-old-key", b"plain-old-key"]}, other='quite "odd" kéy/1')
    log.info("by its name", api_token="hunter2", password="hunter2")
    logging.getLogger("library").warning("GET /?k=%s", "quite%20%22odd%22%20k%C3%A9y%2F1")
    try:
        raise RuntimeError("plain-old-key")
    except RuntimeError:
        log.exception("that failed", text="odd things happen")
        logging.getLogger("library").exception("that too")
    shown = stream.getvalue()
    assert shown.count("[hidden]") >= 9
    assert "odd things happen" in shown, "a secret too short to be one would hide ordinary words"
    for secret in ("plain-old-key", "hunter2", "kéy", r"k\u00e9y", "k%C3%A9y"):
        assert secret not in shown
