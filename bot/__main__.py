"""The command line: what can be said to `kith`. What the commands do stands in `bot/commands/`.

Most of a start is loading modules, so each command loads what it needs itself.
"""

import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.commands.ending import work_on

if TYPE_CHECKING:
    from bot.settings import Settings

FILE = click.Path(path_type=Path)


class InOrder(click.Group):
    """Its commands are listed as they stand here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder)
def kith() -> None:
    """Kith, a chat bot for peer-mentoring programs."""


@kith.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="NUMBER",
    default=8700,
    show_default=True,
    help="Where to serve the page, on this computer only.",
)
def play(port: int) -> None:
    """Try Kith in the browser, with made-up people. Needs no tokens; nothing leaves this computer."""
    _load_to_stay()
    from bot.commands.play import play as work

    _until_stopped(work(port))


@kith.command()
def run() -> None:
    """Connect every platform whose tokens are set, until stopped."""
    _load_to_stay()
    from bot.commands.run import run as work

    _until_stopped(work(_settings()))


@kith.command()
def check() -> None:
    """Say what is missing, and what mends it. Looks at variables, scopes, intents and permissions."""
    from bot.commands.check import check as work

    _until_stopped(work(_settings()))


@kith.command()
def claim_code() -> None:
    """Print a one-time code that makes somebody a coordinator. For where there is none; works while Kith runs."""
    from bot.commands.claim_code import claim_code as work

    work(_settings())


@kith.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from bot.commands.keep import migrate as work

    work(_settings())


@kith.command()
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """Put everything into FILE, also while Kith runs. FILE is a new file; none is overwritten."""
    from bot.commands.keep import back_up as work

    work(_settings(), file)


@kith.command()
@click.argument("file", type=FILE)
@click.option("--overwrite", is_flag=True, help="Replace what is in the database.")
@click.option(
    "--erased", type=FILE, multiple=True, help="Another file like KITH_ERASED_FILE; can be said several times."
)
def restore(file: Path, overwrite: bool, erased: tuple[Path, ...]) -> None:
    """Put the database back as it is in FILE, a backup. Whoever was erased since is erased again."""
    from bot.commands.keep import restore as work

    work(_settings(), file, erased, overwrite=overwrite)


@kith.group()
def manifest() -> None:
    """Print what a platform wants to know about the app."""


@manifest.command("slack")
@click.option(
    "--url", default="", help="Where Slack reaches Kith (https://…/slack/events), for signed HTTP; else Socket Mode."
)
@click.option("--anywhere", is_flag=True, help="Let Kith post in public channels that it was not invited to.")
@click.option(
    "--pictures",
    is_flag=True,
    help="Let coordinators send a picture with a social; Slack then lets Kith get files.",
)
def manifest_slack(url: str, anywhere: bool, pictures: bool) -> None:
    """Print the app manifest to paste into Slack."""
    from bot.commands.manifests import slack as work

    work(url, anywhere=anywhere, pictures=pictures)


def _settings() -> "Settings":
    from bot.settings import load_settings

    return load_settings()


def _load_to_stay() -> None:
    """Nothing is searched for garbage until the engine is made (`bot.commands.wiring`): what is loaded until then is
    needed as long as Kith runs, and searching through it was a fifth of the start."""
    gc.disable()


def _until_stopped(work: Coroutine[None, None, None]) -> None:
    import asyncio

    asyncio.run(work)


def main() -> None:
    """The console script. A wrong call is one clear line, and exit code 2."""
    work_on(lambda: sys.exit(kith.main(prog_name="kith", standalone_mode=False)))


if __name__ == "__main__":
    main()
