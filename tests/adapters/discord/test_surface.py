"""The screens in memory show and read what the real connection does."""

import pytest

from bot import shown
from bot.incoming import Incoming, Reply, Via
from bot.parcels import Outgoing, RoomPlan
from bot.shown import Kind
from tests.adapters.discord.stage import card
from tests.world.discord import GUILD, KITH, DiscordSurface

WEEK = shown.Question(
    name="week",
    kind=Kind.ONE,
    label="Which week?",
    options=(shown.Option(value="1", label="Week 1"), shown.Option(value="2", label="Week 2")),
)
FORM = shown.Form(
    id="trial.tell:4:",
    title="About you",
    submit="Save",
    questions=(
        *(
            shown.Question(name=f"q{n}", kind=Kind.SHORT, label=f"Question {n}", most=30, required=False)
            for n in range(5)
        ),
        WEEK,
    ),
)


@pytest.fixture
def screens() -> DiscordSurface:
    return DiscordSurface()


def tell(screens: DiscordSurface, person: str, what: shown.Card, key: str = "k") -> str:
    return screens.deliver(Outgoing(key=key, card=what, user=screens.sender(person).user))


def test_a_press_changes_the_card_and_a_channel_whispers(screens: DiscordSurface) -> None:
    """In a direct message in place; on a card that everybody sees, for the presser alone."""
    tell(screens, "Ada", card("Lin *asks*.", "Happy to", "Not now"))
    incoming = screens.press("Ada", "Happy to")
    assert (incoming.step, incoming.about, incoming.via) == ("trial.happy_to", 4, Via.PRESS)
    assert incoming.by == screens.sender("Ada").__class__(
        "discord", "", screens.sender("Ada").user, place=str(GUILD), place_name="Makers", name="Ada", language="en",
        place_address=f"https://discord.com/channels/{GUILD}/{{channel}}",
    )  # fmt: skip
    screens.answer("Ada", incoming, Reply(card=card("You said yes."), notice=card("So be it.")))
    assert screens.seen("Ada") == ["You said yes.", "So be it."]
    screens.deliver(Outgoing(key="c", card=card("Join.", "Join"), place=str(GUILD), channel="C-JOIN"))
    incoming = screens.press("Lin", "Join")
    assert incoming.seen_by_many
    screens.answer("Lin", incoming, Reply(card=card("Welcome.", "Go on")))
    assert screens.channel("C-JOIN") == ["Join.\n[Join]"]
    assert screens.seen("Lin") == ["Welcome.\n[Go on]"]
    assert screens.pressable("Lin") == ["Join", "Go on"]


def test_a_button_is_looked_for_in_the_part_that_is_meant(screens: DiscordSurface) -> None:
    """Of three mentors with the same button, the one with the right name; below them the card's own buttons."""
    sections = tuple(
        shown.Section(text=f"**{name}** helps.", choices=(shown.Choice(id=f"trial.ask:{n}:", label="Ask"),))
        for n, name in enumerate(("Lin", "Bo", "Cy"), start=1)
    )
    more = shown.Choice(id="trial.more:9:", label="Show more")
    tell(screens, "Ada", shown.Card(text="Three.", sections=sections, choices=(more,)))
    assert screens.press("Ada", "Ask", on="Bo helps").about == 2
    assert screens.press("Ada", "Ask", on="Cy helps").about == 3
    assert screens.press("Ada", "Show more", on="Bo helps").about == 9
    with pytest.raises(AssertionError, match="has no “Leave”"):
        screens.press("Ada", "Leave")


def test_menus_are_picked_by_what_they_say(screens: DiscordSurface) -> None:
    """An option by its label, a channel by its name."""
    options = (shown.Option(value="w2", label="Week 2"),)
    tell(screens, "Ada", shown.Card(text="When?", menu=shown.Menu(id="trial.week:4:", label="Week", options=options)))
    assert screens.press("Ada", "Week 2").value == "w2"
    tell(
        screens, "Ada", shown.Card(text="Where?", menu=shown.Menu(id="trial.post:4:", label="Ch", channels=True)), "k2"
    )
    assert screens.press("Ada", "#general").value.isdigit()


