"""A mentor's places while a mentee takes their time: given back after a while, or taken back by the mentor."""

from storage.mentoring.intros import IntroStatus
from tests.flows.choices import cast, chooses, meets, say_yes, thinks
from tests.flows.stories import asks, free_of, intro_of, intros_of, new_mentee_asks, presses_late
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def test_a_mentee_cannot_hold_a_place_for_ever(world: World) -> None:
    """However long a mentee goes on asking others, the place for intro chats of a mentor they met is free again after
    the days to choose; and they can still choose that mentor."""
    add_mentor(world, "Lin", intros=1, mentees=1)
    for number in range(4):
        add_mentor(world, f"Mentor {number}")
    add_mentee(world, "Ada")
    say_yes(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    assert free_of(world, "Lin") == 0
    for number in range(3):
        asks(world, "Ada", f"Mentor {number}")
        world.passes(days=5)
    assert intros_of(world, "Ada")[0].status is IntroStatus.MET
    assert free_of(world, "Lin") == 1
    new_mentee_asks(world, "Eve", "Lin")
    world.person("Lin").presses("Happy to").sees("You said yes to Eve.")
    chooses(world, "Ada", "Lin").sees("You chose Lin.")


def test_a_mentor_goes_no_further(world: World) -> None:
    """After an intro chat a mentor can leave it there: asked once more; the mentee reads kind words without a reason,
    and sees others; the place is free."""
    ada = cast(world, "Ada", "Lin")
    add_mentor(world, "Kim")
    meets(world, "Ada", "Lin")
    lin = world.person("Lin").commands("/mentor asks").presses("I can't go on with Ada")
    lin.sees_last("without a reason", "Ada may choose you").presses("Yes, tell Ada kindly")
    lin.sees_last("You go no further with Ada. They know, and see other mentors.")
    ada.sees("Lin cannot go on after your intro chat. That says nothing about you.").sees_last("have time now", "Kim")
    assert (intro_of(world, "Ada").status, free_of(world, "Lin")) == (IntroStatus.CLOSED, 3)
    ada.commands("/mentor choose").cannot_press("Choose Lin")


def test_who_is_chosen_answers_the_choice(world: World) -> None:
    """Once the mentee has chosen them, a mentor says yes or no to that."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    lin = world.person("Lin").commands("/mentor asks").presses("I can't go on with Ada")
    chooses(world, "Ada", "Lin")
    lin.presses("Yes, tell Ada kindly").sees("Ada chose you as their mentor.")
    assert intro_of(world, "Ada").status is IntroStatus.MET
    ada.sees_no("cannot go on")


def test_the_way_out_is_the_mentors(world: World) -> None:
    """It stands there whatever the mentor said about the chat, and only for the mentor of that intro."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    for fit in ("A good fit", "No"):
        thinks(world, "Lin", "Ada", fit)
        world.person("Lin").commands("/mentor asks").can_press("I can't go on with Ada")
    presses_late(world, "Ada", f"withdrawing.no_further:{intro_of(world, 'Ada').id}:")
    world.person("Ada").sees("That is not yours to answer.")
    assert intro_of(world, "Ada").status is IntroStatus.MET
