"""Profiles, intros, matches and verdicts: what their named queries promise, and that no other program is in them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage.database import Store
from storage.mentoring import intros, matches, verdicts
from storage.mentoring.apart import keep_apart, kept_by, kept_from, may_meet, together
from storage.mentoring.intros import Fit, Intro, IntroStatus, Round, RoundStatus, Side, Verdict, recount
from storage.mentoring.matches import MatchStatus
from storage.mentoring.profiles import (
    Listing,
    TagKind,
    listed_mentors,
    profile_of,
    set_tags,
    slugs_of,
    sought,
    tags_of,
    waiting_mentors,
)
from storage.mentoring.rules import rules_of
from storage.people import Account, Member, MemberAccount, MemberStatus, enrol
from tests.core.stage import NOON
from tests.store.programs import ELSEWHERE, Programs, asked, matched

TOPIC, EXPERIENCE = TagKind.TOPIC, TagKind.EXPERIENCE
DAY = timedelta(days=1)


def names(found: list[Member]) -> list[str]:
    return [member.name for member in found]


# --- profiles --------------------------------------------------------------------------------------------------------


def test_tags_of_a_kind_are_replaced_together(programs: Programs) -> None:
    """Those given are the only ones of their kind, each once; other kinds stay; what is kept back is known to be so,
    and is not in what others see."""
    with programs.open() as store:
        lin = programs.mentor(store, "Lin", tags={TOPIC: ["exams", "exams"], EXPERIENCE: ["carer"]})
        set_tags(store, lin, EXPERIENCE, ["first", "carer"], hidden=["carer"])
        set_tags(store, lin, TOPIC, ["writing"])
        found = tags_of(store, [lin.id or 0])[lin.id or 0]
        assert (found[TOPIC], found[EXPERIENCE]) == ({"writing": True}, {"first": True, "carer": False})
        assert sorted(profile_of(store, lin).summary.split()) == ["experience:first", "topic:writing"]
        assert slugs_of(store, lin, TOPIC) == ["writing"]
        set_tags(store, lin, TOPIC, [])
        assert slugs_of(store, lin, TOPIC) == []


def test_what_somebody_looks_for_is_told_apart_from_what_they_offer(programs: Programs) -> None:
    """A mentee's topics are what they look for; of somebody with both roles they are what they offer."""
    with programs.open() as store:
        both = programs.member(store, "Ada", mentor=True)
        set_tags(store, both, TOPIC, ["exams"])
        set_tags(store, both, TagKind.LOOKS_FOR, ["moving"])
        mentee = programs.member(store, "Lin")
        set_tags(store, mentee, TOPIC, ["writing"])
        assert (sought(store, both), sought(store, mentee)) == (["moving"], ["writing"])


def test_a_profile_is_made_once(programs: Programs) -> None:
    """Whoever asks first makes it; what stands in it is there the next time."""
    with programs.open() as store:
        ada = programs.member(store, "Ada")
        profile_of(store, ada).bio = "chess"
    with programs.open() as store:
        profile = profile_of(store, store.session.get_one(Member, ada.id))
        assert (profile.bio, profile.status, profile.place, profile.member.name) == ("chess", Listing.NONE, None, "Ada")


def test_who_waits_longest_is_looked_at_first(programs: Programs) -> None:
    """Coordinators see mentors who wait, in the order in which they began to; a break does not hide them. Demo people,
    those who left, who give the role up or who are listed, and those of another program are not among them."""
    with programs.open(ELSEWHERE) as store:
        profile_of(store, programs.mentor(store, "Zoe")).status = Listing.WAITING
    with programs.open() as store:
        mentors = {name: programs.mentor(store, name) for name in ("Lin", "Mei", "Noor", "Demo", "Left", "Gave up")}
        programs.mentor(store, "Listed")
        for days, (name, member) in enumerate(mentors.items()):
            profile = profile_of(store, member)
            profile.status, profile.waiting_since = Listing.WAITING, NOON - days * DAY
            member.is_demo = name == "Demo"
        mentors["Mei"].status, mentors["Left"].status = MemberStatus.PAUSED, MemberStatus.LEFT
        mentors["Gave up"].is_mentor = False
        store.session.flush()
        assert names([profile.member for profile in waiting_mentors(store)]) == ["Noor", "Mei", "Lin"]
        assert names([profile.member for profile in store.all(listed_mentors(store))]) == ["Listed"]


