"""What moves on the page and what stays where it is, while things happen around it."""

import re

from playwright.sync_api import Locator, expect

from tests.adapters.playground.screen import Screen, Windows

HOME = "Mentors for you, Ada Mensah"


def top(log: Locator) -> int:
    return int(log.locator("xpath=..").evaluate("said => said.scrollTop"))


def test_a_column_stays_where_it_is_while_nothing_new_comes(windows: Windows, fresh: str) -> None:
    """A form that opens, a card that is drawn anew and news for somebody else leave the end of a tall card in sight;
    what comes new is scrolled to."""
    small = Screen(windows, fresh, width=1000, height=560, people="ada,lin")
    small.says("Ada", "hello")
    expect(small.log("Ada")).to_contain_text(HOME)
    end = small.log("Ada").get_by_role("button", name="Leave the program")
    end.scroll_into_view_if_needed()
    before = top(small.log("Ada"))
    assert before > 0
    small.presses("Ada", "Tell about me")
    expect(small.dialog).to_be_visible()
    small.page.keyboard.press("Escape")
    expect(small.dialog).to_have_count(0)
    small.says("Lin", "/mentor post")
    expect(small.column("Ada").get_by_role("button", name="#general 1 new message")).to_be_visible()
    assert top(small.log("Ada")) == before
    small.says("Lin", "/mentor write Ada")
    expect(small.log("Ada").get_by_text("Lin Wei says hello.")).to_be_in_viewport()
    assert small.troubles == []
    small.close()


def test_a_second_press_in_one_place_does_nothing_else(screen: Screen) -> None:
    """What comes under the pointer when a card is drawn anew is not pressed by the second half of a double press; by
    keyboard, or after the mouse has moved, it is."""
    screen.says("Ada", "hello")
    screen.presses("Ada", "Save for later")
    back = screen.log("Ada").get_by_role("button", name="Back to the mentors")
    expect(back).to_be_visible()
    box = back.bounding_box()
    assert box
    x, y = box["x"] + 5, box["y"] + 5
    screen.page.evaluate("document.querySelectorAll('article, .log').forEach((one) => (one.drawnAt = one.movedAt = 0))")
    screen.page.mouse.move(x, y)
    screen.page.mouse.down()
    screen.page.mouse.up()
    expect(screen.log("Ada")).to_contain_text(HOME)
    # Whatever stands there now is what another press would hit.
    screen.page.evaluate(
        """([x, y]) => {
          const button = document.querySelector('.log [data-do=press]');
          button.style.cssText = `position: fixed; left: ${x - 20}px; top: ${y - 10}px`;
          button.closest('article').drawnAt = performance.now();
        }""",
        [x, y],
    )
    screen.page.mouse.down()
    screen.page.mouse.up()
    screen.says("Ada", "/mentor post")
    expect(screen.log("Ada")).to_contain_text("Posted.")
    expect(screen.log("Ada")).not_to_contain_text("You asked")
    screen.page.evaluate(
        "document.querySelector('.log [data-do=press]').closest('article').drawnAt = performance.now()"
    )
    screen.log("Ada").locator("[data-do=press]").first.press("Enter")
    expect(screen.log("Ada")).to_contain_text("You asked")


def test_tabs_stay_where_they_are(windows: Windows, fresh: str) -> None:
    """A room is called after the others in it and stands right behind Kith, before the channels; neither what is new
    nor looking at it moves a tab, and one that is out of sight is brought into sight when it is opened."""
    own = Screen(windows, fresh, width=1280, people="ada,lin,tomas,noor")
    own.opens("Lin", "#general")
    own.says("Ada", "/mentor meet")
    tabs = own.column("Lin").locator(".tab")
    expect(tabs).to_have_text([re.compile("^Kith"), re.compile("^Ada Mensah"), re.compile("^#general")])
    own.opens("Lin", "Ada Mensah")
    own.says("Tomás", "/mentor post")
    expect(own.column("Lin").get_by_role("button", name="#general 1 new message")).to_be_visible()
    expect(tabs).to_have_text([re.compile("^Kith"), re.compile("^Ada Mensah"), re.compile("^#general")])
    own.opens("Lin", "#general")
    expect(own.column("Lin").get_by_role("button", name="#general", exact=True)).to_be_in_viewport()
    expect(tabs).to_have_text([re.compile("^Kith"), re.compile("^Ada Mensah"), re.compile("^#general")])
    assert own.troubles == []
    own.close()


