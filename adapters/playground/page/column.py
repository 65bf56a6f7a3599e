"""One person's column: what stands in it, brought up to date without touching what has not changed."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from nicegui import ui
from nicegui.element import Element

from adapters.playground import views
from adapters.playground.adapter import PlaygroundAdapter
from adapters.playground.markup import column as markup
from adapters.playground.markup.card import render_message
from adapters.playground.markup.tags import Markup, said
from adapters.playground.views import ColumnView
from bot.words import _
from storage import playground as rows

if TYPE_CHECKING:
    from nicegui.elements.html import Html

AT_ONCE = 40
"""Messages shown before "Earlier messages" is pressed, and more of them for each press."""


def html(tag: str, classes: str = "", content: Markup | str = "", **attributes: str | int) -> "Html":
    """An element whose inside is finished markup, which is safe by construction (see `markup.tags`)."""
    element = ui.html(content, sanitize=False, tag=tag).classes(classes)
    for name, value in attributes.items():
        element.props[name.rstrip("_").replace("_", "-")] = value
    return element


class Column:
    def __init__(self, adapter: PlaygroundAdapter, number: int, user: str, conversation: str = "") -> None:
        self.adapter = adapter
        self.number = number
        self.user = user
        self.conversation = conversation or rows.direct(user)
        self.most = AT_ONCE
        self.view: ColumnView | None = None
        self._messages: dict[int, Html] = {}
        self._shows: tuple[str, str, int] | None = None
        self._build()

    def _build(self) -> None:
        self.root = ui.element("section").classes("person-column")
        self.root.props["data-column"] = self.number
        with self.root:
            with ui.element("header").classes("column-head"):
                self._head = html("div", "column-who")
                self._about = html("p", "about")
            self._tabs = html("nav", "tabs")
            self._note = html("div", "note")
            with ui.element("div").classes("log") as self._log:
                self._earlier = html("div", "earlier")
                self._nothing = html("div", "nothing")
                self._said = ui.element("div").classes("said")
            self._log.props["tabindex"] = 0
            self._said.props["role"] = "log"
            self._composer = html("div", "composer")

    async def refresh(self, zone: str, *, only: bool) -> bool:
        """Loads and shows; False where there is no such person (any more)."""
        self.view = await self.adapter.read(views.column, self.user, self.conversation, self.most, zone)
        if self.view is None or self.root.is_deleted:
            return False
        self._show(self.view, only=only)
        return True

    def tell_time(self, now: datetime) -> None:
        if self.view is not None:
            self._about.content = markup.render_about(self.view, now.astimezone(ZoneInfo(self.view.zone)))

    def _show(self, view: ColumnView, *, only: bool) -> None:
        name = view.account.name
        self.conversation = view.tab.conversation
        _label(self.root, name)
        _label(self._tabs, said(_("Conversations of {name}", name=name)))
        _label(self._said, said(_("{tab}, as {name} sees it", tab=view.tab.name, name=name)))
        _label(self._log, said(_("Messages, {tab}", tab=view.tab.name)))
        self._head.content = markup.render_head(view, only=only)
        self._tabs.content = markup.render_tabs(view)
        self._note.content = markup.render_note(view)
        self._earlier.content = markup.render_earlier(view)
        self._nothing.content = markup.render_nothing(view)
        self._composer.content = markup.render_composer(view, self.adapter.commands)
        self._show_messages(view)

    def _show_messages(self, view: ColumnView) -> None:
        """Adds, changes and removes messages; all of them anew where another list begins."""
        shows = (self.user, self.conversation, self.most)
        if shows != self._shows:
            self._said.clear()
            self._messages.clear()
            self._shows = shows
            self._log.props["data-conversation"] = f"{self.user} {self.conversation}"
            self._log.update()
        there = {message.id for message in view.messages}
        for number in [number for number in self._messages if number not in there]:
            self._messages.pop(number).delete()
        with self._said:
            for message in view.messages:
                inside = render_message(message, view.channels)
                if (element := self._messages.get(message.id)) is None:
                    self._messages[message.id] = html(
                        "article", "entry-of-log", inside, data_message=message.id, tabindex=-1
                    )
                else:
                    element.content = inside


def _label(element: Element, label: str) -> None:
    if element.props.get("aria-label") != label:
        element.props["aria-label"] = label
        element.update()
