"""Whom somebody would like to keep away: one of those they were brought together with, or somebody they can name."""

from bot.messages import Card, Choice, Section
from bot.numbers import number
from bot.steps import MEMBER, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, Text, _, lines, listing
from flows import home, namesakes, paging
from flows.keeping_apart import apart, by_name
from flows.library import Naming
from flows.safety import safety
from storage.mentoring.apart import kept_by
from storage.mentoring.pairs.brought import brought_together
from storage.mentoring.spelling import folded
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("keep_away", about=Program)
PAGE = 8
NO_NAMES = frozenset({
    "somebody", "someone", "anybody", "anyone", "people", "a person", "a member", "a user", "him", "her", "them", "you",
})  # fmt: skip
"""What people type in the place of a name, when they do not give one."""
NOBODY_IS_TOLD = _("Only you see this. Nobody is told that you looked, or what you do.")


def choice(turn: Turn) -> list[Choice]:
    """For the card of “Something is not right”."""
    if turn.by is None or not turn.by.is_here:
        return []
    return [Choice(_("Keep somebody away from me"), whom, turn.program)]


@flow.step(
    by=MEMBER, looks=True,
    words=("block", "block somebody", "block someone", "keep away", "keep somebody away", "keep someone away",
           "keep somebody away from me", "keep someone away from me", "block …", "please block …", "i want to block …",
           "how do i block …", "how can i block …", "can i block …", "keep … away", "keep … away from me"),
    command=Command(Group.EVERYBODY, "keep-away", _("Keep somebody away from you; nobody is told")),
)  # fmt: skip
def whom(program: Program, turn: Turn) -> Effects:
    """Everybody Kith brought them together with; who is named, that one at once. `value` is the page."""
    people, typed = apart.open_to(turn), turn.text.strip(" .!?,“”\"'@")
    typed = "" if folded(typed) in NO_NAMES else typed
    called = [person for person in people if _is_called(person, typed)]
    if len(called) == 1:
        yield Replace(apart.asking_card(called[0], turn))
        return
    news = _nobody_called(typed, turn) if typed and not called else None
    yield Replace(_list_card(program, called or people, news, turn))


def _is_called(person: Member, typed: str) -> bool:
    """Also in small letters alone, where the name is a word that everybody uses."""
    same = set(folded(typed).split()) & set(folded(person.name).split())
    return typed != "" and (bool(same) or Naming(typed).names(person.name, person.account.user))


def _nobody_called(typed: str, turn: Turn) -> Phrase:
    """Of whom they keep away by name alone nothing is said: they need not be here."""
    kept = kept_by(turn.store, turn.me)
    known = [person for person in brought_together(turn.store, turn.me) if person.id in kept]
    called = [person.name for person in known if _is_called(person, typed)]
    if called:
        return _("You keep {names} away already.", names=listing(called))
    return _("I have not brought you together with anybody called “{typed}”.", typed=typed)


def _list_card(program: Program, people: list[Member], news: Text | None, turn: Turn) -> Card:
    """Those from one page on, and the way to anybody else."""
    page, named = number(turn.value) or 0, namesakes.labels(people, turn)
    rest = people[page * PAGE :]
    nobody = _("Nobody stands here: I have not brought you together with anybody else.")
    return Card(
        lines(
            news,
            _("Whom? I show what it means before anything is done.") if rest else nobody,
            _("Somebody else, whom you met at a social or know from elsewhere, can be kept away by their name."),
        ),
        title=_("Keep somebody away"),
        sections=[
            Section(named[one.id or 0], [Choice(_("Keep {other} away from me", other=one.name), apart.ask, one)])
            for one in rest[:PAGE]
        ],
        choices=[
            *paging.turns(whom, program, page, more=len(rest) > PAGE),
            Choice(_("Keep away by name"), by_name.keep, program),
            Choice(_("Back"), home.show, program),
            safety.choice(program),
        ],
        foot=NOBODY_IS_TOLD,
    )
