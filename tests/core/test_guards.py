"""Who may take which step: one place answers for every step there will ever be."""

from dataclasses import dataclass, replace

import pytest
from structlog.testing import capture_logs

from bot.incoming import Incoming, Reply, Via
from storage.people import Account, Member, MemberStatus
from storage.places import Place, Program, ProgramStatus
from tests.core.small import Jar, JarStatus
from tests.core.stage import Stage


@dataclass
class People:
    """Ada owns the jar, Lin helps, Sam coordinates, Kim is in the program and nothing else."""

    ada: Member
    lin: Member
    sam: Member
    kim: Member
    jar: Jar


@pytest.fixture
def people(any_stage: Stage) -> People:
    ada, lin = any_stage.member("Ada"), any_stage.member("Lin")
    sam, kim = any_stage.member("Sam", is_coordinator=True), any_stage.member("Kim")
    return People(ada, lin, sam, kim, any_stage.jar(ada, lin))


def refused(reply: Reply, *words: str) -> None:
    """A sentence and nothing else."""
    assert reply.notice is not None
    assert all(word in reply.notice.text for word in words), reply.notice.text
    assert reply.form is None
    assert not reply.wake


def coins(stage: Stage, jar: Jar) -> int:
    return stage.get(Jar, jar.id).coins


def test_those_whom_the_record_holds_may(any_stage: Stage, people: People) -> None:
    """Owner and helper both put a coin in, and each sees the jar as it is then."""
    first = any_stage.presses("Ada", f"jar.put:{people.jar.id}:")
    assert first.card is not None
    assert first.card.text == "The jar holds one coin."
    second = any_stage.presses("Lin", f"jar.put:{people.jar.id}:")
    assert second.card is not None
    assert second.card.text == "The jar holds 2 coins."
    assert coins(any_stage, people.jar) == 2


def test_a_wrong_person_is_told_so(any_stage: Stage, people: People) -> None:
    """Somebody else's button does nothing for a member whom the record does not hold, nor for a coordinator."""
    refused(any_stage.presses("Kim", f"jar.put:{people.jar.id}:"), "not yours")
    refused(any_stage.presses("Sam", f"jar.put:{people.jar.id}:"), "not yours")
    refused(any_stage.presses("Lin", f"jar.seal:{people.jar.id}:"), "not yours")
    assert coins(any_stage, people.jar) == 0
    assert any_stage.get(Jar, people.jar.id).status is JarStatus.OPEN


def test_who_is_not_a_member_hears_how_to_join(any_stage: Stage, people: People) -> None:
    """An account that never joined learns which program it is and how to get in."""
    refused(any_stage.presses("Zoe", f"jar.look:{people.jar.id}:"), "not in Compass yet")
    assert "Zoe" not in [member.name for member in any_stage.all(Member)]


def test_who_left_is_no_member(any_stage: Stage, people: People) -> None:
    """Somebody who left cannot go on with what was theirs."""
    any_stage.change(people.ada, status=MemberStatus.LEFT)
    refused(any_stage.presses("Ada", f"jar.put:{people.jar.id}:"), "not in Compass yet")
    assert coins(any_stage, people.jar) == 0


def test_who_was_removed_cannot_even_do_what_anyone_may(any_stage: Stage, people: People) -> None:
    """A removed member is told so at every button, the open ones included."""
    any_stage.change(people.ada, status=MemberStatus.REMOVED)
    refused(any_stage.presses("Ada", f"jar.put:{people.jar.id}:"), "not in Compass any more")
    refused(any_stage.presses("Ada", f"home.join:{any_stage.program}:"), "not in Compass any more")
    assert coins(any_stage, people.jar) == 0


def test_who_pauses_may_still_act(any_stage: Stage, people: People) -> None:
    """A pause keeps letters away, not the person."""
    any_stage.change(people.ada, status=MemberStatus.PAUSED)
    assert any_stage.presses("Ada", f"jar.put:{people.jar.id}:").card is not None
    assert coins(any_stage, people.jar) == 1


def test_what_is_for_coordinators_is_for_them_alone(any_stage: Stage, people: People) -> None:
    """Neither the owner nor a coordinator of another program takes a coordinator's step."""
    any_stage.change(people.jar, coins=2)
    other = any_stage.add(Program(name="Harbor", status=ProgramStatus.OPEN, created_at=any_stage.clock.at))
    any_stage.member("Olu", program=other.id, is_coordinator=True)
    refused(any_stage.presses("Ada", f"jar.empty:{people.jar.id}:"), "coordinators of Compass")
    assert any_stage.presses("Olu", f"jar.empty:{people.jar.id}:").notice is not None
    assert coins(any_stage, people.jar) == 2
    assert any_stage.presses("Sam", f"jar.empty:{people.jar.id}:").card is not None
    assert coins(any_stage, people.jar) == 0


