"""Finding mentors: three at once, each with the reasons why, in an order that stays while one pages through it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.numbers import number
from bot.steps import MEMBER, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Joined, Text, _, lines, n_, sentences
from flows import library, words
from flows.asking import limits
from flows.finding import fit, marks, narrowing, portrait, wishes
from flows.profiles import free_times
from storage.mentoring import finding, searches
from storage.mentoring.apart import kept_from
from storage.mentoring.finding import Candidate
from storage.mentoring.intros import open_of_mentee
from storage.mentoring.matches import ended_with, live_of
from storage.mentoring.profiles import profile_of, sought
from storage.mentoring.searches import MarkKind, Search, search_of
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("mentors", about=Program)
list_flow: Flow[Search] = Flow("mentor_list", about=Search, holds=("self",))
AT_ONCE = 3
WORDS = ("mentors", "show me mentors", "i want a mentor", "i need a mentor", "i am looking for a mentor")
ON = frozenset({"more", "others", "next", "next three", "three others"})
"""What is typed behind the command by whoever wants to see others, and is no word to look for."""


@flow.step(by=MEMBER, shared=True, words=WORDS, command=Command(Group.EVERYBODY, "find", _("See who fits you")))
def find(program: Program, turn: Turn) -> Effects:
    """Three mentors, who fits best first. Words typed behind the command are looked for; who is mentioned is shown."""
    if library.mentions(turn.text):
        yield from portrait.mentioned(turn)
        return
    search = search_of(turn.store, turn.me, turn.now)
    if turn.text.casefold().strip(" .!?") in ON and search.mentor_ids:
        yield from more(program, turn)
        return
    looked_for = narrowing.looked_for(turn)
    search.filters = json.dumps({"words": " ".join(looked_for)} if looked_for else {})
    yield from run(search, turn)


@flow.step(by=MEMBER, shared=True, words=("more", "others", "next three", "show me more", "show me others"))
def more(program: Program, turn: Turn) -> Effects:
    """The three after those that were shown last; after the last ones it says that this was everybody."""
    search = search_of(turn.store, turn.me, turn.now)
    following = search.page + 1
    if not search.mentor_ids:
        yield from run(search, turn)
    elif following * AT_ONCE < len(search.mentor_ids):
        yield from page(search, replace(turn, value=str(following)))
    else:
        yield Replace(_everybody_card(search, turn))


@flow.step(by=MEMBER, shared=True)
def back(program: Program, turn: Turn) -> Effects:
    """The list again, where it was left."""
    yield from list_again(turn)


def run(search: Search, turn: Turn) -> Effects:
    """Looks with the search's filters, keeps the order, and shows the first three."""
    if free_times.is_wanted(search) and not free_times.are_known(turn):
        yield Replace(free_times.ask_card(search, turn))
        return
    mentee = own_candidate(turn.me, turn)
    wanted = narrowing.wanted(search, mentee, turn)
    there = finding.candidates(turn.store, wanted, never_shown(turn.me, turn))
    found = fit.in_order(mentee, there, last={*ended_with(turn.store, turn.me), *limits.rests(turn.me, turn)})
    found = free_times.in_common(found, search, mentee, turn)
    search.found, search.page, search.at = json.dumps([one.member_id for one in found]), 0, turn.now
    finding.note_shown(turn.store, search.mentor_ids[:AT_ONCE])
    if found:
        yield Replace(list_card(search, turn))
        yield from narrowing.tell_coordinators(narrowing.lacking(search, turn), turn)
    else:
        yield from narrowing.nobody(search, turn)


def own_candidate(member: Member, turn: Turn) -> Candidate:
    """A member as the comparison sees them, with everything they told, shown to others or not."""
    profile = profile_of(turn.store, member)
    tags = finding.all_tags(turn.store, member)
    return Candidate(member.id or 0, profile.field, profile.group_name, 0, 0, tags)


