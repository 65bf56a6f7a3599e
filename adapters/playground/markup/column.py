"""What stands around a person's messages: who it is, their conversations, and the field to type into."""

from collections.abc import Sequence
from datetime import datetime

from adapters.playground.markup.card import avatar, clock
from adapters.playground.markup.tags import Markup, hidden, icon, joined, said, tag
from adapters.playground.views import ColumnView, Tab
from bot.engine.typed import Offered
from bot.words import _, n_
from storage.playground import PlaygroundAccount


def render_head(view: ColumnView, *, only: bool) -> Markup:
    """Who this column is, and what can be done about them. `only`: it is the last column, which stays."""
    account = view.account
    return joined(
        tag(
            "button", avatar(account.name),
            tag("span", tag("span", account.name, class_="name"), icon("down"), class_="who-name"),
            hidden(said(_("Show somebody else here"))),
            type="button", class_="who", data_do="who", data_focus="who", aria_haspopup="dialog",
        ),
        _person_menu(account, only=only),
    )  # fmt: skip


def render_about(view: ColumnView, now: datetime) -> Markup:
    """The line under the name; its clock moves, and is never cut."""
    local = said(_("{time} in {zone}", time=clock(now), zone=view.zone.rpartition("/")[2].replace("_", " ")))
    return joined(
        tag("span", view.about, class_="about-role", title=view.about) if view.about else None,
        tag("span", " · " if view.about else None, local, class_="about-time"),
    )


def _person_menu(account: PlaygroundAccount, *, only: bool) -> Markup:
    left = account.left_at is not None
    closing = said(_("Take direct messages again") if account.closed else _("Take no direct messages"))
    return tag(
        "details",
        tag("summary", icon("dots"), hidden(said(_("More about {name}", name=account.name))), class_="icon-button",
            data_focus="more"),
        tag(
            "div",
            None if left else _entry(closing, "open-messages" if account.closed else "close-messages"),
            _entry(said(_("Come back")), "come-back") if left else
            _entry(said(_("Leave the community …")), "ask-leave", grave=True),
            None if only else _entry(said(_("Close this column")), "close-column"),
            class_="menu-list",
        ),
        class_="more",
    )  # fmt: skip


def _entry(label: str, do: str, *, grave: bool = False) -> Markup:
    return tag("button", label, type="button", class_="entry grave" if grave else "entry", data_do=do)


def render_tabs(view: ColumnView) -> Markup:
    return joined(
        tag("ul", *(tag("li", _tab(tab, current=tab == view.tab)) for tab in view.tabs)),
        *(_edge(side) for side in ("before", "ahead")),
    )


def _edge(side: str) -> Markup:
    """Leads by mouse to the tabs that are out of sight; by keyboard they are reached anyway, and read out."""
    return tag(
        "button", tag("span", class_="count"), icon("down"), type="button", class_=f"edge {side}", data_tabs=side,
        tabindex="-1", aria_hidden="true",
    )  # fmt: skip


def _tab(tab: Tab, *, current: bool) -> Markup:
    return tag(
        "button", tag("span", tab.name, class_="tab-name"), count(tab.unread),
        type="button", class_="tab", data_do="open", data_conversation=tab.conversation,
        data_focus=f"tab {tab.conversation}", aria_current="true" if current else None,
    )  # fmt: skip


def count(unread: int) -> Markup | None:
    """How many are new, as a number that is read out as what it means."""
    if not unread:
        return None
    return tag(
        "span", tag("span", str(min(unread, 99)), aria_hidden="true"),
        hidden(said(n_("{n} new message", "{n} new messages", unread))), class_="count",
    )  # fmt: skip


def render_note(view: ColumnView) -> Markup:
    """What one should know about this conversation; empty where there is nothing."""
    account, tab = view.account, view.tab
    if account.left_at is not None:
        return tag("p", said(_("{name} has left the community, and gets nothing any more.", name=account.name)))
    if tab.kind == "dm" and account.closed:
        return tag("p", said(_("{name} takes no direct messages.", name=account.name)))
    if tab.kind == "room" and tab.people:
        names = said(_("With {people}. Kith does not read what is said here.", people=", ".join(tab.people)))
        return tag("p", names)
    return joined()


def render_earlier(view: ColumnView) -> Markup:
    if not view.earlier:
        return joined()
    return tag("button", said(_("Earlier messages")), type="button", class_="button plain", data_do="earlier",
               data_focus="earlier")  # fmt: skip


def render_nothing(view: ColumnView) -> Markup:
    """Where nothing was said yet."""
    if view.messages or view.account.left_at is not None:
        return joined()
    match view.tab.kind:
        case "dm":
            return joined(tag("p", said(_("Nothing here yet."))), _hello(view.tab.conversation))
        case "room":
            return tag("p", said(_("Nothing was said in this room yet.")))
        case _:
            return tag("p", said(_("Nothing was posted in this channel yet.")))


def _hello(conversation: str) -> Markup:
    """The first thing to do, without having to know what to type."""
    return tag(
        "button", said(_("Say hello to Kith")), type="button", class_="button main", data_do="say", data_text="hello",
        data_conversation=conversation, data_focus="hello",
    )  # fmt: skip


def render_composer(view: ColumnView, commands: Sequence[Offered]) -> Markup:
    if view.account.left_at is not None:
        return joined()
    placeholder = said(_("Write to Kith …") if view.tab.kind == "dm" else _("Write to {name} …", name=view.tab.name))
    return tag(
        "form",
        tag(
            "input", type="text", name="text", class_="line-field", placeholder=placeholder, aria_label=placeholder,
            autocomplete="off", maxlength=5000, data_commands=True, data_focus="line", enterkeyhint="send",
        ),
        tag("datalist", *(tag("option", offered.hint, value=f"/{offered.command} {offered.name}")
                          for offered in commands)),
        tag("button", icon("send"), hidden(said(_("Send"))), type="submit", class_="icon-button main",
            data_focus="send"),
        data_do="say", data_conversation=view.tab.conversation,
        data_focus=f"composer {view.account.user} {view.tab.conversation}",
    )  # fmt: skip