def test_a_record_of_another_program_is_out_of_reach(any_stage: Stage, people: People) -> None:
    """A forged id names a record of a program that one is not in: nothing happens, and nothing of it is said."""
    other = any_stage.add(Program(name="Harbor", status=ProgramStatus.OPEN, created_at=any_stage.clock.at))
    any_stage.add(Place(platform="plain", key="port", name="Port", program_id=other.id))
    olu = any_stage.member("Olu", program=other.id)
    theirs = any_stage.jar(olu, note="secret")
    for step in ("put", "look", "empty", "seal", "offer"):
        reply = any_stage.presses("Ada", f"jar.{step}:{theirs.id}:")
        refused(reply)
        assert "Harbor" not in repr(reply)
        assert reply.card is None
    assert any_stage.get(Jar, theirs.id) == theirs


def test_a_stranger_at_a_public_button_hears_which_program_it_is(any_stage: Stage, people: People) -> None:
    """Where the place belongs to the program its name is no secret."""
    refused(any_stage.presses("Zoe", f"jar.put:{people.jar.id}:", place="town"), "Compass")


@pytest.mark.parametrize(
    "id", ["", "jar.put", "jar.put:x:", "jar.put:-1:", "JAR.PUT:1:", "jar.put:1:a b", "jar.put:1:a:b", "jar.put:1",
           "jar.put:1:" + "v" * 41, "jar.put:1234567890123456789:", "javascript:alert(1):", "jar.put:1:\n",
           "jar.put:1:\ud83d", "jar.put:1:a\x00"],
)  # fmt: skip
def test_a_malformed_id_is_no_id(id: str, stage: Stage) -> None:
    """What is not an id of ours is said to be none, before anything looks at it."""
    with pytest.raises(ValueError, match="not an id of ours"):
        Incoming.parse(id, via=Via.PRESS, by=stage.sender("Ada"), key="k")


@pytest.mark.parametrize("value", ["a:b", "a b", "\n", "v" * 41, "\ud83d", "a\x00"])
def test_a_pick_that_no_option_had_is_none(value: str, stage: Stage) -> None:
    """The same holds for what is said to be picked from a menu."""
    with pytest.raises(ValueError, match="not an id of ours"):
        Incoming.parse("jar.put:1:", via=Via.PRESS, by=stage.sender("Ada"), key="k", value=value)


@pytest.mark.parametrize("mark", ["\x00", "\ud83d"])
@pytest.mark.parametrize(
    "where", ["place", "place_name", "name", "zone", "language", "team", "user", "on", "key", "text"]
)
def test_what_is_no_text_breaks_nothing(where: str, mark: str, any_stage: Stage, people: People) -> None:
    """A character that no database holds, wherever it comes in: nothing fails, and nobody is taken for somebody else
    for it."""
    sender, rest = any_stage.sender("Ada"), {"on": "m1", "key": "k1", "text": "hello"}
    if where in rest:
        rest[where] += mark
    else:
        sender = replace(sender, **{where: getattr(sender, where) + mark})
    before = [(account.user, account.name) for account in any_stage.all(Account)]
    with capture_logs() as logs:
        press = Incoming.parse(f"jar.put:{people.jar.id}:", via=Via.PRESS, by=sender, key=rest["key"], on=rest["on"])
        any_stage.take(press)
        any_stage.take(Incoming(via=Via.LINE, by=sender, text=rest["text"], key=f"{rest['key']}2"))
    any_stage.settle()
    assert [line for line in logs if line["log_level"] == "error"] == []
    is_ada = where not in ("team", "user")
    assert any_stage.get(Jar, people.jar.id).coins == int(is_ada)
    accounts = [(account.user, account.name) for account in any_stage.all(Account)]
    assert (accounts == before) is is_ada


def test_an_id_of_nothing_is_answered(any_stage: Stage, people: People) -> None:
    """A record that never was, however large its number, gets a sentence."""
    for about in ("999", "9" * 18):
        refused(any_stage.presses("Ada", f"jar.put:{about}:"), "not there any more")


def test_a_step_about_a_record_is_not_taken_without_one(any_stage: Stage, people: People) -> None:
    """A button's id with its record cut out reaches nobody's record."""
    assert any_stage.presses("Ada", "jar.put::").notice is not None
    assert coins(any_stage, people.jar) == 0


def test_an_unknown_step_is_from_an_older_time(any_stage: Stage, people: People) -> None:
    """A button whose step is no more says so."""
    refused(any_stage.presses("Ada", f"jar.shake:{people.jar.id}:"), "older time")


