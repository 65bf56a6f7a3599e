"""Keeping somebody away: what is open between two people ends kindly, and they never meet here again."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.linking.accounts import link
from storage.mentoring import finding
from storage.mentoring.apart import kept_from
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import MatchStatus
from storage.mentoring.newcomers import come_in
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags
from storage.people import Account, Member, MemberAccount, saw_in_place
from storage.places import Place, Program, ProgramStatus
from tests.flows.choices import cast, chooses, match_of, matched, meets
from tests.flows.elsewhere import beside, has_account, platform_of
from tests.flows.stories import asks, change_member, intro_of, new_mentee_asks, presses_late
from tests.flows.test_linking import behind, code_of
from tests.flows.test_safety import writes
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def keeps_away(world: World, writer: str, other: str) -> None:
    """As on the card that comes after a message about the other."""
    presses_late(world, writer, f"apart.keep:{world.member(other).id}:")


def prompts(world: World, most: int) -> None:
    """How many unasked letters somebody gets a week, at most."""
    with world.database.write() as session:
        found = session.get(Program, 1)
        assert found
        found.prompts_a_week = most


def test_who_names_their_partner_can_end_the_match_at_once(world: World) -> None:
    """The card after the message offers it; the partner reads that it ended and never why."""
    add_coordinator(world)
    matched(world)
    writes(world, "Ada", "It was odd.", about="Lin").presses("End the match with Lin").presses("It does not fit")
    assert match_of(world, "Ada").status is MatchStatus.ENDED_EARLY
    world.person("Lin").sees_last("has ended. That happens").sees_no("odd")


@pytest.mark.parametrize(("writer", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_whom_one_keeps_away_is_not_met_again(world: World, writer: str, other: str) -> None:
    """The match ends, and neither can find or ask the other; nothing says who wanted it or why."""
    add_coordinator(world)
    matched(world)
    person = writes(world, writer, "It was odd.", about=other).presses(f"Keep {other} away from me")
    person.sees_last("reads that it ended, and not why", "cannot be taken back")
    person.presses(f"Yes, keep {other} away").sees_last(f"I do not bring you and {other} together any more")
    assert match_of(world, "Ada").status is MatchStatus.ENDED_EARLY
    world.person(other).sees_last("has ended. That happens").sees_no("odd", "away")
    mentees_list = world.person("Ada").commands("/mentor find").screen[-1]
    assert "Lin" not in mentees_list


def test_an_ask_between_the_two_ends_with_it(world: World) -> None:
    """A mentor who keeps somebody away has their ask closed kindly, to the letter as with a plain no, and no second one
    can come."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = asks(world, "Ada", "Lin")
    writes(world, "Lin", "I know her.", about="Ada").presses("Keep Ada away from me").presses("Yes, keep Ada away")
    assert intro_of(world, "Ada").status is IntroStatus.DECLINED
    no = "An answer from Lin", "Lin cannot take on a new chat at the moment. That says nothing about you."
    ada.sees(*no).sees_no("away", "cannot have the intro chat after all")
    plain = new_mentee_asks(world, "Eve", "Lin")
    world.person("Lin").presses("Not now", on="Eve").presses("It is not a good time for me")
    assert [one for one in ada.screen if no[0] in one] == [one for one in plain.screen if no[0] in one]
    assert "Lin" not in ada.commands("/mentor find").screen[-1]


