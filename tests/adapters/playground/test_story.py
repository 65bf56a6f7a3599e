"""The whole story in the playground that `kith play` serves: from hello to a match, by mouse and by keyboard alone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.adapters.playground.hands import PATIENCE, Hands, Keyboard, Mouse, Somebody, starts_over
from tests.adapters.playground.screen import Screen, Windows


@pytest.mark.timeout(300)
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_from_hello_to_a_match(windows: Windows, play: str, pictures: Path, how: str) -> None:
    """Somebody arrives, joins, asks a mentor, meets, both say how it was, she chooses, the mentor says yes; and
    starting over takes it all away."""
    screen = Screen(windows, play)
    hands = Mouse(screen) if how == "mouse" else Keyboard(screen)
    _arrives(screen, hands, "Nia Vale")
    nia, lin = Somebody(screen, hands, "Nia"), Somebody(screen, hands, "Lin Zhao")
    nia.opens("#welcome").presses("Join", "I look for a mentor", "Study skills", "Show me mentors").sees("Lin Zhao")
    screen.page.screenshot(path=pictures / f"story-{how}-mentors.png")
    nia.presses("Ask for an intro chat", "Send it")
    lin.sees("Nia Vale").presses("Happy to")
    nia.opens("Kith").sees("Lin Zhao said yes").opens("Lin Zhao").presses("We already met")
    nia.presses("Say how it was with Lin Zhao", "A good fit")
    lin.sees("How was it with Nia Vale?").presses("A good fit")
    nia.opens("Kith").presses("See whom you can choose", "Choose Lin Zhao", "Yes, choose Lin Zhao")
    lin.presses("Yes, gladly").sees("Nia Vale is your mentee from today on.")
    nia.sees("Lin Zhao is your mentor from today on.")
    screen.page.screenshot(path=pictures / f"story-{how}-match.png")
    starts_over(screen, hands)
    expect(screen.column("Nia")).to_have_count(0, timeout=PATIENCE)
    assert screen.troubles == []
    screen.close()


def _arrives(screen: Screen, hands: Hands, name: str) -> None:
    hands.presses(screen.page.get_by_role("button", name="New person"))
    hands.writes(screen.dialog.get_by_label("Name", exact=True), name)
    hands.presses(screen.dialog.get_by_role("button", name="Let them in"))
    expect(screen.column(name)).to_be_visible(timeout=PATIENCE)
