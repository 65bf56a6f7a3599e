"""The shape of the house: who may import whom, how long things may get, and what steps may not do."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from storage import schema
from storage.columns import EncryptedBytes, EncryptedText
from storage.rights.people import ACCOUNT, MEMBER
from storage.rights.tables import IMPLIED, Declared, declared

ROOT = Path(__file__).parent.parent
LAYERS = ("bot", "adapters", "flows", "storage")
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py") if "versions" not in path.parts)
CORE_ROWS = ("database", "people", "places", "outbox", "columns")
"""What the core may know of the rows."""


NODES = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.Await, ast.Name, ast.Attribute
)  # fmt: skip
"""What the rules look at."""
N = TypeVar("N", bound=ast.AST)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _nodes(path: Path) -> list[ast.AST]:
    """Each file is read once, whatever the number of rules."""
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, NODES)]


def _of(kind: type[N], path: Path) -> Iterator[N]:
    return (node for node in _nodes(path) if isinstance(node, kind))


def _imports(path: Path) -> Iterator[str]:
    for node in _of(ast.Import, path):
        yield from (alias.name for alias in node.names)
    for source in _of(ast.ImportFrom, path):
        if source.module:
            yield source.module
            yield from (f"{source.module}.{alias.name}" for alias in source.names)


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from _of(ast.FunctionDef, path)
    yield from _of(ast.AsyncFunctionDef, path)


def _broken(problems: Iterable[str]) -> str:
    """Every breach of a rule, one a line; nothing where it holds."""
    return "\n".join(problems)


def _ours(module: str) -> bool:
    return module.split(".")[0] in LAYERS


def _allowed(path: Path, module: str) -> bool:
    """Whether this file may import that module of ours."""
    layer, target = path.relative_to(ROOT).parts[0], module.split(".")
    match layer:
        case "storage":
            return target[0] == "storage"
        case "bot":
            return target[0] == "bot" or (target[0] == "storage" and (len(target) == 1 or target[1] in CORE_ROWS))
        case "flows":
            return target[0] in ("bot", "flows", "storage")
        case _:
            own = target[0] in ("bot", "adapters")
            return own or ("playground" in path.parts and target[0] == "storage")


def test_arrows_point_one_way() -> None:
    """Adapters and flows know the core, the core knows a few rows, rows know nobody; only the entry knows all."""
    entry = ("bot/__main__.py", *(_name(path) for path in FILES if _name(path.parent) == "bot/commands"))
    wrong = _broken(
        f"{_name(path)} must not import {module}"
        for path in FILES
        if _name(path) not in entry
        for module in _imports(path)
        if _ours(module) and not _allowed(path, module)
    )
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("slack_bolt", "adapters/slack/"),
        ("slack_sdk", "adapters/slack/"),
        ("discord", "adapters/discord/"),
        ("nicegui", "adapters/playground/page/"),
    ],
)
def test_a_platform_library_stays_in_its_folder(library: str, home: str) -> None:
    """What a platform is like is known in one folder."""
    found = [_name(path) for path in FILES if any(module.split(".")[0] == library for module in _imports(path))]
    assert [name for name in found if not name.startswith(home)] == []


RUN = "bot.__main__, bot.commands.run, bot.serving, flows, adapters.slack.adapter, adapters.discord.adapter"


@pytest.mark.parametrize(
    ("modules", "without"),
    [
        ("bot.__main__", {"asyncio", "pydantic", "sqlalchemy"}),  # kith --help
        ("bot.commands.keep, bot.commands.claim_code", {"adapters", "bot.engine", "flows", "uvicorn"}),
        (RUN, {"alembic", "icalendar", "nicegui", "typer"}),
    ],
)
def test_heavy_modules_are_loaded_by_who_needs_them_alone(modules: str, without: set[str]) -> None:
    """The help is there at once; `kith migrate` and `kith backup` do without what works on platforms, and `kith run`
    without the weight of a library for pages or for calendars."""
    loaded = f"import sys, {modules}; sys.exit(bool({without} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0


def test_pages_never_run_by_themselves() -> None:
    """NiceGUI is served by the one web server."""
    assert not [_name(path) for path in FILES if re.search(r"\bui\.run\(", path.read_text())]


MOST_FILES = 9
"""Where "about seven" ends."""
LARGER = {"storage/mentoring": 18}
"""See docs/decisions/folders.md."""


def test_a_folder_is_about_one_thing() -> None:
    """A folder that outgrows about seven files gets folders of its own, named after what they are about."""
    folders: dict[str, list[str]] = {}
    for path in FILES:
        if path.name != "__init__.py" and not _name(path).startswith("bot/"):
            folders.setdefault(_name(path.parent), []).append(path.name)
    wrong = _broken(
        f"{folder} holds {', '.join(files)}"
        for folder, files in folders.items()
        if len(files) > LARGER.get(folder, MOST_FILES)
    )
    assert not wrong, wrong


FLOWS = [path for path in FILES if path.parts[len(ROOT.parts)] == "flows"]


def _taken_out(path: Path) -> Iterator[str]:
    """Names that a flow takes out of another one, where they are neither modules nor types."""
    for node in _of(ast.ImportFrom, path):
        parts = (node.module or "").split(".")
        if parts[:1] != ["flows"] or parts[:2] == ["flows", "library"]:
            continue  # the library is data, and knows no flow
        home = ROOT / str(node.module).replace(".", "/")
        taken = [alias.name for alias in node.names]
        wrong = [name for name in taken if not (home / f"{name}.py").exists() and not (home / name).is_dir()]
        yield from (name for name in wrong if not re.fullmatch("[A-Z][a-z]+([A-Z][a-z]+)*", name))


def test_flows_use_each_other_as_modules() -> None:
    """What a flow takes out of another one is a module, looked into when a step is taken; only types have names of
    their own. (Two stories often need each other; names taken out at import would go round in a circle.)"""
    wrong = _broken(f"{_name(path)} takes {name} out of its module" for path in FLOWS for name in _taken_out(path))
    assert not wrong, wrong


def _worldly(path: Path) -> Iterator[str]:
    """What a flow has of the world."""
    text = path.read_text()
    waiting: list[ast.stmt | ast.expr] = [*_of(ast.AsyncFunctionDef, path), *_of(ast.Await, path)]
    yield from (f"waits in line {node.lineno}" for node in waiting)
    names = {node.id for node in _of(ast.Name, path)} - {"today"}
    names |= {node.attr for node in _of(ast.Attribute, path)}
    yield from (f"has {name}" for name in sorted(names & {"random", "utcnow", "today"}))
    if "datetime.now" in text:
        yield "looks at the clock"
    if re.search(r"\b(slack|discord)\b", text, re.IGNORECASE):
        yield "speaks of a platform"


def test_steps_are_pure_towards_the_world() -> None:
    """No clock, no chance, no waiting and no platform in a flow."""
    wrong = _broken(f"{_name(path)} {what}" for path in FLOWS for what in _worldly(path))
    assert not wrong, wrong


def test_nothing_grows_past_reading() -> None:
    """A function over 40 lines is two, a flow over 250 lines is two stories, any file over 350 lines is two files."""
    lengths = [
        (_name(path), function.name, (function.end_lineno or 0) - function.lineno + 1)
        for path in FILES
        for function in _functions(path)
    ]
    wrong = _broken(f"{function} in {file} has {lines} lines" for file, function, lines in lengths if lines > 40)
    assert not wrong, wrong
    sizes = [(path, len(path.read_text().splitlines())) for path in FILES]
    wrong = _broken(f"{_name(path)}: {lines} lines" for path, lines in sizes if lines > (250 if path in FLOWS else 350))
    assert not wrong, wrong


SLUGS = {
    "match": ("reason",),
    "intro": ("reason",),
    "rules": ("second_contact",),
    "erasure": ("traces",),
    "former_name": ("name",),
    "ballot": ("answers",),
}
"""Encrypted columns in which nobody is looked for who is erased: words of ours, an office, and what is looked for."""


def _untold(one: Declared) -> Iterator[str]:
    """What a table leaves open about its rows, or says twice."""
    rights, columns = one.rights, set(one.table.columns.keys())
    if not (rights.of or rights.why):
        yield "says neither whom it is about nor why about nobody"
    if rights.erase == "keep" and rights.of:
        yield "keeps what is about somebody"
    if not (rights.why or rights.erase == "delete"):
        yield "does not say why a row is kept"
    people = {c.name for c in one.table.columns for key in c.foreign_keys if key.column.table.name in (MEMBER, ACCOUNT)}
    if not people <= set(rights.of):
        yield "has a column that names somebody and is not in `of`"
    if not set(rights.sides) <= set(rights.of) <= columns:
        yield "has sides or people that are no columns"
    emptied = {name for side in rights.sides.values() for name in side.emptied}
    if not emptied <= columns - set(rights.of):
        yield "empties what is no column of its words"
    if rights.of:
        own = {name for side in rights.sides.values() for name in side.gives.split()}
        said = [*rights.of, *rights.gives.split(), *rights.hides.split(), *sorted(own - set(rights.hides.split()))]
        if sorted(set(said)) != sorted(said):
            yield "says a column twice"
        if not set(said) | set(IMPLIED) >= columns:
            yield "has a column of which nobody says whether it is given"
        if not set(said) <= columns:
            yield "says what is no column"
    locked = {column.name for column in one.table.columns if isinstance(column.type, EncryptedText | EncryptedBytes)}
    if not locked - set(SLUGS.get(one.name, ())) <= set(rights.words.split()) <= columns:
        yield "has an encrypted column in which nobody is looked for"


def test_every_table_says_what_becomes_of_it() -> None:
    """Each table declares whom its rows are about, or why about nobody; of each column, whether those are given it; and
    why a row is kept of somebody who is erased."""
    schema.load_tables()
    wrong = _broken(f"{one.name} {what}" for one in declared().values() for what in _untold(one))
    assert not wrong, wrong
