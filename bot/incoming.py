"""What comes in, and what goes straight back.

`Incoming` is all that can happen: somebody takes a step about a record. `Reply` is what the person sees at once,
through the press that is still open; everything else goes by letter.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from bot import shown

_ID = re.compile(r"([a-z_]{1,20}\.[a-z_]{1,40}):([0-9]{0,18}):([^:\s\x00\ud800-\udfff]{0,30})")
_PICK = re.compile(r"[^:\s\x00\ud800-\udfff]{0,40}")
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
"""What no database holds and no platform shows: NUL, and halves of a character (lone surrogates)."""


def _readable(of: object, without: tuple[str, ...], replaced: tuple[str, ...]) -> None:
    """Makes texts that came from outside harmless: in what people wrote such a character is left out; in what names
    somebody or something it is replaced, so that it never becomes the name of another."""
    for names, by in ((without, ""), (replaced, "\ufffd")):
        for name in names:
            text = getattr(of, name)
            if text and _NO_TEXT.search(text):
                object.__setattr__(of, name, _NO_TEXT.sub(by, text))


def _readable_answers(answers: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """The same for a form: what somebody wrote beside the name of a question."""
    if not any(_NO_TEXT.search(text) for name, given in answers.items() for text in (name, *given)):
        return answers
    return {
        _NO_TEXT.sub("\ufffd", name): tuple(_NO_TEXT.sub("", text) for text in given) for name, given in answers.items()
    }


class Via(StrEnum):
    """How it came in; this decides where a reply goes."""

    PRESS = "press"
    FORM = "form"
    COMMAND = "command"
    LINE = "line"
    HOME = "home"
    EVENT = "event"
    TIMER = "timer"


@dataclass(frozen=True, slots=True)
class Sender:
    """An account as the platform tells it. `place` is the workspace or guild it acts in; in a Discord DM the
    one guild it shares with Kith, and empty where there are several.

    `place_address`: where a channel of the place is opened in a browser or the app, with ``{channel}`` for its id.
    `manages`: the platform says that this person may manage the place (it is not trusted beyond a first set-up).
    """

    platform: str
    team: str
    user: str
    place: str = ""
    place_name: str = ""
    place_address: str = ""
    name: str = ""
    zone: str = ""
    language: str = ""
    manages: bool = False

    def __post_init__(self) -> None:
        _readable(
            self, ("place_name", "name", "zone", "language"), ("platform", "team", "user", "place", "place_address")
        )


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that came along, of so many bytes as its platform says. `address`: where its adapter gets it. `content`:
    None where it could not be had, or is larger than Kith takes."""

    size: int = 0
    address: str = ""
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """Who takes which step about which record.

    `step` is ``flow.step``, empty where words decide (`text` of a command or a typed line). `answers` holds raw values
    by question, None where no form was sent; `page` is the index of the first question of a page, None where the whole
    form came at once. `files` came with it: by question, or with a typed line under no name. `key` recognises a
    redelivery. `on` is the reference of the card that was pressed, and `seen_by_many` says that not only the presser
    sees it.
    """

    via: Via
    step: str = ""
    about: int | None = None
    by: Sender | None = None
    value: str = ""
    text: str = ""
    answers: Mapping[str, tuple[str, ...]] | None = None
    page: int | None = None
    files: Mapping[str, Enclosed] = field(default_factory=dict)
    key: str = ""
    on: str = ""
    letter: int | None = None
    seen_by_many: bool = False

    def __post_init__(self) -> None:
        _readable(self, ("text",), ("step", "value", "key", "on"))
        if self.answers:
            object.__setattr__(self, "answers", _readable_answers(self.answers))

    @classmethod
    def parse(
        cls,
        id: str,
        *,
        via: Via,
        by: Sender,
        key: str,
        value: str = "",
        on: str = "",
        seen_by_many: bool = False,
        answers: Mapping[str, tuple[str, ...]] | None = None,
        page: int | None = None,
    ) -> Self:
        """Reads a button's id. `value` is the pick from a menu. Raises `ValueError` where it is not such an id, or what
        no option ever had."""
        found = _ID.fullmatch(id)
        if not found or not _PICK.fullmatch(value):
            raise ValueError("not an id of ours")
        step, about, own = found.groups()
        return cls(
            via=via, step=step, about=int(about) if about else None, by=by, value=value or own, answers=answers,
            page=page, key=key, on=on, seen_by_many=seen_by_many,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes straight back.

    `card` takes the place of the pressed card where only its presser sees it; else it is an answer that only they see;
    as a letter it is kept for `slot`. `notice` is said beside it and changes nothing. `form` opens. `problems` belong
    to the form that was sent (question → sentence); `card` then is the way to mend it where a platform cannot show them
    in place. `wake` names lanes.
    """

    card: shown.Card | None = None
    notice: shown.Card | None = None
    form: shown.Form | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    wake: frozenset[str] = frozenset()
    slot: str = ""


LEFT = "people.left"
"""What an adapter reports when an account left a place or was switched off (`Via.EVENT`, `by` is that account)."""
CALLED = "people.called"
"""What an adapter reports when a platform says how an account is now (`Via.EVENT`, `by` has its name, zone, language):
no step takes it, its row is brought up to date as by everything that it does itself."""
PLACE_GONE = "places.gone"
"""What an adapter reports when Kith was taken out of a place."""
REACHABLE = "people.reachable"
"""What a timer takes about a member whose letters arrive again, after they could not be reached for a while."""
UNREACHABLE = "people.unreachable"
"""What a timer takes about a member whose letters do not arrive any more."""
RENAMED = "people.renamed"
"""What a timer takes about a member whose platform calls them otherwise since, for whatever is made from names."""
ROOM_OPEN = "rooms.opened"
"""What a timer takes about a room that is there from now on."""
NO_ROOM = "rooms.impossible"
"""What a timer takes about a room that its platform has refused to open."""
NO_EVENT = "events.impossible"
"""What a timer takes about a place that did not let Kith put something into its list of events; its value is the slot
of what was told."""
NOT_POSTED = "channels.refused"
"""What a timer takes about a place that did not let Kith post a card in a channel; its value is
the slot of the card."""


LONGEST_PHRASE = 4
"""Words in a phrase that is looked for."""


def says_only(text: str, phrases: Collection[str]) -> bool:
    """Whether a typed line is one of these phrases, or several of them (“ok thanks”), whatever marks stand between."""
    left = re.sub(r"[^\w']+", " ", text.casefold()).split()
    if not left:
        return False
    while left:
        sizes = range(LONGEST_PHRASE, 0, -1)
        size = next((size for size in sizes if size <= len(left) and " ".join(left[:size]) in phrases), 0)
        if not size:
            return False
        left = left[size:]
    return True
