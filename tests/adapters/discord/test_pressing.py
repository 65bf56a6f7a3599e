"""Presses, commands and forms over the socket: what the person sees."""

import threading

from structlog.testing import capture_logs

from bot import shown
from bot.incoming import Incoming, Reply, Via
from bot.parcels import Outgoing, RoomPlan
from bot.shown import Kind
from bot.tokens import Tokens
from storage.columns import Keyring
from tests.adapters.discord.stage import Running, Stage, adapter_for, card
from tests.loopback.discord import Shown, User

FORM = shown.Form(
    id="trial.tell:4:",
    title="About you",
    submit="Save",
    opener="Open the form",
    questions=tuple(
        shown.Question(name=f"q{n}", kind=Kind.SHORT, label=f"Question {n}", most=30, required=False) for n in range(7)
    ),
)


def sent(at: Stage, what: shown.Card, to: User | None = None) -> Shown:
    """The card as the addressee sees it in the direct message."""
    at.kith.do(at.kith.adapter.send(at.letter(f"k{len(at.discord.calls)}", to=to, what=what)))
    return at.discord.shown(to or at.ada)[-1]


def whispers(at: Stage, user: User | None = None) -> list[str]:
    return [one.text for one in at.discord.shown(user or at.ada) if one.ephemeral]


def test_a_press_in_a_direct_message_changes_the_card(at: Stage) -> None:
    """The pressed card says the answer from then on; nothing new appears."""
    at.engine.answer = lambda _incoming: Reply(card=card("You said yes."))
    message = sent(at, card("Lin asks.", "Happy to"))
    answer = at.discord.press(at.ada, message, message.button("Happy to"))
    assert (answer.kind, answer.text) == (7, "You said yes.")
    assert [one.text for one in at.discord.shown(at.ada)] == ["You said yes."]
    (incoming,) = at.engine.heard
    assert (incoming.step, incoming.about) == ("trial.happy_to", 4)
    assert incoming.on == f"{message.channel_id}:{message.id}"
    assert incoming.by is not None
    assert (incoming.by.place, incoming.by.place_name) == (str(at.guild.id), "Makers")
    assert (incoming.by.name, incoming.by.language) == ("Ada", "de")


def test_a_press_in_a_channel_is_answered_to_the_presser_alone(at: Stage) -> None:
    """The posted card stays as it is for everybody."""
    posted = at.letter(what=card("Join Compass.", "Join"))
    posted = type(posted)(key="c", card=posted.card, place=str(at.guild.id), channel=str(at.channel.id))
    at.kith.do(at.kith.adapter.send(posted))
    (message,) = at.discord.posted(at.channel)
    at.engine.answer = lambda _incoming: Reply(card=card("Welcome."), notice=card("You are number 3."))
    answer = at.discord.press(at.lin, message, message.button("Join"))
    assert (answer.kind, answer.text) == (4, "Welcome.")
    at.discord.wait_for(lambda: whispers(at, at.lin) == ["Welcome.", "You are number 3."])
    assert [one.text for one in at.discord.posted(at.channel)] == ["Join Compass."]
    assert whispers(at, at.ada) == []


def test_ones_own_thread_is_like_a_direct_message(at: Stage) -> None:
    """Where a private thread stands in for closed direct messages, a pressed card changes as it would there; for
    anybody else who was let in since, and in a room of several, the answer is a whisper."""
    at.discord.close_dms(at.ada)
    at.engine.answer = lambda _incoming: Reply(card=card("You said yes."))
    at.kith.do(at.kith.adapter.send(at.letter(what=card("Lin asks.", "Happy to"))))
    (thread,) = at.discord.threads(at.ada)
    (message,) = at.discord.posted(thread)
    answer = at.discord.press(at.ada, message, message.button("Happy to"))
    assert answer.kind == 7
    (incoming,) = at.engine.heard
    assert (incoming.on, incoming.seen_by_many) == (f"{thread.id}:{message.id}", False)
    assert incoming.by is not None
    assert incoming.by.place == str(at.guild.id)
    assert [one.text for one in at.discord.posted(thread)] == ["You said yes."]

    room = RoomPlan(4, "Ada and Lin", str(at.guild.id), str(at.channel.id), (str(at.ada.id), str(at.lin.id)))
    reference = at.kith.do(at.kith.adapter.open(room))
    letter = Outgoing(key="r", card=card("Hello both.", "Wave"), place=str(at.guild.id), room=reference)
    at.kith.do(at.kith.adapter.send(letter))
    message = at.discord.shown(at.lin)[-1]
    assert at.discord.press(at.lin, message, message.button("Wave")).kind == 4
    assert at.engine.heard[-1].seen_by_many


