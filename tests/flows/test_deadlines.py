"""Until when somebody can answer: as it was said when they were asked, whatever the settings become."""

from datetime import UTC, datetime, timedelta

from storage.mentoring.intros import IntroStatus
from storage.mentoring.matches import MatchStatus
from tests.flows.choices import cast, chooses, match_of, meets
from tests.flows.stories import change_rules, intro_of, new_mentee_asks
from tests.world.making import add_mentor
from tests.world.world import World


def test_an_ask_keeps_its_time(world: World) -> None:
    """A longer or shorter time for asks is for the next ones: who asked before reads the same day, and it holds."""
    add_mentor(world, "Lin")
    ada = new_mentee_asks(world, "Ada", "Lin").sees("Lin can answer until Mon 14 Sep")
    change_rules(world, expiry_days=20)
    ada.commands("/mentor asks").sees_last("They can answer until Mon 14 Sep,")
    new_mentee_asks(world, "Eve", "Lin").sees("Lin can answer until Mon 5 Oct")
    world.passes(days=8)
    assert intro_of(world, "Ada").status is IntroStatus.EXPIRED
    assert intro_of(world, "Eve").status is IntroStatus.ASKED


def test_a_choice_keeps_its_time(world: World) -> None:
    """So does a choice that waits for the mentor's yes."""
    ada = cast(world, "Ada", "Lin")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin").sees("Lin can say yes until Thu 10 Sep")
    change_rules(world, confirm_days=15)
    ada.commands("/mentor match").sees_last("Lin can say yes until Thu 10 Sep")
    match = match_of(world, "Ada")
    assert match.answer_by is not None
    world.until(match.answer_by + timedelta(hours=1))
    assert match_of(world, "Ada").status is MatchStatus.DECLINED


def test_until_is_the_very_moment(world: World) -> None:
    """Until when somebody can answer is said with its hour, so that nobody comes too late on the day that they read."""
    add_mentor(world, "Lin")
    ada, lin = new_mentee_asks(world, "Ada", "Lin"), world.person("Lin")
    moment = "Mon 14 Sep, 16:00 your time"
    ada.sees(f"Lin can answer until {moment}; if nothing comes")
    lin.sees(f"You can answer until {moment}.")
    world.until(datetime(2026, 9, 14, 13, 59, tzinfo=UTC))
    lin.presses("Happy to")
    meets(world, "Ada", "Lin")
    chooses(world, "Ada", "Lin").sees("Lin can say yes until Thu 17 Sep, 15:59 your time;")
    world.until(datetime(2026, 9, 17, 13, 58, tzinfo=UTC))
    lin.sees("You can answer until Thu 17 Sep, 15:59 your time.").presses("Yes, gladly")
    assert match_of(world, "Ada").status is MatchStatus.ACTIVE
