"""What is optional: one part at a time, skippable, changed at any time, and shown to nobody who should not see it."""

import pytest

from bot.shown import MOST_PARTS, MOST_TEXT
from bot.words import Voice
from flows import home, library
from flows.profiles import profile as profile_story
from storage.database import Store
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags
from storage.people import Member
from tests.flows.joiners import (
    fills_too_much,
    joins,
    mentors_are_there,
    offers,
    offers_no,
    profile,
    tags,
    turn_of,
)
from tests.flows.stories import asks, change_profile, new_mentee_asks, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import Person, World

TELL = "Tell me a bit about yourself, so I can pick better"
ODD = "**Bold** <!channel> @everyone _under_ \u202egnorw\u202c שלום 👩‍👩‍👧"
ODD_SEEN = "**Bold** <!channel> @everyone _under_ gnorw"


def first_list(world: World) -> Person:
    mentors_are_there(world)
    return joins(world).presses("Study skills").presses("Show me mentors")


# --- style: five taps ------------------------------------------------------------------------------------------------


def test_style_comes_first_after_the_first_list(world: World) -> None:
    """Below the first list is the offer to tell more; it begins with five either/or taps, one press each."""
    ada = (
        offers(first_list(world), TELL)
        .presses(TELL)
        .sees_last("How you like to talk, 1 of 5", "When somebody is stuck: what is closer to you?")
    )
    before = ada.presses_made
    for tap in ("Straight advice", "With a plan", "Life too", "Short and often", "Patience"):
        ada.presses(tap)
    assert ada.presses_made - before == 5
    ada.sees("Saved.", "Straight advice")
    assert set(tags(world, "Ada", TagKind.STYLE)) == {
        "advice-straight", "planning-planned", "scope-life_too", "rhythm-short_often", "pace-patience",
    }  # fmt: skip


def test_style_can_be_left_and_resumed(world: World) -> None:
    """Each pair may stay open, and who stops goes on where they stopped, days later."""
    ada = first_list(world).presses(TELL).presses("Straight advice").presses("Either is fine")
    ada.sees_last("3 of 5").presses("Enough for now").sees_last("Hello Ada")
    world.passes(days=4)
    ada.types("hello").presses("Tell: How you like to talk").sees_last("2 of 5").presses("With a plan")
    ada.sees_last("3 of 5")
    assert set(tags(world, "Ada", TagKind.STYLE)) == {"advice-straight", "planning-planned"}


def test_style_can_be_changed(world: World) -> None:
    """The other side of a pair takes the place of the first, and what was picked before says so."""
    add_mentee(world, "Ada")
    ada = (
        world.person("Ada")
        .commands("/mentor profile")
        .presses("Change how you like to talk")
        .presses("Straight advice")
    )
    for _pair in range(4):
        ada.presses("Either is fine")
    ada.commands("/mentor profile").presses("Change how you like to talk").presses("Enough for now")
    presses_late(world, "Ada", f"style.tap:{world.member('Ada').id}:advice-aloud")
    assert set(tags(world, "Ada", TagKind.STYLE)) == {"advice-aloud"}
    presses_late(world, "Ada", f"style.tap:{world.member('Ada').id}:advice-sideways")
    ada.sees("I do not know that one any more")
    assert set(tags(world, "Ada", TagKind.STYLE)) == {"advice-aloud"}


def test_style_shows_in_reasons(world: World) -> None:
    """What both like is the first reason on a list."""
    add_mentor(world, "Lin")
    with world.database.write() as session:
        store = Store(session, 1)
        lin = store.get(Member, world.member("Lin").id)
        assert lin
        set_tags(store, lin, TagKind.STYLE, ["advice-straight"])
    add_mentee(world, "Ada")
    ada = (
        world.person("Ada")
        .commands("/mentor profile")
        .presses("Change how you like to talk")
        .presses("Straight advice")
    )
    ada.commands("/mentor find").sees_last("You both like straight advice")


# --- one part after the other ----------------------------------------------------------------------------------------