@pytest.mark.parametrize("old", ["jar.drop_in", "old_jar.throw"])
def test_a_step_answers_to_its_old_names(any_stage: Stage, people: People, old: str) -> None:
    """A button that carries the name a step had in a release still takes it, in whatever flow it was."""
    any_stage.presses("Ada", f"{old}:{people.jar.id}:")
    assert coins(any_stage, people.jar) == 1


def test_a_card_that_is_no_longer_true_is_drawn_as_it_is(any_stage: Stage, people: People) -> None:
    """In another status the press is refused with a sentence, and the card shows how it stands now."""
    any_stage.change(people.jar, status=JarStatus.SEALED, coins=2)
    reply = any_stage.presses("Lin", f"jar.put:{people.jar.id}:")
    refused(reply, "has changed since")
    assert reply.card is not None
    assert reply.card.text == "The jar holds 2 coins."
    assert not reply.card.open
    assert coins(any_stage, people.jar) == 2


def test_the_second_press_is_refused_kindly(any_stage: Stage, people: People) -> None:
    """Sealing twice seals once: the second press says that it has changed, and one letter went out."""
    any_stage.presses("Ada", f"jar.seal:{people.jar.id}:")
    refused(any_stage.presses("Ada", f"jar.seal:{people.jar.id}:"), "has changed since")
    any_stage.settle()
    assert any_stage.desk.to("lin") == ["The jar is sealed."]


def test_only_the_held_see_how_it_stands(any_stage: Stage, people: People) -> None:
    """The wrong person gets the sentence, and not the card as it is now; nor does a coordinator, whose press was too
    late."""
    any_stage.change(people.jar, status=JarStatus.SEALED)
    for name, step, sentence in (("Kim", "put", "not yours"), ("Sam", "empty", "has changed since")):
        reply = any_stage.presses(name, f"jar.{step}:{people.jar.id}:")
        refused(reply, sentence)
        assert reply.card is None


def test_only_a_platform_says_that_somebody_left(any_stage: Stage, people: People) -> None:
    """A step for what a platform reports cannot be pressed, by oneself or by a coordinator."""
    for name in ("Ada", "Sam"):
        refused(any_stage.presses(name, f"people.left:{people.ada.id}:"), "not yours")
    any_stage.settle()
    assert any_stage.desk.sent == []


def test_a_timers_step_cannot_be_pressed(any_stage: Stage, people: People) -> None:
    """What only a timer takes is nobody's to press."""
    for name in ("Ada", "Sam"):
        refused(any_stage.presses(name, f"jar.ring:{people.jar.id}:"), "not yours")
    assert any_stage.get(Jar, people.jar.id).note == ""


def test_a_refusal_leaves_nothing_behind(any_stage: Stage, people: People) -> None:
    """A step that refuses itself changes nothing, and says what to do instead."""
    any_stage.change(people.jar, coins=3)
    refused(any_stage.presses("Ada", f"jar.put:{people.jar.id}:"), "full", "bigger one")
    assert coins(any_stage, people.jar) == 3
    assert any_stage.letters() == []


def test_a_place_without_a_program_is_shown_the_way_to_one(any_stage: Stage) -> None:
    """A command where there is no program leads to setting one up."""
    reply = any_stage.commands("Ada", "mentor", place="meadow")
    assert reply.card is not None
    assert reply.card.text == "Meadow has no program yet."
    assert [place.key for place in any_stage.all(Place)] == ["town", "meadow"]


def test_a_program_without_a_place_is_open(any_stage: Stage, people: People) -> None:
    """A program that lives nowhere, as a copy to walk through does, cannot tell who is around it."""
    nowhere = any_stage.add(Program(name="Nowhere", status=ProgramStatus.OPEN, created_at=any_stage.clock.at))
    assert any_stage.presses("Zoe", f"home.show:{nowhere.id}:", place="").card is not None


def test_what_is_open_to_anyone_is_open_to_anyone_there(any_stage: Stage, people: People) -> None:
    """A step for anyone is for those who are in a place of the program, also in a direct message later on; a forged id
    from elsewhere is refused without a name."""
    refused(any_stage.presses("Zoe", f"home.show:{any_stage.program}:", place="meadow"), "not yours")
    refused(any_stage.presses("Zoe", f"home.show:{any_stage.program}:", place=""), "not yours")
    for place in ("town", "", "meadow"):
        reply = any_stage.presses("Zoe", f"home.show:{any_stage.program}:", place=place)
        assert reply.card is not None
        assert "Compass" in reply.card.text
