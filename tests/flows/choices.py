"""What scripts about verdicts, choosing and matches have in common."""

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import Intro, Round, RoundStatus, Side, Verdict
from storage.mentoring.matches import Match, MatchStatus
from tests.flows.stories import asks, change_member, change_rules
from tests.world.beginnings import begins
from tests.world.making import add_mentee, add_mentor
from tests.world.world import Person, World


def say_yes(world: World, mentee: str, *mentors: str) -> None:
    """The mentee asks each of these, and each is happy to."""
    for mentor in mentors:
        asks(world, mentee, mentor)
        world.person(mentor).presses("Happy to", on=mentee)


@begins
def cast(world: World, mentee: str, *mentors: str, places: int = 2) -> Person:
    """A mentee, and mentors who have all said yes to an intro chat; each with that many places for mentees."""
    for mentor in mentors:
        add_mentor(world, mentor, mentees=places)
    return joins(world, mentee, *mentors)


@begins
def joins(world: World, mentee: str, *mentors: str) -> Person:
    """One more mentee, to whom these mentors say yes."""
    add_mentee(world, mentee)
    say_yes(world, mentee, *mentors)
    return world.person(mentee)


@begins
def meets(world: World, mentee: str, *mentors: str) -> None:
    """The mentee says on the card of each room that they met."""
    for mentor in mentors:
        world.person(mentee).presses("We already met", on=f"{mentee} and {mentor}. This is your room")


def thinks(world: World, person: str, other: str, fit: str, advance: str = "") -> Person:
    """Somebody says privately how it was with the other; a mentor perhaps a word in advance."""
    who = world.person(person).commands("/mentor verdicts")
    again = f"Change my answer about {other}"
    who.presses(again if again in who.buttons else f"Say how it was with {other}").presses(fit)
    if advance:
        who.presses(advance if advance in who.buttons else f"{advance}, {other}")
    return who


@begins
def chooses(world: World, mentee: str, mentor: str) -> Person:
    person = world.person(mentee).commands("/mentor choose")
    return person.presses(f"Choose {mentor}").presses(f"Yes, choose {mentor}")


@begins
def matched(world: World, mentee: str = "Ada", mentor: str = "Lin") -> tuple[Person, Person]:
    """The two met, the mentee chose, and the mentor said yes."""
    cast(world, mentee, mentor)
    meets(world, mentee, mentor)
    chooses(world, mentee, mentor)
    return world.person(mentee), world.person(mentor).presses("Yes, gladly")


@begins
def both_ways(world: World) -> tuple[Person, Person]:
    """Ada and Lin, in a reciprocal program, asked each other, and each is happy to."""
    change_rules(world, reciprocal=True)
    for name in ("Ada", "Lin"):
        add_mentor(world, name)
        change_member(world, name, is_mentee=True)
    asks(world, "Ada", "Lin")
    asks(world, "Lin", "Ada")
    lin = world.person("Lin").presses("Happy to", on="Ada would like")
    return world.person("Ada").presses("Happy to", on="Lin would like"), lin


def match_of(world: World, mentee: str) -> Match:
    """Their newest match."""
    with world.database.read() as session:
        found = Store(session, 1).first(
            sa.select(Match).where(col(Match.mentee_id) == world.member(mentee).id).order_by(col(Match.id).desc())
        )
        assert found is not None, f"{mentee} has no match"
        return found


def live_matches(world: World) -> list[tuple[MatchStatus, int, int]]:
    """Every match that is offered or goes on: (status, mentee, mentor)."""
    with world.database.read() as session:
        found = Store(session, 1).all(sa.select(Match).order_by(col(Match.id)))
        statuses = (MatchStatus.OFFERED, MatchStatus.ACTIVE)
        return [(match.status, match.mentee_id, match.mentor_id) for match in found if match.status in statuses]


def round_of(world: World, mentee: str) -> RoundStatus:
    """How their newest round stands."""
    with world.database.read() as session:
        found = Store(session, 1).first(
            sa.select(Round).where(col(Round.mentee_id) == world.member(mentee).id).order_by(col(Round.id).desc())
        )
        assert found is not None, f"{mentee} has no round"
        return found.status


def verdict_of(world: World, intro: Intro, side: Side) -> Verdict | None:
    with world.database.read() as session:
        return session.get(Verdict, (intro.id, side))