def test_every_part_can_be_skipped_for_good(world: World) -> None:
    """Skipping leads to the next part, to the end, and nothing of it is asked again on another day."""
    ada = first_list(world).presses(TELL).presses("Enough for now")
    change_profile(world, "Ada", skipped="style")
    world.passes(days=1)
    ada.types("hello").presses(_label(ada, "Tell: "))
    said = set[str]()
    for _part in range(12):
        ways_out = [label for label in ("Skip this", "I would rather not say") if f"[{label}]" in ada.screen[-1]]
        if not ways_out:
            break
        said.update(ways_out)
        ada.presses(ways_out[0])
    assert said == {"Skip this", "I would rather not say"}
    ada.sees_last("That was everything I would ask")
    world.passes(days=5)
    ada.types("hello").sees_last("Hello Ada")
    assert "tell me a little more" not in ada.screen[-1]


def _label(person: Person, beginning: str) -> str:
    return next(label for label in reversed(person.buttons) if label.startswith(beginning))


def test_at_most_one_part_a_day_is_brought_up_unasked(world: World) -> None:
    """The home card brings up one part; once it is told or put off, the next one comes on another day."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").types("hello").sees_last("tell me a little more")
    ada.presses("Do not ask again").sees("Hello Ada")
    ada.types("hello")
    assert "tell me a little more" not in ada.screen[-1]
    world.passes(days=1)
    ada.types("hello").sees_last("tell me a little more")


def test_nothing_is_brought_up_by_letter(world: World) -> None:
    """Optional parts are never sent: without a word from the mentee the screen stays as it is."""
    ada = first_list(world)
    mark = ada.marks()
    world.passes(days=20)
    assert ada.since(mark) == ""


def test_parts_follow_one_another(world: World) -> None:
    """After each part the next one is one press away; who sees the answer stands on every card that asks."""
    add_mentee(world, "Ada")
    change_profile(world, "Ada", skipped="style zone")
    ada = world.person("Ada").types("hello").presses("Tell: Kinds of support").sees_last("The mentors you ask see it")
    ada.presses("Answer").fills({"What kinds of support": ["A listening ear", "Work and next steps"]})
    ada.sees("Saved.", "a listening ear · work and next steps").presses("Next: Free parts of the week")
    ada.sees_last("Others see only times that you both have").presses("Answer")
    ada.fills({"Mornings": ["Monday", "Friday"], "Evenings": ["Sunday"]})
    ada.sees("Monday morning and Friday morning; Sunday evening").can_press("Next: Languages")
    assert set(tags(world, "Ada", TagKind.FREE)) == {"mon_morning", "fri_morning", "sun_evening"}


# --- each form -------------------------------------------------------------------------------------------------------


def changes(world: World, button: str, filling: dict[str, object], name: str = "Ada") -> Person:
    person = world.person(name).commands("/mentor profile").presses(button)
    return person.fills(filling)  # type: ignore[arg-type]


def test_lists_are_kept_and_emptied(world: World) -> None:
    """Languages, interests and ways are picked, shown, and gone again when nothing is picked."""
    add_mentee(world, "Ada")
    typed = world.surface.platform != "slack"
    ada = changes(world, "Change languages", {"Languages": "german, Twi" if typed else ["Deutsch (German)", "Twi"]})
    ada.sees("Saved.", "Deutsch · Twi")
    changes(world, "Change interests", {"What you like": "hiking, chess" if typed else ["Hiking", "Chess"]})
    changes(world, "Change ways to meet", {"Ways to meet": ["In person", "Video call"]})
    ada.commands("/mentor profile").sees_last("Deutsch · Twi", "hiking · chess", "in person · by video")
    assert set(tags(world, "Ada", TagKind.LANGUAGE)) == {"de", "tw"}
    empty: dict[str, object] = {"Ways to meet": [] if world.surface.platform != "plain" else "skip"}
    changes(world, "Change ways to meet", empty).sees("Saved: nothing is there now.")
    assert not tags(world, "Ada", TagKind.WAY)


def test_field_and_stage_from_the_list_or_in_own_words(world: World) -> None:
    """Own words win over the list; both are shown as they are."""
    add_mentee(world, "Ada")
    changes(world, "Change field and stage", {"Department or field": "Biology", "Stage or year": "First year"})
    assert (profile(world, "Ada").field, profile(world, "Ada").stage) == ("biology", "first_year")
    changes(world, "Change field and stage", {"Or in your own words": "Bees"}).sees("Bees · First year")
    assert profile(world, "Ada").field == "Bees"


def test_odd_words_in_every_free_field(world: World) -> None:
    """Marks, mentions, directions, right-to-left and emoji sequences are kept as words and harm no card."""
    add_mentor(world, "Lin", bio="A mentor with a few lines.")
    add_mentee(world, "Ada")
    for name in ("Lin", "Ada"):
        changes(world, "Change pronouns, town, fun fact", {"Pronouns": "they_/*them*", "Where you come from": ODD,
                                        "A fun fact about you": ODD}, name)  # fmt: skip
        changes(world, "Change field and stage", {"Or in your own words": ODD}, name)
    changes(world, "Change what you hope for", {"What should be different by then?": f"{ODD}\n{ODD}"})
    changes(world, "Change places and lines", {"A few lines about you": ODD}, "Lin")
    for name in ("Lin", "Ada"):
        shown = world.person(name).commands("/mentor profile").screen[-1]
        assert ODD_SEEN in shown, shown
        assert "\u202e" not in shown
        assert "👩‍👩‍👧" in shown
    world.person("Ada").commands("/mentor find").sees_last(ODD_SEEN)


@pytest.mark.parametrize(
    ("button", "label", "most"),
    [
        ("Change what you hope for", "What should be different by then?", 300),
        ("Change pronouns, town, fun fact", "Pronouns", 30),
        ("Change experiences", "Something else, in your own words", 200),
        ("Change field and stage", "Or in your own words", 60),
    ],
)
def test_over_long_text_is_said_beside_the_field(world: World, button: str, label: str, most: int) -> None:
    """Nothing is cut in silence, and nothing of the profile changes."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor profile").presses(button)
    fills_too_much(ada, {label: "a" * (most + 1)}, str(most))
    found = profile(world, "Ada")
    assert (found.hope, found.pronouns, found.own_experience, found.field) == ("", "", "", "")


