"""One question: two presses and a sentence, up to three mentors at once, the first to answer takes it."""

import pytest

from storage.database import Store
from storage.mentoring.profiles import Profile
from storage.places import ProgramStatus
from storage.rights.giving import given_to
from storage.rights.people import person_of
from tests.flows.choices import cast
from tests.flows.joiners import offers_no
from tests.flows.racing import all_at_once
from tests.flows.stories import change_member, change_profile, presses_late
from tests.flows.test_no_room import opens_nothing
from tests.flows.test_nudging import begins as begins_its_days
from tests.flows.test_nudging import of_the_program
from tests.flows.test_safety import writes
from tests.flows.test_suggesting import keeps_away
from tests.world.beginnings import begins
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

QUESTION = "Your question"


@begins
def takers(world: World, *names: str) -> None:
    """Mentors who take short questions about study skills."""
    for name in names:
        add_mentor(world, name)
        change_profile(world, name, takes_questions=True)


@begins
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
    world.person("Ada").commands("/mentor ask").sees_last(
        "up to three mentors get it.", "Where none of them finds the time, others do, and after them the coordinators."
    )
    ada = asks_one(world, "Ada").sees_last("Some mentors have your question.", "Is the *library* open on Sundays?")
    got = [name for name in ("Lin", "Mo", "Kim", "Yui") if "One question" in "".join(world.person(name).screen)]
    assert len(got) == 3
    first, second = world.person(got[0]), world.person(got[1])
    first.sees("Somebody has a question about study skills:").sees_no("Ada")
    first.presses("Answer it").fills({"Your answer": "Yes, from ten."}).sees_last("Your answer is on its way.")
    ada.sees(f"{got[0]} answers your question:", "Yes, from ten.")
    second.sees("Somebody else has answered this question.").cannot_press("Answer it")
    ada.presses("Thanks, that was all").sees_last(f"{got[0]} answers your question:", "Yes, from ten.")
    ada.cannot_press("Thanks, that was all")
    first.sees("Your answer to a question helped. Thank you.")
    before, marks = ada.marks(), first.marks()
    world.passes(days=30)
    assert ada.since(before) == first.since(marks) == ""


def test_two_presses_after_joining(world: World) -> None:
    """Whoever has only a question says so in place of a role, picks a topic and writes; they stay without a role, home
    has the way to one, and nothing is asked of them."""
    add_coordinator(world)
    takers(world, "Lin")
    begins_its_days(world)
    ada = world.person("Ada").commands("/mentor").presses("Join").sees_last("What brings you?")
    ada.presses("I only have a question").sees_last("What is it about?", "I ask you nothing about it afterwards.")
    ada.presses("Study skills").fills({QUESTION: "Is it open?", "May they see your name?": "No, ask without my name"})
    world.person("Lin").presses("Answer it").fills({"Your answer": "Yes, from ten."})
    ada.sees("Lin answers your question:").cannot_press("Ask Lin for an intro chat").presses("Thanks, that was all")
    before = ada.marks()
    world.passes(days=30)
    assert ada.since(before) == ""
    assert (world.member("Ada").is_mentee, world.member("Ada").is_mentor) == (False, False)
    ada.commands("/mentor").can_press("Ask one question").presses("Go on with joining").presses("I look for a mentor")
    ada.sees_last("What would help you most now?")


@pytest.mark.parametrize("line", ["/mentor ask", "I have a question"])
def test_asked_for_before_joining(world: World, line: str) -> None:
    """Joining leads to the question at once, without a role; where nobody takes questions it is the usual way in."""
    add_mentor(world, "Mo")
    ada = world.person("Ada").types(line).sees_last("[Join]")
    assert "one question" not in ada.screen[-1]
    takers(world, "Lin")
    ada.types(line).sees_last("You can ask one question without a profile.", "Other members see your name")
    ada.presses("Join").sees_last("What is it about?").presses("Study skills").fills({QUESTION: "Is it open?"})
    assert (world.member("Ada").is_mentee, world.member("Ada").is_mentor) == (False, False)
    world.person("Lin").sees("Is it open?")


