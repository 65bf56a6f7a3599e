"""What happens to a talk while one of the two looks elsewhere: proposals again and again, a break, another question."""

from datetime import datetime

import pytest

from storage.mentoring.intros import IntroStatus
from storage.mentoring.pairs.talks import TalkStatus
from tests.flows.choices import both_ways, cast, chooses, match_of, say_yes
from tests.flows.stories import change_rules, intro_of, is_to_come, presses_late
from tests.flows.test_talks import ROOM, THURSDAY, TUESDAY, WEDNESDAY, agreed, planned, talk_of
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_" + "M" * 60 + "%40thread.v2/0?context=" + "7" * 170


def types_a_time(person: Person, **filling: str) -> Person:
    """On the card that they look at, for Saturday unless they say otherwise."""
    person.presses("Type a time of our own")
    return person.fills({"Day": "2026-09-12", "Time": "11:15"} | filling)


# --- again and again -------------------------------------------------------------------------------------------------


def test_words_cannot_be_pressed_on_the_other(world: World) -> None:
    """Whatever somebody does between one proposal and the next, the other one's card rings once a day at most, until
    they do something about it themselves."""
    ada, lin = agreed(world)
    types_a_time(ada.commands("/mentor asks").presses("Find a time"), Where="words, no. 1")
    lin.sees_last("words, no. 1")
    before = lin.marks()
    for number in (2, 3):
        presses_late(world, "Ada", f"meeting.found_time:{intro_of(world, 'Ada').id}:")
        lin.sees("You two found a time by yourselves.")
        presses_late(world, "Ada", f"meeting.no_time:{intro_of(world, 'Ada').id}:")
        types_a_time(ada.commands("/mentor asks").presses("Find a time"), Where=f"words, no. {number}")
    assert lin.since(before) == ""
    lin.sees("words, no. 3")
    lin.commands("/mentor talks").presses("Answer Ada").presses("Other times").presses("We have a time")
    lin.commands("/mentor asks")
    presses_late(world, "Ada", f"meeting.no_time:{intro_of(world, 'Ada').id}:")
    before = lin.marks()
    ada.commands("/mentor asks").presses("Find a time").presses(WEDNESDAY)
    assert f"Ada proposes {WEDNESDAY}" in lin.since(before)


def test_only_the_first_move_wakes(world: World) -> None:
    """Who is to talk tomorrow reads tonight that it is to be moved, once; what else is proposed stands on that card."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(TUESDAY)
    lin.presses("Yes, that suits me")
    world.passes(hours=6)
    before = ada.marks()
    lin.commands("/mentor talks").presses("See the talk with Ada").presses("Move it").presses(WEDNESDAY)
    assert f"Lin would like to move your talk to {WEDNESDAY}" in ada.since(before)
    before = ada.marks()
    for place in ("words, no. 2", "words, no. 3"):
        lin.commands("/mentor talks").presses("See the talk with Ada").presses("Leave it as it was")
        types_a_time(lin.presses("Move it"), Where=place)
    assert ada.since(before) == ""
    ada.sees("words, no. 3")


def test_what_is_moved_further_off_is_heard_at_once(world: World) -> None:
    """Whoever wanted to move a talk of tomorrow reads tonight that it is not tomorrow any more."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(TUESDAY)
    lin.presses("Yes, that suits me").presses("Move it").presses("Thu 10 Sep, 17:00 your time")
    world.passes(hours=6)
    before = lin.marks()
    ada.presses("Yes, that suits me")
    assert "The new time suits Ada." in lin.since(before)


# --- typed -----------------------------------------------------------------------------------------------------------


