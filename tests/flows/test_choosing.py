"""Choosing a mentor: side by side, with and without a word in advance, and what can come between."""

import pytest

from flows.matching.choosing import A_PAGE
from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.mentoring.matches import MatchStatus
from storage.mentoring.profiles import Listing
from storage.people import MemberStatus
from storage.places import Program, ProgramStatus
from tests.flows.choices import cast, chooses, joins, live_matches, match_of, meets, round_of, thinks
from tests.flows.joiners import offers_no
from tests.flows.stories import (
    asks,
    change_member,
    change_profile,
    change_rules,
    free_of,
    intro_of,
    intros_of,
    presses_late,
)
from tests.world.making import add_mentee, add_mentor
from tests.world.world import World


def statuses(world: World, mentee: str) -> dict[str, tuple[IntroStatus, str]]:
    return {intro.mentor.name: (intro.status, intro.reason) for intro in intros_of(world, mentee)}


# --- side by side ----------------------------------------------------------------------------------------------------


def test_everybody_in_the_same_four_lines(world: World) -> None:
    """Met, agreed, asked and saved mentors stand below each other: who, what the two share, where it stands, the own
    note; those met come first, in the order in which they were asked, whatever was said about them."""
    for name in ("Lin", "Mara", "Tom", "Yara"):
        add_mentor(world, name)
    ada = joins(world, "Ada", "Lin", "Mara")
    ada.commands("/mentor find").presses("Save for later", on="Yara")
    asks(world, "Ada", "Tom")
    meets(world, "Ada", "Mara")
    thinks(world, "Ada", "Mara", "No")
    ada.commands("/mentor choose")
    ada.sees_last(
        "Mara\nYou share: study skills\nMet on Mon 7 Sep.\nYour own note: no.",
        "Lin\nYou share: study skills\nSaid yes; you have not met yet.\nYour own note: none yet.",
        "Tom\nYou share: study skills\nAsked on Mon 7 Sep; not answered yet.\nYour own note: none yet.",
        "Yara\nYou share: study skills\nSaved, not asked yet.\nYour own note: none yet.",
        "Those you have met come first; otherwise the order is that in which you asked.",
    )
    text = ada.screen[-1]
    places = [text.index(f"{name}\nYou share") for name in ("Mara", "Lin", "Tom", "Yara")]
    assert places == sorted(places)
    for label in ("Choose Mara", "We met, Lin", "See the ask to Tom", "Ask Yara"):
        ada.can_press(label)
    ada.cannot_press("Choose Lin").cannot_press("Choose Tom")


