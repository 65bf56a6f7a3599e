"""The loopback Discord against the real discord.py: what people do, and what the bot answers."""

import threading
from collections.abc import Callable, Iterator

import discord
import pytest
from discord import ui

from tests.loopback.discord import Answer, NotPossible, Permission, Shown, Upload
from tests.loopback.discord.trial_bot import Card, Stage, stage


@pytest.fixture
def at() -> Iterator[Stage]:
    with stage() as here:
        yield here


def found(at: Stage, topic: str = "Python") -> Shown:
    """The card that /mentor find answers with."""
    answer = at.discord.command(at.ada, "mentor", "find", options={"topic": topic}, guild=at.guild)
    assert answer.message is not None
    return answer.message


def test_commands_are_registered_once(at: Stage) -> None:
    """Syncing again keeps the ids, so nobody's client loses a command."""
    first = {one["name"]: one["id"] for one in at.rest("GET", f"/applications/{at.discord.application_id}/commands")}
    at.running.do(at.bot.tree.sync())
    again = {one["name"]: one["id"] for one in at.rest("GET", f"/applications/{at.discord.application_id}/commands")}
    assert first == again
    assert set(first) == {"mentor", "office"}
    assert at.discord.problems == []


@pytest.mark.parametrize("in_guild", [True, False])
def test_a_command_is_answered_to_its_sender_alone(at: Stage, in_guild: bool) -> None:
    """An ephemeral answer is seen by who asked and by nobody else, in a guild and alone with the bot."""
    answer = at.discord.command(
        at.ada, "mentor", "find", options={"topic": "Python"}, guild=at.guild if in_guild else None
    )
    assert (answer.kind, answer.text) == (4, "Mentors for Python")
    assert answer.seconds < 3
    assert [one.text for one in at.discord.shown(at.ada)] == ["Mentors for Python"]
    assert at.discord.shown(at.lin) == []
    assert at.discord.posted(at.channel) == []
    assert at.discord.problems == []


def test_people_and_places_in_options_arrive_whole(at: Stage) -> None:
    """A person or channel given to a command is resolved, and the sender's language is told."""
    near = at.discord.command(at.ada, "mentor", "find", options={"topic": "Python", "near": at.lin}, channel=at.channel)
    assert near.text == "Mentors for Python near Lin"
    manager = at.discord.add_role(at.guild, "Staff", Permission.MANAGE_GUILD)
    at.discord.give_role(at.ada, at.guild, manager)
    where = at.discord.command(at.ada, "office", "room", options={"room": at.channel}, guild=at.guild)
    assert where.text == "general, de"


def test_clients_offer_only_what_is_allowed(at: Stage) -> None:
    """What a Discord client would not let a person do is refused before the bot hears of it."""
    heard = len(at.discord.calls)
    impossible: list[tuple[str, Callable[[], Answer]]] = [
        ("no command /mentee", lambda: at.discord.command(at.ada, "mentee", guild=at.guild)),
        ("needs one of", lambda: at.discord.command(at.ada, "mentor", guild=at.guild)),
        ("needs ['topic']", lambda: at.discord.command(at.ada, "mentor", "find", guild=at.guild)),
        ("2 to 20", lambda: at.discord.command(at.ada, "mentor", "find", options={"topic": "x"}, guild=at.guild)),
        ("may not use /office", lambda: at.discord.command(at.ada, "office", "room", guild=at.guild)),
        ("not offered to the bot alone", lambda: at.discord.command(at.ada, "office", "room")),
    ]
    for why, act in impossible:
        with pytest.raises(NotPossible) as refused:
            act()
        assert why in str(refused.value)
    assert len(at.discord.calls) == heard


def test_half_typed_options_are_completed(at: Stage) -> None:
    """While somebody types an option the bot's choices come back."""
    answer = at.discord.complete(at.ada, "mentor", "find", option="topic", typed="in", guild=at.guild)
    assert (answer.kind, answer.choices) == (8, (("Interviews", "Interviews"),))


def test_a_press_changes_the_card(at: Stage) -> None:
    """A press answered by an update changes the message for everybody who sees it, in its place."""
    card = found(at, "everybody")
    answer = at.discord.press(at.lin, card, card.button("Change"))
    assert (answer.kind, answer.text) == (7, "Changed")
    assert [(one.id, one.text, one.edited) for one in at.discord.posted(at.channel)] == [(card.id, "Changed", True)]
    with pytest.raises(NotPossible, match="Form"):
        at.discord.posted(at.channel)[0].button("Form")


