"""An element of the page that shows finished markup."""

from nicegui.element import Element

from adapters.playground.markup.tags import Markup


class Drawn(Element, component="drawn.js"):
    """Shows markup, which is safe by construction (see `markup.tags`). When it changes, only what differs is changed on
    the page, so that what has the focus, is being pressed or is half picked stays."""

    def __init__(self, tag: str, classes: str = "", inside: Markup | None = None, **attributes: str | int) -> None:
        super().__init__()
        self.classes(classes)
        self.props["tag"] = tag
        self.props["inside"] = inside or ""
        for name, value in attributes.items():
            self.props[name.rstrip("_").replace("_", "-")] = value

    def show(self, inside: Markup) -> None:
        if self.props["inside"] != inside:
            self.props["inside"] = inside
            self.update()
