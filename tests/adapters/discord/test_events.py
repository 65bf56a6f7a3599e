"""A guild's own list of events over the socket: made once, changed, called off, found again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import shown
from bot.errors import Undeliverable, Unknown
from bot.parcels import Outgoing
from tests.adapters.discord.stage import Stage, picture
from tests.loopback.discord import Permission

START = datetime(2030, 3, 1, 18, tzinfo=UTC)
TEA = shown.Event(
    title="Tea", text="Bring a \\*cup\\*.", where="Library", starts=START, ends=START + timedelta(hours=1)
)


def letter(at: Stage, event: shown.Event = TEA, key: str = "e") -> Outgoing:
    return Outgoing(key=key, card=shown.Card(title="Tea", event=event), place=str(at.guild.id))


def there(at: Stage) -> "list[dict[str, Any]]":
    return at.discord.guild_events(at.guild)


def send(at: Stage, what: Outgoing) -> str:
    return at.kith.do(at.kith.adapter.send(what)).reference


def edit(at: Stage, event: shown.Event, reference: str) -> None:
    at.kith.do(at.kith.adapter.edit(letter(at, event, "later"), reference))


def test_an_event_is_made_changed_and_called_off(at: Stage) -> None:
    """An external event with its name, text, times and place, nothing in it taken as formatting; one entry from first
    to last."""
    reference = send(at, letter(at))
    (made,) = there(at)
    assert reference == f"{at.guild.id}:{made['id']}"
    assert (made["name"], made["entity_type"], made["status"]) == ("Tea", 3, 1)
    assert made["description"].startswith("Bring a \\*cup\\*.")
    assert made["entity_metadata"] == {"location": "Library"}
    assert datetime.fromisoformat(made["scheduled_end_time"]) - START == timedelta(hours=1)
    later = START + timedelta(days=2)
    edit(at, TEA.model_copy(update={"starts": later, "ends": later + timedelta(hours=3), "where": "Garden"}), reference)
    (moved,) = there(at)
    assert (moved["id"], moved["entity_metadata"]["location"]) == (made["id"], "Garden")
    assert datetime.fromisoformat(moved["scheduled_start_time"]) == later
    edit(at, TEA.model_copy(update={"is_off": True}), reference)
    (off,) = there(at)
    assert (off["id"], off["status"]) == (made["id"], 4)
    assert at.discord.problems == []


def test_an_event_in_doubt_is_found_by_its_mark(at: Stage) -> None:
    """The answer was lost after it was made: the next try looks first. Another letter's entry is not taken for it, and
    none that somebody else has made after it, with all that it says."""
    at.discord.drop_response("POST /guilds", times=1)
    with pytest.raises(Unknown):
        send(at, letter(at))
    (made,) = there(at)
    now = datetime.now(UTC)
    assert at.kith.do(at.kith.adapter.find(letter(at), now)) == f"{at.guild.id}:{made['id']}"
    assert at.kith.do(at.kith.adapter.find(letter(at, key="other"), now)) is None
    at.guild.events[int(made["id"])]["creator_id"] = str(at.ada.id)
    assert at.kith.do(at.kith.adapter.find(letter(at), now)) is None


def test_a_long_place_stands_in_the_text(at: Stage) -> None:
    """Discord holds a hundred characters of it; nothing is lost, and the text keeps its limit and its mark."""
    where = "https://meet.example/" + "x" * 170
    send(at, letter(at, TEA.model_copy(update={"where": where, "text": "\\*" * 400})))
    (made,) = there(at)
    assert len(made["entity_metadata"]["location"]) == 100
    assert len(made["description"]) <= 1000
    assert "x" * 170 in made["description"]


def test_a_picture_stands_in_the_event(at: Stage) -> None:
    """As Discord wants it: its bytes in the request."""
    send(at, replace(letter(at), files=(picture(),)))
    (call,) = [one for one in at.discord.calls_to("/scheduled-events") if one.method == "POST"]
    assert call.body["image"].startswith("data:image/png;base64,")


def test_what_somebody_took_out_stays_out(at: Stage) -> None:
    """An entry that a moderator deleted is left, and nothing fails."""
    reference = send(at, letter(at))
    at.discord.drop_event(at.guild, int(reference.partition(":")[2]))
    edit(at, TEA.model_copy(update={"where": "Garden"}), reference)
    assert there(at) == []


def test_without_the_right_it_is_refused_for_good(at: Stage) -> None:
    """Kith may not: the postman hears so, and asks no more."""
    at.discord.revoke(Permission.CREATE_EVENTS, at.guild)
    with pytest.raises(Undeliverable) as caught:
        send(at, letter(at))
    assert (caught.value.reason, caught.value.retry_after) == ("not_allowed", None)
