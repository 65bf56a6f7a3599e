"""Nobody coordinates a program any more: whoever was named is asked, and who runs Kith can help without a restart."""

import pytest

from bot.commands import claim_code
from bot.incoming import LEFT, Incoming, Via
from storage.codes.claims import is_coordinated, new_claim
from storage.database import Store
from storage.mentoring.pairs import stand_ins
from storage.mentoring.pairs.handovers import Handover, HandoverStatus
from storage.people import MemberStatus
from tests.flows.racing import all_at_once
from tests.flows.stories import change_member
from tests.flows.test_safety import writes
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def is_switched_off(world: World, name: str) -> None:
    """The platform says that the account is gone."""
    world.engine.handle(Incoming(via=Via.EVENT, step=LEFT, by=world.sender(name), key=f"{name} left"), world.moment)
    world.settle()


def names(world: World, who: str) -> Person:
    sam = world.person("Sam").commands("/program handover")
    is_first = "I have nobody to ask" in sam.screen[-1]
    label = "Name a stand-in" if is_first else "Change the stand-in"
    return sam.presses(label).fills({"Who is asked to take it over?": who})


def test_whoever_was_named_takes_it_over(world: World) -> None:
    """They hear of it when they are named, and see no more than before; when the last coordinator's account is
    switched off they are asked, and coordinate after one confirmed press: what was written to the coordinators reaches
    them."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, lin = world.person("Ada"), world.person("Lin")
    names(world, "Lin").sees_last("Saved.", "Should nobody coordinate Compass any more, Lin is asked to take it over.")
    lin.sees("Sam has named you as the one who may take Compass over", "There is nothing to do now.")
    lin.commands("/program").sees_last("That is for the coordinators of Compass.")
    world.person("Sam").commands("/mentor leave").sees_last("After that Lin is asked to take it over, and may say no.")
    ada.commands("/mentor notright").presses("Tell the coordinators")
    ada.fills({"What happened, in your words": "It was odd."})
    is_switched_off(world, "Sam")
    assert world.member("Sam").status is MemberStatus.LEFT
    lin.sees("Nobody coordinates Compass any more, and you were named for that. Would you take it over?")
    lin.presses("Yes, I would").presses("Not yet").sees_last("Would you take it over?")
    lin.presses("Yes, I would").sees_last("people write to you when something is not right").presses(
        "Yes, I take it over"
    )
    lin.sees("You coordinate Compass now. Thank you.").sees("Somebody wrote to the coordinators.")
    assert world.member("Lin").is_coordinator
    lin.commands("/program acts").sees_last("Lin took the program over, as nobody coordinated it")
    lin.commands("/program handover").sees_last("I have nobody to ask")


def test_nobody_is_asked_while_somebody_coordinates(world: World) -> None:
    """Not when one of two leaves, nor while the last one is on a break; who would rather not is not asked, and the
    coordinators hear so; whom they name instead is; one who is asked and says nothing is asked once more."""
    add_coordinator(world)
    add_coordinator(world, "Kim")
    add_mentor(world, "Lin")
    add_mentor(world, "Noor")
    lin, noor, kim = world.person("Lin"), world.person("Noor"), world.person("Kim")
    names(world, "Lin")
    lin.presses("I would rather not").sees("That is fine. You are not asked.")
    kim.sees("Lin would rather not take Compass over one day.")
    names(world, "Noor")
    is_switched_off(world, "Sam")
    change_member(world, "Kim", status=MemberStatus.PAUSED)
    world.passes(days=2)
    noor.sees_no("Nobody coordinates Compass any more")
    is_switched_off(world, "Kim")
    noor.sees("Nobody coordinates Compass any more")
    lin.sees_no("Nobody coordinates Compass any more")
    before = noor.marks()
    world.passes(days=4)
    assert noor.since(before).count("Nobody coordinates Compass any more") == 1
    world.passes(days=9)
    assert noor.since(before).count("Nobody coordinates Compass any more") == 1


def test_a_code_is_given_while_kith_runs(world: World) -> None:
    """Where nobody was named the log says so, and a code that is printed meanwhile makes somebody the coordinator; then
    the log is quiet, and who was asked too late reads that the program is in good hands."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    names(world, "Lin")
    assert claim_code.report(world.database) == []
    is_switched_off(world, "Sam")
    assert claim_code.report(world.database) == [1]
    lin = world.person("Lin").presses("Yes, I would")
    with world.database.write() as session:
        code = new_claim(Store(session), world.moment)
    world.person("Kim").commands(f"/program claim {code}").sees_last("You are the coordinator here now.")
    assert claim_code.report(world.database) == []
    lin.presses("Yes, I take it over").sees_last("Compass is in good hands again.", "Who coordinates it: Kim.")
    assert not world.member("Lin").is_coordinator


