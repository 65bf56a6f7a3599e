"""For how long things are kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from bot.commands import nightly
from storage.codes.tries import ClaimTry
from storage.database import Store
from storage.mentoring.intros import Intro, Verdict
from storage.mentoring.pairs.handovers import Handover, HandoverStatus
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus
from storage.mentoring.profiles import Profile
from storage.mentoring.records import Act, Concern, ConcernStatus
from storage.mentoring.rules import Rules
from storage.mentoring.searches import Search
from storage.mentoring.short_questions import ShortQuestion
from storage.mentoring.socials.guests import Answer, Guest, Tick
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.outbox import Timer, letters
from storage.rights import keeping
from tests.flows.lives import ZOE, live
from tests.flows.stories import change_rules
from tests.flows.test_my_data import files
from tests.flows.test_socials import GAMES, announced
from tests.world.making import add_coordinator
from tests.world.world import World


def all_of(world: World, kind: type[SQLModel]) -> list[Any]:
    with world.database.read() as session:
        return list(session.scalars(sa.select(kind)).unique())


def letters_until(world: World, moment: datetime) -> int:
    """Of the program's; questions back about what somebody typed are of none, and stay for 90 days."""
    with world.database.read() as session:
        count = sa.select(sa.func.count()).select_from(letters).where(letters.c.created_at <= moment)
        return session.scalar(count.where(letters.c.program_id.is_not(None))) or 0


def close_concerns(world: World) -> None:
    with world.database.write() as session:
        for concern in session.scalars(sa.select(Concern)):
            concern.status, concern.closed_at = ConcernStatus.CLOSED, world.moment


def more_than_a_life(world: World) -> None:
    """A social that Zuleika came to, where she was asked about Ben, and the program that Sam offered to Lin."""
    now = world.moment
    zoe, ben, sam, lin = (world.member(name).id or 0 for name in (ZOE, "Ben", "Sam", "Lin"))
    with world.database.write() as session:
        store = Store(session, 1)
        social = Social(program_id=1, by_id=sam, title="Games", where="Room 4", starts_at=now, ends_at=now, coming=1,
                        status=SocialStatus.OVER)  # fmt: skip
        store.add(social)
        store.add(Guest(program_id=1, social_id=social.id or 0, member_id=zoe, answer=Answer.YES, at=now))
        store.add(Tick(program_id=1, social_id=social.id or 0, from_id=zoe, to_id=ben))
        store.add(Introduction(program_id=1, one_id=zoe, other_id=ben, social_id=social.id, at=now, one_says=True,
                               status=IntroductionStatus.OVER))  # fmt: skip
        store.add(Handover(program_id=1, giver_id=sam, taker_id=lin, at=now, status=HandoverStatus.DECLINED))


def test_what_is_over_goes_each_in_its_own_time(world: World) -> None:
    """Every night what is older than the program says is deleted, and nothing that is younger; people, intros and
    matches stay."""
    live(world)
    close_concerns(world)
    more_than_a_life(world)
    world.person(ZOE).commands("/mentor leave").presses("Yes, leave")
    assert nightly.plan(world.database, world.moment) == 1
    assert nightly.plan(world.database, world.moment) == 0
    change_rules(world, keep_searches_days=2, keep_letters_days=5, keep_words_days=8, keep_reasons_days=11,
                 keep_concerns_days=14, keep_left_days=17, keep_acts_days=20, keep_questions_days=23,
                 keep_guests_days=26)  # fmt: skip
    zoe, acts = world.member(ZOE).id, len(all_of(world, Act))
    began = world.moment
    gone: list[tuple[int, Callable[[], bool]]] = [
        (2, lambda: not all_of(world, Search)),
        (5, lambda: not letters_until(world, began)),
        (8, lambda: not [i for i in all_of(world, Intro) if i.note or i.own_reason or i.mentee_contact]),
        (11, lambda: not [v for v in all_of(world, Verdict) if v.reason]),
        (14, lambda: not all_of(world, Concern)),
        (17, lambda: zoe not in {profile.member_id for profile in all_of(world, Profile)}),
        (20, lambda: len(all_of(world, Act)) < acts and not all_of(world, Handover)),
        (23, lambda: not all_of(world, ShortQuestion)),
        (26, lambda: not all_of(world, Guest) and not all_of(world, Tick) and not all_of(world, Introduction)),
    ]
    for days, is_gone in gone:
        world.until(began + timedelta(days=days - 1))
        assert not is_gone(), days
        world.until(began + timedelta(days=days + 1))
        assert is_gone(), days
    assert len(all_of(world, Intro)) == 3
    assert [verdict.fit for verdict in all_of(world, Verdict)]
    assert world.member(ZOE).name == ZOE
    assert [social.coming for social in all_of(world, Social)] == [1]


def test_a_social_that_nobody_posted_goes(world: World) -> None:
    """Thirty days after the time that it was to have; what was posted stays, and so does what is still ahead."""
    sam = announced(world)
    sam.commands("/program socials").presses("Announce a social").fills(GAMES)
    sam.presses("Back").presses("Announce a social").fills({**GAMES, "Day": "2026-10-11"})
    nightly.plan(world.database, world.moment)
    world.until(world.moment + timedelta(days=33))
    assert len(all_of(world, Social)) == 3
    world.passes(days=2)
    assert {social.status for social in all_of(world, Social)} == {SocialStatus.OVER, SocialStatus.DRAFT}
    assert len(all_of(world, Social)) == 2


def test_many_rows_go_some_at_a_time(world: World) -> None:
    """One transaction takes 200 rows at most; the rest follow at once."""
    with world.database.write() as session:
        acts = [{"program_id": 1, "what": "opened", "at": world.moment, "detail": ""} for _number in range(450)]
        session.execute(sa.insert(Act), acts)
        store, later = Store(session, 1), world.moment + timedelta(days=800)
        rules = Rules(program_id=1)
        more = [keeping.tidy(store, rules, later) for _turn in range(4)]
        assert more == [True, True, False, False]
        assert session.scalar(sa.select(sa.func.count()).select_from(Act)) == 0


def test_coordinators_change_it_and_members_read_it(world: World) -> None:
    """The days stand in the settings, are changed there within bounds, and are read in the file of one's data."""
    add_coordinator(world)
    sam = world.person("Sam").commands("/program settings").presses("How long things are kept")
    sam.sees_last("private reasons 180", "what coordinators did 730")
    sam.presses("Change how long things are kept").fills({"Private reasons after intros (days)": "60"})
    sam.sees_last("Saved:", "180 → 60")
    sam.commands("/mentor my-data")
    assert "Your private reasons after an intro chat: 60 days" in files(world, "Sam")[0]


def test_every_program_has_its_night(world: World) -> None:
    """The night's work sets itself again, at half past three where the program is."""
    nightly.plan(world.database, world.moment)
    world.passes(hours=1)
    with world.database.read() as session:
        due = session.scalars(sa.select(col(Timer.due_at)).where(col(Timer.step) == "keeping.tidy")).all()
    assert [f"{moment:%d %H:%M}" for moment in due] == ["08 01:30"]


def test_wrong_codes_are_forgotten_by_themselves(world: World) -> None:
    """A wrong code is noted for an hour, also where nobody ever types one again."""
    world.person("Eve").commands("/program claim ABCD-EFGH")
    assert len(all_of(world, ClaimTry)) == 1
    assert nightly.forget_tries(world.database, world.moment + timedelta(minutes=59)) == 0
    assert nightly.forget_tries(world.database, world.moment + timedelta(minutes=61)) == 1
    assert all_of(world, ClaimTry) == []