def never_shown(member: Member, turn: Turn) -> set[int]:
    """Who is not for them, whom they are asking already, and whom they have a match with."""
    open_now = {intro.mentor_id for intro in open_of_mentee(turn.store, member)}
    return not_for(member, turn) | open_now | _matched(member, turn)


def not_for(member: Member, turn: Turn) -> set[int]:
    """Themselves, whom they must not meet, and whom they put aside."""
    aside = searches.marked(turn.store, member, MarkKind.NOT_FOR_ME)
    return {member.id or 0} | kept_from(turn.store, member) | aside


def _matched(member: Member, turn: Turn) -> set[int]:
    return {match.other(member).id or 0 for match in live_of(turn.store, member)}


# --- the list --------------------------------------------------------------------------------------------------------


def list_again(turn: Turn, put_aside: Member | None = None) -> Effects:
    """The list where it was left, with whoever was `put_aside` just now in their place, until one looks elsewhere."""
    search = search_of(turn.store, turn.me, turn.now)
    if search.mentor_ids:
        yield Replace(list_card(search, turn, put_aside))
    else:
        yield from run(search, turn)


def list_card(search: Search, turn: Turn, put_aside: Member | None = None) -> Card:
    """Three of the list, without whom they have put aside since, and the ways on."""
    ids, first = search.mentor_ids, search.page * AT_ONCE
    if not (shown := ids[first : first + AT_ONCE]):
        return _everybody_card(search, turn)
    sections = _sections(shown, turn, put_aside)
    lacking = narrowing.lacking(search, turn) if search.page == 0 else []
    return Card(
        lines(
            narrowing.filters_line(search),
            _how_many(search, turn, lacking) if sections and search.page == 0 else None,
            None if sections else _("You have put those of this page aside, or they are not here at the moment."),
            limits.no_more() if not limits.places_left(turn.me, turn) else None,
        ),
        title=_("{Mentors_word} for you", **words.of(turn)),
        sections=sections,
        choices=[*_ways_on(search, turn), *wishes.choices(lacking, turn)],
        foot=limits.closed_now(turn)
        or _("You can ask several at the same time. They see your name and your note, not whom else you ask."),
    )


def _everybody_card(search: Search, turn: Turn) -> Card:
    return Card(
        _("That was everybody for now. Look again, or change what you look for."),
        choices=[Choice(_("Look again"), find, turn.program, style=Style.MAIN),
                 Choice(_("Narrow down"), narrowing.narrow, search)],
    )  # fmt: skip


def _ways_on(search: Search, turn: Turn) -> list[Choice]:
    choices = []
    if (search.page + 1) * AT_ONCE < len(search.mentor_ids):
        choices.append(Choice(_("Three others"), page, search, str(search.page + 1)))
    if search.page:
        choices.append(Choice(_("The three before"), page, search, str(search.page - 1)))
    choices.append(Choice(_("Narrow down"), narrowing.narrow, search))
    if narrowing.filters_of(search):
        choices.append(Choice(_("Look without filters"), narrowing.widen, search))
    if searches.marked(turn.store, turn.me, MarkKind.SAVED):
        choices.append(Choice(_("Saved for later"), marks.saved, turn.program))
    if searches.marked(turn.store, turn.me, MarkKind.NOT_FOR_ME):
        choices.append(Choice(_("{Mentors_word} put aside", **words.of(turn)), marks.put_aside, turn.program))
    return choices