def test_a_form_is_paged_and_mended(screens: DiscordSurface) -> None:
    """Page by page, with what stands there kept, and with the problem beside its field."""
    tell(screens, "Ada", card("Tell me.", "Tell"))
    screens.answer("Ada", screens.press("Ada", "Tell"), Reply(form=FORM))
    assert screens.labels("Ada") == [f"Question {n}" for n in range(5)]
    page = screens.submit("Ada", {"Question 0": "zero", "Which week?": "Week 2"})
    assert (page.page, page.answers and page.answers["q0"]) == (0, ("zero",))
    assert screens.labels("Ada") == []
    screens.answer("Ada", page, Reply(card=card("Saved.", "Continue")))
    assert screens.pressable("Ada") == ["Continue"]
    asked = (*FORM.questions[:5], WEEK.model_copy(update={"given": ("1",), "problem": "Not that week."}))
    last = FORM.model_copy(update={"start": 5, "questions": asked})
    screens.answer("Ada", screens.press("Ada", "Continue"), Reply(form=last))
    assert (screens.labels("Ada"), screens.problems("Ada")) == (["Which week?"], {"Which week?": "Not that week."})
    assert dict(screens.submit("Ada", {}).answers or {}) == {"week": ("1",)}
    with pytest.raises(AssertionError, match="no form is open"):
        screens.submit("Ada", {})


def test_commands_lines_and_rooms(screens: DiscordSurface) -> None:
    """A command as it is typed, a line to Kith, and a room that its people see and nobody else."""
    command = screens.command("Ada", "/mentor find Python and Go")
    assert (command.via, command.text) == (Via.COMMAND, "mentor find Python and Go")
    screens.answer("Ada", command, Reply(card=card("Three.")))
    assert screens.command("Ada", "/mentor").via is Via.LINE
    line = screens.type("Ada", "hello")
    assert (line.via, line.text) == (Via.LINE, "hello")
    assert len({command.key, line.key, screens.type("Ada", "hello").key}) == 3
    users = (screens.sender("Ada").user, screens.sender("Lin").user)
    room = screens.open(RoomPlan(4, "Ada and Lin", str(GUILD), "C-ROOMS", users))
    reference = screens.deliver(Outgoing(key="r", card=card("Hello both.", "We met"), place=str(GUILD), room=room))
    assert screens.seen("Lin") == ["Hello both.\n[We met]"]
    assert screens.seen("Bo") == []
    assert screens.press("Lin", "We met").seen_by_many
    screens.edit(Outgoing(key="r2", card=card("You met."), room=room), reference)
    assert screens.seen("Ada") == ["Three.", "You met."]
    assert str(KITH) not in users


def test_who_manages_the_guild_is_believed(screens: DiscordSurface) -> None:
    """Only those whom the world names."""
    screens.managers.add("Sam")
    sam, ada = screens.command("Sam", "/program home"), screens.command("Ada", "/program home")
    assert sam.by is not None
    assert ada.by is not None
    assert (sam.by.manages, ada.by.manages) == (True, False)


def test_what_discord_would_refuse_is_refused_here() -> None:
    """A card that could not be shown stops the script that wanted to show it."""
    screens = DiscordSurface()
    wrong = shown.Choice.model_construct(id="a.b:1:", label="x" * 81, style=shown.Style.PLAIN)
    with pytest.raises(AssertionError, match="81"):
        tell(screens, "Ada", shown.Card.model_construct(text="Hello.", choices=(wrong,)))


def test_an_answer_to_a_line_is_shown_in_the_direct_message(screens: DiscordSurface) -> None:
    """Where no letter can be written any more, the apology still comes."""
    line: Incoming = screens.type("Ada", "hello")
    screens.answer("Ada", line, Reply(notice=card("Something went wrong.")))
    assert screens.seen("Ada") == ["Something went wrong."]
