"""The playground's page, used by mouse and on a phone, in a real browser."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.adapters.playground.screen import Screen, Windows

HOME = "Mentors for you, Ada Mensah"


def fill_in(screen: Screen, hours: str) -> None:
    """The form about oneself, with every kind of field."""
    dialog = screen.dialog
    dialog.get_by_label("What should we call you?").fill("Ada")
    dialog.get_by_label("What should be different").fill("Two lines,\nat least.")
    dialog.get_by_label("Advice").check()
    dialog.get_by_label("Your year").select_option("Year 3")
    dialog.get_by_label("Narrow down: Topics").fill("topic 17")
    dialog.get_by_label("Topic 17").check()
    dialog.get_by_label("Hours a month").fill(hours)
    dialog.get_by_label("From when on?").fill("2026-04-01")
    dialog.get_by_label("A good time").fill("16:30")


def test_it_says_what_it_is(screen: Screen) -> None:
    """The line at the top says that this is a playground whose people are made up, and shows the program's time."""
    top = screen.page.get_by_role("banner")
    expect(top).to_contain_text("everything Kith does, with made-up people, on this computer only. Nothing leaves it.")
    expect(top).to_contain_text("Tue 3 Mar 2026, 14:3")
    expect(top).to_contain_text("Europe/Berlin, the program's time")
    expect(screen.column("Ada")).to_contain_text("13:3")
    expect(screen.column("Ada")).to_contain_text("in Accra")


def test_a_card_shows_everything_it_holds(screen: Screen) -> None:
    """Title, formatted text, facts, sections, a menu, buttons and the foot: all of it can be read and pressed."""
    screen.says("Ada", "hello")
    card = screen.log("Ada").locator(".card")
    expect(card.get_by_role("heading", name=HOME)).to_be_visible()
    expect(card.locator("strong", has_text="several at the same time")).to_be_visible()
    expect(card.get_by_role("listitem")).to_have_count(3)
    expect(card.locator("dl")).to_have_text(re.compile("Topics.*Study skills, thesis, career.*Languages.*English, Twi"))
    expect(card.get_by_role("button")).to_have_text([
        "Ask for a chat", "Save for later", "Ask for a chat", "Choose", "Tell about me", "Something is not right",
        "Leave the program",
    ])  # fmt: skip
    expect(card.get_by_label("Narrow down by topic").get_by_role("option")).to_have_text(
        ["Pick one …", "Study skills", "Career – first job, leaving"]
    )
    expect(card).to_contain_text("Only you see this.")


def test_the_first_step_needs_no_typing(screen: Screen) -> None:
    """Where nothing was said yet, one press says hello to Kith."""
    screen.column("Ada").get_by_role("button", name="Say hello to Kith").click()
    expect(screen.log("Ada")).to_contain_text(HOME)
    expect(screen.column("Ada").get_by_role("button", name="Say hello to Kith")).to_have_count(0)


def test_presses_and_picks_change_the_card_where_it_stands(screen: Screen) -> None:
    """In the direct message the same card turns into the answer, and back."""
    screen.says("Ada", "hello")
    screen.presses("Ada", "Save for later")
    expect(screen.log("Ada").locator(".card")).to_have_text(re.compile("You asked save-lin"))
    screen.presses("Ada", "Back to the mentors")
    screen.log("Ada").get_by_label("Narrow down by topic").select_option("Career – first job, leaving")
    screen.presses("Ada", "Choose")
    expect(screen.log("Ada").locator(".card")).to_have_text(re.compile("You picked career"))
    screen.presses("Ada", "Back")
    expect(screen.log("Ada").get_by_role("article")).to_have_count(2)


def test_a_form_keeps_every_answer_until_it_is_taken(screen: Screen) -> None:
    """Problems stand beside their fields and the other answers stay; closed and opened again, or after a reload,
    nothing that was filled in is lost; taken, the card it came from changes."""
    screen.says("Ada", "hello")
    screen.presses("Ada", "Tell about me")
    box = screen.dialog.get_by_label("What should be different").bounding_box()
    assert box
    assert box["height"] > 90, "what may be long has room for several lines"
    screen.dialog.get_by_role("button", name="Save").click()
    name = screen.dialog.get_by_label("What should we call you?")
    expect(name).to_have_accessible_description("Please fill this in.")
    expect(name).to_be_focused()
    expect(screen.dialog.locator("[aria-invalid=true]")).to_have_count(4)
    fill_in(screen, hours="13")
    screen.dialog.get_by_role("button", name="Save").click()
    expect(screen.dialog.get_by_label("Hours a month")).to_have_accessible_description("Not thirteen, please.")
    expect(screen.dialog.locator("[aria-invalid=true]")).to_have_count(1)
    expect(name).to_have_value("Ada")
    screen.page.keyboard.press("Escape")
    expect(screen.dialog).to_have_count(0)
    screen.page.reload()
    screen.presses("Ada", "Tell about me")
    expect(screen.dialog.get_by_label("Hours a month")).to_have_value("13")
    expect(screen.dialog.get_by_label("What should be different")).to_have_value("Two lines,\nat least.")
    expect(screen.dialog.get_by_label("Topic 17")).to_be_checked()
    expect(screen.dialog.get_by_label("A good time")).to_have_value("16:30")
    screen.dialog.get_by_label("Hours a month").fill("4")
    screen.dialog.get_by_role("button", name="Save").click()
    expect(screen.dialog).to_have_count(0)
    expect(screen.log("Ada").locator(".card")).to_have_text(re.compile("Saved.*Thank you, Ada. Topics: t17"))


