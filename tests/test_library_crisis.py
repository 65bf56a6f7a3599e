"""Typed lines that sound like danger are noticed, and lines that only sound like it are let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import library
from flows.library.crisis import CrisisKind
from flows.library.reading import plain

LISTS = library.crisis_lists()
EXAMPLES = [(crisis.language, line) for crisis in LISTS for line in crisis.examples]
HARASSED = [(crisis.language, line) for crisis in LISTS for line in crisis.harassed]
NEAR_MISSES = [(crisis.language, line) for crisis in LISTS for line in crisis.near_misses]


@pytest.mark.parametrize(("language", "line"), EXAMPLES)
def test_a_line_of_somebody_in_danger_is_noticed(language: str, line: str) -> None:
    """What people type in need is noticed, misspelt or not."""
    assert library.is_crisis(line)


@pytest.mark.parametrize(("language", "line"), HARASSED)
def test_a_line_of_somebody_who_is_harassed_is_noticed(language: str, line: str) -> None:
    """It is not all right, and it is not taken for danger."""
    assert library.crisis_kinds(line) == {CrisisKind.HARASSMENT}
    assert library.is_cry(line)
    assert not library.is_crisis(line)


@pytest.mark.parametrize(("language", "line"), NEAR_MISSES)
def test_a_line_that_only_sounds_like_it_is_let_be(language: str, line: str) -> None:
    """Deadlines that kill, processes to be killed and laughing oneself to death are no alarm, in any language."""
    assert library.crisis_kinds(line) == frozenset()


@pytest.mark.parametrize("line", ["this deadline is killing me", "kill the process", "I could die laughing"])
def test_a_joke_before_it_hides_nothing(line: str) -> None:
    """A harmless piece excuses itself alone: what follows it in the same line is still noticed."""
    assert not library.is_crisis(line)
    assert library.is_crisis(f"{line}, but honestly I dont want to live")


@given(example=st.sampled_from(EXAMPLES), around=st.sampled_from(NEAR_MISSES), mark=st.sampled_from(".,!?;\n—"))
def test_danger_is_noticed_amid_other_words(example: tuple[str, str], around: tuple[str, str], mark: str) -> None:
    """A line in danger is noticed after and before any other line, whatever mark stands between them."""
    line, other = example[1], around[1]
    assert library.is_crisis(f"{other} {mark} {line}")
    assert library.is_crisis(f"{line} {mark} {other}")


@given(
    example=st.sampled_from(EXAMPLES),
    between=st.sampled_from(["  ", "\n", " \u200b", "... ", " - ", ", ", "\t", " 😢 "]),
    shout=st.booleans(),
)
def test_danger_is_noticed_however_it_is_typed(example: tuple[str, str], between: str, shout: bool) -> None:
    """Capitals, missing apostrophes, odd spaces and marks between the words hide nothing."""
    line = example[1].upper() if shout else example[1]
    assert library.is_crisis(line.replace("'", "").replace("’", "").replace(" ", between))


@pytest.mark.parametrize(
    "line",
    [
        "I want to di\u0435",  # a Cyrillic letter
        "I w\u0430nt t\u043e di\u0435",
        "\u0399 want t\u03bf d\u03b9e",  # Greek ones
        "\u041a\u0406LL MYS\u0415LF",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "𝐈 𝐰𝐚𝐧𝐭 𝐭𝐨 𝐝𝐢𝐞",
        "ɪ ᴡᴀɴᴛ ᴛᴏ ᴅɪᴇ",
        "i want to dıe",
        "i wánt tö dië",
    ],
)
def test_letters_that_look_like_others_hide_nothing(line: str) -> None:
    """Whatever alphabet a letter was taken from, the line is read as it looks."""
    assert library.crisis_kinds(line) == {CrisisKind.SUICIDE}


@pytest.mark.parametrize("line", ["Привет, как дела?", "Καλημέρα, τι κάνεις;", "Спасибо, до встречи в среду"])
def test_other_alphabets_are_let_be(line: str) -> None:
    """Plain words of another language are no alarm."""
    assert library.crisis_kinds(line) == frozenset()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("I want to die", CrisisKind.SUICIDE),
        ("i keep cutting myself", CrisisKind.SELF_HARM),
        ("my boyfriend hits me", CrisisKind.ABUSE),
        ("I am going to hurt somebody", CrisisKind.VIOLENCE),
        ("ich ritze mich", CrisisKind.SELF_HARM),
        ("me violaron", CrisisKind.ABUSE),
        ("je veux mourir", CrisisKind.SUICIDE),
    ],
)
def test_the_kind_of_danger_is_known(line: str, kind: CrisisKind) -> None:
    """A line says which lines may help first."""
    assert library.crisis_kinds(line) == {kind}


def test_lists_do_not_weaken_themselves() -> None:
    """No phrase holds a word that its list skips, and no harmless piece one that any list skips: else it would mean
    more than it says. Each list has all kinds."""
    pieces = [piece for crisis in LISTS for piece in crisis.harmless]
    for crisis in LISTS:
        assert {kind for kind, _ in crisis.phrases} == set(CrisisKind)
        for text in (*pieces, *(phrase for _, phrase in crisis.phrases)):
            words = f" {plain(text)} "
            assert not [filler for filler in crisis.fillers if f" {plain(filler)} " in words], (crisis.language, text)


def test_no_phrase_is_a_lone_everyday_word() -> None:
    """A phrase of one word is one of few that mean nothing else."""
    alone = {plain(phrase) for crisis in LISTS for _, phrase in crisis.phrases if len(plain(phrase).split()) == 1}
    everyday = {"die", "kill", "help", "hurt", "dead", "muerto", "morir", "sterben", "tod", "mourir", "mort", "abuse"}
    assert alone
    assert not alone & everyday


@given(st.text(max_size=300))
def test_nothing_before_or_after_hides_danger(text: str) -> None:
    """Whatever is typed can be looked at, and a line of its own is noticed beside it."""
    assert library.is_crisis(f"{text}\nI want to die\n{text}")
