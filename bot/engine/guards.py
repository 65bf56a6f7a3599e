"""The rules in front of every step there will ever be, in one place."""

from typing import Any

from bot.engine.scene import NO_PROGRAM, Scene
from bot.errors import Refused
from bot.incoming import Via
from bot.steps import ANYONE, COORDINATOR, MEMBER, PLATFORM, REMOVED, Record, Step
from bot.words import _
from storage.people import Member, MemberStatus
from storage.places import Program, belongs_around

CHANGED = _("That has changed since this card was sent. Nothing was done.")


def guard(scene: Scene, step: Step[Any], record: Record) -> None:
    """Raises `Refused` where this account may not take this step about this record now."""
    if scene.incoming.via is Via.TIMER:
        if step.when is not None and str(getattr(record, "status", "")) not in step.when:
            raise Refused(_("The time for that has passed."), stale=True)
        return
    _by(scene, step, record)
    if step.when is not None and str(getattr(record, "status", "")) not in step.when:
        raise Refused(CHANGED, stale=True)


def _by(scene: Scene, step: Step[Any], record: Record) -> None:
    allowed, member = step.by, scene.member
    if PLATFORM in allowed and scene.incoming.via is Via.EVENT:
        return
    if scene.program and member and member.status is MemberStatus.REMOVED and REMOVED not in allowed:
        raise Refused(_("You are not in {program} any more. Say hello to me, and I will show you whom you can turn to.",
                        program=scene.program.name))  # fmt: skip
    if ANYONE in allowed:
        if scene.program is not None and not _is_known_to_be_there(scene, scene.program):
            raise Refused(_("That is not yours to answer."))
        return
    if member is None or not member.is_here:
        if scene.program is None:
            raise Refused(NO_PROGRAM)
        if not _is_known_to_be_there(scene, scene.program):
            raise Refused(_("That is not yours to answer."))
        raise Refused(_("You are not in {program} yet. Say hello to me, and I tell you about joining.",
                        program=scene.program.name))  # fmt: skip
    if MEMBER in allowed or (COORDINATOR in allowed and member.is_coordinator) or _holds(step, record, member):
        return
    if _was_merged(scene, step, record, member):
        raise Refused(_("That was with a profile that you gave up when you linked your accounts. Say hello to me, and "
                        "I will show you where you stand."))  # fmt: skip
    if COORDINATOR in allowed:
        raise Refused(_("That is for the coordinators of {program}.",
                        program=scene.program.name if scene.program else ""))  # fmt: skip
    raise Refused(_("That is not yours to answer."))


def _is_known_to_be_there(scene: Scene, program: Program) -> bool:
    """Whether this account has anything to do with the program: it acts in one of its places or was seen there, or is
    or was in it. A forged id must not tell which programs there are, or who coordinates them."""
    at_home = scene.place is not None and scene.place.program_id == program.id
    if at_home or scene.member is not None or scene.incoming.about is None:
        return True
    return scene.account is not None and belongs_around(scene.store, scene.account)


def _holds(step: Step[Any], record: Record, member: Member) -> bool:
    held = step.flow.held(record)
    return any(held.get(name) == member.id for name in step.by)


def _was_merged(scene: Scene, step: Step[Any], record: Record, member: Member) -> bool:
    """Whether one of those who may take it turned out to be the same person as this member."""
    held = step.flow.held(record)
    found = (scene.store.get(Member, held[name]) for name in step.by if name in held)
    return any(one is not None and one.into_id == member.id for one in found)
