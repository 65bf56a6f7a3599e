"""Finding: three mentors at once with reasons, filters, marks, and what is said when nobody fits."""

from storage.database import Store
from storage.mentoring.profiles import TagKind, set_tags
from storage.people import Member, MemberStatus
from tests.flows.choices import matched
from tests.flows.joiners import offers_no, signs_up, tags
from tests.flows.stories import asks, change_member, change_rules, presses_late
from tests.world.making import add_coordinator, add_mentee, add_mentor
from tests.world.world import World


def test_three_mentors_with_reasons_in_words(world: World) -> None:
    """The list shows three at once, best fit first, each with why in words and its free places, and no number."""
    add_mentor(world, "Lin", ["study_skills", "programming"], bio="I mark the tests I once failed.")
    add_mentor(world, "Mara", ["writing"])
    add_mentor(world, "Tomas", ["study_skills"])
    add_mentor(world, "Yusuf", ["exam_stress"])
    add_mentee(world, "Ada", ["study_skills", "programming"])
    ada = world.person("Ada")

    ada.commands("/mentor find")

    ada.sees_last("Mentors for you", "Lin", "Helps with study skills and programming", "I mark the tests")
    text = ada.screen[-1]
    assert text.index("Lin") < text.index("Tomas"), text
    assert text.count("places for intro chats are free") == 3
    assert "%" not in text


def test_paging_is_stable_while_others_join(world: World) -> None:
    """Whoever pages sees the list that was found, each mentor once, whoever else is listed meanwhile."""
    for number in range(7):
        add_mentor(world, f"Mentor{number}", ["study_skills"])
    add_mentee(world, "Ada")
    ada = world.person("Ada")
    ada.commands("/mentor find")
    seen = [name for name in (f"Mentor{n}" for n in range(7)) if name in ada.screen[-1]]
    add_mentor(world, "Newcomer", ["study_skills"])

    for _page in range(2):
        ada.presses("Three others")
        seen += [name for name in (f"Mentor{n}" for n in range(7)) if name in ada.screen[-1]]

    assert sorted(seen) == [f"Mentor{number}" for number in range(7)]
    ada.sees_no("Newcomer").presses("The three before").can_press("Three others")


def test_more_shows_the_next_three(world: World) -> None:
    """Who types that they want to see more gets the next three of the list, and is not looking for that word."""
    for number in range(7):
        add_mentor(world, f"Mentor{number}")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").sees_last("Mentor0", "Mentor2")
    ada.types("find more").sees_last("Mentor3", "Mentor5")
    assert "Narrowed down" not in ada.screen[-1]
    ada.types("more").sees_last("Mentor6").types("others").sees_last("That was everybody for now.")
    ada.types("I need a mentor").sees_last("Mentor0", "Mentor2")
    assert "Narrowed down" not in ada.screen[-1]


def test_narrowing_down_and_back(world: World) -> None:
    """Filters leave only who fits; without anybody left the nearest three are shown and the topic is told."""
    add_coordinator(world)
    add_mentor(world, "Lin", ["study_skills", "programming"])
    add_mentor(world, "Mara", ["writing"])
    add_mentee(world, "Ada")
    ada, sam = world.person("Ada"), world.person("Sam")

    ada.commands("/mentor find").presses("Narrow down").fills({"Topic": "Essays and academic writing"})
    ada.sees_last("Mara")
    assert "Lin" not in ada.screen[-1]

    ada.presses("Narrow down").fills({"Topic": "Essays and academic writing", "Words to look for": "climbing"})
    offers_no(ada.sees_last("Nobody fits all of that"), "Tell me when one joins: Essays and academic writing")
    sam.sees_no("Somebody looked")
    ada.presses("Look without filters").presses("Narrow down").fills({"Topic": "Graduate school"})
    ada.sees_last("Nobody fits all of that", "These come nearest")
    ada.presses("Tell me when one joins: Graduate school").sees_last("I will tell you when somebody joins")
    sam.sees("Somebody looked for help with graduate school")
    sam.sees_no("Ada")


def test_words_are_looked_for(world: World) -> None:
    """Words typed behind the command find mentors who wrote them, in whatever case and accents."""
    add_mentor(world, "Lin", ["writing"], bio="I spend my weekends climbing in Gruyères.")
    add_mentor(world, "Mara", ["study_skills"], bio="Tea and long walks.")
    add_mentee(world, "Ada")
    ada = world.person("Ada")
    ada.commands("/mentor find gruyeres")
    ada.sees_last("Lin")
    assert "Mara" not in ada.screen[-1]


