"""Letters and rooms over the socket: where they arrive, how often, and what is known when they do not."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from adapters.discord.send import NONCE_HOLDS, nonce_of
from bot.errors import OUT_OF_PLACE, Undeliverable, Unknown
from bot.incoming import CALLED, Incoming, Reply
from bot.parcels import Outgoing, RoomPlan, Sent
from tests.adapters.discord.stage import Running, Stage, adapter_for, card, picture
from tests.loopback.discord import Channel, Permission, User

SEND = "/messages"


def deliver(at: Stage, letter: Outgoing) -> Sent:
    return at.kith.do(at.kith.adapter.send(letter))


def refused(at: Stage, letter: Outgoing) -> Undeliverable:
    with pytest.raises(Undeliverable) as caught:
        deliver(at, letter)
    return caught.value


def in_channel(at: Stage, key: str = "c") -> Outgoing:
    return Outgoing(key=key, card=card("Join.", "Join"), place=str(at.guild.id), channel=str(at.channel.id))


def texts(at: Stage, user: User) -> list[str]:
    return [one.text for one in at.discord.shown(user)]


def find(at: Stage, letter: Outgoing, ago: timedelta) -> str | None:
    return at.kith.do(at.kith.adapter.find(letter, discord.utils.utcnow() - ago))


def plan(at: Stage, number: int = 4, *users: User) -> RoomPlan:
    people = tuple(str(user.id) for user in users or (at.ada, at.lin))
    return RoomPlan(number, "Ada and Lin", str(at.guild.id), str(at.channel.id), people)


# --- arriving --------------------------------------------------------------------------------------------------------


def test_a_letter_arrives_once_under_its_reference(at: Stage) -> None:
    """A direct message, without a ping for anybody, that can be changed by the reference it got."""
    letter = at.letter(what=card("Hello @everyone and <@5>.", "Happy to"))
    sent = deliver(at, letter)
    (message,) = at.discord.shown(at.ada)
    assert sent == Sent(f"{message.channel_id}:{message.id}")
    (call,) = at.discord.calls_to(SEND)
    assert call.body["nonce"] == nonce_of("k")
    assert call.body["enforce_nonce"] is True
    assert call.body["allowed_mentions"] == {"parse": []}
    at.kith.do(at.kith.adapter.edit(at.letter(what=card("Changed.")), sent.reference))
    assert texts(at, at.ada) == ["Changed."]


def test_a_letter_sent_twice_is_seen_once(at: Stage) -> None:
    """The same key is the same message for Discord, also from another process."""
    first = deliver(at, at.letter())
    at.kith.__exit__(None, None, None)
    with Running(adapter_for(at.discord), at.engine) as again:
        assert again.do(again.adapter.send(at.letter())) == first
    assert texts(at, at.ada) == ["Hello."]


def test_files_arrive_with_what_they_show(at: Stage) -> None:
    """A picture stands in the card with its description, and can be taken out again by a change."""
    content = picture()
    letter = replace(at.letter(), files=(content,), card=card("Look.").model_copy(update={"files": (content.file,)}))
    sent = deliver(at, letter)
    (message,) = at.discord.shown(at.ada)
    assert message.text == "Look.\nBars that rise"
    assert at.discord.file(message, "weeks.png") == content.content
    at.kith.do(at.kith.adapter.edit(letter, sent.reference))
    assert at.discord.file(at.discord.shown(at.ada)[0], "weeks.png") == content.content
    at.kith.do(at.kith.adapter.edit(at.letter(), sent.reference))
    assert at.discord.shown(at.ada)[0].payload["attachments"] == []


def test_a_file_that_expired_leaves_its_description(at: Stage) -> None:
    """A card whose bytes are gone still says what was there."""
    with_file = card("Look.").model_copy(update={"files": (picture().file,)})
    deliver(at, at.letter(what=with_file))
    assert texts(at, at.ada) == ["Look.\n(Bars that rise)"]


def test_changing_a_message_that_is_gone_is_no_failure(at: Stage) -> None:
    """Somebody deleted it, or its channel: there is nothing left to change."""
    sent = deliver(at, in_channel(at))
    (message,) = at.discord.posted(at.channel)

    async def delete() -> None:
        channel = at.kith.adapter.client.get_partial_messageable(message.channel_id)
        await channel.get_partial_message(message.id).delete()

    at.kith.do(delete())
    at.kith.do(at.kith.adapter.edit(in_channel(at), sent.reference))
    at.kith.do(at.kith.adapter.edit(in_channel(at), "123456789012345678:1"))
    with pytest.raises(Undeliverable):
        at.kith.do(at.kith.adapter.edit(in_channel(at), "nonsense"))


def test_a_change_that_is_refused_is_not_taken_for_one(at: Stage) -> None:
    """Only what is gone is left; what Discord does not find for another reason is said."""
    sent = deliver(at, in_channel(at))
    at.discord.fail("PATCH /channels", 404, 10013)
    with pytest.raises(Undeliverable, match="gone"):
        at.kith.do(at.kith.adapter.edit(in_channel(at), sent.reference))


# --- not arriving ----------------------------------------------------------------------------------------------------


def test_a_limit_is_waited_for_or_handed_back(at: Stage) -> None:
    """A short one discord.py sits out; a long one holds whom the letter goes to for as long as Discord says."""
    at.discord.rate_limit(SEND, times=1, retry_after=0.05)
    deliver(at, at.letter())
    assert texts(at, at.ada) == ["Hello."]
    at.discord.rate_limit(SEND, times=1, retry_after=45.0)
    limit = refused(at, at.letter("k2"))
    assert (limit.reason, limit.retry_after, limit.everywhere) == ("slow_down", 45.0, False)
    at.discord.rate_limit(SEND, times=5, retry_after=0.01)
    limit = refused(at, at.letter("k3"))
    assert (limit.reason, limit.everywhere) == ("slow_down", False)
    assert limit.retry_after


@pytest.mark.parametrize(("code", "seconds"), [(20028, 60.0), (20026, 3600.0)])
def test_a_full_channel_is_nobody_elses_matter(at: Stage, code: int, seconds: float) -> None:
    """Having been too quick in one place asks for a pause there, not everywhere."""
    at.discord.fail(SEND, 403, code)
    limit = refused(at, in_channel(at))
    assert (limit.reason, limit.retry_after, limit.everywhere) == ("slow_down", seconds, False)


def test_a_ban_is_for_everything(at: Stage) -> None:
    """A 429 that does not come from Discord itself holds the whole lane."""
    at.discord.fail(SEND, 429)
    assert refused(at, at.letter()).everywhere


def test_a_person_who_is_nowhere_any_more_is_gone(at: Stage) -> None:
    """An account without a guild in common, one that does not exist, and an id that is none."""
    at.discord.leave(at.ada, at.guild)
    assert refused(at, at.letter()).reason == "gone"
    assert refused(at, replace(at.letter(), user="123456789012345678")).reason == "gone"
    assert refused(at, replace(at.letter(), user="ada")).reason == "gone"


def test_a_channel_that_is_closed_to_kith_says_so(at: Stage) -> None:
    """Missing and forbidden are two things for a coordinator."""
    assert refused(at, replace(in_channel(at), channel="123456789012345678")).reason == "missing"
    at.discord.revoke(Permission.SEND_MESSAGES, at.guild, at.channel)
    assert refused(at, in_channel(at)).reason == "not_allowed"


def test_a_failing_discord_leaves_a_letter_in_doubt(at: Stage) -> None:
    """Nobody knows whether a 503 did something."""
    at.discord.fail(SEND, 503)
    with pytest.raises(Unknown):
        deliver(at, at.letter())


def test_a_refusal_that_nobody_expects_is_final_and_named(at: Stage) -> None:
    """It is not tried for ever."""
    at.discord.fail(SEND, 400, 99999)
    assert refused(at, at.letter()).reason == "refused"


@pytest.mark.parametrize("remembered", [True, False])
def test_a_letter_whose_answer_was_lost_is_found_again(at: Stage, remembered: bool) -> None:
    """It arrived, but the connection broke: it is found where only Kith and that person are, and not sent again."""
    at.discord.drop_response(SEND)
    with pytest.raises(Unknown):
        deliver(at, at.letter())
    if not remembered:
        at.discord.pass_time(600)
    (message,) = at.discord.shown(at.ada)
    assert find(at, at.letter(), timedelta(minutes=10)) == f"{message.channel_id}:{message.id}"
    assert find(at, at.letter("another"), timedelta(minutes=10)) is None


def test_what_lies_too_far_back_is_not_called_lost(at: Stage) -> None:
    """Where a hundred messages came after it, nobody knows whether a letter is among those before."""
    at.discord.drop_response(SEND)
    with pytest.raises(Unknown):
        deliver(at, at.letter())
    for number in range(99):
        at.discord.type_line(at.ada, f"line {number}", seconds=0)
    assert find(at, at.letter(), timedelta(minutes=10)) is not None
    at.discord.type_line(at.ada, "one more", seconds=0)
    with pytest.raises(Unknown, match="too much"):
        find(at, at.letter(), timedelta(minutes=10))
    assert find(at, at.letter("later"), -timedelta(minutes=10)) is None  # all of them are older than this one


def test_rooms_and_channels_are_not_looked_into(at: Stage) -> None:
    """There the nonce is what keeps a letter from showing twice, as long as Discord remembers it."""
    at.discord.drop_response(SEND)
    with pytest.raises(Unknown):
        deliver(at, in_channel(at))
    assert find(at, in_channel(at), timedelta(seconds=5)) is None
    deliver(at, in_channel(at))
    assert len(at.discord.posted(at.channel)) == 1
    with pytest.raises(Unknown):
        find(at, in_channel(at), NONCE_HOLDS + timedelta(seconds=5))
    assert at.discord.calls_to("GET /channels") == []


# --- closed direct messages ------------------------------------------------------------------------------------------


def test_closed_messages_fall_back_to_a_private_thread(at: Stage) -> None:
    """Only that person and Kith are in it; what happened and how to mend it stands above the card."""
    at.discord.close_dms(at.ada)
    sent = deliver(at, at.letter())
    (thread,) = at.discord.threads(at.ada)
    (message,) = at.discord.posted(thread)
    assert sent == Sent(f"{thread.id}:{message.id}", instead=True)
    assert message.text == "Your direct messages are closed.\nHello."
    assert thread.name.endswith(f" · {at.ada.id}")
    assert not thread.invitable
    assert not at.discord.can_read(at.lin, thread)
    assert at.discord.posted(at.channel) == []


def test_the_same_thread_is_used_again_also_after_a_restart(at: Stage) -> None:
    """One thread for each person, found by its name; closed messages are not tried each time."""
    at.discord.close_dms(at.ada)
    deliver(at, at.letter())
    deliver(at, at.letter("k2", what=card("Again.")))
    (thread,) = at.discord.threads(at.ada)
    assert len(at.discord.calls_to(f"POST /channels/{_direct(at)}/messages")) == 1
    at.kith.__exit__(None, None, None)
    with Running(adapter_for(at.discord), at.engine) as again:
        again.do(again.adapter.send(at.letter("k3", what=card("Still here."))))
    assert at.discord.threads(at.ada) == [thread]
    assert [one.text.split("\n")[1] for one in at.discord.posted(thread)] == ["Hello.", "Again.", "Still here."]


def _direct(at: Stage) -> int:
    (call, *_more) = at.discord.calls_to("POST /users/@me/channels")
    return int(call.answer["id"])


def test_who_writes_to_kith_is_written_to_directly_again(at: Stage) -> None:
    """As soon as their side is open."""
    at.discord.close_dms(at.ada)
    deliver(at, at.letter())
    at.discord.open_dms(at.ada)
    at.discord.type_line(at.ada, "hello", seconds=0)
    at.heard()
    assert deliver(at, at.letter("k2", what=card("Directly."))).instead is False
    assert texts(at, at.ada)[-1] == "Directly."


def test_a_letter_in_doubt_is_looked_for_in_the_thread_too(at: Stage) -> None:
    """Where direct messages are closed, the person's own thread is where it would be."""
    at.discord.close_dms(at.ada)
    sent = deliver(at, at.letter())
    assert find(at, at.letter(), timedelta(minutes=10)) == sent.reference
    assert find(at, at.letter("k2"), timedelta(minutes=10)) is None