def test_a_command_is_answered_to_its_sender_alone(at: Stage) -> None:
    """In the guild and alone with Kith; the whole command arrives as it would be typed."""
    at.engine.answer = lambda _incoming: Reply(card=card("Three mentors.", "Ask"))
    answer = at.discord.command(at.ada, "mentor", "find", options={"text": "Python"}, guild=at.guild)
    assert (answer.kind, answer.text) == (4, "Three mentors.")
    assert whispers(at) == ["Three mentors."]
    assert at.discord.posted(at.channel) == []
    at.discord.command(at.ada, "mentor", "find")
    assert [incoming.text for incoming in at.engine.heard] == ["mentor find Python", "mentor find"]
    assert [incoming.via for incoming in at.engine.heard] == [Via.COMMAND] * 2


def test_a_pick_from_a_menu_names_what_was_picked(at: Stage) -> None:
    """A menu of options gives the option's value, a menu of channels the channel's id."""
    options = (shown.Option(value="week_2", label="Week 2"),)
    at.engine.answer = lambda _incoming: Reply(
        card=shown.Card(text="Where?", menu=shown.Menu(id="trial.post:4:", label="Channel", channels=True))
    )
    menu = shown.Menu(id="trial.week:4:", label="Week", options=options)
    message = sent(at, shown.Card(text="When?", menu=menu))
    answer = at.discord.select(at.ada, message, message.menu(), [message.option("Week 2")])
    assert answer.message is not None
    assert (at.engine.heard[-1].step, at.engine.heard[-1].value) == ("trial.week", "week_2")
    posted = at.letter(what=shown.Card(text="Where?", menu=shown.Menu(id="trial.post:4:", label="Ch", channels=True)))
    posted = type(posted)(key="c", card=posted.card, place=str(at.guild.id), channel=str(at.channel.id))
    at.kith.do(at.kith.adapter.send(posted))
    (in_channel,) = at.discord.posted(at.channel)
    at.discord.select(at.ada, in_channel, in_channel.menu(), [at.channel])
    assert (at.engine.heard[-1].step, at.engine.heard[-1].value) == ("trial.post", str(at.channel.id))


def test_an_empty_answer_only_acknowledges(at: Stage) -> None:
    """A press changes nothing, and a command leaves nothing behind; neither fails."""
    message = sent(at, card("Lin asks.", "Happy to"))
    assert at.discord.press(at.ada, message, message.button("Happy to")).kind == 6
    assert at.discord.command(at.ada, "mentor", "find", guild=at.guild).kind == 5
    at.discord.wait_for(lambda: [one.text for one in at.discord.shown(at.ada)] == ["Lin asks."])


# --- slow ------------------------------------------------------------------------------------------------------------


def test_slow_handling_is_held_and_answered_afterwards(at: Stage) -> None:
    """The press is acknowledged while the engine works, and the card changes when it is done."""
    at.engine.gate, at.engine.answer = threading.Event(), lambda _incoming: Reply(card=card("Yes."), notice=card("So."))
    message = sent(at, card("Lin asks.", "Happy to"))
    answer = at.discord.press(at.ada, message, message.button("Happy to"))
    assert answer.kind == 6
    assert [one.text for one in at.discord.shown(at.ada)] == ["Lin asks."]
    at.engine.gate.set()
    at.discord.wait_for(lambda: [one.text for one in at.discord.shown(at.ada)] == ["Yes.", "So."])


def test_a_slow_command_says_that_it_thinks(at: Stage) -> None:
    """Only the person sees that, and the answer takes its place; a form becomes the way to it."""
    at.engine.gate, at.engine.answer = threading.Event(), lambda _incoming: Reply(form=FORM)
    answer = at.discord.command(at.ada, "mentor", "find", guild=at.guild)
    assert answer.kind == 5
    assert answer.message is not None
    assert answer.message.ephemeral
    at.engine.gate.set()
    answer = at.discord.outcome(answer)
    assert answer.message is not None
    assert answer.message.labels == ["Open the form"]
    assert at.discord.modal(at.ada) is None


def test_a_slow_command_without_an_answer_leaves_nothing(at: Stage) -> None:
    """The "thinking" goes away."""
    at.engine.gate = threading.Event()
    assert at.discord.command(at.ada, "mentor", "find", guild=at.guild).kind == 5
    at.engine.gate.set()
    at.discord.wait_for(lambda: at.discord.shown(at.ada) == [])


def test_an_answer_that_discord_no_longer_takes_changes_the_card_anyway(at: Stage) -> None:
    """What was done is shown in a direct message even where the interaction itself is lost."""
    at.engine.answer = lambda _incoming: Reply(card=card("You said yes."))
    message = sent(at, card("Lin asks.", "Happy to"))
    at.discord.fail("/callback", 404, 10062)
    at.discord.press(at.ada, message, message.button("Happy to"), seconds=0.1)
    at.discord.wait_for(lambda: [one.text for one in at.discord.shown(at.ada)] == ["You said yes."])


