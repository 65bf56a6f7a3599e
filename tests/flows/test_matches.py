"""A match: where it stands, how it ends, and what that means for both and for others."""

import pytest

from storage.mentoring.intros import RoundStatus
from storage.mentoring.matches import MatchStatus
from storage.people import AccountPlace
from tests.flows.choices import cast, chooses, joins, live_matches, match_of, matched, meets, round_of
from tests.flows.stories import (
    asks,
    change_member,
    change_profile,
    change_rules,
    experiences,
    free_of,
    new_mentee_asks,
    presses_late,
)
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def test_a_choice_made_on_the_card_of_a_question(world: World) -> None:
    """Whatever card somebody chose on, it does not say that the choice waits when it has been answered."""
    ada = cast(world, "Ada", "Lin", "Mara", "Noor")
    meets(world, "Ada", "Lin", "Mara", "Noor")
    ada.presses("See whom you can choose" if "See whom you can choose" in ada.buttons else "Maybe, Mara")
    ada.presses("See whom you can choose").presses("Choose Lin").presses("Yes, choose Lin")
    ada.sees("You chose Lin. Lin can say yes until")
    world.person("Lin").presses("I can't this time").presses("Yes, tell Ada kindly")
    ada.sees_no("You chose Lin. Lin can say yes until").sees("Lin has answered.")
    chooses(world, "Ada", "Mara")
    world.person("Mara").presses("Yes, gladly")
    ada.sees("Mara said yes, and your match has begun.")


def test_where_it_stands(world: World) -> None:
    """The command shows a match to each side, an offered one with its day, and without one what comes next."""
    add_mentee(world, "Ben")
    world.person("Ben").commands("/mentor match").sees_last("You have no match yet.", "Find a mentor")
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    lin.commands("/mentor match").sees_last("You have no match yet. When somebody chooses you, I tell you at once.")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor match").sees_last("You have no match yet.").can_press("See whom you can choose")
    chooses(world, "Ada", "Lin")
    ada.commands("/mentor match").sees_last("You chose Lin. Lin can say yes until Thu 10 Sep")
    lin.commands("/mentor match").sees_last("Ada chose you as their mentor.")
    lin.presses("Yes, gladly")
    ada.commands("/mentor match").sees_last("Your match with Lin", "Lin is your mentor from today on.")
    lin.commands("/mentor match").sees_last("Ada is your mentee from today on.", "Something is not right")


def test_the_home_card_says_what_waits(world: World) -> None:
    """A question, an open choice and a match stand on the home card of whom they concern, each with its way on."""
    ada = cast(world, "Ada", "Lin")
    lin = world.person("Lin")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor").sees_last("I have a question for you.", "You can choose your mentor.")
    lin.commands("/mentor").sees_last("I have a question for you.")
    lin.presses("Answer it").presses("Maybe")
    lin.commands("/mentor")
    assert "I have a question for you." not in lin.screen[-1]
    chooses(world, "Ada", "Lin")
    ada.commands("/mentor").sees_last("You chose Lin, who can answer until Thu 10 Sep,")
    assert "You can choose" not in ada.screen[-1]
    lin.commands("/mentor").sees_last("Ada chose you. You can answer until Thu 10 Sep,")
    lin.presses("Answer Ada").presses("Yes, gladly")
    ada.commands("/mentor").sees_last("Lin is your mentor from today on.")


def test_a_new_match_is_good_news(world: World) -> None:
    """Both cards are glad and say what comes next; the way to its end is one press further. After the end no card of it
    speaks of a beginning."""
    ada, lin = matched(world)
    ada.sees_last("Lin said yes, and your match has begun. I am glad for you both.", "Say hello")
    lin.sees("Your match has begun. I am glad for you both.")
    ada.cannot_press("End the match with Lin")
    lin.cannot_press("End the match with Ada")
    ada.presses("See your match", on="I am glad for you both.").can_press("End the match with Lin")
    ada.presses("End the match with Lin").presses("It does not fit")
    lin.sees("Your match with Ada ended", "Your match with Ada has ended.")
    if world.surface.platform != "plain":
        lin.sees_no("has begun")