def test_without_a_place_for_a_thread_nothing_is_said_in_public(at: Stage) -> None:
    """The letter is closed to this person, and no channel hears of it."""
    at.discord.close_dms(at.ada)
    at.discord.close_dms(at.lin)
    assert refused(at, replace(at.letter(), fallback=())).reason == "dm_closed"
    at.discord.revoke(Permission.CREATE_PRIVATE_THREADS, at.guild, at.channel)
    assert refused(at, at.letter("k2")).reason == "dm_closed"
    assert at.discord.posted(at.channel) == []
    assert at.discord.threads(at.ada) == []


def test_a_thread_that_is_to_wait_is_waited_for(at: Stage) -> None:
    """A limit says nothing of whether somebody can be reached."""
    at.discord.close_dms(at.ada)
    at.discord.rate_limit("/threads", times=1, retry_after=45.0)
    limit = refused(at, at.letter())
    assert (limit.reason, limit.retry_after) == ("slow_down", 45.0)
    assert deliver(at, at.letter()).instead


def test_a_person_who_cannot_see_the_channel_gets_no_thread_there(at: Stage) -> None:
    """The next place is tried instead."""
    at.discord.close_dms(at.ada)
    at.discord.hide(at.channel, at.guild)
    lounge = at.discord.add_channel(at.guild, "lounge")
    place = str(at.guild.id)
    letter = replace(at.letter(), fallback=[(place, str(at.channel.id)), (place, str(lounge.id))])
    sent = deliver(at, letter)
    (thread,) = at.discord.threads(at.ada)
    assert (thread.parent_id, sent.instead) == (lounge.id, True)


