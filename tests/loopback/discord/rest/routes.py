"""Which function answers which request."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Route = Callable[..., Any]


@dataclass
class Routes:
    """`{name}` in a template is a number, `{token}` any text; the template with more literal parts wins."""

    _known: list[tuple[int, str, re.Pattern[str], Route]] = field(default_factory=list)

    def __call__(self, method: str, template: str) -> Callable[[Route], Route]:
        pattern = re.sub(r"\{(\w+)\}", lambda found: f"(?P<{found[1]}>{_shape(found[1])})", template)
        literal = sum(not part.startswith("{") for part in template.split("/"))

        def add(route: Route) -> Route:
            self._known.append((literal, method, re.compile(pattern), route))
            self._known.sort(key=lambda one: -one[0])
            return route

        return add

    def find(self, method: str, path: str) -> tuple[Route, dict[str, Any]] | None:
        for _, known, pattern, route in self._known:
            found = pattern.fullmatch(path)
            if known == method and found:
                parts = found.groupdict()
                return route, {name: text if name == "token" else int(text) for name, text in parts.items()}
        return None


def _shape(name: str) -> str:
    return "[^/]+" if name == "token" else r"\d+"
