"""Races for a choice: several people press at the very same moment, in real threads, on both databases."""

from bot.incoming import Reply
from storage.mentoring.intros import IntroStatus, RoundStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, joins, live_matches, match_of, meets, round_of, thinks
from tests.flows.racing import all_at_once
from tests.flows.stories import free_of, intro_of, intros_of
from tests.world.world import World


def _said(reply: Reply) -> str:
    return str(reply.card) + str(reply.notice)


def test_the_last_place_with_a_yes_in_advance(crowded: World) -> None:
    """Of three mentees who choose the last place at once exactly one has a match; the others are told and go on."""
    names = ["Ada", "Ben", "Cleo"]
    cast(crowded, "Ada", "Lin", places=1)
    for name in names[1:]:
        joins(crowded, name, "Lin")
    for name in names:
        meets(crowded, name, "Lin")
        thinks(crowded, "Lin", name, "A good fit", "Yes, in advance")
    replies = all_at_once(crowded, [(name, f"choosing.choose:{intro_of(crowded, name).id}:") for name in names])
    assert [status for status, _mentee, _mentor in live_matches(crowded)] == [MatchStatus.ACTIVE]
    begun = [name for name, reply in zip(names, replies, strict=True) if "Your match has begun" in _said(reply)]
    assert len(begun) == 1
    for name, reply in zip(names, replies, strict=True):
        if name not in begun:
            assert "others were a little earlier" in _said(reply)
            assert round_of(crowded, name) is RoundStatus.OPEN
            assert intro_of(crowded, name).status is IntroStatus.MET
    assert free_of(crowded, "Lin") == 0


def test_the_last_place_without_a_word(crowded: World) -> None:
    """The same where the mentor has to be asked: one offer."""
    cast(crowded, "Ada", "Lin", places=1)
    joins(crowded, "Ben", "Lin")
    for name in ("Ada", "Ben"):
        meets(crowded, name, "Lin")
    all_at_once(crowded, [(name, f"choosing.choose:{intro_of(crowded, name).id}:") for name in ("Ada", "Ben")])
    assert [status for status, _mentee, _mentor in live_matches(crowded)] == [MatchStatus.OFFERED]


def test_one_mentee_chooses_two_at_once(crowded: World) -> None:
    """Two presses at once, for two mentors who both said yes in advance: one match, one round that is over, and the
    other intro chat closed."""
    cast(crowded, "Ada", "Lin", "Mara")
    meets(crowded, "Ada", "Lin", "Mara")
    for mentor in ("Lin", "Mara"):
        thinks(crowded, mentor, "Ada", "A good fit", "Yes, in advance")
    all_at_once(crowded, [("Ada", f"choosing.choose:{intro.id}:") for intro in intros_of(crowded, "Ada")])
    assert len(live_matches(crowded)) == 1
    assert round_of(crowded, "Ada") is RoundStatus.CHOSEN
    assert not [intro for intro in intros_of(crowded, "Ada") if intro.is_open]
    assert free_of(crowded, "Lin") == free_of(crowded, "Mara") == 3


def test_yes_against_taking_it_back(crowded: World) -> None:
    """One of them wins, and rows, places and cards agree."""
    cast(crowded, "Ada", "Lin")
    meets(crowded, "Ada", "Lin")
    chooses(crowded, "Ada", "Lin")
    match = match_of(crowded, "Ada").id
    all_at_once(crowded, [("Lin", f"offer.confirm:{match}:"), ("Ada", f"offer.take_back:{match}:")])
    after = match_of(crowded, "Ada")
    assert after.status in (MatchStatus.ACTIVE, MatchStatus.DECLINED)
    chosen = after.status is MatchStatus.ACTIVE
    assert round_of(crowded, "Ada") is (RoundStatus.CHOSEN if chosen else RoundStatus.OPEN)
    assert not intro_of(crowded, "Ada").is_open
    assert free_of(crowded, "Lin") == 3


def test_yes_against_leaving(crowded: World) -> None:
    """A mentor says yes while the mentee leaves: the match is over in the end either way."""
    cast(crowded, "Ada", "Lin")
    meets(crowded, "Ada", "Lin")
    chooses(crowded, "Ada", "Lin")
    ada = crowded.member("Ada").id
    all_at_once(crowded, [("Lin", f"offer.confirm:{match_of(crowded, 'Ada').id}:"), ("Ada", f"people.leave:{ada}:")])
    assert live_matches(crowded) == []
    assert free_of(crowded, "Lin") == 3


def test_both_end_it_at_once(crowded: World) -> None:
    """A match ends once, with one reason."""
    cast(crowded, "Ada", "Lin")
    meets(crowded, "Ada", "Lin")
    chooses(crowded, "Ada", "Lin")
    crowded.person("Lin").presses("Yes, gladly")
    match = match_of(crowded, "Ada").id
    replies = all_at_once(
        crowded, [("Ada", f"parting.end_because:{match}:no_fit"), ("Lin", f"parting.end_because:{match}:reached")]
    )
    after = match_of(crowded, "Ada")
    assert (after.status, after.reason) in (
        (MatchStatus.ENDED_EARLY, "no_fit"), (MatchStatus.COMPLETED, "reached"),
    )  # fmt: skip
    assert sum("That has changed" in _said(reply) for reply in replies) == 1
    assert free_of(crowded, "Lin") == 3


def test_both_say_that_they_met(crowded: World) -> None:
    """Both press at once: they have met once, and each is asked how it was once."""
    cast(crowded, "Ada", "Lin")
    crowded.passes(days=8)
    intro = intro_of(crowded, "Ada").id
    all_at_once(crowded, [("Ada", f"verdict.we_met:{intro}:"), ("Lin", f"verdict.we_met:{intro}:")])
    assert intro_of(crowded, "Ada").status is IntroStatus.MET
    for name, other in (("Ada", "Lin"), ("Lin", "Ada")):
        open_cards = [text for text in crowded.person(name).screen if f"How was it with {other}?" in text]
        assert open_cards
