"""The loopback Slack against the real slack-bolt, over Socket Mode and over signed HTTP."""

import itertools
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.loopback.slack import Impossible, LoopbackSlack, Timing, find_action, find_input, labels, texts
from tests.loopback.slack_trial_app import MENTORS, PROFILE, TrialApp, button, plain, section

QUICK = Timing(ack_seconds=3.0, retry_delays=(0.0, 0.1, 0.1))


@pytest.fixture(params=["socket", "http"])
def slack(request: pytest.FixtureRequest) -> Iterator[LoopbackSlack]:
    """A Slack that ends with an error if anything wrong was sent to it."""
    mode: Literal["socket", "http"] = request.param
    with LoopbackSlack(mode, timing=QUICK) as slack:
        yield slack


@pytest.fixture
def app(slack: LoopbackSlack) -> Iterator[TrialApp]:
    with TrialApp(slack) as app:
        yield app


only_socket = pytest.mark.parametrize("slack", ["socket"], indirect=True)
only_http = pytest.mark.parametrize("slack", ["http"], indirect=True)


# --- commands and buttons


def test_command_is_answered(slack: LoopbackSlack, app: TrialApp) -> None:
    """A command reaches Bolt with Slack's fields, and what the app posts is seen by its receiver alone."""
    ack = slack.command("ada", "/mentor", "find")
    assert ack.acknowledged, ack
    card = slack.sees("ada", "data and hiking")
    assert card.channel == slack.talk("ada").id
    assert labels(card.blocks) == ["Ask for an intro chat"] * 2
    assert slack.shown("lin") == []
    assert app.seen[0]["channel_name"] == "directmessage"


def test_words_in_an_ack_are_for_the_sender_alone(slack: LoopbackSlack, app: TrialApp) -> None:
    """Text in the acknowledgement of a command becomes an ephemeral message where it was typed."""
    slack.command("ada", "/mentor", "hello", channel="general")
    said = slack.sees("ada", "Hello to you alone.")
    assert said.only_for == slack.user("ada").id
    assert [message.words for message in slack.shown("lin")] == []


def test_button_replaces_its_card(slack: LoopbackSlack, app: TrialApp) -> None:
    """A press found by its label carries message, state and response_url, and the response url changes the card."""
    slack.command("ada", "/mentor", "find")
    card = slack.sees("ada", "Lin")
    ack = slack.press("ada", card, find_action(card.blocks, "Ask for an intro chat", near="Mei"))
    assert ack.acknowledged, ack
    changed = slack.sees("ada", "They have a week to answer.")
    assert (changed.ts, changed.edited, len(changed.blocks)) == (card.ts, True, 1)
    pressed = app.seen[-1]
    assert pressed["actions"][0]["action_id"] == "intro.ask:2"
    assert pressed["message"]["ts"] == card.ts
    assert pressed["container"]["is_ephemeral"] is False


def test_late_ack_is_no_ack(slack: LoopbackSlack, app: TrialApp) -> None:
    """An app that takes too long has not acknowledged: the person is told by Slackbot, and nothing is sent again."""
    slack.timing.ack_seconds = 0.3
    ack = slack.command("ada", "/mentor", "slow")
    assert not ack.acknowledged
    assert ack.attempts == 1
    assert "operation_timeout" in slack.sees("ada", "/mentor failed").words


def test_press_through_somebody_elses_eyes_is_impossible(slack: LoopbackSlack, app: TrialApp) -> None:
    """A person can press only what they can see."""
    slack.command("ada", "/mentor", "find")
    card = slack.sees("ada", "Lin")
    with pytest.raises(Impossible, match="cannot see"):
        slack.press("lin", card, "intro.ask:1")


@only_socket
def test_words_that_slack_ignores_are_a_problem(slack: LoopbackSlack, app: TrialApp) -> None:
    """Text in the acknowledgement of a press is shown to nobody, so it is noted."""
    blocks = [section("x", accessory=button("Talk", "talkative"))]
    refusal_of(slack, "chat_postMessage", channel=slack.user("ada").id, text="x", blocks=blocks)
    assert slack.press("ada", slack.sees("ada", "x"), "talkative").acknowledged
    assert "Slack ignores" in slack.problems[0]
    slack.strict = False


# --- forms


def test_form_with_a_field_error_and_then_without(slack: LoopbackSlack, app: TrialApp) -> None:
    """Errors in the ack stand beside their field and keep the form open; a good submission closes it."""
    slack.command("ada", "/mentor", "form")
    form = slack.asked_to_fill_in("ada", "About you")
    assert slack.submit("ada", form, {"Your name": "?"}).acknowledged
    assert slack.errors(form) == {"name": "Please give a name that people can say."}
    assert slack.modal("ada") == form
    slack.submit("ada", form, {"name": "Ada", "hours": "2 hours"})
    assert slack.modal("ada") is None
    slack.sees("ada", "Welcome, Ada.")
    assert app.seen[-1]["view"]["state"]["values"]["hours"]["value"]["selected_option"]["value"] == "2"


