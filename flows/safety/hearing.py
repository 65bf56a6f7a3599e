"""Which coordinators can hear of a message, and which of them may."""

from bot.steps import Turn
from storage.database import Store
from storage.mentoring.apart import kept_from
from storage.mentoring.pairs.handovers import came_after
from storage.mentoring.records import Concern, open_concerns
from storage.people import Member, MemberStatus, coordinators


def can_be_reached(person: Member) -> bool:
    return person.account.gone_at is None and person.account.silent_since is None


def hears(member: Member) -> bool:
    """Whether this is a coordinator who is there, and whom letters reach."""
    return member.is_coordinator and member.status is MemberStatus.ACTIVE and can_be_reached(member)


def who_hears(store: Store, writer: Member | None) -> list[Member]:
    """The coordinators who can be told: letters reach them, and they are neither the writer nor somebody whom the
    writer keeps away."""
    out = {writer.id, writer.into_id, *kept_from(store, writer)} if writer is not None else set()
    return [person for person in coordinators(store) if person.id not in out and can_be_reached(person)]


def hears_alone(coordinator: Member, turn: Turn) -> bool:
    """Whether what people write to the coordinators reaches nobody else."""
    return coordinator.is_coordinator and not who_hears(turn.store, coordinator)


def of(concern: Concern, turn: Turn) -> list[Member]:
    """Those of them who may see it. Who took the program over later, and did not get it, is among them only where
    nobody else is left: it must not be with nobody."""
    able = [person for person in who_hears(turn.store, concern.from_member) if concern.may_be_seen_by(person)]
    late = came_after(turn.store, concern)
    return [person for person in able if person.id not in late] or able


def came_to(concern: Concern, turn: Turn) -> list[Member]:
    """Who took the program over later, did not get it, and may see it all the same, as nobody else is left."""
    late = came_after(turn.store, concern)
    return [person for person in of(concern, turn) if person.id in late] if late else []


def may_see(concern: Concern, coordinator: Member, turn: Turn) -> bool:
    """Whether it is for this coordinator, be letters able to reach them or not."""
    late = came_after(turn.store, concern)
    if not concern.may_be_seen_by(coordinator) or coordinator.id not in late:
        return concern.may_be_seen_by(coordinator)
    return all(person.id in late for person in of(concern, turn))


def open_for(coordinator: Member, turn: Turn) -> list[Concern]:
    """What is not closed and for this coordinator, oldest first."""
    return [one for one in open_concerns(turn.store, coordinator) if may_see(one, coordinator, turn)]


def left_out(concern: Concern, turn: Turn) -> list[Member]:
    """Those who would hear of it if its words did not name them. Not whoever was named under a profile that they gave
    up: nobody is told whose it was."""
    able, named = who_hears(turn.store, concern.from_member), {one.member_id for one in concern.named}
    hidden = [person for person in able if person.id in named and not concern.may_be_seen_by(person)]
    return [person for person in hidden if not concern.is_about(person)]
