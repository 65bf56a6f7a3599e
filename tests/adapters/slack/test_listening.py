"""Slack's side of everything that people do, over real sockets and over signed requests."""

import io
import json
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, Literal

import aiohttp
import pytest
from slack_sdk.signature import SignatureVerifier
from structlog.testing import capture_logs

from adapters.base import CannotConnect, Outgoing
from adapters.slack.web.signed import SignedRequests
from bot.incoming import CALLED, LEFT, PLACE_GONE, Incoming, Reply, Via
from bot.shown import Card, Choice, Menu
from tests.adapters.slack.bot_at_work import PATIENCE, Answer, BotAtWork
from tests.adapters.slack.cards import ANSWERED, ASKED, PROFILE
from tests.loopback.slack import LoopbackSlack, Message, Timing, find_action

MODES: tuple[Literal["socket", "http"], ...] = ("socket", "http")
QUICK = Timing(ack_seconds=3.0, retry_delays=(0.0, 0.1))
QUICK_PING = 0.5
SORRY = Card(text="That has changed since.")
Start = Callable[..., BotAtWork]


@pytest.fixture(params=MODES)
def slack(request: pytest.FixtureRequest) -> Iterator[LoopbackSlack]:
    """A Slack that reaches the bot in one of the two ways."""
    with LoopbackSlack(request.param, timing=QUICK) as slack:
        yield slack


@pytest.fixture
def by_socket() -> Iterator[LoopbackSlack]:
    with LoopbackSlack("socket", timing=QUICK) as slack:
        yield slack


@pytest.fixture
def by_request() -> Iterator[LoopbackSlack]:
    with LoopbackSlack("http", timing=QUICK) as slack:
        yield slack


@contextmanager
def at_work(slack: LoopbackSlack, answer: Answer = lambda _incoming: Reply()) -> Iterator[BotAtWork]:
    with BotAtWork(slack, answer) as bot:
        yield bot


def letter(bot: BotAtWork, card: Card, *, to: str = "ada", channel: str = "", key: str = "k1") -> Message:
    """Sends a letter and returns the message as its reader sees it."""
    user, there = ("", bot.slack.channel(channel).id) if channel else (bot.slack.user(to).id, "")
    outgoing = Outgoing(key=key, card=card, team=bot.slack.team.id, user=user, channel=there)
    sent = bot.does(bot.adapter.send(outgoing))
    place, ts = sent.reference.split("/")
    return next(m for m in bot.slack.shown(to) if (m.channel, m.ts) == (place, ts))


def press(bot: BotAtWork, who: str, message: Message, label: str) -> Incoming:
    count = len(bot.taken)
    ack = bot.slack.press(who, message, find_action(message.blocks, label))
    assert ack.acknowledged, ack.error
    return bot.hears(count + 1)


def with_words(view: dict[str, Any] | None, words: str) -> dict[str, Any] | None:
    """The view, if it says that."""
    return view if view and words in json.dumps(view) else None


# --- presses and commands --------------------------------------------------------------------------------------------


def test_a_press_in_a_direct_message_changes_it(slack: LoopbackSlack) -> None:
    """Its presser is its only reader, so the answer takes the card's place, and nothing else appears."""
    with at_work(slack, lambda _incoming: Reply(card=ANSWERED)) as bot:
        message = letter(bot, ASKED)
        found = press(bot, "ada", message, "Happy to")
        assert (found.step, found.about, found.on) == ("intro.accept", 42, f"{message.channel}/{message.ts}")
        slack.wait_for(lambda: "You said yes" in slack.shown("ada")[-1].words)
        assert [shown.ts for shown in slack.shown("ada")] == [message.ts]
        assert slack.shown("ada")[-1].text == "You said yes to Ada. She has been told."