def test_the_home_of_a_matched_mentee_leads_to_the_match(world: World) -> None:
    """What stands out is the match; its end is the last thing on its card. Looking for somebody else stays possible,
    and nothing is asked any more that only helps to find somebody."""
    ada, _lin = matched(world)
    ada.commands("/mentor").presses("See your match").sees_last("Lin is your mentor from today on.")
    assert ada.screen[-1].index("[See where I stand]") < ada.screen[-1].index("[End the match with Lin]")
    assert ada.screen[-1].index("[Something is not right]") < ada.screen[-1].index("[End the match with Lin]")
    ada.commands("/mentor").can_press("Find a mentor")
    assert "tell me a little more" not in ada.screen[-1]
    ada.presses("Your profile").sees_last("One of 11 optional parts is filled in.")
    assert "help me to pick" not in ada.screen[-1]


def test_since_when_a_match_goes_on(world: World) -> None:
    """On its first day it begins today; later the day is named."""
    ada, lin = matched(world)
    ada.commands("/mentor match").sees_last("Lin is your mentor from today on.")
    world.passes(days=1)
    ada.commands("/mentor match").sees_last("Lin has been your mentor since Mon 7 Sep.")
    lin.commands("/mentor match").sees_last("Ada has been your mentee since Mon 7 Sep.")


def test_the_programs_own_words(world: World) -> None:
    """A program that calls its mentors guides is spoken to in that word."""
    change_rules(world, mentor_word="guide")
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada = chooses(world, "Ada", "Lin")
    world.person("Lin").sees("Ada chose you as their guide.").presses("Yes, gladly")
    ada.commands("/mentor match").sees_last("Lin is your guide from today on.")


@pytest.mark.parametrize("name", ["*Lin*", "L" * 80, "<!here> @everyone", "_a_ - b"])
def test_odd_names_all_the_way(world: World, name: str) -> None:
    """A name of any kind fits on every card and button from the verdict to the end of a match."""
    cast(world, "Ada", "Lin")
    change_member(world, "Lin", name=name)
    ada, lin = world.person("Ada"), world.person("Lin")
    world.passes(days=8)
    ada.presses("Yes, we met").presses("A good fit").presses("See whom you can choose")
    for start in ("Choose ", "Yes, choose "):
        ada.presses(next(label for label in ada.buttons[::-1] if label.startswith(start)))
    lin.presses("Yes, gladly").sees("Your match has begun.")
    ada.commands("/mentor match").sees_last(name)
    ada.presses(next(label for label in ada.buttons[::-1] if label.startswith("End the match")))
    ada.presses("We lost touch").sees_last("You can look for another mentor at once.")
    lin.sees("Your match with Ada has ended.")


def test_asking_beside_a_match(world: World) -> None:
    """Whoever has a match may ask others, and reads so before they send it."""
    add_mentor(world, "Mara")
    ada, _lin = matched(world)
    ada.commands("/mentor find").presses("Ask for an intro chat", on="Mara")
    ada.sees_last("You have a match with Lin. You can still ask others.", "This would go to Mara:")


def test_several_matches(world: World) -> None:
    """A mentor with two mentees sees both, each with a way to it."""
    matched(world)
    joins(world, "Ben", "Lin")
    meets(world, "Ben", "Lin")
    chooses(world, "Ben", "Lin")
    lin = world.person("Lin").commands("/mentor match")
    lin.sees_last("Your matches", "Ada is your mentee from today on.", "Ben chose you. You can answer until")
    lin.presses("See how it stands with Ada").sees_last("Your match with Ada")


def test_the_room_of_the_intro_is_the_room_of_the_match(world: World) -> None:
    """The two go on where they began, and the card there leads to where the match stands, for the presser alone."""
    ada, lin = matched(world)
    for person in (ada, lin):
        person.sees("Ada and Lin, your match has begun. These are good next steps:")
    before = lin.marks()
    ada.presses("See our match").sees("Lin is your mentor from today on.")
    assert lin.since(before) == ""


