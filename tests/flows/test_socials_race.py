"""A social's last place: a hundred people press at the very same moment, in real threads, on both databases."""

from collections import Counter
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.socials.guests import Answer, Guest
from storage.mentoring.socials.socials import Social, SocialStatus
from tests.flows.racing import all_at_once
from tests.world.making import add_mentee
from tests.world.world import World

PEOPLE = 100


def last_place(world: World, places: int = 1) -> int:
    """A social with one place, or so many."""
    with world.database.write() as session:
        social = Store(session, 1).add(
            Social(
                program_id=1, title="Games night", where="Room 12", status=SocialStatus.ANNOUNCED, places=places,
                starts_at=world.moment + timedelta(days=3), ends_at=world.moment + timedelta(days=3, hours=2),
            )
        )  # fmt: skip
        return social.id or 0


def answers(world: World) -> Counter[Answer]:
    with world.database.read() as session:
        return Counter(session.scalars(sa.select(col(Guest.answer))))


def test_a_hundred_presses_on_the_last_place(crowded: World) -> None:
    """One comes and ninety-nine wait, each is told truthfully, and the counts are right; those who wait move up one by
    one when places are given back at once."""
    social, names = last_place(crowded), [f"Person {number}" for number in range(PEOPLE)]
    for name in names:
        add_mentee(crowded, name)
    replies = all_at_once(crowded, [(name, f"social.yes:{social}:") for name in names])
    said = Counter("waiting list" in str(reply.card) for reply in replies)
    assert said == {False: 1, True: PEOPLE - 1}
    assert answers(crowded) == {Answer.YES: 1, Answer.WAITING: PEOPLE - 1}
    quitters = names[: PEOPLE // 2]
    all_at_once(crowded, [(name, f"social.no:{social}:") for name in quitters])
    assert answers(crowded) == {Answer.YES: 1, Answer.WAITING: PEOPLE // 2 - 1, Answer.NO: PEOPLE // 2}
    with crowded.database.read() as session:
        found = session.get(Social, social)
        assert found is not None
        assert (found.coming, found.waiting) == (1, PEOPLE // 2 - 1)


def test_guests_who_leave_all_at_once(crowded: World) -> None:
    """Ten guests leave the program at the same moment, while others take their yes back and new ones come: the counts
    on the social are those of its guests, and every place is taken."""
    social, names = last_place(crowded, places=20), [f"Person {number}" for number in range(50)]
    for name in names:
        add_mentee(crowded, name)
    for name in names[:40]:
        all_at_once(crowded, [(name, f"social.yes:{social}:")])
    leavers = [(name, f"people.leave:{crowded.member(name).id}:") for name in names[:10]]
    quitters = [(name, f"social.no:{social}:") for name in names[10:15]]
    comers = [(name, f"social.yes:{social}:") for name in names[40:]]
    all_at_once(crowded, [*leavers, *quitters, *comers])
    found = answers(crowded)
    assert (found[Answer.YES], found[Answer.WAITING]) == (20, 15)
    with crowded.database.read() as session:
        kept = session.get(Social, social)
        assert kept is not None
        assert (kept.coming, kept.waiting) == (20, 15)