def test_what_was_picked_is_found_by_its_words(world: World) -> None:
    """What a mentor picked from lists is found as it is called there, whatever small words stand around it. What they
    keep to themselves is not, and what they took off is not any more."""
    change_rules(world, approves_mentors=False)
    add_mentor(world, "Quin", ["writing"], bio="Climbing is what I live for.")
    lin = signs_up(world, "Lin").presses("I promise").commands("/mentor profile").presses("Change interests")
    lin.fills({"What you like": ["Climbing"]}).commands("/mentor profile").presses("Change experiences")
    kept = {"Keep it hidden; use it only to find people": ["Disability or long illness"]}
    lin.fills({"I am glad to talk about this; others see it": ["First in the family to study"]} | kept)
    lin.commands("/mentor profile").presses("Change what you help with").presses("Programming")
    add_mentee(world, "Ada")
    ada = world.person("Ada")
    for words in ("first in the family", "somebody who likes climbing and knows programming", "study skills"):
        ada.commands(f"/mentor find {words}").sees_last("One mentor fits that.", "Lin")
    ada.commands("/mentor find illness").sees_last("Nobody fits all of that")
    ada.commands("/mentor find").presses("Narrow down")
    ada.fills({"Words to look for": "climbing, first in the family"}).sees_last("One mentor fits that.", "Lin")
    presses_late(world, "Lin", f"topics.offer_press:{world.member('Lin').id}:programming")
    ada.commands("/mentor find programming").sees_last("Nobody fits all of that")


def test_saved_and_not_for_me_are_private_and_lasting(world: World) -> None:
    """Saved mentors come back when asked for; those put aside are not shown again until that is undone."""
    add_mentor(world, "Lin")
    add_mentor(world, "Mara")
    add_mentee(world, "Ada")
    ada, lin = world.person("Ada"), world.person("Lin")
    ada.commands("/mentor find").presses("Save for later", on="Lin").sees_last("[Saved (take off)]")
    ada.presses("Saved for later").sees_last("Lin")
    change_member(world, "Lin", status=MemberStatus.PAUSED)
    ada.commands("/mentor find").presses("Saved for later").sees_last(
        "Of those whom you saved, nobody can be asked at the moment."
    )
    ada.commands("/mentor find").presses("Not for me", on="Mara")
    ada.commands("/mentor find")
    assert "Mara" not in ada.screen[-1]
    lin.sees_no("saved")


def test_all_who_were_saved_are_shown(world: World) -> None:
    """However many somebody saved, each of them is found again, page by page."""
    add_mentee(world, "Ada")
    for number in range(6):
        add_mentor(world, f"Mentor{number}")
        presses_late(world, "Ada", f"marks.save:{world.member(f'Mentor{number}').id}:")
    ada = world.person("Ada").presses("Saved for later").sees_last("Mentor0", "Mentor4")
    ada.presses("Next page").sees_last("Mentor5", "[Page before]")


def test_marks_are_made_where_one_is(world: World) -> None:
    """Saving and putting aside leave the list where it is: the button says what holds, who was put aside keeps their
    place with a way back, and is gone from every later look at the same list."""
    for number in range(5):
        add_mentor(world, f"Mentor{number}")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Three others")
    ada.presses("Save for later", on="Mentor3").sees_last("Mentor3", "Mentor4", "[The three before]")
    assert ada.screen[-1].count("[Saved (take off)]") == 1
    offers_no(ada.presses("Saved (take off)", on="Mentor3").sees_last("Mentor4"), "Saved (take off)")
    ada.presses("Not for me", on="Mentor3").sees_last("I leave them out of your lists from now on.", "Mentor4")
    assert ada.screen[-1].index("Mentor3") < ada.screen[-1].index("Mentor4")
    ada.presses("Undo").sees_last("Mentor3", "[Not for me]").presses("Not for me", on="Mentor3")
    ada.presses("The three before").presses("Three others").sees_last("Mentor4")
    assert "Mentor3" not in ada.screen[-1]
    ada.presses("More about Mentor4").presses("Back to the list").sees_last("Mentor4")
    assert "Mentor3" not in ada.screen[-1]
    ada.presses("Not for me", on="Mentor4").presses("The three before").presses("Three others")
    ada.sees_last("You have put those of this page aside, or they are not here at the moment.")
    ada.presses("Mentors put aside").sees_last("Mentor3", "Mentor4")


