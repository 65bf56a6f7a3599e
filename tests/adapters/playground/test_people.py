"""What people do in the playground reaches Kith as it should, and what comes back is shown to whom it should."""

from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from adapters.playground import views
from adapters.playground.people import NotPossible, People
from adapters.playground.read import Act
from bot import shown
from bot.incoming import LEFT, Incoming, Reply, Via
from storage import playground as rows
from storage.database import Store
from storage.mentoring.rules import Rules
from storage.people import Account, Member, enrol
from storage.places import Program, ProgramStatus
from storage.playground import PlaygroundMessage
from tests.adapters.playground.trial import START, Trial


@pytest.fixture
def people(trial: Trial) -> People:
    return People(trial.adapter)


def act(do: str = "press", **more: object) -> Act:
    return Act.model_validate({"do": do, "nonce": str(uuid4()), **more})


async def see(trial: Trial, user: str, conversation: str = "") -> list[PlaygroundMessage]:
    await trial.lanes.settle()
    return await trial.adapter.read(rows.messages_in, conversation or rows.direct(user), user, 50)


def card(message: PlaygroundMessage) -> shown.Card:
    return shown.Card.model_validate_json(message.card)


def id_of(message: PlaygroundMessage, label: str) -> str:
    return next(choice.id for choice in card(message).presses if choice.label == label)


async def home(people: People, trial: Trial, user: str = "ada") -> PlaygroundMessage:
    await people.say(user, act("say", conversation=rows.direct(user), text="hello"))
    return (await see(trial, user))[-1]


async def test_a_press_changes_the_card_in_a_direct_message(people: People, trial: Trial) -> None:
    """In a direct message the answer takes the place of the pressed card."""
    pressed = await home(people, trial)
    await people.press("ada", act(id=id_of(pressed, "Save for later"), message=pressed.id))
    found = await see(trial, "ada")
    assert [message.line or card(message).title for message in found] == ["hello", "Asked"]


async def test_a_pick_from_a_menu_carries_its_value(people: People, trial: Trial) -> None:
    """What was picked reaches the step."""
    pressed = await home(people, trial)
    menu = card(pressed).menu
    assert menu
    await people.press("ada", act("pick", id=menu.id, value="career", message=pressed.id))
    assert card((await see(trial, "ada"))[-1]).text == "You picked career."


async def test_a_refusal_stands_beside_the_card(people: People, trial: Trial) -> None:
    """What was not possible is said below, and the card stays as it was."""
    pressed = await home(people, trial)
    back = await people.press("ada", act(id=id_of(pressed, "Something is not right"), message=pressed.id))
    found = await see(trial, "ada")
    assert [card(message).text for message in found[2:]] == ["That is not possible just now. Try again tomorrow."]
    assert card(found[1]) == card(pressed)
    assert back.kept


async def test_what_somebody_is_stands_beside_their_name(trial: Trial) -> None:
    """The roles in the program of the place, as they are now and in its own words; what somebody is in another one, as
    in one that is only tried out, is not mixed with them."""

    def take_roles(session: Session) -> None:
        account = session.scalars(sa.select(Account).where(col(Account.user) == "lin")).one()
        there = session.scalars(sa.select(Member).where(col(Member.account_id) == account.id)).one()
        there.is_coordinator = there.is_mentor = True
        session.add(Rules(program_id=there.program_id, mentor_word="old hand"))
        tried = Program(name="Trying it out", status=ProgramStatus.OPEN, zone="Europe/Berlin", created_at=START)
        session.add(tried)
        session.flush()
        enrol(Store(session, tried.id), account, START, consent="1").is_mentee = True

    await trial.adapter.write(take_roles)
    view = await trial.adapter.read(views.column, "lin", "", 40, "Europe/Berlin", trial.adapter.roles)
    assert view is not None
    assert view.about == "Old hand, Coordinator, Mentor · Computer science"
    assert [one.about for one in await trial.adapter.read(views.people, trial.adapter.roles) if one.user == "lin"] == [
        view.about
    ]


async def test_a_column_shows_the_time_that_its_person_lives_by(people: People, trial: Trial) -> None:
    """Whoever told Kith that they live elsewhere reads there when something came, as every letter to them says it."""
    await home(people, trial)

    def move(session: Session) -> None:
        session.execute(sa.update(Member).where(col(Member.name) == "Ada Mensah").values(zone="Asia/Tokyo"))

    before = await trial.adapter.read(views.column, "ada", "", 40, "Europe/Berlin", trial.adapter.roles)
    await trial.adapter.write(move)
    view = await trial.adapter.read(views.column, "ada", "", 40, "Europe/Berlin", trial.adapter.roles)
    assert before is not None
    assert view is not None
    assert (before.zone, view.zone) == ("Africa/Accra", "Asia/Tokyo")
    assert str(view.messages[-1].at.tzinfo) == "Asia/Tokyo"


