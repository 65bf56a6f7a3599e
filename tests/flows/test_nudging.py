"""Nobody is left waiting: a word for who has not begun, whom nobody asks, and a program that few have joined."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.incoming import Incoming, Via
from bot.steps import Turn
from flows.nudging import daily
from storage import outbox
from storage.database import Store
from storage.mentoring.matches import Match, MatchStatus
from storage.mentoring.profiles import Listing
from storage.places import Program, ProgramStatus
from tests.flows.stories import asks, change_profile, new_mentee_asks
from tests.flows.test_suggesting import suggests
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World


def begins(world: World, *, days: int = 0) -> None:
    """The program has been open for so long, and looks after its people every morning."""
    with world.database.write() as session:
        store = Store(session, 1)
        program = session.scalars(sa.select(Program).where(col(Program.id) == 1)).one()
        program.opened_at = world.moment - timedelta(days=days)
        for effect in daily.plan(program, Turn(now=world.moment, store=store)):
            outbox.set_timer(session, 1, effect.step.id, 1, "", effect.due)  # type: ignore[union-attr]  # a Later


def test_who_has_not_asked_anybody(world: World) -> None:
    """On the second day three who fit, with words that are ready; on the seventh the offer that a coordinator suggests
    somebody; then nothing."""
    add_coordinator(world)
    for name in ("Lin", "Yusuf", "Kim"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    begins(world)
    ada = world.person("Ada")
    world.passes(days=1)
    ada.sees_no("could help you")
    world.passes(days=2)
    ada.sees("These mentors could help you, and have time.", "Lin", "Yusuf", "Kim")
    ada.presses("Ask for an intro chat", on="Lin").sees_last("This would go to Lin:").can_press("Send it")
    world.passes(days=5)
    ada.sees("Shall a coordinator suggest somebody to you?").presses("Yes, please")
    ada.sees_last("I have asked the coordinators.")
    world.person("Sam").sees("Ada would like you to suggest somebody to them.").can_press("Suggest somebody to Ada")
    before = ada.marks()
    world.passes(days=30)
    assert ada.since(before) == ""


def test_nobody_is_nudged_who_has_begun_or_is_on_a_break(world: World) -> None:
    """Whoever asked somebody is left in peace, and so is who rests."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    add_mentee(world, "Ben")
    ben = world.person("Ben").commands("/mentor pause").presses("Until I come back")
    begins(world)
    world.passes(days=12)
    ada.sees_no("could help you", "Shall a coordinator")
    ben.sees_no("could help you", "Shall a coordinator")