def test_a_person_is_introduced_by_their_profile(slack: LoopbackSlack) -> None:
    """Name, zone, language and whether they run the workspace come from Slack, once, and again when they change."""
    with at_work(slack) as bot:
        slack.command("ada", "/mentor", "find")
        by = bot.hears().by
        assert by
        assert (by.name, by.zone, by.language, by.manages) == ("Ada", "Europe/Berlin", "de", False)
        assert (by.team, by.place, by.place_name) == (slack.team.id, slack.team.id, "Campus")
        assert by.place_address == f"https://slack.com/app_redirect?team={slack.team.id}&channel={{channel}}"
        slack.command("sam", "/program")
        assert (lambda by: by is not None and by.manages)(bot.hears(2).by)
        slack.change_profile("ada", display_name="Ada L.", tz="Asia/Tokyo")
        told = bot.hears(3)
        assert (told.via, told.step, told.by and told.by.name) == (Via.EVENT, CALLED, "Ada L.")
        slack.command("ada", "/mentor", "find")
        by = bot.hears(4).by
        assert by
        assert told.by == by
        assert (by.name, by.zone, by.language) == ("Ada L.", "Asia/Tokyo", "de")
        assert len(slack.called("users.info")) == 2


def test_a_change_that_says_nothing_of_the_language_keeps_it(slack: LoopbackSlack) -> None:
    """Slack tells the locale when it is asked, and not always when somebody changes their name."""
    with at_work(slack) as bot:
        slack.command("ada", "/mentor")
        changed = slack.user("ada").to_slack(locale=False)
        changed["profile"]["display_name"] = "Ada L."
        slack.event({"type": "user_change", "user": changed}, who="ada")
        slack.command("ada", "/mentor")
        assert (lambda by: by and (by.name, by.language))(bot.hears(3).by) == ("Ada L.", "de")


def test_a_command_is_answered_to_its_sender_alone(slack: LoopbackSlack) -> None:
    """In a channel that others read, only the sender sees it; a press on it changes it in place."""
    with at_work(slack, lambda incoming: Reply(card=ASKED if incoming.via is Via.COMMAND else ANSWERED)) as bot:
        ack = slack.command("ada", "/mentor", "find statistics", channel="general")
        assert ack.acknowledged
        found = bot.hears()
        assert (found.via, found.text) == (Via.COMMAND, "mentor find statistics")
        message = slack.sees("ada", "would like an intro chat")
        assert message.only_for == slack.user("ada").id
        assert not [shown for shown in slack.shown("lin") if "intro chat" in shown.words]
        pressed = press(bot, "ada", message, "Happy to")
        assert (pressed.on, pressed.seen_by_many) == ("", False)
        slack.wait_for(lambda: [m.words for m in slack.shown("ada")] == [ANSWERED.text])


def test_a_press_in_a_channel_is_answered_to_its_presser_alone(slack: LoopbackSlack) -> None:
    """What many see stays as it is."""
    with at_work(slack, lambda _incoming: Reply(card=ANSWERED)) as bot:
        message = letter(bot, ASKED, channel="mentoring")
        found = press(bot, "ada", message, "Happy to")
        assert (found.on, found.seen_by_many) == ("", True)
        answer = slack.sees("ada", "You said yes")
        assert (answer.only_for, answer.channel) == (slack.user("ada").id, message.channel)
        assert "would like an intro chat" in slack.shown("lin")[-1].words


def test_a_notice_leaves_the_card_as_it_was(slack: LoopbackSlack) -> None:
    """A refusal is said beside the card."""
    with at_work(slack, lambda _incoming: Reply(notice=SORRY)) as bot:
        message = letter(bot, ASKED)
        press(bot, "ada", message, "Happy to")
        assert slack.sees("ada", "That has changed").only_for
        assert next(m for m in slack.shown("ada") if m.ts == message.ts).words == message.words


def test_a_pick_from_a_menu_arrives(slack: LoopbackSlack) -> None:
    """An option by its value, a channel by its id."""
    menu = Menu(id="setup.post:1:", label="Where?", channels=True)
    with at_work(slack) as bot:
        message = letter(bot, Card(text="Where?", menu=menu))
        channel = slack.channel("mentoring").id
        assert slack.select("ada", message, "setup.post:1:", channel).acknowledged
        found = bot.hears()
        assert (found.step, found.about, found.value) == ("setup.post", 1, channel)


