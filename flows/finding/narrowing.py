"""Narrowing a list down, and what is said when nobody is left."""

import json
from collections.abc import Mapping, Sequence

from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.shown import MOST_OPTIONS
from bot.steps import PROMPT, Effects, Flow, Replace, Tell, Turn
from bot.words import Phrase, Text, Value, _, lines, listing, term
from flows import home, library, words
from flows.asking import limits
from flows.finding import fit, mentors, wishes
from flows.profiles import free_times
from storage.mentoring import finding
from storage.mentoring.finding import Candidate, Wanted
from storage.mentoring.matches import ended_with
from storage.mentoring.profiles import TagKind, profile_of, sought
from storage.mentoring.records import record
from storage.mentoring.rules import rules_of
from storage.mentoring.searches import Search
from storage.mentoring.standing import counts
from storage.people import coordinators

flow: Flow[Search] = Flow("narrowing", about=Search, holds=("self",))
TAGS = {"topic": TagKind.TOPIC, "language": TagKind.LANGUAGE, "way": TagKind.WAY}
"""Filters that are tags: the question's name → the kind."""
CROWD = 5
"""Among fewer mentees a coordinator can tell who looked for something, whether it is said or not."""
ANY = "any"
"""A filter that is off, as an answer."""


NO_FILTER = frozenset({
    "mentor", "mentors", "mentee", "mentees", "the", "some", "any", "another", "other", "others", "more", "new",
    "please", "somebody", "someone", "for", "with", "who", "from", "and", "that", "has", "have", "likes", "like",
    "knows", "know", "speaks", "speak", "helps", "help", "about",
})  # fmt: skip
"""Words that say nothing of whom somebody looks for."""


def looked_for(turn: Turn) -> list[str]:
    """What is to be looked for among what was typed behind the command: neither what people are called here (“find a
    mentor”, as a button says), nor what stands around it."""
    return _telling(turn.text, turn)[:5]


def _telling(text: str, turn: Turn) -> list[str]:
    """The words of it that say whom somebody looks for."""
    rules = rules_of(turn.store)
    own = (rules.mentor_word, rules.mentors_word, rules.mentee_word, rules.mentees_word)
    said = NO_FILTER.union(*(finding.words_in(word) for word in own))
    return [word for word in finding.words_in(text) if word not in said]


def filters_of(search: Search) -> dict[str, str]:
    return dict(json.loads(search.filters))


def wanted(search: Search, mentee: Candidate, turn: Turn) -> Wanted:
    """What the filters ask for; without any, the mentee's own topics are preferred."""
    filters = filters_of(search)
    return Wanted(
        topics=tuple(sorted(mentee.tags[TagKind.TOPIC])),
        must={kind: filters[name] for name, kind in TAGS.items() if filters.get(name)},
        field=filters.get("field", ""),
        words=tuple(_telling(filters.get("words", ""), turn)),
        not_group=own_group(turn) if filters.get("others") == "yes" else "",
    )


def own_group(turn: Turn) -> str:
    return profile_of(turn.store, turn.me).group_name


def narrow_form(search: Search, turn: Turn) -> Form:
    known, filters = library.profile(), filters_of(search)
    yes = [Option(ANY, _("It does not matter")), Option("yes", _("Yes, only those"))]
    others = Question("others", Kind.ONE, _("Not from my own group"), options=yes, given=ANY,
                      hint=_("Those who named the same group, lab or team as you."))  # fmt: skip
    form = Form(
        title=_("Narrow down"),
        submit=_("Show"),
        text=lines(
            _("Leave open what does not matter. Only you see this."),
            None if own_group(turn) else _(
                "You can also leave out people of your own group or lab: name it in your profile first."
            ),
        ),
        questions=[
            _one_of("topic", _("Topic"), _("Any topic"), library.topics()),
            _one_of("field", _("Department or field"), _("Any department or field"), known.fields),
            _one_of("language", _("Language"), _("Any language"), known.languages),
            _one_of("way", _("Way to meet"), _("Any way to meet"), known.ways),
            Question("words", Kind.SHORT, _("Words to look for"), most=60, required=False,
                     hint=_("All of them have to be in what somebody shows of themselves."),
                     example=_("climbing, first in the family, Lagos …")),
            Question(free_times.FILTER, Kind.ONE, _("Free when I am free"), options=yes, given=ANY,
                     hint=free_times.hint(turn)),
            *([others] if own_group(turn) else []),
        ],
    )  # fmt: skip
    return form.starting_with(**filters)


def _one_of(name: str, label: Phrase, anything: Phrase, known: Mapping[str, object]) -> Question:
    """A filter that is off until something is picked. A list that is searched by typing is left empty instead."""
    options = [Option(slug, _label(option)) for slug, option in known.items()]
    if len(options) >= MOST_OPTIONS:
        return Question(name, Kind.ONE, label, options=options, required=False)
    return Question(name, Kind.ONE, label, options=[Option(ANY, anything), *options], given=ANY)


def _label(option: object) -> Phrase:
    """A language as its people write it and as others call it; anything else by its label."""
    if isinstance(option, library.Language) and option.label != option.name:
        return _("{own} ({name})", own=term(option.label), name=term(option.name))
    return term(str(getattr(option, "label", "")))


