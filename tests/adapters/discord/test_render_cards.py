"""Cards as Discord gets them."""

from typing import Any

from hypothesis import given

from adapters.discord.read import read_interaction
from adapters.discord.render import COMPONENTS_V2, attachment_names, render_card
from adapters.discord.send import mark_of
from bot import shown
from bot.incoming import Incoming, Via
from bot.shown import Style
from tests.adapters.discord.drawing import cards, golden
from tests.loopback.discord import components, payloads
from tests.loopback.discord.rest.contracts import contract_check
from tests.loopback.discord.world.limits import message_problems
from tests.loopback.discord.world.records import DIRECT, Channel, Message, User
from tests.world.discord_text import text_of

ADA, KITH = User(600000000000000001, "ada", "Ada"), User(600000000000000002, "kith", bot=True)
DIRECT_CHANNEL = Channel(600000000000000003, DIRECT, recipient=ADA)
CHECK = contract_check()
HINT = "**Your messages** are closed. " * 10


def problems_of(parts: list[dict[str, Any]], card: shown.Card) -> list[str]:
    """Everything that Discord would say against this message."""
    names = [{"id": number, "filename": name} for number, name in enumerate(attachment_names(card.files))]
    body = {"components": parts, "flags": COMPONENTS_V2, "attachments": names, "allowed_mentions": {"parse": []}}
    return message_problems(body, COMPONENTS_V2) + (CHECK("POST", "/channels/1/messages", body) if CHECK else [])


@given(cards())
def test_every_card_can_be_shown(card: shown.Card) -> None:
    """Any card within our limits is within Discord's, with the line about closed messages above it as well."""
    for parts in (render_card(card), render_card(card, mark=mark_of("k"), hint=HINT), render_card(card, files=False)):
        assert problems_of(parts, card) == []
        assert sum(1 for _ in components.parts(parts)) <= 40


@given(cards())
def test_everything_that_can_be_pressed_comes_back_as_it_went_out(card: shown.Card) -> None:
    """What `read` makes of a press is the id of the choice, and of a pick the menu's id with the option's value."""
    message = Message(600000000000000004, DIRECT_CHANNEL, KITH, components=render_card(card), flags=COMPONENTS_V2)
    pressed = [_acted(message, payloads.press(message.payload(), choice.id)) for choice in card.presses]
    for choice, incoming in zip(card.presses, pressed, strict=True):
        assert _id(incoming) == choice.id
        assert (incoming.on, incoming.seen_by_many) == ("600000000000000003:600000000000000004", False)
    if card.menu and not card.menu.channels:
        menu = next(part for part in components.parts(message.components) if part["type"] == components.STRING_SELECT)
        for option in card.menu.options:
            incoming = _acted(message, payloads.select(message.payload(), menu["custom_id"], [option.value]))
            assert (f"{incoming.step}:{_about(incoming)}", incoming.value) == (_stem(card.menu.id), option.value)


def _acted(message: Message, content: dict[str, Any]) -> Incoming:
    scene = payloads.direct(ADA, application_id=KITH.id, channel_id=DIRECT_CHANNEL.id)
    payload = payloads.interaction(scene, payloads.PRESS, content, id=5, token="t", message=message.payload())
    incoming = read_interaction(payload)
    assert incoming is not None
    assert incoming.via is Via.PRESS
    return incoming


def _about(incoming: Incoming) -> str:
    return "" if incoming.about is None else str(incoming.about)


def _id(incoming: Incoming) -> str:
    return f"{incoming.step}:{_about(incoming)}:{incoming.value}"


def _stem(id: str) -> str:
    return id.rsplit(":", 1)[0]


@given(cards())
def test_nothing_on_a_card_is_left_out(card: shown.Card) -> None:
    """Every label stands there, and every word as far as it fits."""
    drawn = text_of(render_card(card))
    for choice in card.presses:
        assert f"[{choice.marked if choice.label.strip() else '…'}]" in drawn
    shown_text = sum(len(part["content"]) for part in components.parts(render_card(card)) if part["type"] == 10)
    if shown_text < 2000:
        assert "…" not in drawn.replace("[…]", "") or "…" in card.model_dump_json()


def test_files_keep_names_that_discord_keeps() -> None:
    """Each name is plain, once there, and hides nothing behind a spoiler."""
    names = ["Übersicht Mai.csv", "SPOILER_a.png", "a.png", "../../etc/passwd", "???", "a.png", "no-ending", ".csv"]
    files = [shown.File(id=1, name=name, media_type="text/csv") for name in names]
    assert attachment_names(files) == [
        "Ubersicht-Mai.csv", "a.png", "3-a.png", "passwd", "file-5", "6-a.png", "no-ending", "csv",
    ]  # fmt: skip


# --- real cards, as they are drawn -----------------------------------------------------------------------------------


def test_the_card_of_three_mentors() -> None:
    """Three sections, each with its own buttons, apart from those of the whole card."""
    sections = tuple(
        shown.Section(
            text=f"**{name}** helps with study skills.\n- Why: you both like _long walks_\n- Free: 2 places",
            choices=(
                shown.Choice(id=f"mentors.ask:{number}:", label="Ask for an intro chat", style=Style.MAIN),
                shown.Choice(id=f"mentors.save:{number}:", label="Save for later"),
            ),
        )
        for number, name in enumerate(("Lin", "Bo \\*the star\\*", "@everyone"), start=1)
    )
    card = shown.Card(
        title="Three mentors who fit",
        text="Ask as many as three at once.",
        sections=sections,
        choices=(shown.Choice(id="mentors.next:7:", label="Show three more"),),
        foot="Only you see this list.",
    )
    golden("three_mentors", render_card(card))


def test_the_card_with_everything() -> None:
    """Facts, a menu, a picture with its description, a file, a grave button and small print."""
    card = shown.Card(
        title="#1: how it goes",
        text="Answers so far.\n**12** of 30 people",
        facts=(shown.Fact(label="Dates", text="1\\. October to 30\\. March"), shown.Fact(label="Places", text="30")),
        menu=shown.Menu(
            id="program.week:3:",
            label="Which week?",
            options=(shown.Option(value="1", label="Week 1", hint="October"), shown.Option(value="2", label="Week 2")),
        ),
        choices=(
            shown.Choice(id="program.export:3:", label="Export"),
            shown.Choice(id="program.end:3:", label="End the program", style=Style.GRAVE),
        ),
        foot="Coordinators see this.\nMentors do not.",
        files=(
            shown.File(id=1, name="weeks.png", media_type="image/png", alt="Bars that rise from 3 to 12"),
            shown.File(id=2, name="weeks.csv", media_type="text/csv"),
        ),
    )
    golden("everything", render_card(card, mark=mark_of("letter:1")))


def test_the_card_that_goes_to_a_thread_instead() -> None:
    """What explains the thread stands above the card, and a menu of channels needs no options."""
    card = shown.Card(
        text="Where shall I post it?", menu=shown.Menu(id="program.post:3:", label="Channel", channels=True)
    )
    golden("instead", render_card(card, hint="Your direct messages are closed, so this comes here."))