def test_a_former_mentor_comes_last_and_is_asked_as_somebody_known(world: World) -> None:
    """After the end the list begins with others, and says of this one that they were a match. The ready words and the
    mentor's card know it, too."""
    ada, lin = matched(world)
    for name in ("Mara", "Noor", "Oda"):
        add_mentor(world, name)
    lin.commands("/mentor match").presses("End the match with Ada").presses("There is no time for it now")
    ada.presses("Find a mentor").sees_last("Mara", "Noor", "Oda")
    assert "Lin" not in ada.screen[-1]
    ada.presses("Three others").sees_last("Lin", "You were a match until Mon 7 Sep.")
    ada.presses("Ask for an intro chat", on="You were a match")
    ada.sees_last("Hello Lin, this is Ada. We were a match before, and I would be glad to talk with you again.")
    assert "I saw that you" not in ada.screen[-1]
    mark = lin.marks()
    ada.presses("Send it")
    asked = lin.since(mark)
    assert "You know each other: You were a match until Mon 7 Sep." in asked.replace("**", "").replace("*", "")
    assert "Why it may fit" not in asked


@pytest.mark.parametrize(("who", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_it_ends_early(world: World, who: str, other: str) -> None:
    """Either side can end it with one reason that nobody reads; the partner is told kindly, places are free again, and
    the mentee may look again at once."""
    matched(world)
    person, partner = world.person(who), world.person(other)
    person.commands("/mentor match").presses(f"End the match with {other}")
    person.sees_last("What comes nearest? The press ends it.", f"{other} is told kindly that it ended, never why")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE
    person.presses("It does not fit")
    person.sees_last(f"Your match with {other} ended on Mon 7 Sep.")
    partner.sees_last(f"Your match with {who} has ended. That happens, and it says nothing about you.")
    partner.sees_no("does not fit")
    match = match_of(world, "Ada")
    assert (match.status, match.reason) == (MatchStatus.ENDED_EARLY, "no_fit")
    assert free_of(world, "Lin") == 3
    for one in (person, partner):
        room = next(message for message in one.screen if "This match is over. Thank you both." in message)
        assert "[Something is not right]" in room
    asks(world, "Ada", "Lin")
    assert round_of(world, "Ada") is RoundStatus.OPEN


def test_it_is_completed(world: World) -> None:
    """Having done what they wanted is told apart from an early end, in the rows and in the words."""
    ada, lin = matched(world)
    lin.commands("/mentor match").presses("End the match with Ada").presses("We did what we wanted to do")
    assert match_of(world, "Ada").status is MatchStatus.COMPLETED
    lin.sees("Your match with Ada was completed on Mon 7 Sep. Thank you both.")
    ada.sees_last("Lin says that the two of you did what you wanted to do").can_press("Find a mentor")


def test_keeping_it(world: World) -> None:
    """Going back ends nothing, and comes before every reason that does."""
    ada, lin = matched(world)
    ada.commands("/mentor match").presses("End the match with Lin")
    (asked,) = (card for card in ada.screen if "[We lost touch]" in card)
    assert asked.index("[No, keep it]") < asked.index("[We did what we wanted to do]")
    ada.presses("No, keep it")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE
    lin.sees_no("has ended.")


def test_who_waits_is_told_when_a_match_ends(world: World) -> None:
    """The place of an ended match is free, and who waits for it hears so."""
    cast(world, "Ada", "Lin", places=1)
    meets(world, "Ada", "Lin")
    ada = chooses(world, "Ada", "Lin")
    world.person("Lin").presses("Yes, gladly")
    add_mentee(world, "Ben")
    ben = world.person("Ben").commands("/mentor find").presses("Tell me when free", on="Lin")
    assert free_of(world, "Lin") == 0
    ada.commands("/mentor match").presses("End the match with Lin").presses("There is no time for it now")
    ben.sees("Lin has a free place now.")


@pytest.mark.parametrize("reason", ["", "bored", "1"])
def test_an_unknown_reason(world: World, reason: str) -> None:
    """A forged reason ends nothing."""
    ada, _lin = matched(world)
    presses_late(world, "Ada", f"parting.end_because:{match_of(world, 'Ada').id}:{reason}")
    ada.sees("I do not know that reason any more.")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE


@pytest.mark.parametrize("press", ["match.show:{}:", "parting.why:{}:", "parting.end_because:{}:reached"])
def test_nobody_else(world: World, press: str) -> None:
    """Nobody but the two can look at a match or end it."""
    matched(world)
    add_mentor(world, "Mara")
    presses_late(world, "Mara", press.format(match_of(world, "Ada").id))
    mara = world.person("Mara").sees("That is not yours to answer.")
    mara.sees_no("Ada", "Lin")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE


def test_the_partner_reads_of_the_end_once(world: World) -> None:
    """One letter says what happened and what comes next; the older card of the match says only that it is over."""
    ada, _lin = matched(world)
    world.person("Lin").commands("/mentor leave").presses("Yes, leave")
    screen = "\n".join(ada.screen)
    assert screen.count("You can look for another mentor at once.") == 1
    assert screen.count("Lin is not taking part any more, so your match has ended.") == 1
    ada.sees("Your match with Lin ended on Mon 7 Sep.").sees_no("Thank you for having tried").cannot_press(
        "See your match"
    )


def test_ended_twice(world: World) -> None:
    """The second end, also by the other side at the same time, finds it ended and keeps the first reason."""
    _ada, lin = matched(world)
    match = match_of(world, "Ada").id
    presses_late(world, "Ada", f"parting.end_because:{match}:no_time")
    before = lin.marks()
    presses_late(world, "Lin", f"parting.end_because:{match}:reached")
    assert "Your match with Ada ended on" in lin.since(before)
    assert match_of(world, "Ada").reason == "no_time"


@pytest.mark.parametrize(("who", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_somebody_leaves(world: World, who: str, other: str) -> None:
    """Leaving ends the match at once; the partner is told kindly, and the places are counted anew."""
    matched(world)
    world.person(who).types("leave").presses("Yes, leave")
    world.person(other).sees(
        f"{who} is not taking part any more, so your match has ended. Thank you for your part in it."
    )
    match = match_of(world, "Ada")
    assert (match.status, match.reason) == (MatchStatus.ENDED_EARLY, "left")
    assert live_matches(world) == []
    if who == "Ada":
        assert free_of(world, "Lin") == 3
    else:
        world.person("Ada").can_press("Find a mentor")


def test_a_match_without_a_room(world: World) -> None:
    """Where no room is possible, each sees on the match's card how the other said they can be reached."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks(world, "Ada", "Lin")
    with world.database.write() as session:
        there = session.get(AccountPlace, (world.member("Ada").account_id, 1))
        assert there
        there.left_at = world.clock.at
    lin = world.person("Lin").presses("Happy to")
    for person, other in ((ada, "Lin"), (lin, "Ada")):
        person.commands("/mentor asks").presses(f"How you reach {other}").presses("Yes, I write it down")
        person.fills({f"How {other} can reach you": f"{person.name} at home"})
    ada.presses("We already met", on="This is how you reach Lin")
    chooses(world, "Ada", "Lin")
    lin.presses("Yes, gladly").sees("How to reach Ada: Ada at home")
    ada.commands("/mentor match").sees_last("How to reach Lin: Lin at home")


def test_the_room_keeps_what_was_said_to_stand_there(world: World) -> None:
    """After the match has begun, the card of the intro chat still has the words of the ask, and who is who. Nothing
    there says that it is over, as if nothing had come of it."""
    add_mentor(world, "Lin")
    new_mentee_asks(world, "Ada", "Lin")
    change_profile(world, "Ada", field="law")
    world.person("Lin").presses("Happy to")
    world.passes(days=1, minutes=1)
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Yes, gladly").sees("This intro chat has led to a match.")
    lin.sees_no("This intro chat is over.")
    card = next(shown for shown in lin.screen if "This was your intro chat, and it has led to a match." in shown)
    assert "What Ada wrote\n“Hello Lin, I am Ada." in card
    assert "Ada: Law" in card
    assert "To begin with" not in card


def test_a_choice_names_only_experiences_that_both_show(world: World) -> None:
    """The mentor's card says in whole sentences what the two share; what one of them keeps hidden is not on it."""
    cast(world, "Ada", "Lin")
    experiences(world, "Lin", ["international", "changed_field"])
    experiences(world, "Ada", ["international", "changed_field"], hidden=["changed_field"])
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    lin = world.person("Lin").sees(
        "Ada chose you as their mentor.", "You both came from another country. You share study"
    )
    lin.sees_no("changed field", "and Came from")