def test_a_saved_mentor_who_was_asked_already(world: World) -> None:
    """A saved mentor who said “ask me again later” cannot be asked from the card before that day, and the card says
    when; after it they can, and nothing says that they were never asked."""
    change_rules(world, ask_again_days=2)
    for name in ("Ivan", "Lin"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Save for later", on="Ivan")
    for name in ("Ivan", "Lin"):
        asks(world, "Ada", name)
    world.person("Ivan").presses("Ask me again in 2 days")
    world.person("Lin").presses("Happy to")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose")
    ada.sees_last("Ivan", "Saved. You have asked not long ago, and can ask again from Wed 9 Sep on.")
    offers_no(ada.cannot_press("Ask Ivan"), "Ask Ivan")
    world.passes(days=2)
    ada.commands("/mentor choose").sees_last("Ivan", "Saved; you have asked before.").can_press("Ask Ivan")


def test_the_note_is_cut_and_shown_as_it_was_written(world: World) -> None:
    """Long and odd words in a private reason stay words, and leave room for the others."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.presses("Maybe").presses("Add a private reason about Lin")
    ada.fills({"What made you say so?": "@everyone <!channel> **bold** " + "long " * 80})
    ada.commands("/mentor choose").sees_last("@everyone", "**bold**", "…")


def test_many_intros_come_in_pages(world: World) -> None:
    """More than fit on a card follow on the next page, each once."""
    names = [f"Mentor{n}" for n in range(A_PAGE + 2)]
    change_rules(world, intros_per_mentee=20)
    ada = cast(world, "Ada", *names)
    meets(world, "Ada", *names)
    ada.commands("/mentor choose")
    first = [name for name in names if f"Choose {name}" in ada.buttons and name in ada.screen[-1]]
    ada.presses("The others")
    second = [name for name in names if f"{name}\nYou share" in ada.screen[-1]]
    assert sorted(first[:A_PAGE] + second) == names
    ada.presses("Those before").sees_last(f"{names[0]}\nYou share")


def test_before_anybody_was_met(world: World) -> None:
    """Without a meeting there is nothing to choose, and a sentence says when there will be."""
    add_mentee(world, "Ben")
    world.person("Ben").commands("/mentor choose").sees_last("There is nobody to choose from yet.")
    ada = cast(world, "Ada", "Lin")
    ada.commands("/mentor choose").sees_last("You can choose as soon as you have met one of them.", "Lin")
    ada.cannot_press("Choose Lin").presses("We met, Lin")
    ada.commands("/mentor choose").can_press("Choose Lin")


# --- with a yes in advance -------------------------------------------------------------------------------------------


def test_a_yes_in_advance_and_a_free_place_begin_the_match(world: World) -> None:
    """The match is active the moment the mentee chooses: the round is over, the others close kindly, places are
    counted, and both see what comes next."""
    ada = cast(world, "Ada", "Lin", "Mara", "Tom")
    add_mentor(world, "Yara")
    asks(world, "Ada", "Yara")
    lin, mara, tom, yara = (world.person(name) for name in ("Lin", "Mara", "Tom", "Yara"))
    ada.commands("/mentor").sees_last("You have intro chats with Lin, Mara, and Tom.")
    ada.types("leave").sees_last("- Your intro chats with Lin, Mara, and Tom", "- Your ask to Yara").presses("Stay")
    meets(world, "Ada", "Lin", "Mara")
    thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    before = ada.marks()
    chooses(world, "Ada", "Lin").sees("Your match has begun.", "Lin is your mentor from today on.")

    assert match_of(world, "Ada").status is MatchStatus.ACTIVE
    assert round_of(world, "Ada") is RoundStatus.CHOSEN
    assert {name: status for name, (status, _why) in statuses(world, "Ada").items()} == dict.fromkeys(
        ("Lin", "Mara", "Tom", "Yara"), IntroStatus.CLOSED
    )
    lin.sees("Ada chose you, and your match has begun.", "Ada and Lin, your match has begun.", "Say hello")
    ada.sees("Ada and Lin, your match has begun.").can_press("Something is not right")
    for mentor, thanks in ((mara, "Thank you for the time you gave them."), (tom, "Thank you for having said yes.")):
        mentor.sees_last(f"Ada has found somebody, so your intro chat is closed. {thanks}")
    yara.sees("Ada has found somebody, so the ask is closed. There is nothing left").cannot_press("Happy to")
    assert "You chose somebody, so the intro chat" not in ada.since(before), "but on the card of the ask"
    for other in ("Mara", "Tom", "Yara"):
        assert free_of(world, other) == 3
        world.person(other).sees_no("chose Lin", "Lin")


def test_a_word_in_advance_is_not_needed(world: World) -> None:
    """Without one the mentor is asked, and everything else stays open until they answer."""
    ada = cast(world, "Ada", "Lin", "Mara")
    lin = world.person("Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin").sees("You chose Lin. Lin can say yes until Thu 10 Sep")
    assert match_of(world, "Ada").status is MatchStatus.OFFERED
    assert statuses(world, "Ada")["Mara"][0] is IntroStatus.ACCEPTED
    lin.sees_last("Ada chose you as their mentor.", "Shall it begin?", "Ada reads yes or no, and no reason.")
    ada.sees("I tell you as soon as there is an answer. Everything else stays open until then.")
    lin.presses("Yes, gladly").sees("Your match has begun.", "Ada is your mentee from today on.")
    ada.sees("Lin said yes, and your match has begun.")
    world.person("Mara").sees_last("Ada has found somebody, so your intro chat is closed.")
    assert round_of(world, "Ada") is RoundStatus.CHOSEN


def test_choosing_asks_once_more(world: World) -> None:
    """The first press tells what will happen, and going back changes nothing."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose").presses("Choose Lin")
    ada.sees_last("Choose Lin?", "your match begins.", "Nobody reads your notes.")
    assert "closes" not in ada.screen[-1]
    ada.presses("Back").sees_last("Whom you can choose")
    assert live_matches(world) == []


def test_choosing_names_what_closes_with_it(world: World) -> None:
    """Whoever else is open is named on the card that asks once more, and nobody else."""
    ada = cast(world, "Ada", "Lin", "Mara")
    add_mentor(world, "Kim")
    asks(world, "Ada", "Kim")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose").presses("Choose Lin")
    ada.sees_last("Then what is open with Mara and Kim closes, kindly.", "not whom")


