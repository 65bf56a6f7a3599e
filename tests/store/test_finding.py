"""Finding mentors: nobody who is what is wanted is missed, nobody else is found, and the order holds."""

import re
from collections.abc import Callable, Mapping

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from storage.database import Store
from storage.mentoring import finding, picking, profiles
from storage.mentoring.finding import MOST, SHOWN_STEP, Wanted
from storage.mentoring.intros import recount
from storage.mentoring.profiles import Listing, Profile, Tag, TagKind, place_in_order, profile_of, set_tags, tags_of
from storage.people import Member, MemberStatus
from tests.store.programs import ELSEWHERE, Programs

TOPIC, LANGUAGE, WAY = TagKind.TOPIC, TagKind.LANGUAGE, TagKind.WAY


def found(store: Store, wanted: Wanted, *without: int) -> list[str]:
    """Names, in the order in which they are found."""
    ids = [one.member_id for one in finding.candidates(store, wanted, without)]
    return [store.session.get_one(Member, one).name for one in ids]


def copied(store: Store, first: Member, times: int) -> None:
    """As many more mentors who told the same as the first one."""
    start = (first.id or 0) + 1
    for name, key in (("member", "id"), ("profile", "member_id"), ("tag", "member_id"), ("word", "member_id")):
        table = SQLModel.metadata.tables[name]
        rows = store.session.execute(sa.select(table).where(table.c[key] == first.id)).mappings().all()
        for row in rows:
            store.session.execute(sa.insert(table), [{**row, key: one} for one in range(start, start + times)])


# --- nobody is missed ------------------------------------------------------------------------------------------------

CROWD = MOST + 100
"""Mentors who come first everywhere, and lack what is wanted."""


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(field="physics"),
        Wanted(must={TOPIC: "exams"}, field="physics"),
        Wanted(topics=("exams",), field="physics"),
        Wanted(words=("chess",), field="physics"),
        Wanted(words=("chess", "quartz")),
        Wanted(must={TOPIC: "exams", LANGUAGE: "sw"}),
        Wanted(must={TOPIC: "exams", WAY: "call"}, words=("che",)),
        Wanted(not_group="Common lab"),
        Wanted(topics=("exams",), not_group="Common lab"),
        Wanted(must={TOPIC: "exams"}, words=("chess",), not_group="common  LAB"),
    ],
)
def test_who_fits_is_found_behind_any_crowd(programs: Programs, wanted: Wanted) -> None:
    """However many who are freer fit all but one of the filters, the three who fit all of them are found."""
    with programs.open() as store:
        for name in ("Lin", "Mei", "Noor"):
            programs.mentor(
                store, name, tags={TOPIC: ["exams"], LANGUAGE: ["en", "sw"], WAY: ["call"]}, field="physics",
                group="Rare lab", bio="I play chess with quartz figures", places=1, shown=9,
            )  # fmt: skip
        crowd = programs.mentor(
            store, "Crowd", tags={TOPIC: ["exams"], LANGUAGE: ["en"], WAY: ["chat"]}, field="law", group="Common Lab",
            bio="I play chess",
        )  # fmt: skip
        copied(store, crowd, CROWD)
    with programs.open() as store:
        assert found(store, wanted) == ["Lin", "Mei", "Noor"]


def test_where_more_fit_the_freest_come_first(programs: Programs) -> None:
    """Of too many, those with the fewest places are cut off, and among equals those who were shown most."""
    with programs.open() as store:
        programs.mentor(store, "Full", places=0)
        programs.mentor(store, "Often", places=1, shown=30)
        programs.mentor(store, "Rarely", places=3, shown=1)
        copied(store, programs.mentor(store, "Free", places=3, shown=2), MOST - 2)
    with programs.open() as store:
        assert found(store, Wanted()) == ["Rarely", *["Free"] * (MOST - 1)]
        one, *others = finding.candidates(store, Wanted())
        without = {one.member_id, *(other.member_id for other in others)}
        assert found(store, Wanted(), *without) == ["Often", "Full"]


def test_a_preferred_topic_brings_in_who_would_be_cut_off(programs: Programs) -> None:
    """Everybody fits, and those who help with a preferred topic are among the few hundred who are looked at; each of
    the topics gives its share, and who lacks a filter is not brought in."""
    with programs.open() as store:
        for topic in ("exams", "writing", "moving"):
            programs.mentor(store, topic, tags={TOPIC: [topic]}, field="physics", places=1)
        programs.mentor(store, "elsewhere", tags={TOPIC: ["moving"]}, field="law", places=1)
        copied(store, programs.mentor(store, "Crowd", tags={TOPIC: ["career"]}, field="physics"), CROWD)
    with programs.open() as store:
        names = found(store, Wanted(topics=("writing", "moving"), field="physics"))
        assert len(names) == MOST
        assert set(names) == {"writing", "moving", "Crowd"}
        assert "exams" in found(store, Wanted(topics=("exams", "writing", "moving")))


