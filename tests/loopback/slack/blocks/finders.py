"""Finding what a person would press or fill in, by the words they see. Pure."""

from collections.abc import Iterator, Sequence

from tests.loopback.slack.blocks import Json

INNER_BLOCKS = {"carousel": "elements", "container": "child_blocks"}


def every_block(blocks: Sequence[Json]) -> Iterator[Json]:
    """The blocks in reading order, with those inside carousels and containers."""
    for block in blocks:
        yield block
        yield from every_block(block.get(INNER_BLOCKS.get(str(block.get("type")), ""), []))


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in, in reading order."""
    for block in every_block(blocks):
        match block.get("type"):
            case "input":
                yield block, block["element"]
            case "section":
                if block.get("accessory", {}).get("type", "image") != "image":
                    yield block, block["accessory"]
            case "actions" | "context_actions":
                yield from ((block, element) for element in block.get("elements", []))
            case "card":
                yield from ((block, element) for element in block.get("actions") or [])


def element_named(blocks: Sequence[Json], action_id: str) -> tuple[Json, Json]:
    """The block and the element with this action_id; AssertionError names those there are."""
    for block, element in elements(blocks):
        if element.get("action_id") == action_id:
            return block, element
    there = [element.get("action_id") for _, element in elements(blocks)]
    raise AssertionError(f"no element has the action_id {action_id!r}; there are {there}")


def options(element: Json) -> list[Json]:
    """The options of an element, with those of its groups."""
    groups = element.get("option_groups") or []
    return [*element.get("options", []), *(option for group in groups for option in group.get("options", []))]


def find_action(blocks: Sequence[Json], label: str, *, near: str | None = None) -> Json:
    """The entry for a payload's `actions` that a press on this button, or the choice of this option, gives.

    `near` is text of the same block, or of the block with text before it, where several carry the same label.
    """
    found = [action for action, where in _labelled(blocks, label) if near is None or near in where]
    if len(found) == 1:
        return found[0]
    place = f" near {near!r}" if near else ""
    advice = "say `near` which" if found else f"there are {labels(blocks)}"
    raise AssertionError(f"{len(found)} buttons or options{place} say {label!r}; {advice}")


def _labelled(blocks: Sequence[Json], label: str) -> Iterator[tuple[Json, str]]:
    """The actions under this label, each with the text it belongs to."""
    above = ""
    for block in every_block(blocks):
        kind = block.get("type")
        if kind not in ("actions", "context_actions"):
            above = " ".join(texts({key: value for key, value in block.items() if key not in ("accessory", "actions")}))
        if kind not in INNER_BLOCKS:
            for owner, element in elements([block]):
                yield from ((action, above) for action in _actions(owner, element, label))


def _actions(block: Json, element: Json, label: str) -> Iterator[Json]:
    ids = {"action_id": element.get("action_id"), "block_id": block.get("block_id"), "type": element.get("type")}
    if element.get("type") == "button" and element["text"]["text"] == label:
        kept: Json = {key: element[key] for key in ("value", "style", "url") if key in element}
        yield {**ids, "text": element["text"], **kept}
    for option in options(element):
        if option["text"]["text"] == label:
            several = element["type"] in ("multi_static_select", "checkboxes")
            yield {**ids, **({"selected_options": [option]} if several else {"selected_option": option})}


def labels(blocks: Sequence[Json]) -> list[str]:
    """What can be pressed or chosen here, in reading order."""
    said: list[str] = []
    for _, element in elements(blocks):
        if element.get("type") == "button":
            said.append(element["text"]["text"])
        said += [option["text"]["text"] for option in options(element)]
    return said


def find_input(view: Json, label: str) -> Json:
    """The input block under this label, with its `block_id` and `element`."""
    inputs = [block for block in every_block(view["blocks"]) if block.get("type") == "input"]
    found = [block for block in inputs if block["label"]["text"] == label]
    if len(found) == 1:
        return found[0]
    there = [block["label"]["text"] for block in inputs]
    raise AssertionError(f"{len(found)} inputs are labelled {label!r}; there are {there}")


READ_AS_TEXT = ("plain_text", "mrkdwn", "markdown", "raw_text", "text", "link")


def texts(tree: object) -> list[str]:
    """Every piece of text a person can read in blocks or in a view, alternative texts of images included.

    What stands in a dialog that opens only after a press (`confirm`) is left out.
    """
    match tree:
        case {"type": str(kind), "text": str(text)} if kind in READ_AS_TEXT:
            return [text]
        case dict():
            own = [str(tree["alt_text"])] if tree.get("alt_text") else []
            return own + [text for key, value in tree.items() if key != "confirm" for text in texts(value)]
        case list() | tuple():
            return [text for part in tree for text in texts(part)]
        case _:
            return []
