"""A member with a past: something of theirs in nearly every table, and in what others were told."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from storage.database import Store
from storage.mentoring import finding
from storage.mentoring.apart import keep_apart
from storage.mentoring.intros import Fit, Side, Verdict
from storage.mentoring.matches import Match
from storage.mentoring.pairs.checkins import CheckIn, CheckInStatus
from storage.mentoring.pairs.closings import Again, Closing, Helped
from storage.mentoring.pairs.talks import Talk
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags
from storage.mentoring.records import Concern, record
from storage.mentoring.searches import Mark, MarkKind, Wish, search_of
from storage.mentoring.short_questions import ShortQuestion, ShortStatus
from storage.outbox import Draft
from storage.people import Member
from tests.flows.choices import chooses, joins, meets
from tests.flows.stories import asks, change_intro, change_profile, intro_of, intros_of
from tests.world.beginnings import begins
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World

ZOE = "Zuleika"
"""Whose life it is; nothing else has this name in it."""
OWN = "quagga"
"""A word that stands in everything that they wrote, and nowhere else."""
OTHERS = "walrus"
"""A word that stands in everything that others said in confidence."""
TOLD = "ibis"
"""A word that others said to them, and that they have read."""


NOTE = f"{OWN} note, " + ", ".join(f"and {OWN} once more {number}" for number in range(8))
"""As long as people write them; cards shorten it."""


@begins
def live(world: World) -> None:
    """Zuleika coordinates a little, mentors Ben, and found Lin, after Noor said no and beside an ask to Mara."""
    add_coordinator(world, "Sam")
    for name in ("Lin", "Mara", "Noor"):
        add_mentor(world, name, bio=f"{name} is a {OTHERS}")
    joins(world, ZOE, "Lin")
    change_intro(world, ZOE, note=NOTE, mentee_contact=f"{OWN} phone", mentor_contact=f"{OTHERS} phone",
                 mentee_shares=True, mentor_shares=True)  # fmt: skip
    meets(world, ZOE, "Lin")
    change_profile(world, ZOE, bio=f"Some {OWN} bio", hope=f"{OWN} hope", own_experience=f"{OWN} experience",
                   hometown=f"{OWN}town", group_name=f"{OWN} lab", group_key=f"{OWN} lab")  # fmt: skip
    asks(world, ZOE, "Noor")
    world.person("Noor").presses("Not now", on=ZOE).presses("Say it in my own words").fills(
        {f"What {ZOE} reads": f"Dear {ZOE}, not now, says a {OTHERS}"}
    )
    chooses(world, ZOE, "Lin")
    world.person("Lin").presses("Yes, gladly")
    mentors_too(world)
    write_rows(world)
    world.person("Sam").commands("/program list")


def mentors_too(world: World) -> None:
    """Ben looks at Zuleika and asks; she says yes."""
    with world.database.write() as session:
        store = Store(session, 1)
        zoe = _member(store, world, ZOE)
        zoe.is_mentor = True
        profile = profile_of(store, zoe)
        profile.status, profile.places_intros, profile.places_mentees, profile.free = Listing.LISTED, 2, 2, 2
        set_tags(store, zoe, TagKind.TOPIC, ["study_skills"])
        finding.index_words(store, profile)
    add_mentee(world, "Ben")
    asks(world, "Ben", ZOE)
    change_intro(world, "Ben", note=f"Dear {ZOE}, I am a {OTHERS}", own_reason="")
    world.person(ZOE).presses("Happy to", on="Ben")


def write_rows(world: World) -> None:
    """What takes many presses and leaves one row each."""
    now = world.moment
    with world.database.write() as session:
        store = Store(session, 1)
        zoe, lin, ben, noor, mara, sam = (
            _member(store, world, name) for name in (ZOE, "Lin", "Ben", "Noor", "Mara", "Sam")
        )
        first = intros_of(world, ZOE)[0]
        of_ben = intro_of(world, "Ben")
        (match,) = store.all(sa.select(Match).where(col(Match.mentee_id) == zoe.id))
        keep_apart(store, zoe, noor)
        keep_apart(store, ben, zoe)
        rows: list[SQLModel] = [
            Verdict(intro_id=first.id or 0, side=Side.MENTEE, member_id=zoe.id or 0, program_id=1, fit=Fit.YES,
                    reason=f"{OWN} reason", given_at=now),
            Verdict(intro_id=first.id or 0, side=Side.MENTOR, member_id=lin.id or 0, program_id=1, fit=Fit.MAYBE,
                    reason=f"{ZOE} seems a {OTHERS}", given_at=now),
            Verdict(intro_id=of_ben.id or 0, side=Side.MENTOR, member_id=zoe.id or 0, program_id=1, fit=Fit.NO,
                    reason=f"{OWN} doubt", given_at=now),
            Concern(program_id=1, from_id=zoe.id, account_id=zoe.account_id, about_id=ben.id or 0, at=now,
                    text=f"{OWN} concern"),
            Concern(program_id=1, from_id=ben.id or 0, account_id=ben.account_id, about_id=zoe.id or 0, at=now,
                    text=f"{ZOE} is a {OTHERS}"),
            Mark(member_id=zoe.id or 0, other_id=mara.id or 0, kind=MarkKind.SAVED, program_id=1, at=now),
            Mark(member_id=ben.id or 0, other_id=zoe.id or 0, kind=MarkKind.SAVED, program_id=1, at=now),
            Wish(member_id=zoe.id or 0, topic="study_skills", program_id=1, at=now),
            CheckIn(program_id=1, match_id=match.id or 0, reader_id=zoe.id or 0, number=90, note=f"{OWN} checkin",
                    status=CheckInStatus.ANSWERED, asked_at=now, answered_at=now),
            CheckIn(program_id=1, match_id=match.id or 0, reader_id=lin.id or 0, number=91, note=f"{ZOE} is a {OTHERS}",
                    status=CheckInStatus.ANSWERED, asked_at=now, answered_at=now),
            Closing(match_id=match.id or 0, writer_id=zoe.id or 0, program_id=1, helped=Helped.MUCH, again=Again.YES,
                    words=f"{OWN} closing", given_at=now),
            ShortQuestion(program_id=1, asker_id=zoe.id or 0, taker_id=mara.id, topic="study_skills", at=now,
                          text=f"{OWN} question", answer=f"{TOLD} answer", status=ShortStatus.ANSWERED,
                          answered_at=now),
            Talk(program_id=1, mentee_id=zoe.id or 0, mentor_id=mara.id or 0, starts_at=now, minutes=20,
                 place=f"{OWN} cafe"),
            Draft(program_id=1, account_id=zoe.account_id, step="safety.write", about=1, touched_at=now,
                  answers=f'{{"words": ["{OWN} draft"]}}'),
        ]  # fmt: skip
        for row in rows:
            if session.get(type(row), _key(row)) is None:
                store.add(row)
        search_of(store, zoe, now).filters = f'{{"words": "{OWN} words"}}'
        record(store, zoe, "mentor_listed", now, to=mara, detail=f"{OWN} detail")
        record(store, sam, "mentor_changes", now + timedelta(minutes=1), to=zoe, detail=f"{ZOE} is a {OTHERS}")


def _key(row: SQLModel) -> object:
    match row:
        case Verdict():
            return row.intro_id, row.side
        case _:
            return (
                -1
                if hasattr(row, "id")
                else tuple(
                    getattr(row, column.name)
                    for column in type(row).__table__.primary_key  # type: ignore[attr-defined]
                )
            )


def _member(store: Store, world: World, name: str) -> Member:
    found = store.get(Member, world.member(name).id)
    assert found
    return found
