"""Slack's screens for `tests.world.slack`: what can be read and pressed on them, and what Slack takes at all."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from adapters.slack.modal import problem_line
from adapters.slack.render import Message
from tests.loopback.slack import payloads
from tests.loopback.slack.blocks import Json
from tests.loopback.slack.blocks.elements import KEYS, Impossible, filled
from tests.loopback.slack.blocks.finders import elements, labels
from tests.loopback.slack.blocks.limits import message_problems, view_problems
from tests.loopback.slack.checks import contracts
from tests.loopback.slack.payloads import Scene

TEAM, TEAM_NAME = "T01CAMPUS", "Campus"

# --- names -----------------------------------------------------------------------------------------------------------


def user_id(person: str) -> str:
    return f"U01{''.join(filter(str.isalnum, person)).upper()}"


def talk_with(user: str) -> str:
    """The direct message of a person with Kith."""
    return f"D01{user.removeprefix('U01')}"


def channel_id(channel: str) -> str:
    name = channel.removeprefix("#")
    return name if name.startswith("C") else f"C01{''.join(filter(str.isalnum, name)).upper()}"


def scene(person: str) -> Scene:
    return Scene(user_id=user_id(person), user_name=person.lower(), team_id=TEAM)


# --- reading a screen ------------------------------------------------------------------------------------------------


def lines_of(blocks: Sequence[Json]) -> Iterator[str]:
    """What stands in blocks, a line for each line that a person sees; buttons in brackets."""
    for block in blocks:
        match block["type"]:
            case "rich_text":
                yield from (line for part in block["elements"] for line in _rich_lines(part))
            case "header":
                yield block["text"]["text"]
            case "context":
                yield from (element["text"] for element in block["elements"])
            case "section":
                yield f"{block['text']['text']}:"
                yield from (f"[{label}]" for label in labels([block]))
            case "actions":
                yield from (f"[{label}]" for label in labels([block]))
            case "input":
                yield block["label"]["text"]
                yield from ([block["hint"]["text"]] if "hint" in block else [])
            case other:
                raise AssertionError(f"nobody taught this surface to read a {other}")


def _rich_lines(part: Json) -> Iterator[str]:
    if part["type"] == "rich_text_list":
        for item in part["elements"]:
            yield from (f"- {line}" for line in _rich_lines(item))
    else:
        yield "".join(_words(element) for element in part["elements"])


def _words(element: Json) -> str:
    if element["type"] == "date":
        return str(element["fallback"])
    return f"#{element['channel_id']}" if element["type"] == "channel" else str(element["text"])


def inputs(view: Json) -> list[Json]:
    return [block for block in view["blocks"] if block["type"] == "input"]


def problem_lines(view: Json) -> Iterator[tuple[str, str]]:
    """The sentences that stand above fields, as a reopened form has them."""
    for above, block in zip(view["blocks"], view["blocks"][1:], strict=False):
        if block["type"] == "input" and above["type"] == "context":
            label, text = block["label"]["text"], above["elements"][0]["text"]
            if text.startswith(start := problem_line(label, "")):
                yield label, text.removeprefix(start)


def pressable_in(view: Json) -> list[str]:
    return labels([block for block in view["blocks"] if block["type"] != "input"])


def action_with(blocks: Sequence[Json], label: str, on: str) -> Json | None:
    """The action that a press on this label gives: in the part of the card that holds `on`, else on the card itself,
    but not in a part that holds something else."""
    if on and on not in "\n".join(lines_of(blocks)):
        return None
    parts = [(part, on in "\n".join(lines_of(part))) for part in _by_part(blocks)]
    near = [action for part, holds in parts if holds for action in _actions(part, label)]
    if near:
        return near[0]
    elsewhere = any(holds and len(part) > 1 for part, holds in parts)
    rest = [action for part, _ in parts if len(part) == 1 or not elsewhere for action in _actions(part, label)]
    return rest[0] if rest else None


def _by_part(blocks: Sequence[Json]) -> list[list[Json]]:
    """A card's parts: each text with the buttons under it."""
    parts: list[list[Json]] = []
    for block in blocks:
        if block["type"] == "actions" and parts and parts[-1][-1]["type"] == "rich_text":
            parts[-1].append(block)
        else:
            parts.append([block])
    return parts


def _actions(blocks: Sequence[Json], label: str) -> Iterator[Json]:
    for block, element in elements(blocks):
        if block["type"] == "input":
            continue
        if element["type"] == "conversations_select" and label.startswith("#"):
            yield payloads.choose([block], element["action_id"], channel_id(label))
        elif element["type"] == "button" and element["text"]["text"] == label:
            yield payloads.press([block], element["action_id"])
        elif any(option["text"]["text"] == label for option in element.get("options", [])):
            yield payloads.choose([block], element["action_id"], label)


def entry_of(element: Json, value: object) -> Json:
    """What the client holds for a field, also where it would not let a person send it: Kith has to say so too."""
    several = element["type"] in ("checkboxes", "multi_static_select")
    choice: Any = [value] if several and isinstance(value, str) else value
    if several and choice:
        choice = list(choice)
    try:
        return filled(element, choice)
    except Impossible:
        key = KEYS[element["type"]][0]
        if key.startswith("selected_option"):
            raise
        return {"type": element["type"], key: str(value)}


# --- what Slack takes ------------------------------------------------------------------------------------------------

_TAKEN: set[str] = set()


def checked(method: str, message: Message) -> list[Json]:
    """The blocks of a message as Slack keeps them, if it takes them."""
    must_be_taken(method, {"channel": "C01", "text": message.text, "blocks": message.blocks})
    return payloads.with_ids(message.blocks)


def must_be_taken(method: str, arguments: Json) -> None:
    """Holds every call against Slack's limits, and every new kind of block against its published types: these are slow,
    and do not look at what the texts in it say."""
    view: Json | None = arguments.get("view")
    blocks = arguments["blocks"] if view is None else view["blocks"]
    new = {shape: block for block in blocks if (shape := _shape(block)) not in _TAKEN}
    problems = message_problems(arguments) if view is None else view_problems(view)
    if new:
        part = {"blocks": list(new.values())}
        problems += contracts()(method, arguments | (part if view is None else {"view": view | part}))
    assert not problems, "\n".join([f"Slack would not take this {method}:", *problems])
    _TAKEN.update(new)


def _shape(block: Json) -> str:
    """A block without what its texts and ids say."""

    def bare(part: Any) -> Any:
        if isinstance(part, dict):
            words = ("text", "value", "block_id", "action_id", "initial_value")
            return {k: "" if k in words and isinstance(v, str) else bare(v) for k, v in part.items()}
        return [bare(one) for one in part] if isinstance(part, list) else part

    return json.dumps(bare(block), sort_keys=True)