async def test_an_answer_in_a_channel_is_for_the_presser_alone(people: People, trial: Trial) -> None:
    """A card that many see stays; the answer is seen by one, and pressing that one changes it in place."""
    await people.say("lin", act("say", conversation="channel:general", text="/mentor post"))
    post = (await see(trial, "ada", "channel:general"))[-1]
    await people.press("ada", act(id=id_of(post, "Join"), message=post.id))
    ada, lin = await see(trial, "ada", "channel:general"), await see(trial, "lin", "channel:general")
    assert [card(message).text for message in ada] == ["Who wants a mentor this spring?", "Welcome, Ada Mensah."]
    assert [card(message).text for message in lin] == ["Posted.", "Who wants a mentor this spring?"]


async def test_an_ephemeral_answer_changes_in_place(people: People, trial: Trial) -> None:
    """A press on an answer that only its presser sees takes its place, also in a channel."""
    await people.say("ada", act("say", conversation="channel:general", text="/mentor"))
    answer = (await see(trial, "ada", "channel:general"))[-1]
    await people.press("ada", act(id=id_of(answer, "Save for later"), message=answer.id))
    found = await see(trial, "ada", "channel:general")
    assert [(card(message).title, message.only_for) for message in found] == [("Asked", "ada")]


async def test_an_act_that_is_sent_twice_is_taken_once(people: People, trial: Trial) -> None:
    """The same act from the browser, twice, writes one letter; a second act writes another."""
    twice = act("say", conversation="dm:ada", text="/mentor write Lin")
    await people.say("ada", twice)
    await people.say("ada", twice)
    assert len(await see(trial, "lin")) == 1
    await people.say("ada", act("say", conversation="dm:ada", text="/mentor write Lin"))
    assert len(await see(trial, "lin")) == 2


async def test_a_line_that_is_sent_twice_is_said_once(people: People, trial: Trial) -> None:
    """A typed line shows once, and is answered once."""
    twice = act("say", conversation="dm:ada", text="hello")
    await people.say("ada", twice)
    await people.say("ada", twice)
    assert [message.line for message in await see(trial, "ada")] == ["hello", ""]


async def test_kith_never_hears_what_people_say_to_each_other(people: People, trial: Trial) -> None:
    """Lines in rooms and channels stay in the playground; only commands and what is said to Kith alone reach it."""
    heard: list[Incoming] = []

    async def hear(incoming: Incoming) -> Reply:
        heard.append(incoming)
        return Reply()

    room = await trial.adapter.write(rows.open_room, "Ada and Lin", ["ada", "lin"], 9)
    thread = await trial.adapter.write(rows.open_room, "Kith, in private", ["ada"])
    trial.adapter.handle = hear
    for conversation in (f"room:{room}", "channel:general"):
        await people.say("ada", act("say", conversation=conversation, text="Between us: hello"))
        assert [message.line for message in await see(trial, "lin", conversation)] == ["Between us: hello"]
    assert heard == []
    await people.say("ada", act("say", conversation=f"room:{room}", text="/mentor find"))
    await people.say("ada", act("say", conversation=f"room:{thread}", text="hello"))
    await people.say("ada", act("say", conversation="dm:ada", text="#general"))
    assert [(incoming.via, incoming.text) for incoming in heard] == [
        (Via.COMMAND, "/mentor find"), (Via.LINE, "hello"), (Via.LINE, "<#general>"),
    ]  # fmt: skip


async def test_what_one_does_not_see_one_cannot_press(people: People, trial: Trial) -> None:
    """Another's messages, another's room, nobody's conversation and ids that are none are refused, with no change."""
    pressed = await home(people, trial)
    room = await trial.adapter.write(rows.open_room, "Ada and Noor", ["ada", "noor"], 9)
    with pytest.raises(NotPossible):
        await people.press("lin", act(id=id_of(pressed, "Save for later"), message=pressed.id))
    for conversation in ("dm:ada", f"room:{room}", "room:99", "room:x", "channel:none", "", "else:where"):
        with pytest.raises(NotPossible):
            await people.say("lin", act("say", conversation=conversation, text="hello"))
    with pytest.raises(NotPossible):
        await people.say("nobody", act("say", conversation="dm:nobody", text="hello"))
    with pytest.raises(ValueError, match="not an id"):
        await people.press("ada", act(id="<script>", message=pressed.id))
    assert card((await see(trial, "ada"))[-1]) == card(pressed)


