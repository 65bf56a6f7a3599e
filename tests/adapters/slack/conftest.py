"""What every test of the Slack adapter can ask for."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.loopback.slack.checks import Checks

Refused = Callable[[str, dict[str, Any]], list[str]]


@pytest.fixture(scope="session")
def refused() -> Refused:
    """What Slack would refuse in a call: its limits, and its published types where KITH_CONTRACTS names them."""

    def look(method: str, arguments: dict[str, Any]) -> list[str]:
        checks = Checks()
        checks.view(method, arguments) if "view" in arguments else checks.message(method, arguments)
        return checks.problems

    return look
