"""The command line: what can be said to `kith`. What the commands do stands in `bot/commands/`.

Most of a start is loading modules, so each command loads what it needs itself.
"""

import gc
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.ending import work_on

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="kith",
    help="Kith, a chat bot for peer-mentoring programs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
manifest = typer.Typer(no_args_is_help=True, help="Print what a platform wants to know about the app.")
app.add_typer(manifest, name="manifest")


@app.command()
def play(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to serve the page, on this computer only.")] = 8700,
) -> None:
    """Try Kith in the browser, with made-up people. Needs no tokens; nothing leaves this computer."""
    _load_to_stay()
    from bot.commands.play import play as work

    _until_stopped(work(port))


@app.command()
def run() -> None:
    """Connect every platform whose tokens are set, and work until stopped."""
    _load_to_stay()
    from bot.commands.run import run as work

    _until_stopped(work(_settings()))


@app.command()
def check() -> None:
    """Say which variable, scope, intent or permission is missing, and what mends it."""
    from bot.commands.check import check as work

    _until_stopped(work(_settings()))


@app.command(name="claim-code")
def claim_code() -> None:
    """Print a one-time code that makes somebody a coordinator where there is none. Works while Kith runs."""
    from bot.commands.claim_code import claim_code as work

    work(_settings())


@app.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    from bot.commands.keep import migrate as work

    work(_settings())


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file; none is overwritten.")]) -> None:
    """Put everything into one file, also while Kith runs."""
    from bot.commands.keep import back_up as work

    work(_settings(), file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that kith backup made.")],
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is in the database.")] = False,
    erased: Annotated[
        list[Path] | None, typer.Option(help="Another file like KITH_ERASED_FILE; can be said several times.")
    ] = None,
) -> None:
    """Put the database back as it is in a backup. Whoever was erased since is erased again."""
    from bot.commands.keep import restore as work

    work(_settings(), file, erased or [], overwrite=overwrite)


@manifest.command("slack")
def manifest_slack(
    url: Annotated[
        str, typer.Option(help="Where Slack reaches Kith (https://…/slack/events), for signed HTTP; else Socket Mode.")
    ] = "",
    anywhere: Annotated[
        bool, typer.Option("--anywhere", help="Let Kith post in public channels that it was not invited to.")
    ] = False,
    pictures: Annotated[
        bool,
        typer.Option(
            "--pictures", help="Let coordinators send a picture with a social; Slack then lets Kith get files."
        ),
    ] = False,
) -> None:
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
    work_on(lambda: sys.exit(app(standalone_mode=False)))


if __name__ == "__main__":
    main()
