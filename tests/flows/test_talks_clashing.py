"""What one of the two has at that hour besides: proposed elsewhere, agreed on elsewhere, a social."""

from datetime import datetime

from storage.mentoring.pairs.talks import TalkStatus
from tests.flows.choices import cast
from tests.flows.stories import is_to_come, presses_late
from tests.flows.test_socials import announced, comes, says_yes
from tests.flows.test_talks import TUESDAY, WEDNESDAY, is_free, talk_of
from tests.world.world import Person, World

FRIDAY = "Fri 11 Sep, 17:00 your time"
SOCIAL = {"Begins at": "17:00", "Ends at": "21:00"}


def looks(person: Person, other: str) -> Person:
    return person.commands("/mentor talks").presses(f"Find a time with {other}")


def types_it(person: Person, other: str) -> Person:
    """Tuesday, nine, whatever else is then."""
    return looks(person, other).presses("Type a time of our own").fills({"Day": "2026-09-08", "Time": "09:00"})


def tuesday_on(world: World, mentee: str) -> str:
    """A button from before that proposes Tuesday in their newest talk."""
    talk, at = talk_of(world, mentee), int(datetime.fromisoformat("2026-09-08T07:00:00+00:00").timestamp()) // 60
    return f"talk.propose:{talk.id}:{at}.20.{talk.changes}"


def test_what_one_has_proposed_is_taken(world: World) -> None:
    """Nobody is offered an hour that they have proposed to somebody else, nor can they type it, nor press it on a card
    from before."""
    ada = cast(world, "Ada", "Lin", "Max")
    looks(ada, "Lin").presses(TUESDAY).sees_last(f"You proposed {TUESDAY} to Lin")
    looks(ada, "Max").sees_last(WEDNESDAY)
    assert TUESDAY not in ada.screen[-1]
    ada.presses("Type a time of our own").fills({"Day": "2026-09-08", "Time": "09:10"})
    ada.problem("Time", "You have proposed a talk to Lin at that time.")
    presses_late(world, "Ada", tuesday_on(world, "Ada"))
    ada.sees("That time does not suit both of you any more. How about one of these?")
    assert talk_of(world).status is TalkStatus.LOOKING


def test_who_agrees_elsewhere_proposes_it_no_more(world: World) -> None:
    """Ada proposed an hour to Lin and agrees to Max's about the same: Lin reads kindly that it is proposed no more, is
    not rung for it, and is led to other times; Ada reads it, too."""
    ada = cast(world, "Ada", "Lin", "Max")
    lin, max_ = world.person("Lin"), world.person("Max")
    types_it(max_, "Ada")
    looks(ada, "Lin").presses("Type a time of our own").fills({"Day": "2026-09-08", "Time": "09:10"})
    lin.sees_last("Ada proposes Tue 8 Sep, 09:10").can_press("Yes, that suits me")
    before, others = lin.marks(), max_.marks()
    ada.commands("/mentor talks").presses("Answer Max").presses("Yes, that suits me")
    ada.sees(f"You talk with Max on {TUESDAY}").sees("What you had proposed to Lin for that time is taken back.")
    assert lin.since(before) == ""
    assert "Lin" not in max_.since(others)
    lin.sees("Ada has something else on Tue 8 Sep, 09:10 your time by now, so it is not proposed any more.")
    lin.cannot_press("Yes, that suits me").can_press("Find a time")
    ada.commands("/mentor talks").sees_last("No time with Lin yet")
    assert not is_to_come(world, "talk_time.lapse")
    looks(ada, "Lin").presses(WEDNESDAY)
    lin.sees(f"Ada proposes {WEDNESDAY}")