def test_the_home_tab_is_drawn_and_redrawn(slack: LoopbackSlack) -> None:
    """Opening it asks for it; a press on it changes it; a notice opens over it."""
    changed = ANSWERED.model_copy(update={"choices": ASKED.choices})
    replies = {"": Reply(card=ASKED), "intro.accept": Reply(card=changed), "intro.decline": Reply(notice=SORRY)}
    with at_work(slack, lambda incoming: replies[incoming.step]) as bot:
        assert slack.open_home("ada").acknowledged
        assert bot.hears().via is Via.HOME
        home = slack.wait_for(lambda: slack.home("ada"))
        slack.press("ada", home, find_action(home["blocks"], "Happy to"))
        home = slack.wait_for(lambda: with_words(slack.home("ada"), "You said yes"))
        slack.press("ada", home, find_action(home["blocks"], "Not now"))
        assert "That has changed" in json.dumps(slack.asked_to_fill_in("ada", "Kith"))


# --- forms -----------------------------------------------------------------------------------------------------------


def form_then(**replies: Reply) -> Answer:
    """Opens the form on a press, and answers what is sent by what stands in the name."""

    def answer(incoming: Incoming) -> Reply:
        if incoming.via is not Via.FORM:
            return Reply(form=PROFILE)
        return replies[(incoming.answers or {})["name"][0].lower()]

    return answer


def test_a_form_is_mended_beside_its_fields_and_then_changes_its_card(slack: LoopbackSlack) -> None:
    """What was wrong stands beside the field, the rest stays; the reply in the end is for the card it came from."""
    replies = {"x": Reply(card=ASKED, problems={"name": "Is that a name?"}), "ada": Reply(card=ANSWERED)}
    with at_work(slack, form_then(**replies)) as bot:
        message = letter(bot, ASKED)
        press(bot, "ada", message, "Happy to")
        view = slack.asked_to_fill_in("ada", "About you")
        slack.submit("ada", view, {"Your name": "X"})
        first = bot.hears(2)
        assert (first.via, first.step, first.about, first.on) == (Via.FORM, "profile.save", 7, bot.taken[0].on)
        (beside,) = slack.errors(view).values()
        assert beside == "Is that a name?"
        slack.submit("ada", view, {"Your name": "Ada"})
        second = bot.hears(3)
        assert second.answers
        assert (second.answers["topics"], second.answers["name"]) == (("t1", "t3"), ("Ada",))
        assert second.key != first.key
        slack.wait_for(lambda: slack.modal("ada") is None)
        slack.wait_for(lambda: [m.words for m in slack.shown("ada")] == [ANSWERED.text])


def test_a_form_from_a_channel_is_answered_privately(slack: LoopbackSlack) -> None:
    """The card that many see stays, and only the sender reads the answer."""
    with at_work(slack, form_then(ada=Reply(card=ANSWERED))) as bot:
        message = letter(bot, ASKED, channel="mentoring")
        press(bot, "ada", message, "Happy to")
        slack.submit("ada", slack.asked_to_fill_in("ada", "About you"))
        assert slack.sees("ada", "You said yes").only_for == slack.user("ada").id
        assert bot.taken[-1].seen_by_many


def test_a_form_from_a_command_is_answered_privately(slack: LoopbackSlack) -> None:
    """There is no card to change: the answer comes where the command was typed."""
    with at_work(slack, form_then(ada=Reply(card=ANSWERED))):
        slack.command("ada", "/mentor", "profile", channel="general")
        slack.submit("ada", slack.asked_to_fill_in("ada", "About you"))
        answer = slack.sees("ada", "You said yes")
        assert (answer.only_for, answer.channel) == (slack.user("ada").id, slack.channel("general").id)


def test_an_answer_still_arrives_when_the_address_for_it_is_too_old(slack: LoopbackSlack) -> None:
    """Half an hour over a form is allowed: the card is then changed by its name."""
    with at_work(slack, form_then(ada=Reply(card=ANSWERED))) as bot:
        message = letter(bot, ASKED)
        press(bot, "ada", message, "Happy to")
        view = slack.asked_to_fill_in("ada", "About you")
        slack.pass_time(31 * 60)
        slack.submit("ada", view)
        slack.wait_for(lambda: [m.words for m in slack.shown("ada")] == [ANSWERED.text])
        assert slack.called("response_url")[-1].outcome == "expired_url"


