"""A card, a line and everything around a message."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from zlib import crc32

from babel.dates import format_date, format_time

from adapters.playground.markup.tags import Markup, hidden, icon, joined, linked, rich, said, tag
from adapters.playground.views import MessageView
from bot import shown
from bot.words import _, blocks


def render_message(view: MessageView, channels: Mapping[str, str]) -> Markup:
    """The inside of a message: the day that begins with it, its sender, and what it says."""
    body = (
        tag("p", *linked(view.line), class_="line") if view.card is None else render_card(view.card, view.id, channels)
    )
    return joined(
        tag("h3", day_name(view.day), class_="day") if view.day else None,
        tag(
            "div",
            _head(view) if view.first else None,
            tag("p", icon("eye-off"), said(_("Only you can see this")), class_="only-you") if view.only_you else None,
            body,
            _changed(view.changed) if view.changed else None,
            class_="message" + (" mine" if view.mine else "") + (" private" if view.only_you else ""),
        ),
    )


def _head(view: MessageView) -> Markup:
    return tag(
        "p",
        avatar(view.name, kith=not view.sender),
        tag("span", view.name, class_="name"),
        tag("time", clock(view.at), datetime=view.at.isoformat(timespec="minutes"), title=moment(view.at)),
        class_="head",
    )


def _changed(at: datetime) -> Markup:
    return tag("p", said(_("Changed at {time}", time=clock(at))), class_="changed", title=moment(at))


def avatar(name: str, *, kith: bool = False) -> Markup:
    """Initials on one of a few tints. Said already by the name beside it."""
    words = [word for word in name.split() if word[:1].isalnum()]
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()
    tint = "kith" if kith else f"tint-{crc32(name.encode()) % 6}"
    return tag("span", initials or "?", class_=f"avatar {tint}", aria_hidden="true")


def clock(at: datetime) -> str:
    return format_time(at, "HH:mm", tzinfo=at.tzinfo, locale="en")


def moment(at: datetime) -> str:
    """Weekday, date and time."""
    return f"{format_date(at, 'EEE d MMM y', locale='en')}, {clock(at)}"


def day_name(day: date) -> str:
    return format_date(day, "EEEE d MMMM", locale="en")


# --- the card --------------------------------------------------------------------------------------------------------


def render_card(card: shown.Card, message: int, channels: Mapping[str, str]) -> Markup:
    """Everything a card holds. `message` is its id on the page, `channels` (key → name) those of the place."""
    labels = Counter(choice.label for choice in card.presses)
    often = frozenset(label for label, times in labels.items() if times > 1)
    return tag(
        "div",
        tag("h4", card.title) if card.title else None,
        rich(card.text),
        tag("dl", *(_fact(fact) for fact in card.facts)) if card.facts else None,
        *(_section(section, message, often) for section in card.sections),
        *(_image(file, message) for file in card.files if file.is_image),
        *(_download(file, message) for file in card.files if not file.is_image),
        _menu(card.menu, message, channels) if card.menu else None,
        _choices(card.choices, message),
        tag("div", rich(card.foot), class_="foot") if card.foot else None,
        class_="card",
    )


def _fact(fact: shown.Fact) -> Markup:
    return tag("div", tag("dt", fact.label), tag("dd", rich(fact.text)))


def _section(section: shown.Section, message: int, often: frozenset[str]) -> Markup:
    """Labels that stand in the card more than once (`often`) are read out with what they are about."""
    about = {label: _first_words(section.text) for label in often}
    return tag("div", rich(section.text), _choices(section.choices, message, about), class_="section")


def _first_words(text: str) -> str:
    """What is in bold at the beginning, or else the first line."""
    spans = blocks(text)[0].spans
    words = spans[0].text if spans and spans[0].bold else "".join(span.text for span in spans)
    return words.strip()[:60]


def _choices(choices: tuple[shown.Choice, ...], message: int, about: Mapping[str, str] | None = None) -> Markup | None:
    if not choices:
        return None
    return tag("div", *(_button(one, message, (about or {}).get(one.label, "")) for one in choices), class_="choices")


def _button(choice: shown.Choice, message: int, about: str = "") -> Markup:
    return tag(
        "button", *_label(choice), type="button", class_=f"button {choice.style}", data_do="press",
        data_id=choice.id, data_message=message, data_focus=f"press {message} {choice.id}",
        aria_label=f"{choice.marked}: {about}" if about else None,
    )  # fmt: skip


def _label(choice: shown.Choice) -> tuple[str, ...]:
    """A tick stands beside the words, so that a button that gets one takes no more room, and none beside it moves."""
    return (tag("span", f"{shown.TICK} ", class_="tick"), choice.label) if choice.picked else (choice.label,)


def _menu(menu: shown.Menu, message: int, channels: Mapping[str, str]) -> Markup:
    """A list and a button, because a list alone would be taken at the first arrow key."""
    offered = (
        [tag("option", f"#{name}", value=key) for key, name in channels.items()]
        if menu.channels
        else [
            tag("option", f"{option.label} – {option.hint}" if option.hint else option.label, value=option.value)
            for option in menu.options
        ]
    )
    return tag(
        "form",
        tag(
            "label",
            tag("span", menu.label),
            tag("select", tag("option", said(_("Pick one …")), value="", disabled=True, selected=True), *offered,
                name="value", required=True, data_focus=f"menu {message}"),
        ),
        tag("button", said(_("Choose")), type="submit", class_="button plain", data_focus=f"choose {message}"),
        class_="menu", data_do="pick", data_id=menu.id, data_message=message,
    )  # fmt: skip


def _address(file: shown.File, message: int) -> str:
    return f"/playground/files/{message}/{file.id}"


def _image(file: shown.File, message: int) -> Markup:
    """It leads to itself in its full size."""
    address = _address(file, message)
    return tag(
        "a", tag("img", src=address, alt=file.alt or file.name, loading="lazy"),
        hidden(said(_("(opens in its full size)"))), href=address, target="_blank", rel="noopener", class_="picture",
        title=said(_("See it in its full size")), data_focus=f"picture {message} {file.id}",
    )  # fmt: skip


def _download(file: shown.File, message: int) -> Markup:
    return tag(
        "a", icon("file"), tag("span", file.name), hidden(said(_("(download)"))), href=_address(file, message),
        download=file.name, title=file.alt or None, class_="download", data_focus=f"file {message} {file.id}",
    )  # fmt: skip
