"""The loopback Slack's Web API, asked by the real slack_sdk client: answers, refusals, faults, and what people see."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.loopback.slack import LoopbackSlack
from tests.loopback.slack_trial_app import MENTORS, PROFILE, button, section

Ask = Callable[..., Any]


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack() as slack:
        yield slack


@pytest.fixture
def ask(slack: LoopbackSlack) -> Ask:
    return asker(slack, slack.bot_token)


def asker(slack: LoopbackSlack, token: str | None) -> Ask:
    """Calls a method of the real client and gives its answer; SlackApiError as the client raises it."""

    def call(method: str, **arguments: Any) -> Any:
        async def on_loop() -> Any:
            client = AsyncWebClient(token, base_url=slack.api_url, retry_handlers=[])
            function = getattr(client, method, None)
            response = await (function(**arguments) if function else client.api_call(method, json=arguments))
            return response.data

        return asyncio.run(on_loop())

    return call


def refusal(ask: Ask, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        ask(method, **arguments)
    return str(refused.value.response["error"])


# --- who asks


def test_who_asks(slack: LoopbackSlack, ask: Ask) -> None:
    """auth.test says who the token is; a wrong one, none, and a method that does not exist are refused."""
    assert ask("auth_test")["user_id"] == slack.team.bot_user_id
    assert refusal(asker(slack, "xoxb-wrong"), "auth_test") == "invalid_auth"
    assert refusal(asker(slack, None), "auth_test") == "not_authed"
    assert refusal(ask, "mentors.list") == "unknown_method"


def test_forms_and_json_are_the_same(slack: LoopbackSlack) -> None:
    """A body may be a form with JSON inside or JSON; the token may be an argument."""

    async def post(**body: Any) -> Any:
        async with aiohttp.ClientSession() as session, session.post(f"{slack.api_url}chat.postMessage", **body) as said:
            return await said.json()

    form = {"channel": "#mentoring", "text": "a", "blocks": '[{"type": "divider"}]', "token": slack.bot_token}
    assert asyncio.run(post(data=form))["ok"] is True
    assert asyncio.run(post(json={**form, "blocks": [{"type": "divider"}]}))["ok"] is True
    first, second = slack.calls
    assert first.arguments == second.arguments
    assert asyncio.run(post(data={**form, "blocks": "[oops"}))["error"] == "invalid_blocks_format"


def test_missing_scope(slack: LoopbackSlack, ask: Ask) -> None:
    """Reading a channel's history needs a scope that the app does not have; reading a direct message does not."""
    assert refusal(ask, "conversations_history", channel=slack.channel("mentoring").id) == "missing_scope"
    assert ask("conversations_history", channel=slack.talk("ada").id)["messages"] == []


def test_two_workspaces_are_apart(slack: LoopbackSlack, ask: Ask) -> None:
    """A token reaches the people and channels of its own workspace."""
    other = slack.add_team("Harbor")
    far = slack.user("ada", team=other)
    assert refusal(ask, "users_info", user=far.id) == "user_not_found"
    assert refusal(ask, "chat_postMessage", channel=far.id, text="hi") == "channel_not_found"
    asker(slack, other.bot_token)("chat_postMessage", channel=far.id, text="hi")
    assert [message.text for message in slack.shown(far)] == ["hi"]
    assert slack.shown("ada") == []


# --- messages


def test_post_change_delete(slack: LoopbackSlack, ask: Ask) -> None:
    """A message by user id lands in the direct message; a text alone takes the blocks away; deleted is gone."""
    ada = slack.user("ada")
    posted = ask("chat_postMessage", channel=ada.id, text="Two mentors fit.", blocks=MENTORS)
    assert posted["channel"] == slack.talk("ada").id
    assert refusal(ask, "chat_update", channel=ada.id, ts=posted["ts"], text="x") == "channel_not_found"
    ask("chat_update", channel=posted["channel"], ts=posted["ts"], text="None fits.")
    message = slack.sees("ada", "None fits.")
    assert (message.ts, message.edited, list(message.blocks)) == (posted["ts"], True, [])
    ask("chat_delete", channel=posted["channel"], ts=posted["ts"])
    assert slack.shown("ada") == []
    assert refusal(ask, "chat_delete", channel=posted["channel"], ts=posted["ts"]) == "message_not_found"