def test_an_answer_that_discord_refuses_is_not_passed_over(at: Stage) -> None:
    """Whoever pressed reads that it is done; whoever runs Kith, that the answer was refused."""
    at.engine.answer = lambda _incoming: Reply(card=card("You said yes."))
    message = sent(at, card("Lin asks.", "Happy to"))
    at.discord.fail("/callback", 400, 50035)
    with capture_logs() as logged:
        at.discord.press(at.ada, message, message.button("Happy to"), seconds=0.1)
        said = "That is done, but I could not show the answer. Write to me, and I will show you how things stand."
        at.discord.wait_for(lambda: [one.text for one in at.discord.shown(at.ada)] == ["Lin asks.", said])
    assert [line["event"] for line in logged] == ["interaction_failed"]


def test_the_log_does_not_name_the_step_of_an_anonymous_card(at: Stage) -> None:
    """Where Discord no longer takes an answer, the log says which step it was to, but for a press with a token."""
    at.engine.answer = lambda _incoming: Reply(card=card("Thank you."))
    asked = shown.Choice(id=f"pulse.say:1:{Tokens(Keyring(['secret'])).new()}.14", label="4")
    for what in (card("Lin asks.", "Happy to"), shown.Card(text="Question 1 of 3", choices=(asked,))):
        message = sent(at, what)
        at.discord.fail("/callback", 404, 10062)
        with capture_logs() as logged:
            at.discord.press(at.ada, message, message.button(message.labels[0]), seconds=0.1)
            at.discord.wait_for(lambda: at.discord.shown(at.ada)[-1].text == "Thank you.")
        named = [line["step"] for line in logged if line["event"] == "answer_too_late"]
        assert named == (["trial.happy_to"] if what.text == "Lin asks." else [""])


# --- forms -----------------------------------------------------------------------------------------------------------


def paged(incoming: Incoming) -> Reply:
    """As the engine pages: after the first page a card that goes on, after the second one the end or what to mend."""
    if incoming.answers is None:
        start = 5 if incoming.value == "on" else 0
        return Reply(form=FORM.model_copy(update={"start": start}))
    if incoming.page == 0:
        go_on = shown.Choice(id="trial.tell:4:on", label="Continue")
        return Reply(card=shown.Card(text="Saved. 5 of 7 questions are done.", choices=(go_on,)))
    if "wrong" in incoming.answers["q5"]:
        mend = shown.Choice(id="trial.tell:4:on", label="Mend it")
        return Reply(card=shown.Card(text="Almost there.", choices=(mend,)), problems={"q5": "Not that."})
    return Reply(card=card("All seven."))


def test_a_form_of_two_pages_is_filled_in_with_nothing_lost(at: Stage) -> None:
    """Each page names its first question and brings its own answers; the card it came from leads through."""
    at.engine.answer = paged
    message = sent(at, card("Tell me.", "Tell"))
    form = at.discord.press(at.ada, message, message.button("Tell")).form
    assert form is not None
    assert (form.title, form.labels) == ("About you (1/2)", [f"Question {n}" for n in range(5)])
    after = at.discord.submit(at.ada, form, form.filled({"Question 0": "zero", "Question 4": "four"}))
    assert after.kind == 7
    assert after.message is not None
    assert after.message.id == message.id

    form = at.discord.press(at.ada, after.message, after.message.button("Continue")).form
    assert form is not None
    assert (form.title, form.labels) == ("About you (2/2)", ["Question 5", "Question 6"])
    after = at.discord.submit(at.ada, form, form.filled({"Question 5": "wrong"}))
    assert after.message is not None
    form = at.discord.press(at.ada, after.message, after.message.button("Mend it")).form
    assert form is not None
    after = at.discord.submit(at.ada, form, form.filled({"Question 5": "five"}))
    assert (after.kind, after.text) == (7, "All seven.")
    assert [one.text for one in at.discord.shown(at.ada)] == ["All seven."]

    sent_pages = [(incoming.page, dict(incoming.answers)) for incoming in at.engine.heard if incoming.answers]
    assert sent_pages[0] == (0, {"q0": ("zero",), "q1": ("",), "q2": ("",), "q3": ("",), "q4": ("four",)})
    assert [page for page, _answers in sent_pages] == [0, 5, 5]
    assert sent_pages[-1][1] == {"q5": ("five",), "q6": ("",)}


def test_a_problem_stands_beside_its_field_when_the_page_is_opened_again(at: Stage) -> None:
    """With what was written before still in it."""
    asked = (FORM.questions[0].model_copy(update={"given": ("wrong",), "problem": "Not that."}),)
    at.engine.answer = lambda _incoming: Reply(form=FORM.model_copy(update={"questions": asked}))
    message = sent(at, card("Almost there.", "Mend it"))
    form = at.discord.press(at.ada, message, message.button("Mend it")).form
    assert form is not None
    assert "Not that." in form.text
    assert form.payload["components"][0]["component"]["value"] == "wrong"


