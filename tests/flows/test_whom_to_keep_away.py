"""Keeping somebody away without a word to anybody: found through Help, typed, or behind “Something is not right”."""

import pytest

from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, match_of, matched
from tests.flows.elsewhere import beside, platform_of
from tests.flows.joiners import joins
from tests.flows.stories import change_member, presses_late
from tests.flows.test_keeping_apart import kept_from_in
from tests.flows.test_linking import code_of
from tests.flows.test_safety import concerns, forges
from tests.flows.test_short_questions import asks_one, takers
from tests.flows.test_socials import picked_each_other
from tests.flows.test_suggesting import keeps_away, suggests
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def test_nobody_has_to_be_written_to(world: World) -> None:
    """Help names the command; the match ends, no message is written, and no coordinator hears anything."""
    add_coordinator(world)
    matched(world)
    ada = world.person("Ada").commands("/mentor help")
    ada.sees_last("/mentor keep-away: Keep somebody away from you; nobody is told")
    marks = world.person("Sam").marks()
    ada.commands("/mentor keep-away").sees_last("Whom?", "Nobody is told that you looked")
    ada.presses("Keep Lin away from me").sees_last("Keep Lin away from you?").presses("Yes, keep Lin away")
    ada.sees_last("Done. I do not bring you and Lin together any more.")
    assert match_of(world, "Ada").status is MatchStatus.ENDED_EARLY
    assert world.person("Sam").since(marks) == ""
    assert concerns(world) == []
    world.person("Lin").sees_last("has ended. That happens").sees_no("away")


@pytest.mark.parametrize(
    "line",
    ["block Lin", "Block lin.", "keep Lin away from me", "Keep Lin away", "I want to block Lin", "keep-away Lin"],
)
def test_typed_with_a_name(world: World, line: str) -> None:
    """Leads to that one, and asks before anything is done."""
    matched(world)
    world.person("Ada").types(line).sees_last("Keep Lin away from you?", "cannot be taken back")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE


def test_typed_without_a_name_or_with_another(world: World) -> None:
    """Shows everybody there is; a name that I do not know is said, and one who is kept away is not offered again."""
    cast(world, "Ada", "Lin", "Kim")
    ada = world.person("Ada")
    for line in ("block", "block somebody", "keep somebody away"):
        ada.types(line).sees_last("Whom?", "[Keep Lin away from me]", "[Keep Kim away from me]")
    ada.types("block Rumpelstiltskin").sees_last("anybody called “Rumpelstiltskin”", "[Keep Lin away from me]")
    ada.types("block Kim").presses("I mean somebody else").sees_last("Whom?", "[Keep Lin away from me]")
    ada.types("block Lin").presses("Yes, keep Lin away")
    ada.types("block Lin").sees_last("You keep Lin away already.", "[Keep Kim away from me]")
    assert "[Keep Lin away from me]" not in ada.screen[-1]


def test_behind_something_is_not_right(world: World) -> None:
    """The way stands beside the others; and who is kept away sees no difference."""
    cast(world, "Ada", "Lin")
    add_mentee(world, "Ben")
    world.person("Ben").commands("/mentor notright").presses("Keep somebody away from me")
    world.person("Ben").sees_last("Nobody stands here", "[Keep away by name]")
    ada = world.person("Ada").commands("/mentor notright").presses("Keep somebody away from me")
    ada.presses("Keep Lin away from me").presses("Yes, keep Lin away")
    lin = world.person("Lin").commands("/mentor notright").presses("Keep somebody away from me")
    lin.presses("Keep Ada away from me").presses("Yes, keep Ada away").sees_last("Done.")


def test_who_was_met_through_a_social(world: World) -> None:
    """Two who picked each other know each other's names, before both said yes and in their room; the question stands
    no longer on the card of whoever keeps the other away."""
    picked_each_other(world)
    world.passes(days=4)
    ada = world.person("Ada").sees("Would you like to meet Ben again?").types("block Ben")
    ada.sees_last("Keep Ben away from you?").presses("Yes, keep Ben away")
    ada.sees("This is over. Thank you.").sees_no("Would you like to meet Ben again?")
    ben = world.person("Ben").sees("Would you like to meet Ada again?").presses("Yes, gladly")
    ben.sees_last("If the other one says yes, too, I bring you together")
    ben.types("block Ada").sees_last("Keep Ada away from you?")
    assert "Cleo" not in ada.types("block").screen[-1]


def test_who_was_suggested(world: World) -> None:
    """Nobody is named by it before both said yes; from then on they can be kept away."""
    add_coordinator(world)
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    suggests(world, "Ada", "Ben")
    ada = world.person("Ada").types("block Ben").sees_last("anybody called “Ben”")
    forges(world, "Ada", "apart.ask", world.member("Ben").id)
    ada.sees_no("Keep Ben away from you?")
    ada.presses("Yes, gladly", on="thinks that you and")
    world.person("Ben").presses("Yes, gladly")
    ada.types("block Ben").presses("Yes, keep Ben away").sees_last("I do not bring you and Ben together any more.")
    ada.types("block").sees_last("Nobody stands here")


