"""The demo program: invented people who are believable, and whom other tests and pages rely on."""

import re
from collections import Counter
from zoneinfo import available_timezones

from flows import library


def test_the_demo_has_the_people_others_rely_on() -> None:
    """About 40 mentors, 8 mentees and one coordinator, among them those whom tests and pages name."""
    demo = library.demo()
    assert demo.program.name == "First-Year Compass"
    assert {"lin", "mara", "tomas", "yusuf"} <= set(demo.mentors)
    assert {"ada", "ben"} <= set(demo.mentees)
    assert [person.name for person in demo.coordinators.values()] == ["Sam Okafor"]
    assert (len(demo.mentors), len(demo.mentees)) == (40, 8)
    assert demo.mentors["lin"].person.first_name == "Lin"


def test_the_demo_mentors_are_believable() -> None:
    """Different fields, languages and zones, most in one; some left things empty, some are full, paused or waiting."""
    mentors = library.demo().mentors.values()
    people = [mentor.person for mentor in mentors]
    zones = Counter(person.zone for person in people)
    assert len(zones) == 6
    assert zones.most_common(1)[0][0] == library.demo().program.zone
    assert zones.most_common(1)[0][1] > len(people) / 2
    assert len({person.field for person in people}) >= 15
    assert len({language for person in people for language in person.languages}) >= 20
    assert {mentor.standing for mentor in mentors} == set(library.Standing)
    assert sum(mentor.standing == library.Standing.OPEN for mentor in mentors) >= 30
    assert any(not person.fun_fact for person in people)
    assert any(0 < len(person.style) < 5 for person in people)
    assert {experience.shown for person in people for experience in person.experiences} == {True, False}
    for mentor in mentors:
        assert 3 <= len(mentor.person.topics) <= 6, mentor.slug
        assert 1 <= mentor.places <= 3, mentor.slug
        assert 2 <= mentor.intros <= 4, mentor.slug
        assert mentor.person.free, mentor.slug
        assert 2 <= len(re.findall(r"[.?!](?: |$)", mentor.bio)) <= 4, mentor.slug
    assert len({mentor.bio for mentor in mentors}) == len(mentors)


def test_the_demo_knows_only_what_is_offered() -> None:
    """Every topic, language, interest, way, part of the week, side and zone of the demo people exists."""
    demo, profile = library.demo(), library.profile()
    mentors = [mentor.person for mentor in demo.mentors.values()]
    mentees = [mentee.person for mentee in demo.mentees.values()]
    for person in [*mentors, *mentees, *demo.coordinators.values()]:
        assert person.zone in available_timezones()
        assert set(person.topics) <= set(library.topics())
        assert set(person.languages) <= set(profile.languages)
        assert set(person.interests) <= set(profile.interests)
        assert set(person.ways) <= set(profile.ways)
        assert set(person.support) <= set(profile.supports)
        assert set(person.free) <= set(profile.free)
        assert {person.field, person.stage} <= {"", *profile.fields, *profile.stages}
        assert all(side in profile.styles[pair].sides for pair, side in person.style.items())
        assert {experience.kind for experience in person.experiences} <= set(profile.experiences)
    assert demo.program.help_country in library.countries()


def test_the_demo_mentees_stand_at_different_points() -> None:
    """One mentee answered everything, one only the topics, and the common topics all have an open mentor."""
    demo = library.demo()
    filled = {mentee.slug: len(mentee.person.style) for mentee in demo.mentees.values()}
    assert (filled["ada"], filled["ben"], filled["dev"]) == (5, 2, 0)
    assert all(mentee.person.topics for mentee in demo.mentees.values())
    open_mentors = [mentor for mentor in demo.mentors.values() if mentor.standing == library.Standing.OPEN]
    offered = {topic for mentor in open_mentors for topic in mentor.person.topics}
    assert {topic.slug for topic in library.topics().values() if topic.common} <= offered


def test_nobody_in_the_demo_sounds_like_danger() -> None:
    """No demo text would be answered with help lines."""
    demo = library.demo()
    texts = [mentor.bio for mentor in demo.mentors.values()] + [mentee.hope for mentee in demo.mentees.values()]
    assert not [text for text in texts if library.is_crisis(text)]
