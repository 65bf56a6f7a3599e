"""Block Kit from the outside: what an element holds, what a person can find and press, what Slack would refuse."""

from typing import Any

Json = dict[str, Any]