def test_those_who_are_to_be_kept_apart_do_not_meet(programs: Programs) -> None:
    """It holds both ways, whoever said it; nobody meets themselves, or somebody who left or is of another program."""
    with programs.open(ELSEWHERE) as store:
        zoe = programs.member(store, "Zoe")
    with programs.open() as store:
        ada, lin, mei, noor = (programs.member(store, name) for name in ("Ada", "Lin", "Mei", "Noor"))
        keep_apart(store, ada, lin)
        noor.status = MemberStatus.LEFT
        assert (kept_from(store, ada), kept_from(store, lin), kept_from(store, mei)) == ({lin.id}, {ada.id}, set())
        assert not may_meet(store, ada, lin)
        assert not may_meet(store, lin, ada)
        assert may_meet(store, ada, mei)
        assert [may_meet(store, ada, other) for other in (ada, noor, zoe)] == [False] * 3
    with programs.open(ELSEWHERE) as store:
        assert kept_from(store, ada) == set()


def also(store: Store, account: Account, member: Member) -> None:
    """The account is one more of this member's."""
    store.add(MemberAccount(member_id=member.id, account_id=account.id, program_id=store.program))


def test_who_is_kept_apart_stays_so_elsewhere(programs: Programs) -> None:
    """It is about the people: in another program, before or after, through whichever of their accounts, the same two
    must not meet. Each program tells only of its own members."""
    with programs.open() as store:
        ada, lin, mei = (programs.member(store, name) for name in ("Ada", "Lin", "Mei"))
        second = store.add(Account(platform="discord", user="7", name="Ada"))
        also(store, second, ada)
    with programs.open(ELSEWHERE) as store:
        before = enrol(store, lin.account, NOON, consent="1")
        there = [(enrol(store, second, NOON, consent="1"), before)]
        assert may_meet(store, *there[0])
    with programs.open() as store:
        assert together(store, ada, lin) == [(ada, lin), *there]
        assert together(store, ada, mei) == [(ada, mei)]
        keep_apart(store, ada, lin)
        keep_apart(store, ada, lin)
        assert (kept_from(store, ada), kept_from(store, lin)) == ({lin.id}, {ada.id})
    with programs.open(ELSEWHERE) as store:
        ada_there, lin_there = there[0]
        assert (kept_from(store, ada_there), kept_from(store, lin_there)) == ({lin_there.id}, {ada_there.id})
        assert (kept_by(store, ada_there), kept_by(store, lin_there)) == ({lin_there.id}, set())
        assert not may_meet(store, ada_there, lin_there)
        mei_there = enrol(store, mei.account, NOON, consent="1")
        assert may_meet(store, ada_there, mei_there)


def test_an_account_that_is_added_later_is_kept_apart_too(programs: Programs) -> None:
    """Whoever becomes one person with somebody who is kept apart is so as well, wherever that is known from."""
    with programs.open() as store:
        ada, lin = programs.member(store, "Ada"), programs.member(store, "Lin")
        keep_apart(store, ada, lin)
        second = store.add(Account(platform="discord", user="8", name="Lin"))
        also(store, second, lin)
    with programs.open(ELSEWHERE) as store:
        one, other = enrol(store, ada.account, NOON, consent="1"), enrol(store, second, NOON, consent="1")
        assert (kept_from(store, one), kept_from(store, other)) == ({other.id}, {one.id})


# --- intros ----------------------------------------------------------------------------------------------------------


def test_what_is_open_is_told_from_what_ended(programs: Programs) -> None:
    """Both sides and the round see the intros that go on, oldest first; a round keeps those that ended too."""
    with programs.open() as store:
        ada = programs.member(store, "Ada")
        mentors = [programs.mentor(store, name) for name in ("Lin", "Mei", "Noor", "Omar")]
        states = (IntroStatus.ASKED, IntroStatus.ACCEPTED, IntroStatus.MET, IntroStatus.DECLINED)
        made = [asked(store, ada, mentor, state) for mentor, state in zip(mentors, states, strict=True)]
        assert intros.open_of_mentee(store, ada) == made[:3]
        assert [intros.open_of_mentor(store, mentor) for mentor in mentors] == [[made[0]], [made[1]], [made[2]], []]
        assert [intros.waiting_for(store, mentor) for mentor in mentors[:2]] == [[made[0]], []]
        round_ = intros.open_round(store, ada)
        assert round_ is not None
        assert intros.of_round(store, round_) == made


def test_a_pair_s_intros_are_read_newest_first(programs: Programs) -> None:
    """The newest one of the two is the one between them, and the other way round there is none."""
    with programs.open() as store:
        ada, lin = programs.member(store, "Ada"), programs.mentor(store, "Lin")
        old, new = asked(store, ada, lin, IntroStatus.EXPIRED), asked(store, ada, lin)
        assert intros.of_pair(store, ada, lin) == [new, old]
        assert intros.between(store, ada, lin) is new
        assert intros.between(store, lin, ada) is None


