"""What Kith says to whoever runs it: lines for a terminal, JSON for everything else, and never a token."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote

import structlog
from pydantic import SecretStr
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

OURS = ("__main__", "bot", "adapters", "flows", "storage", "kith")
HIDDEN = "[hidden]"
# Shorter ones are words: hiding them would black out lines that have nothing to do with them.
SHORTEST_HIDDEN = 8

_SECRET_NAME = re.compile(r"token|secret|password|authorization|cookie|api_?key", re.IGNORECASE)
# What follows `keep` is hidden; without `keep`, all of it.
_SECRET_TEXT = re.compile(
    r"""
      (?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]+                           # workspace and app tokens
    | \b(?P<scheme>(?:Bot|Bearer)\s+)[\w.~+/=-]{16,}                    # an authorization header
    | (?<![\w-])[\w-]{23,}\.[\w-]{6}\.[\w-]{27,}                        # a bot's token: id, time and signature
    | (?P<answer>/(?:interactions|webhooks)/[0-9]+/)[\w-]+              # addresses that are allowed to answer a press
    | (?P<reply>/(?:actions|app|commands|services|workflows)/[TE][A-Z0-9]+/)[\w/-]+
    | (?P<query>[?&](?:ticket|token|code|state|sig)=)[^&\s"']+
    | (?P<password>://[^/\s:@]*:)[^@\s/]+(?=@)                          # a password in an address
    """,
    re.VERBOSE,
)


def configure(level: str, hide: Iterable[SecretStr] = (), stream: TextIO | None = None) -> None:
    """Log from `level` on to `stream` (standard error), with `hide` and all that looks like a token taken out.

    Libraries are heard from "warning" on, or from "info" on where `level` is "debug".
    """
    stream = stream or sys.stderr
    log_handler = logging.StreamHandler(stream)
    log_handler.setFormatter(_Formatter(hide, terminal=stream.isatty()))
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(log_handler)
    root.setLevel(logging.INFO if level == "debug" else logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def without_secrets(text: str, exact: Iterable[str] = ()) -> str:
    """`text` with every one of `exact`, and all that looks like a token, replaced."""
    for secret in exact:
        text = text.replace(secret, HIDDEN)
    return _SECRET_TEXT.sub(lambda found: next(filter(None, found.groups()), "") + HIDDEN, text)


def _hide_by_name(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {
        name: HIDDEN if _SECRET_NAME.search(name) and isinstance(value, str) else value for name, value in event.items()
    }


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    _hide_by_name,
]


class _Formatter(ProcessorFormatter):
    """Takes secrets out of the finished line, so that it does not matter where in the line one stood."""

    def __init__(self, hide: Iterable[SecretStr], *, terminal: bool) -> None:
        show: list[Processor] = (
            [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
            if terminal
            else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        )
        super().__init__(foreign_pre_chain=_SHARED, processors=[ProcessorFormatter.remove_processors_meta, *show])
        secrets = [secret.get_secret_value() for secret in hide]
        spellings = {said for s in secrets for said in (s, json.dumps(s)[1:-1], repr(s)[1:-1], quote(s, safe=""))}
        # The longest first, so that a secret inside another leaves nothing behind.
        self._exact = sorted((said for said in spellings if len(said) >= SHORTEST_HIDDEN), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record), self._exact)
