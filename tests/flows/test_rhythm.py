"""How often Kith writes unasked: the week's number, the one card for what did not fit, and a rhythm of one's own."""

from datetime import UTC, datetime

import sqlalchemy as sa

from storage.places import Program, ProgramStatus
from tests.flows.stories import asks
from tests.flows.test_erasing import erase
from tests.flows.test_keeping_apart import keeps_away
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World

AGAIN = "would be glad to hear from you again now."


def is_asked_again(world: World, *mentors: str) -> Person:
    """Each of these mentors wants to be asked again in two weeks: so many unasked letters on one day."""
    add_mentee(world, "Ada")
    for name in mentors:
        add_mentor(world, name)
    for name in mentors:
        asks(world, "Ada", name)
        world.person(name).presses("Ask me again in two weeks")
    return world.person("Ada")


def on(day: int, hour: int, month: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_what_does_not_fit_comes_as_one_card(world: World) -> None:
    """Two of four letters come by themselves, the others a week later, on her own morning and on one card. What she
    opens there is the card it always was, and the line says where it is."""
    ada = is_asked_again(world, "Lin", "Yusuf", "Kim", "Noor")
    mark = ada.marks()
    world.until(on(28, 20))
    assert ada.since(mark).count(AGAIN) == 2
    world.until(on(29, 5))
    assert ada.since(mark).count(AGAIN) == 2
    world.until(on(29, 7))
    ada.sees_last("A few things wait for you. Take your time; nothing is late.", f"Kim {AGAIN}", f"Noor {AGAIN}")
    ada.presses("Open it", on="Noor").sees_last(f"Noor {AGAIN}", "This is what you wrote:").presses("Send it")
    world.person("Noor").can_press("Happy to")
    ada.sees("opened; it stands further down")
    ada.presses("Open it", on="Kim").sees_last(f"Kim {AGAIN}")
    mark = ada.marks()
    world.passes(days=3)
    assert ada.since(mark) == ""


def test_a_rhythm_is_one_press_or_one_line(world: World) -> None:
    """From the help card, or typed; the card says what each means, and which one holds."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("help").presses("How often I write")
    ada.sees_last("How often I write to you", "Now I write to you as it comes.", "2 letters a week at most",
                  "unless somebody waits for your word")  # fmt: skip
    ada.presses("Fewer").sees("Saved. It holds from now on, also for what waits.", "Now you get fewer letters.")
    ada.types("only what needs me").sees_last("Now you get only what needs you.")
    ada.types("as it comes").sees_last("Now I write to you as it comes.")
    ada.types("take a break").presses("Only fewer letters").sees_last("Now I write to you as it comes.")
    ada.commands("/mentor rhythm").sees_last("How often I write to you")


def test_only_what_needs_her(world: World) -> None:
    """Nothing comes by itself but what somebody waits for; the rest is on the home card, for when she looks."""
    ada = is_asked_again(world, "Lin", "Yusuf", "Kim")
    ada.types("only what needs me")
    mark = ada.marks()
    world.until(on(30, 12))
    assert ada.since(mark) == ""
    ada.types("hello").sees_last("3 things wait for you.").presses("See what waits")
    ada.sees_last("A few things wait for you.", f"Lin {AGAIN}").presses("Open it", on="Lin").presses("Send it")
    world.person("Lin").presses("Happy to")
    mark = ada.marks()
    world.passes(days=12)
    assert "Lin learns whether you met, and nothing else." in ada.since(mark)
    assert "waits for you" not in ada.types("hello").screen[-1]


def test_fewer_is_one_letter_a_week(world: World) -> None:
    """One comes by itself, the others together a week later."""
    ada = is_asked_again(world, "Lin", "Yusuf", "Kim").types("fewer")
    mark = ada.marks()
    world.until(on(28, 20))
    assert ada.since(mark).count(AGAIN) == 1
    world.until(on(29, 7))
    ada.sees_last("A few things wait for you.", f"Kim {AGAIN}")


def test_a_line_about_somebody_who_left_is_over(world: World) -> None:
    """Who leaves, is erased or keeps her away stands on her digest as over, without a button and in the same words.
    What she opens of the others is as it is by now."""
    ada = is_asked_again(world, "Lin", "Yusuf", "Kim", "Noor", "Bo", "Eve", "Cem")
    world.until(on(29, 7))
    world.person("Kim").commands("/mentor leave").presses("Yes, leave")
    keeps_away(world, "Noor", "Ada")
    erase(world, "Bo")
    world.person("Eve").commands("/mentor pause").presses("For two weeks")
    world.passes(minutes=10)
    digest = next(one for one in reversed(ada.screen) if one.startswith("A few things wait"))
    for name in ("Kim", "Noor", "Bo"):
        assert f"{name} {AGAIN} (this is over)" in digest
    assert digest.count("Open it") == 2
    ada.presses("Open it", on="Eve").sees_last("it does not work out yet", "Eve is taking a break.")
    ada.presses("Open it", on="Cem").sees_last(f"Cem {AGAIN}", "This is what you wrote:")


def test_what_is_pressed_on_an_old_digest_says_what_happened(world: World) -> None:
    """Where the program has ended, nothing is left to be sent: the line loses its button, and she reads that it is
    over."""
    ada = is_asked_again(world, "Lin", "Yusuf", "Kim", "Noor")
    world.until(on(29, 7))
    with world.database.write() as session:
        program = session.scalars(sa.select(Program)).one()
        program.status = ProgramStatus.ENDED
    ada.presses("Open it", on="Kim")
    ada.sees_last("That is over by now, and there is nothing left to do.", "The others on that card are still there.")
    ada.sees(f"Kim {AGAIN} (this is over)").presses("Open it", on="Noor")
    ada.sees_last("That is over by now", "Say hello to me, and I will show you where you stand.")
