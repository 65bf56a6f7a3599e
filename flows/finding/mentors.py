"""Finding mentors: three at once, each with the reasons why, in an order that stays while one pages through it."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.numbers import number
from bot.steps import MEMBER, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Joined, Phrase, Said, Text, When, _, lines, n_, term
from flows import library, words
from flows.asking import asking, limits
from flows.finding import fit, marks, narrowing, portrait
from storage.mentoring import finding, searches
from storage.mentoring.finding import Candidate, Wanted
from storage.mentoring.intros import open_of_mentee
from storage.mentoring.matches import live_of
from storage.mentoring.profiles import Profile, TagKind, kept_from, profile_of
from storage.mentoring.searches import MarkKind, Search, search_of
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("mentors", about=Program)
list_flow: Flow[Search] = Flow("mentor_list", about=Search, holds=("self",))
AT_ONCE = 3
BIO = 150


@flow.step(by=MEMBER, command=Command(Group.EVERYBODY, "find", _("See who fits you")), shared=True)
def find(program: Program, turn: Turn) -> Effects:
    """Three mentors at once, those who fit best first. Words typed behind the command are looked for."""
    search = search_of(turn.store, turn.me, turn.now)
    words = finding.words_in(turn.text)[:5]
    search.filters = json.dumps({"words": " ".join(words)} if words else {})
    yield from run(search, turn)


@flow.step(by=MEMBER, shared=True)
def back(program: Program, turn: Turn) -> Effects:
    """The list again, where it was left."""
    search = search_of(turn.store, turn.me, turn.now)
    if search.mentor_ids:
        yield Replace(list_card(search, turn))
    else:
        yield from run(search, turn)


def run(search: Search, turn: Turn) -> Effects:
    """Looks with the search's filters, keeps the order, and shows the first three."""
    mentee = own_candidate(turn.me, turn)
    wanted = narrowing.wanted(search, mentee, turn)
    found = fit.in_order(mentee, finding.candidates(turn.store, wanted, never_shown(turn.me, turn)))
    found = narrowing.with_time(found, search, mentee, turn)
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
    return Candidate(member.id or 0, member.zone, profile.field, profile.group_name, 0, 0, tags)


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


def list_card(search: Search, turn: Turn) -> Card:
    """Three of the list, and the ways on."""
    ids, first = search.mentor_ids, search.page * AT_ONCE
    sections = sections_for(ids[first : first + AT_ONCE], turn)
    if not sections:
        return Card(
            _("That was everybody for now. Look again, or change what you look for."),
            choices=[Choice(_("Look again"), find, turn.program, style=Style.MAIN),
                     Choice(_("Narrow down"), narrowing.narrow, search)],
        )  # fmt: skip
    choices = []
    if first + AT_ONCE < len(ids):
        choices.append(Choice(_("Three others"), page, search, str(search.page + 1)))
    if search.page:
        choices.append(Choice(_("The three before"), page, search, str(search.page - 1)))
    choices.append(Choice(_("Narrow down"), narrowing.narrow, search))
    if searches.marked(turn.store, turn.me, MarkKind.SAVED):
        choices.append(Choice(_("Saved for later"), marks.saved, turn.program))
    if searches.marked(turn.store, turn.me, MarkKind.NOT_FOR_ME):
        choices.append(Choice(_("{Mentors_word} put aside", **words.of(turn)), marks.put_aside, turn.program))
    lacking = narrowing.lacking(search, turn) if search.page == 0 else []
    choices += narrowing.wishes_for(lacking, turn)
    count = n_(
        "One {mentor_word} may fit you.", "{n} {mentors_word} may fit you. These fit best.", len(ids), **words.of(turn)
    )
    text = narrowing.lacking_words(lacking) if lacking else count
    return Card(
        text if search.page == 0 else None, title=_("{Mentors_word} for you", **words.of(turn)), sections=sections,
        choices=choices,
        foot=_("You can ask several at the same time. They see your name and your note, not whom else you ask."),
    )  # fmt: skip


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


def three_for(mentee: Member, turn: Turn, without: Collection[int] = ()) -> list[Section]:
    """Three fitting mentors whom they can ask now, for cards of other stories; fewer where there are fewer."""
    own = own_candidate(mentee, turn)
    aside = never_shown(mentee, turn) | set(limits.rests(mentee, turn)) | set(without)
    wanted = Wanted(topics=tuple(own.tags[TagKind.TOPIC]))
    free = [one for one in finding.candidates(turn.store, wanted, aside) if one.free]
    ids = [one.member_id for one in fit.in_order(own, free)[:AT_ONCE]]
    return sections_for(ids, turn, mentee)


