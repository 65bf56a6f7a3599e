"""`kith check`: says which variable, scope, intent or permission is missing, and what mends it."""

import sys
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

from bot.commands import claim_code
from bot.commands.wiring import MAKE_KEY, NO_KEY, names_of, open_database, plain
from bot.settings import Settings
from bot.stopped import Stopped
from storage import schema
from storage.codes import claims
from storage.database import Store
from storage.places import Place
from storage.rows import locked


async def check(settings: Settings) -> None:
    """Says everything that is missing, for the platforms and in the database; exit code 1 where something is."""
    problems: list[tuple[str, str]] = []
    if not (settings.slack_bot_token or settings.discord_token):
        problems.append(("No platform is set up.", "Set SLACK_BOT_TOKEN or DISCORD_TOKEN, or try: kith play"))
    parents = _look_into_database(settings, problems)
    if settings.slack_bot_token:
        from adapters.slack.manifest import check as check_slack

        problems += await check_slack(
            settings.slack_bot_token.get_secret_value(), app_token=plain(settings.slack_app_token),
            signing_secret=plain(settings.slack_signing_secret), api_url=settings.slack_api_url or "",
        )  # fmt: skip
    if settings.discord_token:
        problems += await _check_discord(settings, parents)
    for problem, mend in problems:
        print(f"{problem}\n  {mend}")
    if problems:
        sys.exit(1)
    print("Everything is set up.")


def _look_into_database(settings: Settings, problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Whether it can be worked with, without making or changing anything, also while `kith run` works on it. Gives
    the (guild, channel) pairs in which rooms are to be opened."""
    url = settings.database_url
    if not settings.secret_keys:
        problems.append((NO_KEY, MAKE_KEY))
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        problems.append(("There is no database yet.", "Run: kith migrate"))
        return []
    if not settings.secret_keys:
        return []
    try:
        database = open_database(settings, alone=False)
    except Stopped as error:
        problems.append((str(error), "Set it right, and see that the database is running."))
        return []
    try:
        schema.refuse_unready(database)
        locked.refuse_unreadable(database)
        with database.read() as session:
            left = claims.uncoordinated(Store(session))
            problems += claim_code.problems(left, settings.commands.program)
            chosen = sa.select(col(Place.key), col(Place.room_channel)).where(col(Place.platform) == "discord")
            return [(key, channel) for key, channel in session.execute(chosen) if channel]
    except locked.WrongKey as error:
        problems.append((str(error), "Without it nothing that was locked can be read again."))
        return []
    except schema.WrongSchema as error:
        problems.append(("The database and this version of Kith do not fit.", str(error)))
        return []
    finally:
        database.close()


async def _check_discord(settings: Settings, parents: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    from adapters.discord.check import check as check_discord
    from bot.engine.typed import offered
    from flows import FLOWS

    names = names_of(settings)
    found = await check_discord(
        plain(settings.discord_token),
        offered((step for flow in FLOWS for step in flow.steps), names),
        names=names,
        parents=parents,
        api_url=settings.discord_api_url or "",
        gateway_url=settings.discord_gateway_url or "",
    )
    return [(finding.problem, finding.mend) for finding in found]
