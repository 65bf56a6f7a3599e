"""Letters to Slack, and everything that Slack can say to them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import FileContent, Outgoing, RoomPlan
from adapters.slack import send
from adapters.slack.web import people, workspace
from adapters.slack.web.calls import answered
from adapters.slack.web.workspace import Workspace
from bot.errors import Undeliverable, Unknown
from bot.incoming import CALLED, Incoming, Reply
from bot.shown import Card
from tests.adapters.slack.bot_at_work import BotAtWork
from tests.adapters.slack.cards import ANSWERED, ASKED, CHART, PRIVATE, TRICKY
from tests.loopback.slack import LoopbackSlack, Message

PICTURE = FileContent(CHART.files[0], b"\x89PNG not really")


@pytest.fixture
def bot() -> Iterator[BotAtWork]:
    with LoopbackSlack() as slack, BotAtWork(slack) as bot:
        yield bot


def outgoing(bot: BotAtWork, card: Card = ASKED, *, key: str = "k1", to: str = "ada", channel: str = "") -> Outgoing:
    """A letter to a person by name, or to a channel by name or id."""
    team = bot.slack.team.id
    if channel:
        return Outgoing(key=key, card=card, place=team, channel=channel)
    return Outgoing(key=key, card=card, team=team, user=bot.slack.user(to).id)


def sent(bot: BotAtWork, letter: Outgoing) -> str:
    return bot.does(bot.adapter.send(letter)).reference


def message(bot: BotAtWork, who: str, reference: str) -> Message:
    channel, ts = reference.split("/")
    return next(shown for shown in bot.slack.shown(who) if (shown.channel, shown.ts) == (channel, ts))


def refused(bot: BotAtWork, letter: Outgoing) -> Undeliverable:
    with pytest.raises(Undeliverable) as refused:
        sent(bot, letter)
    return refused.value


# --- sent ------------------------------------------------------------------------------------------------------------


def test_a_letter_arrives_as_a_direct_message(bot: BotAtWork) -> None:
    """Its reference names it, its metadata carries its key, its notification says how it begins."""
    found = message(bot, "ada", sent(bot, outgoing(bot, key="press:1:0")))
    assert found.channel == bot.slack.talk("ada").id
    assert found.metadata == {"event_type": "kith_letter", "event_payload": {"key": "press:1:0"}}
    assert found.text == "Ada would like an intro chat with you"
    assert "Happy to" not in found.text


def test_a_private_letter_has_neutral_words_on_the_lock_screen(bot: BotAtWork) -> None:
    """What is not for other eyes is not in the notification."""
    assert message(bot, "ada", sent(bot, outgoing(bot, PRIVATE))).text == "A short question from Kith"


def test_tricks_arrive_as_words(bot: BotAtWork) -> None:
    """Nobody is mentioned and nothing is linked by what somebody wrote."""
    sent(bot, outgoing(bot, TRICKY))
    arguments = bot.slack.called("chat.postMessage")[-1].arguments
    assert "<" not in arguments["text"]
    assert "mrkdwn" not in str(arguments["blocks"])
    assert (arguments["mrkdwn"], arguments["unfurl_links"], arguments["unfurl_media"]) == (False, False, False)


def test_a_letter_to_a_channel_and_to_a_room(bot: BotAtWork) -> None:
    """Everybody in it sees it; a channel that is public need not have invited Kith."""
    general = bot.slack.channel("general").id
    assert message(bot, "lin", sent(bot, outgoing(bot, channel=general))).channel == general
    users = tuple(bot.slack.user(name).id for name in ("ada", "lin"))
    room = bot.does(bot.adapter.open(RoomPlan(1, "Ada and Lin", bot.slack.team.id, "", users)))
    letter = Outgoing(key="k2", card=ASKED, place=bot.slack.team.id, room=room)
    reference = sent(bot, letter)
    assert message(bot, "ada", reference).words == message(bot, "lin", reference).words
    assert reference.startswith(f"{room}/")


def test_files_come_before_their_card(bot: BotAtWork) -> None:
    """The picture is shared first, with its alternative text, and then the card is posted."""
    letter = Outgoing(key="k1", card=CHART, team=bot.slack.team.id, user=bot.slack.user("ada").id, files=(PICTURE,))
    reference = sent(bot, letter)
    picture, card = bot.slack.shown("ada")
    assert f"{card.channel}/{card.ts}" == reference
    (file,) = picture.files
    kept = bot.slack.file(str(file["id"]))
    assert (kept.content, kept.alt_text, kept.title) == (PICTURE.content, "A chart", "week.png")


def test_files_are_shared_once_though_the_card_is_refused(bot: BotAtWork) -> None:
    """A letter that has to wait comes back, and its files do not come twice."""
    letter = Outgoing(key="k1", card=CHART, team=bot.slack.team.id, user=bot.slack.user("ada").id, files=(PICTURE,))
    bot.slack.rate_limit("chat.postMessage", times=1)
    assert refused(bot, letter).retry_after
    sent(bot, letter)
    assert len(bot.slack.called("files.completeUploadExternal")) == 1


# --- refused ---------------------------------------------------------------------------------------------------------


def test_too_fast_says_how_long_to_wait(bot: BotAtWork) -> None:
    """Slack's own number of seconds, and nothing was tried twice."""
    bot.slack.rate_limit("chat.postMessage", times=1, retry_after=7)
    error = refused(bot, outgoing(bot))
    assert (error.reason, error.retry_after) == ("slow_down", 7)
    assert len(bot.slack.called("chat.postMessage")) == 1


