"""The playground's own database: an SQLite file with a key beside it."""

import secrets
from pathlib import Path

from storage.database import Database, InUse


def open_play_file(path: Path) -> Database:
    """Opens it, or makes it at the first start. Raises `InUse` where a playground already works on it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return Database(f"sqlite:///{path}", [_key(path.with_suffix(".key"))])
    except InUse as error:
        raise InUse(
            f"Kith's playground already runs in this folder ({path}). Use its page, or stop it with Ctrl-C."
        ) from error


def _key(path: Path) -> str:
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(48))
        unfinished.rename(path)  # there as a whole or not at all
    return path.read_text().strip()