def test_an_hour_that_two_propose_to_one(world: World) -> None:
    """Whoever agreed with one of them sees on the other's proposal why it cannot be, with nothing to press that leads
    nowhere; when the first talk is off, it can be agreed to again."""
    ada = cast(world, "Ada", "Lin", "Max")
    for name in ("Lin", "Max"):
        types_it(world.person(name), "Ada")
    ada.commands("/mentor talks").presses("Answer Lin").presses("Yes, that suits me").sees(
        f"You talk with Lin on {TUESDAY}"
    )
    ada.commands("/mentor talks").presses("Answer Max")
    ada.sees_last("Max proposes", "You have a talk with Lin at that time.", "Other times")
    assert "Yes, that suits me" not in ada.screen[-1]
    ada.presses("Other times")
    assert "What Max proposed suits me" not in ada.screen[-1]
    talk = talk_of(world)
    presses_late(world, "Ada", f"talk.agree:{talk.id}:{talk.changes}")
    ada.sees("You have a talk with Lin at that time. How about one of these?")
    world.person("Max").commands("/mentor talks").sees_last(f"You proposed {TUESDAY} to Ada.")
    ada.commands("/mentor talks").presses("See the talk with Lin").presses("Cancel the talk").fills({})
    ada.presses("Yes, that suits me", on="Max proposes").sees(f"You talk with Max on {TUESDAY}")


def test_a_talk_that_moves_gives_its_hour_back(world: World) -> None:
    """What somebody else proposed for it can be agreed to again, on the card that is there."""
    ada = cast(world, "Ada", "Lin", "Max")
    for name in ("Lin", "Max"):
        types_it(world.person(name), "Ada")
    ada.presses("Yes, that suits me", on="Lin proposes")
    ada.sees("You have a talk with Lin at that time.")
    lin = world.person("Lin").commands("/mentor talks").presses("See the talk with Ada").presses("Move it")
    lin.presses(WEDNESDAY)
    ada.presses("Yes, that suits me", on="Lin would like to move").sees_no("You have a talk with Lin at that time.")
    ada.presses("Yes, that suits me", on="Max proposes").sees(f"You talk with Max on {TUESDAY}")


def test_a_social_that_somebody_said_yes_to(world: World) -> None:
    """Its hours are not named to either of the two, and cannot be proposed or agreed to. Whoever proposed them and said
    yes to it afterwards proposes them no more."""
    ada = cast(world, "Ada", "Max")
    for name in ("Ada", "Max"):
        is_free(world, name, "fri_evening")
    announced(world, **SOCIAL)
    looks(ada, "Max").sees_last(FRIDAY)
    max_ = says_yes(world, "Max")
    looks(ada, "Max").sees_last("Fri 18 Sep")
    assert FRIDAY not in ada.screen[-1]
    looks(max_, "Ada").presses("Type a time of our own").fills({"Day": "2026-09-11", "Time": "18:00"})
    max_.problem("Time", "You said yes to “Games night” at that time.")
    looks(ada, "Max").presses("Type a time of our own").fills({"Day": "2026-09-11", "Time": "18:00"})
    max_.commands("/mentor talks").presses("Answer Ada")
    max_.sees_last("Ada proposes Fri 11 Sep, 18:00 your time", "You said yes to “Games night” at that time.")
    assert "Yes, that suits me" not in max_.screen[-1]
    max_.commands("/mentor socials").presses("Look at Games night").presses("I cannot come after all")
    says_yes(world, "Ada")
    max_.commands("/mentor talks").presses("Answer Ada").presses("Yes, that suits me")
    max_.sees("Ada has something else at that time by now. How about one of these?")
    assert talk_of(world).status is TalkStatus.LOOKING


def test_a_social_that_is_given_up_or_called_off_gives_its_hours_back(world: World) -> None:
    """What is proposed for them says so at once, on the card that is there."""
    ada = cast(world, "Ada", "Max")
    sam, max_ = announced(world, **SOCIAL), says_yes(world, "Max")
    looks(ada, "Max").presses("Type a time of our own").fills({"Day": "2026-09-11", "Time": "18:00"})
    taken = "You said yes to “Games night” at that time."
    max_.sees(taken).presses("I cannot come after all", on="Games night").sees_no(taken)
    max_.presses("I am coming after all").sees(taken)
    sam.commands("/program socials").presses("Look at Games night").presses("Call it off").presses("Yes, call it off")
    max_.sees_no(taken).presses("Yes, that suits me", on="Ada proposes").sees("You talk with Ada on")


def test_a_waiting_list_takes_nothing(world: World) -> None:
    """Who waits for a place has that time as long as they wait."""
    ada = cast(world, "Ada", "Max")
    for name in ("Ada", "Max"):
        is_free(world, name, "fri_evening")
    announced(world, **SOCIAL, Places="1")
    comes(world, "Bea")
    says_yes(world, "Max")
    looks(ada, "Max").sees_last(FRIDAY)