async def test_a_form_comes_back_with_its_problems(people: People, trial: Trial) -> None:
    """A form is opened by the press, its problems come back by field, and when it is taken its card changes."""
    pressed = await home(people, trial)
    opened = await people.press("ada", act(id=id_of(pressed, "Tell about me"), message=pressed.id))
    assert opened.form
    assert (opened.message, opened.conversation) == (pressed.id, "dm:ada")
    answers = {"name": ["Ada"], "help": ["advice"], "topics": ["t1", "t2"], "hours": ["13"]}
    sent = {"id": opened.form.id, "message": opened.message, "conversation": opened.conversation}
    missing = await people.press("ada", act("submit", **sent, answers={**answers, "name": []}))
    refused = await people.press("ada", act("submit", **sent, answers=answers))
    assert missing.problems == {"name": "Please fill this in."}
    assert refused.problems == {"hours": "Not thirteen, please."}
    assert card((await see(trial, "ada"))[-1]) == card(pressed)
    taken = await people.press("ada", act("submit", **sent, answers={**answers, "hours": ["4"]}))
    assert not taken.problems
    assert [message.line or card(message).title for message in await see(trial, "ada")] == ["hello", "Saved"]


async def test_leaving_is_reported_and_can_be_taken_back(people: People, trial: Trial) -> None:
    """Kith hears that somebody left; from then on nothing reaches them, until they come back."""
    await people.leave("tomas", act("leave"))
    assert [card(message).text for message in await see(trial, "noor")] == ["Tomás Quiroga has left."]
    with pytest.raises(NotPossible):
        await people.say("tomas", act("say", conversation="dm:tomas", text="hello"))
    await people.come_back("tomas")
    assert card(await home(people, trial, "tomas")).title == "Mentors for you, Tomás Quiroga"


async def test_who_leaves_while_kith_cannot_take_it_in_stays(people: People, trial: Trial) -> None:
    """A leaving that was not taken in did not happen, and can be done again."""

    async def fail(incoming: Incoming) -> Reply:
        assert (incoming.via, incoming.step) == (Via.EVENT, LEFT)
        raise RuntimeError("broken")

    trial.adapter.handle = fail
    with pytest.raises(RuntimeError, match="broken"):
        await people.leave("tomas", act("leave"))
    assert await trial.adapter.missing("playground", ["tomas"]) == set()


async def test_somebody_new_is_nobody_yet(people: People, trial: Trial) -> None:
    """A new account gets a name of its own, can talk to Kith, and is no member."""
    first, second = await people.arrive("Zoë Ångström", "Asia/Kathmandu"), await people.arrive("Zoe Angstrom", "UTC")
    assert (first, second, await people.arrive("雪", "UTC")) == ("zoe-angstrom", "zoe-angstrom-2", "person")
    assert card(await home(people, trial, first)).title == "Mentors for you, Zoë Ångström"
    await people.say(first, act("say", conversation=rows.direct(first), text="/mentor post"))
    assert "You are not in Spring Mentoring yet" in card((await see(trial, first))[-1]).text


async def test_what_is_new_is_counted_until_it_was_seen(people: People, trial: Trial) -> None:
    """Others' messages count as new, one's own and what only others see do not, and seeing them settles it for good."""
    room = await trial.adapter.write(rows.open_room, "Ada and Lin", ["ada", "lin"], 9)
    there = [f"room:{room}", "channel:general", "dm:lin"]
    await people.say("ada", act("say", conversation=f"room:{room}", text="One"))
    await people.say("ada", act("say", conversation=f"room:{room}", text="Two"))
    await people.say("ada", act("say", conversation="channel:general", text="/mentor"))
    newest = (await see(trial, "lin", f"room:{room}"))[-1].id or 0
    assert await trial.adapter.read(rows.unread, "lin", there) == {f"room:{room}": 2}
    assert await trial.adapter.read(rows.unread, "ada", there) == {"channel:general": 1}
    assert await trial.adapter.read(rows.unread_by_person) == {"lin": 2}
    assert await trial.adapter.write(rows.mark_seen, "lin", f"room:{room}", newest)
    assert not await trial.adapter.write(rows.mark_seen, "lin", f"room:{room}", newest - 1)
    assert await trial.adapter.read(rows.unread, "lin", there) == {}