def test_others_cannot_press_an_ephemeral_card(at: Stage) -> None:
    """Nobody presses what they do not see."""
    card = found(at)
    with pytest.raises(NotPossible, match="does not see"):
        at.discord.press(at.lin, card, card.button("Change"))


def test_an_answer_can_come_later(at: Stage) -> None:
    """After a deferral the message says so, is filled in, and what follows comes as a message of its own."""
    asked = at.discord.command(at.ada, "mentor", "ponder", guild=at.guild)
    assert asked.kind == 5
    answer = at.discord.outcome(asked)
    assert answer.text == "Here you are"
    at.discord.wait_for(lambda: len(at.discord.shown(at.ada)) == 2, what="the follow-up")
    assert [one.text for one in at.discord.outcome(asked).follow_ups] == ["And one more thing"]
    pressed = at.discord.press(at.ada, found(at), "later")
    assert (pressed.kind, at.discord.outcome(pressed).text) == (6, "Changed later")
    assert at.discord.problems == []


def test_the_first_message_after_a_deferral_takes_its_place(at: Stage) -> None:
    """A follow-up sent while the answer still says "thinking…" becomes the answer, as private as it was begun."""
    asked = at.discord.command(at.ada, "mentor", "linger", channel=at.channel)
    answer = at.discord.outcome(asked)
    assert (answer.text, answer.follow_ups) == ("It took a while", ())
    assert answer.message is not None
    assert answer.message.ephemeral
    assert not answer.message.loading


def test_a_form_is_filled_in_and_sent(at: Stage) -> None:
    """A modal opens, what is not touched keeps its value, and discord.py reads what was sent."""
    opened = at.discord.press(at.ada, found(at), "form")
    assert opened.kind == 9
    form = at.discord.modal(at.ada)
    assert form is not None
    assert form.title == "About you"
    assert form.labels == ["Your name", "Topics", "How often", "Where"]
    values = form.filled({"Topics": ["Python", "Writing"], "How often": "Weekly"}) | {form.field("Where"): [at.channel]}
    answer = at.discord.submit(at.ada, form, values)
    assert (answer.kind, answer.text) == (4, "Thank you.")
    assert at.discord.modal(at.ada) is None
    (sent,) = at.bot.heard
    for part in ("'value': 'Ada'", "['python', 'writing']", "'value': 'w'", f"['{at.channel.id}']"):
        assert part in sent
    assert at.discord.problems == []


def test_a_form_is_checked_before_it_is_sent(at: Stage) -> None:
    """A required field left empty, an option that is not there and a text too long never leave the client."""
    at.discord.press(at.ada, found(at), "form")
    form = at.discord.modal(at.ada)
    assert form is not None
    good = form.filled({"Topics": ["Python"], "How often": "Monthly"})
    for label, bad in (("Your name", ""), ("Your name", "x" * 21), ("Topics", []), ("Topics", ["golf"])):
        with pytest.raises(NotPossible):
            at.discord.submit(at.ada, form, good | {form.field(label): bad})
    assert at.discord.modal(at.ada) is not None


def test_a_menu_of_channels_tells_which(at: Stage) -> None:
    """A channel chosen in a menu arrives with its name."""
    asked = at.discord.press(at.ada, found(at), "menu")
    assert asked.message is not None
    answer = at.discord.select(at.ada, asked.message, asked.message.menu("Where?"), [at.channel])
    assert (answer.kind, answer.text) == (7, "In #general")


def test_silence_and_second_answers(at: Stage) -> None:
    """A press that nobody answers ends after the time Discord gives; a second answer is refused with 40060."""
    silent = at.discord.press(at.ada, found(at), "silent", seconds=0.1)
    assert (silent.kind, silent.message) == (None, None)
    twice = at.discord.press(at.ada, found(at), "twice")
    at.discord.wait_for(lambda: at.discord.outcome(twice).refused == 40060, what="the second answer is refused")
    assert at.discord.shown(at.ada)[-1].text == "Once"


def test_an_answer_too_late_is_refused() -> None:
    """After the time Discord gives an answer counts no more: 10062, and nobody sees it."""
    with stage(answer_within=0.3) as at:
        at.discord.slow("/callback", 0.6)
        answer = at.discord.command(at.ada, "mentor", "find", options={"topic": "Python"}, guild=at.guild)
        assert answer.kind is None
        at.discord.wait_for(lambda: at.discord.outcome(answer, 0).refused == 10062, what="10062")
        assert at.discord.shown(at.ada) == []


