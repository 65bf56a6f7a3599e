"""The page around the columns: what it is, where to begin, the clock, and what can be done."""

from collections.abc import Sequence
from datetime import datetime

from adapters.playground.markup.card import avatar, moment
from adapters.playground.markup.column import count
from adapters.playground.markup.tags import Markup, hidden, icon, joined, said, tag
from bot.words import Phrase, _, n_

STEPS: tuple[tuple[str, Phrase, Phrase], ...] = (
    ("3600", _("+1 hour"), _("+1 hour: move the clock one hour forward")),
    ("86400", _("+1 day"), _("+1 day: move the clock one day forward")),
    ("604800", _("+1 week"), _("+1 week: move the clock one week forward")),
)


def render_strip() -> Markup:
    """The line that says what this is."""
    return joined(
        tag("a", said(_("Skip to the people")), href="#people", class_="skip", data_skip=True),
        tag("p", said(_("A playground: everything Kith does, with made-up people, on this computer only. "
                        "Nothing leaves it."))),
    )  # fmt: skip


def render_guide(code: str) -> Markup:
    """Where to begin; in a place without a program (`code`) with what sets one up."""
    if code:
        return tag("p", said(_("There is no program here. Type in the column below:")), " ",
                   tag("code", f"/program claim {code}", class_="code"))  # fmt: skip
    steps = (
        _("Press “New person”."),
        _("In their column open #welcome and press Join."),
        _("Ask a mentor; “Show somebody” brings the mentor beside them."),
        _("Where a letter waits, move the clock."),
    )
    behind = tag("span", " ", said(_("It is behind “More”.")), class_="on-phone")
    return joined(
        tag("h2", said(_("To begin"))),
        tag("button", tag("span", said(_("How to begin"))), icon("down"), type="button", class_="guide-open",
            data_guide=True, data_focus="guide open", aria_expanded="false", aria_controls="guide-steps"),
        tag("ol", *(tag("li", said(step), behind if step is steps[0] else None) for step in steps), id="guide-steps"),
        tag("button", icon("close"), hidden(said(_("Hide this"))), type="button", class_="icon-button",
            data_guide_off=True, data_focus="guide"),
    )  # fmt: skip


def render_clock(now: datetime) -> Markup:
    """The program's time; beside what somebody reads stands their own."""
    zone = str(now.tzinfo)
    return joined(
        icon("clock"),
        tag("time", moment(now), datetime=now.isoformat(timespec="minutes")),
        tag(
            "span",
            tag("span", zone.replace("_", " "), ", ", class_="zone-name"),
            said(_("the program's time")),
            class_="zone",
        ),
    )


def render_movers() -> Markup:
    return joined(
        *(
            tag("button", said(label), type="button", class_="button plain small", data_do="move", data_value=seconds,
                aria_label=said(meaning), data_focus=f"move {seconds}")
            for seconds, label, meaning in STEPS
        ),
        tag("button", said(_("To the morning")), type="button", class_="button plain small", data_do="morning",
            title=said(_("To when the night is over, and letters that waited for it go out")), data_focus="morning"),
    )  # fmt: skip


def render_all() -> Markup:
    """On a phone: opens everything that can be done."""
    return tag("button", icon("dots"), tag("span", said(_("More"))), type="button", class_="button plain small",
               data_all=True, aria_expanded="false", aria_controls="controls")  # fmt: skip


def render_tools(waiting: int, *, shown: bool) -> Markup:
    """Beside the clock. `shown`: the list of what waits is open."""
    return joined(
        tag(
            "button", icon("letters"), tag("span", said(_("Waiting"))),
            tag("span", tag("span", str(min(waiting, 99)), aria_hidden="true"),
                hidden(said(n_("{n} thing waits", "{n} things wait", waiting))),
                class_="count quiet"),
            type="button", class_="button plain small", data_do="waiting", data_focus="waiting",
            aria_expanded="true" if shown else "false", aria_controls="waiting",
        ),
        tag("button", icon("beside"), tag("span", said(_("Show somebody"))), type="button",
            class_="button plain small", data_do="add", data_focus="add", aria_haspopup="dialog"),
        tag("button", icon("plus"), tag("span", said(_("New person"))), type="button",
            class_="button plain small", data_do="ask-new", data_focus="ask-new", aria_haspopup="dialog"),
        tag("button", icon("again"), tag("span", said(_("Start over"))), type="button",
            class_="button plain small", data_do="ask-over", data_focus="over", aria_haspopup="dialog"),
        tag(
            "button", icon("shade"), tag("span", said(_("Dark page")), class_="in-light"),
            tag("span", said(_("Light page")), class_="in-dark"),
            type="button", class_="button plain small shade", data_shade=True, data_focus="shade",
            title=said(_("Dark or light page")),
        ),
    )  # fmt: skip


def render_switcher(people: Sequence[tuple[int, str, int]], shown: int) -> Markup:
    """On a phone: (column, name, unread) of everybody who is open, one of them shown."""
    return tag("ul", *(
        tag("li", tag(
            "button", avatar(name), tag("span", name.split(" ")[0], class_="name"), count(unread),
            type="button", class_="switch",
            data_do="show", data_value=column, data_focus=f"show {column}",
            aria_current="true" if column == shown else None,
        ))
        for column, name, unread in people
    ))  # fmt: skip
