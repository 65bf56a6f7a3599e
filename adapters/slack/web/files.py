"""Getting a file that somebody sent to Kith. Needs the scope `files:read`, which is off by default.

Without it Slack opens no form that asks for one, so whoever wants to send one is told instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp
import structlog

from adapters.slack.web.calls import PATIENCE, Refusal, Unreached, answered, scopes_of
from adapters.slack.web.workspace import Workspace
from bot.errors import Unknown
from bot.incoming import Enclosed
from bot.pictures import MOST_BYTES
from bot.shown import Form, Kind
from bot.words import _

log = structlog.get_logger(__name__)
SCOPE = "files:read"
NOT_HERE = _(
    "Slack does not let me get files in this workspace, so I can take no picture here. All else goes without one. "
    "Whoever runs me can change that: “kith manifest slack --pictures” says what is needed."
)


async def fetched(slack: Workspace, files: Mapping[str, Enclosed]) -> dict[str, Enclosed]:
    """The same files with what is in them, as far as it could be had."""
    return {name: replace(one, content=await _content(slack, one)) for name, one in files.items()}


async def may_ask(slack: Workspace, form: Form) -> bool:
    """Whether Slack opens this form. It is asked anew each time: forms with a file are rare, and rights change."""
    if not any(question.kind is Kind.PICTURE for question in form.questions):
        return True
    try:
        given = scopes_of(await answered(slack.looking.auth_test()))
    except (Refusal, Unreached, Unknown):
        return True  # the form itself will show it
    return SCOPE in given or not given


async def _content(slack: Workspace, one: Enclosed) -> bytes | None:
    if one.size > MOST_BYTES or not _is_slacks(slack, one.address):
        return None
    headers = {"Authorization": f"Bearer {slack.posting.token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.get(one.address, headers=headers, allow_redirects=False) as response,
        ):
            # Whoever may not read it is shown a page to log in instead.
            if response.status != 200 or response.content_type == "text/html":
                log.warning("slack_file_not_had", status=response.status, mend="kith manifest slack --pictures")
                return None
            found = await response.content.read(MOST_BYTES + 1)
            while len(found) <= MOST_BYTES and (more := await response.content.read(MOST_BYTES + 1 - len(found))):
                found += more
            return found
    except (aiohttp.ClientError, OSError, TimeoutError) as failed:
        log.warning("slack_file_not_had", why=type(failed).__name__)
        return None


def _is_slacks(slack: Workspace, address: str) -> bool:
    """Whether it lies with Slack: the token goes there, and nowhere else."""
    there, own = urlsplit(address), urlsplit(slack.posting.base_url)
    if (there.scheme, there.netloc) == (own.scheme, own.netloc):
        return True
    return there.scheme == "https" and (there.hostname or "").endswith(f".{slack.home}")