def test_what_is_brought_up_with_the_home_card_is_noted(world: World) -> None:
    """Whoever stops the taps sees the home card, and what it brings up is today's one part from then on."""
    mentors_are_there(world)
    add_mentee(world, "Ada")
    presses_late(world, "Ada", f"style.stop:{world.member('Ada').id}:")
    world.person("Ada").sees_last("Hello Ada", "If you like, tell me a little more")
    assert profile(world, "Ada").offered == "style"


# --- experiences, each shown or not ----------------------------------------------------------------------------------


def test_experiences_are_shown_only_where_ticked(world: World) -> None:
    """What is ticked for showing stands on the mentor's card; what is not, nowhere but on their own profile."""
    add_mentor(world, "Lin", bio="A mentor with a few lines.")
    add_mentee(world, "Ada")
    lin = changes(
        world, "Change experiences",
        {
            "I am glad to talk about this; others see it": ["Changed field"],
            "Keep it hidden; use it only to find people": ["Parent or carer"],
            "Something else, in your own words": "I was in the army.",
            "Do others see your own words?": "Only I see them",
        },
        "Lin",
    )  # fmt: skip
    lin.sees("others see: Changed field", "kept to yourself: Parent or carer", "kept to yourself, in your words")
    assert tags(world, "Lin", TagKind.EXPERIENCE) == {"changed_field": True, "parent_or_carer": False}
    ada = world.person("Ada").commands("/mentor find").presses("More about Lin").sees_last("Changed field")
    ada.sees_no("Parent or carer", "army")


def test_own_words_are_shown_where_they_are_ticked(world: World) -> None:
    """Own words that others may see stand on the mentor's card, and on the card of whom a mentee asks."""
    for name, words in (("Lin", "I was in the army."), ("Ada", "I sailed around Iceland.")):
        (add_mentor if name == "Lin" else add_mentee)(world, name)
        changes(
            world, "Change experiences",
            {"Something else, in your own words": words, "Do others see your own words?": "Others see them"}, name,
        ).sees("others see, in your words")  # fmt: skip
    world.person("Ada").commands("/mentor find").presses("More about Lin").sees_last("I was in the army.")
    asks(world, "Ada", "Lin")
    world.person("Lin").sees_last("I sailed around Iceland.")