def test_a_form_that_follows_a_form_comes_as_a_card(at: Stage) -> None:
    """No form can answer a sent form: the way to it is shown to the person alone."""
    at.engine.answer = lambda _incoming: Reply(form=FORM)
    form = at.discord.command(at.ada, "mentor", "find", guild=at.guild).form
    assert form is not None
    answer = at.discord.submit(at.ada, form, {})
    assert answer.kind == 4
    assert answer.message is not None
    assert (answer.message.labels, answer.message.ephemeral) == (["Open the form"], True)


def test_a_form_can_open_beside_a_card_that_changes(at: Stage) -> None:
    """The form opens first, because nothing else can do that; the card changes behind it."""
    at.engine.answer = lambda _incoming: Reply(card=card("Noted."), form=FORM)
    message = sent(at, card("Lin asks.", "Happy to"))
    assert at.discord.press(at.ada, message, message.button("Happy to")).kind == 9
    at.discord.wait_for(lambda: [one.text for one in at.discord.shown(at.ada)] == ["Noted."])
    assert at.discord.modal(at.ada) is not None


def test_the_answer_to_a_form_from_a_whispered_card_changes_it(at: Stage) -> None:
    """An ephemeral card is only seen by its presser, so it changes in place too."""
    at.engine.answer = lambda _incoming: Reply(card=card("Tell me.", "Tell"))
    whispered = at.discord.command(at.ada, "mentor", "find", guild=at.guild).message
    assert whispered is not None
    at.engine.answer = paged
    form = at.discord.press(at.ada, whispered, whispered.button("Tell")).form
    assert form is not None
    answer = at.discord.submit(at.ada, form, {})
    assert answer.kind == 7
    assert whispers(at) == ["Saved. 5 of 7 questions are done."]


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_an_engine_that_fails_says_one_sentence(at: Stage) -> None:
    """In the place the person is in, and for them alone; Kith goes on."""

    def fail(_incoming: Incoming) -> Reply:
        raise RuntimeError("a bug")

    at.engine.answer = fail
    answer = at.discord.command(at.ada, "mentor", "find", guild=at.guild)
    assert (answer.kind, answer.text.split(",")[0]) == (4, "Something went wrong on our side")
    line = at.discord.type_line(at.ada, "hello")
    assert line.text.startswith("Something went wrong on our side")
    at.engine.answer = lambda _incoming: Reply(card=card("Back."))
    assert at.discord.command(at.ada, "mentor", "find", guild=at.guild).text == "Back."


def test_a_button_that_is_not_ours_is_answered_politely(at: Stage) -> None:
    """An id that was never an id of ours reaches no step."""
    message = sent(at, card("Lin asks.", "Happy to"))
    forged = shown.Choice.model_construct(id="no id at all", label="Odd", style=shown.Style.PLAIN)
    at.kith.do(at.kith.adapter.send(at.letter("odd", what=shown.Card.model_construct(text="Odd.", choices=(forged,)))))
    odd = at.discord.shown(at.ada)[-1]
    answer = at.discord.press(at.ada, odd, odd.button("Odd"))
    assert (answer.kind, answer.text) == (4, "That button is from an older time and does nothing any more.")
    assert at.engine.heard == []
    assert message.id != odd.id


def test_buttons_and_forms_outlive_a_restart(at: Stage) -> None:
    """What was sent and opened by one process is answered by the next one."""
    at.engine.answer = lambda _incoming: Reply(form=FORM)
    message = sent(at, card("Lin asks.", "Happy to", "Tell"))
    form = at.discord.press(at.ada, message, message.button("Tell")).form
    assert form is not None
    at.kith.__exit__(None, None, None)
    at.engine.answer = lambda _incoming: Reply(card=card("You said yes.", "Happy to"))
    with Running(adapter_for(at.discord), at.engine):
        assert at.discord.submit(at.ada, form, {}).text == "You said yes."
        assert at.discord.press(at.ada, message, message.button("Happy to")).text == "You said yes."


def test_what_was_begun_is_finished_before_kith_stops(at: Stage) -> None:
    """A press that is being handled while the process is told to stop still gets its answer."""
    at.engine.gate, at.engine.answer = threading.Event(), lambda _incoming: Reply(card=card("You said yes."))
    message = sent(at, card("Lin asks.", "Happy to"))
    at.discord.press(at.ada, message, message.button("Happy to"))
    stopping = threading.Thread(target=at.kith.__exit__, args=(None, None, None))
    stopping.start()
    assert at.kith.stopping.wait(10)
    at.engine.gate.set()
    stopping.join(15)
    assert [one.text for one in at.discord.shown(at.ada)] == ["You said yes."]