def test_tabs_out_of_sight_are_a_press_away(windows: Windows, fresh: str) -> None:
    """In four narrow columns an edge says how much is new behind it, and leads there; and nobody's time is cut."""
    own = Screen(windows, fresh, width=1240, people="ada,lin,tomas,noor")
    for rooms, name in enumerate(("Lin", "Tomás", "Noor"), start=1):
        own.says("Ada", f"/mentor meet {name}")
        expect(own.log("Ada").get_by_role("article")).to_have_count(rooms)
    own.says("Lin", "/mentor post")
    expect(own.column("Ada").get_by_role("button", name="#general 1 new message")).to_be_attached()
    edge = own.column("Ada").locator(".edge.ahead")
    expect(edge).to_be_visible()
    number = "(edge) => getComputedStyle(edge.querySelector('.count'), '::before').content"
    assert int(str(edge.evaluate(number)).strip('"')) >= 1
    edge.click()
    edge.click()
    expect(edge).not_to_be_visible()
    expect(own.column("Ada").locator(".edge.before")).to_be_visible()
    for time in own.page.locator(".about-time").all():
        assert time.evaluate("(time) => time.scrollWidth <= time.clientWidth + 1")
    assert own.troubles == []
    own.close()


def test_what_is_opened_is_read_from_its_beginning(windows: Windows, fresh: str) -> None:
    """A conversation is opened at what is new in it; a card taller than the column, and one that takes the place of the
    card that was pressed, begin at their beginning."""
    small = Screen(windows, fresh, width=1000, height=560, people="ada,lin")
    small.opens("Lin", "#general")
    small.says("Ada", "hello")
    title = small.log("Ada").get_by_role("heading", name=HOME)
    expect(title).to_be_in_viewport()
    small.page.reload()
    expect(title).to_be_in_viewport()
    expect(small.log("Ada").get_by_role("button", name="Leave the program")).not_to_be_in_viewport()
    small.log("Ada").get_by_role("button", name="Leave the program").scroll_into_view_if_needed()
    expect(title).not_to_be_in_viewport()
    small.presses("Ada", "Save for later")
    expect(small.log("Ada").get_by_role("heading", name="Asked")).to_be_in_viewport()
    small.presses("Ada", "Back to the mentors")
    expect(title).to_be_in_viewport()
    for _line in range(12):
        small.says("Ada", "/mentor write Lin")
    expect(small.column("Lin").get_by_role("button", name="Kith 12 new messages")).to_be_visible()
    small.opens("Lin", "Kith")
    expect(small.log("Lin").get_by_role("article").first).to_be_in_viewport()
    assert small.troubles == []
    small.close()


def test_what_a_card_answers_is_in_sight(windows: Windows, fresh: str) -> None:
    """Where the card that was pressed says something anew that stands out of sight, that is scrolled to; what it only
    leaves out, or says where it can be seen, moves nothing."""
    small = Screen(windows, fresh, width=1000, height=560, people="ada,lin")
    small.says("Ada", "/mentor count")
    again = small.log("Ada").get_by_role("button", name="Count again")
    again.scroll_into_view_if_needed()
    expect(small.log("Ada").get_by_role("heading", name="Many things")).not_to_be_in_viewport()
    small.presses("Ada", "Count again")
    expect(small.log("Ada").get_by_text("Counted, as you asked.")).to_be_in_viewport()
    quiet = small.log("Ada").get_by_role("button", name="Be quiet")
    quiet.scroll_into_view_if_needed()
    before = top(small.log("Ada"))
    small.presses("Ada", "Be quiet")
    expect(small.log("Ada").get_by_text("Counted, as you asked.")).to_have_count(0)
    expect(quiet).to_be_in_viewport()
    assert before - top(small.log("Ada")) < 60  # what the card has become smaller by
    assert small.troubles == []
    small.close()


def test_a_tick_takes_no_room(screen: Screen) -> None:
    """A button that was picked is as wide as before, so that none beside it moves; it is read out as picked."""
    screen.says("Ada", "/mentor tick")
    picked = screen.log("Ada").get_by_role("button", name="Study skills")
    beside = screen.log("Ada").get_by_role("button", name="Career")
    before = picked.bounding_box(), beside.bounding_box()
    picked.click()
    expect(screen.log("Ada").get_by_role("button", name="✓ Study skills", exact=True)).to_be_visible()
    assert (picked.bounding_box(), beside.bounding_box()) == before


def test_the_bar_does_not_move(screen: Screen) -> None:
    """Neither a longer date nor a number beside Waiting moves what one presses."""
    clock = screen.page.get_by_role("button", name="+1 day")
    waiting = screen.page.get_by_role("button", name=re.compile("^Waiting"))
    before = clock.bounding_box(), waiting.bounding_box()
    screen.says("Ada", "/mentor remind")
    expect(screen.page.get_by_role("button", name="Waiting 1 thing waits")).to_be_visible()
    assert (clock.bounding_box(), waiting.bounding_box()) == before
    for _week in range(2):
        screen.page.get_by_role("button", name="+1 week").click()
    expect(screen.page.get_by_role("banner")).to_contain_text("Tue 17 Mar 2026")
    clock.click()
    expect(screen.page.get_by_role("banner")).to_contain_text("Wed 18 Mar 2026")
    assert (clock.bounding_box(), waiting.bounding_box()) == before


