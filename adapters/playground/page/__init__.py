"""The playground's web page, made with NiceGUI; imported only where pages are shown."""

from collections.abc import Sequence
from importlib.resources import files

from fastapi import FastAPI, Request
from fastapi.responses import Response
from nicegui import ui

from adapters.playground.adapter import PlaygroundAdapter
from adapters.playground.controls import Controls
from adapters.playground.local import LoopbackOnly
from adapters.playground.markup.tags import said
from adapters.playground.page.acting import Acting
from adapters.playground.page.page import Page
from bot.pictures import MOST_BYTES
from bot.words import _
from storage import playground as rows

SHOWN_IN_PLACE = ("image/png", "image/jpeg", "image/gif", "image/webp")
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#1d6b5c"/>'
    '<circle cx="11.500" cy="13" r="4.500" fill="#fff"/><circle cx="21" cy="19" r="4.500" fill="#9fe0c9"/></svg>'
)


def put_page(app: FastAPI, adapter: PlaygroundAdapter, controls: Controls, opening: Sequence[str]) -> None:
    """See `adapters.playground.mount`."""
    app.add_middleware(LoopbackOnly)

    _put_files(app, adapter)
    title = said(_("Kith playground"))

    @ui.page("/", title=title)
    async def playground(people: str = "") -> None:
        client = ui.context.client
        ui.add_head_html(_looks())
        await client.connected()
        if client.is_deleted:  # no browser has asked, or one that went away
            return
        # Nothing comes back where the browser has gone again already.
        width = await ui.run_javascript("innerWidth", timeout=5) or 0
        if client.is_deleted:
            return
        page = Page(adapter, controls, opening, client)
        acting = Acting(page)
        ui.on("kith", acting)
        await page.build(people, int(width))

    ui.run_with(
        app, title=title, favicon=MARK, dark=None, language="en-US", tailwind=False, binding_refresh_interval=None,
        show_welcome_message=False,
    )  # fmt: skip


def _put_files(app: FastAPI, adapter: PlaygroundAdapter) -> None:
    """The files of cards, and those that are sent ahead of a form."""

    @app.get("/playground/files/{message}/{file}")
    async def file(message: int, file: int) -> Response:
        found = await adapter.read(rows.file_of, message, file)
        if found is None:
            return Response(status_code=404)
        in_place = found.media_type in SHOWN_IN_PLACE
        return Response(
            found.content,
            media_type=found.media_type if in_place else "application/octet-stream",
            headers={"content-disposition": "inline" if in_place else "attachment"},
        )

    @app.post("/playground/files")
    async def leave(request: Request) -> Response:
        content = b""
        async for piece in request.stream():
            content += piece
            if len(content) > MOST_BYTES:
                break
        return Response(adapter.left.put(content), media_type="text/plain")


def _looks() -> str:
    here = files("adapters.playground.page")
    styles = "".join((here / name).read_text("utf-8") for name in ("look.css", "card.css", "sheet.css"))
    scripts = "".join(f"<script>{(here / name).read_text('utf-8')}</script>" for name in ("page.js", "sight.js"))
    return f"<style>{styles}</style>{scripts}"
