"""Offering to mentor: three minutes, a promise of its own, and listed at once or after a coordinator's look."""

from storage.mentoring.profiles import Listing, TagKind
from tests.flows.joiners import BIO, fills_too_much, joins, profile, signs_up, tags
from tests.flows.stories import asks, change_rules, free_of, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def lists_at_once(world: World) -> None:
    change_rules(world, approves_mentors=False)


def test_a_mentor_is_done_in_a_few_presses(world: World) -> None:
    """Topics, places, a few lines and the promise: six presses and one form, and mentees see the mentor."""
    lists_at_once(world)
    lin = signs_up(world).presses("I promise").sees("You are listed among the mentors")
    assert lin.presses_made <= 6, lin.presses_made
    found = profile(world, "Lin")
    assert (found.status, found.places_mentees, found.places_intros) == (Listing.LISTED, 2, 3)
    assert (found.free, found.bio, found.promised_at) == (3, BIO, world.clock.at)
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor find").sees_last("Lin", BIO, "3 places for intro chats are free")


def test_what_a_mentor_wrote_can_be_looked_for(world: World) -> None:
    """Words of the few lines find the mentor as soon as they are listed, and words that were changed do not."""
    lists_at_once(world)
    lin = signs_up(world).presses("I promise")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find exam").sees_last("Lin")
    lin.commands("/mentor profile").presses("Change places and lines")
    lin.fills({"A few lines about you": "I came here by bicycle, all the way from Ghent."})
    ada.commands("/mentor find bicycle").sees_last("Lin")
    ada.commands("/mentor find exam").sees_last("Nobody fits all of that")


def test_nobody_is_listed_without_the_promise(world: World) -> None:
    """The promise is a step of its own: without it nothing is shown to anybody, and it can be made later."""
    lists_at_once(world)
    lin = signs_up(world).presses("Not now").sees("nobody sees it before you promise")
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor find").sees_no("Lin")
    assert profile(world, "Lin").status is Listing.NONE
    lin.types("hello").sees_last("is not finished").presses("Go on as a mentor").presses("I promise")
    lin.sees("You are listed among the mentors")


def test_a_promise_cannot_jump_the_queue(world: World) -> None:
    """A forged promise without topics, places and lines leads back to what is missing."""
    lists_at_once(world)
    lin = joins(world, "Lin", "I want to be a mentor")
    presses_late(world, "Lin", f"offering.promise:{world.member('Lin').id}:")
    lin.sees("What are you glad to help with?")
    assert profile(world, "Lin").promised_at is None


def test_old_cards_of_the_sign_up_lead_to_how_it_stands(world: World) -> None:
    """Once the offer is with the coordinators, a card from the way there opens no form any more."""
    add_coordinator(world)
    lin = signs_up(world).presses("I promise")
    for step in ("begin_details", "go_on"):
        presses_late(world, "Lin", f"offering.{step}:{world.member('Lin').id}:")
        lin.sees_last("Your offer is with the coordinators")
    lin.commands("/mentor profile").presses("Change places and lines").fills({"Places for mentees": "1 person"})
    assert profile(world, "Lin").places_mentees == 1


def test_promising_twice_promises_once(world: World) -> None:
    """A second press changes neither the moment of the promise nor the listing."""
    lists_at_once(world)
    lin = signs_up(world).presses("I promise")
    first = profile(world, "Lin").promised_at
    world.passes(hours=5)
    presses_late(world, "Lin", f"offering.promise:{world.member('Lin').id}:")
    lin.sees("You are listed among the mentors")
    assert profile(world, "Lin").promised_at == first


