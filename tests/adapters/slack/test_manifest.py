"""The app's manifest, and the check that the app is as it should be."""

import asyncio

import pytest

from adapters.slack.manifest import ANYWHERE, EVENTS, PICTURES, SCOPES, Problem, check, manifest
from adapters.slack.read import read
from adapters.slack.web.people import language_of, profile_of
from bot.engine.typed import Offered
from tests.loopback.slack import LoopbackSlack, Scene, payloads

URL = "https://kith.example.org/slack/events"


def test_no_conversation_between_people_can_be_read() -> None:
    """Of what people say, Kith hears what they say to it alone."""
    asked = manifest(("mentor", "program"))
    scopes = asked["oauth_config"]["scopes"]["bot"]
    assert [scope for scope in scopes if scope.endswith(":history")] == ["im:history"]
    events = asked["settings"]["event_subscriptions"]["bot_events"]
    assert [event for event in events if event.startswith("message")] == ["message.im"]
    assert set(asked["oauth_config"]["scopes"]) == {"bot"}


def test_by_socket_there_is_no_address() -> None:
    """Kith connects to Slack, so Slack needs to know no way to Kith."""
    asked = manifest(("mentor", "program"))
    assert asked["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(asked)


def test_what_is_off_by_default_is_not_asked_for() -> None:
    """No e-mail addresses, no joining of channels; posting uninvited and getting files only where somebody wants it."""
    usual, more = (
        set(manifest(("mentor", "program"), also=also)["oauth_config"]["scopes"]["bot"])
        for also in ((), (ANYWHERE, PICTURES))
    )
    assert usual == set(SCOPES)
    assert not usual & {"users:read.email", "channels:join", "chat:write.public", "files:read"}
    assert more - usual == {ANYWHERE, PICTURES} == {"chat:write.public", "files:read"}


def test_by_request_there_is_one_address_for_everything() -> None:
    """Commands, presses and events come in at the same door."""
    asked = manifest(("mentor", "program"), url=URL)
    assert asked["settings"]["socket_mode_enabled"] is False
    assert asked["settings"]["event_subscriptions"]["request_url"] == URL
    assert asked["settings"]["interactivity"]["request_url"] == URL
    assert {command["url"] for command in asked["features"]["slash_commands"]} == {URL}


def test_the_commands_have_the_names_of_the_settings() -> None:
    """Where another app has taken a name, another one does; what is offered is in the hint."""
    offered = (Offered("peer", "find", "Find mentors"), Offered("peer", "stop", "Leave"), Offered("run", "home", "x"))
    commands = manifest(("peer", "run"), offered=offered)["features"]["slash_commands"]
    assert [(one["command"], one["usage_hint"]) for one in commands] == [("/peer", "[find | stop]"), ("/run", "[home]")]
    assert all(one["should_escape"] for one in commands)


def test_slack_takes_the_lengths() -> None:
    """What Slack counts in a manifest stays within its limits, for the longest names too."""
    asked = manifest(("m" * 31, "p" * 31), offered=[Offered("m" * 31, "x" * 30, "") for _ in range(40)])
    assert len(asked["display_information"]["description"]) <= 140
    assert len(asked["display_information"]["name"]) <= 35
    assert len(asked["settings"]["event_subscriptions"]["bot_events"]) <= 100
    for command in asked["features"]["slash_commands"]:
        assert len(command["command"]) <= 32
        assert len(command["description"]) <= 2000
        assert len(command.get("usage_hint", "")) <= 1000


def test_people_can_write_to_kith() -> None:
    """The messages tab is on, and not only to be read."""
    home = manifest(("mentor", "program"))["features"]["app_home"]
    assert (home["home_tab_enabled"], home["messages_tab_enabled"]) == (True, True)
    assert home["messages_tab_read_only_enabled"] is False


# --- the check -------------------------------------------------------------------------------------------------------


def checked(slack: LoopbackSlack, **given: str) -> list[Problem]:
    tokens = {"bot_token": slack.bot_token, "app_token": slack.app_token, "signing_secret": "", **given}
    bot_token = tokens.pop("bot_token")
    return asyncio.run(check(bot_token, **tokens, api_url=slack.api_url))


def test_an_app_as_the_manifest_makes_it_has_no_problems() -> None:
    """What the manifest asks for is what the check looks for."""
    with LoopbackSlack(scopes=manifest(("mentor", "program"))["oauth_config"]["scopes"]["bot"]) as slack:
        assert checked(slack) == []
        assert checked(slack, app_token="", signing_secret="x") == []


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_a_scope_that_lacks_is_named(scope: str) -> None:
    """With what Kith cannot do without it, and where to add it."""
    with LoopbackSlack(scopes=set(SCOPES) - {scope}) as slack:
        ((problem, mend),) = checked(slack)
        assert scope in problem
        assert scope in mend
        assert "OAuth & Permissions" in mend


def test_a_token_that_slack_does_not_take_is_named() -> None:
    """By its variable, and never by itself."""
    with LoopbackSlack(scopes=SCOPES) as slack:
        ((problem, mend),) = checked(slack, bot_token="xoxb-wrong")
        assert "SLACK_BOT_TOKEN (invalid_auth)" in problem
        assert "xoxb-" in mend
        ((problem, mend),) = checked(slack, app_token="xapp-wrong")
        assert "SLACK_APP_TOKEN (invalid_auth)" in problem
        assert "wrong" not in problem + mend
        ((problem, mend),) = checked(slack, app_token="")
        assert "SLACK_APP_TOKEN" in problem
        assert "SLACK_APP_TOKEN" in mend


def test_socket_mode_that_is_off_is_named() -> None:
    """Slack takes the token and opens no connection."""
    with LoopbackSlack(scopes=SCOPES) as slack:
        slack.fail("apps.connections.open", "forbidden_team")
        ((_problem, mend),) = checked(slack)
        assert "Socket Mode" in mend


def test_a_slack_that_cannot_be_reached_is_named() -> None:
    """Then it is about the network, and not about the app."""
    found = asyncio.run(check("xoxb-x", signing_secret="x", api_url="http://127.0.0.1:1/api/"))
    assert [("cannot be reached" in problem, "SLACK_API_URL" in mend) for problem, mend in found] == [(True, True)]


def test_every_event_that_is_asked_for_is_read() -> None:
    """Slack sends what the manifest asks for; nothing of it comes for nothing."""
    scene = Scene()
    events = [
        payloads.home_opened(scene, channel_id="D1"),
        payloads.line_typed(scene, "hello", channel_id="D1"),
        {"type": "user_change", "user": {"id": "U1", "deleted": True}},
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}},
    ]
    assert all(read(payloads.event_callback(scene, event)) for event in events)
    kinds = {f"message.{event['channel_type']}" if event["type"] == "message" else event["type"] for event in events}
    assert kinds == set(EVENTS)


# --- profiles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-DE", "de"), ("en-US", "en"), ("pt_BR", "pt"), ("", ""), ("xx-YY", ""), ("../../etc", ""), ("-", "")],
)
def test_a_locale_gives_a_language_that_exists(locale: str, language: str) -> None:
    """Nothing is ever said in a language that nobody has words for."""
    assert language_of(locale) == language


def test_a_profile_without_anything_is_still_one() -> None:
    """Deactivated accounts and strangers come with little more than an id."""
    assert profile_of({}).here
    assert (lambda p: (p.here, p.name, p.zone, p.manages))(profile_of({"deleted": True, "name": "x"})) == (
        False, "x", "", False,
    )  # fmt: skip
    guest = {"is_admin": True, "is_restricted": True, "profile": {"display_name": " ", "real_name": "Ada"}}
    assert (profile_of(guest).manages, profile_of(guest).name) == (False, "Ada")
