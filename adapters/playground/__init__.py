"""A platform of Kith's own on a local web page: several people side by side, and a clock that can be pushed forward.

`adapter` is the platform, `people` is what its people do there, `page` shows it. Only `page` knows NiceGUI, so that
importing the rest stays cheap.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from adapters.playground.adapter import PlaygroundAdapter
    from adapters.playground.controls import Controls

__all__ = ["PLAY_HOST", "mount"]

PLAY_HOST = "127.0.0.1"
"""Where the page is served: on this computer only."""


def mount(app: "FastAPI", adapter: "PlaygroundAdapter", controls: "Controls", *, opening: Sequence[str] = ()) -> None:
    """Puts the page at ``/`` of `app`, once in a process, after every other route. `opening` lists who is shown first.

    All of `app` answers only on this computer from then on.
    """
    from adapters.playground.page import put_page

    put_page(app, adapter, controls, opening)
