"""Two programs in one database, and people in them, for the tests of the named queries."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count

from storage.database import Database, Store
from storage.mentoring import finding
from storage.mentoring.intros import Intro, IntroStatus, Round, open_round, recount
from storage.mentoring.matches import Match, MatchStatus
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags
from storage.people import Account, Member, enrol
from storage.places import Program, ProgramStatus
from tests.core.stage import NOON

HERE, ELSEWHERE = 1, 2
"""The program that a test is about, and another one in the same database."""


class Programs:
    """`HERE` and `ELSEWHERE`, open, with nobody in them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._users = count(1)
        with database.write() as session:
            for name in ("Compass", "Lighthouse"):
                Store(session).add(Program(name=name, status=ProgramStatus.OPEN, created_at=NOON))

    @contextmanager
    def open(self, program: int = HERE) -> Iterator[Store]:
        with self.database.write() as session:
            yield Store(session, program)

    def member(self, store: Store, name: str, *, mentee: bool = True, mentor: bool = False) -> Member:
        account = store.add(Account(platform="slack", team="T1", user=f"U{next(self._users)}", name=name))
        member = enrol(store, account, NOON, consent="1")
        member.is_mentee, member.is_mentor = mentee, mentor
        store.session.flush()
        return member

    def mentor(
        self,
        store: Store,
        name: str,
        *,
        tags: Mapping[TagKind, Sequence[str]] | None = None,
        hidden: Sequence[str] = (),
        field: str = "",
        group: str = "",
        bio: str = "",
        places: int = 3,
        shown: int = 0,
    ) -> Member:
        """A listed mentor with that many places for intros."""
        member = self.member(store, name, mentee=False, mentor=True)
        profile = profile_of(store, member)
        profile.status, profile.field, profile.group_name, profile.bio = Listing.LISTED, field, group, bio
        profile.places_mentees, profile.places_intros, profile.shown = 2, places, shown
        for kind, slugs in (tags or {}).items():
            set_tags(store, member, kind, slugs, hidden)
        recount(store, member)
        finding.index_words(store, profile)
        return member


def asked(store: Store, mentee: Member, mentor: Member, status: IntroStatus = IntroStatus.ASKED) -> Intro:
    """An intro of these two, in the mentee's open round."""
    round_ = open_round(store, mentee)
    round_ = round_ or store.add(Round(program_id=store.program, mentee_id=mentee.id or 0, opened_at=NOON))
    return store.add(
        Intro(
            program_id=store.program, round_id=round_.id or 0, mentee_id=mentee.id or 0, mentor_id=mentor.id or 0,
            status=status, asked_at=NOON,
        )
    )  # fmt: skip


def matched(
    store: Store, mentee: Member, mentor: Member, status: MatchStatus = MatchStatus.ACTIVE, intro: Intro | None = None
) -> Match:
    return store.add(
        Match(
            program_id=store.program, mentee_id=mentee.id or 0, mentor_id=mentor.id or 0, status=status,
            offered_at=NOON, intro_id=intro.id if intro else None,
        )
    )  # fmt: skip