def test_a_problem_is_in_sight(screen: Screen) -> None:
    """However little room there is, the first field with a problem and its sentence stand above the bar of buttons."""
    screen.page.set_viewport_size({"width": 1280, "height": 520})
    screen.says("Ada", "/mentor about")
    fill_in(screen, hours="13")
    hours = screen.dialog.get_by_label("Hours a month")
    hours.evaluate("field => field.closest('form').scrollTop += field.getBoundingClientRect().bottom"
                   " - field.closest('form').getBoundingClientRect().bottom + 20")  # fmt: skip
    screen.dialog.get_by_role("button", name="Save").click()
    sentence = screen.dialog.get_by_text("Not thirteen, please.")
    expect(sentence).to_be_visible()
    expect(hours).to_be_focused()
    said, bar = sentence.bounding_box(), screen.dialog.locator(".sheet-foot").bounding_box()
    assert said
    assert bar
    assert said["y"] + said["height"] <= bar["y"], "it lies behind the buttons"


def test_a_form_that_was_taken_starts_afresh(screen: Screen) -> None:
    """What was kept while a form was half filled is forgotten once it was taken."""
    screen.says("Ada", "/mentor about")
    fill_in(screen, hours="4")
    screen.dialog.get_by_role("button", name="Save").click()
    expect(screen.log("Ada")).to_contain_text("Thank you, Ada")
    screen.says("Ada", "/mentor again")
    expect(screen.dialog.get_by_label("What should we call you?")).to_have_value("")
    expect(screen.dialog.get_by_label("Topic 17")).not_to_be_checked()


def test_what_only_one_sees_is_marked_and_hidden_from_others(screen: Screen) -> None:
    """A press in a channel is answered for the presser alone, and says so; what changes there changes for everybody."""
    screen.says("Lin", "/mentor post")
    for name in ("Ada", "Lin"):
        screen.opens(name, "#general")
    screen.presses("Ada", "Join")
    answer = screen.log("Ada").get_by_role("article").last
    expect(answer).to_contain_text("Only you can see this")
    expect(answer).to_contain_text("Welcome, Ada Mensah.")
    expect(screen.log("Lin").get_by_role("article")).to_have_count(1)
    screen.says("Lin", "/mentor repost")
    for name in ("Ada", "Lin"):
        expect(screen.log(name).get_by_role("article").first).to_have_text(
            re.compile(r"Joining is closed\.Changed at 1\d:3\d")
        )


def test_what_is_new_is_counted_beside_its_conversation(screen: Screen) -> None:
    """A number, read out as what it means, says how much is new; it goes when the conversation was looked at."""
    screen.says("Lin", "/mentor post")
    tab = screen.column("Ada").get_by_role("button", name="#general 1 new message")
    expect(tab).to_be_visible()
    tab.click()
    expect(screen.column("Ada").get_by_role("button", name="#general", exact=True)).to_be_visible()
    screen.page.reload()
    expect(screen.column("Ada").get_by_role("button", name="#general", exact=True)).to_be_visible()


def test_a_press_is_not_lost_when_things_change_under_it(screen: Screen) -> None:
    """What is drawn anew between the button of the mouse going down and up is still pressed."""
    screen.column("Lin").get_by_role("button", name="#general").hover()
    screen.page.mouse.down()
    screen.page.evaluate("kith.act('say', { column: 1, conversation: 'dm:ada', text: '/mentor post' })")
    tab = screen.column("Lin").get_by_role("button", name="#general 1 new message")
    expect(tab).to_be_visible()
    screen.page.mouse.up()
    expect(screen.log("Lin")).to_contain_text("Who wants a mentor this spring?")


