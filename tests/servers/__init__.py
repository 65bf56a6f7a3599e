"""The real servers that some tests need: found, started, and stopped again. Each module holds fixtures."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOM = 3 << 30
"""Bytes that the files of all tests fit into, several times."""


def scratch() -> str:
    """The folder for what tests write: in memory where there is room, so that nobody waits for a disk. Its path is
    short whatever TMPDIR says, because that of a socket may have 107 bytes at most."""
    memory = Path("/dev/shm")
    in_memory = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM
    return str(memory) if in_memory else "/tmp"


def lacking(what: str) -> NoReturn:
    """Skip the test and say why; in CI, where nothing may be lacking, fail it."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"CI runs every test, but this one cannot run: {what}", pytrace=False)
    pytest.skip(what)
