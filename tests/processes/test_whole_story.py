"""The whole story as real processes: from the code that `kith run` prints to an active match, with a power cut
between."""

import sqlalchemy as sa
from sqlmodel import col

from storage.mentoring.matches import Match, MatchStatus
from storage.outbox import Letter, LetterState, Timer
from tests.processes.communities import Community
from tests.processes.first_steps import asks, choose_each_other, claims_and_sets_up, offers


def test_from_an_empty_database_to_a_match(whole_community: Community) -> None:
    """A coordinator claims and sets up, a mentor is approved, a mentee asks; after a power cut the cards still work,
    and the two become a match. No letter is lost or left, and the log has nothing to worry about."""
    sam, lin, ada = (whole_community.person(name) for name in ("Sam", "Lin", "Ada"))
    claims_and_sets_up(sam, whole_community)
    offers(lin, sam)
    asks(ada, lin)
    assert [line for line in whole_community.bot.lines if '"level": "info"' not in line and line.startswith("{")] == []
    whole_community.cut_power()
    lin.presses("Happy to")
    choose_each_other(ada, lin)
    assert whole_community.bot.stop() == 0
    with whole_community.database() as database, database.read() as session:
        assert [match.status for match in session.scalars(sa.select(Match)).unique()] == [MatchStatus.ACTIVE]
        assert session.scalar(
            sa.select(sa.exists().where(col(Timer.step) == "keeping.tidy"))
        )  # every night from now on
        assert not session.scalars(sa.select(Letter).where(sa.column("state") == LetterState.DEAD)).all()
