"""Dialogs that belong to nobody's messages: who is shown, who is new, and what cannot be taken back."""

from collections.abc import Sequence

from adapters.playground.markup.card import avatar
from adapters.playground.markup.column import count
from adapters.playground.markup.form import sheet_head
from adapters.playground.markup.tags import Markup, joined, said, tag
from adapters.playground.views import PersonView
from bot.words import _

ZONES = {
    "Africa": "Accra Cairo Casablanca Johannesburg Lagos Nairobi",
    "America": "Anchorage Argentina/Buenos_Aires Bogota Chicago Denver Halifax Lima Los_Angeles Mexico_City New_York "
               "Santiago Sao_Paulo St_Johns Toronto Vancouver",
    "Asia": "Bangkok Dhaka Dubai Hong_Kong Istanbul Jakarta Jerusalem Karachi Kathmandu Kolkata Manila Seoul "
            "Shanghai Singapore Tashkent Tehran Tokyo",
    "Australia": "Adelaide Brisbane Perth Sydney",
    "Europe": "Amsterdam Athens Berlin Dublin Helsinki Kyiv Lisbon London Madrid Paris Rome Warsaw",
    "Pacific": "Auckland Honolulu",
}  # fmt: skip
"""Enough to be anywhere; nobody has to search through all there are."""


def render_people(people: Sequence[PersonView], *, adds: bool, instead: str = "") -> Markup:
    """Everybody, to pick who a column shows. `adds`: they get a new column, or that of `instead`, where there is no
    place for another one."""
    do = "add-person" if adds else "person"
    return joined(
        sheet_head(said(_("Show somebody") if adds else _("Who is shown here?"))),
        tag(
            "div",
            _taken(instead) if instead else None,
            tag("input", type="search", class_="filter", data_filter="everybody", autocomplete="off", autofocus=True,
                placeholder=said(_("Search by name …")), aria_label=said(_("Search by name"))),
            tag("ul", *(_item(person, do) for person in people), id="everybody", class_="everybody"),
            tag("p", said(_("Nobody is called that.")), class_="nothing", data_nobody="everybody", hidden=True),
            class_="sheet-body",
        ),
    )  # fmt: skip


def _item(person: PersonView, do: str) -> Markup:
    """Found by name first, then by what they are."""
    return tag("li", _person(person, do), data_name=person.name, data_words=f"{person.name} {person.about}")


def _taken(name: str) -> Markup:
    words = _(
        "Four columns are the most at once. {name} makes place: their column has gone unused the longest.", name=name
    )
    return tag("p", said(words), class_="hint")


def _person(person: PersonView, do: str) -> Markup:
    about = said(_("has left")) if person.left else person.about
    return tag(
        "button", avatar(person.name),
        tag("span", tag("span", person.name, class_="name"), tag("small", about) if about else None),
        count(person.unread),
        type="button", class_="person", data_do=do, data_value=person.user,
    )  # fmt: skip


def render_newcomer(zone: str, *, instead: str = "") -> Markup:
    """Somebody who arrives, in a column of their own or in that of `instead`."""
    return joined(
        sheet_head(said(_("New person"))),
        tag(
            "form",
            tag("p", said(_("They arrive in the community, and are not in the program yet.")), class_="hint"),
            _taken(instead) if instead else None,
            tag("div", tag("label", said(_("Name")), for_="new-name"),
                tag("input", type="text", name="name", id="new-name", maxlength=80, autocomplete="off",
                    aria_describedby="new-problem"), class_="question"),
            tag("p", class_="problem", id="new-problem", data_problem=said(_("Please write a name."))),
            tag("div", tag("label", said(_("Time zone")), for_="new-zone"), _zones(zone), class_="question"),
            tag(
                "div",
                tag("button", said(_("Not now")), type="button", class_="button plain", data_close=True),
                tag("button", said(_("Let them in")), type="submit", class_="button main"),
                class_="sheet-foot",
            ),
            novalidate=True, data_do="add-new",
        ),
    )  # fmt: skip


def _zones(current: str) -> Markup:
    regions = {region: {f"{region}/{city}" for city in cities.split()} for region, cities in ZONES.items()}
    if all(current not in zones for zones in regions.values()):
        regions = {said(_("The program")): {current}, **regions}
    return tag(
        "select",
        *(tag("optgroup", *(_zone(zone, current) for zone in sorted(zones)), label=region)
          for region, zones in regions.items()),
        name="zone", id="new-zone",
    )  # fmt: skip


def _zone(zone: str, current: str) -> Markup:
    return tag("option", zone.rpartition("/")[2].replace("_", " "), value=zone, selected=zone == current)


def render_question(title: str, text: str, yes: str, do: str) -> Markup:
    """Asks before something that cannot be taken back."""
    return joined(sheet_head(title), tag("div", tag("p", text), class_="sheet-body"), _answers((yes, do)))


def render_over() -> Markup:
    """Asks before everything is taken away, and what there is to be afterwards."""
    return joined(
        sheet_head(said(_("Start over?"))),
        tag(
            "div",
            tag("p", said(_("Everything that people did here is taken away. Then there is the program as it was at "
                            "first; or no program, and one person who sets one up with a one-time code."))),
            class_="sheet-body",
        ),
        _answers((said(_("Start over without a program")), "over-bare"), (said(_("Start over")), "over")),
    )  # fmt: skip


def _answers(*answers: tuple[str, str]) -> Markup:
    return tag(
        "div",
        tag("button", said(_("Not now")), type="button", class_="button plain", data_close=True, autofocus=True),
        *(tag("button", label, type="button", class_="button grave", data_do=do) for label, do in answers),
        class_="sheet-foot",
    )
