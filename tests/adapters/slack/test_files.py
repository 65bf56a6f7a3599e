"""A file that somebody sent, fetched from Slack."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.web.files import fetched
from adapters.slack.web.workspace import Workspace, home_of
from bot.incoming import Enclosed, Reply
from bot.pictures import MOST_BYTES
from bot.shown import Kind, Question
from tests.adapters.slack.bot_at_work import BotAtWork
from tests.adapters.slack.cards import PROFILE
from tests.loopback.slack import LoopbackSlack
from tests.loopback.slack.world.records import BOT_SCOPES


def contents(slack: LoopbackSlack, token: str, *files: Enclosed) -> list[bytes | None]:
    found = asyncio.run(fetched(Workspace(token, slack.api_url), {str(n): one for n, one in enumerate(files)}))
    return [one.content for one in found.values()]


def test_a_file_is_fetched_with_the_token() -> None:
    """Its bytes come with it. Without the right to read it, or where it is too large, there are none."""
    with LoopbackSlack("socket") as slack:
        ada = slack.add_user("Ada")
        sent = slack.add_file(ada.id, "photo.jpg", b"points", "image/jpeg")
        there = Enclosed(sent["size"], sent["url_private"])
        assert contents(slack, slack.bot_token, there) == [b"points"]
        assert contents(slack, "xoxb-wrong", there) == [None]
        large = Enclosed(MOST_BYTES + 1, there.address)
        assert contents(slack, slack.bot_token, large) == [None]


def test_the_token_goes_to_slack_alone() -> None:
    """An address elsewhere is not asked, whatever it looks like."""
    with LoopbackSlack("socket") as slack, LoopbackSlack("socket") as other:
        ada = other.add_user("Ada")
        sent = other.add_file(ada.id, "photo.jpg", b"points", "image/jpeg")
        elsewhere = [sent["url_private"], "https://slack.com.example/x", "http://files.slack.com/x", "file:///etc/x"]
        assert contents(slack, other.bot_token, *(Enclosed(6, one) for one in elsewhere)) == [None] * 4


async def test_nobody_sends_the_token_on() -> None:
    """An answer that points somewhere else is no file, and is not followed."""
    asked: list[str] = []

    async def answers(request: web.Request) -> web.Response:
        asked.append(request.path)
        moved = web.Response(status=302, headers={"Location": "/elsewhere"})
        return moved if request.path == "/file" else web.Response(body=b"points")

    app = web.Application()
    app.router.add_get("/{path}", answers)
    async with TestServer(app) as server:
        slack = Workspace("xoxb-1", str(server.make_url("/api/")))
        found = await fetched(slack, {"": Enclosed(6, str(server.make_url("/file")))})
    assert (found[""].content, asked) == (None, ["/file"])


@pytest.mark.parametrize("scopes", [BOT_SCOPES, BOT_SCOPES | {"files:read"}], ids=["usual", "with pictures"])
def test_a_form_that_asks_for_a_picture_opens_where_slack_allows_it(scopes: frozenset[str]) -> None:
    """Elsewhere it is said why it does not, and how that is changed."""
    form = PROFILE.model_copy(update={"questions": (Question(name="seen", kind=Kind.PICTURE, label="Picture"),)})
    with LoopbackSlack("socket", scopes=scopes) as slack:
        slack.add_user("Ada")
        with BotAtWork(slack, lambda _incoming: Reply(form=form)):
            assert slack.command("Ada", "/mentor").acknowledged
            if "files:read" in scopes:
                slack.asked_to_fill_in("Ada", form.title)
            else:
                assert slack.sees("Ada", "kith manifest slack --pictures").only_for
                assert slack.modal("Ada") is None


def test_a_workspace_is_at_home_in_one_of_slacks_clouds() -> None:
    """Links to channels lead there, and files are had from there, from no address that only looks like it."""
    homes = {home_of(f"https://{host}/") for host in ("campus.slack-gov.com", "slack-gov.com")}
    others = {
        home_of(address)
        for address in ("https://campus.slack.com/", "http://127.0.0.1:9/", "", "https://x-slack-gov.com")
    }
    assert (homes, others) == ({"slack-gov.com"}, {"slack.com"})
