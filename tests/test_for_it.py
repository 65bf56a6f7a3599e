"""The page for IT says what the code does."""

import re
from datetime import timedelta
from pathlib import Path

import discord
import pytest

from adapters.discord.check import IN_WORDS, NEEDED
from adapters.discord.wire import addresses
from adapters.slack.manifest import ANYWHERE, EVENTS, PICTURES, SCOPES
from adapters.slack.web.calls import SLACK_API
from bot import ics
from bot.commands import nightly
from bot.engine import enclosed
from bot.settings import Settings
from flows.beginning import walking
from flows.coordinating import exporting
from flows.rights import my_data
from flows.socials.around import picture
from storage import outbox, schema
from storage.codes import linking, tries
from storage.mentoring.rules import Rules
from storage.rights.tables import declared

PAGE = Path(__file__).parent.parent / "docs" / "for-it.md"
NEVER = {"users:read.email", "channels:join"}


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert found, f"docs/for-it.md has no section “{title}”"
    return found[1]


def rows(title: str) -> list[list[str]]:
    """The cells of a section's table, without its heading."""
    lines = [line for line in section(title).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_every_table_is_named_once() -> None:
    """What is stored stands in the page: each table in one row, with why, how long and who sees it."""
    schema.load_tables()
    found = rows("What is stored")
    named = [name for row in found for name in re.findall(r"`(\w+)`", row[1])]
    assert sorted(named) == sorted(declared()), set(named) ^ set(declared())
    assert all(len(row) == 5 and all(row) for row in found)


def how_long() -> dict[str, str]:
    """What the page says of each kind, by the first of its tables."""
    return {re.findall(r"`(\w+)`", row[1])[0]: row[3] for row in rows("What is stored")}


SET: dict[str, list[str]] = {
    "profile": ["keep_left_days"],
    "search": ["keep_searches_days"],
    "round": ["keep_words_days"],
    "verdict": ["keep_reasons_days"],
    "match": ["keep_match_words_days"],
    "talk": ["keep_words_days"],
    "introduction": ["keep_guests_days"],
    "social": ["keep_guests_days"],
    "short_question": ["keep_questions_days"],
    "concern": ["keep_concerns_days"],
    "act": ["keep_acts_days"],
    "letter": ["keep_letters_days"],
}
"""The settings that say how long a kind is kept."""
FIXED: dict[str, list[timedelta]] = {
    "social": [outbox.DRAFTS_KEPT, picture.KEPT],
    "draft": [outbox.DRAFTS_KEPT],
    "stored_file": [exporting.KEPT, my_data.KEPT, ics.KEPT, enclosed.KEPT],
    "taken": [outbox.KEYS_KEPT],
    "claim": [tries.TRY_AGAIN, nightly.TRIES_EVERY],
    "link_code": [linking.VALID],
    "program": [walking.LASTS],
}
"""What no setting changes, in the order in which the page names it."""


def test_the_days_of_each_kind_are_the_defaults() -> None:
    """How long a kind is kept is what the setting for it begins with, and every such setting stands in the page."""
    said = {kind: [int(days) for days in re.findall(r"(\d+) days\*", text)] for kind, text in how_long().items()}
    meant = {kind: [Rules.model_fields[name].default for name in SET.get(kind, [])] for kind in said}
    assert said == meant
    assert {name for names in SET.values() for name in names} == {
        n for n in Rules.model_fields if n.startswith("keep_")
    }


def test_the_days_that_no_setting_changes_are_so() -> None:
    """A time without a star is what the code keeps to."""
    unit = r"(\d+) (day|hour|minute)s?\b(?!\*)"
    said = {kind: [timedelta(**{f"{name}s": int(number)}) for number, name in re.findall(unit, text)]
            for kind, text in how_long().items()}  # fmt: skip
    assert said == {kind: FIXED.get(kind, []) for kind in said}


def test_every_scope_is_named_with_its_feature() -> None:
    """The scopes of the manifest and no others, and which are off."""
    assert {row[0].strip("`") for row in rows("What Kith asks Slack for")} == {*SCOPES, "connections:write"}
    text = section("What Kith asks Slack for")
    off, never = (
        re.search(r"Off by default: (.*?)\n\n", text, re.DOTALL),
        re.search(r"Never asked for: (.*?)\.\n", text),
    )
    assert off
    assert never
    assert set(re.findall(r"`([\w.]+:[\w.]+)`", off[1].split("Never asked")[0])) == {ANYWHERE, PICTURES}
    assert set(re.findall(r"`([\w:.]+)`", never[1])) == NEVER
    assert not NEVER & {*SCOPES, ANYWHERE, PICTURES}
    assert [scope for scope in SCOPES if "history" in scope] == ["im:history"]
    assert set(re.findall(r"`([\w.]+)`", text.split("Events:")[1])) == set(EVENTS)


def test_every_permission_is_named() -> None:
    """The permissions of the invitation and no others."""
    assert discord.Permissions(**dict.fromkeys(IN_WORDS, True)) == NEEDED
    assert {row[0] for row in rows("What Kith asks Discord for")} == set(IN_WORDS.values())


@pytest.mark.parametrize("address", [SLACK_API, addresses.API_URL, addresses.GATEWAY_URL])
def test_every_host_is_named(address: str) -> None:
    """Where Kith connects to by itself."""
    assert f"`{address.split('/')[2]}`" in section("Network")


def test_the_places_are_the_defaults() -> None:
    """Where the database and the ledger lie."""
    fields = Settings.model_fields
    text = section("Where it lies")
    assert f"`{fields['database_url'].default.database}`" in text
    assert f"`{fields['erased_file'].default}`" in text
