"""The playground as a platform: letters arrive, once, where they should."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.base import Adapter
from bot import shown
from bot.errors import Undeliverable
from bot.parcels import FileContent, Outgoing, RoomPlan
from storage import playground as rows
from storage.playground import PlaygroundMessage
from tests.adapters.playground.trial import Trial

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def letter(user: str = "", text: str = "Hello", key: str = "letter:1", room: str = "", channel: str = "") -> Outgoing:
    return Outgoing(key=key, card=shown.Card(text=text), user=user, room=room, channel=channel)


async def said(trial: Trial, conversation: str, user: str = "ada") -> list[str]:
    """The texts of a conversation as this person sees it."""
    found = await trial.adapter.read(rows.messages_in, conversation, user, 50)
    return [shown.Card.model_validate_json(message.card).text if message.card else message.line for message in found]


async def test_it_is_an_adapter(trial: Trial) -> None:
    """The playground does everything that is asked of a platform, and says which it is."""
    adapter: Adapter = trial.adapter
    assert (adapter.platform, adapter.at_once) == ("playground", 1)


async def test_a_letter_that_is_sent_twice_arrives_once(trial: Trial) -> None:
    """The key of a letter makes it one message, however often it is sent."""
    first = await trial.adapter.send(letter("ada"))
    again = await trial.adapter.send(letter("ada"))
    assert first == again
    assert await said(trial, "dm:ada") == ["Hello"]


async def test_a_letter_in_doubt_can_always_be_found(trial: Trial) -> None:
    """Whether a letter arrived is known for sure: by its key it is found, or it is not there."""
    sent = await trial.adapter.send(letter("ada"))
    assert await trial.adapter.find(letter("ada"), SINCE) == sent.reference
    assert await trial.adapter.find(letter("ada", key="letter:2"), SINCE) is None


async def test_an_edit_changes_the_message_where_it_stands(trial: Trial) -> None:
    """An edited letter says the new thing in the old place, and shows that it was changed; one that is gone is left."""
    sent = await trial.adapter.send(letter("ada"))
    await trial.adapter.send(letter("ada", "Later", "letter:2"))
    await trial.adapter.edit(letter("ada", "Changed", "letter:3"), sent.reference)
    await trial.adapter.edit(letter("ada", "Nowhere", "letter:4"), "999999")
    await trial.adapter.edit(letter("ada", "Nowhere", "letter:5"), "no number")
    assert await said(trial, "dm:ada") == ["Changed", "Later"]
    changed = await trial.adapter.read(lambda session: session.get(PlaygroundMessage, int(sent.reference)))
    assert changed
    assert changed.changed_at


async def test_closed_direct_messages_fall_back_to_a_private_thread(trial: Trial) -> None:
    """Who takes no direct messages gets the letter in a thread that only they see, with one hint at its beginning."""
    await trial.adapter.write(lambda session: setattr(rows.account_of(session, "ada"), "closed", True))
    parcel = replace(letter("ada"), fallback=[("playground", "general")], hint="Open your **messages**.")
    sent = await trial.adapter.send(parcel)
    await trial.adapter.send(replace(parcel, key="letter:2", card=shown.Card(text="Second")))
    rooms = await trial.adapter.read(rows.rooms_of, "ada")
    assert sent.instead
    assert [await said(trial, rows.in_room(room.id)) for room in rooms] == [
        ["Open your **messages**.", "Hello", "Second"]
    ]
    assert await trial.adapter.read(rows.rooms_of, "lin") == []
    assert await said(trial, "dm:ada") == []


async def test_a_letter_that_cannot_arrive_says_why(trial: Trial) -> None:
    """Closed messages without a fallback, people who are gone, rooms and channels that are not there: each its word."""
    await trial.adapter.write(lambda session: setattr(rows.account_of(session, "ada"), "closed", True))
    await trial.adapter.write(lambda session: setattr(rows.account_of(session, "lin"), "left_at", SINCE))
    for parcel, reason in (
        (letter("ada"), "dm_closed"),
        (letter("lin"), "gone"),
        (letter("nobody"), "gone"),
        (letter(room="77"), "missing"),
        (letter(room="no room"), "missing"),
        (letter(channel="nowhere"), "missing"),
    ):
        with pytest.raises(Undeliverable) as refused:
            await trial.adapter.send(parcel)
        assert (refused.value.reason, refused.value.retry_after) == (reason, None)


async def test_those_who_left_are_missing(trial: Trial) -> None:
    """Kith can ask who is no longer there."""
    await trial.adapter.write(lambda session: setattr(rows.account_of(session, "lin"), "left_at", SINCE))
    assert await trial.adapter.missing("playground", ["ada", "lin", "nobody"]) == {"lin", "nobody"}


async def test_a_room_is_opened_once_for_its_people(trial: Trial) -> None:
    """Opening a room again finds it again; its people see it, and nobody else does."""
    plan = RoomPlan(4, "Ada and Lin", "playground", "general", ("ada", "lin"))
    reference = await trial.adapter.open(plan)
    assert await trial.adapter.open(plan) == reference
    await trial.adapter.send(letter(room=reference, text="Meet each other"))
    names = {user: [room.name for room in await trial.adapter.read(rows.rooms_of, user)] for user in ("lin", "noor")}
    assert names == {"lin": ["Ada and Lin"], "noor": []}
    assert await said(trial, f"room:{reference}") == ["Meet each other"]


async def test_a_room_with_somebody_who_left_is_refused(trial: Trial) -> None:
    """No room is opened for people who are not there."""
    await trial.adapter.write(lambda session: setattr(rows.account_of(session, "lin"), "left_at", SINCE))
    with pytest.raises(Undeliverable, match="gone"):
        await trial.adapter.open(RoomPlan(4, "Ada and Lin", "playground", "", ("ada", "lin")))


async def test_files_stay_with_their_message(trial: Trial) -> None:
    """What was sent can be opened later, also when Kith's own copy has expired."""
    files = (
        shown.File(id=91, name="plan.csv", media_type="text/csv"),
        shown.File(id=2, name="b.csv", media_type="x/y"),
    )
    card = shown.Card(text="Files", files=files)
    parcel = Outgoing(key="letter:f", card=card, user="ada", files=[FileContent(files[0], b"week,goal")])
    sent = await trial.adapter.send(parcel)
    kept = await trial.adapter.read(rows.file_of, int(sent.reference), 91)
    stored = await trial.adapter.read(rows.file_of, int(sent.reference), 2)
    assert kept
    assert stored
    assert (kept.content, kept.name, stored.content) == (b"week,goal", "plan.csv", b"week,goal\n1,meet\n")


async def test_watchers_hear_of_every_change(trial: Trial) -> None:
    """An open page is told which conversation changed, and nothing more once it is closed."""
    heard: list[str | None] = []
    stop = trial.adapter.watch(heard.append)
    sent = await trial.adapter.send(letter("ada"))
    await trial.adapter.edit(letter("ada", "Changed"), sent.reference)
    stop()
    await trial.adapter.send(letter("lin", key="letter:2"))
    assert heard == ["dm:ada", "dm:ada"]


async def test_there_is_a_channel_from_the_start(trial: Trial) -> None:
    """A playground without a channel gets one before anything comes in, and none beside those it has."""
    assert [channel.key for channel in await trial.adapter.read(rows.channels)] == ["general"]
    await trial.adapter.write(rows.empty)
    ready = asyncio.Event()
    running = asyncio.create_task(trial.adapter.run(trial.running.handle, [], ready.set))
    await asyncio.wait_for(ready.wait(), timeout=10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [channel.key for channel in await trial.adapter.read(rows.channels)] == ["general"]
    assert trial.adapter.handle is None