def test_a_form_that_can_no_longer_be_opened_is_offered_by_a_button(slack: LoopbackSlack) -> None:
    """The trigger lasts three seconds; after that the form is one press further away, and opens then."""
    with at_work(slack, form_then()) as bot:
        message = letter(bot, ASKED)
        bot.held.clear()
        assert slack.press("ada", message, find_action(message.blocks, "Happy to")).acknowledged
        slack.pass_time(4)
        bot.held.set()
        offer = slack.sees("ada", "Open the form")
        assert offer.only_for
        press(bot, "ada", offer, "Open the form")
        assert slack.asked_to_fill_in("ada", "About you")


# --- slow and broken -------------------------------------------------------------------------------------------------


def test_a_slow_press_is_acknowledged_in_time_and_answered_later(slack: LoopbackSlack) -> None:
    """Nobody sees Slack's warning sign because Kith has much to do."""
    with at_work(slack, lambda _incoming: Reply(card=ANSWERED)) as bot:
        message = letter(bot, ASKED)
        bot.held.clear()
        ack = slack.press("ada", message, find_action(message.blocks, "Happy to"))
        assert ack.acknowledged
        assert ack.seconds >= PATIENCE
        assert "You said yes" not in slack.shown("ada")[-1].words
        bot.held.set()
        slack.sees("ada", "You said yes")


def test_a_slow_form_waits_in_its_modal(slack: LoopbackSlack) -> None:
    """The modal says that it takes longer, in the language of its reader, and then what came of it."""
    with at_work(slack, form_then(ada=Reply(card=ANSWERED))) as bot:
        message = letter(bot, ASKED)
        press(bot, "ada", message, "Happy to")
        view = slack.asked_to_fill_in("ada", "About you")
        bot.held.clear()
        assert slack.submit("ada", view).acknowledged
        assert "One moment" in json.dumps(slack.modal("ada"))
        bot.held.set()
        slack.wait_for(lambda: "Done." in json.dumps(slack.modal("ada")))
        slack.sees("ada", "You said yes")


def test_a_slow_form_with_a_problem_says_it_in_its_modal_and_leads_back(slack: LoopbackSlack) -> None:
    """Beside the fields is not possible any more, so the problem stands as text, with the button that mends it."""
    mend = Card(text="Your name: Is that a name?", choices=(Choice(id="profile.save:7:", label="Mend it"),))
    with at_work(slack, form_then(ada=Reply(card=mend, problems={"name": "Is that a name?"}))) as bot:
        message = letter(bot, ASKED)
        press(bot, "ada", message, "Happy to")
        bot.held.clear()
        slack.submit("ada", slack.asked_to_fill_in("ada", "About you"))
        bot.held.set()
        note = slack.wait_for(lambda: with_words(slack.modal("ada"), "Is that a name?"))
        slack.press("ada", note, find_action(note["blocks"], "Mend it"))
        assert slack.asked_to_fill_in("ada", "About you")["id"] == note["id"]


def test_an_event_that_failed_is_brought_again(slack: LoopbackSlack) -> None:
    """What nobody could take is not acknowledged, and comes again under the same key."""
    with at_work(slack) as bot:
        bot.failures = 1
        ack = slack.deactivate("lin")
        assert (ack.acknowledged, ack.attempts) == (True, 2)
        assert [(i.via, i.step) for i in bot.taken] == [(Via.EVENT, LEFT)] * 2
        assert len({incoming.key for incoming in bot.taken}) == 1


def test_a_redelivered_line_has_the_same_key(slack: LoopbackSlack) -> None:
    """Even where Slack gives it another event id."""
    with at_work(slack) as bot:
        ack = slack.type_line("ada", "help & more <b>")
        assert slack.redeliver(ack).acknowledged
        assert slack.redeliver(ack, new_event_id=True).acknowledged
        assert [incoming.text for incoming in bot.taken] == ["help & more <b>"] * 3
        assert len({incoming.key for incoming in bot.taken}) == 1


def test_what_nobody_listens_to_is_acknowledged(slack: LoopbackSlack) -> None:
    """Slack would bring it again, and one day switch the events off."""
    with at_work(slack) as bot:
        assert slack.event({"type": "something_new", "user": "U1"}).attempts == 1
        assert slack.join("mio").acknowledged
        assert slack.command("ada", "/other").acknowledged
        assert slack.interaction({"type": "shortcut", "callback_id": "x", "user": {"id": "U1"}}).acknowledged
        assert slack.interaction({"type": "block_actions", "actions": [{"action_id": "x"}], "user": {}}).acknowledged
        assert not bot.taken