def test_metadata_can_be_found_again(slack: LoopbackSlack, ask: Ask) -> None:
    """history with include_all_metadata shows the key a letter was sent with, newest first, in pages."""
    channel = slack.talk("ada").id
    for key in ("k1", "k2", "k3"):
        ask("chat_postMessage", channel=channel, text=key, metadata={"event_type": "l", "event_payload": {"key": key}})
    first = ask("conversations_history", channel=channel, include_all_metadata=True, limit=2)
    assert [said["metadata"]["event_payload"]["key"] for said in first["messages"]] == ["k3", "k2"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = ask("conversations_history", channel=channel, cursor=cursor, limit=2)
    assert [said["text"] for said in rest["messages"]] == ["k1"]
    assert "metadata" not in rest["messages"][0]
    since = ask("conversations_history", channel=channel, oldest=first["messages"][1]["ts"])
    assert [said["text"] for said in since["messages"]] == ["k3"]


def test_ephemeral_message_is_for_one(slack: LoopbackSlack, ask: Ask) -> None:
    """Only its receiver sees it, history does not, and it cannot be updated."""
    channel, ada, mei = slack.channel("mentoring").id, slack.user("ada").id, slack.add_user("mei-2").id
    sent = ask("chat_postEphemeral", channel=channel, user=ada, text="psst")
    assert [message.text for message in slack.shown("ada")] == ["psst"]
    assert slack.shown("lin") == []
    assert refusal(ask, "chat_update", channel=channel, ts=sent["message_ts"], text="x") == "message_not_found"
    assert refusal(ask, "chat_postEphemeral", channel=channel, user=mei, text="psst") == "user_not_in_channel"


def test_deactivated_person(slack: LoopbackSlack, ask: Ask) -> None:
    """Slack says ok when something is posted to a deactivated account, and refuses to open a talk with it."""
    lin = slack.user("lin").id
    slack.timing.ack_seconds, slack.timing.retry_delays = 0.1, ()
    slack.deactivate("lin")
    assert ask("users_info", user=lin)["user"]["deleted"] is True
    assert "tz" not in ask("users_info", user=lin)["user"]
    assert ask("chat_postMessage", channel=lin, text="hi")["ok"] is True
    assert refusal(ask, "conversations_open", users=lin) == "user_disabled"


# --- conversations and people


def test_talks_are_the_same_for_the_same_people(slack: LoopbackSlack, ask: Ask) -> None:
    """conversations.open gives one im a person and one mpim a group, in whatever order they are named."""
    ada, lin, mei = (slack.user(name).id for name in ("ada", "lin", "mei"))
    assert ask("conversations_open", users=ada)["channel"]["id"][0] == "D"
    group = ask("conversations_open", users=f"{ada},{lin}")["channel"]["id"]
    again = ask("conversations_open", users=[lin, ada])
    assert (again["channel"]["id"], again["already_open"]) == (group, True)
    assert ask("conversations_open", users=[ada, lin, mei])["channel"]["id"] != group
    assert (
        refusal(ask, "conversations_open", users=",".join([ada] * 1 + [f"U9{n}" for n in range(8)])) == "too_many_users"
    )
    assert refusal(ask, "conversations_open", users="U99") == "user_not_found"
    ask("chat_postMessage", channel=group, text="Meet each other.")
    assert [slack.shown(name)[-1:] == [] for name in ("ada", "lin", "mei")] == [False, False, True]


def test_lists_come_in_pages(slack: LoopbackSlack, ask: Ask) -> None:
    """users.list has everybody once over its pages, Slackbot and the app among them; channels likewise."""
    names, cursor = [], ""
    while True:
        page = ask("users_list", limit=2, cursor=cursor)
        names += [member["name"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert sorted(names) == ["ada", "kith", "lin", "mei", "sam", "slackbot"]
    slack.add_channel("secret", ["ada"], private=True)
    slack.add_channel("coordinators", ["sam", "kith"], private=True)
    listed = ask("conversations_list", types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in listed] == ["general", "mentoring", "coordinators"]
    members = ask("conversations_members", channel=slack.channel("coordinators").id)["members"]
    assert members == [slack.user("sam").id, slack.team.bot_user_id]


def test_a_private_channel_without_the_app_is_not_there(slack: LoopbackSlack, ask: Ask) -> None:
    """The app learns nothing of private channels it is not in, and can post to a public one."""
    secret = slack.add_channel("secret", ["ada"], private=True).id
    for method in ("conversations_info", "conversations_members"):
        assert refusal(ask, method, channel=secret) == "channel_not_found"
    assert refusal(ask, "chat_postMessage", channel=secret, text="x") == "channel_not_found"
    assert ask("chat_postMessage", channel="#general", text="x")["ok"] is True


# --- views


def test_home_tab_and_its_hash(slack: LoopbackSlack, ask: Ask) -> None:
    """views.publish draws Home for one person; an older hash is refused."""
    home = {"type": "home", "blocks": [section("Welcome"), {"type": "actions", "elements": [button("Join", "join")]}]}
    ada = slack.user("ada").id
    first = ask("views_publish", user_id=ada, view=home)["view"]
    ask("views_publish", user_id=ada, view=home, hash=first["hash"])
    assert refusal(ask, "views_publish", user_id=ada, view=home, hash=first["hash"]) == "hash_conflict"
    shown = slack.home("ada")
    assert shown
    assert shown["id"] == first["id"]
    assert slack.home("lin") is None


def test_at_most_three_modals(slack: LoopbackSlack, ask: Ask) -> None:
    """A modal takes two pushes, each with a trigger from inside a modal; closing goes back one."""
    ada = slack.user("ada")

    def trigger(*, in_modal: bool = True) -> str:
        return slack._loop.call(lambda: slack._inside.trigger(ada, in_modal=in_modal))

    assert refusal(ask, "views_open", trigger_id="1.2.3", view=PROFILE) == "invalid_trigger_id"
    root = ask("views_open", trigger_id=trigger(in_modal=False), view=PROFILE)["view"]
    assert refusal(ask, "views_push", trigger_id=trigger(in_modal=False), view=PROFILE) == "not_found"
    silent = {**PROFILE, "notify_on_close": False}
    second, third = (ask("views_push", trigger_id=trigger(), view=silent)["view"] for _ in range(2))
    assert (second["root_view_id"], third["previous_view_id"]) == (root["id"], second["id"])
    assert refusal(ask, "views_push", trigger_id=trigger(), view=PROFILE) == "push_limit_reached"
    slack.close("ada", third)
    assert slack.modal("ada") == second
    assert refusal(ask, "views_update", view_id=third["id"], view=PROFILE) == "not_found"


# --- files


def test_file_in_three_steps(slack: LoopbackSlack, ask: Ask) -> None:
    """The real client uploads to the address it is given, and the file is seen where it was shared."""
    channel = slack.talk("ada").id
    done = ask(
        "files_upload_v2", filename="chart.png", content=b"PNG", channel=channel, title="Week 3", alt_txt="A chart"
    )
    file = slack.file(done["file"]["id"])
    assert (file.content, file.media_type, file.alt_text) == (b"PNG", "image/png", "A chart")
    assert slack.sees("ada", "Week 3").files[0]["id"] == file.id
    shares = ask("files_info", file=file.id)["file"]["shares"]["private"]
    assert shares == {channel: [{"ts": slack.shown("ada")[-1].ts}]}
    card = [{"type": "image", "slack_file": {"id": file.id}, "alt_text": "A chart"}]
    ask("chat_postMessage", channel=channel, text="A chart", blocks=card)


def test_upload_in_the_wrong_order(slack: LoopbackSlack, ask: Ask) -> None:
    """A file cannot be completed before its bytes are there, nor twice; a wrong length is noted."""
    given = ask("files_getUploadURLExternal", filename="a.csv", length=4)
    files = [{"id": given["file_id"], "title": "A"}]
    assert refusal(ask, "files_completeUploadExternal", files=files) == "file_not_found"

    async def upload() -> int:
        async with aiohttp.ClientSession() as session, session.post(given["upload_url"], data=b"12345") as said:
            return said.status

    assert asyncio.run(upload()) == 200
    assert slack.problems == ["upload: 5 bytes came, 4 bytes of 'a.csv' were announced"]
    slack.strict = False
    ask("files_completeUploadExternal", files=files)
    assert refusal(ask, "files_completeUploadExternal", files=files) == "file_not_found"
    assert asyncio.run(upload()) == 404


def test_a_persons_file_can_be_fetched(slack: LoopbackSlack) -> None:
    """url_private gives the bytes to the app's token alone."""
    file = slack.add_file("ada", "cv.pdf", b"%PDF", "application/pdf")

    async def fetch(token: str) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession() as session, session.get(file["url_private"], headers=headers) as said:
            return said.status, await said.read()

    assert asyncio.run(fetch(slack.bot_token)) == (200, b"%PDF")
    assert asyncio.run(fetch("xoxb-wrong"))[0] == 404


# --- response urls


def test_response_url_five_times_in_half_an_hour(slack: LoopbackSlack) -> None:
    """A response url works five times within 30 minutes; a sixth use and a late one are refused."""
    first, second = (respond_url(slack) for _ in range(2))
    answers = [asyncio.run(AsyncWebhookClient(first).send(text=f"{n}")) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    assert [message.only_for for message in slack.shown("ada")] == [slack.user("ada").id] * 5
    slack.pass_time(30 * 60 + 1)
    assert "expired_url" in asyncio.run(AsyncWebhookClient(second).send(text="late")).body


def test_response_url_in_channel_replace_and_delete(slack: LoopbackSlack, ask: Ask) -> None:
    """in_channel is seen by all, replace_original changes the message, delete_original takes it away."""
    ask("chat_postMessage", channel="#mentoring", text="Here they are.", blocks=MENTORS)
    card = slack.sees("lin", "chess")
    url = respond_url(slack, card.ts)
    asyncio.run(AsyncWebhookClient(url).send(text="Look", response_type="in_channel"))
    assert slack.shown("mei")[-1].text == "Look"
    asyncio.run(AsyncWebhookClient(url).send(text="Done", replace_original=True))
    assert slack.sees("lin", "Done").ts == card.ts
    asyncio.run(AsyncWebhookClient(url).send(delete_original=True))
    assert [message.text for message in slack.shown("lin")] == ["Look"]


def respond_url(slack: LoopbackSlack, ts: str | None = None) -> str:
    user, channel = slack.user("ada"), slack.channel("mentoring")
    return slack._loop.call(lambda: slack._inside.response_url(user, channel, ts))


# --- faults


def test_rate_limit_and_failure(slack: LoopbackSlack, ask: Ask) -> None:
    """A 429 carries Retry-After and does nothing; a failure says its word; after their number all is well."""
    slack.rate_limit("chat.postMessage", times=1, retry_after=7)
    slack.fail("chat.postMessage", "internal_error", times=1, status=500)
    with pytest.raises(SlackApiError) as limited:
        ask("chat_postMessage", channel="#mentoring", text="a")
    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "7")
    assert refusal(ask, "chat_postMessage", channel="#mentoring", text="b") == "internal_error"
    assert slack.shown("ada") == []
    ask("chat_postMessage", channel="#mentoring", text="c")
    assert [call.outcome for call in slack.called("chat.postMessage")] == ["ratelimited", "internal_error", "ok"]


def test_dropped_response_has_taken_effect(slack: LoopbackSlack, ask: Ask) -> None:
    """The message is there although the client saw only a broken connection; a default client would send it twice."""
    slack.drop_response("chat.postMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        ask("chat_postMessage", channel="#mentoring", text="once")
    assert [message.text for message in slack.shown("ada")] == ["once"]
    assert slack.called("chat.postMessage")[0].outcome == "dropped"
    slack.drop_response("chat.postMessage")

    async def with_default_retries() -> None:
        await AsyncWebClient(slack.bot_token, base_url=slack.api_url).chat_postMessage(channel="#general", text="twice")

    asyncio.run(with_default_retries())
    assert [message.text for message in slack.shown("ada", channel="general")] == ["twice", "twice"]


def test_slow_method_and_healing(slack: LoopbackSlack, ask: Ask) -> None:
    """A slow method is recorded before it takes effect; heal ends every fault."""
    slack.slow("chat.postMessage", 30)
    slow = slack.meanwhile(lambda: ask("chat_postMessage", channel="#mentoring", text="late"))
    slack.wait_for(lambda: slack.called("chat.postMessage"), what="the call")
    assert (slack.called("chat.postMessage")[0].outcome, slack.shown("ada"), slow.done()) == ("", [], False)
    slack.heal()
    assert ask("chat_postMessage", channel="#mentoring", text="now")["ok"] is True


def test_waiting_in_vain_says_what_was_seen(slack: LoopbackSlack, ask: Ask) -> None:
    """The deadline's error names what was waited for, the calls, and what people see."""
    ask("chat_postMessage", channel="#mentoring", text="something else")
    with pytest.raises(AssertionError, match=r"(?s)ada to see 'your match'.*chat.postMessage -> ok.*something else"):
        slack.sees("ada", "your match", seconds=0.1)


async def test_acts_would_block_a_running_loop(slack: LoopbackSlack) -> None:
    """Called inside an event loop, which might be the app's, the loopback refuses at once."""
    with pytest.raises(RuntimeError, match="to_thread"):
        slack.shown("ada")
    assert await asyncio.to_thread(slack.shown, "ada") == []


def test_contracts_are_asked(slack: LoopbackSlack, ask: Ask) -> None:
    """Everything the app sends is checked: what breaks a limit is refused as Slack would, and noted."""
    slack.strict = False
    too_long = [section("x"), {"type": "actions", "elements": [button("x" * 76, "a"), button("y", "a")]}]
    assert refusal(ask, "chat_postMessage", channel="#mentoring", text="x", blocks=too_long) == "invalid_blocks"
    assert any("76 characters" in problem for problem in slack.problems)
    assert any("action_id 'a' 2 times" in problem for problem in slack.problems)
    with pytest.raises(AssertionError, match="would not have taken"):
        slack.assert_no_problems()
    assert slack.shown("ada") == []
    with pytest.warns(UserWarning, match="text"):
        ask("chat_postMessage", channel="#mentoring", blocks=[section("no text for screen readers")])
    assert any("text: missing" in problem for problem in slack.problems)