def test_who_was_met_by_a_short_question(world: World) -> None:
    """The one who took it in a room, and for that one whoever asked by name; not somebody who asked without one."""
    takers(world, "Lin")
    add_mentor(world, "Mo")
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
    asks_one(world, "Ben")
    lin = world.person("Lin").presses("Answer it").fills({"Your answer": "Yes, from ten."})
    lin.types("block").sees_last("Nobody stands here")
    world.person("Ben").types("block").sees_last("[Keep Lin away from me]")
    asks_one(world, "Ada", named=True)
    lin.types("block").sees_last("[Keep Ada away from me]")
    assert "Ben" not in lin.screen[-1]
    world.person("Ada").types("block").sees_last("Nobody stands here")
    lin.presses("Talk about it in a room", on="Ada has a question")
    ada = world.person("Ada").types("keep Lin away from me").sees_last("Keep Lin away from you?")
    ada.presses("Yes, keep Lin away").sees_last("I do not bring you and Lin together any more.")


def test_whom_nobody_brought_together(world: World) -> None:
    """A mentor who only stands in the list has no button, and whether one is kept away makes no difference."""
    cast(world, "Ada", "Lin")
    add_mentor(world, "Kim")
    keeps_away(world, "Kim", "Ada")
    keeps_away(world, "Lin", "Ada")
    ada = world.person("Ada").types("block").sees_last("[Keep Lin away from me]")
    assert "Kim" not in ada.screen[-1]
    presses_late(world, "Ada", f"apart.ask:{world.member('Kim').id}:")
    ada.sees_last("There is nothing between the two of you that I could end.")


def names(world: World, who: str, name: str) -> str:
    """What comes back to somebody who keeps away by name."""
    person = world.person(who).commands("/mentor keep-away").presses("Keep away by name")
    return person.fills({"Their whole name": name}).screen[-1].replace(name, "…")


def test_by_name_alone(world: World) -> None:
    """Whoever was only at the same social, or never was brought together with somebody, can be kept away: neither finds
    the other, and a mentor cannot be asked. What comes back is the same for a name that nobody has, for one who is kept
    away already, and for a part of a name. Marks around a name are not of it, and who is mentioned is meant, be it
    several, or somebody who has left."""
    picked_each_other(world)
    add_mentor(world, "Lin Ode")
    cleo = world.person("Cleo").types("block Ada").sees_last("anybody called “Ada”")
    said = names(world, "Cleo", "ada")
    assert "Done. Whoever is called “…” in Compass now" in said
    assert names(world, "Cleo", "Ada") == names(world, "Cleo", "Rumpelstiltskin") == names(world, "Cleo", "Lin") == said
    cleo.types("block Ada").sees_last("I have not brought you together with anybody called “Ada”.")
    cleo.commands("/mentor find").sees_last("Lin Ode")
    change_member(world, "Lin Ode", name="L\u0456n O\u200bde")  # reads the same
    assert names(world, "Cleo", "@LIN ÖDE.") == said
    assert "de\n" not in cleo.commands("/mentor find").screen[-1]
    add_mentee(world, "Dov")
    both = " ".join(f"<@{world.sender(one).user}>" for one in ("Ben", "Dov", "Cleo"))
    world.person("Dov").commands("/mentor leave").presses("Yes, leave")
    for typed in (both, "<@U0NOBODY>", "@cleo"):
        assert names(world, "Cleo", typed) == said
    assert {world.member("Ben").id, world.member("Dov").id} < kept_from_in(world, world.member("Cleo").id or 0)
    assert kept_from_in(world, world.member("Ada").id or 0) == {world.member("Cleo").id}


def test_by_name_ends_what_is_open(world: World) -> None:
    """Of everybody of that name; the other reads what whoever is kept away reads."""
    matched(world)
    lin = world.person("Lin")
    names(world, "Ada", "Lin")
    assert match_of(world, "Ada").status is MatchStatus.ENDED_EARLY
    lin.sees_last("has ended. That happens").sees_no("away")


def test_who_was_met_with_a_former_profile(world: World) -> None:
    """Linking accounts takes nobody off the list, be it the one who was met or the one who met them."""
    there = beside(world)
    cast(world, "Ada", "Lin")
    joins(there, "Bea")
    there.person("Bea").commands(f"/mentor link {code_of(world.person('Ada'))}")
    bea = there.person("Bea").presses(f"Keep the one on {platform_of(there)}").types("block")
    bea.sees_last("[Keep Lin away from me]").presses("Keep Lin away from me").presses("Yes, keep Lin away")
    world.person("Lin").types("block").sees_last("[Keep Ada away from me]")
    assert world.member("Bea").id in kept_from_in(world, world.member("Lin").id or 0)
