"""Who may do what where: Discord's bits, and how roles and overwrites combine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag


class Permission(IntFlag):
    NONE = 0
    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    CREATE_EVENTS = 1 << 44


EVERYTHING = Permission((1 << 45) - 1)
EVERYBODY = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What @everyone may do in a new guild."""
BOT = EVERYBODY | Permission.CREATE_PRIVATE_THREADS | Permission.CREATE_EVENTS
"""What the bot's own role grants after an ordinary invitation."""


@dataclass
class Overwrite:
    """What a channel allows and denies to one role (kind 0) or one member (kind 1)."""

    target: int
    kind: int
    allow: Permission = Permission.NONE
    deny: Permission = Permission.NONE

    def payload(self) -> dict[str, str | int]:
        return {
            "id": str(self.target),
            "type": self.kind,
            "allow": str(int(self.allow)),
            "deny": str(int(self.deny)),
        }


def combined(
    granted: Iterable[Permission], overwrites: Iterable[Overwrite], *, everyone: int, roles: set[int], member: int
) -> Permission:
    """The permissions that remain: roles added up, then the channel's overwrites for @everyone, roles, the member."""
    held = Permission.NONE
    for permission in granted:
        held |= permission
    if held & Permission.ADMINISTRATOR:
        return EVERYTHING
    written = list(overwrites)
    for mine in (
        [one for one in written if one.kind == 0 and one.target == everyone],
        [one for one in written if one.kind == 0 and one.target in roles and one.target != everyone],
        [one for one in written if one.kind == 1 and one.target == member],
    ):
        for one in mine:
            held &= ~one.deny
        for one in mine:
            held |= one.allow
    return held if held & Permission.VIEW_CHANNEL else Permission.NONE