def test_on_a_phone_the_top_is_small_and_more_is_behind_one_button(phone: Screen) -> None:
    """One row for the clock, whatever the date; More opens everything else, and moving the clock leaves it open."""
    more = phone.page.get_by_role("button", name="More", exact=True)
    day = phone.page.get_by_role("button", name="+1 day")
    expect(day).not_to_be_visible()
    more.click()
    day.click()
    expect(phone.page.get_by_role("banner")).to_contain_text("Wed 4 Mar 2026")
    expect(day).to_be_visible()
    phone.page.keyboard.press("Escape")
    expect(day).not_to_be_visible()
    expect(more).to_be_focused()
    begin = phone.page.get_by_role("button", name="How to begin")
    step = phone.page.get_by_text("Where a letter waits, move the clock.")
    expect(step).not_to_be_visible()
    begin.click()
    expect(step).to_be_visible()
    begin.click()
    expect(step).not_to_be_visible()
    phone.page.get_by_role("button", name="Hide this").click()
    box = phone.page.get_by_role("banner").bounding_box()
    assert box
    assert box["height"] < 150
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_waits_lies_over_the_page(screen: Screen) -> None:
    """Opening it squeezes no column, and the one beneath it can be scrolled out from under it."""
    before = screen.column("Ada").bounding_box()
    screen.page.get_by_role("button", name=re.compile("^Waiting")).click()
    panel = screen.page.get_by_role("complementary", name="Waiting")
    expect(panel).to_be_visible()
    assert screen.column("Ada").bounding_box() == before
    screen.page.locator(".columns").evaluate("(all) => all.scrollTo({ left: all.scrollWidth, behavior: 'instant' })")
    last, over = screen.page.locator(".person-column").last.bounding_box(), panel.bounding_box()
    assert last
    assert over
    assert last["x"] + last["width"] <= over["x"]


def test_a_long_name_widens_no_conversation(screen: Screen) -> None:
    """Who wrote a line of one's own is read out and takes no room."""
    screen.page.get_by_role("button", name="New person").click()
    screen.dialog.get_by_label("Name", exact=True).fill("Maximiliana-Alexandra von und zu Hohenstein-Weidenfeld")
    screen.dialog.get_by_role("button", name="Let them in").click()
    screen.says("Maximiliana", "hello")
    expect(screen.log("Maximiliana")).to_contain_text("hello")
    wide = "(log) => [log.scrollWidth, log.clientWidth]"
    scroll, client = screen.log("Maximiliana").evaluate(wide)
    assert scroll == client


def test_who_arrives_has_the_focus_and_the_column_that_rested_makes_place(screen: Screen) -> None:
    """Letting somebody in ends at their column; where there are four, the dialog says whose it takes: the one that was
    not used for longest. The others stay where they are, it is said again afterwards, and who made place comes back to
    where they were."""
    screen.page.goto(f"{screen.address}/?people=ada,lin,tomas,noor")
    expect(screen.column("Noor")).to_be_visible()
    screen.opens("Lin", "#general")
    for name in ("Noor", "Ada", "Tomás"):
        screen.says(name, "hello")
        expect(screen.log(name)).to_contain_text("Mentors for you")
    screen.page.get_by_role("button", name="New person").press("Enter")
    expect(screen.dialog).to_contain_text("Lin Wei makes place: their column has gone unused the longest.")
    expect(screen.dialog.get_by_label("Name", exact=True)).to_be_focused()
    screen.page.keyboard.type("Kai")
    screen.page.keyboard.press("Enter")
    expect(screen.column("Kai").get_by_role("button", name="Show somebody else here")).to_be_focused()
    expect(screen.page.locator(".who-name")).to_have_text(["Ada Mensah", "Kai", "Tomás Quiroga", "Noor van Dijk"])
    said, line = screen.page.get_by_role("alert"), screen.column("Kai").locator(".composer")
    expect(said).to_contain_text("Lin Wei made place.")
    over, under = said.bounding_box(), line.bounding_box()
    assert over
    assert under
    assert over["y"] + over["height"] <= under["y"], "it lies over no line to type into"
    expect(screen.column("Kai").locator(".about")).to_have_text(re.compile("^1[0-9]:[0-9]{2} in"))
    screen.page.get_by_role("button", name="Show somebody", exact=True).click()
    screen.dialog.get_by_role("button", name="Lin Wei").click()
    expect(screen.column("Lin").get_by_role("button", name="#general")).to_have_attribute("aria-current", "true")
    expect(screen.page.locator(".who-name")).to_have_text(["Ada Mensah", "Kai", "Tomás Quiroga", "Lin Wei"])
