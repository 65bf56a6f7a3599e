"""Several programs: which one is meant, what platforms report, and who reads which."""

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.incoming import Incoming, Sender, Via
from storage import outbox
from storage.people import Account, AccountPlace, Member, MemberStatus
from storage.places import Place, Program, ProgramStatus
from tests.core.small import Jar
from tests.core.stage import NOON, Stage


@pytest.fixture
def harbor(any_stage: Stage) -> int:
    """A second program, in a place of its own."""
    program = any_stage.add(Program(name="Harbor", status=ProgramStatus.OPEN, created_at=NOON))
    any_stage.add(Place(platform="plain", key="port", name="Port", program_id=program.id))
    return program.id or 0


def home(stage: Stage, name: str, place: str = "") -> str:
    """What the bare command answers."""
    reply = stage.commands(name, "mentor", place=place)
    shown = reply.card or reply.notice
    assert shown is not None
    return shown.text


# --- which program ---------------------------------------------------------------------------------------------------


def test_a_place_says_which_program(any_stage: Stage, harbor: int) -> None:
    """A command typed in a place is about the program that lives there, whatever one did last."""
    any_stage.member("Ada")
    any_stage.member("Ada", program=harbor)
    assert home(any_stage, "Ada", "town") == "This is Compass. Hello, Ada."
    assert home(any_stage, "Ada", "port") == "This is Harbor. Hello, Ada."
    assert home(any_stage, "Ada", "town") == "This is Compass. Hello, Ada."


def test_a_direct_message_is_about_the_only_program(any_stage: Stage, harbor: int) -> None:
    """Who is in one program need not say which."""
    any_stage.member("Ada", program=harbor)
    assert home(any_stage, "Ada") == "This is Harbor. Hello, Ada."


def test_several_programs_are_asked_about(any_stage: Stage, harbor: int) -> None:
    """In a direct message somebody in two programs chooses; after that it is the chosen one."""
    any_stage.member("Ada")
    any_stage.member("Ada", program=harbor)
    reply = any_stage.commands("Ada", "mentor", place="")
    assert reply.card is not None
    assert "Which one" in reply.card.text
    assert [choice.label for choice in reply.card.choices] == ["Compass", "Harbor"]
    chosen = any_stage.presses("Ada", reply.card.choices[1].id, place="")
    assert chosen.card is not None
    assert chosen.card.text == "This is Harbor. Hello, Ada."
    assert home(any_stage, "Ada") == "This is Harbor. Hello, Ada."


def test_several_programs_are_asked_about_by_typing_too(any_stage: Stage, harbor: int) -> None:
    """A typed line gets the same question by post, and a number answers it."""
    any_stage.member("Ada")
    any_stage.member("Ada", program=harbor)
    assert any_stage.types("Ada", "good morning", place="") == [
        "You are in more than one program. Which one is this about?"
    ]
    assert any_stage.types("Ada", "2", place="") == ["This is Harbor. Hello, Ada."]


def test_help_needs_no_program(any_stage: Stage, harbor: int) -> None:
    """What is about the account itself is answered without asking which program is meant."""
    any_stage.member("Ada")
    any_stage.member("Ada", program=harbor)
    assert any_stage.types("Ada", "help", place="") == ["Type what you see on a button, or its number."]


def test_after_leaving_one_program_the_other_is_meant(any_stage: Stage, harbor: int) -> None:
    """Direct messages do not stay with a program that one left."""
    any_stage.member("Ada")
    theirs = any_stage.member("Ada", program=harbor)
    assert home(any_stage, "Ada", "port") == "This is Harbor. Hello, Ada."
    any_stage.change(theirs, status=MemberStatus.LEFT)
    assert home(any_stage, "Ada") == "This is Compass. Hello, Ada."


def test_a_stranger_in_a_direct_message_is_told(any_stage: Stage) -> None:
    """Who is nowhere, in a direct message that names no place, hears that there is nothing here, and where one
    begins."""
    said = home(any_stage, "Zoe")
    assert said.startswith("There is no mentoring program here yet. One begins in the server or workspace itself")


def test_the_records_program_decides(any_stage: Stage, harbor: int) -> None:
    """A button is about its record's program, wherever it is pressed, and the letter is of that program."""
    any_stage.member("Ada")
    owner, helper = any_stage.member("Ada", program=harbor), any_stage.member("Lin", program=harbor)
    jar = any_stage.jar(owner, helper)
    any_stage.presses("Ada", f"jar.offer:{jar.id}:", place="town")
    assert [letter.program_id for letter in any_stage.letters()] == [harbor]
    assert home(any_stage, "Ada") == "This is Harbor. Hello, Ada."


# --- what platforms report -------------------------------------------------------------------------------------------


