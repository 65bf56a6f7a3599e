"""The people of a program and where each one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Menu, Option, Question, Section, Style
from bot.numbers import number
from bot.steps import COORDINATOR, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, _, clean, lines, listing, n_
from flows import namesakes, paging, words
from flows.coordinating import person
from flows.coordinating import program as program_home
from storage.mentoring.standing import MenteeStanding, MentorStanding, Standing, how_many, people
from storage.places import Program

flow: Flow[Program] = Flow("roster", about=Program)
PAGE = 8
FOUND = 8
LONGEST_NAME = 60

MENTEE_WORDS: Mapping[MenteeStanding, Phrase] = {
    MenteeStanding.JOINING: _("just joined"),
    MenteeStanding.LOOKING: _("looking"),
    MenteeStanding.ASKING: _("waiting for an answer"),
    MenteeStanding.MEETING: _("in intro chats"),
    MenteeStanding.CHOSEN: _("waiting for a yes"),
    MenteeStanding.MATCHED: _("matched"),
    MenteeStanding.PAUSED: _("on a break"),
    MenteeStanding.LEFT: _("gone"),
    MenteeStanding.REMOVED: _("removed"),
}
MENTOR_WORDS: Mapping[MentorStanding, Phrase] = {
    MentorStanding.JOINING: _("signing up"),
    MentorStanding.WAITING: _("waiting for a coordinator"),
    MentorStanding.CHANGES: _("asked for changes"),
    MentorStanding.DECLINED: _("declined"),
    MentorStanding.FREE: _("listed with free places"),
    MentorStanding.FULL: _("listed and full"),
    MentorStanding.PAUSED: _("on a break"),
    MentorStanding.LEFT: _("gone"),
    MentorStanding.REMOVED: _("removed"),
}


@dataclass(frozen=True, slots=True)
class _Filter:
    """Which people: ``all``, ``e-<mentee standing>`` or ``r-<mentor standing>``; and the page, from 0."""

    name: str
    page: int

    @classmethod
    def read(cls, value: str) -> "_Filter":
        name, _dot, page = value.partition(".")
        wanted = number(page)
        if not _is_filter(name) or wanted is None:
            raise Refused(_("I cannot read that list any more. Please open it again."))
        return cls(name, wanted)

    @property
    def mentee(self) -> MenteeStanding | None:
        return MenteeStanding(self.name[2:]) if self.name.startswith("e-") else None

    @property
    def mentor(self) -> MentorStanding | None:
        return MentorStanding(self.name[2:]) if self.name.startswith("r-") else None

    def at(self, page: int) -> str:
        return f"{self.name}.{page}"


def _is_filter(name: str) -> bool:
    return name == "all" or name in {*(f"e-{word}" for word in MENTEE_WORDS), *(f"r-{word}" for word in MENTOR_WORDS)}


def _names(turn: Turn) -> dict[str, Phrase]:
    """Every filter with its words."""
    known = words.of(turn)
    return {
        "all": _("Everybody"),
        **{f"e-{word}": _("{Mentees_word}: {standing}", standing=said, **known) for word, said in MENTEE_WORDS.items()},
        **{f"r-{word}": _("{Mentors_word}: {standing}", standing=said, **known) for word, said in MENTOR_WORDS.items()},
    }


@flow.step(by=COORDINATOR, looks=True)
def show(program: Program, turn: Turn) -> Effects:
    """One page of the list; `value` says which people and which page. What narrows it down stands first."""
    wanted = _Filter.read(turn.value)
    found = people(turn.store, mentee=wanted.mentee, mentor=wanted.mentor, skip=wanted.page * PAGE, most=PAGE)
    many = how_many(turn.store, mentee=wanted.mentee, mentor=wanted.mentor)
    pages = paging.turns(show, program, wanted.page, more=many > (wanted.page + 1) * PAGE, at=wanted.at)
    top = Section(
        n_("One person.", "{n} people.", many) if many else _("Nobody stands there now."),
        [Choice(_("Find by name"), find, program), Choice(_("Show only some"), filters, program)],
    )
    yield Replace(
        Card(
            title=_("{who}, page {page} of {all}", who=_names(turn)[wanted.name], page=wanted.page + 1,
                    all=max(1, -(-many // PAGE))),
            sections=[top, *_sections(found, turn, wanted.at(wanted.page))],
            choices=[*pages, Choice(_("Back"), program_home.show, program)],
        )
    )  # fmt: skip


@flow.step(by=COORDINATOR, looks=True)
def filters(program: Program, turn: Turn) -> Effects:
    """Which people the list shows."""
    yield Replace(
        Card(
            _("Which people shall I show?"),
            menu=Menu(
                _("Show only …"), show, program, [Option(f"{name}.0", said) for name, said in _names(turn).items()]
            ),
            choices=[Choice(_("Back"), show, program, "all.0")],
        )
    )


@flow.step(by=COORDINATOR, looks=True, command=Command(Group.COORDINATORS, "people", _("People and where each stands")))
def everybody(program: Program, turn: Turn) -> Effects:
    """The list from its beginning; with a name behind the command, those who are called that, or who is mentioned."""
    if (one := namesakes.mentioned(turn)) is not None:
        yield Replace(person.card(one, turn))
        return
    if name := _called(turn.text):
        yield Replace(_found_card(program, name, turn))
        return
    turn.value = "all.0"
    yield from show(program, turn)


def find_form(program: Program, turn: Turn) -> Form:
    return Form(
        _("Find somebody"),
        [Question("name", Kind.SHORT, _("Name, or a part of it"), least=1, most=LONGEST_NAME)],
        submit=_("Find"),
    )


@flow.step(by=COORDINATOR, form=find_form)
def find(program: Program, turn: Turn) -> Effects:
    """People whose name holds what was typed."""
    typed = turn.answers.text("name")
    yield Replace(_found_card(program, _called(typed) or typed, turn))


def _called(typed: str) -> str:
    """A name without the marks that people put around one, such as “@Lin”."""
    return clean(typed).strip(" @“”\"'.,")[:LONGEST_NAME]


def _found_card(program: Program, typed: str, turn: Turn) -> Card:
    found = people(turn.store, name=typed, most=FOUND + 1)
    more = _("There are more. Write more of the name to see them.") if len(found) > FOUND else None
    none = None if found else _("Nobody here is called that.")
    return Card(
        lines(n_("One person with “{typed}” in the name", "{n} people with “{typed}” in the name",
                 min(len(found), FOUND), typed=typed) if found else None, more, none),
        sections=_sections(found[:FOUND], turn),
        choices=[Choice(_("Find somebody else"), find, program, style=Style.MAIN),
                 Choice(_("Back"), program_home.show, program)],
    )  # fmt: skip


def _sections(found: Sequence[Standing], turn: Turn, came: str = "") -> list[Section]:
    return namesakes.headed([(one.member, _section(one, turn, came)) for one in found], turn)


def _section(standing: Standing, turn: Turn, came: str) -> Section:
    member, said = standing.member, standing_words(standing, turn)
    look = Choice(_("Look at {name}", name=member.name), person.show, member, came)
    return Section(_("**{name}**: {standing}", name=member.name, standing=said), [look])


def standing_words(standing: Standing, turn: Turn) -> Phrase:
    found = []
    if standing.mentee:
        found.append(_("{mentee_word}, {standing}", standing=MENTEE_WORDS[standing.mentee], **words.of(turn)))
    if standing.mentor:
        found.append(_("{mentor_word}, {standing}", standing=MENTOR_WORDS[standing.mentor], **words.of(turn)))
    if standing.member.is_coordinator:
        found.append(_("coordinator"))
    return _("{words}", words=listing(found)) if found else _("no role yet")
