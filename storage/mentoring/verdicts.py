"""What both sides privately thought of an intro, and the matches that came of it: named queries.

Every query about verdicts takes the side whose words they are. Nothing here joins the two sides.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from storage.database import PROGRAM, Store
from storage.mentoring.intros import Intro, Round, Side, Verdict
from storage.mentoring.matches import LIVE, Match, MatchStatus
from storage.people import Member

_OF_SIDE = sa.select(Verdict).where(
    col(Verdict.program_id) == PROGRAM,
    col(Verdict.side) == sa.bindparam("side"),
    col(Verdict.intro_id).in_(sa.bindparam("intros", expanding=True)),
)
_MATCHES = sa.select(Match).where(col(Match.program_id) == PROGRAM)
_OFFERED_BY = _MATCHES.where(col(Match.mentee_id) == sa.bindparam("mentee"), col(Match.status) == MatchStatus.OFFERED)
_LIVE_OF_TWO = _MATCHES.where(
    col(Match.status).in_(LIVE),
    col(Match.mentee_id).in_(sa.bindparam("two", expanding=True)),
    col(Match.mentor_id).in_(sa.bindparam("two", expanding=True)),
)
_OF_ROUND = (
    _MATCHES.join(Intro, col(Intro.id) == col(Match.intro_id))
    .where(col(Intro.round_id) == sa.bindparam("round"))
    .order_by(col(Match.id))
)


def of_side(store: Store, intros: Sequence[Intro], side: Side) -> dict[int, Verdict]:
    """One side's verdicts: intro → verdict. Intros without one are left out."""
    if not intros:
        return {}
    found = store.all(_OF_SIDE, side=side, intros=[intro.id for intro in intros])
    return {verdict.intro_id: verdict for verdict in found}


def live_match(store: Store, intro: Intro) -> Match | None:
    """The match of these two that is offered, active or paused, whichever of them is the mentee."""
    return store.first(_LIVE_OF_TWO, two=[intro.mentee_id, intro.mentor_id])


def offered_by(store: Store, mentee: Member) -> Match | None:
    """The match that this mentee's choice waits for."""
    return store.first(_OFFERED_BY, mentee=mentee.id)


def of_round(store: Store, round_: Round) -> list[Match]:
    """Every match that was offered in a round, oldest first."""
    return store.all(_OF_ROUND, round=round_.id)