def test_the_way_stands_where_it_leads_somewhere(world: World) -> None:
    """On home and in place of a role as long as somebody else takes such questions, and it is time to ask."""
    add_mentor(world, "Mo")
    add_mentee(world, "Ada")
    ada = offers_no(world.person("Ada").commands("/mentor"), "Ask one question")
    ben = world.person("Ben").commands("/mentor").presses("Join")
    offers_no(ben, "I only have a question")
    takers(world, "Lin")
    ada.commands("/mentor").presses("Ask one question").sees_last("What is it about?")
    offers_no(world.person("Lin").commands("/mentor"), "Ask one question")
    change_member(world, "Lin", is_mentee=True)
    offers_no(world.person("Lin").commands("/mentor"), "Ask one question")
    of_the_program(world, status=ProgramStatus.GATHERING)
    offers_no(ada.commands("/mentor"), "Ask one question")


def test_nobody_is_nudged_who_came_for_a_question(world: World) -> None:
    """Whoever asked one, and neither said what they look for nor looked, gets no word about mentors, also with the role
    of one who looks; whoever looks gets it."""
    takers(world, "Lin")
    for name in ("Ada", "Ben", "Cleo"):
        add_mentee(world, name, topics=["money"] if name == "Cleo" else [])
    begins_its_days(world)
    ada, ben, cleo = (asks_one(world, name) for name in ("Ada", "Ben", "Cleo"))
    ben.commands("/mentor find")
    world.passes(days=12)
    ada.sees_no("When you say what would help you", "could help you", "Shall a coordinator")
    ben.sees("Shall a coordinator suggest somebody to you?")
    cleo.sees("Shall a coordinator suggest somebody to you?")


def test_whoever_names_a_mentor_sees_how_to_ask_that_one(world: World) -> None:
    """One question goes to several; behind the command, a name leads to the intro chat, other words to the topics."""
    takers(world, "Lin", "Mo")
    add_mentor(world, "Mara Ilieva")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor ask mara").sees_last("goes to several mentors at once", "Mara Ilieva")
    ada.presses("Ask one question").sees_last("What is it about?")
    ada.commands("/mentor ask Mara Ilieva").presses("Ask for an intro chat")
    ada.commands(f"/mentor ask <@{world.sender('Mara Ilieva').user}>").sees_last(
        "several mentors at once", "Mara Ilieva"
    )
    ada.commands("/mentor ask how do I find a room").sees_last("What is it about?").sees_no("how do I")