def test_an_ended_intro_is_remembered_for_a_while(programs: Programs) -> None:
    """It is there while it is young, or as long as the mentee may not ask again; what is open never is."""
    with programs.open() as store:
        ada = programs.member(store, "Ada")
        found = [
            asked(store, ada, programs.mentor(store, name), IntroStatus.DECLINED) for name in ("Lin", "Mei", "Noor")
        ]
        asked(store, ada, programs.mentor(store, "Omar"))
        found[0].closed_at, found[1].closed_at, found[2].closed_at = NOON - 3 * DAY, NOON - DAY, NOON - 3 * DAY
        found[2].again_from = NOON + DAY
        store.session.flush()
        assert intros.ended_of_mentee(store, ada, NOON - 2 * DAY, NOON) == [found[2], found[1]]
        assert intros.ended_of_mentee(store, ada, NOON, NOON + 2 * DAY) == []


def second_ask(store: Store, ada: Member, lin: Member) -> None:
    asked(store, ada, lin, IntroStatus.ACCEPTED)


def second_round(store: Store, ada: Member, lin: Member) -> None:
    store.add(Round(program_id=store.program, mentee_id=ada.id or 0, opened_at=NOON))


def second_match(store: Store, ada: Member, lin: Member) -> None:
    matched(store, ada, lin, MatchStatus.OFFERED)


@pytest.mark.parametrize("second", [second_ask, second_round, second_match])
def test_there_is_one_of_what_there_can_be_only_one(programs: Programs, second: object) -> None:
    """A second open intro of a pair, open round of a mentee, or live match of a pair is refused by the database."""
    assert callable(second)
    with programs.open() as store:
        ada, lin = programs.member(store, "Ada"), programs.mentor(store, "Lin")
        asked(store, ada, lin)
        matched(store, ada, lin)
    with pytest.raises(sa.exc.IntegrityError), programs.open() as store:
        second(store, ada, lin)


def test_after_an_end_there_may_be_another(programs: Programs) -> None:
    """A closed round, an ended intro and an ended match stand in nobody's way."""
    with programs.open() as store:
        ada, lin = programs.member(store, "Ada"), programs.mentor(store, "Lin")
        first = asked(store, ada, lin, IntroStatus.WITHDRAWN)
        matched(store, ada, lin, MatchStatus.ENDED_EARLY)
        store.session.get_one(Round, first.round_id).status = RoundStatus.CLOSED
        store.session.flush()
        assert intros.open_round(store, ada) is None
        again = asked(store, ada, lin)
        matched(store, ada, lin)
        assert again.round_id != first.round_id
        assert intros.mentees_now(store, lin) == 1


def test_free_places_are_counted_anew(programs: Programs) -> None:
    """As many as the mentor offers, within the program's limit, less the open intros; none with a closed door, and none
    while all places for mentees are taken."""
    with programs.open() as store:
        ada, zoe, lin = programs.member(store, "Ada"), programs.member(store, "Zoe"), programs.mentor(store, "Lin")
        profile = profile_of(store, lin)
        profile.places_intros, profile.places_mentees = 9, 1
        assert recount(store, lin) == rules_of(store).intros_per_mentor == 3
        intro = asked(store, ada, lin)
        assert (recount(store, lin), profile.free) == (2, 2)
        profile.door_open = False
        assert recount(store, lin) == 0
        profile.door_open, intro.status = True, IntroStatus.CLOSED
        assert recount(store, lin) == 3
        match = matched(store, zoe, lin, MatchStatus.PAUSED)
        assert (recount(store, lin), profile.free) == (0, 0)
        match.status = MatchStatus.COMPLETED
        assert recount(store, lin) == 3
        assert recount(store, ada) == 0


# --- matches and verdicts --------------------------------------------------------------------------------------------


def test_a_match_is_live_from_the_offer_to_its_end(programs: Programs) -> None:
    """Offered, active and paused ones are found from both sides, whichever of the two is the mentee."""
    with programs.open() as store:
        ada, lin = programs.member(store, "Ada"), programs.mentor(store, "Lin")
        intro, back = asked(store, ada, lin), asked(store, lin, ada)
        for status in MatchStatus:
            match = matched(store, ada, lin, status, intro)
            live = status in (MatchStatus.OFFERED, MatchStatus.ACTIVE, MatchStatus.PAUSED)
            expected = [match] if live else []
            assert matches.live_of(store, ada) == matches.live_of(store, lin) == expected, status
            assert verdicts.live_match(store, intro) is verdicts.live_match(store, back), status
            assert verdicts.live_match(store, intro) is (match if live else None), status
            assert verdicts.offered_by(store, ada) is (match if status is MatchStatus.OFFERED else None), status
            store.delete(match)