def test_choosing_twice(world: World) -> None:
    """A second press, and a press for somebody else while the first choice waits, change nothing."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    chooses(world, "Ada", "Lin")
    for name in ("Lin", "Mara"):
        intro = next(one for one in intros_of(world, "Ada") if one.mentor.name == name)
        before = ada.marks()
        presses_late(world, "Ada", f"choosing.choose:{intro.id}:")
        assert "You chose Lin. Lin can say yes until" in ada.since(before)
    assert len(live_matches(world)) == 1
    world.person("Mara").sees_no("chose you")
    ada.commands("/mentor choose").sees_last("You chose Lin.")


def test_a_press_on_an_old_card_after_the_match_began(world: World) -> None:
    """The old button answers with how it stands; there are never two live matches of one pair."""
    cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    ada = chooses(world, "Ada", "Lin")
    presses_late(world, "Ada", f"choosing.choose:{intro_of(world, 'Ada').id}:")
    ada.sees("You and Lin have gone on together.")
    assert len(live_matches(world)) == 1


# --- what can come between -------------------------------------------------------------------------------------------


def test_two_choose_the_last_place(world: World) -> None:
    """With a yes in advance for both and one place left, the first gets it; the other is told clearly, the round goes
    on, and the mentor's places are never exceeded."""
    ada = cast(world, "Ada", "Lin", places=1)
    ben = joins(world, "Ben", "Lin")
    meets(world, "Ada", "Lin")
    meets(world, "Ben", "Lin")
    for mentee in ("Ada", "Ben"):
        thinks(world, "Lin", mentee, "A good fit", "Yes, in advance")
        world.person(mentee).commands("/mentor choose").presses("Choose Lin")
    ben.presses("Yes, choose Lin").sees("Your match has begun.")
    ada.presses("Yes, choose Lin").sees(
        "Lin has no place for another mentee now: others were a little earlier.", "Your intro chats go on"
    )
    assert live_matches(world) == [(MatchStatus.ACTIVE, world.member("Ben").id, world.member("Lin").id)]
    assert statuses(world, "Ada")["Lin"][0] is IntroStatus.MET
    assert round_of(world, "Ada") is RoundStatus.OPEN
    ada.can_press("Tell me when Lin is free").presses("See whom you can choose")
    ada.sees_last("Met on Mon 7 Sep. Lin has no place for another mentee now")


def test_an_offered_place_is_kept(world: World) -> None:
    """While a mentor has not answered, their last place is nobody else's; after a no it is free again, and who waits
    for it is told then and not before."""
    ada = cast(world, "Ada", "Lin", places=1)
    ben = joins(world, "Ben", "Lin")
    meets(world, "Ada", "Lin")
    meets(world, "Ben", "Lin")
    chooses(world, "Ada", "Lin")
    ben.commands("/mentor choose").sees_last("Lin has no place for another mentee now")
    ben.presses("Tell me when Lin is free").sees("I will tell you when Lin has a free place.")
    ben.commands("/mentor choose").presses("Do not tell me when Lin is free").sees_last("I do not tell you any more")
    ben.commands("/mentor choose").presses("Tell me when Lin is free")
    assert free_of(world, "Lin") == 0
    ben.sees_no("Lin has a free place again.")
    world.person("Lin").presses("I can't this time", on="Ada chose you").presses("Yes, tell Ada kindly")
    ben.sees("Lin has a free place again.").presses("See whom you can choose").can_press("Choose Lin")
    assert free_of(world, "Lin") > 0
    ada.sees("It does not work out with Lin this time.")