def test_what_is_typed_is_about_the_newest_card(world: World) -> None:
    """The card that answered the asker's own words asks nothing any more once there is a newer one; what they type to
    that has the effect that it names."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("mentor ask").presses("Study skills")
    ada.fills({QUESTION: "Is the library open?", "May they see your name?": "No, ask without my name"})
    ada.sees_last("Some mentors have your question.", "Is the library open?").can_press("I do not need it any more")
    world.passes(minutes=5)
    world.person("Lin").presses("Answer it").fills({"Your answer": "Yes, from ten."})
    ada.sees_last("Lin answers your question:").sees_no("Some mentors have your question.")
    ada.cannot_press("I do not need it any more")
    ada.types("I do not need it any more").sees("Lin answers your question:")
    ada.types("thanks, that was all")
    world.person("Lin").sees("Your answer to a question helped. Thank you.")


def test_one_mentor_gets_few_a_day(world: World) -> None:
    """However many ask and take it back: after three others get it, or the coordinators do; the next day it is their
    turn again."""
    add_coordinator(world)
    takers(world, "Lin")
    sam, lin = world.person("Sam"), world.person("Lin")
    for name in ("Ada", "Ben"):
        add_mentee(world, name)
        for _ in range(2):
            asks_one(world, name).presses("I do not need it any more")
    assert sum("One question" in card or "taken back" in card for card in lin.screen) == 3
    assert sum("One question" in card or "taken back" in card for card in sam.screen) == 1
    world.passes(days=1)
    asks_one(world, "Ada")
    lin.sees_last("Somebody has a question")


def test_those_who_take_questions_had_enough_of_them(world: World) -> None:
    """Then nobody is said to take none, neither to the asker nor to the coordinators, also where it stays
    unanswered."""
    add_coordinator(world)
    takers(world, "Lin")
    for name in ("Ada", "Ben", "Cleo", "Dora"):
        add_mentee(world, name)
        asks_one(world, name)
    full = "Nobody who takes questions about this had room for one more that day."
    dora, sam = world.person("Dora").sees_last(full, "The coordinators have your question now."), world.person("Sam")
    sam.sees(full, "A few words from you, or whom to turn to, would help.").sees_no("Nobody takes questions")
    world.passes(days=17)
    dora.sees(full, "I am sorry; please ask again another day.").sees_no("Nobody takes questions")


def test_two_write_an_answer_at_once(world: World) -> None:
    """The first to send it takes the question; the others read that, and have their own words back, however long they
    are on a card."""
    takers(world, "Lin", "Mo", "Noa")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    lin, mo, noa = (world.person(name).presses("Answer it") for name in ("Lin", "Mo", "Noa"))
    lin.fills({"Your answer": "Yes, from ten."})
    mo.fills({"Your answer": "No, but the *reading room* is."})
    mo.sees(
        "This is what you had written:\nNo, but the *reading room* is.", "Somebody else has answered this question."
    )
    ada.sees("Yes, from ten.").sees_no("reading room")
    lin.sees_no("reading room")
    stars = "**--" * 90
    noa.fills({"Your answer": f"{stars} {stars} {stars} {stars} that is all"})
    world.passes(minutes=1)
    noa.sees(f"This is what you had written:\n{stars}", "the rest comes as a message of its own.")
    noa.sees_last("More of what you had written:", f"{stars} that is all")


def test_a_mentor_says_that_they_take_questions(world: World) -> None:
    """Nobody gets one who did not agree; it can be taken back, and not by a no that answers something else."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor ask").sees_last("Nobody takes short questions at the moment.")
    ada.sees_last("You can look for an intro chat instead.").presses("Find a mentor").sees_last("Lin")
    lin = world.person("Lin").commands("/mentor").presses("Take short questions, too").sees_last("Thank you.")
    lin.commands("/mentor").types("no").commands("/mentor").sees_last("Take no more short questions")
    asks_one(world, "Ada")
    lin.sees("Somebody has a question").commands("/mentor").presses("Take no more short questions")
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
    ada.sees("Nobody has found the time yet. The coordinators have your question now.")
    sam = world.person("Sam").sees("Nobody has found the time yet.")
    sam.presses("Answer it").fills({"Your answer": "Ask at the desk."})
    ada.sees("Sam answers your question:", "Ask at the desk.")


def test_not_now(world: World) -> None:
    """Nobody learns of it; when all have said so, others are asked at once. Each reads whether others have it."""
    add_coordinator(world)
    takers(world, "Lin", "Yusuf")
    add_mentee(world, "Ada")
    asks_one(world, "Ada")
    world.person("Lin").presses("Not now").sees_last("That is fine. Others have it, too.")
    world.person("Yusuf").presses("Not now").sees_last("That is fine. I look for somebody else.")
    sam = world.person("Sam").sees("One question").presses("Not now")
    sam.sees_last("That is fine. If you find the time after all, you can still answer.").can_press(
        "Answer it after all"
    )


def test_not_now_where_nobody_else_is_there(world: World) -> None:
    """Whoever says so reads that it is closed, and is not told that somebody else is looked for."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    lin = world.person("Lin").presses("Not now").sees("This question is closed.").sees_no("I look for somebody else")
    lin.cannot_press("Answer it after all")
    ada.sees("I am sorry; please ask again another day.")
    presses_late(world, "Lin", "short_answer.not_now:1:")
    lin.sees_last("That has changed since this card was sent. Nothing was done.").sees_no("shows how it stands now")


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
    """What somebody asked who left is taken back everywhere, as they read before they leave or are erased."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada").commands("/mentor erase").sees_last("- Your short question about study skills")
    ada.commands("/mentor leave").sees_last("This ends with it:", "- Your short question about study skills")
    ada.presses("Yes, leave")
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