def test_the_matches_of_a_round_came_of_its_intros(programs: Programs) -> None:
    """Those offered in it, oldest first, whatever became of them; not those of another round, or without an intro."""
    with programs.open() as store:
        ada, zoe = programs.member(store, "Ada"), programs.member(store, "Zoe")
        lin, mei = programs.mentor(store, "Lin"), programs.mentor(store, "Mei")
        first = matched(store, ada, lin, MatchStatus.DECLINED, asked(store, ada, lin))
        then = matched(store, ada, mei, MatchStatus.OFFERED, asked(store, ada, mei))
        matched(store, zoe, mei, MatchStatus.OFFERED, asked(store, zoe, mei))
        matched(store, ada, lin)
        round_ = intros.open_round(store, ada)
        assert round_ is not None
        assert verdicts.of_round(store, round_) == [first, then]


def told(store: Store, intro: Intro, side: Side, fit: Fit) -> Verdict:
    writer = intro.mentee_id if side is Side.MENTEE else intro.mentor_id
    return store.add(
        Verdict(
            intro_id=intro.id or 0, side=side, member_id=writer, program_id=store.program, fit=fit, reason="zebrafish",
            given_at=NOON,
        )
    )  # fmt: skip


def test_a_side_s_verdicts_are_never_the_other_side_s(programs: Programs) -> None:
    """Whoever asks for one side's words gets these alone; intros without them are left out."""
    with programs.open() as store:
        ada, lin, mei = programs.member(store, "Ada"), programs.mentor(store, "Lin"), programs.mentor(store, "Mei")
        one, two = asked(store, ada, lin), asked(store, ada, mei)
        hers, his = told(store, one, Side.MENTEE, Fit.YES), told(store, one, Side.MENTOR, Fit.NO)
        other = told(store, two, Side.MENTOR, Fit.MAYBE)
        assert verdicts.of_side(store, [one, two], Side.MENTEE) == {one.id: hers}
        assert verdicts.of_side(store, [one, two], Side.MENTOR) == {one.id: his, two.id: other}
        assert verdicts.of_side(store, [two], Side.MENTEE) == verdicts.of_side(store, [], Side.MENTOR) == {}
        assert intros.verdict_of(store, one, Side.MENTEE) is hers
        assert intros.verdict_of(store, two, Side.MENTEE) is None


def test_a_verdict_s_words_cannot_be_read_in_the_database(programs: Programs) -> None:
    """The reason is locked."""
    with programs.open() as store:
        told(store, asked(store, programs.member(store, "Ada"), programs.mentor(store, "Lin")), Side.MENTEE, Fit.NO)
    with programs.open() as store:
        raw = store.session.scalar(sa.text("SELECT reason FROM verdict"))
        assert raw
        assert "zebrafish" not in raw
        assert store.session.scalars(sa.select(Verdict)).one().reason == "zebrafish"


# --- the other program -----------------------------------------------------------------------------------------------


def test_no_query_reaches_into_another_program(programs: Programs) -> None:
    """With everything of two people elsewhere in hand, from here there is nothing to be found or counted of them."""
    with programs.open(ELSEWHERE) as store:
        ada, lin = programs.member(store, "Ada"), programs.mentor(store, "Lin", tags={TOPIC: ["exams"]})
        intro = asked(store, ada, lin)
        told(store, intro, Side.MENTEE, Fit.YES)
        matched(store, ada, lin, MatchStatus.OFFERED, intro)
        round_ = intros.open_round(store, ada)
        assert round_ is not None
        free = recount(store, lin)
    with programs.open() as store:
        empty: list[object] = [
            intros.open_of_mentee(store, ada), intros.open_of_mentor(store, lin), intros.waiting_for(store, lin),
            intros.of_pair(store, ada, lin), intros.of_round(store, round_),
            intros.ended_of_mentee(store, ada, NOON - DAY, NOON), matches.live_of(store, ada),
            matches.live_of(store, lin), verdicts.of_round(store, round_), slugs_of(store, lin, TOPIC),
            store.all(listed_mentors(store)), list(verdicts.of_side(store, [intro], Side.MENTEE)),
        ]  # fmt: skip
        assert empty == [[]] * len(empty)
        nothing = (
            intros.open_round(store, ada), intros.between(store, ada, lin), verdicts.live_match(store, intro),
            verdicts.offered_by(store, ada), intros.verdict_of(store, intro, Side.MENTEE),
        )  # fmt: skip
        assert nothing == (None,) * len(nothing)
        assert intros.mentees_now(store, lin) == recount(store, lin) == 0
    with programs.open(ELSEWHERE) as store:
        assert profile_of(store, store.session.get_one(Member, lin.id)).free == free == 2