def test_who_waits_for_a_full_mentor_is_not_told_when_a_match_begins(world: World) -> None:
    """A match takes the place, so nobody hears of a free one, though the intro chat is over."""
    cast(world, "Ada", "Lin", places=1)
    add_mentee(world, "Ben")
    change_profile(world, "Lin", places_intros=1)
    change_profile(world, "Lin", free=0)
    ben = world.person("Ben").commands("/mentor find").presses("Tell me when free", on="Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    chooses(world, "Ada", "Lin").sees("Your match has begun.")
    world.passes(days=3)
    ben.sees_no("Lin has a free place now.")


def test_others_who_asked_a_mentor_who_is_full_now(world: World) -> None:
    """Who waits for an answer of a mentor whose last place is taken is told at once."""
    cast(world, "Ada", "Lin", places=1)
    add_mentee(world, "Ben")
    ben = asks(world, "Ben", "Lin")
    meets(world, "Ada", "Lin")
    thinks(world, "Lin", "Ada", "A good fit", "Yes, in advance")
    chooses(world, "Ada", "Lin")
    ben.sees("Lin has no place for another mentee any more")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": MemberStatus.PAUSED}, "Lin is taking a break."),
        ({"is_mentor": False}, "Lin is not taking part at the moment."),
    ],
)
def test_a_mentor_who_is_not_there(world: World, change: dict[str, object], says: str) -> None:
    """A mentor on a break or not taking part cannot be chosen, not by an old button either; the card leads on."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose").can_press("Choose Lin")
    change_member(world, "Lin", **change)
    ada.presses("Choose Lin").sees(says, "Your intro chats go on")
    offers_no(ada.commands("/mentor choose").sees_last(says), "Choose Lin")
    assert live_matches(world) == []


def test_a_mentor_who_is_not_listed_any_more(world: World) -> None:
    """Whom the coordinators took off the list cannot be chosen, and the reason is not told."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    ada.commands("/mentor choose").can_press("Choose Lin")
    change_profile(world, "Lin", status=Listing.DECLINED)
    ada.presses("Choose Lin").sees("Lin is not taking part at the moment.")
    ada.commands("/mentor choose").sees_last("Lin is not taking part")
    offers_no(ada, "Choose Lin", "Tell me when Lin is free")


def test_a_mentor_who_left(world: World) -> None:
    """A mentor who left is gone from the card; the mentee was told, and the old button says so."""
    ada = cast(world, "Ada", "Lin", "Mara")
    meets(world, "Ada", "Lin", "Mara")
    ada.commands("/mentor choose").presses("Choose Lin")
    world.person("Lin").types("leave").presses("Yes, leave")
    ada.sees("Lin is not taking part any more, so your intro chat is closed.")
    presses_late(world, "Ada", f"choosing.choose:{intros_of(world, 'Ada')[0].id}:")
    assert live_matches(world) == []
    ada.commands("/mentor choose").sees_last("Mara")
    assert "Lin" not in ada.screen[-1]


def test_a_closed_program_lets_what_has_begun_go_on(world: World) -> None:
    """Closed to new people: choosing goes on. Ended: it does not."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")

    def becomes(status: ProgramStatus) -> None:
        with world.database.write() as session:
            program = session.get(Program, 1)
            assert program
            program.status = status

    ada.commands("/mentor choose").can_press("Choose Lin")
    becomes(ProgramStatus.ENDED)
    ada.presses("Choose Lin").sees("Compass has ended.")
    becomes(ProgramStatus.CLOSED)
    chooses(world, "Ada", "Lin").sees("You chose Lin.")


def test_a_pair_that_asked_in_both_directions(world: World) -> None:
    """Where everybody is both, two can ask each other; they still become one match, not two."""
    for name in ("Ada", "Lin"):
        add_mentor(world, name)
        change_member(world, name, is_mentee=True)
    for mentee, mentor in (("Ada", "Lin"), ("Lin", "Ada")):
        asks(world, mentee, mentor)
        world.person(mentor).presses("Happy to")
        presses_late(world, mentee, f"meeting.met:{intro_of(world, mentee).id}:")
    chooses(world, "Ada", "Lin").sees("You chose Lin.")
    lin = world.person("Lin").commands("/mentor choose").presses("Choose Ada")
    lin.sees("Ada chose you as their mentor.").presses("Yes, gladly")
    presses_late(world, "Lin", f"choosing.choose:{intro_of(world, 'Lin').id}:")
    assert [status for status, _mentee, _mentor in live_matches(world)] == [MatchStatus.ACTIVE]


def test_a_page_that_is_not_there(world: World) -> None:
    """A forged page shows the last one there is."""
    ada = cast(world, "Ada", "Lin")
    presses_late(world, "Ada", f"choice.show:{world.member('Ada').id}:{'9' * 30}")
    ada.sees("Whom you can choose").cannot_press("Those before")


def test_met_on_the_card_itself(world: World) -> None:
    """From “We met” to the choice there is no other way to go."""
    ada = cast(world, "Ada", "Lin")
    ada.commands("/mentor choose").presses("We met, Lin").presses("A good fit").presses("See whom you can choose")
    ada.presses("Choose Lin").presses("Yes, choose Lin").sees("You chose Lin.")
