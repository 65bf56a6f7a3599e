"""Everybody can use the page: by keyboard alone, with a screen reader, in light and in dark."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.adapters.playground.screen import Screen, Windows

# Every text with less contrast to its ground than WCAG AA asks for (4.5; 3 where it is large). Colours are painted onto
# a canvas, so that any way to write them can be read.
LOW_CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const parts = (colour, under) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const each of [under, colour]) if (each) { canvas.fillStyle = each; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (parts(colour)[3] === 255) return colour;
    }
    return "white";
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const text = texts.currentNode.data.trim();
    if (!text || !element.checkVisibility() || box.width < 2 || element.closest("[disabled], script, style")) continue;
    const under = ground(element);
    const [one, two] = [light(parts(style.color, under)), light(parts(under))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    const contrast = (one + 0.05) / (two + 0.05);
    if (contrast < least) found.push(`${contrast.toFixed(2)}: ${text.slice(0, 40)}`);
  }
  return found;
}"""
# Everything that can be used and has no name.
NAMELESS = """() => [...document.querySelectorAll(
    "button, a, input, select, textarea, summary, [role], dialog, section, nav, img")]
  .filter((each) => each.checkVisibility() && !["log", "status"].includes(each.role))
  .filter((each) => !(each.ariaLabel || each.alt || each.labels?.length || each.textContent.trim()
                      || each.getAttribute("aria-labelledby")))
  .map((each) => each.outerHTML.slice(0, 100))"""


def tab_to(screen: Screen, name: str, most: int = 60) -> None:
    """Presses Tab until what has that name has the focus."""
    passed = []
    for _press in range(most):
        if re.search(name, screen.focused):
            return
        passed.append(screen.focused[:30])
        screen.page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab, only {passed}")


def test_cards_by_keyboard(screen: Screen) -> None:
    """From the skip link through typing, pressing and picking, with no mouse and without losing one's place."""
    keys = screen.page.keyboard
    keys.press("Tab")
    assert screen.focused == "Skip to the people"
    keys.press("Enter")
    tab_to(screen, "Write to Kith")
    keys.type("hello")
    keys.press("Enter")
    expect(screen.log("Ada")).to_contain_text("Mentors for you")
    screen.column("Ada").get_by_label("Messages, Kith").focus()
    tab_to(screen, "Save for later")
    keys.press("Enter")
    expect(screen.log("Ada")).to_contain_text("You asked save-lin")
    tab_to(screen, "Back to the mentors", most=3)
    keys.press("Space")
    expect(screen.log("Ada")).to_contain_text("Mentors for you")
    tab_to(screen, "Narrow down by topic")
    keys.press("ArrowDown")
    tab_to(screen, "Choose", most=3)
    keys.press("Enter")
    expect(screen.log("Ada")).to_contain_text("You picked study")
    tab_to(screen, "Back", most=3)


def test_a_form_by_keyboard(screen: Screen) -> None:
    """A form is opened, refused, mended and saved with no mouse; Tab then goes on from the card it came from."""
    keys = screen.page.keyboard
    screen.says("Ada", "hello")
    screen.log("Ada").get_by_role("button", name="Tell about me").press("Enter")
    expect(screen.dialog.get_by_label("What should we call you?")).to_be_focused()
    keys.type("Ada")
    keys.press("Enter")
    expect(screen.dialog.get_by_label("Thinking")).to_be_focused()
    keys.press("ArrowDown")
    tab_to(screen, "Narrow down: Topics", most=5)
    keys.type("topic 30")
    tab_to(screen, "Topic 30", most=3)
    keys.press("Space")
    tab_to(screen, "Hours a month", most=5)
    keys.type("5")
    keys.press("Enter")
    expect(screen.dialog).to_have_count(0)
    expect(screen.log("Ada")).to_contain_text("Thank you, Ada. Topics: t30.")
    tab_to(screen, "Change it", most=3)


