"""One stage for a test."""

from collections.abc import Iterator

import pytest

from tests.adapters.discord.stage import Stage, stage


@pytest.fixture
def at() -> Iterator[Stage]:
    with stage() as here:
        yield here