def test_whom_a_mentee_asks_sees_what_was_promised(world: World) -> None:
    """What the profile says a mentor will see stands on the ask, also where the two share none of it; what is kept to
    oneself and the group do not. On a card with several asks it is one press away."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    typed = world.surface.platform == "plain"
    changes(world, "Change field and stage", {"Or in your own words": "Glaciology", "Your group, lab or team": "Ice"})
    changes(world, "Change kinds of support", {"What kinds of support": ["A listening ear"]})
    changes(world, "Change interests", {"What you like": "chess" if typed else ["Chess"]})
    changes(world, "Change languages", {"Languages": "Twi" if typed else ["Twi"]})
    changes(world, "Change ways to meet", {"Ways to meet": ["Video call"]})
    changes(
        world, "Change experiences",
        {"I am glad to talk about this; others see it": ["Changed field"],
         "Keep it hidden; use it only to find people": ["Parent or carer"]},
    )  # fmt: skip
    asks(world, "Ada", "Lin")
    told = ("Glaciology", "a listening ear", "chess", "Twi", "by video", "Changed field")
    lin = world.person("Lin").sees_last(*told).sees_no("Parent or carer", "Ice")
    new_mentee_asks(world, "Eve", "Lin")
    lin.presses("More about Ada").sees_last(*told)


def test_an_experience_is_ticked_once(world: World) -> None:
    """Ticked for both is asked again beside the field, and nothing else is lost."""
    add_mentee(world, "Ada")
    ada = changes(
        world, "Change experiences",
        {
            "I am glad to talk about this; others see it": ["Changed field"],
            "Keep it hidden; use it only to find people": ["Changed field"],
            "Something else, in your own words": "Bees.",
        },
    )  # fmt: skip
    ada.problem("Keep it hidden; use it only to find people", "ticked above, too: Changed field")
    ada.fills({"Keep it hidden; use it only to find people": ["Parent or carer"]})
    assert tags(world, "Ada", TagKind.EXPERIENCE) == {"changed_field": True, "parent_or_carer": False}
    assert profile(world, "Ada").own_experience == "Bees."


# --- the whole card --------------------------------------------------------------------------------------------------


def test_the_profile_says_how_complete_it_is(world: World) -> None:
    """How many parts are there, each with its own way to change it, and who sees it."""
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor profile")
    ada.sees_last(
        "Your profile", "One of 11 optional parts is filled in.", "You look for help with: study skills",
        "Not told yet: Field and stage · Languages · Interests · A little about you",
    )  # fmt: skip
    ada.sees_last("You are on no list. The mentors you ask see this.")
    changes(world, "Change what you hope for", {"What should be different by then?": "I know three people."})
    ada.commands("/mentor profile").sees_last("2 of 11 optional parts", "In three months: I know three people.")


def fill_to_the_brim(world: World, name: str) -> Member:
    """Everything that can be told, each as long as it may be and in letters that have to be escaped."""
    with world.database.write() as session:
        store, known = Store(session, 1), library.profile()
        member = store.get(Member, world.member(name).id)
        assert member
        member.is_mentee = member.is_mentor = member.is_coordinator = True
        row = profile_of(store, member)
        row.status, row.places_mentees, row.places_intros = Listing.LISTED, 2, 3
        longest = {"bio": 600, "hometown": 60, "fun_fact": 200, "pronouns": 30, "hope": 300, "own_experience": 200}
        for column, most in longest.items():
            setattr(row, column, "_" * most)
        row.field, row.stage = max(known.fields, key=lambda slug: len(known.fields[slug].label)), "graduate"
        by_length = sorted(library.topics(), key=lambda slug: -len(library.topics()[slug].label))
        longest_interests = sorted(known.interests, key=lambda slug: -len(known.interests[slug].label))[:10]
        many = {
            TagKind.TOPIC: by_length[:10], TagKind.LOOKS_FOR: by_length[:5],
            TagKind.LANGUAGE: list(known.languages)[-8:],
            TagKind.INTEREST: longest_interests, TagKind.WAY: list(known.ways), TagKind.FREE: list(known.free),
            TagKind.SUPPORT: list(known.supports), TagKind.EXPERIENCE: list(known.experiences),
            TagKind.STYLE: [f"{pair}-{list(style.sides)[-1]}" for pair, style in known.styles.items()],
        }  # fmt: skip
        for kind, slugs in many.items():
            set_tags(store, member, kind, slugs)
    return member


def test_an_ask_with_the_fullest_profile_fits(world: World) -> None:
    """A mentor's card holds all that a mentee can tell, beside the longest note."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    fill_to_the_brim(world, "Ada")
    change_profile(world, "Ada", own_experience_shown=True, field="_" * 60)
    ada = world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Change it")
    ada.fills({"What Lin reads": "_" * 800})
    lin = world.person("Lin").sees_last("Ada would like an intro chat with you.").can_press("Happy to")
    new_mentee_asks(world, "Eve", "Lin")
    lin.presses("Read all of Ada's words").can_press("Happy to")


