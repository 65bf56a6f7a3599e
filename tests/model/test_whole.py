"""No sequence of presses breaks what must always hold. `make fuzz` looks for longer."""

from pathlib import Path

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Whole
from tests.world.databases import sqlite_database


@pytest.mark.timeout(600)
def test_no_sequence_of_presses_breaks_what_must_hold(tmp_path: Path) -> None:
    """Never over capacity, never two matches of a pair, no letter to who left, and always a word back."""
    database = sqlite_database(tmp_path)
    try:
        run_state_machine_as_test(Whole.played_in(database))
    finally:
        database.close()