# --- nobody else is found --------------------------------------------------------------------------------------------


def test_what_is_kept_back_is_not_found(programs: Programs) -> None:
    """A tag that others may not see leads nobody to its mentor, and is not among what is known of them."""
    with programs.open() as store:
        programs.mentor(store, "Lin", tags={TOPIC: ["exams"], TagKind.EXPERIENCE: ["carer", "first"]}, hidden=["carer"])
        assert found(store, Wanted(must={TagKind.EXPERIENCE: "carer"})) == []
        assert found(store, Wanted(must={TagKind.EXPERIENCE: "first"})) == ["Lin"]
        lin = finding.candidates(store, Wanted())[0]
        assert {*lin.tags[TagKind.EXPERIENCE], *lin.tags[TOPIC]} == {"first", "exams"}


def away(profile: Profile) -> None:
    profile.member.status = MemberStatus.PAUSED


def gone(profile: Profile) -> None:
    profile.member.status = MemberStatus.LEFT


def unlisted(profile: Profile) -> None:
    profile.status = Listing.CHANGES


def no_mentor(profile: Profile) -> None:
    profile.member.is_mentor = False


@pytest.mark.parametrize("change", [away, gone, unlisted, no_mentor])
def test_only_listed_mentors_who_are_here_are_found(programs: Programs, change: Callable[[Profile], None]) -> None:
    """Whoever pauses, leaves, is not listed any more or gives the role up is not found by anything, and is found again
    when that ends."""
    looks = [
        Wanted(),
        Wanted(must={TOPIC: "exams"}),
        Wanted(field="law"),
        Wanted(words=("chess",)),
        Wanted(not_group="x"),
    ]
    with programs.open() as store:
        lin = programs.mentor(store, "Lin", tags={TOPIC: ["exams"]}, field="law", bio="chess")
        profile = profile_of(store, lin)
        assert [found(store, wanted) for wanted in looks] == [["Lin"]] * 5
        change(profile)
        place_in_order(store, profile)
        assert [found(store, wanted) for wanted in looks] == [[]] * 5
        lin.status, lin.is_mentor, profile.status = MemberStatus.ACTIVE, True, Listing.LISTED
        place_in_order(store, profile)
        assert [found(store, wanted) for wanted in looks] == [["Lin"]] * 5


def test_whoever_is_not_here_is_not_shown_even_by_id(programs: Programs) -> None:
    """An old list of ids shows those who are still to be seen, in its order."""
    with programs.open() as store:
        lin, mei = programs.mentor(store, "Lin"), programs.mentor(store, "Mei")
        mei.status = MemberStatus.PAUSED
        store.session.flush()
        noor = programs.mentor(store, "Noor")
        ids = [noor.id or 0, mei.id or 0, lin.id or 0]
        assert [one.member_id for one in finding.these(store, ids)] == [noor.id, lin.id]


def test_those_named_are_left_out(programs: Programs) -> None:
    """Whoever is not for them or asked already is not found."""
    with programs.open() as store:
        lin = programs.mentor(store, "Lin", tags={TOPIC: ["exams"]})
        programs.mentor(store, "Mei", tags={TOPIC: ["exams"]})
        assert found(store, Wanted(must={TOPIC: "exams"}), lin.id or 0) == ["Mei"]
        assert finding.is_offered(store, ["exams"], [])
        assert not finding.is_offered(store, ["writing"], [])
        assert not finding.is_offered(store, ["exams"], [one.member_id for one in finding.candidates(store, Wanted())])


# --- words and groups ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["michal", "mich", "mic", "MICHAL", "Míchal", "rach", "rac", "gartn", "ﬁsh", "日本語"]
)
def test_a_word_is_found_by_its_beginning(programs: Programs, typed: str) -> None:
    """Whatever language the database puts text in order by, and whatever case and accents were typed."""
    with programs.open() as store:
        programs.mentor(store, "Lin", bio="Rachmaninow, Gärtnern, fishing, 日本語会話; asks for Michalina")
        programs.mentor(store, "Mei", bio="Radio, garden, physics; misses home")
        words = finding.words_in(typed)
        assert words
        assert found(store, Wanted(words=tuple(words))) == ["Lin"]


@pytest.mark.parametrize("typed", ["ichal", "michalinas", "fi_h", "f%", "日本酒"])
def test_other_words_find_nobody(programs: Programs, typed: str) -> None:
    """The end of a word, more than it, or a sign that databases take for any letter is not its beginning."""
    with programs.open() as store:
        programs.mentor(store, "Lin", bio="Michalina goes fishing 日本語")
        assert found(store, Wanted(words=(typed,))) == []


