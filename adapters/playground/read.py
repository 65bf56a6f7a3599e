"""What the page sends, read into what Kith takes. Pure: what it needs to know is given to it.

The page is our own, but what comes from a browser is never trusted: a malformed act raises `ValueError`.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from adapters.playground.adapter import PLACE, PLATFORM
from bot.incoming import Incoming, Sender, Via
from storage.playground import KITH, PlaygroundAccount, PlaygroundMessage

Short = Annotated[str, StringConstraints(max_length=120)]
Long = Annotated[str, StringConstraints(max_length=20_000)]


class Act(BaseModel):
    """One thing done on the page. `nonce` is made by the browser for each act, so that one that is sent twice is
    recognised. `message` is the message it was done on, if any; `conversation` where."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    do: Short
    column: int = 0
    nonce: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")] = "00000000"
    conversation: Annotated[str, StringConstraints(max_length=60)] = ""
    message: Annotated[int, Field(ge=0, lt=2**53)] = 0
    id: Short = ""
    value: Short = ""
    text: Long = ""
    answers: dict[Short, list[Long]] = {}


def sender(account: PlaygroundAccount) -> Sender:
    return Sender(
        platform=PLATFORM, team="", user=account.user, place=PLACE, place_name="Playground", name=account.name,
        zone=account.zone, language=account.language, manages=account.manages,
    )  # fmt: skip


def key(account: PlaygroundAccount, act: Act) -> str:
    """The same for an act that is sent twice, and no other's."""
    return f"{PLATFORM}:{account.user}:{act.nonce}"


def is_one_persons(message: PlaygroundMessage, people: int) -> bool:
    """Whether only one person sees it, so that an answer may stand in its place."""
    return bool(message.only_for) or message.conversation.startswith("dm:") or people == 1


def press(account: PlaygroundAccount, act: Act, message: PlaygroundMessage | None, people: int) -> Incoming:
    """A press, a pick or a sent form (`Via.FORM`), on a message that `people` people see; without one where a form was
    opened by words."""
    on, many = "", False
    if message is not None and not message.only_for and message.sender == KITH:
        on, many = message.reference, not is_one_persons(message, people)
    form = act.do == "submit"
    return Incoming.parse(
        act.id,
        via=Via.FORM if form else Via.PRESS,
        by=sender(account),
        key=key(account, act),
        value=act.value,
        on=on,
        seen_by_many=many,
        answers={name: tuple(texts) for name, texts in act.answers.items()} if form else None,
    )


def words(account: PlaygroundAccount, act: Act, channels: Mapping[str, str], people: int) -> Incoming | None:
    """A line to Kith, or a command anywhere; None for what people say to each other, which Kith never reads.

    `channels` are those of the place (key → name). `people` are in the conversation: with one alone, Kith is the only
    one who can be meant.
    """
    text = act.text.strip()
    if text.startswith("/"):
        return Incoming(via=Via.COMMAND, by=sender(account), key=key(account, act), text=text)
    if act.conversation.startswith("channel:") or people > 1:
        return None
    # As real platforms do, a channel that is named becomes its id.
    for channel, name in channels.items():
        if text.casefold() in (f"#{channel}".casefold(), f"#{name}".casefold()):
            text = f"<#{channel}>"
    return Incoming(via=Via.LINE, by=sender(account), key=key(account, act), text=text)
