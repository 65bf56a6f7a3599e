"""The shape of the house: who may import whom, how long things may get, and what steps may not do."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


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


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_arrows_point_one_way(path: Path) -> None:
    """Adapters and flows know the core, the core knows a few rows, rows know nobody; only the entry knows all."""
    if _name(path) == "bot/__main__.py" or _name(path.parent) == "bot/commands":
        return
    wrong = [module for module in _imports(path) if _ours(module) and not _allowed(path, module)]
    assert not wrong, f"{_name(path)} must not import {', '.join(wrong)}"


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


def test_heavy_libraries_are_loaded_by_who_needs_them_alone() -> None:
    """`kith run` connects platforms without the weight of a library for pages or for calendars, and pages never run by
    themselves."""
    modules = "bot.__main__, bot.commands.run, bot.serving, flows, adapters.slack.adapter, adapters.discord.adapter"
    loaded = f"import sys, {modules}; sys.exit(bool({{'nicegui', 'icalendar'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0
    assert not [_name(path) for path in FILES if re.search(r"\bui\.run\(", path.read_text())]


MOST_FILES = 9
"""Where "about seven" ends."""
LARGER = {"storage/mentoring": 18}
"""See docs/decisions/folders.md."""


@pytest.mark.parametrize("folder", sorted({_name(path.parent) for path in FILES if not _name(path).startswith("bot/")}))
def test_a_folder_is_about_one_thing(folder: str) -> None:
    """A folder that outgrows about seven files gets folders of its own, named after what they are about."""
    files = [path for path in FILES if _name(path.parent) == folder and path.name != "__init__.py"]
    assert len(files) <= LARGER.get(folder, MOST_FILES), [path.name for path in files]


FLOWS = [path for path in FILES if path.parts[len(ROOT.parts)] == "flows"]


@pytest.mark.parametrize("path", FLOWS, ids=_name)
def test_flows_use_each_other_as_modules(path: Path) -> None:
    """What a flow takes out of another one is a module, looked into when a step is taken; only types have names of
    their own. (Two stories often need each other; names taken out at import would go round in a circle.)"""
    for node in ast.walk(ast.parse(path.read_text())):
        parts = (node.module or "").split(".") if isinstance(node, ast.ImportFrom) else []
        if not isinstance(node, ast.ImportFrom) or parts[:1] != ["flows"] or parts[:2] == ["flows", "library"]:
            continue  # the library is data, and knows no flow
        home = ROOT / str(node.module).replace(".", "/")
        taken = [alias.name for alias in node.names]
        wrong = [name for name in taken if not (home / f"{name}.py").exists() and not (home / name).is_dir()]
        assert not [name for name in wrong if not re.fullmatch("[A-Z][a-z]+([A-Z][a-z]+)*", name)], wrong


@pytest.mark.parametrize("path", FLOWS, ids=_name)
def test_steps_are_pure_towards_the_world(path: Path) -> None:
    """No clock, no chance, no waiting and no platform in a flow."""
    text = path.read_text()
    tree = ast.parse(text)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"today"}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"random", "utcnow", "today"}, names & {"random", "utcnow", "today"}
    assert "datetime.now" not in text
    assert not re.search(r"\b(slack|discord)\b", text, re.IGNORECASE), "a flow speaks of a platform"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_nothing_grows_past_reading(path: Path) -> None:
    """A function over 40 lines is two, a flow over 250 lines is two stories, any file over 350 lines is two files."""
    for function in _functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= 40, f"{function.name} has {length} lines"
    lines = len(path.read_text().splitlines())
    assert lines <= (250 if path in FLOWS else 350), f"{lines} lines"


def _tables() -> list[Declared]:
    schema.load_tables()
    return list(declared().values())


SLUGS = {
    "match": ("reason",),
    "intro": ("reason",),
    "rules": ("second_contact",),
    "erasure": ("traces",),
    "former_name": ("name",),
    "ballot": ("answers",),
}
"""Encrypted columns in which nobody is looked for who is erased: words of ours, an office, and what is looked for."""


@pytest.mark.parametrize("one", _tables(), ids=lambda one: one.name)
def test_every_table_says_what_becomes_of_it(one: Declared) -> None:
    """Each table declares whom its rows are about, or why about nobody; of each column, whether those are given it; and
    why a row is kept of somebody who is erased."""
    rights, columns = one.rights, set(one.table.columns.keys())
    assert rights.of or rights.why
    assert rights.erase != "keep" or not rights.of
    assert rights.why or rights.erase == "delete"
    people = {c.name for c in one.table.columns for key in c.foreign_keys if key.column.table.name in (MEMBER, ACCOUNT)}
    assert people <= set(rights.of), "a column that names somebody is not in `of`"
    assert set(rights.sides) <= set(rights.of) <= columns
    emptied = {name for side in rights.sides.values() for name in side.emptied}
    assert emptied <= columns - set(rights.of)
    if rights.of:
        own = {name for side in rights.sides.values() for name in side.gives.split()}
        said = [*rights.of, *rights.gives.split(), *rights.hides.split(), *sorted(own - set(rights.hides.split()))]
        assert sorted(set(said)) == sorted(said), "a column is said twice"
        assert set(said) | set(IMPLIED) >= columns, "of a column nobody says whether it is given"
        assert set(said) <= columns
    locked = {column.name for column in one.table.columns if isinstance(column.type, EncryptedText | EncryptedBytes)}
    assert locked - set(SLUGS.get(one.name, ())) <= set(rights.words.split()) <= columns, "nobody is looked for in it"