@flow.step(by="self", form=narrow_form)
def narrow(search: Search, turn: Turn) -> Effects:
    """Keeps the filters and looks again."""
    names = ("topic", "field", "language", "way", "words", "time", "others")
    given = {name: turn.answers.text(name) for name in names}
    search.filters = json.dumps({name: value for name, value in given.items() if value and value != ANY})
    yield from mentors.run(search, turn)


@flow.step(by="self")
def widen(search: Search, turn: Turn) -> Effects:
    """Drops every filter and looks again."""
    search.filters = "{}"
    yield from mentors.run(search, turn)


def filters_line(search: Search) -> Text | None:
    """What a list was narrowed down to; None where it was not."""
    filters, known = filters_of(search), library.profile()
    found: list[Value] = []
    for name, options in {"topic": library.topics(), "field": known.fields, "way": known.ways}.items():
        if (option := options.get(filters.get(name, ""))) is not None:
            found.append(term(option.phrase))
    if (language := known.languages.get(filters.get("language", ""))) is not None:
        found.append(term(language.name))
    if filters.get("words"):
        found.append(_("“{words}”", words=filters["words"]))
    if filters.get("time"):
        found.append(_("free when you are"))
    if filters.get("others"):
        found.append(_("not from your group"))
    return _("Narrowed down to: {filters}.", filters=listing(found)) if found else None


# --- when nobody fits ------------------------------------------------------------------------------------------------


def lacking(search: Search, turn: Turn) -> list[str]:
    """What a mentee looks for, where nobody helps with any of it; nothing where they look for something narrower."""
    topics = sought(turn.store, turn.me) if turn.me.is_mentee and not filters_of(search) else []
    missing = wishes.nobody_offers(topics, turn)
    return missing if len(missing) == len(topics) else []


def lacking_words(topics: Sequence[str]) -> Text:
    named = listing(term(library.topics()[slug].phrase) for slug in topics if slug in library.topics())
    return lines(_("Nobody helps with {topics} at the moment.", topics=named), _("These come nearest:"))


def nobody(search: Search, turn: Turn) -> Effects:
    """Nobody fits: says so, shows the nearest three, offers to tell, and lets coordinators know the topic."""
    filters = filters_of(search)
    mentee = mentors.own_candidate(turn.me, turn)
    own_topics = sorted(mentee.tags[TagKind.TOPIC]) if turn.me.is_mentee else []
    topics = [filters["topic"]] if filters.get("topic") else own_topics
    missing = wishes.nobody_offers(topics, turn)
    own = Wanted(topics=tuple(topics))
    there = finding.candidates(turn.store, own, mentors.never_shown(turn.me, turn))
    near = fit.in_order(mentee, there, last={*ended_with(turn.store, turn.me), *limits.rests(turn.me, turn)})
    ids = [one.member_id for one in near[: mentors.AT_ONCE]]
    known = finding.candidates(turn.store, wanted(search, mentee, turn), mentors.not_for(turn.me, turn))
    knows_all = bool(free_times.in_common(known, search, mentee, turn))
    widening = [Choice(_("Look without filters"), widen, search, style=Style.MAIN)] if filters else []
    home_again = [] if ids else [Choice(_("See where I stand"), home.show, turn.program)]
    yield Replace(
        Card(
            lines(
                filters_line(search),
                _nobody_words(knows_all, bool(filters), turn),
                _("These come nearest:") if ids else None,
            ),
            title=_("{Mentors_word} for you", **words.of(turn)),
            sections=mentors.short_sections(ids, turn),
            choices=[
                *widening,
                Choice(_("Change what I look for"), narrow, search),
                *wishes.choices(missing if ids else topics, turn),
                *home_again,
            ],
        )
    )
    yield from tell_coordinators(missing, turn)


def _nobody_words(knows_all: bool, has_filters: bool, turn: Turn) -> Text:
    if knows_all:
        return _("There is nobody else at the moment: everybody who fits is somebody you are in touch with.")
    if has_filters:
        return _("Nobody fits all of that at the moment.")
    return _("There are no {mentors_word} to show yet.", **words.of(turn))


def tell_coordinators(topics: Sequence[str], turn: Turn) -> Effects:
    """The first of the topics that nobody helps with, whoever looked aside or not, once a topic and week; never who
    looked."""
    missing = [slug for slug in topics if not finding.is_offered(turn.store, [slug], ())]
    topic = library.topics().get(missing[0]) if missing else None
    if topic is None or wishes.noted_lately(topic.slug, turn):
        return
    is_hidden = sum(counts(turn.store).mentees.values()) >= CROWD
    record(turn.store, None, "topic_missing", turn.now, detail=topic.slug)
    for coordinator in coordinators(turn.store):
        if coordinator.id == turn.me.id:
            continue
        yield Tell(
            coordinator,
            Card(
                _("Somebody looked for help with {topic}, and nobody who is listed helps with it. Perhaps you know "
                  "somebody to ask.", topic=term(topic.phrase)),
                foot=_("I do not say who looked.") if is_hidden else None,
            ),
            kind=PROMPT,
            slot=wishes.missing_slot(topic.slug, turn),
        )  # fmt: skip
