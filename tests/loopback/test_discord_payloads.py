"""Interactions built from rendered components, without any server, as discord.py itself reads them."""

from typing import Any

import discord
import pytest
from discord import ui

from tests.loopback.discord import NotPossible, User, components, payloads
from tests.loopback.discord.trial_bot import AboutYou
from tests.loopback.discord.world.records import Channel, Member, Message, Payload

ADA = User(11, "ada", "Ada", "de")
BOT = User(22, "kith", bot=True)
APPLICATION, GUILD, CHANNEL, DIRECT = 22, 33, 44, 55


class Reader(discord.Client):
    """Never connects; keeps what discord.py made of the interactions it was handed."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        state = self._connection
        state.user = discord.ClientUser(state=state, data=BOT.payload())  # type: ignore[arg-type] # as READY brings it
        self.read: list[discord.Interaction] = []

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        if event == "interaction":
            self.read.append(args[0])

    def take(self, payload: Payload) -> discord.Interaction:
        self._connection.parse_interaction_create(payload)  # type: ignore[arg-type] # a dict, as the socket brings it
        return self.read[-1]


@pytest.fixture
async def reader() -> Reader:
    client = Reader()
    client.http._HTTPClient__session = None  # type: ignore[attr-defined] # it only hands it on to the interaction
    return client


def direct() -> payloads.Scene:
    return payloads.direct(ADA, application_id=APPLICATION, channel_id=DIRECT)


def in_guild(permissions: int = 32) -> payloads.Scene:
    return payloads.in_guild(
        Member(ADA), application_id=APPLICATION, guild_id=GUILD, channel=CHANNEL, permissions=permissions
    )


def card(*parts: ui.Item[Any]) -> Payload:
    view = ui.LayoutView(timeout=None)
    for part in parts:
        view.add_item(part)
    sent = Message(
        66,
        Channel(DIRECT, 1, recipient=ADA),
        BOT,
        components=view.to_components(),  # type: ignore[no-untyped-call]
        flags=1 << 15,
    )
    return sent.payload()


def two_mentors() -> Payload:
    sections: list[ui.Item[Any]] = [
        ui.Section(name, accessory=ui.Button(label="Ask", custom_id=f"ask:{name}")) for name in ("Lin", "Max")
    ]
    return card(*sections, ui.ActionRow(ui.Button(label="More", custom_id="more", disabled=True)))


async def test_a_button_found_by_its_label(reader: Reader) -> None:
    """A press of a rendered button reaches discord.py with its custom_id, its message and who pressed it."""
    shown = two_mentors()
    beside_max = components.narrowed(shown, "Max")
    pressed = components.button(beside_max, "Ask")["custom_id"]
    content = payloads.press(shown, pressed)
    read = reader.take(payloads.interaction(direct(), payloads.PRESS, content, id=1, token="t", message=shown))
    assert (read.custom_id, read.user.id, read.locale) == ("ask:Max", ADA.id, discord.Locale.german)
    assert read.message is not None
    assert read.message.id == 66
    assert read.context.dm_channel is True


@pytest.mark.parametrize("label", ["Ask", "Less", "More"])
def test_what_nobody_can_press(label: str) -> None:
    """A label on two buttons, on none, and on a greyed-out one."""
    shown = two_mentors()
    with pytest.raises(NotPossible):
        payloads.press(shown, components.button(shown, label)["custom_id"])


async def test_a_menu_by_its_labels(reader: Reader) -> None:
    """Options are chosen as they read and arrive as their values; one too many is not possible."""
    options = [discord.SelectOption(label=one, value=one.lower()) for one in ("Python", "Writing")]
    shown = card(ui.ActionRow(ui.Select(custom_id="topics", options=options)))
    menu = components.menu(shown)
    content = payloads.select(shown, menu["custom_id"], [components.option(menu, "Writing")])
    read = reader.take(payloads.interaction(in_guild(), payloads.PRESS, content, id=1, token="t", message=shown))
    assert read.data is not None
    assert read.data["values"] == ["writing"]  # type: ignore[typeddict-item] # a press of a menu has them
    assert read.permissions.manage_guild is True
    with pytest.raises(NotPossible, match="takes 1 to 1"):
        payloads.select(shown, "topics", ["python", "writing"])


async def test_a_form_by_its_labels(reader: Reader) -> None:
    """A form filled in by label is read by discord.py's own modal into the right fields."""
    modal = AboutYou(custom_id="about-you")
    reader._connection._view_store.add_view(modal)
    shown = modal.to_dict()
    values = components.filled(
        shown, {"Your name": "Ada L.", "Topics": ["Python", "Interviews"], "How often": "Weekly"}
    )
    content = payloads.submit(shown, values)
    reader.take(payloads.interaction(direct(), payloads.SUBMIT, content, id=1, token="t"))
    await modal.wait()
    assert str(modal.name.component) == "Ada L."
    assert modal.topics.component.values == ["python", "interviews"]  # type: ignore[attr-defined] # it is a Select
    assert modal.pace.component.value == "w"  # type: ignore[attr-defined] # it is a RadioGroup


async def test_a_command_with_its_subcommand(reader: Reader) -> None:
    """Subcommands and options are nested as discord.py's tree expects them."""
    registered = {
        "id": "7",
        "name": "mentor",
        "options": [{"type": 1, "name": "find", "options": [{"type": 3, "name": "topic", "choices": []}]}],
    }
    content = payloads.command(registered, ["find"], {"topic": "Python"})
    read = reader.take(payloads.interaction(in_guild(), payloads.COMMAND, content, id=1, token="t"))
    assert read.data is not None
    assert read.data["options"] == [  # type: ignore[typeddict-item] # a slash command has them
        {"name": "find", "type": 1, "options": [{"name": "topic", "type": 3, "value": "Python"}]}
    ]
    assert read.guild_id == GUILD


async def test_a_typed_line(reader: Reader) -> None:
    """A line typed to the bot alone is a message that discord.py reads."""
    payload = payloads.line(direct(), "help", id=77)
    state = reader._connection
    message = discord.Message(state=state, channel=state._get_guild_channel(payload)[0], data=payload)  # type: ignore[arg-type]
    assert (message.content, message.author.id, message.guild) == ("help", ADA.id, None)


def test_reading_a_card() -> None:
    """What is written on a card is read from top to bottom, and its buttons in their order."""
    shown = two_mentors()
    assert components.texts(shown) == ["Lin", "Max"]
    assert components.labels(shown) == ["Ask", "Ask", "More"]
    with pytest.raises(NotPossible, match="nothing to press beside 'Eve'"):
        components.narrowed(shown, "Eve")