def test_words_follow_what_is_written(programs: Programs) -> None:
    """What was written before is not found any more once it is changed; name, town, field and stage are."""
    with programs.open() as store:
        lin = programs.mentor(store, "Lin Chen", bio="chess", field="marine_biology")
        profile = profile_of(store, lin)
        assert found(store, Wanted(words=("chess", "chen", "marine"))) == ["Lin Chen"]
        profile.bio, profile.hometown, lin.name = "climbing", "Lagos", "Lin Okafor"
        finding.index_words(store, profile)
        assert found(store, Wanted(words=("climbing", "okafor", "lagos"))) == ["Lin Okafor"]
        assert found(store, Wanted(words=("chess",))) + found(store, Wanted(words=("chen",))) == []


def test_a_group_is_the_same_in_whatever_case(programs: Programs) -> None:
    """Who wrote the same group in other letters is left out; who wrote none or another is not."""
    with programs.open() as store:
        for name, group in (("Lin", "Müller  Lab"), ("Mei", "MÜLLER LAB "), ("Noor", ""), ("Zoe", "Muller Lab")):
            programs.mentor(store, name, group=group)
        assert found(store, Wanted(not_group="müller lab")) == ["Noor", "Zoe"]
        assert found(store, Wanted(not_group="  ")) == ["Lin", "Mei", "Noor", "Zoe"]


def test_what_is_told_anew_is_found_anew(programs: Programs) -> None:
    """Whoever changes topic, field and group is found by the new ones, and not by those of before."""
    before = Wanted(must={TOPIC: "exams", WAY: "call"}, field="law", not_group="two")
    after = Wanted(must={TOPIC: "moving", WAY: "call"}, field="own words", not_group="one")
    with programs.open() as store:
        lin = programs.mentor(store, "Lin", tags={TOPIC: ["exams"], WAY: ["call"]}, field="law", group="one")
        profile = profile_of(store, lin)
        assert (found(store, before), found(store, after)) == (["Lin"], [])
        set_tags(store, lin, TOPIC, ["moving"])
        profile.field, profile.group_name = "own words", "two"
        recount(store, lin)
        assert (found(store, before), found(store, after)) == ([], ["Lin"])


def test_only_what_a_few_mentors_told_is_read_for_them(programs: Programs) -> None:
    """What is changed, or counted, of a few mentors is looked up by their ids. SQLite keeps no count of what is where,
    and went through all tags or words of the program for it: a tenth of a second among 100,000 mentors."""
    if not programs.database.is_sqlite:
        return
    asked: list[str] = []
    with programs.open() as store:
        lin, mei = programs.mentor(store, "Lin"), programs.mentor(store, "Mei")
        driver = store.session.connection().connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        profile = profile_of(store, lin)
        set_tags(store, lin, TOPIC, ["exams"])
        profile.bio, profile.places_intros = "chess", 1
        recount(store, lin)
        finding.index_words(store, profile)
        ids = [lin.id or 0, mei.id or 0]
        assert finding.sharing(store, ids, ["exams", "writing"]) == 1
        tags_of(store, ids)
        driver.set_trace_callback(None)
        ways = {way for one in asked for (*_, way) in driver.execute(f"EXPLAIN QUERY PLAN {one}")}
    wrong = {way for way in ways if re.search(r"(tag|word) USING .*\(program_id=", way)}
    assert not wrong, wrong


# --- the order -------------------------------------------------------------------------------------------------------


def test_who_was_shown_often_comes_later(programs: Programs) -> None:
    """After a few looks at the same mentor the others come first, by every filter; a free place still weighs more."""
    with programs.open() as store:
        lin = programs.mentor(store, "Lin", tags={TOPIC: ["exams"]}, places=2)
        programs.mentor(store, "Mei", tags={TOPIC: ["exams"]}, places=2)
        programs.mentor(store, "Noor", tags={TOPIC: ["exams"]}, places=1)
        for look in range(SHOWN_STEP):
            assert found(store, Wanted())[0] == "Lin", look
            finding.note_shown(store, [lin.id or 0])
        assert found(store, Wanted()) == found(store, Wanted(must={TOPIC: "exams"})) == ["Mei", "Lin", "Noor"]


# --- the other program -----------------------------------------------------------------------------------------------