def test_nobody_is_said_to_be_put_aside_who_is_away(world: World) -> None:
    """A list that one gets back to may have nobody left; nor does it count them then."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("More about Lin")
    world.person("Lin").commands("/mentor pause").presses("Until I come back")
    ada.presses("Back to the list").sees_last("they are not here at the moment.")
    assert "One mentor" not in ada.screen[-1]


def test_a_mark_names_nobody_but_mentors(world: World) -> None:
    """Whatever id comes in, with each mark: who is here without being a mentor reads as if they were not."""
    add_mentee(world, "Ada")
    add_mentee(world, "Ben")
    for mark in ("save", "forget", "not_for_me", "show_again", "when_free", "not_when_free"):
        presses_late(world, "Ada", f"marks.{mark}:{world.member('Ben').id}:")
        assert not any("Ben" in card for card in world.person("Ada").screen), mark
        if mark != "forget":
            world.person("Ada").sees_last("That mentor is not here at the moment.")


def test_a_portrait_is_whole_and_can_be_marked(world: World) -> None:
    """More about a mentor shows everything they wrote, and both marks, which change on it."""
    bio = "I like long walks and answer best in the evening. " * 5 + "Ask me anything."
    add_mentor(world, "Lin", bio=bio)
    add_mentor(world, "Mara")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").sees_last("answer best", "…").sees_no("Ask me anything.")
    ada.presses("More about Lin").sees_last("Ask me anything.").presses("Save for later")
    ada.sees_last("Ask me anything.").presses("Saved (take off)").sees_last("[Save for later]")
    ada.presses("Not for me").sees_last("I will not show you Lin again.").presses("Back to the list").sees_last("Mara")
    assert "Lin" not in ada.screen[-1]


def test_whom_one_has_asked_is_marked_on_the_list(world: World) -> None:
    """The list that is gone back to says whom one asked, and leads to the ask instead of asking again."""
    for name in ("Lin", "Mara"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada = asks(world, "Ada", "Lin")
    presses_late(world, "Ada", "mentors.back:1:")
    ada.sees_last("Asked on Mon 7 Sep.")
    assert ada.screen[-1].count("[Ask for an intro chat]") == 1
    offers_no(ada.presses("More about Lin").sees_last("Asked on Mon 7 Sep."), "Ask for an intro chat")
    ada.presses("See your ask").sees_last("You asked Lin on Mon 7 Sep.")
    world.person("Lin").presses("Happy to")
    ada.commands("/mentor find").presses("Ask for an intro chat", on="Mara").presses("Back to the list")
    ada.sees_last("Mara").sees_no("Said yes to an intro chat.")
    presses_late(world, "Ada", f"portrait.show:{world.member('Lin').id}:")
    ada.sees("Said yes to an intro chat.").presses("See your intro chat").sees("Intro chat with Lin, since Mon 7 Sep.")


def test_no_time_picked_is_said(world: World) -> None:
    """Who saves the form of free times without picking one reads why the same question stands there again."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Narrow down")
    ada.fills({"Free when I am free": "Yes, only those"}).sees_last("When are you free?").presses("Say when I am free")
    ada.fills({}).sees_last("You picked no time, so I still know none of yours.")


def test_how_many_share_a_topic(world: World) -> None:
    """The list says how many share a topic with the mentee, of how many there are."""
    for name, topic in (("Lin", "study_skills"), ("Mara", "study_skills"), ("Tom", "writing"), ("Yara", "writing")):
        add_mentor(world, name, [topic])
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find")
    ada.sees_last("2 of 4 mentors share a topic with you. Those who fit best and have time come first.")
    ada.presses("Not for me", on="Tom").commands("/mentor find").sees_last("2 of 3 mentors share a topic with you.")
    ada.presses("Not for me", on="Yara").commands("/mentor find").sees_last("2 mentors share a topic with you.")


