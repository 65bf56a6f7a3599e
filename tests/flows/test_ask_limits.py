"""Asking: what is not possible, said kindly, with what to do instead."""

from datetime import date

import pytest

from storage.database import Store
from storage.mentoring.apart import keep_apart
from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import Match, MatchStatus
from storage.mentoring.profiles import Listing
from storage.people import MemberStatus
from storage.places import Program, ProgramStatus
from tests.flows.choices import cast, chooses, meets
from tests.flows.stories import (
    asks,
    change_member,
    change_profile,
    change_rules,
    free_of,
    intro_of,
    intros_of,
    new_mentee_asks,
    presses_late,
)
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World


def offers(world: World, mentee: str, mentor: str) -> Person:
    """The button of a mentor, pressed on a card that may be old."""
    presses_late(world, mentee, f"asking.offer:{world.member(mentor).id}:")
    return world.person(mentee)


def test_three_asks_at_once(world: World) -> None:
    """A fourth ask that would wait is refused with a way to withdraw one, and after that the wanted mentor is one press
    away."""
    for name in ("Lin", "Kim", "Bo", "Yusuf"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name in ("Lin", "Kim", "Bo"):
        asks(world, "Ada", name)
    ada = offers(world, "Ada", "Yusuf")

    ada.sees_last("You have 3 open asks, which is the most at once.", "Lin, asked on Mon 7 Sep")
    ada.presses("Withdraw the ask to Kim").presses("Yes, withdraw it").presses("Ask Yusuf")
    ada.sees_last("This would go to Yusuf:").presses("Send it").sees_last("Sent. Yusuf can answer until")

    open_now = {intro.mentor.name for intro in intros_of(world, "Ada") if intro.is_open}
    assert open_now == {"Lin", "Bo", "Yusuf"}


def test_the_last_ask_says_that_it_is_the_last(world: World) -> None:
    """After it the card says when one can ask again; before it, the way to another leads to those not asked yet, and
    from the refusal there is a way back."""
    change_rules(world, asks_per_mentee=2)
    for name in ("Lin", "Kim", "Bo"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    first = asks(world, "Ada", "Lin").presses("Ask another mentor").screen[-1]
    assert "Kim" in first
    assert "Lin" not in first
    ada = asks(world, "Ada", "Kim").sees_last("For now you have used all your asks.")
    assert "Ask another mentor" not in ada.screen[-1]
    offers(world, "Ada", "Bo").sees_last("You have 2 open asks").presses("Back to the list").sees_last(
        "Bo", "For now you have used all your asks."
    )
    ada.commands("/mentor asks").sees_last("For now you have used all your asks. When one is answered or over")
    ada.presses("Withdraw the ask to Kim").presses("Yes, withdraw it")
    ada.commands("/mentor find").sees_last("Bo")
    assert "used all your asks" not in ada.screen[-1]


def test_four_intros_in_all(world: World) -> None:
    """Asked and accepted ones count together; a met one does not any more."""
    change_rules(world, intros_per_mentee=2)
    for name in ("Lin", "Kim", "Bo"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name in ("Lin", "Kim"):
        asks(world, "Ada", name)
    world.person("Lin").presses("Happy to")

    ada = offers(world, "Ada", "Bo").sees_last("You have 2 open asks and intro chats, which is the most at once.")
    ada.can_press("Withdraw the ask to Kim").can_press("Call it off with Lin")
    world.person("Lin").presses("We already met")
    offers(world, "Ada", "Bo").sees_last("This would go to Bo:")


def test_limits_hold_when_sending_too(world: World) -> None:
    """Where the last place goes while somebody writes, nothing is sent, and they get their words back."""
    add_mentor(world, "Kim", intros=1)
    add_mentor(world, "Lin")
    for name in ("Ada", "Eve"):
        add_mentee(world, name)
    ada = world.person("Ada").commands("/mentor find")
    ada.presses("Ask for an intro chat", on="Kim").presses("Change it")
    asks(world, "Eve", "Kim")
    ada.fills({"What Kim reads": "Hello Kim, I would love to hear about your semester in Lagos."})

    ada.sees_last("Kim has no free place at the moment", "It was not sent.", "your semester in Lagos.", "Lin")
    assert intros_of(world, "Ada") == []


def test_a_full_mentor(world: World) -> None:
    """Open asks and intros take a mentor's places; who comes too late reads so and sees others who have time."""
    add_mentor(world, "Lin", intros=1)
    add_mentor(world, "Kim")
    add_mentee(world, "Eve")
    eve = offers(world, "Eve", "Lin").sees_last("This would go to Lin:")
    new_mentee_asks(world, "Ada", "Lin")

    eve.presses("Send it").sees_last("Lin has no free place at the moment", "These mentors have time now:", "Kim")
    eve.presses("Ask for an intro chat", on="Kim").sees_last("This would go to Kim:")
    assert intros_of(world, "Eve") == []


def test_the_programs_limit_is_above_the_mentors_own(world: World) -> None:
    """A mentor who offers more than the program allows is full at the program's limit."""
    change_rules(world, intros_per_mentor=1)
    add_mentor(world, "Lin", intros=3)
    new_mentee_asks(world, "Ada", "Lin")
    add_mentee(world, "Eve")
    offers(world, "Eve", "Lin").sees_last("Lin has no free place at the moment")
    assert free_of(world, "Lin") == 0


def test_no_place_for_a_mentee(world: World) -> None:
    """A mentor whose places for mentees are taken cannot be asked, however few intros they have."""
    add_mentor(world, "Lin", mentees=1)
    add_mentee(world, "Ada")
    add_mentee(world, "Eve")
    match(world, "Ada", "Lin")
    offers(world, "Eve", "Lin").sees_last("Lin has no free place at the moment")


def match(world: World, mentee: str, mentor: str) -> None:
    with world.database.write() as session:
        Store(session, 1).add(
            Match(program_id=1, mentee_id=world.member(mentee).id or 0, mentor_id=world.member(mentor).id or 0,
                  status=MatchStatus.ACTIVE, offered_at=world.clock.at)
        )  # fmt: skip


def test_ones_own_mentor(world: World) -> None:
    """A pair does not need to ask."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    match(world, "Ada", "Lin")
    offers(world, "Ada", "Lin").sees_last("You and Lin are a match already.")


def test_never_the_same_mentor_twice_at_once(world: World) -> None:
    """Who has asked a mentor sees that ask instead of a second one."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    offers(world, "Ada", "Lin").sees_last("You asked Lin on Mon 7 Sep.").can_press("Withdraw the ask to Lin")


def test_asked_before_and_declined(world: World) -> None:
    """After a no the same mentor can be asked again two weeks later, and the refusal says when."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    world.person("Lin").presses("Not now").presses("My next weeks are full")

    offers(world, "Ada", "Lin").sees_last("You have asked Lin before, not long ago. You can ask again from Mon 21 Sep")
    world.passes(days=14)
    offers(world, "Ada", "Lin").sees_last("This would go to Lin:")


@pytest.mark.parametrize("way", ["calls it off", "goes no further", "says no to a choice"])
def test_a_no_after_the_yes_is_a_no_too(world: World, way: str) -> None:
    """Whoever called an intro chat off, goes no further after it, or was chosen and said no, is not asked again the
    next minute, but in two weeks at the soonest."""
    ada, lin = cast(world, "Ada", "Lin"), world.person("Lin")
    intro = intro_of(world, "Ada").id
    if way == "calls it off":
        presses_late(world, "Lin", f"withdrawing.call_off:{intro}:")
    else:
        meets(world, "Ada", "Lin")
    if way == "goes no further":
        presses_late(world, "Lin", f"withdrawing.no_further:{intro}:")
    elif way == "says no to a choice":
        chooses(world, "Ada", "Lin")
        lin.presses("I can't this time").presses("Yes, tell Ada kindly")
    offers(world, "Ada", "Lin").sees_last("You have asked Lin before, not long ago. You can ask again from Mon 21 Sep")
    world.passes(days=14)
    offers(world, "Ada", "Lin").sees_last("This would go to Lin:")
    ada.presses("Send it").sees_last("Sent. Lin can answer")


def test_asking_and_withdrawing_over_and_over(world: World) -> None:
    """An ask that was withdrawn can be made again, but not again and again."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    for _time in range(2):
        asks(world, "Ada", "Lin").presses("Withdraw the ask to Lin").presses("Yes, withdraw it")
    offers(world, "Ada", "Lin").sees_last("You can ask again from Mon 21 Sep")
    assert [intro.status for intro in intros_of(world, "Ada")] == [IntroStatus.WITHDRAWN] * 2


@pytest.mark.parametrize("way", ["break", "leaving", "none of them", "will not happen"])
def test_asking_and_giving_up_over_and_over(world: World, way: str) -> None:
    """Whatever way a mentee ends an ask or an intro chat by, the same mentor hears of them a few times at most."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada, lin = world.person("Ada"), world.person("Lin")
    for _time in range(2):
        asks(world, "Ada", "Lin")
        intro = intro_of(world, "Ada")
        if way == "break":
            ada.commands("/mentor pause").presses("Until I come back").commands("/mentor resume")
        elif way == "leaving":
            ada.commands("/mentor leave").presses("Yes, leave").types("hello").presses("Join")
        elif way == "none of them":
            lin.presses("Happy to")
            presses_late(world, "Ada", f"round.none_of_them:{intro.round_id}:")
        else:
            lin.presses("Happy to")
            presses_late(world, "Ada", f"verdict.wont_happen:{intro.id}:")
        assert not intro_of(world, "Ada").is_open
    before = lin.marks()
    offers(world, "Ada", "Lin").sees_last("You can ask again from Mon 21 Sep")
    presses_late(world, "Ada", f"asking.send:{world.member('Lin').id}:")
    assert lin.since(before) == ""
    assert len(intros_of(world, "Ada")) == 2


def test_a_mentor_on_a_break(world: World) -> None:
    """A paused mentor cannot be asked."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    change_member(world, "Lin", status=MemberStatus.PAUSED)
    offers(world, "Ada", "Lin").sees_last("Lin is taking a break.").can_press("See more mentors")


def test_a_mentee_on_a_break(world: World) -> None:
    """Who is on a break comes back first."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    change_member(world, "Ada", status=MemberStatus.PAUSED)
    offers(world, "Ada", "Lin").sees_last("You are on a break. Come back first")


def test_kept_apart_reads_like_not_listed(world: World) -> None:
    """Nobody can find out that somebody asked to be kept apart from them: it reads as for one who is not listed."""
    for name in ("Lin", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    with world.database.write() as session:
        keep_apart(Store(session, 1), world.member("Lin"), world.member("Ada"))
    change_profile(world, "Kim", status=Listing.WAITING)

    ada = offers(world, "Ada", "Lin")
    about_lin = ada.screen[-1]
    offers(world, "Ada", "Kim")
    assert about_lin.replace("Lin", "X") == ada.screen[-1].replace("Kim", "X")
    ada.sees_last("Kim is not open for intro chats at the moment.")


def test_oneself_and_who_is_no_mentee(world: World) -> None:
    """Nobody asks themselves, and only mentees ask."""
    add_mentor(world, "Lin")
    add_mentor(world, "Kim")
    offers(world, "Kim", "Lin").sees_last("Only mentees ask for intro chats.")
    change_member(world, "Kim", is_mentee=True)
    offers(world, "Kim", "Kim").sees_last("That is you.")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (ProgramStatus.DRAFT, "Compass is not open yet. From Mon 21 Sep 2026 on you can ask mentors"),
        (ProgramStatus.GATHERING, "Compass is not open yet. From Mon 21 Sep 2026 on you can ask mentors"),
        (ProgramStatus.ENDED, "Compass has ended."),
    ],
)
def test_before_and_after_a_program_takes_no_asks(world: World, status: ProgramStatus, sentence: str) -> None:
    """Before, and after, a clear sentence says so, with the date where there is one; nothing is sent."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program
        program.status, program.starts_on = status, date(2026, 9, 21)
    offers(world, "Ada", "Lin").sees_last(sentence)
    presses_late(world, "Ada", f"asking.send:{world.member('Lin').id}:")
    assert intros_of(world, "Ada") == []
    world.person("Lin").sees_no("would like an intro chat")


def test_an_expired_ask_waits_too(world: World) -> None:
    """After an ask that nobody answered the mentor is left in peace for the same while."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    asks(world, "Ada", "Lin")
    world.passes(days=8)
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED
    offers(world, "Ada", "Lin").sees_last("You can ask again from Mon 28 Sep")


def test_every_refusal_leads_on(world: World) -> None:
    """On a break, or without the role, the way out is on the card."""
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor pause").presses("Until I come back")
    offers(world, "Ada", "Lin").sees_last("You are on a break.").presses("I am back")
    offers(world, "Ada", "Lin").sees_last("This would go to Lin:")
    offers(world, "Mara", "Lin").sees_last("Only mentees ask").presses("Your profile").sees_last("Your profile")
    change_member(world, "Ada", status=MemberStatus.PAUSED, paused_by_coordinator=True)
    offers(world, "Ada", "Lin").sees_last("You are on a break that a coordinator set")
    assert "I am back" not in ada.screen[-1]