def sections_for(ids: Sequence[int], turn: Turn, reader: Member | None = None) -> list[Section]:
    """These mentors as a mentee sees them; those who are not there any more are left out."""
    mentee = reader or turn.me
    saved = searches.marked(turn.store, mentee, MarkKind.SAVED)
    return [
        Section(
            text,
            [*first, _keep(mentor, turn, is_saved=mentor.id in saved),
             Choice(_("Not for me"), marks.not_for_me, mentor)],
        )
        for mentor, text, first in _described(ids, mentee, turn)
    ]  # fmt: skip


def saved_sections(ids: Sequence[int], turn: Turn) -> list[Section]:
    """The same for mentors whom the member saved."""
    found = _described([one for one in ids if one not in kept_from(turn.store, turn.me)], turn.me, turn)
    return [
        Section(text, [*first, Choice(_("Take off"), marks.forget, mentor)])
        for mentor, text, first in found
    ]  # fmt: skip


def _keep(mentor: Member, turn: Turn, *, is_saved: bool) -> Choice:
    if is_saved:
        return Choice(_("Saved"), marks.saved, turn.program, f"m{mentor.id}")
    return Choice(_("Save for later"), marks.save, mentor)


def _described(ids: Sequence[int], mentee: Member, turn: Turn) -> Iterator[tuple[Member, Joined, list[Choice]]]:
    """Each mentor: who, why, what differs, how free; and what can be done first. A match is not looked for any more."""
    own, rests, matched = own_candidate(mentee, turn), limits.rests(mentee, turn), _matched(mentee, turn)
    known = {one.member_id: one for one in finding.these(turn.store, ids)}
    for mentor_id in ids:
        mentor, candidate = turn.store.get(Member, mentor_id), known.get(mentor_id)
        if mentor and candidate and mentor_id not in matched:
            again = rests.get(mentor_id)
            text = lines(about_text(own, candidate, mentor, profile_of(turn.store, mentor), turn), again_line(again))
            more = Choice(_("More about {name}", name=mentor.name), portrait.show, mentor)
            yield mentor, text, [*first_choice(mentor, candidate.free, again), more]


def first_choice(mentor: Member, free: int, again: datetime | None) -> list[Choice]:
    """What a mentee can do first with this mentor; nothing until they may ask `again`."""
    if again is not None:
        return []
    if free:
        return [Choice(_("Ask for an intro chat"), asking.offer, mentor, style=Style.MAIN)]
    return [Choice(_("Tell me when free"), marks.when_free, mentor)]


def again_line(again: datetime | None) -> Text | None:
    return _("You have asked not long ago, and can ask again from {day} on.", day=When(again, "day")) if again else None


def about_text(own: Candidate, candidate: Candidate, mentor: Member, profile: Profile, turn: Turn) -> Joined:
    found = fit.reasons(own, candidate, mentor.name, turn)
    bio = profile.bio if len(profile.bio) <= BIO else profile.bio[: BIO - 1].rsplit(" ", 1)[0] + "…"
    return lines(
        headline(mentor, profile),
        *(Joined((_("- "), why), "") for why in found.why),
        *(Joined((_("- "), _("Different: {what}", what=what)), "") for what in found.differs),
        Said(bio) if bio else None,
        free_line(candidate.free),
    )


def headline(mentor: Member, profile: Profile) -> Text:
    """Name, pronouns, field and stage, as far as they were told."""
    known = library.profile()
    field, stage = known.fields.get(profile.field), known.stages.get(profile.stage)
    parts: list[Text] = [term(field.label)] if field else [Said(profile.field)] if profile.field else []
    parts += [term(stage.label)] if stage else [Said(profile.stage)] if profile.stage else []
    name = _("**{name}** ({pronouns})", name=mentor.name, pronouns=profile.pronouns) if profile.pronouns else _(
        "**{name}**", name=mentor.name
    )  # fmt: skip
    return Joined((name, *parts), " · ")


def free_line(free: int) -> Phrase:
    if free == 0:
        return _("_All places are taken at the moment._")
    return n_("_One place for an intro chat is free._", "_{n} places for intro chats are free._", free)
