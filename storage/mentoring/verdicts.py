"""What both sides privately thought of an intro, and the matches that came of it: named queries.

Every query about verdicts takes the side whose words they are. Nothing here joins the two sides.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import Intro, Round, Side, Verdict
from storage.mentoring.matches import LIVE, Match, MatchStatus
from storage.people import Member


def of_side(store: Store, intros: Sequence[Intro], side: Side) -> dict[int, Verdict]:
    """One side's verdicts: intro → verdict. Intros without one are left out."""
    found = store.all(
        sa.select(Verdict)
        .where(col(Verdict.program_id) == store.program, col(Verdict.side) == side)
        .where(col(Verdict.intro_id).in_([intro.id for intro in intros]))
    )
    return {verdict.intro_id: verdict for verdict in found}


def live_match(store: Store, intro: Intro) -> Match | None:
    """The match of these two that is offered, active or paused, whichever of them is the mentee."""
    pair = (intro.mentee_id, intro.mentor_id)
    return store.first(
        sa.select(Match)
        .where(col(Match.program_id) == store.program, col(Match.status).in_(LIVE))
        .where(col(Match.mentee_id).in_(pair), col(Match.mentor_id).in_(pair))
    )


def offered_by(store: Store, mentee: Member) -> Match | None:
    """The match that this mentee's choice waits for."""
    return store.first(
        sa.select(Match)
        .where(col(Match.program_id) == store.program, col(Match.mentee_id) == mentee.id)
        .where(col(Match.status) == MatchStatus.OFFERED)
    )


def of_round(store: Store, round_: Round) -> list[Match]:
    """Every match that was offered in a round, oldest first."""
    return store.all(
        sa.select(Match)
        .join(Intro, col(Intro.id) == col(Match.intro_id))
        .where(col(Match.program_id) == store.program, col(Intro.round_id) == round_.id)
        .order_by(col(Match.id))
    )
