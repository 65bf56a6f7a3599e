"""What several commands need: the settings' database, the engine, the platforms."""

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.orm import configure_mappers

from bot.settings import Settings
from bot.stopped import Stopped
from storage.database import Database

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from bot.engine import Engine
    from bot.running import Connected

NO_KEY = "KITH_SECRET_KEY: is missing; it locks private text in the database."
MAKE_KEY = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


_WRITES_NOTHING = {"sqlite": "PRAGMA user_version = 0", "postgresql": "SET TRANSACTION READ WRITE"}
"""Undone again. Refused by a file that may only be read, or that something else holds, and by the copy of a server."""


def open_database(settings: Settings, *, alone: bool = True, writes: bool = True) -> Database:
    """The settings' database. With `alone` nobody else may work on it."""
    if not settings.secret_keys:
        raise Stopped(f"{NO_KEY} {MAKE_KEY}")
    keys = [key.get_secret_value() for key in settings.secret_keys]
    url = settings.database_url.render_as_string(hide_password=False)
    return reached(lambda: Database(url, keys, alone=alone), "DATABASE_URL: the database", writes=writes)


def reached(opened: Callable[[], Database], what: str, *, writes: bool = True) -> Database:
    """A database that was reached once, so that one that is down, no file of ours, or (`writes`) not to be written is
    one line."""
    try:
        database = opened()
        with database.engine.connect() if writes else database.looking.connect() as connection:
            if writes:
                connection.exec_driver_sql(_WRITES_NOTHING[connection.dialect.name])
            return database
    except (OSError, sa.exc.DBAPIError) as error:
        said = str(error.strerror if isinstance(error, OSError) else error.orig).strip().splitlines()
        raise Stopped(f"{what} cannot be opened ({''.join(said[:1])}).") from error


def make_engine(database: Database, names: tuple[str, str]) -> "Engine":
    """The engine with everything loaded that would make the first press slow."""
    from bot.engine import Engine
    from flows import FLOWS, HOMES, library

    library.all_sentences()
    library.is_crisis("")
    configure_mappers()
    gc.enable()
    gc.freeze()  # all of this stays: to look through it for garbage now and then would stop everything for 0.1 s
    return Engine(database, FLOWS, HOMES, names)


def names_of(settings: Settings) -> tuple[str, str]:
    return settings.commands.mentor, settings.commands.program


def plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def platforms(settings: Settings, mounts: "dict[str, ASGIApp]") -> "list[Connected]":
    """Every platform whose tokens are set. One that is called over the web adds itself to `mounts`."""
    adapters: list[Connected] = []
    if settings.slack_bot_token:
        from adapters.slack.adapter import SlackAdapter

        slack = SlackAdapter(
            settings.slack_bot_token.get_secret_value(), app_token=plain(settings.slack_app_token),
            signing_secret=plain(settings.slack_signing_secret), commands=names_of(settings),
            api_url=settings.slack_api_url or "",
        )  # fmt: skip
        if settings.slack_listens == "http":
            mounts["/slack/events"] = slack.asgi
        adapters.append(slack)
    if settings.discord_token:
        from adapters.discord.adapter import DiscordAdapter

        adapters.append(
            DiscordAdapter(
                settings.discord_token.get_secret_value(), names=names_of(settings),
                api_url=settings.discord_api_url or "", gateway_url=settings.discord_gateway_url or "",
            )
        )  # fmt: skip
    return adapters