def test_the_fullest_profile_fits(world: World) -> None:
    """The card holds everything that anybody can tell, within what every platform can show."""
    add_coordinator(world, "Ada")
    fill_to_the_brim(world, "Ada")
    with world.database.read() as session:
        store = Store(session, 1)
        member = store.get(Member, world.member("Ada").id)
        assert member
        turn = turn_of(world, store)
        turn.by = member
        for card in (profile_story.card(member, turn), home.home_card(member, turn)):
            said = card.said(Voice())
            assert said.parts <= MOST_PARTS
            assert said.length <= MOST_TEXT
    world.person("Ada").commands("/mentor profile").sees_last("Everything is filled in")


def test_nobody_else_reads_or_changes_a_profile(world: World) -> None:
    """Every step of somebody else's profile is refused, whoever presses."""
    add_mentee(world, "Ada")
    add_coordinator(world, "Sam")
    add_mentee(world, "Eve")
    ada = world.member("Ada").id
    steps = ("profile.show", "style.tap", "told.hope", "experience.experiences", "told_more.skip", "zones.yes",
             "topics.seek_press", "offering.promise", "roles.give_up")  # fmt: skip
    for name in ("Eve", "Sam"):
        mark = world.person(name).marks()
        for step in steps:
            presses_late(world, name, f"{step}:{ada}:zone")
        shown = world.person(name).since(mark)
        assert shown.count("That is not yours to answer") == len(steps), shown
    assert world.member("Ada").zone == "Europe/Berlin"


# --- roles -----------------------------------------------------------------------------------------------------------


def test_another_role_can_be_taken_and_given_up(world: World) -> None:
    """A mentee becomes a mentor too, keeps what they look for, and can give one of the roles up again."""
    add_mentee(world, "Ada", ["study_skills"])
    ada = world.person("Ada").commands("/mentor profile").presses("Be a mentor too").presses("Programming")
    assert list(tags(world, "Ada", TagKind.LOOKS_FOR)) == ["study_skills"]
    ada.commands("/mentor profile").sees_last("You look for help with: study skills", "You help with: programming")
    ada.sees_last("The mentors you ask see this, and once you are listed, members see it on your card as mentor.")
    ada.presses("Give up a role").presses("Not be a mentor any more")
    member = world.member("Ada")
    assert (member.is_mentee, member.is_mentor) == (True, False)
    assert list(tags(world, "Ada", TagKind.TOPIC)) == ["study_skills"]
    offers(offers_no(ada.commands("/mentor profile"), "Give up a role"), "Be a mentor too")


def test_a_role_somebody_counts_on_is_kept(world: World) -> None:
    """A mentor with an open ask first brings that to an end."""
    add_mentor(world, "Lin")
    lin = world.person("Lin").commands("/mentor profile").presses("Look for a mentor too").presses("Programming")
    add_mentee(world, "Ada")
    world.person("Ada").commands("/mentor find").presses("Ask for an intro chat", on="Lin").presses("Send it")
    lin.commands("/mentor profile").presses("Give up a role").presses("Not be a mentor any more")
    lin.sees("Bring them to an end first")
    assert world.member("Lin").is_mentor


def test_a_coordinator_without_a_role_reads_what_to_do(world: World) -> None:
    """Somebody who only coordinates has nothing to fill in, and sees how to take part."""
    add_coordinator(world)
    world.person("Sam").commands("/mentor profile").sees_last("You have no role here yet").can_press("Be a mentor too")
