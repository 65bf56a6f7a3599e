"""Discord's own OpenAPI document as a second opinion, where `KITH_CONTRACTS` names a folder with `check.py`."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, validators

DOCUMENT, SCHEMAS = "discord-openapi.json", "#/components/schemas/"
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
    document = Path(folder) / DOCUMENT
    if document.is_file():
        module.Draft202012Validator = quick_validator(json.loads(document.read_text()))  # type: ignore[attr-defined]
    check: Check = module.discord_problems
    problems = cache(lambda method, path, body: check(method, path, json.loads(body)))  # cards come again and again
    return lambda method, path, body: problems(method, path, json.dumps(_uploads_by_name(body)))


def quick_validator(document: Any) -> Any:
    """A validator that finds what jsonschema's own does, about ten times faster: of the alternatives of a `oneOf` it
    looks only into those that may fit. Discord's tell each other apart by the `type` they take (a component may be one
    of a dozen kinds), or by being one constant; whatever is left out would have failed there."""
    schemas = document["components"]["schemas"]
    one_of = Draft202012Validator.VALIDATORS["oneOf"]

    def may_fit(alternative: Any, instance: Any) -> bool:
        schema = schemas.get(alternative.get("$ref", "").removeprefix(SCHEMAS), alternative)
        if isinstance(instance, dict):
            kinds = schema.get("properties", {}).get("type", {}).get("enum")
            return schema.get("type") != "null" and (not kinds or "type" not in instance or instance["type"] in kinds)
        constant = schema.get("const")
        return type(constant) is not type(instance) or not isinstance(instance, int | str) or constant == instance

    def quick_one_of(validator: Any, alternatives: Any, instance: Any, schema: Any) -> Any:
        return one_of(validator, [one for one in alternatives if may_fit(one, instance)], instance, schema)

    return validators.extend(Draft202012Validator, {"oneOf": quick_one_of})


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