def test_nobody_is_there_who_could_answer(world: World) -> None:
    """Where no mentor answers and no coordinator can hear, the asker reads just that, and the question is over."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    world.person("Lin").presses("Not now")
    ada.sees("Nobody has found the time yet. I am sorry; please ask again another day.")
    ada.sees("Is the *library* open on Sundays?").sees_no("The coordinators have your question")
    ada.commands("/mentor").sees_no("Your question is with")
    before = ada.marks()
    world.passes(days=30)
    assert ada.since(before) == ""


def test_coordinators_do_not_have_it_for_ever(world: World) -> None:
    """Unanswered by them, too, it ends after two weeks, and both sides read it; until then the home card says who has
    it."""
    add_coordinator(world)
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    world.person("Lin").presses("Not now")
    ada.commands("/mentor").sees_last("Your question is with the coordinators.")
    world.passes(days=13)
    ada.sees_no("I am sorry; please ask again another day.")
    world.passes(days=4)
    ada.sees("I am sorry; please ask again another day.")
    world.person("Sam").sees("This question is closed.").cannot_press("Answer it")


def test_who_coordinates_next_has_it(world: World) -> None:
    """A question that waits for the coordinators comes to whoever becomes one of them, once, but not to somebody kept
    apart from the asker."""
    add_coordinator(world)
    takers(world, "Lin")
    for name in ("Ada", "Noor"):
        add_mentee(world, name)
    ada = asks_one(world, "Ada")
    world.person("Lin").presses("Not now")
    keeps_away(world, "Ada", "Noor")
    sam, noor = world.person("Sam").sees("One question"), world.person("Noor")
    sam.commands("/program").presses("People").presses("Look at Noor").presses("Make coordinator")
    sam.presses("Yes, make coordinator")
    noor.sees("Sam made you a coordinator of Compass.").sees_no("One question")
    sam.commands("/program handover").presses("Pick a successor").fills({"To whom?": "Lin"})
    world.person("Lin").sees_no("One question").presses("Yes, I take it").sees("Nobody has found the time yet.")
    add_mentee(world, "Kim")
    sam.commands("/program handover").presses("Pick a successor").fills({"To whom?": "Kim"})
    kim = world.person("Kim").presses("Yes, I take it").sees("Nobody has found the time yet.")
    sam.presses("Step down", on="Kim looks after").presses("Yes, step down").commands("/mentor leave")
    sam.presses("Yes, leave")
    kim.commands("/mentor").presses("Look at it").presses("Answer it").fills({"Your answer": "Yes, from ten."})
    ada.sees("Kim answers your question:", "Yes, from ten.")


def test_who_coordinates_no_more_does_not_answer(world: World) -> None:
    """What came to them as a coordinator is not theirs any more, on its card and at home; what came to them as a mentor
    still is."""
    add_coordinator(world)
    takers(world, "Lin")
    for name in ("Ada", "Jo"):
        add_mentee(world, name)
        change_member(world, name, is_coordinator=name == "Jo")
    asks_one(world, "Ada", "Is it open on Sundays?", named=True)
    lin = world.person("Lin").presses("Not now")
    sam, jo = world.person("Sam"), world.person("Jo").sees("Ada has a question about study skills:")
    jo.commands("/mentor").sees_last("Somebody has a question that you could answer.")
    change_member(world, "Jo", is_coordinator=False)
    assert "Somebody has a question" not in jo.commands("/mentor").screen[-1]
    jo.presses("Answer it").sees("That is for the coordinators of Compass.").presses("Not now")
    jo.sees("That is for the coordinators of Compass.")
    sam.presses("Not now").sees_last("That is fine. If you find the time after all, you can still answer.")
    lin.presses("Answer it after all").fills({"Your answer": "Yes, from ten."})
    world.person("Ada").sees("Lin answers your question:")


def test_straight_to_the_coordinators(world: World) -> None:
    """Where nobody takes questions about it any more, nobody is said to have had no time."""
    add_coordinator(world)
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor ask").presses("Study skills")
    world.person("Lin").commands("/mentor").presses("Take no more short questions")
    ada.fills({QUESTION: "Is it open?"}).sees_last("Nobody takes questions about this at the moment.")
    world.person("Sam").sees("Nobody takes questions about this at the moment.").sees_no("Nobody has found the time")


def test_only_somebody_kept_apart_takes_questions(world: World) -> None:
    """The asker and the coordinators see what they would see if that mentor had it and did not answer, and the mentor
    gets nothing."""
    add_coordinator(world)
    takers(world, "Lin")
    add_mentee(world, "Ada")
    keeps_away(world, "Lin", "Ada")
    lin = world.person("Lin").marks()
    ada = asks_one(world, "Ada").sees_last("Some mentors have your question.")
    sam = world.person("Sam").sees_no("One question")
    ada.commands("/mentor").sees_last("Your question is with some who could answer it.")
    world.passes(days=1)
    ada.sees("Nobody has found the time yet. The coordinators have your question now.")
    sam.sees("Nobody has found the time yet.").sees_no("Nobody takes questions about this")
    assert world.person("Lin").since(lin) == ""


def test_kept_away_after_it_was_asked(world: World) -> None:
    """Whoever is kept away meanwhile can neither answer nor open a room, and reads what all read who came too late."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada, lin = asks_one(world, "Ada", named=True), world.person("Lin")
    keeps_away(world, "Ada", "Lin")
    before = ada.marks()
    lin.presses("Talk about it in a room").sees("Somebody else has answered this question.")
    assert ada.since(before) == ""