def test_a_form_from_before(world: World) -> None:
    """What the other one proposed while somebody typed is shown to them first; what they typed is not lost, its place
    neither."""
    ada, lin = agreed(world)
    lin.commands("/mentor asks").presses("Find a time").presses(TUESDAY)
    ada.presses("Other times").presses("Type a time of our own")
    lin.presses("Propose another one").presses(WEDNESDAY)
    ada.fills({"Day": "2026-09-12", "Time": "11:15", "Where": "the blue sofa"})
    ada.sees(f"Lin was a little faster and proposes {WEDNESDAY}.", "Shall I propose Sat 12 Sep, 11:15 your time to")
    assert talk_of(world).wish_at == datetime.fromisoformat("2026-09-09T11:00:00+00:00")
    ada.can_press("What Lin proposed suits me").presses("Yes, propose it")
    lin.sees_last("Ada proposes Sat 12 Sep, 11:15 your time", "the blue sofa")


def test_a_place_stays(world: World) -> None:
    """A long link fits, and whoever picks another time keeps the place that was proposed, as they keep the length."""
    ada, lin = agreed(world)
    types_a_time(ada.commands("/mentor asks").presses("Find a time"), Where=TEAMS)
    lin.sees_last(TEAMS).presses("Other times").presses(TUESDAY)
    ada.sees_last(f"Lin proposes {TUESDAY}", TEAMS).presses("Yes, that suits me")
    assert talk_of(world).place == TEAMS


# --- lists -----------------------------------------------------------------------------------------------------------


def test_the_last_times_lead_back_to_the_first(world: World) -> None:
    """However often somebody asks for other times, they read new ones or come to the first again."""
    ada, _lin = agreed(world)
    ada.presses("Find a time", on=ROOM)
    seen = set[str]()
    for _page in range(20):
        assert ada.screen[-1] not in seen
        seen.add(ada.screen[-1])
        if "The first ones again" in ada.screen[-1]:
            break
        ada.presses("Other times")
    ada.presses("The first ones again").sees_last(TUESDAY)


def test_a_mentor_of_many_sees_all(world: World) -> None:
    """With whom no time is found yet stands on the next page, where one page does not hold them all."""
    mentees = ["Ada", "Bea", "Cem", "Dia", "Eva", "Fay", "Gil", "Hal"]
    add_mentor(world, "Lin", mentees=9, intros=9)
    change_rules(world, intros_per_mentor=9, mentees_per_mentor=9)
    for name in mentees:
        add_mentee(world, name)
        say_yes(world, name, "Lin")
    lin = world.person("Lin").commands("/mentor talks").sees_last("Find a time with Ada")
    first = lin.screen[-1]
    lin.presses("Next page").sees_last("Find a time with Hal", "Page before")
    assert all(f"Find a time with {name}" in first + lin.screen[-1] for name in mentees)


# --- a break ---------------------------------------------------------------------------------------------------------


def test_no_time_in_a_break(world: World) -> None:
    """Times during somebody's break are not shown, and not proposed from an older card; what is proposed for a day
    after it waits for the day they are back, and rings then."""
    ada, lin = agreed(world)
    ada.commands("/mentor asks").presses("Find a time").sees_last(TUESDAY)
    lin.types("pause").presses("For two weeks")
    before = lin.marks()
    ada.presses(TUESDAY).sees("That time does not suit both of you any more.", "Tue 22 Sep, 13:00 your time")
    ada.commands("/mentor asks").presses("Find a time").presses("Type a time of our own")
    ada.fills({"Day": "2026-09-10", "Time": "11:15"}).problem("Day", "Lin has no time on that day.")
    ada.commands("/mentor asks").presses("Find a time").presses("Tue 22 Sep, 13:00 your time")
    assert lin.since(before) == ""
    world.until(datetime.fromisoformat("2026-09-21T07:01:00+00:00"))
    assert "Ada proposes Tue 22 Sep, 13:00 your time" in lin.since(before)


def test_what_is_proposed_for_after_a_break_stays(world: World) -> None:
    """A break takes back what was proposed for the time of it, and nothing else."""
    ada, lin = agreed(world)
    types_a_time(ada.commands("/mentor asks").presses("Find a time"), Day="2026-09-24", Time="13:00")
    lin.types("pause").presses("For a week")
    assert talk_of(world).status is TalkStatus.PROPOSED
    lin.commands("/mentor talks").presses("Answer Ada").presses("Yes, that suits me")
    assert talk_of(world).status is TalkStatus.PLANNED