def test_who_is_switched_off_gets_nothing(bot: BotAtWork) -> None:
    """Slack would say ok to such a letter, so Kith looks first, and hears of changes without asking."""
    sent(bot, outgoing(bot))
    bot.slack.deactivate("ada")
    assert refused(bot, outgoing(bot, key="k2")).reason == "gone"
    assert len(bot.slack.called("chat.postMessage")) == 1
    assert len(bot.slack.called("users.info")) == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("user_not_found", "gone"),
        ("channel_not_found", "gone"),
        ("account_inactive", "token"),
        ("invalid_auth", "token"),
        ("token_revoked", "token"),
        ("missing_scope", "not_allowed"),
        ("restricted_action", "not_allowed"),
        ("msg_too_long", "refused"),
    ],
)
def test_a_no_is_final_and_has_a_word(bot: BotAtWork, error: str, reason: str) -> None:
    """Coordinators see a sentence for each of these; nothing is tried again."""
    bot.slack.fail("chat.postMessage", error)
    found = refused(bot, outgoing(bot))
    assert (found.reason, found.retry_after) == (reason, None)


def test_channels_say_whether_they_are_gone_or_closed(bot: BotAtWork) -> None:
    """A channel that is not there, and one that Kith would have to be invited to."""
    assert refused(bot, outgoing(bot, channel="C99NOWHERE")).reason == "missing"
    bot.slack.fail("chat.postMessage", "not_in_channel")
    assert refused(bot, outgoing(bot, channel=bot.slack.channel("general").id)).reason == "not_allowed"


def test_a_workspace_that_took_kith_out(bot: BotAtWork) -> None:
    """Its token works no more."""
    bot.slack.uninstall()
    assert refused(bot, outgoing(bot)).reason == "token"


def test_another_workspace_needs_another_token(bot: BotAtWork) -> None:
    """A letter for a workspace that this token is not for is not sent into this one."""
    letter = Outgoing(key="k1", card=ASKED, team="T99", user=bot.slack.user("ada").id)
    assert refused(bot, letter).reason == "token"
    assert not bot.slack.called("chat.postMessage")


def test_who_cannot_be_reached_is_asked_again_later() -> None:
    """Where no connection could be made, certainly nothing was sent."""
    with LoopbackSlack() as slack:
        bot = BotAtWork(slack, api_url="http://127.0.0.1:1/api/")
        bot._loop.start()
        try:
            error = refused(bot, outgoing(bot))
            bot.does(bot.adapter.close())
        finally:
            bot._loop.stop()
    assert error.reason == "unreachable"
    assert error.retry_after


# --- in doubt --------------------------------------------------------------------------------------------------------