def test_another_workspace_is_not_ours(slack: LoopbackSlack) -> None:
    """A payload of a workspace that this token is not for is acknowledged and left."""
    with at_work(slack) as bot:
        other = slack.add_team("Elsewhere")
        slack.event({"type": "app_home_opened", "tab": "home", "user": "U1"}, team=other)
        assert not bot.taken


def test_a_place_that_kith_was_taken_out_of_is_reported(slack: LoopbackSlack) -> None:
    """Whichever of the two events comes first."""
    with at_work(slack) as bot:
        assert slack.uninstall().acknowledged
        assert {(i.via, i.step) for i in bot.taken} == {(Via.EVENT, PLACE_GONE)}
        assert len(bot.taken) == 2


@pytest.mark.parametrize("mode", MODES)
def test_kith_does_not_hear_itself(mode: Literal["socket", "http"]) -> None:
    """Slack sends an app its own messages in direct messages too."""
    with LoopbackSlack(mode, timing=QUICK, echoes=True) as slack, at_work(slack) as bot:
        letter(bot, ASKED)
        slack.type_line("ada", "hello")
        assert [incoming.text for incoming in (bot.hears(), *bot.taken)] == ["hello", "hello"]


def test_a_bot_is_not_listened_to(slack: LoopbackSlack) -> None:
    """Two bots would talk to each other for ever."""
    slack.add_user("robo", is_bot=True)
    with at_work(slack) as bot:
        assert slack.type_line("robo", "hello").acknowledged
        assert slack.type_line("ada", "hello").acknowledged
        assert [incoming.by and incoming.by.name for incoming in bot.taken] == ["Ada"]


def test_what_is_done_while_slack_does_not_say_who_it_is(slack: LoopbackSlack) -> None:
    """A profile that cannot be looked up holds nobody up; it is asked for again the next time."""
    with at_work(slack) as bot:
        slack.rate_limit("users.info", times=1)
        slack.command("ada", "/mentor")
        assert (lambda by: by and (by.name, by.user))(bot.hears().by) == ("", slack.user("ada").id)
        slack.command("ada", "/mentor")
        assert (lambda by: by and by.name)(bot.hears(2).by) == "Ada"


# --- by socket -------------------------------------------------------------------------------------------------------


def test_a_dropped_socket_comes_back(by_socket: LoopbackSlack) -> None:
    """Two connections stand; cut, they are made again, and nothing has to be started anew."""
    with BotAtWork(by_socket, ping_seconds=QUICK_PING) as bot:
        assert bot.adapter.is_connected
        assert by_socket.drop_sockets() == 2
        by_socket.wait_for(lambda: by_socket.connections_opened >= 4 and by_socket.connections >= 2)
        by_socket.wait_for(lambda: by_socket.command("ada", "/mentor").acknowledged)
        assert bot.taken


def test_slack_may_ask_to_connect_anew(by_socket: LoopbackSlack) -> None:
    """It does so every few hours; the new connections are there at once."""
    with at_work(by_socket) as bot:
        assert by_socket.disconnect() == 2
        by_socket.wait_for(lambda: by_socket.connections_opened >= 4 and by_socket.connections >= 2)
        by_socket.wait_for(lambda: by_socket.command("ada", "/mentor").acknowledged)
        assert bot.taken


def test_a_socket_that_slack_refuses_for_a_while_comes_back(by_socket: LoopbackSlack) -> None:
    """An outage ends without anybody restarting Kith, though the address that it tries has meanwhile gone stale; while
    it lasts, Kith knows that it is not connected."""
    with BotAtWork(by_socket, ping_seconds=QUICK_PING) as bot:
        asked = len(by_socket.called("apps.connections.open"))
        by_socket.refuse_sockets(60)
        by_socket.drop_sockets()
        by_socket.wait_for(lambda: len(by_socket.called("apps.connections.open")) >= asked + 2)
        by_socket.wait_for(lambda: not bot.adapter.is_connected)
        by_socket._sockets._tickets.clear()
        by_socket.refuse_sockets(0)
        by_socket.wait_for(lambda: by_socket.connections >= 2 and bot.adapter.is_connected, seconds=20)
        by_socket.wait_for(lambda: by_socket.command("ada", "/mentor").acknowledged)
        assert bot.taken