def test_a_dialog_holds_the_focus_and_gives_it_back(screen: Screen) -> None:
    """Tab never leaves an open dialog for the page behind it; Escape closes it, and the focus is where it was."""
    screen.says("Ada", "hello")
    opener = screen.log("Ada").get_by_role("button", name="Tell about me")
    opener.press("Enter")
    expect(screen.dialog).to_be_visible()
    for _press in range(60):
        screen.page.keyboard.press("Tab")
        assert screen.page.evaluate("!document.activeElement.closest('#app')")
    screen.page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_what_waits_opens_and_closes_by_keyboard(screen: Screen) -> None:
    """The list takes the focus when it opens, and gives it back when Escape closes it."""
    button = screen.page.get_by_role("button", name="Waiting")
    button.press("Enter")
    expect(screen.page.get_by_role("complementary").get_by_role("button", name="Close")).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    screen.page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_the_focus_survives_what_others_do(screen: Screen) -> None:
    """A column that is drawn anew because of somebody else keeps what had the focus, and what is half typed."""
    tab = screen.column("Lin").get_by_role("button", name="#general")
    tab.focus()
    screen.column("Lin").get_by_placeholder("Write to Kith").fill("half a ")
    tab.focus()
    screen.page.evaluate("kith.act('say', { column: 1, conversation: 'dm:ada', text: '/mentor post' })")
    expect(screen.column("Lin").get_by_role("button", name="#general 1 new message")).to_be_focused()
    expect(screen.column("Lin").get_by_placeholder("Write to Kith")).to_have_value("half a ")


def test_everything_has_a_name(screen: Screen) -> None:
    """Whatever can be used, on the page and in every dialog, says what it is to somebody who cannot see it."""
    screen.says("Ada", "hello")
    screen.says("Lin", "/mentor files")
    expect(screen.log("Lin").get_by_role("img")).to_be_visible()
    expect(screen.log("Ada")).to_contain_text("Mentors for you")
    assert screen.page.evaluate(NAMELESS) == []
    screen.presses("Ada", "Tell about me")
    expect(screen.dialog).to_have_accessible_name("About you")
    assert screen.page.evaluate(NAMELESS) == []
    screen.page.keyboard.press("Escape")
    screen.page.get_by_role("button", name="Show somebody", exact=True).click()
    expect(screen.dialog).to_have_accessible_name("Show somebody")
    assert screen.page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_text_stands_out_from_its_ground(
    screen: Screen, windows: Windows, scheme: str, width: int, pictures: Path
) -> None:
    """In light and in dark, on a laptop and on a phone, every text has the contrast that WCAG AA asks for."""
    screen.says("Ada", "hello")
    screen.says("Ada", "/mentor remind")
    screen.says("Lin", "/mentor post")
    screen.opens("Lin", "#general")
    screen.presses("Lin", "Join")
    expect(screen.log("Lin")).to_contain_text("Welcome")
    own = Screen(windows, screen.address, width=width, height=800, scheme="dark" if scheme == "dark" else "light",
                 people="ada,lin@channel:general,tomas")  # fmt: skip
    expect(own.log("Ada")).to_contain_text("I will.")
    assert own.page.evaluate(LOW_CONTRAST) == []
    own.page.screenshot(path=pictures / f"page-{scheme}-{width}.png")
    own.presses("Ada", "Tell about me")
    own.dialog.get_by_role("button", name="Save").click()
    expect(own.dialog).to_contain_text("Please fill this in.")
    assert own.page.evaluate(LOW_CONTRAST) == []
    own.page.screenshot(path=pictures / f"form-{scheme}-{width}.png")
    own.close()


def test_dark_follows_the_system_until_it_is_switched(screen: Screen, windows: Windows) -> None:
    """The system decides between light and dark; the switch overrules it, also after a press elsewhere
    and a reload, and switches back."""
    own = Screen(windows, screen.address, scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark, light = own.page.evaluate(ground), screen.page.evaluate(ground)
    assert dark != light
    own.page.get_by_role("button", name="Light page").click()
    assert own.page.evaluate(ground) == light
    own.page.mouse.click(640, 400)
    assert own.page.evaluate(ground) == light
    own.page.reload()
    expect(own.column("Ada")).to_be_visible()
    assert own.page.evaluate(ground) == light
    own.page.get_by_role("button", name="Dark page").click()
    assert own.page.evaluate(ground) == dark
    own.close()


def test_nothing_moves_for_who_wants_it_still(screen: Screen) -> None:
    """Where the system asks for less motion, nothing on the page is animated."""
    moving = """() => [...document.querySelectorAll("*")].filter((each) => {
      const style = getComputedStyle(each);
      return style.animationName !== "none" || style.transitionDuration.split(", ").some((one) => parseFloat(one) > 0);
    }).length"""
    assert screen.page.evaluate(moving) == 0