def _how_many(search: Search, turn: Turn, lacking: Sequence[str]) -> Text:
    """How many there are, and how many of them share a topic; what nobody helps with."""
    if lacking:
        return narrowing.lacking_words(lacking)
    gone = not_for(turn.me, turn)
    ids, known = [one for one in search.mentor_ids if one not in gone], words.of(turn)
    sharing = finding.sharing(turn.store, ids, sought(turn.store, turn.me))
    if narrowing.filters_of(search):
        count = n_("One {mentor_word} fits that.", "{n} {mentors_word} fit that.", len(ids), **known)
    elif not sharing or len(ids) >= finding.MOST:
        count = n_("One {mentor_word} may fit you.", "{n} {mentors_word} may fit you.", len(ids), **known)
    elif sharing == len(ids):
        count = n_("One {mentor_word} shares a topic with you.", "{n} {mentors_word} share a topic with you.", sharing,
                   **known)  # fmt: skip
    else:
        count = n_("One of {all} {mentors_word} shares a topic with you.",
                   "{n} of {all} {mentors_word} share a topic with you.", sharing, all=len(ids), **known)  # fmt: skip
    return sentences(count, _("Those who fit best and have time come first.") if len(ids) > AT_ONCE else None)


@list_flow.shows
def present(search: Search, turn: Turn) -> Card:
    return list_card(search, turn)


@list_flow.step(by="self")
def page(search: Search, turn: Turn) -> Effects:
    """Another three of the same list."""
    wanted = number(turn.value)
    if wanted is None or wanted * AT_ONCE > len(search.mentor_ids):
        raise Refused(_("There is no such page. Look again, and I will show you the list from the start."))
    search.page = wanted
    finding.note_shown(turn.store, search.mentor_ids[search.page * AT_ONCE :][:AT_ONCE])
    yield Replace(list_card(search, turn))


# --- mentors on cards ------------------------------------------------------------------------------------------------


def _sections(ids: Sequence[int], turn: Turn, put_aside: Member | None) -> list[Section]:
    """These mentors as the list shows them; those who are not there any more are left out."""
    saved, gone = searches.marked(turn.store, turn.me, MarkKind.SAVED), not_for(turn.me, turn)
    described = {mentor.id: (mentor, text, first) for mentor, text, first in _described(ids, turn.me, turn)}
    found = []
    for one in ids:
        if put_aside is not None and one == put_aside.id:
            found.append(marks.aside_section(put_aside, turn))
        elif one in described and one not in gone:
            mentor, text, first = described[one]
            keep = marks.choices(mentor, is_saved=one in saved, where=marks.ON_LIST)
            found.append(Section(text, [*first, *keep]))
    return found


def short_sections(ids: Sequence[int], turn: Turn, reader: Member | None = None) -> list[Section]:
    """The same for cards of other stories: what can be done first, and the way to more."""
    return [Section(text, first) for _mentor, text, first in _described(ids, reader or turn.me, turn)]


def who_can_be_shown(ids: Sequence[int], turn: Turn) -> list[int]:
    """Those of these mentors who are listed and here, and neither put aside nor matched with the member."""
    gone = not_for(turn.me, turn) | _matched(turn.me, turn)
    return [one.member_id for one in finding.these(turn.store, ids) if one.member_id not in gone]


def saved_sections(ids: Sequence[int], turn: Turn) -> list[Section]:
    """The same for mentors whom the member saved."""
    found = _described(ids, turn.me, turn)
    return [Section(text, [*first, Choice(_("Take off"), marks.forget, mentor)]) for mentor, text, first in found]


def _described(ids: Sequence[int], mentee: Member, turn: Turn) -> Iterator[tuple[Member, Joined, list[Choice]]]:
    """Each mentor: who, why, what differs, how free, how the two stand; and what can be done first. A match is not
    looked for any more."""
    own, stands, matched = own_candidate(mentee, turn), portrait.standing(mentee, turn), _matched(mentee, turn)
    known = {one.member_id: one for one in finding.these(turn.store, ids)}
    for mentor_id in ids:
        mentor, candidate = turn.store.get(Member, mentor_id), known.get(mentor_id)
        if mentor and candidate and mentor_id not in matched:
            about = portrait.about_text(own, candidate, mentor, profile_of(turn.store, mentor), turn)
            more = Choice(_("More about {name}", name=mentor.name), portrait.show, mentor)
            first = [*stands.first_choice(mentor, candidate.free), more]
            yield mentor, lines(about, stands.line(mentor)), first