def test_a_wrong_token_stops_the_start(by_socket: LoopbackSlack) -> None:
    """The library would try it for ever; Kith says which variable it is, and does not say the token."""
    for bot, variable in (
        (BotAtWork(by_socket, app_token="xapp-wrong"), "SLACK_APP_TOKEN"),
        (BotAtWork(by_socket, bot_token="xoxb-wrong"), "SLACK_BOT_TOKEN"),
    ):
        with pytest.raises(CannotConnect, match=rf"{variable}.*invalid_auth") as refused:
            bot.starts()
        assert "wrong" not in str(refused.value)


# --- by signed request -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forgery", ["wrong", "old", "missing"])
def test_a_forged_request_is_refused(by_request: LoopbackSlack, forgery: Literal["wrong", "old", "missing"]) -> None:
    """Whoever cannot sign it is not Slack, and nothing is taken. One line for all of it says what may be wrong: Slack
    itself is refused by a wrong secret, and by a clock that is wrong."""
    with at_work(by_request) as bot, capture_logs() as logs:
        for _time in range(2):
            by_request.forge(forgery)
            ack = by_request.type_line("ada", "hello")
            assert (ack.acknowledged, ack.status) == (False, 401)
        assert not bot.taken
    said = [log["why"] for log in logs if log["event"] == "slack_request_refused"]
    assert said == {"wrong": ["signature"], "old": ["clock"], "missing": []}[forgery]


def post(bot: BotAtWork, body: bytes, headers: dict[str, str] | None = None) -> int:
    """The status that a request of anybody's gets."""

    async def send() -> int:
        url, content = str(bot.slack._signed.events_url), io.BytesIO(body)
        async with aiohttp.ClientSession() as session, session.post(url, data=content, headers=headers) as response:
            return response.status

    return bot.does(send())


async def test_without_a_secret_nobody_is_slack() -> None:
    """Where there is nothing to tell a forged request by, none is let in."""
    said: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"{}"}

    signed = [(b"x-slack-request-timestamp", b"%d" % time.time()), (b"x-slack-signature", b"v0=" + b"0" * 64)]
    await SignedRequests("")({"type": "http", "method": "POST", "headers": signed}, receive, send)
    assert said[0]["status"] == 401


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 401),
        (b"{", {}, 401),
        (b"payload=%7B", {}, 401),
        (b"\xff\xfe", {"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "now"}, 401),
        (b"{}", {"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "tomorrow"}, 401),
        (b"{}", {"X-Slack-Signature": "v0=0", "X-Slack-Request-Timestamp": "9" * 5000}, 401),
        (b"{}", {"X-Slack-Signature": "v0=\u00fc", "X-Slack-Request-Timestamp": "now"}, 401),
        (b"x" * 1_100_000, {}, 413),
    ],
)
def test_what_is_no_request_of_slack_is_refused_unread(
    by_request: LoopbackSlack, body: bytes, headers: dict[str, str], status: int
) -> None:
    """Nothing of it is looked into before its signature, and nothing larger than Slack's requests is kept."""
    now = str(int(time.time()))
    with at_work(by_request) as bot:
        assert post(bot, body, {name: now if value == "now" else value for name, value in headers.items()}) == status
        assert not bot.taken
        assert by_request.type_line("ada", "hello").acknowledged


@pytest.mark.parametrize(
    "body", ["[]", "{", "null", "payload=%5B1%5D", '{"event": 1}', '{"actions": 7}', "payload=" + "[" * 100_000]
)
def test_signed_nonsense_is_answered(by_request: LoopbackSlack, body: str) -> None:
    """Not even with the right signature does nonsense bring anything down."""
    now = str(int(time.time()))
    signature = SignatureVerifier(by_request.signing_secret).generate_signature(timestamp=now, body=body)
    headers = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": str(signature)}
    with at_work(by_request) as bot:
        assert post(bot, body.encode(), headers) in (200, 400, 500)
        assert by_request.type_line("ada", "hello").acknowledged
        assert len(bot.taken) == 1