def event(stage: Stage, step: str, user: str, place: str = "", key: str = "") -> None:
    sender = Sender("plain", "", user, place=place)
    stage.take(Incoming(via=Via.EVENT, step=step, by=sender, key=key or stage.next_key()))


def test_who_left_is_taken_out_of_every_program_at_once(any_stage: Stage, harbor: int) -> None:
    """One report is taken for each membership of the account, once."""
    any_stage.member("Ada")
    any_stage.member("Ada", program=harbor)
    any_stage.member("Lin")
    for _twice in range(2):
        event(any_stage, "people.left", "ada", key="E1")
    any_stage.settle()
    assert any_stage.desk.to("ada") == ["Goodbye.", "Goodbye."]
    assert any_stage.desk.to("lin") == []
    assert sorted(letter.program_id or 0 for letter in any_stage.letters()) == [1, harbor]


def test_a_report_about_nobody_is_nothing(any_stage: Stage) -> None:
    """An account that Kith never met, or a step that no platform reports, changes nothing and adds nobody."""
    any_stage.member("Ada")
    event(any_stage, "people.left", "stranger")
    event(any_stage, "people.greet", "ada")
    event(any_stage, "people.nothing", "ada")
    event(any_stage, "", "ada")
    assert any_stage.letters() == []
    assert [account.user for account in any_stage.all(Account)] == ["ada"]


def test_a_stranger_who_left_is_not_thought_to_be_there(any_stage: Stage) -> None:
    """Who looked around without joining, and left the place, does not belong there any more."""
    any_stage.commands("Zoe", "mentor")
    event(any_stage, "people.left", "zoe", "town")
    with any_stage.database.read() as session:
        (seen,) = session.scalars(sa.select(AccountPlace))
        assert seen.left_at == NOON
    assert any_stage.account("Zoe").gone_at == NOON
    any_stage.commands("Zoe", "mentor")
    with any_stage.database.read() as session:
        assert session.scalars(sa.select(AccountPlace)).one().left_at is None


def test_a_report_is_no_act_of_the_person(any_stage: Stage) -> None:
    """Being reported gone does not count as having been awake."""
    ada = any_stage.member("Ada")
    event(any_stage, "people.left", "ada")
    assert any_stage.get(Member, ada.id).acted_at == ada.acted_at


def test_a_report_that_fails_is_raised(any_stage: Stage) -> None:
    """What a platform reports and cannot be taken now is raised, so that it is not acknowledged and comes again."""
    any_stage.member("Ada")
    with any_stage.database.write() as session:
        session.execute(sa.insert(outbox.taken).values(key="other", at=NOON))
        session.execute(sa.insert(outbox.letters).values(letter_row("E1:1:0")))
    with capture_logs() as logs, pytest.raises(sa.exc.IntegrityError):
        event(any_stage, "people.left", "ada", key="E1")
    assert [line["step"] for line in logs if line["event"] == "step_failed"] == ["people.left"]
    with any_stage.database.write() as session:
        session.execute(sa.delete(outbox.letters))
    event(any_stage, "people.left", "ada", key="E1")
    any_stage.settle()
    assert any_stage.desk.to("ada") == ["Goodbye."]


def letter_row(key: str) -> dict[str, object]:
    return {
        "key": key, "lane": "elsewhere", "kind": "answer", "card": '{"text":"x"}', "created_at": NOON, "due_at": NOON,
        "rank": 0, "open": False, "urgent": False, "slot": "", "attempts": 0, "failures": 0, "state": "pending",
        "reference": "", "error": "", "channel": "",
    }  # fmt: skip


def test_acting_again_takes_a_gone_account_back(any_stage: Stage) -> None:
    """Whoever presses something is there, and can be written to again."""
    ada = any_stage.member("Ada")
    any_stage.change(ada.account, gone_at=NOON, silent_since=NOON)
    any_stage.presses("Ada", f"people.greet:{ada.id}:")
    any_stage.settle()
    account = any_stage.get(Account, ada.account_id)
    assert (account.gone_at, account.silent_since) == (None, None)
    assert any_stage.desk.to("ada") == ["Hello."]


def test_a_new_person_is_known_after_the_first_act(any_stage: Stage) -> None:
    """Account and place are made once, however much one does."""
    for _time in range(3):
        any_stage.commands("Zoe", "mentor", place="meadow")
    assert [account.name for account in any_stage.all(Account)] == ["Zoe"]
    assert [place.name for place in any_stage.all(Place)] == ["Town", "Meadow"]


def test_nothing_of_one_program_is_in_a_store_of_another(any_stage: Stage, harbor: int) -> None:
    """The store that a step is given finds no row of another program by its id."""
    from storage.database import Store

    jar = any_stage.jar(any_stage.member("Ada"))
    with any_stage.database.read() as session:
        assert Store(session, any_stage.program).get(Jar, jar.id) is not None
        assert Store(session, harbor).get(Jar, jar.id) is None