@pytest.mark.parametrize(("writer", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
def test_an_ask_for_later_does_not_come_back(world: World, writer: str, other: str) -> None:
    """“Ask me again in two weeks” is over when one of the two keeps the other away: nothing comes, ever."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    keeps_away(world, writer, other)
    marks = {name: world.person(name).marks() for name in ("Ada", "Lin")}
    world.passes(days=40)
    for name, mark in marks.items():
        assert world.person(name).since(mark) == "", name
    ada.sees_no("glad to hear from you again", "wanted to hear from you again")


def test_an_ask_that_was_to_come_back_at_night_is_kept_back(world: World) -> None:
    """A card about the other that waits for the week's digest or the morning is not sent after that."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentor(world, "Kim")
    ada = new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Ask me again in two weeks")
    prompts(world, 0)
    world.passes(days=15)
    ada.sees_no("glad to hear from you again")
    keeps_away(world, "Ada", "Lin")
    prompts(world, 2)
    mark = ada.marks()
    world.passes(days=20)
    assert "Lin" not in ada.since(mark)


def test_a_room_that_was_not_opened_yet_stays_closed(world: World) -> None:
    """A yes at night opens a room in the morning; not for two who are kept apart by then."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin")
    change_member(world, "Ada", zone="Pacific/Auckland")
    world.passes(hours=1)
    world.person("Lin").presses("Happy to")
    keeps_away(world, "Lin", "Ada")
    world.passes(days=3)
    ada.sees_no("This is your room", "said yes")
    world.person("Lin").sees_no("This is your room")
    ada.sees("Lin cannot have the intro chat after all")


def test_a_match_that_one_has_not_heard_of_is_never_spoken_of(world: World) -> None:
    """Confirmed at night and ended before the morning: the one who keeps the other away hears of neither."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin")
    change_member(world, "Ada", zone="Pacific/Auckland")
    world.passes(hours=1)
    world.person("Lin").presses("Yes, gladly")
    keeps_away(world, "Ada", "Lin")
    mark = ada.marks()
    world.passes(days=3)
    assert "Lin" not in ada.since(mark)
    world.person("Lin").sees("Your match with Ada has ended.")


def test_a_reminder_to_choose_names_only_who_is_left(world: World) -> None:
    """A reminder that waits for the digest does not bring up somebody who is kept away."""
    add_coordinator(world)
    ada = cast(world, "Ada", "Lin", "Kim")
    prompts(world, 0)
    meets(world, "Ada", "Lin", "Kim")
    world.passes(days=6)
    ada.sees_no("You have met Lin")
    keeps_away(world, "Ada", "Lin")
    prompts(world, 2)
    mark = ada.marks()
    world.passes(days=3, hours=12)
    said = ada.since(mark)
    assert "You have met Kim." in said
    assert "Lin" not in said


# --- in other programs -----------------------------------------------------------------------------------------------


def another_program(world: World, *, after: bool) -> int:
    """One more program is set up in the same place, after the first has ended or beside it; what people type is about
    it from then on."""
    with world.database.write() as session:
        store = Store(session)
        made = store.add(
            Program(name="Harbor", status=ProgramStatus.OPEN, zone="Europe/Berlin", created_at=world.moment,
                    opened_at=world.moment)
        )  # fmt: skip
        session.get_one(Place, 1).program_id = made.id
        if after:
            session.get_one(Program, 1).status = ProgramStatus.ENDED
        return made.id or 0


def comes(world: World, name: str, program: int, *, mentor: bool = False, account: str = "") -> None:
    """Somebody joins that program with the account they have had, or with another one of their own."""
    known, sender = world.member(name), world.sender(account or name)
    with world.database.write() as session:
        store = Store(session, program)
        its = session.get_one(Account, known.account_id)
        if account:
            its = store.add(
                Account(platform=sender.platform, team=sender.team, user=sender.user, name=name, zone="Europe/Berlin")
            )
            saw_in_place(store, its, 1)
            store.add(MemberAccount(member_id=known.id, account_id=its.id, program_id=known.program_id))
        member = come_in(store, its, world.moment, consent="1")
        member.name, member.is_mentee, member.is_mentor = name, not mentor, mentor
        profile = profile_of(store, member)
        if mentor:
            profile.status, profile.places_mentees, profile.places_intros, profile.free = Listing.LISTED, 2, 3, 3
        set_tags(store, member, TagKind.TOPIC, ("study_skills",))
        finding.index_words(store, profile)


def in_program(world: World, name: str, program: int) -> int:
    """The id of the member that somebody is there."""
    with world.database.read() as session:
        member = Store(session, program).first(
            sa.select(Member).where(col(Member.name) == name, col(Member.program_id) == program)
        )
        assert member is not None
        return member.id or 0


def do_not_meet(world: World, program: int, ada_is: str = "Ada") -> None:
    """Neither is in the other's lists there, and a forged ask reads as one to a mentor who is not listed."""
    found = world.person(ada_is).commands("/mentor find").screen[-1]
    assert "Kim" in found
    assert "Lin" not in found
    presses_late(world, ada_is, f"asking.offer:{in_program(world, 'Lin', program)}:")
    world.person(ada_is).sees_last("Lin is not open for intro chats at the moment.")


@pytest.mark.parametrize(("writer", "other"), [("Ada", "Lin"), ("Lin", "Ada")])
@pytest.mark.parametrize("second", ["Ada", "Lin"])
def test_it_holds_in_the_next_program(world: World, writer: str, other: str, second: str) -> None:
    """The program ends and the next one begins in the same place: whoever of the two joins it second, and whoever of
    them said it, they are not shown to each other; somebody else is."""
    cast(world, "Ada", "Lin", "Kim")
    keeps_away(world, writer, other)
    program = another_program(world, after=True)
    for name in ("Kim", *{"Ada", "Lin"} - {second}, second):
        comes(world, name, program, mentor=name != "Ada")
    do_not_meet(world, program)


def test_it_holds_in_a_program_beside(world: World) -> None:
    """Two programs run side by side with both of them in each: what is said in the one ends what is open in the other
    too, in the words of any end, and nothing there says that they are kept apart or where that was said."""
    add_mentor(world, "Lin")
    add_mentor(world, "Kim")
    new_mentee_asks(world, "Ada", "Lin")
    world.person("Lin").presses("Happy to")
    lin_before = in_program(world, "Lin", 1)
    program = another_program(world, after=False)
    comes(world, "Kim", program, mentor=True)
    comes(world, "Lin", program, mentor=True)
    comes(world, "Ada", program)
    asks(world, "Ada", "Lin")
    lin = world.person("Lin").presses("Happy to", on="Ada")
    mark = lin.marks()
    presses_late(world, "Ada", f"apart.keep:{lin_before}:")
    assert [intro.status for intro in all_intros(world)] == [IntroStatus.WITHDRAWN] * 2
    told = lin.since(mark)
    assert told.count("Ada cannot have the intro chat after all") == 2
    assert "away" not in told
    assert "Compass" not in told
    do_not_meet(world, program)


def test_it_holds_for_a_second_account(world: World) -> None:
    """Who joins the next program with another account of theirs is the same person."""
    cast(world, "Ada", "Lin", "Kim")
    keeps_away(world, "Lin", "Ada")
    program = another_program(world, after=True)
    for name in ("Kim", "Lin"):
        comes(world, name, program, mentor=True)
    comes(world, "Ada", program, account="Adele")
    do_not_meet(world, program, "Adele")


def linked(world: World, name: str) -> World:
    """Somebody has one more account, on another platform, and linked it."""
    there = beside(world)
    there.person(name).commands(f"/mentor link {code_of(world.person(name))}").sees(f"You are {name} here, too.")
    return there


def kept_from_in(world: World, member: int, program: int = 1) -> set[int]:
    with world.database.read() as session:
        store = Store(session, program)
        return kept_from(store, session.get_one(Member, member))


@pytest.mark.parametrize("writer", ["Ada", "Lin"])
@pytest.mark.parametrize("first", [True, False], ids=["before", "after"])
def test_unlinking_gets_nobody_round_it(world: World, writer: str, first: bool) -> None:
    """Whoever of the two unlinks the account that it was said with, and whoever said it, also before the other account
    was linked: it holds for the account that stays and for the one that went, which joins anew."""
    cast(world, "Ada", "Lin")
    add_mentor(world, "Kim")
    if first:
        keeps_away(world, writer, "Lin" if writer == "Ada" else "Ada")
    there = linked(world, "Ada")
    if not first:
        keeps_away(world, writer, "Lin" if writer == "Ada" else "Ada")
    ada_there, ada, lin = there.person("Ada"), world.member("Ada"), world.member("Lin")
    ada_there.commands("/mentor link").presses(f"Unlink {platform_of(world)}").presses("Yes, unlink it")
    found = ada_there.commands("/mentor find").screen[-1]
    assert "Kim" in found
    assert "Lin" not in found
    world.person("Ada").commands("/mentor").presses("Join")
    anew = behind(world, "Ada")
    assert anew not in (None, ada.id)
    assert kept_from_in(world, anew or 0) == kept_from_in(world, ada.id or 0) == {lin.id}
    assert kept_from_in(world, lin.id or 0) == {ada.id, anew}


def test_unlinking_gets_nobody_round_an_erasure(world: World) -> None:
    """Whom one kept away is erased and comes again. It still holds, though the account it was said with is unlinked."""
    cast(world, "Ada", "Lin")
    keeps_away(world, "Ada", "Lin")
    there = beside(world)
    has_account(there, "Ada")
    world.person("Lin").commands("/mentor erase").presses("Yes, delete everything")
    world.passes(minutes=10)
    there.person("Ada").commands("/mentor link").presses(f"Unlink {platform_of(world)}").presses("Yes, unlink it")
    world.person("Lin").types("hello").presses("Join")
    assert kept_from_in(world, world.member("Ada").id or 0) == {behind(world, "Lin")}


def test_it_holds_along_accounts_that_were_linked_one_by_one(world: World) -> None:
    """In a third program, which has only the newest of three accounts, the two do not meet either."""
    cast(world, "Ada", "Lin")
    keeps_away(world, "Lin", "Ada")
    second = another_program(world, after=True)
    comes(world, "Ada", second, account="Adele")
    with world.database.write() as session:
        store = Store(session, second)
        newest = store.add(Account(platform="elsewhere", user="3", name="Ada"))
        link(store, session.get_one(Member, in_program(world, "Ada", second)), newest)
    third = another_program(world, after=True)
    comes(world, "Lin", third, mentor=True)
    with world.database.write() as session:
        ada = come_in(Store(session, third), session.get_one(Account, newest.id), world.moment, consent="1").id
    assert kept_from_in(world, ada or 0, third) == {in_program(world, "Lin", third)}


def test_what_is_open_ends_when_accounts_become_one_person(world: World) -> None:
    """Lin came twice, and Ada keeps one of them away. When he links the two, what is open with the other one ends as if
    Ada had said it of that one."""
    there = beside(world)
    cast(world, "Ada", "Lin")
    keeps_away(world, "Ada", "Lin")
    add_mentor(there, "Lino")
    asks(world, "Ada", "Lino")
    there.person("Lino").presses("Happy to", on="Ada")
    new_mentee_asks(world, "Bea", "Lino")
    there.person("Lino").commands(f"/mentor link {code_of(world.person('Lin'))}").presses(
        f"Keep the one on {platform_of(there)}"
    )
    world.passes(minutes=1)
    assert [intro.status for intro in all_intros(world)[-2:]] == [IntroStatus.WITHDRAWN, IntroStatus.ASKED]
    there.person("Lino").sees_last("Ada cannot have the intro chat after all").sees_no("away")
    assert "Lino" not in world.person("Ada").commands("/mentor find").screen[-1]


def test_a_profile_that_was_given_up_is_still_somebody(world: World) -> None:
    """Who is named by the profile that they gave up is kept away as whom they go on as, and what is open ends."""
    there = beside(world)
    add_mentor(world, "Lin")
    add_mentor(there, "Lino")
    new_mentee_asks(world, "Ada", "Lin")
    before = world.member("Lin").id
    there.person("Lino").commands(f"/mentor link {code_of(world.person('Lin'))}")
    there.person("Lino").presses(f"Keep the one on {platform_of(there)}")
    asks(world, "Ada", "Lino")
    presses_late(world, "Ada", f"apart.keep:{before}:")
    assert all_intros(world)[-1].status is IntroStatus.WITHDRAWN
    assert kept_from_in(world, world.member("Ada").id or 0) == {before, world.member("Lino").id}


def all_intros(world: World) -> list[Intro]:
    with world.database.read() as session:
        return Store(session).all(sa.select(Intro).order_by(col(Intro.id)))


def test_nobody_can_see_that_the_other_said_it(world: World) -> None:
    """Who is kept away, and names the other afterwards, is offered the same as if nothing had been said; who said it
    is offered it no more."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    keeps_away(world, "Ada", "Lin")
    assert "[Keep Lin away from me]" not in writes(world, "Ada", "It was odd.", about="Lin").screen[-1]
    lin = writes(world, "Lin", "It was odd.", about="Ada").presses("Keep Ada away from me")
    lin.presses("Yes, keep Ada away").sees_last("Done. I do not bring you and Ada together any more.")


def test_what_it_means_is_said_before(world: World) -> None:
    """The card says that it holds in later programs too, and what a coordinator still sees."""
    add_coordinator(world)
    cast(world, "Ada", "Lin")
    ada = writes(world, "Ada", "It was odd.", about="Lin").presses("Keep Lin away from me")
    ada.sees_last("in every program that I look after, also in later ones", "cannot be taken back")
    assert "coordinates" not in ada.screen[-1]
    change_member(world, "Lin", is_coordinator=True)
    presses_late(world, "Ada", f"apart.ask:{world.member('Lin').id}:")
    ada.sees_last("Lin coordinates Compass, and still sees who is in it.")


def test_a_coordinator_is_not_kept_away(world: World) -> None:
    """Somebody one neither asked nor met cannot be kept away, whatever id comes in."""
    add_coordinator(world)
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = writes(world, "Ada", "It was odd.", about="Sam")
    assert "[Keep Sam away from me]" not in ada.screen[-1]
    forged = f"apart.keep:{world.member('Lin').id}:"
    presses_late(world, "Ada", forged)
    ada.sees_last("There is nothing between the two of you")
    ada.commands("/mentor find").sees_last("Lin")
