"""A community on each platform, and each way to reach it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.communities import Community, on_discord, on_slack


@pytest.fixture(params=["socket", "http", "discord"])
def community(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Community]:
    match request.param:
        case "discord":
            with on_discord(tmp_path) as made:
                yield made
        case name:
            with on_slack(tmp_path, name) as made:
                yield made