def test_a_day_long_outage_brings_one_word(world: World) -> None:
    """What was due on many days comes once, and the second word comes days after it."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    begins(world)
    world.is_away(days=18)
    ada = world.person("Ada").sees("could help you")
    world.passes(days=3)
    ada.sees_no("Shall a coordinator")
    world.passes(days=3)
    ada.sees("Shall a coordinator suggest somebody to you?")


def is_matched(world: World, mentee: str, mentor: str) -> None:
    with world.database.write() as session:
        session.add(Match(program_id=1, mentee_id=world.member(mentee).id or 0, mentor_id=world.member(mentor).id or 0,
                          status=MatchStatus.ACTIVE, offered_at=world.moment, active_at=world.moment))  # fmt: skip


def of_the_program(world: World, **settings: object) -> None:
    with world.database.write() as session:
        program = session.get(Program, 1)
        assert program
        for name, value in settings.items():
            setattr(program, name, value)


def test_a_word_that_waits_is_taken_back_when_they_ask(world: World) -> None:
    """What the weekly budget holds is not sent to somebody who has begun meanwhile, nor to whom they asked."""
    for name in ("Lin", "Yusuf"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    begins(world, days=20)
    of_the_program(world, prompts_a_week=0)
    world.passes(days=15)
    of_the_program(world, prompts_a_week=9)
    ada = asks(world, "Ada", "Lin")
    world.passes(days=10)
    ada.sees_no("could help you", "Shall a coordinator")
    world.person("Lin").sees_no("Nobody has asked you")


def test_a_suggestion_is_wished_for_once(world: World) -> None:
    """However often the button is pressed, the coordinators hear of it once."""
    sam = world.person(add_coordinator(world).name)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    begins(world)
    world.passes(days=8)
    ada = world.person("Ada")
    for _press in range(3):
        wish = Incoming.parse(f"unasked.wants_suggestion:{world.member('Ada').id}:", via=Via.PRESS,
                              by=world.sender("Ada"), key=f"press {_press}")  # fmt: skip
        assert "I have asked the coordinators." in str(world.take("Ada", wish))
    assert "".join(sam.screen).count("would like you to suggest somebody") == 1
    assert ada.buttons


def wishes(world: World, name: str, key: str) -> str:
    """What they read who press the button of an old card."""
    wish = Incoming.parse(f"unasked.wants_suggestion:{world.member(name).id}:", via=Via.PRESS, by=world.sender(name),
                          key=f"press {key}")  # fmt: skip
    return str(world.take(name, wish))


def test_an_old_wish_for_a_suggestion(world: World) -> None:
    """Who is on a break, has found somebody, or is in a program that has ended reads so, and no coordinator is asked
    before that would help."""
    sam = world.person(add_coordinator(world).name)
    add_mentor(world, "Lin")
    for name in ("Ada", "Ben", "Cleo"):
        add_mentee(world, name)
    begins(world)
    world.person("Ada").commands("/mentor pause").presses("Until I come back")
    assert "You are on a break, so I ask nobody before you are back." in wishes(world, "Ada", "ada")
    is_matched(world, "Ben", "Lin")
    assert "You have found somebody by now" in wishes(world, "Ben", "ben")
    of_the_program(world, status=ProgramStatus.ENDED)
    assert "Compass has ended." in wishes(world, "Cleo", "cleo")
    sam.sees_no("would like you to suggest somebody")


def test_a_suggestion_that_waits_is_not_offered_again(world: World) -> None:
    """While a coordinator's suggestion waits for an answer, nobody is asked whether they would like one; from an old
    card they read where it stands. When it is over, the offer comes."""
    sam = world.person(add_coordinator(world).name)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    begins(world)
    world.passes(days=4)
    ada = world.person("Ada").sees("could help you")
    suggests(world, "Ada", "Lin")
    world.passes(days=5)
    ada.sees_no("Shall a coordinator suggest")
    assert "A coordinator has suggested somebody to you already." in wishes(world, "Ada", "ada")
    sam.sees_no("would like you to suggest somebody")
    world.passes(days=7)
    ada.sees("Shall a coordinator suggest somebody to you?")


def test_closed_to_new_people(world: World) -> None:
    """Whoever joined before can still ask, so they get their word."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    begins(world)
    of_the_program(world, status=ProgramStatus.CLOSED)
    world.passes(days=8)
    world.person("Ada").sees("could help you", "Shall a coordinator suggest somebody to you?")


def test_a_mentor_who_could_not_be_asked(world: World) -> None:
    """The two weeks count from when they could be asked: after a break they begin anew."""
    add_mentor(world, "Lin")
    begins(world, days=30)
    lin = world.person("Lin").commands("/mentor pause").presses("For two weeks")
    world.passes(days=25)
    lin.sees_no("Nobody has asked you")
    world.passes(days=6)
    lin.sees("Nobody has asked you in the last two weeks.")


