"""The words and data of the program: everything named exists, fits where it is shown, and says nothing unkind."""

import re
import subprocess
import sys
from collections import Counter
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.free_parts import PARTS
from flows import library
from flows.library.reading import BadLibrary, Table, by_slug, plain


def named(text: str) -> set[str]:
    """The places in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# --- reading -------------------------------------------------------------------------------------------------------


def test_nothing_is_read_before_it_is_asked_for() -> None:
    """Importing the library opens none of its files; asking for topics opens that file alone, and once."""
    code = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
def files():
    return [path.rsplit("/", 1)[-1] for path in opened if path.endswith(".toml")]
from flows import library
print(files())
library.topics(), library.topics(), library.topic_groups()
print(files())
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert run.stdout.splitlines() == ["[]", "['topics.toml']"]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ({}, "slug is missing"),
        ({"slug": 7}, "slug should be str and is int"),
        ({"slug": "Study Skills"}, "holds other characters"),
        ({"slug": "a" * 31}, "31 characters, and 30"),
        ({"slug": ""}, "slug is empty"),
        ({"slug": "money", "labl": "Money"}, "nobody reads labl"),
    ],
)
def test_a_file_that_breaks_its_rules_is_refused_with_the_place(content: dict[str, object], wrong: str) -> None:
    """A missing, mistyped, misspelt or over-long entry stops the reading, and the message says where and what."""
    row = Table("topics.toml, topics 3", content)

    def read_it() -> None:
        row.slug()
        row.done()

    with pytest.raises(BadLibrary, match=f"^topics.toml, topics 3: .*{wrong}"):
        read_it()


def test_labels_have_their_limit() -> None:
    """A label as long as its limit is read, one longer is refused."""
    assert Table("x", {"label": "l" * 75}).text("label", 75) == "l" * 75
    with pytest.raises(BadLibrary, match="76 characters, and 75"):
        Table("x", {"label": "l" * 76}).text("label", 75)


def test_a_slug_stands_once() -> None:
    """Two options with one slug are refused."""
    one = library.Option("money", "Money", "money")
    with pytest.raises(BadLibrary, match="money stands twice"):
        by_slug([one, one], "topics")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Don’t\nPANIC!  ", "dont panic"),
        ("ÇA  m'a\tété", "ca ma ete"),
        ("Straße", "strasse"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("ＫＩＬＬ", "kill"),
        ("💀", ""),
    ],
)
def test_plain_words(typed: str, words: str) -> None:
    """Case, accents, apostrophes, width, invisible characters and punctuation make no difference."""
    assert plain(typed) == words


@given(st.text())
def test_plain_words_stay(text: str) -> None:
    """Plain words are plain already, and hold no other space than single ones between words."""
    words = plain(text)
    assert plain(words) == words
    assert words == " ".join(words.split())


# --- options -------------------------------------------------------------------------------------------------------


def test_topics_can_be_chosen_with_few_presses() -> None:
    """About 45 topics in 7 groups that each fit ten tick boxes, a dozen of them offered first, none called alike."""
    topics, groups = library.topics(), library.topic_groups()
    sizes = Counter(topic.group for topic in topics.values())
    assert 40 <= len(topics) <= 50
    assert list(sizes) == list(groups)
    assert len(groups) == 7
    assert max(sizes.values()) <= 10
    assert sum(topic.common for topic in topics.values()) == 12
    assert len({topic.label for topic in topics.values()}) == len(topics)
    assert all(len(topic.label) <= 40 for topic in topics.values())


def test_what_is_one_menu_fits_one_menu() -> None:
    """Answers without groups are at most 25; groups of interests are at most ten each."""
    profile = library.profile()
    for menu in (profile.fields, profile.stages, profile.ways, profile.supports, profile.free, profile.experiences):
        assert 1 < len(menu) <= 25
    sizes = Counter(interest.group for interest in profile.interests.values())
    assert list(sizes) == list(profile.interest_groups)
    assert max(sizes.values()) <= 10


def test_the_profile_offers_what_the_program_compares() -> None:
    """The slugs that other parts rely on are there, in the order in which they are asked."""
    profile = library.profile()
    assert tuple(profile.free) == PARTS
    assert profile.free["mon_morning"].label == "Monday morning"
    assert list(profile.ways) == ["in_person", "video", "phone", "chat"]
    assert list(profile.supports) == [
        "orientation",
        "role_model",
        "emotional",
        "community",
        "study_skills",
        "career",
    ]
    assert {pair: list(style.sides) for pair, style in profile.styles.items()} == {
        "advice": ["straight", "aloud"],
        "planning": ["planned", "spontaneous"],
        "scope": ["work_only", "life_too"],
        "rhythm": ["short_often", "long_rare"],
        "pace": ["push", "patience"],
    }
    assert list(profile.experiences) == [
        "first_in_family",
        "international",
        "parent_or_carer",
        "changed_field",
        "came_back",
        "disability_or_illness",
    ]
    assert 35 <= len(profile.languages) <= 50
    assert all(re.fullmatch("[a-z]{2,3}", code) for code in profile.languages)
    assert (profile.languages["de"].label, profile.languages["de"].name) == ("Deutsch", "German")


def test_what_platforms_show_is_short_enough() -> None:
    """Labels have at most 75 characters, descriptions too; slugs at most 30 of a to z, digits and _."""
    profile = library.profile()
    menus = (library.topics(), library.topic_groups(), profile.fields, profile.stages, profile.interests, profile.free)
    options = [option for menu in (*menus, profile.ways, profile.supports) for option in menu.values()]
    slugs = [option.slug for option in options] + [*profile.languages, *profile.styles, *profile.experiences]
    assert all(re.fullmatch("[a-z0-9_]{1,30}", slug) for slug in [*slugs, *library.declines()])
    assert all(0 < len(option.label) <= 75 and len(option.description) <= 75 for option in options)
    assert all(len(side.label) <= 40 for style in profile.styles.values() for side in style.sides.values())
    assert all(len(reason.label) <= 75 for reason in library.declines().values())


def test_sides_name_the_mentor_only_where_they_differ() -> None:
    """What both share can be read by both; only where they differ is the mentor named."""
    for style in library.profile().styles.values():
        for side in style.sides.values():
            assert named(side.differs) == {"mentor"}
            assert not named(side.label + side.card + side.shared)


# --- talking -------------------------------------------------------------------------------------------------------


def test_there_is_an_icebreaker_for_whatever_two_people_share() -> None:
    """Nothing shared, or any topic, interest, language, experience or field: there is a line for it."""
    profile = library.profile()
    shared = {
        library.About.TOPIC: library.topics(),
        library.About.INTEREST: profile.interests,
        library.About.LANGUAGE: profile.languages,
        library.About.EXPERIENCE: profile.experiences,
        library.About.FIELD: profile.fields,
    }
    assert len(library.icebreakers_about(None)) >= 20
    for about, things in shared.items():
        for slug in things:
            assert library.icebreakers_about(about, slug), (about, slug)
    assert 55 <= len(library.icebreakers()) <= 75
    assert len({line.text for line in library.icebreakers()}) == len(library.icebreakers())


def test_an_icebreaker_made_for_a_thing_comes_before_those_for_any() -> None:
    """For cooking the kitchen line comes first; then lines that name what is shared, and nothing about hiking."""
    first, *others = library.icebreakers_about(library.About.INTEREST, "cooking")
    assert "kitchen" in first.text
    assert named(first.text) == set()
    assert len(others) == 3
    assert all(named(line.text) == {"interest"} for line in others)


def test_there_are_questions_for_both_sides() -> None:
    """About twenty different questions; mentee and mentor each find some of their own."""
    questions = library.questions()
    assert 18 <= len({question.text for question in questions}) == len(questions) <= 25
    assert min(Counter(question.by for question in questions).values()) >= 5
    assert not any(named(question.text) for question in questions)


def test_a_private_reason_cannot_be_told_from_a_public_one() -> None:
    """Who is told no because of grading reads the very words of another reason, and nothing about grades."""
    declines = library.declines()
    grading = declines["grading"]
    assert [reason.slug for reason in declines.values() if reason.private] == ["grading"]
    assert [reason.slug for reason in declines.values() if reason.told == grading.told] == ["not_the_time", "grading"]
    assert "grad" not in grading.told.lower()
    assert all(named(reason.told) <= {"mentor"} and not named(reason.label) for reason in declines.values())


def test_a_reason_does_not_name_a_role() -> None:
    """A program may have words of its own for mentor and mentee."""
    told = [reason.told.replace("{mentor}", "Lin") + reason.label for reason in library.declines().values()]
    assert [one for one in told if "mentor" in one.lower() or "mentee" in one.lower()] == []


# --- sentences -----------------------------------------------------------------------------------------------------


def test_all_sentences_are_there_to_be_translated() -> None:
    """Labels, phrases, icebreakers, reasons and notes are collected once each; names and the demo are not."""
    sentences = library.all_sentences()
    assert len(set(sentences)) == len(sentences)
    assert set(sentences) == {text for texts in library.sentences_by_file().values() for text in texts}
    assert {
        "Settling in",
        "exams and exam stress",
        "Monday morning",
        "German",
        "You both like straight advice",
        "{mentor} likes to plan, you like to see what comes up",
        "I grade this person",
        "What made you want to be a mentor?",
        "Canada",
        "Every day from 9 to 24",
    } <= set(sentences)
    assert {line.text for line in library.icebreakers()} <= set(sentences)
    assert not {"Deutsch", "München", "Samaritans", "First-Year Compass", "money"} & set(sentences)


def test_sentences_are_plain() -> None:
    """A sentence holds no mark of the tiny markdown and only places that a caller can fill."""
    for text in library.all_sentences():
        assert not re.search(r"[_\\]|\*\*|^- ", re.sub(r"\{\w+\}", "", text)), text
        assert named(text) <= {"mentor", "topic", "interest", "language", "field"}, text
        assert text == text.strip()
        assert "!" not in text, text
