"""Narrowing a list down, and what is said when nobody is left."""

import json
from collections.abc import Mapping, Sequence

from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.steps import PROMPT, Effects, Flow, Replace, Tell, Turn, slot
from bot.words import _, lines, term
from flows import library
from flows.finding import fit, marks, mentors
from storage.mentoring import finding
from storage.mentoring.finding import Candidate, Wanted
from storage.mentoring.profiles import TagKind, profile_of
from storage.mentoring.records import record
from storage.mentoring.searches import Search
from storage.people import coordinators

flow: Flow[Search] = Flow("narrowing", about=Search, holds=("self",))
TAGS = {"topic": TagKind.TOPIC, "language": TagKind.LANGUAGE, "way": TagKind.WAY}
"""Filters that are tags: the question's name → the kind."""


def filters_of(search: Search) -> dict[str, str]:
    return dict(json.loads(search.filters))


def wanted(search: Search, mentee: Candidate, turn: Turn) -> Wanted:
    """What the filters ask for; without any, the mentee's own topics are preferred."""
    filters = filters_of(search)
    return Wanted(
        topics=tuple(sorted(mentee.tags[TagKind.TOPIC])),
        must={kind: filters[name] for name, kind in TAGS.items() if filters.get(name)},
        field=filters.get("field", ""),
        words=tuple(finding.words_in(filters.get("words", ""))),
        not_group=profile_of(turn.store, turn.me).group_name if filters.get("others") == "yes" else "",
    )


def with_time(found: Sequence[Candidate], search: Search, mentee: Candidate, turn: Turn) -> list[Candidate]:
    """Only those with free time in common, where that was asked for."""
    if filters_of(search).get("time") != "yes":
        return list(found)
    return [one for one in found if fit.hours_in_common(mentee, one, turn)]


def narrow_form(search: Search, turn: Turn) -> Form:
    known, filters = library.profile(), filters_of(search)
    yes = [Option("yes", _("Yes, only those"))]
    form = Form(
        title=_("Narrow down"),
        submit=_("Show"),
        text=_("Leave open what does not matter."),
        questions=[
            Question("topic", Kind.ONE, _("Topic"), options=_options(library.topics()), required=False),
            Question("field", Kind.ONE, _("Department or field"), options=_options(known.fields), required=False),
            Question("language", Kind.ONE, _("Language"), options=_options(known.languages), required=False),
            Question("way", Kind.ONE, _("Way to meet"), options=_options(known.ways), required=False),
            Question("words", Kind.SHORT, _("Words to look for"), most=60, required=False,
                     example=_("climbing, first in the family, Lagos …")),
            Question("time", Kind.ONE, _("Free when I am free"), options=yes, required=False),
            Question("others", Kind.ONE, _("Not from my own group"), options=yes, required=False),
        ],
    )  # fmt: skip
    return form.starting_with(**filters)


def _options(known: Mapping[str, object]) -> list[Option]:
    return [Option(slug, term(str(getattr(option, "label", slug)))) for slug, option in known.items()]


@flow.step(by="self", form=narrow_form)
def narrow(search: Search, turn: Turn) -> Effects:
    """Keeps the filters and looks again."""
    names = ("topic", "field", "language", "way", "words", "time", "others")
    search.filters = json.dumps({name: turn.answers.text(name) for name in names if turn.answers.text(name)})
    yield from mentors.run(search, turn)


@flow.step(by="self")
def widen(search: Search, turn: Turn) -> Effects:
    """Drops every filter and looks again."""
    search.filters = "{}"
    yield from mentors.run(search, turn)


def nobody(search: Search, turn: Turn) -> Effects:
    """Nobody fits: says so, shows the nearest three, offers to tell, and lets coordinators know the topic."""
    filters = filters_of(search)
    mentee = mentors.own_candidate(turn.me, turn)
    topics = [filters["topic"]] if filters.get("topic") else sorted(mentee.tags[TagKind.TOPIC])
    own = Wanted(topics=tuple(topics))
    near = fit.in_order(mentee, finding.candidates(turn.store, own, mentors.never_shown(turn.me, turn)))
    ids = [one.member_id for one in near[: mentors.AT_ONCE]]
    wishes = [
        Choice(_("Tell me when one joins: {topic}", topic=term(library.topics()[slug].label)), marks.wish,
               turn.program, slug)
        for slug in topics[:3]
        if slug in library.topics()
    ]  # fmt: skip
    widening = [Choice(_("Look without filters"), widen, search, style=Style.MAIN)] if filters else []
    text = _("Nobody fits all of that at the moment.") if filters else _("There are no mentors to show yet.")
    near_by = _("These come nearest:") if ids else None
    yield Replace(
        Card(
            lines(text, near_by),
            title=_("Mentors for you"),
            sections=mentors.sections_for(ids, turn),
            choices=[*widening, Choice(_("Change what I look for"), narrow, search), *wishes],
        )
    )
    for slug in topics[:1]:
        yield from _tell_coordinators(slug, turn)


def _tell_coordinators(slug: str, turn: Turn) -> Effects:
    """Once a topic and week: which topic nobody could be found for; never who looked."""
    topic = library.topics().get(slug)
    if topic is None or marks.noted_lately(slug, turn):
        return
    record(turn.store, None, "topic_missing", turn.now, detail=slug)
    for coordinator in coordinators(turn.store):
        if coordinator.id == turn.me.id:
            continue
        yield Tell(
            coordinator,
            Card(
                _("Somebody looked for a mentor for {topic}, and nobody fitted. Perhaps you know somebody to ask.",
                  topic=term(topic.phrase)),
                foot=_("I do not say who looked."),
            ),
            kind=PROMPT,
            slot=slot(f"missing_{slug}"[:40], turn.program),
        )  # fmt: skip