def test_a_mentor_whose_match_has_just_ended(world: World) -> None:
    """Who had a match until a week ago is not told that nobody asks them; two weeks after its end they may be."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    begins(world)
    with world.database.write() as session:
        ended = world.moment + timedelta(days=8)
        Store(session, 1).add(
            Match(program_id=1, mentee_id=world.member("Ada").id or 0, mentor_id=world.member("Lin").id or 0,
                  status=MatchStatus.ENDED_EARLY, offered_at=world.moment, active_at=world.moment, ended_at=ended)
        )  # fmt: skip
    world.passes(days=20)
    lin = world.person("Lin").sees_no("Nobody has asked you")
    world.passes(days=4)
    lin.sees("Nobody has asked you in the last two weeks.")


def test_a_mentor_whom_nobody_asks(world: World) -> None:
    """After two weeks a kind line with the topics in demand; an ask in between puts it off."""
    add_mentor(world, "Lin", topics=["study_skills"])
    add_mentor(world, "Yusuf", topics=["study_skills"])
    add_mentee(world, "Ada", topics=["money"])
    begins(world)
    world.passes(days=8)
    new_mentee_asks(world, "Ben", "Yusuf")
    world.passes(days=8)
    lin, mo = world.person("Lin"), world.person("Yusuf")
    lin.sees("That says nothing about you", "There are people who look for help with", "money")
    mo.sees_no("Nobody has asked you")
    before = lin.marks()
    world.passes(days=10)
    assert "Nobody has asked" not in lin.since(before)


def test_asked_in_vain(world: World) -> None:
    """After two asks without a yes the coordinators see it, and the mentee hears of a free place before others."""
    add_coordinator(world)
    for name in ("Lin", "Yusuf", "Kim"):
        add_mentor(world, name)
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Not now").presses("My next weeks are full")
    ada = asks(world, "Ada", "Yusuf")
    world.person("Yusuf").presses("Not now").presses("My next weeks are full")
    sam = world.person("Sam").commands("/program").sees_last("One person has asked more than once in vain.")
    sam.presses("See what hangs").sees_last("Nobody has said yes to what Ada asked last.")
    sam.can_press("Suggest somebody to Ada")
    ada.sees_no("in vain")


def test_an_ask_that_was_withdrawn_is_no_yes(world: World) -> None:
    """What was declined before it still counts; a yes, be it older than they are or not, begins the count anew."""
    add_coordinator(world)
    for name in ("Lin", "Yusuf", "Kim"):
        add_mentor(world, name)
    new_mentee_asks(world, "Ada", "Kim")
    for name in ("Lin", "Yusuf"):
        asks(world, "Ada", name)
        world.person(name).presses("Not now").presses("My next weeks are full")
    ada, sam = world.person("Ada"), world.person("Sam")
    ada.commands("/mentor asks").presses("Withdraw the ask to Kim").presses("Yes, withdraw it")
    sam.commands("/program").sees_last("One person has asked more than once in vain.")
    add_mentor(world, "Noor")
    asks(world, "Ada", "Noor")
    world.person("Noor").presses("Happy to")
    ada.commands("/mentor asks").presses("Call it off with Noor").presses("Yes, call it off")
    assert "in vain" not in sam.commands("/program").screen[-1]


def joins_posted(world: World) -> Person:
    sam = world.person("Sam").commands("/program post").presses("#general")
    return sam.presses("Post it")


def test_few_have_joined(world: World) -> None:
    """A week after the Join card, however old the program is, the coordinators get the numbers and three next steps,
    once."""
    add_coordinator(world)
    begins(world)
    world.passes(days=5)
    sam = joins_posted(world)
    world.passes(days=6)
    sam.sees_no("signed up")
    add_mentee(world, "Ada")
    add_mentor(world, "Lin")
    world.passes(days=3)
    sam.sees("The first Join card of Compass was posted on Sat 12 Sep.")
    sam.sees("one mentee and one mentor were signed up.")
    sam.sees("Ask three people whom you know; the first mentors bring others.")
    before = sam.marks()
    world.passes(days=20)
    assert "signed up" not in sam.since(before)


def test_who_has_found_somebody_signed_up_too(world: World) -> None:
    """A match makes the sign-ups no fewer, and a mentor who waits to be looked at has signed up."""
    add_coordinator(world)
    begins(world)
    sam = joins_posted(world)
    for name in ("Lin", "Yusuf", "Kim"):
        add_mentor(world, name)
    change_profile(world, "Kim", status=Listing.WAITING)
    for name in ("Ada", "Ben", "Cleo", "Dora", "Eve"):
        add_mentee(world, name)
    is_matched(world, "Ada", "Lin")
    world.passes(days=9)
    sam.sees_no("signed up")


def test_no_join_card_was_posted(world: World) -> None:
    """A week after people could join, the coordinators hear that there is no card to join with; once it is posted, its
    own week counts."""
    add_coordinator(world)
    begins(world)
    add_mentee(world, "Ada")
    world.passes(days=6)
    sam = world.person("Sam").sees_no("signed up")
    world.passes(days=3)
    sam.sees("Compass has been taking people since Mon 7 Sep, and by", "no Join card stood in a channel.")
    sam.sees("one mentee and 0 mentors were signed up.").sees_no("The first Join card")
    before = sam.can_press("Post the Join card").marks()
    world.passes(days=15)
    assert "signed up" not in sam.since(before)
    joins_posted(world)
    world.passes(days=9)
    sam.sees("The first Join card of Compass was posted on")
    before = sam.marks()
    world.passes(days=20)
    assert "signed up" not in sam.since(before)


def test_enough_have_joined_without_a_card(world: World) -> None:
    """Where people came another way, no card is missed."""
    add_coordinator(world)
    begins(world)
    for name in ("Lin", "Yusuf", "Kim"):
        add_mentor(world, name)
    for name in ("Ada", "Ben", "Cleo", "Dora", "Eve"):
        add_mentee(world, name)
    world.passes(days=10)
    world.person("Sam").sees_no("signed up", "no Join card")


def test_few_mentees_have_joined(world: World) -> None:
    """Where there are mentors enough, the advice is not about finding more of them."""
    add_coordinator(world)
    begins(world)
    sam = joins_posted(world)
    for name in ("Lin", "Yusuf", "Kim"):
        add_mentor(world, name)
    world.passes(days=9)
    sam.sees("Ask three mentors to tell one person each whom it could help.").sees_no("bring others")


def test_an_invitation(world: World) -> None:
    """A text to copy, the address of the Join card and the same as a picture; without a Join card it says what comes
    first."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program invite").sees_last("The invitation leads to the Join card")
    joins_posted(world)
    address = "https://discord.com/channels/"
    if world.surface.platform != "discord":  # which alone tells it in these scripts; see the adapters' own tests
        sam.commands("/program invite").sees_last("Tell people where it stands:", "[Back]")
        address = "https://campus.example/"
        with world.database.write() as session:
            session.execute(sa.text("UPDATE place SET address = 'https://campus.example/{channel}'"))
    sam.commands("/program invite").sees("Subject: Compass: find somebody who has been there", address)
    sam.sees(f"A picture to scan that leads to {address}")