def test_the_same_interaction_again_is_refused(at: Stage) -> None:
    """An interaction told twice is answered once: the second answer gets 40060 and changes nothing."""
    first = at.discord.command(at.ada, "mentor", "find", options={"topic": "Python"}, guild=at.guild)
    again = at.discord.redeliver(first)
    assert (again.kind, again.refused) == (4, 40060)
    assert len(at.discord.shown(at.ada)) == 1
    line = at.discord.type_line(at.ada, "help")
    at.discord.redeliver(line)
    at.discord.wait_for(lambda: at.bot.heard == ["help", "help"], what="the line is told again")


def test_a_form_stays_open_until_it_is_answered(at: Stage) -> None:
    """A sent form that nobody answers is still there to be sent again; doing something else closes it."""
    at.discord.press(at.ada, found(at), "form")
    form = at.discord.modal(at.ada)
    assert form is not None
    values = form.filled({"Topics": ["Python"], "How often": "Weekly"})
    at.discord.fail("/callback", 404, 10062)
    assert at.discord.submit(at.ada, form, values, seconds=0.2).kind is None
    assert at.discord.modal(at.ada) is not None
    assert at.discord.submit(at.ada, form, values).kind == 4
    at.discord.press(at.ada, found(at), "form")
    at.discord.type_line(at.ada, "this is no interaction")
    assert at.discord.modal(at.ada) is not None
    found(at)
    assert at.discord.modal(at.ada) is None


def test_an_answer_can_be_changed_for_a_quarter_of_an_hour(at: Stage) -> None:
    """The token of an interaction dies after 15 minutes, and only then."""
    answer = at.discord.command(at.ada, "mentor", "ponder", guild=at.guild)
    at.discord.outcome(answer)
    token = at.discord.calls_to("/callback")[0].path.split("/")[3]
    path = f"/webhooks/{at.discord.application_id}/{token}/messages/@original"
    at.discord.pass_time(14 * 60)
    assert at.rest("GET", path)["flags"] & 64
    at.discord.pass_time(2 * 60)
    with pytest.raises(discord.HTTPException) as refused:
        at.rest("GET", path)
    assert (refused.value.status, refused.value.code) == (401, 50027)


def test_a_bad_body_is_refused_and_noted(at: Stage) -> None:
    """What discord.py lets through but Discord does not gets 400 with code 50035 and stands among the problems."""
    answer = at.discord.press(at.ada, found(at), "wrong", seconds=0.5)
    assert (answer.kind, answer.refused) == (None, 50035)
    assert any("label: 81 characters, at most 80" in one for one in at.discord.problems)


def test_typed_lines_reach_the_bot_and_are_answered(at: Stage) -> None:
    """What a person types to the bot alone arrives without the message content intent; in a guild it is empty."""
    answer = at.discord.type_line(at.ada, "help")
    assert answer.message is not None
    assert answer.message.text == "You said: help"
    at.discord.say(at.ada, at.channel, "between us")
    at.discord.type_line(at.ada, "more")
    assert at.bot.heard == ["help", "more"]


def test_many_people_at_once_are_all_answered(at: Stage) -> None:
    """Acts from several threads at the same time each get their own answer."""
    people = [at.discord.add_user(f"person-{number}", at.guild) for number in range(12)]
    answers: dict[str, Answer] = {}

    def ask(number: int) -> None:
        options = {"topic": f"topic {number}"}
        answers[people[number].name] = at.discord.command(
            people[number], "mentor", "find", options=options, guild=at.guild
        )

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert {name: answer.text for name, answer in answers.items()} == {
        f"person-{number}": f"Mentors for topic {number}" for number in range(12)
    }


def test_files_come_and_go(at: Stage) -> None:
    """A chart sent along is shown by its component and can be read; one that no component shows is a problem."""

    async def send() -> None:
        user = await at.bot.fetch_user(at.ada.id)
        view = Card("Your program")
        view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://chart.png", description="Ten matches")))
        await user.send(view=view, file=discord.File(__file__, "chart.png"))
        await user.send(view=Card("No picture"), file=discord.File(__file__, "hidden.png"))

    at.running.do(send())
    first, second = at.discord.shown(at.ada)
    assert first.text == "Your program\nTen matches"
    assert b"A chart sent along" in at.discord.file(first, "chart.png")
    assert [one.split(": ")[1] for one in at.discord.problems] == ["nobody sees hidden.png, no component shows it"]
    assert second.text == "No picture"
    url = first.payload["components"][1]["items"][0]["media"]["url"]
    assert b"A chart sent along" in at.running.do(at.bot.http.get_from_cdn(url))
    line = at.discord.type_line(at.ada, "here is my list", files=[Upload("people.csv", b"name\nAda\n")])
    assert line.message is not None