def test_a_left_form_is_resumed(world: World) -> None:
    """What was filled in of the form is still there the next day, and only what is wrong has to be written again."""
    lin = joins(world, "Lin", "I want to be a mentor").presses("Study skills").presses("Next: places and a few lines")
    lin.fills({"Places for mentees": "2 people", "Places for intro chats": "1 at a time",
               "A few lines about you": "Hi." + " " * 30})  # fmt: skip
    lin.problem("A few lines about you", "20 characters")
    if world.surface.platform == "plain":  # elsewhere it stands in the form, which no message shows
        lin.sees("20 to 600 characters.")
    world.passes(days=1)
    lin.types("cancel" if world.surface.platform == "plain" else "hello")
    lin.types("hello").presses("Go on as a mentor").presses("Places and a few lines")
    lin.fills({"A few lines about you": BIO})
    lin.sees("A promise to those who trust you")
    found = profile(world, "Lin")
    assert (found.places_mentees, found.places_intros, found.bio) == (2, 1, BIO)


def test_over_long_lines_are_said_beside_the_field(world: World) -> None:
    """Too much text is not cut in silence: the field says how long it may be, or takes no more."""
    lin = joins(world, "Lin", "I want to be a mentor").presses("Study skills").presses("Next: places and a few lines")
    places = {"Places for mentees": "1 person", "Places for intro chats": "1 at a time"}
    fills_too_much(lin, {**places, "A few lines about you": "long " * 150}, "600")
    assert not profile(world, "Lin").bio


def test_places_are_within_the_program_limits(world: World) -> None:
    """Nobody can offer more places than the program has for one mentor."""
    change_rules(world, mentees_per_mentor=1)
    lin = joins(world, "Lin", "I want to be a mentor").presses("Study skills").presses("Next: places and a few lines")
    if world.surface.platform == "plain":
        lin.types("2 people").problem("Places for mentees", "I do not know")
    lin.fills({"Places for mentees": "1 person", "Places for intro chats": "2 at a time",
               "A few lines about you": BIO})  # fmt: skip
    assert profile(world, "Lin").places_mentees == 1


def test_a_new_place_is_told_to_those_who_wait(world: World) -> None:
    """When a full mentor offers another place, whoever asked to be told hears of it, and the list shows it."""
    lists_at_once(world)
    add_mentor(world, "Lin", intros=1, bio=BIO)
    add_mentee(world, "Ben")
    add_mentee(world, "Ada")
    asks(world, "Ben", "Lin")
    ada = world.person("Ada").commands("/mentor find").presses("Tell me when free", on="Lin")
    lin = world.person("Lin").commands("/mentor profile").presses("Change places and lines")
    lin.fills({"Places for intro chats": "2 at a time"})
    ada.sees("Lin has a free place now")
    assert free_of(world, "Lin") == 1


def test_fewer_places_than_are_taken(world: World) -> None:
    """Places can be taken back below what is open: nothing is closed, and nobody new can ask."""
    add_mentor(world, "Lin", intros=3, bio=BIO)
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
        asks(world, name, "Lin")
    lin = world.person("Lin").commands("/mentor profile").presses("Change places and lines")
    lin.fills({"Places for intro chats": "1 at a time"})
    assert free_of(world, "Lin") == 0
    lin.commands("/mentor asks").sees_last("Ada asked you", "Ben asked you")


def test_a_listed_mentor_keeps_a_topic(world: World) -> None:
    """The last topic of somebody who is listed cannot be taken away: another one comes first."""
    add_mentor(world, "Lin", ["study_skills"], bio=BIO)
    lin = world.person("Lin").commands("/mentor profile").presses("Change what you help with")
    lin.presses("✓ Study skills").sees("Keep at least one topic")
    lin.presses("Programming").presses("✓ Study skills").can_press("Done")
    assert list(tags(world, "Lin", TagKind.TOPIC)) == ["programming"]


def test_wishers_hear_of_a_mentor_who_is_listed(world: World) -> None:
    """Whoever wished for a topic hears once when somebody with it is listed."""
    lists_at_once(world)
    add_coordinator(world)
    add_mentee(world, "Ada", ["study_skills"])
    ada = world.person("Ada").commands("/mentor find").presses("Tell me when one joins: Study skills")
    signs_up(world).presses("I promise")
    ada.sees("Lin helps with study skills now. You wanted to hear of that.")