# --- beside other questions ------------------------------------------------------------------------------------------


def test_nobody_is_named_while_an_answer_waits(world: World) -> None:
    """Who has proposed a time has begun: nobody is asked to begin before the proposal has passed, and then not they,
    but the one who has not answered."""
    ada, lin = agreed(world)
    types_a_time(ada.commands("/mentor asks").presses("Find a time"), Day="2026-09-10", Time="13:00")
    world.until(datetime.fromisoformat("2026-09-10T10:00:00+00:00"))
    for person in (ada, lin):
        person.sees_no("would you like to begin")
    world.passes(days=1, hours=2)
    for person in (ada, lin):
        person.sees("You two have no time now, as far as I know. Lin, would you like to propose the next one?")
        person.sees_no("would you like to begin")


@pytest.mark.parametrize("typed", ["no", "No, that does not suit me"])
def test_what_does_not_suit(world: World, typed: str) -> None:
    """Whoever has no time then says so with a press or a word: the other one hears it and can propose another, which
    rings. Nobody is asked meanwhile to propose the next one before a day is over."""
    ada, lin = agreed(world)
    world.passes(hours=20)
    types_a_time(ada.commands("/mentor asks").presses("Find a time"), Day="2026-09-10", Time="13:00")
    lin.sees_last("Ada proposes Thu 10 Sep, 13:00 your time")
    lin.types(typed).sees_last("Done. I tell Ada that Thu 10 Sep, 13:00 your time does not suit you.", "Find a time")
    lin.cannot_press("Yes, that suits me")
    ada.sees_last("Thu 10 Sep, 13:00 your time does not suit Lin. Another time may.", "Find a time")
    assert not is_to_come(world, "talk_time.lapse")
    ada.sees_no("You two have no time now")
    world.passes(hours=20)
    ada.sees_no("You two have no time now")
    before = lin.marks()
    ada.commands("/mentor asks").presses("Find a time").presses("Fri 11 Sep, 13:00 your time")
    assert "Ada proposes Fri 11 Sep, 13:00 your time" in lin.since(before)
    lin.presses("Other times").presses("None of these suits me").sees("does not suit you")
    world.passes(days=1, hours=6)
    ada.sees("Ada, would you like to propose the next one?").sees_no("would you like to begin")