def test_a_thread_that_was_deleted_is_made_anew(at: Stage) -> None:
    """A moderator may tidy up; the next letter still arrives."""
    at.discord.close_dms(at.ada)
    deliver(at, at.letter())
    (first,) = at.discord.threads(at.ada)
    at.discord.grant(Permission.MANAGE_THREADS, at.guild)

    async def delete() -> None:
        thread: Any = await at.kith.adapter.client.fetch_channel(first.id)
        await thread.delete()

    at.kith.do(delete())
    deliver(at, at.letter("k2", what=card("Again.")))
    (second,) = at.discord.threads(at.ada)
    assert second.id != first.id
    assert at.discord.posted(second)[0].text.endswith("Again.")


# --- rooms -----------------------------------------------------------------------------------------------------------


def room(at: Stage, reference: str) -> Channel:
    (found,) = [one for one in at.discord.threads(at.lin) if str(one.id) == reference]
    return found


def test_a_room_is_a_private_thread_for_its_people(at: Stage) -> None:
    """They read what comes there, and nobody else in the guild does."""
    bo = at.discord.add_user("bo", at.guild)
    reference = at.kith.do(at.kith.adapter.open(plan(at)))
    thread = room(at, reference)
    assert thread.name == "Ada and Lin · 4"
    assert set(thread.members) == {at.ada.id, at.lin.id, at.discord.application_id}
    deliver(at, Outgoing(key="r", card=card("Hello both."), place=str(at.guild.id), room=reference))
    assert texts(at, at.ada) == texts(at, at.lin) == ["Hello both."]
    assert not at.discord.can_read(bo, thread)