@only_socket
def test_error_beside_no_input_is_a_problem(slack: LoopbackSlack, app: TrialApp) -> None:
    """Errors for a field the form does not have are noted, and the person sees that something is wrong."""
    slack.command("ada", "/mentor", "form")
    form = slack.asked_to_fill_in("ada", "About you")
    slack.submit("ada", form, {"name": "!"})
    assert "shoe size" in slack.problems[0]
    assert list(slack.errors(form)) == [""]
    slack.strict = False


def test_waiting_view_is_updated(slack: LoopbackSlack, app: TrialApp) -> None:
    """`update` in an ack shows another view, which views.update can change afterwards."""
    slack.command("ada", "/mentor", "form")
    slack.submit("ada", slack.asked_to_fill_in("ada", "About you"), {"name": "later"})
    waiting = slack.asked_to_fill_in("ada", "One moment")
    app.loop.call(app.gate.set)
    slack.wait_for(lambda: texts(slack.modal("ada")) == ["Saved.", "One moment"], what="the saved view")
    saved = slack.modal("ada")
    assert saved
    assert saved["id"] == waiting["id"]
    assert saved["hash"] != waiting["hash"]


def test_closed_form_is_told(slack: LoopbackSlack, app: TrialApp) -> None:
    """A form that asked for it tells the app when it is closed; then it can be sent no more."""
    slack.command("ada", "/mentor", "form")
    form = slack.asked_to_fill_in("ada", "About you")
    assert slack.close("ada", form).acknowledged
    assert app.seen[-1]["type"] == "view_closed"
    with pytest.raises(Impossible, match="no such form"):
        slack.submit("ada", form, {"name": "Ada"})


@only_socket
def test_trigger_works_once_and_not_for_long(slack: LoopbackSlack, app: TrialApp) -> None:
    """A trigger id opens one view, within three seconds."""
    slack.command("ada", "/mentor", "form")
    used = slack.called("views.open")[0].arguments["trigger_id"]
    assert refusal_of(slack, "views_open", trigger_id=used, view=PROFILE) == "exchanged_trigger_id"
    slack.command("lin", "/mentor", "hello", channel="general")
    unused = app.seen[-1]["trigger_id"]
    slack.pass_time(3.5)
    assert refusal_of(slack, "views_open", trigger_id=unused, view=PROFILE) == "expired_trigger_id"
    assert slack.modal("lin") is None


# --- events


def test_event_comes_again_until_it_is_acknowledged(slack: LoopbackSlack, app: TrialApp) -> None:
    """A listener that raises acknowledges nothing, and the same event comes again with its retry number."""
    app.raises = 1
    if slack.mode == "socket":
        slack.timing.ack_seconds = 1.0
    ack = slack.type_line("ada", "is <this> R&D?")
    assert ack.acknowledged, ack
    assert ack.attempts == 2
    assert len({body["event_id"] for body in app.seen}) == 1
    assert (
        app.retries
        == {
            "socket": [("0", ""), ("1", "timeout")],
            "http": [("", ""), ("1", "http_error")],
        }[slack.mode]
    )
    assert app.seen[0]["event"]["text"] == "is &lt;this&gt; R&amp;D?"
    assert slack.shown("ada")[-1].words == "is <this> R&D?"


def test_event_is_given_up_after_three_retries(slack: LoopbackSlack, app: TrialApp) -> None:
    """Slack tries an event four times in all."""
    app.raises = 10
    if slack.mode == "socket":
        slack.timing.ack_seconds = 0.2
    ack = slack.type_line("ada", "hello")
    assert (ack.acknowledged, ack.attempts, len(app.seen)) == (False, 4, 4)


def test_redelivered_event_has_the_same_id(slack: LoopbackSlack, app: TrialApp) -> None:
    """An acknowledged event can come once more, with the same event_id or with a new one."""
    ack = slack.type_line("ada", "hello")
    slack.redeliver(ack)
    slack.redeliver(ack, new_event_id=True)
    first, second, third = (body["event_id"] for body in app.seen)
    assert first == second != third
    assert len({body["event"]["ts"] for body in app.seen}) == 1


