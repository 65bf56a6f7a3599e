"""One request of the bot, as it came and as it was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.discord.world.records import Payload, Upload
from tests.loopback.discord.world.refusals import FORM_BODY, Refusal


@dataclass(frozen=True)
class Sent:
    """A request read: `path` without /api/v10 and query, `body` the JSON (of a multipart one its payload_json)."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    files: Mapping[int, Upload] = field(default_factory=dict)

    @property
    def route(self) -> str:
        return f"{self.method} {self.path}"

    def form(self) -> Payload:
        """The body, which must be an object."""
        if not isinstance(self.body, dict):
            raise Refusal(FORM_BODY, ["the body is no object"])
        return self.body


@dataclass(frozen=True)
class Call:
    """`at` is the seconds since the counterpart started; `status` is 0 where the connection was cut instead."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: Mapping[int, Upload]
    status: int
    answer: Any
    at: float

    @property
    def route(self) -> str:
        return f"{self.method} {self.path}"

    def __str__(self) -> str:
        return f"{self.at:7.3f} {self.route} → {self.status}"
