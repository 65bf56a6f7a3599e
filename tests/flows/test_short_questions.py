"""One question: two presses and a sentence, up to three mentors at once, the first to answer takes it."""

from storage.mentoring.profiles import Profile
from tests.flows.racing import all_at_once
from tests.flows.stories import change_profile
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

QUESTION = "Your question"


def takers(world: World, *names: str) -> None:
    """Mentors who take short questions about study skills."""
    for name in names:
        add_mentor(world, name)
        change_profile(world, name, takes_questions=True)


def asks_one(
    world: World, name: str, text: str = "Is the *library* open on Sundays?", *, named: bool = False
) -> Person:
    person = world.person(name).commands("/mentor ask").presses("Study skills")
    return person.fills({QUESTION: text, "May they see your name?": "Yes, they may" if named
                         else "No, ask without my name"})  # fmt: skip


def test_asked_and_answered(world: World) -> None:
    """Without a name, unless they say so; the first to answer takes it, the others read that, and nothing follows."""
    takers(world, "Lin", "Mo", "Kim", "Yui")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada").sees_last("Some mentors have your question.", "Is the *library* open on Sundays?")
    got = [name for name in ("Lin", "Mo", "Kim", "Yui") if "One question" in "".join(world.person(name).screen)]
    assert len(got) == 3
    first, second = world.person(got[0]), world.person(got[1])
    first.sees("Somebody has a question about study skills:").sees_no("Ada")
    first.presses("Answer it").fills({"Your answer": "Yes, from ten."}).sees_last("Your answer is on its way.")
    ada.sees(f"{got[0]} answers your question:", "Yes, from ten.")
    second.sees("Somebody else has answered this question.").cannot_press("Answer it")
    ada.presses("Thanks, that was all").sees_last("That question is closed.")
    first.sees("Your answer to a question helped. Thank you.")
    before, marks = ada.marks(), first.marks()
    world.passes(days=30)
    assert ada.since(before) == first.since(marks) == ""


def test_a_mentor_says_that_they_take_questions(world: World) -> None:
    """Nobody gets one who did not agree; it can be taken back."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor ask").sees_last("Nobody takes short questions at the moment.")
    lin = world.person("Lin").commands("/mentor").presses("Take short questions, too").sees_last("Thank you.")
    asks_one(world, "Ada")
    lin.sees("Somebody has a question").commands("/mentor").presses("No short questions any more")
    world.person("Ada").commands("/mentor ask").sees_last("Nobody takes short questions at the moment.")


def test_after_a_day_others_and_then_the_coordinators(world: World) -> None:
    """Unanswered after a day it goes to the next three, then to a coordinator, who can answer it as well."""
    add_coordinator(world)
    takers(world, "Lin", "Mo", "Kim", "Yui")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    world.passes(days=1, hours=1)
    assert all("One question" in "".join(world.person(name).screen) for name in ("Lin", "Mo", "Kim", "Yui"))
    world.person("Sam").sees_no("One question")
    world.passes(days=1)
    ada.sees("the coordinators have your question now")
    sam = world.person("Sam").sees("Nobody has found the time yet.")
    sam.presses("Answer it").fills({"Your answer": "Ask at the desk."})
    ada.sees("Sam answers your question:", "Ask at the desk.")


def test_not_now(world: World) -> None:
    """Nobody learns of it; when all have said so, others are asked at once."""
    add_coordinator(world)
    takers(world, "Lin")
    add_mentee(world, "Ada")
    asks_one(world, "Ada")
    world.person("Lin").presses("Not now").sees_last("That is fine.")
    world.person("Sam").sees("One question")


def test_a_room_for_those_who_may_be_named(world: World) -> None:
    """With the name a mentor can open a room; and after the answer the asker can ask that mentor for an intro chat."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada", named=True)
    lin = world.person("Lin").sees("Ada has a question about study skills:")
    lin.presses("Talk about it in a room").sees("Ada, Lin would like to answer your question here:")
    ada.sees("Lin would like to talk with you about your question")
    add_mentee(world, "Ben")
    ben = asks_one(world, "Ben")
    lin.cannot_press("Talk about it in a room")
    lin.presses("Answer it").fills({"Your answer": "Let us talk."})
    ben.presses("Ask Lin for an intro chat").sees_last("Lin")


def test_taken_back_and_bounded(world: World) -> None:
    """A question that is not needed any more is taken back everywhere; three a day are enough."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada").presses("I do not need it any more").sees_last("That question is closed.")
    world.person("Lin").sees("This question has been taken back.").cannot_press("Answer it")
    asks_one(world, "Ada", "A second one?")
    asks_one(world, "Ada", "A third one?")
    asks_one(world, "Ada", "A fourth one?").problem(QUESTION, "You have asked 3 questions today.")
    ada.sees("That question is closed.")


def test_whoever_leaves_needs_no_answer(world: World) -> None:
    """What somebody asked who left is taken back everywhere."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    asks_one(world, "Ada").commands("/mentor leave").presses("Yes, leave")
    world.person("Lin").sees("This question has been taken back.").cannot_press("Answer it")


def test_two_answer_at_the_same_moment(crowded: World) -> None:
    """One of them takes it, the other reads that somebody else did."""
    takers(crowded, "Lin", "Mo")
    for name in ("Lin", "Mo"):
        with crowded.database.read() as session:
            found = session.get(Profile, crowded.member(name).id)
            assert found is not None
            assert found.takes_questions
    add_mentee(crowded, "Ada")
    asks_one(crowded, "Ada", named=True)
    replies = all_at_once(crowded, [(name, "short_answer.open_room:1:") for name in ("Lin", "Mo")])
    said = " ".join(str(reply) for reply in replies)
    assert said.count("You find each other in a room of your own") == 1
    assert said.count("Nothing was done") == 1