def test_keeping_away_takes_the_card_back(world: World) -> None:
    """It reads as if somebody else had answered, and the home card does not speak of it any more."""
    cast(world, "Ada", "Lin")
    change_profile(world, "Lin", takes_questions=True)
    asks_one(world, "Ada", named=True)
    world.person("Lin").sees("One question").commands("/mentor").sees_last("Somebody has a question")
    writes(world, "Ada", "It was odd.", about="Lin").presses("Keep Lin away from me").presses("Yes, keep Lin away")
    lin = world.person("Lin").sees("Somebody else has answered this question.").cannot_press("Answer it")
    assert "Somebody has a question" not in lin.commands("/mentor").screen[-1]


def test_keeping_away_does_not_tell_who_asked(world: World) -> None:
    """A question without a name looks as before to the one who keeps its asker away; a day later it needs no answer
    any more, as when somebody else has given one. Until then it cannot be answered either."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    change_profile(world, "Lin", takes_questions=True)
    ada = asks_one(world, "Ada")
    lin = world.person("Lin").types("block Ada").presses("Yes, keep Ada away")
    lin.sees("Somebody has a question about study skills:").sees_no("Somebody else has answered")
    lin.commands("/mentor").sees_last("Somebody has a question that you could answer.")
    lin.presses("Look at it").presses("Answer it", on="One question").fills({"Your answer": "Begin early."})
    taken = "Somebody else has answered this question. Thank you all the same."
    lin.sees_last(taken, "Begin early.")
    ada.sees_no("Lin answers")
    world.passes(days=1, hours=1)
    assert taken in lin.screen
    assert "Somebody has a question" not in lin.commands("/mentor").screen[-1]


def test_the_answer_stays(world: World) -> None:
    """On the asker's card, also when it has closed by itself, and in the file of their data."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada")
    world.person("Lin").presses("Answer it").fills({"Your answer": "Yes, from ten."})
    world.passes(days=15)
    ada.sees("Lin answers your question:", "Yes, from ten.").cannot_press("Thanks, that was all")
    with world.database.read() as session:
        person = person_of(Store(session), world.member("Ada").account)
        given = [one for one in given_to(Store(session), person) if one.table == "short_question"]
    assert [one.values["answer"] for one in given] == ["Yes, from ten."]


def test_a_room_is_no_empty_answer(world: World) -> None:
    """Home and card of a question that is talked about in a room say so, and quote no answer."""
    takers(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada", named=True)
    world.person("Lin").presses("Talk about it in a room")
    ada.commands("/mentor").sees_last("Somebody would like to talk with you about your question.")
    ada.presses("Look at it").sees("Lin would like to talk with you about your question, in a room of your own.")
    ada.sees_no("Lin answers your question", "“”").can_press("Thanks, that was all")


def test_a_room_that_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question stands again as before, for everybody who had it, and can be answered on the card."""
    opens_nothing(world, monkeypatch)
    takers(world, "Lin", "Mo")
    add_mentee(world, "Ada")
    ada = asks_one(world, "Ada", named=True)
    lin, mo = world.person("Lin").presses("Talk about it in a room"), world.person("Mo")
    lin.sees("I cannot open a room for you and Ada here. You can answer on the card.")
    ada.sees("I cannot open a room for you and Lin here, so I have asked for an answer on the card.")
    lin.cannot_press("Talk about it in a room")
    mo.presses("Answer it").fills({"Your answer": "Yes, from ten."})
    ada.sees("Mo answers your question:", "Yes, from ten.")
    lin.sees("Somebody else has answered this question.")