def test_two_open_pages_show_the_same_at_once(screen: Screen, windows: Windows) -> None:
    """What happens on one page is on the other without a reload: lines in rooms, letters, cards, the clock."""
    other = Screen(windows, screen.address, people="lin,noor")
    screen.says("Ada", "/mentor meet")
    other.opens("Lin", "Ada Mensah")
    expect(other.log("Lin")).to_contain_text("Here you can talk.")
    expect(other.column("Lin")).to_contain_text("With Ada Mensah. Kith does not read what is said here.")
    screen.opens("Ada", "Lin Wei")
    screen.says("Ada", "Does <b>Thursday</b> work?")
    expect(other.log("Lin").get_by_role("article").last).to_contain_text("Does <b>Thursday</b> work?")
    other.says("Lin", "It does.")
    expect(screen.log("Ada").get_by_role("article").last).to_contain_text("It does.")
    other.page.get_by_role("button", name="Move the clock one day forward").click()
    expect(screen.page.get_by_role("banner")).to_contain_text("Wed 4 Mar 2026")
    assert other.troubles == []
    other.close()


def test_files_are_shown_and_can_be_taken_home(screen: Screen) -> None:
    """An image has its text for who cannot see it and really loads; any other file is a download with its name."""
    screen.says("Ada", "/mentor files")
    image = screen.log("Ada").get_by_role("img", name="A chart with two columns")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("naturalWidth", 320)
    with screen.page.context.expect_page() as opened:
        image.click()
    expect(opened.value.locator("img")).to_have_js_property("width", 320)
    with screen.page.expect_download() as taken:
        screen.log("Ada").get_by_role("link", name="plan.csv").click()
    assert taken.value.suggested_filename == "plan.csv"
    assert Path(taken.value.path()).read_bytes() == b"week,goal\n1,meet\n"


def test_the_clock_brings_what_waits(screen: Screen) -> None:
    """What waits is listed with whom, what and when; pushing the clock past it makes it happen at its own time."""
    screen.says("Ada", "/mentor remind")
    screen.page.get_by_role("button", name="Waiting").click()
    aside = screen.page.get_by_role("complementary", name="Waiting")
    expect(aside.get_by_role("listitem")).to_have_text(
        re.compile("Kith looks after something.*Wed 4 Mar 2026, 10:3.*hours")
    )
    aside.get_by_role("button", name="Move the clock to the next one").click()
    expect(screen.log("Ada")).to_contain_text("This is your reminder.")
    expect(aside).to_contain_text("Nothing waits.")
    expect(screen.page.get_by_role("banner")).to_contain_text("Wed 4 Mar 2026, 10:3")
    expect(screen.log("Ada").get_by_role("heading", name="Wednesday 4 March")).to_be_visible()
    screen.page.get_by_role("button", name="Move the clock one hour forward").click()
    expect(screen.page.get_by_role("banner")).to_contain_text("Wed 4 Mar 2026, 11:3")
    screen.page.get_by_role("button", name="Move the clock one week forward").click()
    expect(screen.page.get_by_role("banner")).to_contain_text("Wed 11 Mar 2026, 11:3")


def test_anybody_can_be_picked_and_somebody_new_can_arrive(screen: Screen) -> None:
    """A column shows whoever was searched for, those first whose name begins so; a new account arrives in a zone of its
    own; the address remembers."""
    screen.column("Ada").get_by_role("button", name="Show somebody else here").click()
    screen.dialog.get_by_label("Search by name").fill("quiroga")
    expect(screen.dialog.locator(".person:visible")).to_have_text(re.compile("Tomás Quiroga"))
    screen.dialog.get_by_label("Search by name").fill("nobody at all")
    expect(screen.dialog).to_contain_text("Nobody is called that.")
    screen.dialog.get_by_label("Search by name").fill("n")
    found = screen.dialog.locator(".person .name")
    expect(found).to_have_text(["Noor van Dijk", "Ada Mensah", "Lin Wei", "Tomás Quiroga"])
    screen.dialog.get_by_label("Search by name").fill("NOOR")
    screen.page.keyboard.press("Enter")
    expect(screen.column("Noor")).to_be_visible()
    screen.page.get_by_role("button", name="New person").click()
    screen.dialog.get_by_role("button", name="Let them in").click()
    expect(screen.dialog).to_contain_text("Please write a name.")
    screen.dialog.get_by_label("Name", exact=True).fill("Moë Ångström")
    screen.dialog.get_by_label("Time zone").select_option("Asia/Kathmandu")
    screen.dialog.get_by_role("button", name="Let them in").click()
    expect(screen.column("Moë")).to_contain_text("in Kathmandu")
    screen.says("Moë", "hello")
    expect(screen.log("Moë")).to_contain_text("Mentors for you, Moë Ångström")
    screen.column("Noor").get_by_role("button", name="Show somebody else here").click()
    screen.dialog.get_by_label("Search by name").fill("m")
    expect(found.first).to_have_text("Moë Ångström")
    screen.page.keyboard.press("Escape")
    screen.page.reload()
    for name in ("Noor", "Lin", "Tomás", "Moë"):
        expect(screen.column(name)).to_be_visible()
    screen.does("Moë", "Close this column")
    expect(screen.column("Moë")).to_have_count(0)