def test_a_letter_whose_answer_was_lost_is_in_doubt_and_found(bot: BotAtWork) -> None:
    """It did arrive: it is found by its key in that one direct message, and not sent a second time."""
    since = datetime.now(UTC)
    sent(bot, outgoing(bot, key="before"))
    bot.slack.drop_response("chat.postMessage")
    letter = outgoing(bot, ANSWERED, key="doubtful")
    with pytest.raises(Unknown):
        sent(bot, letter)
    assert len(bot.slack.called("chat.postMessage")) == 2
    reference = bot.does(bot.adapter.find(letter, since))
    assert reference
    assert message(bot, "ada", reference).words == ANSWERED.text
    assert bot.does(bot.adapter.find(outgoing(bot, key="never sent"), since)) is None


def test_an_error_of_which_slack_is_not_sure_leaves_doubt(bot: BotAtWork) -> None:
    """Slack itself says that a part may have been done."""
    for error, status in (("fatal_error", 200), ("internal_error", 200), ("service_unavailable", 503)):
        bot.slack.fail("chat.postMessage", error, status=status)
        with pytest.raises(Unknown):
            sent(bot, outgoing(bot))


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/plain", b"OK"), ("text/html", b"<p>Sign in</p>"), ("application/json", b'"ok"'),
     ("application/json", b"{"), ("application/json", b"\xff")],
)  # fmt: skip
async def test_what_is_no_answer_of_slacks_leaves_doubt(kind: str, body: bytes) -> None:
    """Whatever a proxy between says: whether it was done is not known, and nothing else breaks over it."""

    async def proxy(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=kind)

    app = web.Application()
    app.router.add_post("/api/auth.test", proxy)
    async with TestServer(app) as between:
        client = AsyncWebClient(base_url=str(between.make_url("/api/")), retry_handlers=[])
        with pytest.raises(Unknown):
            await answered(client.auth_test())


def test_a_letter_is_found_behind_many_others(bot: BotAtWork) -> None:
    """The look goes back page by page, and not further than the letter is old."""
    since = datetime.now(UTC)
    letter = outgoing(bot, key="k0")
    first = sent(bot, letter)
    for _ in range(105):
        bot.slack.type_line("ada", "hello")
    assert bot.does(bot.adapter.find(letter, since)) == first
    assert bot.does(bot.adapter.find(letter, datetime.now(UTC) + timedelta(hours=1))) is None
    assert len(bot.slack.called("conversations.history")) == 3


def test_rooms_and_channels_are_never_looked_into(bot: BotAtWork) -> None:
    """Kith reads no conversation between people, not even for its own letters."""
    for letter in (
        outgoing(bot, channel=bot.slack.channel("mentoring").id),
        Outgoing(key="k", card=ASKED, place=bot.slack.team.id, room="G1"),
    ):
        with pytest.raises(Unknown):
            bot.does(bot.adapter.find(letter, datetime.now(UTC)))
    assert not bot.slack.called("conversations.history")


# --- changed ---------------------------------------------------------------------------------------------------------


def test_a_letter_is_changed_where_it_stands(bot: BotAtWork) -> None:
    """Its buttons go with the old card, and its key stays."""
    reference = sent(bot, outgoing(bot))
    bot.does(bot.adapter.edit(outgoing(bot, ANSWERED), reference))
    found = message(bot, "ada", reference)
    assert (found.words, found.edited) == (ANSWERED.text, True)
    assert found.metadata


def test_a_message_that_is_gone_is_left(bot: BotAtWork) -> None:
    """Somebody deleted it: there is nothing to change, and nothing wrong."""
    talk = bot.slack.talk("ada").id
    bot.does(bot.adapter.edit(outgoing(bot, ANSWERED), f"{talk}/1.000001"))
    assert bot.slack.called("chat.update")[-1].outcome == "message_not_found"


def test_a_change_that_was_lost_is_made_again(bot: BotAtWork) -> None:
    """Changing twice harms nobody, so a lost answer is no doubt but a reason to repeat."""
    reference = sent(bot, outgoing(bot))
    bot.slack.drop_response("chat.update")
    with pytest.raises(Undeliverable) as error:
        bot.does(bot.adapter.edit(outgoing(bot, ANSWERED), reference))
    assert (error.value.reason, bool(error.value.retry_after)) == ("unreachable", True)
    bot.does(bot.adapter.edit(outgoing(bot, ANSWERED), reference))
    assert message(bot, "ada", reference).words == ANSWERED.text


