"""Narrowing a list down, and what is said when nobody is left."""

import json
from collections.abc import Mapping, Sequence

from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.steps import PROMPT, Effects, Flow, Replace, Tell, Turn, slot
from bot.words import Text, _, lines, listing, term
from flows import library, words
from flows.finding import fit, mentors, wishes
from storage.mentoring import finding
from storage.mentoring.finding import Candidate, Wanted
from storage.mentoring.profiles import TagKind, profile_of, sought
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
        not_group=own_group(turn) if filters.get("others") == "yes" else "",
    )


def own_group(turn: Turn) -> str:
    return profile_of(turn.store, turn.me).group_name


def with_time(found: Sequence[Candidate], search: Search, mentee: Candidate, turn: Turn) -> list[Candidate]:
    """Only those with free time in common, where that was asked for."""
    if filters_of(search).get("time") != "yes":
        return list(found)
    return [one for one in found if fit.hours_in_common(mentee, one, turn)]


def narrow_form(search: Search, turn: Turn) -> Form:
    known, filters = library.profile(), filters_of(search)
    yes = [Option("yes", _("Yes, only those"))]
    others = Question("others", Kind.ONE, _("Not from my own group"), options=yes, required=False,
                      hint=_("Those who named the same group, lab or team as you."))  # fmt: skip
    form = Form(
        title=_("Narrow down"),
        submit=_("Show"),
        text=lines(
            _("Leave open what does not matter. Only you see this."),
            None if own_group(turn) else _("When your profile names your group or lab, you can leave it out here."),
        ),
        questions=[
            Question("topic", Kind.ONE, _("Topic"), options=_options(library.topics()), required=False),
            Question("field", Kind.ONE, _("Department or field"), options=_options(known.fields), required=False),
            Question("language", Kind.ONE, _("Language"), options=_options(known.languages), required=False),
            Question("way", Kind.ONE, _("Way to meet"), options=_options(known.ways), required=False),
            Question("words", Kind.SHORT, _("Words to look for"), most=60, required=False,
                     example=_("climbing, first in the family, Lagos …")),
            Question("time", Kind.ONE, _("Free when I am free"), options=yes, required=False),
            *([others] if own_group(turn) else []),
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


# --- when nobody fits ------------------------------------------------------------------------------------------------


def lacking(search: Search, turn: Turn) -> list[str]:
    """What a mentee looks for, where nobody helps with any of it; nothing where they look for something narrower."""
    topics = sought(turn.store, turn.me) if turn.me.is_mentee and not filters_of(search) else []
    return [] if finding.is_offered(turn.store, topics, mentors.not_for(turn.me, turn)) else topics


def lacking_words(topics: Sequence[str]) -> Text:
    named = listing(term(library.topics()[slug].phrase) for slug in topics if slug in library.topics())
    return lines(_("Nobody helps with {topics} at the moment.", topics=named), _("These come nearest:"))


def wishes_for(topics: Sequence[str], turn: Turn) -> list[Choice]:
    return [
        Choice(_("Tell me when one joins: {topic}", topic=term(library.topics()[slug].label)), wishes.wish,
               turn.program, slug)
        for slug in topics[:3]
        if slug in library.topics()
    ]  # fmt: skip


def nobody(search: Search, turn: Turn) -> Effects:
    """Nobody fits: says so, shows the nearest three, offers to tell, and lets coordinators know the topic."""
    filters = filters_of(search)
    mentee = mentors.own_candidate(turn.me, turn)
    topics = [filters["topic"]] if filters.get("topic") else sorted(mentee.tags[TagKind.TOPIC])
    own = Wanted(topics=tuple(topics))
    near = fit.in_order(mentee, finding.candidates(turn.store, own, mentors.never_shown(turn.me, turn)))
    ids = [one.member_id for one in near[: mentors.AT_ONCE]]
    known = finding.candidates(turn.store, wanted(search, mentee, turn), mentors.not_for(turn.me, turn))
    knows_all = bool(with_time(known, search, mentee, turn))
    widening = [Choice(_("Look without filters"), widen, search, style=Style.MAIN)] if filters else []
    yield Replace(
        Card(
            lines(_nobody_words(knows_all, bool(filters), turn), _("These come nearest:") if ids else None),
            title=_("{Mentors_word} for you", **words.of(turn)),
            sections=mentors.sections_for(ids, turn),
            choices=[
                *widening,
                Choice(_("Change what I look for"), narrow, search),
                *wishes_for(topics, turn),
            ],
        )
    )
    if not knows_all:
        yield from tell_coordinators(topics, turn)


def _nobody_words(knows_all: bool, has_filters: bool, turn: Turn) -> Text:
    if knows_all:
        return _("There is nobody else at the moment: everybody who fits is somebody you are in touch with.")
    if has_filters:
        return _("Nobody fits all of that at the moment.")
    return _("There are no {mentors_word} to show yet.", **words.of(turn))


def tell_coordinators(topics: Sequence[str], turn: Turn) -> Effects:
    """The first of the topics nobody could be found for, once a topic and week; never who looked."""
    topic = library.topics().get(topics[0]) if topics else None
    if topic is None or wishes.noted_lately(topic.slug, turn):
        return
    record(turn.store, None, "topic_missing", turn.now, detail=topic.slug)
    for coordinator in coordinators(turn.store):
        if coordinator.id == turn.me.id:
            continue
        yield Tell(
            coordinator,
            Card(
                _("Somebody looked for help with {topic}, and nobody fitted. Perhaps you know somebody to ask.",
                  topic=term(topic.phrase)),
                foot=_("I do not say who looked."),
            ),
            kind=PROMPT,
            slot=slot(f"missing_{topic.slug}"[:40], turn.program),
        )  # fmt: skip