def test_people_come_and_go(slack: LoopbackSlack, app: TrialApp) -> None:
    """Joining, leaving a channel, deactivation and opening Home reach the app as Slack's events."""
    acks = [slack.join("noa", tz="Asia/Tokyo"), slack.leave("lin"), slack.deactivate("mei"), slack.open_home("ada")]
    assert [ack.acknowledged for ack in acks] == [True] * 4
    events = [body["event"] for body in app.seen]
    assert [event["type"] for event in events] == ["team_join", "member_left_channel", "user_change", "app_home_opened"]
    assert events[0]["user"]["tz"] == "Asia/Tokyo"
    assert events[2]["user"]["deleted"] is True
    assert slack.user("mei").id not in slack.channel("general").members


def test_uninstalled_app_can_do_nothing_more(slack: LoopbackSlack, app: TrialApp) -> None:
    """Both events come, in any order, and the token is dead before the first."""
    assert slack.uninstall(order=("app_uninstalled", "tokens_revoked")).acknowledged
    assert [body["event"]["type"] for body in app.seen] == ["app_uninstalled", "tokens_revoked"]
    assert refusal_of(slack, "chat_postMessage", channel=slack.user("ada").id, text="hi") == "account_inactive"


# --- the ways to the app


@only_http
@pytest.mark.parametrize("how", ["wrong", "old", "missing"])
def test_forged_request_is_refused(
    slack: LoopbackSlack, app: TrialApp, how: Literal["wrong", "old", "missing"]
) -> None:
    """Bolt answers 401 to a wrong signature, an old timestamp and no signature, and the next one is good again."""
    slack.forge(how)
    refused = slack.command("ada", "/mentor", "find")
    assert (refused.acknowledged, refused.status, app.seen) == (False, 401, [])
    assert slack.command("ada", "/mentor", "find").status == 200


@only_http
def test_nobody_listens(slack: LoopbackSlack) -> None:
    """A refused connection is tried again for events, and is a failure at once for interactions."""
    slack.deliver_to("http://127.0.0.1:9/slack/events")
    line, command = slack.type_line("ada", "hello"), slack.command("ada", "/mentor")
    assert (line.error, line.attempts) == ("connection_failed", 4)
    assert (command.error, command.attempts) == ("connection_failed", 1)


@only_http
def test_forged_event_is_not_tried_again(slack: LoopbackSlack, app: TrialApp) -> None:
    """A forgery is sent once, so that a test sees how the app takes that one request."""
    slack.forge("wrong")
    ack = slack.type_line("ada", "hello")
    assert (ack.acknowledged, ack.attempts, app.seen) == (False, 1, [])


@only_socket
def test_dropped_socket_is_opened_again(slack: LoopbackSlack) -> None:
    """After an abrupt end, with connects refused for a while, the client comes back and everything works."""
    with TrialApp(slack, ping_interval=0.5):
        slack.refuse_sockets(60)
        assert slack.drop_sockets() == 1
        slack.wait_for(lambda: slack.connections_refused >= 2, what="the client to try in vain")
        lost = slack.command("ada", "/mentor", "find")
        assert (lost.acknowledged, lost.error, lost.attempts) == (False, "no_connection", 1)
        slack.refuse_sockets(0)
        slack.wait_connected()
        assert slack.command("ada", "/mentor", "find").acknowledged


@only_socket
def test_event_waits_for_a_socket(slack: LoopbackSlack) -> None:
    """An event sent while there is no socket arrives as a retry once there is one."""
    slack.timing.retry_delays = tuple(itertools.repeat(0.1, 90))
    with TrialApp(slack, ping_interval=0.5) as app:
        slack.refuse_sockets(60)
        slack.drop_sockets()
        slack.wait_for(lambda: slack.connections == 0, what="the socket to be gone")
        later = slack.meanwhile(lambda: slack.type_line("ada", "hello"))
        slack.wait_for(lambda: slack.connections_refused >= 1, what="the client to try in vain")
        slack.refuse_sockets(0)
        ack = later.result(20)
        assert (ack.acknowledged, len(app.seen)) == (True, 1)
        assert ack.attempts > 1


@only_socket
def test_disconnect_message_is_followed(slack: LoopbackSlack, app: TrialApp) -> None:
    """The client opens a new socket when Slack asks for it."""
    assert slack.disconnect("refresh_requested") == 1
    slack.wait_for(lambda: slack.connections_opened == 2 and slack.connections == 1, what="a new socket")
    assert slack.command("ada", "/mentor", "find").acknowledged