def test_nobody_is_invited_where_nobody_can_join(world: World) -> None:
    """Closed to new people, a program has the way to open it again in place of an invitation, and nobody is asked to
    bring more people in."""
    add_coordinator(world)
    begins(world)
    sam = joins_posted(world)
    sam.commands("/program").presses("Close it to new people").presses("Yes, close it")
    sam.commands("/program invite").sees_last("Compass is closed to new people").sees_no("Subject: Compass")
    world.passes(days=9)
    sam.sees_no("signed up")
    assert "[Open it]" in sam.commands("/program invite").screen[-1]
    of_the_program(world, status=ProgramStatus.OPEN)
    sam.commands("/program invite")
    assert "closed to new people" not in sam.screen[-1]
    world.passes(days=9)
    sam.sees_no("signed up")


def test_a_free_place_goes_first_to_who_asked_in_vain(world: World) -> None:
    """First come first, but for who asked twice in vain."""
    for name in ("Lin", "Yusuf"):
        add_mentor(world, name)
    add_mentor(world, "Kim", intros=1)
    new_mentee_asks(world, "Zoe", "Kim")
    add_mentee(world, "Ada")
    for mentor in ("Lin", "Yusuf"):
        asks(world, "Ada", mentor)
        world.person(mentor).presses("Not now").presses("My next weeks are full")
    for name in ("Ben", "Cleo", "Dora"):
        add_mentee(world, name)
    for name in ("Ben", "Cleo", "Dora", "Ada"):
        world.person(name).commands("/mentor find").presses("Tell me when free", on="Kim")
    world.person("Kim").presses("Not now").presses("My next weeks are full")
    told = [name for name in ("Ada", "Ben", "Cleo", "Dora") if "Kim has a free place now." in on_screen(world, name)]
    assert told == ["Ada", "Ben", "Cleo"]


def on_screen(world: World, name: str) -> str:
    return "\n".join(world.person(name).screen)
