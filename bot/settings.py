"""Every environment variable Kith reads, with its type and its default.

Where something is wrong, the variable is named and its value is not shown: it could be a token in the wrong place.
"""

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any, Literal

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url

from bot import setting_values as values
from bot.setting_values import Commands, Coordinator
from bot.stopped import Stopped

__all__ = ["VARIABLES", "Commands", "Coordinator", "Settings", "SettingsError", "load_settings"]

# Read by the tests alone, and handed on to every bot they start.
OF_THE_TESTS = ("KITH_CONTRACTS",)
OURS = re.compile(r"(KITH|SLACK|DISCORD)_", re.IGNORECASE)
# Kubernetes tells every container about every service: one that is called "kith" makes KITH_PORT_8080_TCP and more.
SERVICE_LINK = re.compile(r"\w+_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
SERVICE_ADDRESS = re.compile(r"(tcp|udp|sctp)://")


class SettingsError(Stopped):
    """The settings cannot be used; `lines` holds one sentence for each problem, its variable's name first."""


class Settings(BaseSettings):
    """What the environment says; tokens, keys and the database's password stay hidden in a repr and a dump."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", case_sensitive=True, hide_input_in_errors=True, validate_default=False
    )

    # The first, because the addresses ask for it.
    allow_insecure_urls: values.YesOrNo = Field(False, alias="KITH_ALLOW_INSECURE_URLS")

    slack_bot_token: values.BotToken | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_app_token: values.AppToken | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: values.Token | None = Field(None, alias="SLACK_SIGNING_SECRET")
    slack_api_url: values.WebWithSlash | None = Field(None, alias="SLACK_API_URL")

    discord_token: values.Token | None = Field(None, alias="DISCORD_TOKEN")
    discord_api_url: values.Web | None = Field(None, alias="DISCORD_API_URL")
    discord_gateway_url: values.Socket | None = Field(None, alias="DISCORD_GATEWAY_URL")

    database_url: values.Database = Field(make_url("sqlite:///data/kith.db"), alias="DATABASE_URL")
    erased_file: values.File = Field(Path("data/kith.erased"), alias="KITH_ERASED_FILE")
    http_host: values.Host = Field("127.0.0.1", alias="KITH_HTTP_HOST")
    http_port: values.Port = Field(8080, alias="KITH_HTTP_PORT")
    coordinators: values.Accounts = Field((), alias="KITH_COORDINATORS")
    # The first one writes, every one reads.
    secret_keys: values.SecretKeys = Field((), alias="KITH_SECRET_KEY")
    commands: values.CommandNames = Field(Commands("mentor", "program"), alias="KITH_COMMANDS")
    log_level: values.Level = Field("info", alias="KITH_LOG_LEVEL")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Nothing but what `load_settings` hands over, which has looked at the environment and the file as a whole."""
        return (init_settings,)

    @property
    def slack_listens(self) -> Literal["socket", "http"] | None:
        """How Slack reaches this bot: over the bot's own connection, by signed requests, or not at all."""
        if self.slack_bot_token is None:
            return None
        return "socket" if self.slack_app_token else "http"

    @property
    def secrets(self) -> tuple[SecretStr, ...]:
        """All that must never be printed."""
        tokens = (self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.discord_token)
        password = self.database_url.password
        return tuple(filter(None, tokens)) + self.secret_keys + ((SecretStr(password),) if password else ())


VARIABLES = tuple(str(field.alias) for field in Settings.model_fields.values())


def load_settings(env: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """The settings in `env` (by default the process's own) and, where that is silent, in `env_file` if there is one.

    An empty value counts as none. Raises SettingsError with everything that is wrong.
    """
    in_file, problems = _read_file(env_file)
    found = in_file | {name: value.strip() for name, value in (os.environ if env is None else env).items()}
    given: dict[str, Any] = {name: found[name] for name in VARIABLES if found.get(name)}
    problems += [*_unknown(found), *_missing(given.keys())]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        problems += [f"{wrong['loc'][0]}: {wrong['ctx']['error']}" for wrong in error.errors(include_input=False)]
        raise SettingsError(*problems) from None
    if problems:
        raise SettingsError(*problems)
    return settings


def _read_file(path: Path | None) -> tuple[dict[str, str], list[str]]:
    """The file's variables, and a sentence for each line that is none."""
    if path is None or not path.exists():
        return {}, []
    try:
        with path.open(encoding="utf-8") as lines:
            bindings = [line for line in parse_stream(lines) if line.key or line.error]
    except (OSError, UnicodeDecodeError) as error:
        return {}, [f"{path}: cannot be read ({type(error).__name__})"]
    problems = [f"{path}: line {line.original.line} is not NAME=value" for line in bindings if line.value is None]
    return {line.key: line.value.strip() for line in bindings if line.key and line.value is not None}, problems


def _unknown(found: Mapping[str, str]) -> Iterator[str]:
    for name, value in sorted(found.items()):
        if name in VARIABLES or name in OF_THE_TESTS or not OURS.match(name):
            continue
        if SERVICE_LINK.fullmatch(name) or SERVICE_ADDRESS.match(value):
            continue
        near = difflib.get_close_matches(name.upper(), VARIABLES, n=1)
        yield f"{name}: Kith knows no such variable" + (f"; did you mean {near[0]}?" if near else "")


def _missing(given: Set[str]) -> Iterator[str]:
    """Variables that others make no sense without."""
    slack = sorted(given & {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"})
    if slack and "SLACK_BOT_TOKEN" not in given:
        yield f"SLACK_BOT_TOKEN: is missing, although {slack[0]} is set"
    if "SLACK_BOT_TOKEN" in given and not slack:
        yield (
            "SLACK_SIGNING_SECRET: is missing; Slack's requests cannot be told from forged ones without it"
            " (or set SLACK_APP_TOKEN to use Socket Mode)"
        )
