"""What is open in front of people: stacks of modals, and Home tabs."""

from collections.abc import Callable

from tests.loopback.slack.blocks import Json
from tests.loopback.slack.payloads import Scene, opened
from tests.loopback.slack.world.records import Refusal

MOST_VIEWS = 3
VIEW_BYTES = 250_000


class Screens:
    """Every person has a stack of at most three modals and one Home tab; views are kept whole, as Slack sends them."""

    def __init__(self, changed: Callable[[], None], new_id: Callable[[str], str]) -> None:
        self._changed = changed
        self._new_id = new_id
        self.stacks: dict[str, list[Json]] = {}
        self.homes: dict[str, Json] = {}
        self.errors: dict[str, dict[str, str]] = {}

    def top(self, user_id: str) -> Json | None:
        """The modal this person looks at."""
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def open(self, scene: Scene, view: Json) -> Json:
        """A modal of its own; what was open before is gone."""
        whole = opened(_sized(view), scene, view_id=self._new_id("V"))
        self.stacks[scene.user_id] = [whole]
        self._changed()
        return whole

    def push(self, scene: Scene, view: Json) -> Json:
        """A modal on top; Refusal not_found without one below, push_limit_reached above three."""
        stack = self.stacks.get(scene.user_id, [])
        if not stack:
            raise Refusal("not_found")
        if len(stack) >= MOST_VIEWS:
            raise Refusal("push_limit_reached")
        root, below = stack[0]["id"], stack[-1]["id"]
        whole = opened(_sized(view), scene, view_id=self._new_id("V"), root_view_id=root, previous=below)
        stack.append(whole)
        self._changed()
        return whole

    def find(self, view_id: str | None, external_id: str | None = None) -> tuple[str, Json]:
        """The person and their view; Refusal not_found for one that is closed or never was."""
        for user_id, stack in self.stacks.items():
            for view in stack:
                if view["id"] == view_id or (external_id and view["external_id"] == external_id):
                    return user_id, view
        for user_id, view in self.homes.items():
            if view["id"] == view_id:
                return user_id, view
        raise Refusal("not_found")

    def update(self, scene: Scene, old: Json, view: Json, known_hash: str | None = None) -> Json:
        """Put a view in the place of another; Refusal hash_conflict if the caller knows an older one."""
        if known_hash and known_hash != old["hash"]:
            raise Refusal("hash_conflict")
        whole = opened(
            _sized(view),
            scene,
            view_id=old["id"],
            root_view_id=old["root_view_id"],
            previous=old["previous_view_id"],
            after=old["hash"],
        )
        if old["type"] == "home":
            self.homes[scene.user_id] = whole
        else:
            stack = self.stacks[scene.user_id]
            stack[[kept["id"] for kept in stack].index(old["id"])] = whole
        self.errors.pop(old["id"], None)
        self._changed()
        return whole

    def publish(self, scene: Scene, view: Json, known_hash: str | None) -> Json:
        """Draw a person's Home tab."""
        old = self.homes.get(scene.user_id)
        if old is not None:
            return self.update(scene, old, view, known_hash)
        if known_hash:
            raise Refusal("hash_conflict")
        self.homes[scene.user_id] = whole = opened(_sized(view), scene, view_id=self._new_id("V"))
        self._changed()
        return whole

    def close(self, user_id: str, view_id: str, *, whole_stack: bool = False) -> None:
        """Close a view and those above it, or the whole stack."""
        stack = self.stacks.get(user_id, [])
        ids = [view["id"] for view in stack]
        if view_id in ids:
            del stack[0 if whole_stack else ids.index(view_id) :]
            self._changed()

    def complain(self, view_id: str, errors: dict[str, str]) -> None:
        """Show errors beside fields; under "" what Slack's client says about the whole form."""
        self.errors[view_id] = errors
        self._changed()


def _sized(view: Json) -> Json:
    if len(repr(view)) > VIEW_BYTES:
        raise Refusal("view_too_large")
    return view