def test_who_helps_with_a_topic_comes_before_who_is_only_alike(world: World) -> None:
    """However much somebody has in common with a mentee, those who help with what is sought stand above them."""
    add_mentor(world, "Lin", ["writing"])
    add_mentor(world, "Mara", ["study_skills"])
    add_mentee(world, "Ada", ["study_skills"])
    with world.database.write() as session:
        store = Store(session, 1)
        for name in ("Lin", "Ada"):
            member = store.get(Member, world.member(name).id)
            assert member
            set_tags(store, member, TagKind.STYLE, ["advice-straight", "planning-planned"])
    text = world.person("Ada").commands("/mentor find").sees_last("Mara", "Lin").screen[-1]
    assert text.index("Mara") < text.index("Lin"), text


def test_what_a_list_was_narrowed_down_to(world: World) -> None:
    """Every page of a narrowed list names its filters, and the way back without them."""
    for number in range(4):
        add_mentor(world, f"Mentor{number}", ["programming"], bio="I like tea.")
    add_mentor(world, "Lin", ["writing"])
    add_mentee(world, "Ada", ["writing"])
    ada = offers_no(world.person("Ada").commands("/mentor find"), "Look without filters").presses("Narrow down")
    ada.fills({"Topic": "Programming", "Words to look for": "tea"})
    ada.sees_last("Narrowed down to: programming and “tea”.", "4 mentors fit that.").presses("Three others")
    ada.sees_last("Narrowed down to: programming and “tea”.").presses("Look without filters").sees_last(
        "One of 5 mentors"
    )
    assert "Narrowed down" not in ada.screen[-1]


def test_a_filter_can_be_left_open(world: World) -> None:
    """Where a list offers it, "any" is a word of its own, and means no filter."""
    add_mentor(world, "Lin")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Narrow down")
    ada.fills({"Way to meet": "Any way to meet", "Free when I am free": "It does not matter"})
    offers_no(ada.sees_last("Lin", "shares a topic with you."), "Look without filters")


def test_own_free_times_come_before_those_in_common(world: World) -> None:
    """Who looks for people who are free at the same time, and has not said when that is, is asked for it first instead
    of reading that nobody fits; once it is known, those who share a time are shown."""
    for name, days in (("Lin", ["Monday"]), ("Mara", ["Tuesday"])):
        add_mentor(world, name)
        mentor = world.person(name).commands("/mentor profile").presses("Change free times")
        mentor.fills({"Mornings": days})
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Narrow down")
    ada.fills({"Free when I am free": "Yes, only those"})
    ada.sees_last("When are you free?", "I need to know your times first.").presses("Say when I am free")
    ada.fills({"Mornings": ["Monday"]}).sees_last("Narrowed down to: free when you are.", "Lin", "free about")
    assert "Mara" not in ada.screen[-1]
    assert "fri_morning" not in tags(world, "Ada", TagKind.FREE)
    assert "mon_morning" in tags(world, "Ada", TagKind.FREE)


def test_own_free_times_need_not_be_told(world: World) -> None:
    """Who would rather not say when they are free looks at any time of the week, with everything else they asked
    for."""
    add_mentor(world, "Lin", bio="I like tea very much.")
    add_mentor(world, "Mara", bio="I like coffee very much.")
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").presses("Narrow down")
    ada.fills({"Words to look for": "tea", "Free when I am free": "Yes, only those"})
    ada.sees_last("What else you look for stays.").presses("Look at any time of the week")
    ada.sees_last("Narrowed down to: “tea”.", "Lin")
    assert "Mara" not in ada.screen[-1]


def test_somebody_full_stays_visible(world: World) -> None:
    """A mentor without a free place is shown as full, with a way to hear when one is free, and not to any more."""
    add_mentor(world, "Lin", intros=0)
    add_mentee(world, "Ada")
    ada = world.person("Ada")
    ada.commands("/mentor find").sees_last("No place for an intro chat is free at the moment")
    ada.presses("Tell me when free", on="Lin").sees_last("I will tell you when Lin has a free place")
    ada.presses("Back to the list").presses("Do not tell me when free", on="Lin").sees_last(
        "I do not tell you any more"
    )
    ada.presses("Back to the list").can_press("Tell me when free")


def test_more_about_a_mentor(world: World) -> None:
    """Everything a mentor shows is one press away, and so is the way back."""
    add_mentor(world, "Lin", ["study_skills"])
    add_mentee(world, "Ada")
    ada = world.person("Ada")
    ada.commands("/mentor find").presses("More about Lin").sees_last("Glad to help with: study skills")
    ada.presses("Back to the list").sees_last("Mentors for you")