def test_a_button_of_a_no_from_before(world: World) -> None:
    """A no is about the time that it was said to, and whoever proposed a time does not say it."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(WEDNESDAY)
    talk = talk_of(world)
    ada.presses("Propose another one").presses(THURSDAY)
    presses_late(world, "Lin", f"talk.decline:{talk.id}:{talk.changes}")
    lin.sees_last("Ada was a little faster, so look at this first.", f"Ada proposes {THURSDAY}")
    presses_late(world, "Ada", f"talk.decline:{talk.id}:{talk_of(world).changes}")
    assert talk_of(world).status is TalkStatus.PROPOSED


def test_whether_they_met_is_not_asked_before_they_talk(world: World) -> None:
    """A question about another intro brings none about a talk that is still to come; that follows after the talk."""
    ada, lin = cast(world, "Ada", "Lin", "Kim"), world.person("Lin")
    types_a_time(ada.commands("/mentor talks").presses("Find a time with Lin"), Day="2026-09-15", Time="10:00")
    lin.presses("Yes, that suits me")
    world.until(datetime.fromisoformat("2026-09-14T14:05:00+00:00"))
    ada.sees_last("Did you and Kim get to meet?")
    ada.sees_no("Did you and Lin get to meet?")
    world.until(datetime.fromisoformat("2026-09-15T08:31:00+00:00"))
    ada.sees("Did you and Lin get to meet?")


def test_whether_they_met_is_not_asked_while_a_move_is_open(world: World) -> None:
    """The old time ends with no word on the new one: nobody is asked whether they met then. Where they agree on it
    after all, the question comes at the end of the new time."""
    ada, lin = planned(world)
    ada.commands("/mentor talks").presses("See the talk with Lin").presses("Move it").presses(THURSDAY)
    world.until(datetime.fromisoformat("2026-09-10T08:00:00+00:00"))
    for person in (ada, lin):
        person.sees_no("get to meet?").types("verdicts").sees_no("get to meet?")
    lin.commands("/mentor talks").presses("Answer Ada").presses("Yes, that suits me")
    world.until(datetime.fromisoformat("2026-09-10T15:15:00+00:00"))
    ada.sees_no("get to meet?")
    world.passes(minutes=10)
    for person in (ada, lin):
        person.sees("get to meet?")


def test_reminders_that_come(world: World) -> None:
    """The card names the reminders that are to come, and after an outage two do not come close upon each other."""
    ada, lin = agreed(world)
    ada.presses("Find a time", on=ROOM).presses(TUESDAY)
    lin.presses("Yes, that suits me").sees("I remind you both an hour before.").sees_no("a day and an hour")
    lin.presses("Move it").presses(WEDNESDAY)
    ada.presses("Yes, that suits me").sees("I remind you both a day and an hour before.")
    world.until(datetime.fromisoformat("2026-09-08T10:00:00+00:00"))
    before = ada.marks()
    world.clock.at = datetime.fromisoformat("2026-09-09T09:36:00+00:00")
    world.settle()
    world.passes(hours=1)
    assert ada.since(before).count("A reminder, shortly before:") == 1


def test_a_card_promises_the_reminders_that_come(world: World) -> None:
    """In the hour before a reminder, too, whoever looks reads that it comes; afterwards it is promised no more."""
    ada, _lin = planned(world)
    for moment, promised in (
        ("2026-09-08T10:30", "I remind you both a day and an hour before."),
        ("2026-09-08T11:30", "I remind you both an hour before."),
        ("2026-09-09T09:30", "I remind you both an hour before."),
        ("2026-09-09T10:30", ""),
    ):
        world.until(datetime.fromisoformat(f"{moment}:00+00:00"))
        ada.commands("/mentor talks").presses("See the talk with Lin").sees_last("You talk with Lin on", promised)
    assert "I remind you" not in ada.screen[-1]


def test_leaving_it_as_it_was_keeps_the_reminder(world: World) -> None:
    """A talk that was to be moved shortly before, and is not, is remembered all the same."""
    ada, lin = planned(world)
    world.until(datetime.fromisoformat("2026-09-09T09:30:00+00:00"))
    lin.commands("/mentor talks").presses("See the talk with Ada").presses("Move it")
    lin.presses("Thu 10 Sep, 17:00 your time")
    ada.types("no") if world.surface.platform == "plain" else ada.presses("No, leave it as it was")
    assert is_to_come(world, "talk_time.remind")


# --- both ways -------------------------------------------------------------------------------------------------------


def test_a_talk_of_the_intro_the_other_way(world: World) -> None:
    """Where two had asked each other, what they planned in either intro goes over to the match that comes of one."""
    ada, lin = both_ways(world)
    presses_late(world, "Lin", f"intro_time.find:{intro_of(world, 'Lin').id}:")
    lin.presses(WEDNESDAY)
    ada.presses("Yes, that suits me")
    lin.presses("Move it").presses("Thu 10 Sep, 17:00 your time")
    ada.presses("We already met", on="Ada and Lin. This is your room")
    chooses(world, "Ada", "Lin")
    lin.presses("Yes, gladly").sees_no("is off")
    talk = talk_of(world)
    assert (talk.status, talk.match_id) == (TalkStatus.MOVING, match_of(world, "Ada").id)
    assert intro_of(world, "Lin").status is IntroStatus.CLOSED
    ada.sees_no("is off").commands("/mentor match").sees_last(f"You have a time: {WEDNESDAY}").presses("See our time")
    ada.sees_last("Lin would like to move your talk to Thu 10 Sep, 17:00").presses("Yes, that suits me")
    lin.sees_last("The new time suits Ada.")