def test_people_close_their_messages_leave_and_come_back(screen: Screen) -> None:
    """Closed messages fall back to a thread; who leaves is asked first, reported, and can come back."""
    screen.does("Lin", "Take no direct messages")
    expect(screen.column("Lin")).to_contain_text("Lin Wei takes no direct messages.")
    screen.says("Ada", "/mentor write Lin")
    screen.opens("Lin", "Kith, in private")
    expect(screen.log("Lin")).to_contain_text("Ada Mensah says hello.")
    screen.does("Tomás", "Leave the community")
    screen.dialog.get_by_role("button", name="Not now").click()
    screen.does("Tomás", "Leave the community")
    screen.dialog.get_by_role("button", name="Leave", exact=True).click()
    expect(screen.column("Tomás")).to_contain_text("Tomás Quiroga has left the community")
    expect(screen.column("Tomás").get_by_role("textbox")).to_have_count(0)
    screen.does("Tomás", "Come back")
    screen.says("Tomás", "hello")
    expect(screen.log("Tomás")).to_contain_text("Mentors for you, Tomás Quiroga")


def test_starting_over_asks_first_and_takes_everything_away(screen: Screen) -> None:
    """Not now changes nothing; the second time everything is as at the first start, and who arrived is gone."""
    screen.says("Ada", "hello")
    expect(screen.log("Ada")).to_contain_text(HOME)
    for answer in ("Not now", "Start over"):
        expect(screen.log("Ada")).to_contain_text(HOME)
        screen.page.get_by_role("banner").get_by_role("button", name="Start over").click()
        screen.dialog.get_by_role("button", name=answer, exact=True).click()
    expect(screen.column("Ada")).to_contain_text("Nothing here yet.")


def test_what_is_not_possible_is_said(screen: Screen) -> None:
    """An act that makes no sense gets a sentence, also in front of an open dialog, and changes nothing."""
    for act in ("{ column: 1, message: 77 }", "{ column: 99 }", "{ column: 1, message: 'x' }"):
        screen.page.evaluate(f"document.querySelector('.toast')?.remove(), kith.act('press', {act})")
        expect(screen.page.get_by_role("alert")).to_have_text("That is not possible here any more.")
    screen.page.get_by_role("button", name="New person").click()
    expect(screen.dialog).to_be_visible()
    screen.page.evaluate("kith.act('no such thing', { column: 1 })")
    expect(screen.dialog.get_by_role("alert")).to_be_visible()
    expect(screen.column("Ada")).to_contain_text("Nothing here yet.")


def test_older_messages_come_when_asked_for(screen: Screen) -> None:
    """A long conversation shows its newest part, and more of it at a press, without losing the place."""
    screen.opens("Ada", "#general")
    for number in range(45):
        screen.says("Ada", f"Line {number}")
    expect(screen.log("Ada")).to_contain_text("Line 44")
    expect(screen.log("Ada").get_by_role("article")).to_have_count(40)
    expect(screen.log("Ada").get_by_role("article").last).to_be_in_viewport()
    screen.column("Ada").get_by_role("button", name="Earlier messages").click()
    expect(screen.log("Ada").get_by_role("article")).to_have_count(45)
    expect(screen.log("Ada").get_by_text("Line 5", exact=True)).to_be_in_viewport()


def test_a_phone_shows_one_person_and_switches(phone: Screen, pictures: Path) -> None:
    """On a phone one column fills the page, the people stand at the top, and nothing has to be scrolled sideways."""
    expect(phone.column("Ada")).to_be_visible()
    expect(phone.column("Lin")).not_to_be_visible()
    phone.page.goto(f"{phone.address}/?people=ada,lin,tomas,noor")
    phone.says("Ada", "/mentor meet")
    phone.says("Ada", "/mentor post")
    people = phone.page.get_by_role("navigation", name="People")
    expect(people.get_by_role("button", name="Noor 1 new message")).to_be_visible()
    people.get_by_role("button", name=re.compile("Lin.*2 new messages")).click()
    expect(phone.column("Lin")).to_be_visible()
    expect(phone.column("Ada")).not_to_be_visible()
    line = "(button) => getComputedStyle(button).borderBottomColor"
    lines = [button.evaluate(line) for button in people.get_by_role("button").all()]
    assert lines.count(lines[1]) == 1, "who is shown is told by more than their page"
    wide = people.get_by_role("list").evaluate("(list) => [list.scrollWidth, list.clientWidth]")
    assert wide[0] == wide[1], "four people have room"
    phone.says("Lin", "hello")
    expect(phone.log("Lin").get_by_role("button", name="Tell about me")).to_be_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    phone.page.screenshot(path=pictures / "phone.png")
    phone.presses("Lin", "Tell about me")
    phone.page.screenshot(path=pictures / "phone-form.png")
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