def test_somebody_on_a_break(world: World) -> None:
    """A mentor who went on a break while their card was on screen is said to be on one, with others to ask."""
    for name in ("Lin", "Mara"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find")
    world.person("Lin").commands("/mentor pause").presses("Until I come back")
    ada.presses("More about Lin").sees_last("Lin is taking a break.", "Mara").can_press("Ask for an intro chat")


def test_those_put_aside_can_be_shown_again(world: World) -> None:
    """Whoever was put aside is on a list that only the mentee sees, each with the way back."""
    for name in ("Lin", "Mara"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor find").cannot_press("Mentors put aside")
    ada.presses("Not for me", on="Mara")
    ada.commands("/mentor find").presses("Mentors put aside").sees_last("Mara", "Only you see this.")
    assert "Lin" not in ada.screen[-1]
    offers_no(ada.presses("Show Mara again").sees_last("Mara is back on your lists."), "Mentors put aside")
    offers_no(ada.commands("/mentor find").sees_last("Lin", "Mara"), "Mentors put aside")


def test_who_cannot_be_asked_is_not_suggested(world: World) -> None:
    """After a no the mentor is not among the others who have time; on the own list they come after those who can be
    asked, with the day from when on they can be again, and no button to do it."""
    for name in ("Lin", "Mara", "Tomas"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    ada = asks(world, "Ada", "Mara")
    asks(world, "Ada", "Lin")
    for name in ("Mara", "Lin"):
        world.person(name).presses("Not now").presses("My next weeks are full")
    ada.sees("Lin's next weeks are full").sees_last("These mentors have time now:", "Tomas")
    assert not [name for name in ("Mara", "Lin") if name in ada.screen[-1]]
    ada.commands("/mentor find").sees_last("Lin", "You have asked not long ago, and can ask again from Mon 21 Sep on.")
    assert ada.screen[-1].count("[Ask for an intro chat]") == 1
    assert ada.screen[-1].index("Tomas") < ada.screen[-1].index("Lin")
    offers_no(ada.presses("More about Lin").sees_last("can ask again from Mon 21 Sep on."), "Ask for an intro chat")
    world.passes(days=15)
    ada.commands("/mentor find")
    assert ada.screen[-1].count("[Ask for an intro chat]") == 3


def test_ones_own_mentor_is_not_looked_for(world: World) -> None:
    """Who is in a match is on no list of mentors, the saved ones included."""
    add_mentor(world, "Mara")
    ada, _lin = matched(world)
    ada.commands("/mentor find").sees_last("Mara")
    assert "Lin" not in ada.screen[-1]
    presses_late(world, "Ada", f"marks.save:{world.member('Lin').id}:")
    ada.presses("Saved for later").sees_last("Of those whom you saved, nobody can be asked")


def test_not_from_ones_own_group(world: World) -> None:
    """Who has named a group can leave its people out, however they wrote it; nobody sees the group."""
    for name, group in (("Lin", "Bees  Lab"), ("Mara", "Stars Lab"), ("Tomas", "")):
        add_mentor(world, name, bio="A mentor with a few lines.")
        if group:
            mentor = world.person(name).commands("/mentor profile").presses("Change field and stage")
            mentor.fills({"Your group, lab or team": group})
    add_mentee(world, "Ada")
    ada = world.person("Ada").commands("/mentor profile").presses("Change field and stage")
    ada.fills({"Your group, lab or team": "bees lab"}).sees("group: bees lab (nobody sees it)")
    ada.commands("/mentor find").sees_last("Lin").presses("Narrow down")
    ada.fills({"Not from my own group": "Yes, only those"}).sees_last("Mara", "Tomas")
    assert "Lin" not in ada.screen[-1]
    ada.commands("/mentor find").presses("More about Lin").sees_no("Bees")


def test_kinds_of_support_count(world: World) -> None:
    """A mentor who gives the support somebody looks for comes first, and the list says so."""
    for name in ("Lin", "Mara"):
        add_mentor(world, name)
    add_mentee(world, "Ada")
    for name, label in (("Ada", "What kinds of support"), ("Mara", "What you like to give")):
        person = world.person(name).commands("/mentor profile").presses("Change kinds of support")
        person.fills({label: ["A listening ear"]})
    ada = world.person("Ada").commands("/mentor find")
    ada.sees_last("Offers the support you look for: a listening ear")
    assert ada.screen[-1].index("Mara") < ada.screen[-1].index("Lin")
