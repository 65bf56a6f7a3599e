"""The two commands as Discord gets them."""

from typing import Any

import pytest

from adapters.discord.commands import MANAGE_GUILD, changed, command_groups
from bot.engine.typed import Offered
from tests.loopback.discord.rest.contracts import contract_check
from tests.loopback.discord.world.limits import command_problems

NAMES = ("mentor", "program")
OFFERED = [
    Offered("mentor", "find", "See mentors who fit"),
    Offered("program", "setup", "Set up a program " + "and more " * 20),
    Offered("mentor", "home", "Everything at a glance"),
]


def test_two_groups_with_their_subcommands() -> None:
    """Each in the order of the flows, everywhere; the second hidden from who does not manage the guild."""
    mentor, program = command_groups(OFFERED, NAMES)
    assert [one["name"] for one in mentor["options"]] == ["find", "home"]
    assert [one["name"] for one in mentor["options"][0]["options"]] == ["text"]
    assert mentor["contexts"] == program["contexts"] == [0, 1]
    assert "default_member_permissions" not in mentor
    assert program["default_member_permissions"] == MANAGE_GUILD == 32
    for command in (mentor, program):
        assert command_problems(command) == []
    check = contract_check()
    assert not check or check("POST", "/applications/1/commands", mentor) == []
    assert not check or check("POST", "/applications/1/commands", program) == []


def test_names_are_a_setting() -> None:
    """What the commands are called comes from outside; a group without subcommands is none."""
    groups = command_groups([Offered("peer", "find", "See peers")], ("peer", "staff"))
    assert [group["name"] for group in groups] == ["peer"]


def test_more_subcommands_than_discord_takes_are_a_bug() -> None:
    """26 subcommands are refused before anything is sent."""
    with pytest.raises(ValueError, match="26 subcommands"):
        command_groups([Offered("mentor", f"a{number}", "Hint") for number in range(26)], NAMES)


def as_registered(command: dict[str, Any]) -> dict[str, Any]:
    """The command as Discord gives it back: with ids, and with nothing spelled out."""
    options = [
        {**one, "name_localizations": None, "options": [{**deep, "required": False} for deep in one["options"]]}
        for one in command["options"]
    ]
    return {
        "id": "1", "application_id": "2", "version": "3", "nsfw": False, "dm_permission": True, **command,
        "options": options, "contexts": [1, 0],
        "default_member_permissions": "32" if "default_member_permissions" in command else None,
    }  # fmt: skip


def test_what_changed_is_seen() -> None:
    """Nothing where Discord has it all; a command where one word of it differs, one that is missing, and one that has
    no place any more. The command that Discord makes itself does not matter."""
    wanted = command_groups(OFFERED, NAMES)
    own = {"id": "9", "name": "launch", "type": 4, "description": ""}
    old = {"id": "8", "name": "peer", "type": 1, "description": "Everything about your mentoring"}
    registered = [as_registered(command) for command in wanted]
    assert changed(wanted, [*registered, own]) == []
    assert changed(wanted, [*registered, old]) == ["peer"]
    registered[1]["options"][0]["description"] = "Something else"
    assert changed(wanted, [*registered, own]) == ["program"]
    assert changed(wanted, [own]) == ["mentor", "program"]
    registered[0]["default_member_permissions"] = "8"
    assert changed(wanted, registered) == ["mentor", "program"]
