"""What a platform reports: about a place, or about an account in all of its programs."""

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.engine.scene import Scene, note_leaving
from bot.incoming import LEFT, Reply
from bot.steps import PLATFORM
from storage.people import Member, memberships

if TYPE_CHECKING:
    from bot.engine.taking import Engine


def take(engine: "Engine", scene: Scene) -> Reply:
    """Taken for each of the account's memberships in this one transaction; for who never joined, it is noted."""
    incoming = scene.incoming
    step = engine.steps.get(incoming.step)
    if step is None or PLATFORM not in step.by:
        return Reply()
    if step.flow.about is not Member:
        return engine.take(scene)
    if scene.account is None:
        return Reply()
    members = memberships(scene.store, scene.account.id)
    if incoming.step == LEFT and not members:
        note_leaving(scene)
    wake: set[str] = set()
    for member in members:
        scene.incoming = replace(incoming, about=member.id, key=f"{incoming.key}:{member.id}")
        wake |= engine.take(scene).wake
    return Reply(wake=frozenset(wake))
