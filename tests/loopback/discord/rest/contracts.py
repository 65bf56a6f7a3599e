"""Discord's own OpenAPI document as a second opinion, where `KITH_CONTRACTS` names a folder with `check.py`."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

Check = Callable[[str, str, Any], list[str]]


def contract_check() -> Check | None:
    """`discord_problems(method, path, body)`, or None where there is no such folder named.

    A folder that is named but holds no check is an error: nobody should believe they were checked.
    """
    folder = os.environ.get("KITH_CONTRACTS")
    return _check_in(folder) if folder else None


@cache
def _check_in(folder: str) -> Check:
    spec = importlib.util.spec_from_file_location("kith_contracts_check", Path(folder) / "check.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"KITH_CONTRACTS={folder} has no check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    check: Check = module.discord_problems
    problems = cache(lambda method, path, body: check(method, path, json.loads(body)))  # cards come again and again
    return lambda method, path, body: problems(method, path, json.dumps(_uploads_by_name(body)))


def _uploads_by_name(body: Any) -> Any:
    """The body with the ids of attachments as text.

    The document wants text there; the reference page "Uploading Files" of the same documentation numbers new files
    with plain 0, 1, …, and so does every discord.py bot.
    """
    if isinstance(body, dict) and isinstance(body.get("data"), dict):
        return body | {"data": _uploads_by_name(body["data"])}
    if isinstance(body, dict) and body.get("attachments"):
        return body | {"attachments": [one | {"id": str(one["id"])} for one in body["attachments"]]}
    return body
