"""The page for newcomers, followed to the letter."""

import inspect
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import flows
from flows import meeting as folder
from flows.meeting import meeting
from tests.world import making
from tests.world.databases import sqlite_database
from tests.world.plain import PlainSurface
from tests.world.world import World

FLOWS_FOLDER = Path(flows.__file__).parent
PAGE = FLOWS_FOLDER.parent / "docs" / "first-step.md"


def as_it_was(lines: str) -> str:
    """Lines of the page as they stand in the code before somebody follows it."""
    return lines.replace(", waving", "").replace("    waving.flow,\n", "")


def test_the_first_step_can_be_taken_as_the_page_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every piece fits into the file that it is for, and the test that the page ends with passes. Whoever has just
    followed it has that test at hand."""
    if (FLOWS_FOLDER / "meeting" / "waving.py").exists():
        pytest.skip("the page was followed here")
    page = PAGE.read_text()
    code, imported, added, used, ending, test = re.findall(r"```(?:python|text)\n(.*?)```", page, re.DOTALL)
    for file, lines in {"__init__.py": imported + added, "meeting/meeting.py": used}.items():
        before = as_it_was(lines)
        assert all(line in (FLOWS_FOLDER / file).read_text() for line in before.splitlines(keepends=True)), file
    waving = ModuleType("flows.meeting.waving")
    exec(code, vars(waving))
    monkeypatch.setitem(sys.modules, waving.__name__, waving)
    monkeypatch.setattr(folder, "waving", waving, raising=False)
    function, _return, last = inspect.getsource(meeting.choices).rpartition("    return ")
    assert f"    ways = {last}" in ending, "the function ends otherwise than the page says"
    changed = dict(vars(meeting)) | {"waving": waving}
    exec("from __future__ import annotations\n" + function + ending, changed)
    monkeypatch.setattr(meeting, "choices", changed["choices"])
    monkeypatch.setattr(making, "FLOWS", [*flows.FLOWS, waving.flow])
    script: dict[str, object] = {}
    exec(test, script)
    world: World = making.make_world(PlainSurface(), sqlite_database(tmp_path))
    try:
        script["test_a_wave_reaches_the_other"](world)  # type: ignore[operator]
    finally:
        world.close()