# --- rooms and people ------------------------------------------------------------------------------------------------


def test_the_same_people_have_one_room(bot: BotAtWork) -> None:
    """A room that was opened and forgotten is found again."""
    ada, lin, mei = (bot.slack.user(name).id for name in ("ada", "lin", "mei"))

    def room(*users: str) -> str:
        return bot.does(bot.adapter.open(RoomPlan(1, "x", bot.slack.team.id, "", users)))

    assert room(ada, lin) == room(lin, ada)
    assert room(ada, lin) != room(ada, mei)


def test_a_room_with_somebody_who_left_cannot_be_opened(bot: BotAtWork) -> None:
    """Slack does not open a conversation with a closed account."""
    bot.slack.deactivate("lin")
    users = tuple(bot.slack.user(name).id for name in ("ada", "lin"))
    with pytest.raises(Undeliverable, match="gone"):
        bot.does(bot.adapter.open(RoomPlan(1, "x", bot.slack.team.id, "", users)))


def test_who_is_missing(bot: BotAtWork) -> None:
    """Closed accounts and unknown ones; where Slack has had enough it is said of those who were asked about, and the
    next look goes on with the others. What those are called who are there is said once, or until it was heard."""
    broken = [ConnectionError("the database is away")]

    def answer(incoming: Incoming) -> Reply:
        if incoming.step == CALLED and broken:
            raise broken.pop()
        return Reply()

    bot.answer = answer
    bot.slack.deactivate("lin")
    ada, lin, mei = (bot.slack.user(name).id for name in ("ada", "lin", "mei"))
    team = bot.slack.team.id
    assert bot.does(bot.adapter.missing(team, [ada, lin, "U99NOBODY"])) == {lin, "U99NOBODY"}
    bot.slack.deactivate("mei")
    bot.slack.rate_limit("users.info", times=1)
    assert bot.does(bot.adapter.missing(team, [ada, lin, mei])) == {lin}
    asked = len(bot.slack.called("users.info"))
    assert bot.does(bot.adapter.missing(team, [ada, lin, mei])) == {lin, mei}
    assert len(bot.slack.called("users.info")) == asked + 1
    names = [said.by.name for said in bot.taken if said.step == CALLED and said.by]
    assert names == ["Ada", "Ada"]


def test_a_look_at_many_is_slow_and_ends(bot: BotAtWork) -> None:
    """Everybody of a large workspace is asked about in the end, with time between the questions for letters to ask
    theirs; a second look soon after asks nobody again."""
    users = [bot.slack.user("ada").id, *(f"U99NOBODY{number}" for number in range(40))]
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    workspace = Workspace(bot.slack.bot_token, bot.slack.api_url)

    async def look() -> set[str]:
        await answered(workspace.introduce())
        try:
            first = await send.missing(workspace, users, rest)
            assert await send.missing(workspace, users, rest) == first
            return first
        finally:
            await workspace.close()

    assert bot.does(look()) == set(users[1:])
    assert len(bot.slack.called("users.info")) == len(users)
    assert len(rests) == len(users) - send.AT_ONCE
    assert min(rests) >= 1.2, "more than fifty in a minute"


async def test_what_is_remembered_of_a_workspace_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of profiles, talks and shared files the newest are kept, so many and no more."""
    monkeypatch.setattr(people, "MOST_KEPT", 2)
    monkeypatch.setattr(workspace, "MOST_NOTED", 2)

    async def info(request: web.Request) -> web.Response:
        user = (await request.post()).get("user") or request.query["user"]
        return web.json_response({"ok": True, "user": {"id": user, "name": user}})

    app = web.Application()
    app.router.add_route("*", "/api/users.info", info)
    async with TestServer(app) as server:
        slack = Workspace("xoxb-1", str(server.make_url("/api/")))
        for name in ("U1", "U2", "U3"):
            assert (await slack.people.profile(name)).name == name
            slack.note_shared(name)
    assert [slack.people.known(name).name for name in ("U1", "U2", "U3")] == ["", "U2", "U3"]
    assert [slack.shared(name) for name in ("U1", "U2", "U3")] == [False, True, True]
