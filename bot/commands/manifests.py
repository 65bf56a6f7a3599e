"""`kith manifest`: what a platform wants to know about the app."""

import json

from bot.setting_values import is_public_address
from bot.settings import load_settings
from bot.stopped import Stopped


def slack(url: str, *, anywhere: bool, pictures: bool) -> None:
    """The app manifest; with `url` for signed requests, else for Socket Mode. `anywhere`: with the scope to post in
    channels that Kith was not invited to. `pictures`: with the one to take pictures of socials."""
    names = load_settings().commands
    if url and not is_public_address(url):
        raise Stopped("--url: is not an address like https://host/slack/events; Slack sends to https alone.")
    from adapters.slack.manifest import ANYWHERE, PICTURES, manifest
    from bot.engine.typed import offered
    from flows import FLOWS

    commands = offered((step for flow in FLOWS for step in flow.steps), (names.mentor, names.program))
    also = [scope for scope, wanted in ((ANYWHERE, anywhere), (PICTURES, pictures)) if wanted]
    print(json.dumps(manifest(tuple(names), url=url, offered=commands, also=also), indent=2))
