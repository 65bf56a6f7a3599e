"""Tell me when free: everybody who waits hears of a place, a few at a time, while it is there."""

from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, joins, match_of, meets
from tests.flows.stories import change_profile, change_rules, free_of, intro_of, new_mentee_asks
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

FREE = "Lin has a free place now."


def waits(world: World, name: str) -> Person:
    """A mentee who wants to hear when Lin is free."""
    add_mentee(world, name)
    return world.person(name).commands("/mentor find").presses("Tell me when free", on="Lin")


def withdraws(world: World, mentee: str) -> None:
    world.person(mentee).commands("/mentor asks").presses("Withdraw the ask to Lin").presses("Yes, withdraw it")


def full(world: World) -> None:
    """Lin's one place is taken by Ada's ask."""
    add_mentor(world, "Lin", intros=1)
    new_mentee_asks(world, "Ada", "Lin")


def test_those_who_wait_hear_of_it_a_few_at_a_time(world: World) -> None:
    """The first three hear at once, the fourth a day later, because nobody has taken the place; each hears once."""
    full(world)
    names = ("Bo", "Cem", "Dora", "Eve")
    people = [waits(world, name) for name in names]
    withdraws(world, "Ada")
    for person in people[:3]:
        person.sees(FREE)
    people[3].sees_no(FREE)
    world.passes(days=1, hours=1)
    people[3].sees(FREE)
    world.passes(days=10)
    assert [sum(FREE in message for message in person.screen) for person in people] == [1, 1, 1, 1]
    people[3].presses("Ask for an intro chat").sees_last("This would go to Lin:")


def test_the_fourth_waits_on_where_the_place_is_taken(world: World) -> None:
    """Nobody hears of a place that is not there any more; when it is free again, those who still wait do."""
    full(world)
    people = [waits(world, name) for name in ("Bo", "Cem", "Dora", "Eve")]
    withdraws(world, "Ada")
    people[0].presses("Ask for an intro chat").presses("Send it")
    world.passes(days=3)
    people[3].sees_no(FREE)
    withdraws(world, "Bo")
    people[3].sees(FREE)


def test_a_place_that_became_free_during_the_mentors_break(world: World) -> None:
    """Whoever waits hears of it when the mentor is back."""
    full(world)
    bo = waits(world, "Bo")
    lin = world.person("Lin").commands("/mentor pause").presses("Until I come back")
    world.passes(days=1)
    bo.sees_no(FREE)
    lin.commands("/mentor resume")
    bo.sees(FREE)


def test_a_place_that_became_free_during_the_mentees_break(world: World) -> None:
    """Who waits and is on a break is not written to, and hears of it when they are back."""
    full(world)
    bo = waits(world, "Bo").commands("/mentor pause").presses("Until I come back")
    withdraws(world, "Ada")
    world.passes(days=3)
    bo.sees_no(FREE)
    bo.commands("/mentor resume").sees(FREE)


def test_more_places_by_the_program(world: World) -> None:
    """Where a coordinator raises the limits, those who wait hear of the places."""
    add_coordinator(world, "Sam")
    add_mentor(world, "Lin", intros=3)
    change_rules(world, intros_per_mentor=1)
    new_mentee_asks(world, "Ada", "Lin")
    bo = waits(world, "Bo")
    settings = world.person("Sam").commands("/program settings").presses("Change the limits")
    settings.fills({"Most asks and intros of one mentor": "3"})
    assert free_of(world, "Lin") == 2
    bo.sees(FREE)


def test_an_old_button_while_there_is_a_place(world: World) -> None:
    """Who asks to be told and could ask already is led on at once."""
    full(world)
    add_mentee(world, "Bo")
    bo = world.person("Bo").commands("/mentor find")
    withdraws(world, "Ada")
    bo.presses("Tell me when free", on="Lin").sees_last(FREE, "This would go to Lin:").presses("Send it")
    assert intro_of(world, "Bo").mentor.name == "Lin"


def test_no_word_of_a_mentor_who_is_not_listed(world: World) -> None:
    """A mentor who gives the role up has no place to tell of."""
    add_mentor(world, "Lin", intros=1)
    change_profile(world, "Lin", door_open=False, free=0)
    bo = waits(world, "Bo")
    lin = world.person("Lin").commands("/mentor profile").presses("Look for a mentor too").presses("Programming")
    lin.commands("/mentor profile").presses("Give up a role").presses("Not be a mentor any more")
    world.passes(days=3)
    bo.sees_no(FREE)


# --- somebody else was chosen a little earlier -----------------------------------------------------------------------


def test_who_is_about_to_meet_a_mentor_who_is_full_knows(world: World) -> None:
    """The last place for a mentee is taken: whoever only has a yes hears it before they meet, with ways on."""
    cast(world, "Ada", "Lin", places=1)
    bo = joins(world, "Bo", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    bo.sees_no("no place for another mentee")
    world.person("Lin").presses("Yes, gladly")
    bo.sees("Lin has no place for another mentee any more", "You can still meet")
    bo.can_press("Tell me when Lin is free").can_press("Call it off with Lin").can_press("See more mentors")


def test_side_by_side_a_mentor_who_is_full_cannot_be_chosen(world: World) -> None:
    """Instead of the choice stands the way to hear of a place; and when there is one, the choice is back."""
    cast(world, "Ada", "Lin", places=1)
    bo = joins(world, "Bo", "Lin")
    meets(world, "Ada", "Lin")
    meets(world, "Bo", "Lin")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly")
    bo.commands("/mentor choose").sees_last("Lin has no place for another mentee now")
    assert "[Choose Lin]" not in bo.screen[-1]
    bo.presses("Tell me when Lin is free").sees_last("I will tell you when Lin has a free place.")
    world.person("Ada").commands("/mentor match").presses("End the match with Lin").presses("It does not fit")
    bo.sees("Lin has a free place again.").presses("See whom you can choose").presses("Choose Lin")
    bo.presses("Yes, choose Lin")
    assert match_of(world, "Bo").status is MatchStatus.OFFERED


def test_who_was_told_of_a_mentor_who_is_full_reads_how_it_is_by_now(world: World) -> None:
    """After they have met it is not said any more that they can still meet; nor that there is no place once one is."""
    cast(world, "Ada", "Lin", places=1)
    bo = joins(world, "Bo", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly")
    meets(world, "Bo", "Lin")
    bo.sees("Lin has no place for another mentee now, so as it stands").sees_no("You can still meet")
    bo.cannot_press("Call it off with Lin").can_press("Tell me when Lin is free")
    world.person("Ada").commands("/mentor match").presses("End the match with Lin").presses("It does not fit")
    bo.sees("Lin has a place for another mentee again.").sees_no("no place for another mentee")


def test_a_mentor_who_was_full_and_an_intro_chat_that_is_over(world: World) -> None:
    """What told a mentee that they can still meet says that it is over, once it is."""
    cast(world, "Ada", "Lin", places=1)
    bo = joins(world, "Bo", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Yes, gladly")
    bo.sees("You can still meet").can_press("Call it off with Lin")
    lin.commands("/mentor asks").presses("Call it off with Bo").presses("Yes, call it off")
    bo.sees("Lin cannot have the intro chat after all.").sees_no("You can still meet")
    bo.cannot_press("Call it off with Lin")