@only_socket
def test_payloads_are_shared_between_connections(slack: LoopbackSlack, app: TrialApp) -> None:
    """With two connections each delivery goes to one of them, and both get some."""
    with TrialApp(slack) as second:
        slack.wait_connected(2)
        acks = [slack.type_line("ada", "hello") for _ in range(4)]
        assert all(ack.acknowledged for ack in acks)
        assert len(app.seen) + len(second.seen) == sum(ack.attempts for ack in acks)
        assert min(len(app.seen), len(second.seen)) >= 2


@only_socket
def test_presses_at_the_same_moment(slack: LoopbackSlack, app: TrialApp) -> None:
    """Two presses can be under way at once."""
    slack.command("ada", "/mentor", "find")
    card = slack.sees("ada", "Lin")
    both = [slack.meanwhile(lambda: slack.press("ada", card, "intro.ask:1")) for _ in range(2)]
    assert [future.result(10).acknowledged for future in both] == [True, True]
    pressed = [body["actions"][0]["action_ts"] for body in app.seen if "actions" in body]
    assert len(set(pressed)) == 2


@only_socket
def test_wrong_app_token(slack: LoopbackSlack) -> None:
    """apps.connections.open refuses a token that is not the app's, and can be told to refuse a good one."""
    assert refusal_of(slack, "apps_connections_open", app_token="xapp-wrong") == "invalid_auth"
    slack.fail("apps.connections.open", "invalid_auth", times=1)
    assert refusal_of(slack, "apps_connections_open", app_token=slack.app_token) == "invalid_auth"
    assert refusal_of(slack, "apps_connections_open", app_token=slack.app_token) == ""


@only_socket
def test_choices_stay_until_the_button(slack: LoopbackSlack, app: TrialApp) -> None:
    """What was chosen in a card is in state.values of the later press in it, for this person alone."""
    options = [{"text": plain(name), "value": name.lower()} for name in ("Career", "Study")]
    menu = {"type": "static_select", "action_id": "kind", "options": options, "placeholder": plain("What about?")}
    interest = {"type": "external_select", "action_id": "interest", "min_query_length": 1}
    blocks = [{"type": "actions", "elements": [menu, interest]}, *MENTORS]
    refusal_of(slack, "chat_postMessage", channel=slack.user("ada").id, text="Choose", blocks=blocks)
    card = slack.sees("ada", "Lin")
    assert slack.select("ada", card, "kind", "Study").acknowledged
    suggested = slack.suggest("ada", card, "interest", "chess").body["options"]
    slack.select("ada", card, "interest", suggested[0])
    slack.press("ada", card, "intro.ask:1")
    values = app.seen[-1]["state"]["values"][card.blocks[0]["block_id"]]
    assert values["kind"]["selected_option"]["value"] == "study"
    assert values["interest"]["selected_option"]["text"]["text"] == "chess and more"


def refusal_of(slack: LoopbackSlack, method: str, **arguments: Any) -> str:
    """Slack's error for a call of the real client, "" if it took it."""

    async def call() -> str:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        try:
            await getattr(client, method)(**arguments)
        except SlackApiError as refused:
            return str(refused.response["error"])
        return ""

    return slack._loop.run(call())


def test_form_fields_are_found_by_label() -> None:
    """An input is found by the words above it."""
    assert find_input(PROFILE, "Hours a month")["block_id"] == "hours"
    with pytest.raises(AssertionError, match="Your name"):
        find_input(PROFILE, "Hobbies")


def test_what_slack_would_refuse_is_loud() -> None:
    """Leaving the context with a problem raises, with the problem in words."""
    slack = LoopbackSlack().__enter__()
    blocks = [section("x")] * 51
    assert refusal_of(slack, "chat_postMessage", channel="#mentoring", text="x", blocks=blocks) == "invalid_blocks"
    assert slack.shown("ada") == []
    with pytest.raises(AssertionError, match="at most 50"):
        slack.__exit__(None, None, None)


@only_socket
def test_app_hears_its_own_messages(slack: LoopbackSlack, app: TrialApp) -> None:
    """With echoes, what the app does in a direct message comes to it as events, which Bolt acknowledges and drops."""
    slack.echoes, channel = True, slack.talk("ada").id
    assert refusal_of(slack, "chat_postMessage", channel=channel, text="a") == ""
    assert refusal_of(slack, "chat_update", channel=channel, ts=slack.sees("ada", "a").ts, text="b") == ""
    assert refusal_of(slack, "chat_delete", channel=channel, ts=slack.sees("ada", "b").ts) == ""
    slack.wait_for(lambda: len(slack.acks) == 3, what="three events")
    assert [ack.acknowledged for ack in slack.acks] == [True] * 3
    events = [ack.delivery.payload["event"] for ack in slack.acks]
    assert {event.get("subtype") for event in events} == {None, "message_changed", "message_deleted"}
    assert app.seen == []