def test_a_room_that_was_opened_is_found_again(at: Stage) -> None:
    """After a crash between opening it and noting it, there is still one."""
    at.discord.drop_response(f"POST /channels/{at.channel.id}/threads")
    with pytest.raises(Unknown):
        at.kith.do(at.kith.adapter.open(plan(at)))
    first = at.kith.do(at.kith.adapter.open(plan(at)))
    assert at.kith.do(at.kith.adapter.open(plan(at))) == first
    assert [one.name for one in at.discord.threads(at.ada)] == ["Ada and Lin · 4"]


def test_a_room_of_others_is_never_taken_for_this_one(at: Stage) -> None:
    """Numbers begin anew with a new database: a thread with the same ending but other people stays theirs."""
    bo = at.discord.add_user("bo", at.guild)
    theirs = at.kith.do(at.kith.adapter.open(plan(at, 4, at.lin, bo)))
    ours = at.kith.do(at.kith.adapter.open(plan(at, 4, at.lin, at.ada)))
    assert theirs != ours
    assert at.ada.id not in room(at, theirs).members
    assert bo.id not in room(at, ours).members


def test_a_room_nobody_can_be_let_into_is_refused(at: Stage) -> None:
    """Somebody left, the channel is gone, or Kith may not open threads there."""
    at.discord.leave(at.ada, at.guild)
    with pytest.raises(Undeliverable, match="gone"):
        at.kith.do(at.kith.adapter.open(plan(at)))
    with pytest.raises(Undeliverable, match="missing"):
        at.kith.do(at.kith.adapter.open(replace(plan(at), channel="123456789012345678")))
    with pytest.raises(Undeliverable, match="missing"):
        at.kith.do(at.kith.adapter.open(replace(plan(at), channel="")))
    at.discord.revoke(Permission.CREATE_PRIVATE_THREADS, at.guild, at.channel)
    with pytest.raises(Undeliverable, match="not_allowed"):
        at.kith.do(at.kith.adapter.open(plan(at, 5)))


def test_who_is_missing(at: Stage) -> None:
    """Those who are no longer in the guild; a guild that Kith is not in is another matter. What those are called who
    are there is said once, or until it was heard."""
    broken = [ConnectionError("the database is away")]

    def answer(incoming: Incoming) -> Reply:
        if incoming.step == CALLED and broken:
            raise broken.pop()
        return Reply()

    at.engine.answer = answer
    bo = at.discord.add_user("bo", at.guild)
    at.discord.leave(bo, at.guild)
    people = [str(at.ada.id), str(bo.id), "123456789012345678"]
    missing = at.kith.do(at.kith.adapter.missing(str(at.guild.id), people))
    assert missing == {str(bo.id), "123456789012345678"}
    for _look in range(2):
        at.kith.do(at.kith.adapter.missing(str(at.guild.id), people))
    names = [(said.by.user, said.by.name) for said in at.heard() if said.step == CALLED and said.by]
    assert names == [(str(at.ada.id), "Ada")] * 2
    other = at.discord.add_guild("Others")
    at.discord.kick_bot(other)
    with pytest.raises(Undeliverable, match=OUT_OF_PLACE):
        at.kith.do(at.kith.adapter.missing(str(other.id), people))