def test_nobody_of_another_program_is_found(programs: Programs) -> None:
    """The same topics, words, fields and groups elsewhere, and even their ids, lead to nobody."""
    with programs.open(ELSEWHERE) as store:
        zoe = programs.mentor(store, "Zoe", tags={TOPIC: ["exams"], WAY: ["call"]}, field="law", group="a", bio="chess")
    with programs.open() as store:
        for wanted in (
            Wanted(), Wanted(topics=("exams",)), Wanted(must={TOPIC: "exams", WAY: "call"}), Wanted(field="law"),
            Wanted(words=("chess",)), Wanted(words=("chess", "zoe"), field="law"), Wanted(not_group="b"),
        ):  # fmt: skip
            assert found(store, wanted) == []
        programs.mentor(store, "Lin", tags={WAY: ["call"]}, field="law")
        assert found(store, Wanted(must={WAY: "call"}, field="law", not_group="b")) == ["Lin"]
        assert finding.these(store, [zoe.id or 0]) == []
        assert not finding.is_offered(store, ["exams"], [])


def test_nothing_of_another_program_is_changed(programs: Programs) -> None:
    """Looks, words, tags and places of a mentor elsewhere cannot be written from here."""
    with programs.open(ELSEWHERE) as store:
        zoe = programs.mentor(store, "Zoe", tags={TOPIC: ["exams"]}, bio="chess")
    with programs.open() as store:
        theirs = store.session.get_one(Profile, zoe.id)
        finding.note_shown(store, [zoe.id or 0])
        assert theirs.shown == 0
        for write in (
            lambda: profile_of(store, zoe), lambda: set_tags(store, zoe, TOPIC, ["writing"]),
            lambda: place_in_order(store, theirs), lambda: finding.index_words(store, theirs),
        ):  # fmt: skip
            with pytest.raises(LookupError):
                write()
        assert store.session.scalars(sa.select(col(Tag.slug))).all() == ["exams"]


# --- against the plain way -------------------------------------------------------------------------------------------

SLUGS = {TOPIC: ("exams", "writing", "moving"), LANGUAGE: ("en", "sw"), WAY: ("call", "chat")}
FIELDS, GROUPS, WORDS = ("", "law", "physics"), ("", "One lab", "two"), ("chess", "cheese", "climbing", "radio")


@st.composite
def mentors(draw: st.DrawFn) -> dict[str, object]:
    tags = {kind: draw(st.lists(st.sampled_from(slugs), unique=True)) for kind, slugs in SLUGS.items()}
    return {
        "tags": tags, "field": draw(st.sampled_from(FIELDS)), "group": draw(st.sampled_from(GROUPS)),
        "bio": " ".join(draw(st.lists(st.sampled_from(WORDS), unique=True))), "places": draw(st.integers(0, 3)),
        "shown": draw(st.integers(0, 3)),
    }  # fmt: skip


@st.composite
def looks(draw: st.DrawFn) -> Wanted:
    kinds = draw(st.lists(st.sampled_from(list(SLUGS)), unique=True))
    return Wanted(
        must={kind: draw(st.sampled_from(SLUGS[kind])) for kind in kinds},
        field=draw(st.sampled_from(FIELDS)),
        words=tuple(draw(st.lists(st.sampled_from(("che", "chess", "cli", "zebra")), max_size=2, unique=True))),
        not_group=draw(st.sampled_from(GROUPS)),
    )


def plainly(told: Mapping[str, object], wanted: Wanted) -> bool:
    """Whether a mentor who told this is what is wanted."""
    tags, words = told["tags"], str(told["bio"]).split()
    assert isinstance(tags, dict)
    return (
        all(slug in tags[kind] for kind, slug in wanted.must.items())
        and wanted.field in ("", told["field"])
        and all(any(word.startswith(start) for word in words) for start in wanted.words)
        and (not wanted.not_group or str(told["group"]).casefold() != wanted.not_group.casefold())
    )


@pytest.fixture
def soon_common(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule counts as common soon, so that each comes to drive; and many have the bits of what they lack."""
    monkeypatch.setattr(picking, "RARE", 2)
    monkeypatch.setattr(picking, "FEW", 3)
    monkeypatch.setattr(profiles, "_bits", lambda one: 1 << len(one) % 5)


@pytest.mark.usefixtures("soon_common")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(mentors(), min_size=1, max_size=12), wanted=st.lists(looks(), min_size=1, max_size=8))
def test_any_look_finds_whom_reading_everybody_finds(
    programs: Programs, people: list[dict[str, object]], wanted: list[Wanted]
) -> None:
    """For any mentors and any filters, the same people in the same order as when each of them is looked at."""
    with programs.database.engine.connect() as connection:  # undone at the end, so that examples start alike
        store = Store(Session(connection), 1)
        made = [(programs.mentor(store, f"M{number}", **told), told) for number, told in enumerate(people)]  # type: ignore[arg-type]
        for look in wanted:
            fits = [(-int(told["places"]), told["shown"], one.id or 0) for one, told in made if plainly(told, look)]  # type: ignore[call-overload]
            assert [one.member_id for one in finding.candidates(store, look)] == [key[2] for key in sorted(fits)]
