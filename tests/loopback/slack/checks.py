"""What the app sends, held against Slack's limits, and against its published types where KITH_CONTRACTS names them."""

import importlib.util
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.finders import every_block
from tests.loopback.slack.blocks.limits import message_problems, view_problems

# Said loudly, but Slack takes it.
ONLY_A_WARNING = "text: missing"


@cache
def contracts() -> Callable[[str, Json], list[str]]:
    """`slack_problems` of the check.py in the folder that KITH_CONTRACTS names; without one it finds nothing."""
    folder = os.environ.get("KITH_CONTRACTS")
    if not folder:
        return lambda method, arguments: []
    path = Path(folder) / "check.py"
    spec = importlib.util.spec_from_file_location("kith_contracts", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise FileNotFoundError(f"KITH_CONTRACTS is {folder!r}, and there is no {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[str, Json], list[str]] = module.slack_problems
    return found


class Checks:
    """Collects what was wrong with the app's requests; `problems` grows and is never cleared by itself."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def note(self, where: str, problem: str) -> None:
        """Remember something wrong that no single request shows."""
        self.problems.append(f"{where}: {problem}")

    def message(self, method: str, arguments: Json, files: Sequence[str] = ()) -> list[str]:
        """Check a message; what comes back is what Slack would refuse it for. `files` are the ids Slack knows."""

        def look() -> list[str]:
            blocks = every_block(arguments.get("blocks") or [])
            shown = [block["slack_file"].get("id") for block in blocks if block.get("slack_file")]
            strange = [f"blocks: unknown file {name!r}" for name in shown if name is not None and name not in files]
            return [*message_problems(arguments), *contracts()(method, arguments), *strange]

        return self._keep(method, look)

    def view(self, method: str, arguments: Json) -> list[str]:
        """Check the view of a views.* call or of an answered submission."""
        return self._keep(method, lambda: [*view_problems(arguments["view"]), *contracts()(method, arguments)])

    def _keep(self, method: str, look: Callable[[], list[str]]) -> list[str]:
        try:
            found = look()
        except (KeyError, TypeError, AttributeError) as broken:  # a part is missing or of another kind than Slack's
            found = [f"blocks: malformed, {broken!r}"]
        self.problems += [f"{method}: {problem}" for problem in found]
        return [problem for problem in found if not problem.startswith(ONLY_A_WARNING)]
