"""The page around the columns: what it is, the clock, what waits, and the dialogs that belong to nobody's messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from adapters.playground.controls import WaitingLine
from adapters.playground.markup.card import avatar, moment
from adapters.playground.markup.column import count
from adapters.playground.markup.form import sheet_head
from adapters.playground.markup.tags import Markup, hidden, icon, joined, said, tag
from adapters.playground.views import PersonView
from bot.words import Phrase, _, n_

STEPS: tuple[tuple[str, Phrase, Phrase], ...] = (
    ("3600", _("+1 hour"), _("Move the clock one hour forward")),
    ("86400", _("+1 day"), _("Move the clock one day forward")),
    ("604800", _("+1 week"), _("Move the clock one week forward")),
)
REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def render_strip() -> Markup:
    """The line that says what this is."""
    return joined(
        tag("a", said(_("Skip to the people")), href="#people", class_="skip", data_skip=True),
        tag("p", said(_("A playground: everything Kith does, with made-up people, on this computer only. "
                        "Nothing leaves it."))),
    )  # fmt: skip


def render_clock(now: datetime) -> Markup:
    zone = str(now.tzinfo)
    return joined(
        icon("clock"),
        tag("time", moment(now), datetime=now.isoformat(timespec="minutes")),
        tag("span", zone.replace("_", " "), class_="zone", title=said(_("The zone of the program"))),
    )


def render_movers() -> Markup:
    return joined(*(
        tag("button", said(label), type="button", class_="button plain small", data_do="move", data_value=seconds,
            aria_label=said(meaning), data_focus=f"move {seconds}")
        for seconds, label, meaning in STEPS
    ))  # fmt: skip


def render_tools(waiting: int, *, shown: bool, full: bool) -> Markup:
    """Beside the clock. `shown`: the list of what waits is open; `full`: there is no place for another column."""
    return joined(
        tag(
            "button", icon("letters"), tag("span", said(_("Waiting"))),
            tag("span", str(waiting), class_="count quiet") if waiting else None,
            type="button", class_="button plain small", data_do="waiting", data_focus="waiting",
            aria_expanded="true" if shown else "false", aria_controls="waiting",
        ),
        tag("button", icon("plus"), tag("span", said(_("Add a person"))), type="button",
            class_="button plain small", data_do="add", data_focus="add", disabled=full, aria_haspopup="dialog"),
        tag("button", icon("again"), tag("span", said(_("Start over"))), type="button",
            class_="button plain small", data_do="ask-over", data_focus="over", aria_haspopup="dialog"),
        tag(
            "button", icon("shade"), tag("span", hidden(said(_("Switch to dark"))), class_="in-light"),
            tag("span", hidden(said(_("Switch to light"))), class_="in-dark"),
            type="button", class_="icon-button", data_shade=True, data_focus="shade",
        ),
    )  # fmt: skip


# --- what waits ------------------------------------------------------------------------------------------------------


def render_waiting(lines: Sequence[WaitingLine], now: datetime) -> Markup:
    head = tag(
        "header",
        tag("h2", said(_("Waiting"))),
        tag("button", icon("close"), hidden(said(_("Close"))), type="button", class_="icon-button",
            data_do="waiting", data_focus="waiting close"),
        class_="sheet-head",
    )  # fmt: skip
    if not lines:
        return joined(head, tag("p", said(_("Nothing waits. Letters and timers show up here.")), class_="nothing"))
    upcoming = [line for line in lines if line.due > now]
    go = tag(
        "button", said(_("Move the clock to the next one")), type="button", class_="button plain small",
        data_do="next", data_focus="next",
    ) if upcoming else None  # fmt: skip
    return joined(head, go, tag("ol", *(tag("li", _waiting_line(line, now)) for line in lines)))


def _waiting_line(line: WaitingLine, now: datetime) -> Markup:
    return joined(
        tag("p", tag("strong", line.to), tag("span", line.kind, class_="kind"), class_="waiting-to"),
        tag("p", line.about) if line.about else None,
        tag("p", tag("time", moment(line.due.astimezone(now.tzinfo)), datetime=line.due.isoformat()),
            " · ", said(until(line.due - now)), class_="waiting-due"),
    )  # fmt: skip


def until(wait: timedelta) -> Phrase:
    """How long it is until then, in the largest unit that says something."""
    minutes = int(wait.total_seconds()) // 60
    if minutes <= 0:
        return _("now")
    if minutes < 120:
        return n_("in {n} minute", "in {n} minutes", minutes)
    if minutes < 48 * 60:
        return n_("in {n} hour", "in {n} hours", minutes // 60)
    return n_("in {n} day", "in {n} days", minutes // 1440)


# --- dialogs ---------------------------------------------------------------------------------------------------------


def render_people(people: Sequence[PersonView], zone: str, *, adds: bool) -> Markup:
    """Everybody, to pick who a column shows, and a way for somebody new. `adds`: they get a new column."""
    do = "add-person" if adds else "person"
    return joined(
        sheet_head(said(_("Add a person") if adds else _("Who is shown here?"))),
        tag(
            "div",
            tag("input", type="search", class_="filter", data_filter="everybody", autocomplete="off", autofocus=True,
                placeholder=said(_("Search by name …")), aria_label=said(_("Search by name"))),
            tag("ul", *(tag("li", _person(person, do), data_words=f"{person.name} {person.about}")
                        for person in people), id="everybody", class_="everybody"),
            tag("p", said(_("Nobody is called that.")), class_="nothing", data_nobody="everybody", hidden=True),
            class_="sheet-body",
        ),
        _somebody_new(zone, "add-new" if adds else "new"),
    )  # fmt: skip


def _person(person: PersonView, do: str) -> Markup:
    about = said(_("has left")) if person.left else person.about
    return tag(
        "button", avatar(person.name),
        tag("span", tag("span", person.name, class_="name"), tag("small", about) if about else None),
        count(person.unread),
        type="button", class_="person", data_do=do, data_value=person.user,
    )  # fmt: skip


def _somebody_new(zone: str, do: str) -> Markup:
    return tag(
        "form",
        tag("h3", said(_("Somebody new"))),
        tag("p", said(_("They arrive in the community, and are not in the program yet.")), class_="hint"),
        tag("div", tag("label", said(_("Name")), for_="new-name"),
            tag("input", type="text", name="name", id="new-name", maxlength=80, autocomplete="off",
                aria_describedby="new-problem"), class_="question"),
        tag("div", tag("label", said(_("Time zone")), for_="new-zone"), _zones(zone), class_="question"),
        tag("p", class_="problem", id="new-problem", data_problem=said(_("Please write a name."))),
        tag("div", tag("button", said(_("Let them in")), type="submit", class_="button plain"), class_="sheet-foot"),
        novalidate=True, data_do=do, class_="somebody",
    )  # fmt: skip


def _zones(current: str) -> Markup:
    known = {zone for zone in available_timezones() if zone.split("/")[0] in REGIONS} | {"UTC", current}
    regions: dict[str, list[Markup]] = {}
    for zone in sorted(known):
        region, _slash, city = zone.partition("/")
        option = tag("option", (city or region).replace("_", " "), value=zone, selected=zone == current)
        regions.setdefault(region if city else "UTC", []).append(option)
    return tag("select", *(tag("optgroup", *options, label=region) for region, options in regions.items()),
               name="zone", id="new-zone")  # fmt: skip


def render_question(title: str, text: str, yes: str, do: str) -> Markup:
    """Asks before something that cannot be taken back."""
    return joined(
        sheet_head(title),
        tag("div", tag("p", text), class_="sheet-body"),
        tag(
            "div",
            tag("button", said(_("Not now")), type="button", class_="button plain", data_close=True, autofocus=True),
            tag("button", yes, type="button", class_="button grave", data_do=do),
            class_="sheet-foot",
        ),
    )


def render_switcher(people: Sequence[tuple[int, str, int]], shown: int) -> Markup:
    """On a phone: (column, name, unread) of everybody who is open, one of them shown."""
    return tag("ul", *(
        tag("li", tag(
            "button", avatar(name), tag("span", name.split(" ")[0]), count(unread), type="button", class_="switch",
            data_do="show", data_value=column, data_focus=f"show {column}",
            aria_current="true" if column == shown else None,
        ))
        for column, name, unread in people
    ))  # fmt: skip