def test_whoever_was_named_is_on_a_break(world: World) -> None:
    """They are told that their break ends with it, and from then on get what is written to the coordinators."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    names(world, "Lin")
    lin = world.person("Lin").types("pause").presses("For two weeks")
    is_switched_off(world, "Sam")
    lin.presses("Yes, I would").sees_last("Your break ends with it.").presses("Yes, I take it over")
    assert world.member("Lin").status is MemberStatus.ACTIVE
    before = lin.marks()
    writes(world, "Ada", "It was odd.")
    assert "Somebody wrote to the coordinators." in lin.since(before)
    world.passes(days=15)
    assert "Your break is over" not in lin.since(before)


def test_whoever_was_named_leaves(world: World) -> None:
    """The coordinators hear so, as nobody would be asked; coming back does not change that."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    sam, lin = names(world, "Lin"), world.person("Lin")
    before = sam.marks()
    lin.commands("/mentor leave").presses("Yes, leave")
    assert "Lin is not in Compass any more." in sam.since(before)
    sam.can_press("Name somebody else")
    lin.presses("Join again")
    sam.commands("/program handover").sees_last("I have nobody to ask")


@pytest.mark.parametrize("other", ["steps down", "leaves"])
def test_two_go_at_once(crowded: World, other: str) -> None:
    """However they do it at the same moment: one reads that they are the last, or whoever was named is asked."""
    for name in ("Sam", "Kim"):
        add_coordinator(crowded, name)
    for name in ("Lin", "Mo", "Noor"):
        add_mentor(crowded, name)
    names(crowded, "Noor")
    sams, kims = (_handed_over(crowded, *pair) for pair in (("Sam", "Lin"), ("Kim", "Mo")))
    second = f"handover.step_down:{kims}:" if other == "steps down" else f"people.leave:{crowded.member('Kim').id}:"
    noor = crowded.person("Noor")
    for number in range(5):
        before = noor.marks()
        all_at_once(crowded, [("Sam", f"handover.step_down:{sams}:{number}"), ("Kim", f"{second}{number}")])
        left = [name for name in ("Sam", "Kim") if crowded.member(name).is_coordinator]
        is_asked = "Nobody coordinates Compass any more" in noor.since(before)
        assert len(left) == 1 or is_asked, (number, left)
        for name in ("Sam", "Kim"):
            change_member(crowded, name, is_coordinator=True, status=MemberStatus.ACTIVE)


def _handed_over(world: World, giver: str, taker: str) -> int:
    with world.database.write() as session:
        giver_id, taker_id = (world.member(name).id or 0 for name in (giver, taker))
        made = Handover(program_id=1, giver_id=giver_id, taker_id=taker_id, at=world.moment,
                        status=HandoverStatus.ACCEPTED)  # fmt: skip
        return Store(session, 1).add(made).id or 0


@pytest.mark.parametrize("other", ["with the code", "pressing twice"])
def test_two_claims_at_once(crowded: World, other: str) -> None:
    """However many claim a program at the same moment, by a press and by a code, one becomes its coordinator."""
    add_mentor(crowded, "Lin")
    add_mentee(crowded, "Kim")
    with crowded.database.write() as session:
        store = Store(session, 1)
        row = stand_ins.name(store, crowded.member("Lin"), crowded.moment)
        row.asked_at = crowded.moment
        code = new_claim(Store(session), crowded.moment)
        assert not is_coordinated(store)
        press = f"stand_in.take:{row.id}:"
    second = ("Kim", f"/program claim {code}") if other == "with the code" else ("Lin", press)
    replies = all_at_once(crowded, [("Lin", press), second])
    coordinating = [name for name in ("Lin", "Kim") if crowded.member(name).is_coordinator]
    assert len(coordinating) == 1, coordinating
    assert (
        sum("You coordinate Compass now" in str(r) or "You are the coordinator here now" in str(r) for r in replies)
        == 1
    )
