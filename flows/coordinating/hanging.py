"""What hangs: asks nobody answers, intros nobody finds a time for, letters that do not arrive."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.messages import Card, Choice, Section
from bot.steps import COORDINATOR, Effects, Flow, Replace, Turn
from bot.words import Phrase, Text, When, _, lines, n_
from flows.coordinating import person
from flows.coordinating import program as program_home
from flows.introducing import suggesting
from storage.mentoring.intros import Intro
from storage.mentoring.looking_after import dead_letters, hanging_asks, hanging_intros, unreached
from storage.mentoring.nudging import asked_in_vain
from storage.mentoring.rules import rules_of
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("hanging", about=Program)
HANGS, LOST = "hangs", "lost"
"""The lists from which a coordinator looks at one person."""
WITHOUT_TIME = timedelta(days=5)
"""After that long without a time, an agreed intro hangs."""
SHOWN = 8
MOST = 500
LETTERS_OF = timedelta(days=14)

WHY: Mapping[str, Phrase] = {
    "dm_closed": _("direct messages are closed. What I send goes to a private thread where that is possible; ask them "
                   "to allow direct messages from members of the server"),
    "gone": _("the account is gone or switched off"),
    "token": _("my access was taken back. Whoever runs Kith has to connect it again"),
    "missing": _("I lack a permission there. Whoever runs Kith can run its check"),
    "in_doubt": _("the connection broke, and nobody knows whether it arrived; I did not send it twice"),
    "no_room": _("there is no room that both can be in"),
}  # fmt: skip


def _asked_before(turn: Turn) -> datetime:
    """Half of the time that an ask has."""
    return turn.now - timedelta(days=rules_of(turn.store).expiry_days) / 2


def count_line(program: Program, turn: Turn) -> Text | None:
    """One sentence for the home card; None where nothing hangs."""
    asks = len(hanging_asks(turn.store, _asked_before(turn), MOST))
    intros = len(hanging_intros(turn.store, turn.now - WITHOUT_TIME, MOST))
    vain = len(asked_in_vain(turn.store, MOST))
    if not asks and not intros and not vain:
        return None
    return lines(
        n_("One person has asked more than once in vain.", "{n} people have asked more than once in vain.", vain)
        if vain
        else None,
        n_("One ask waits long for an answer.", "{n} asks wait long for an answer.", asks) if asks else None,
        n_("One intro has no time yet.", "{n} intros have no time yet.", intros) if intros else None,
    )


@flow.step(by=COORDINATOR, looks=True)
def show(program: Program, turn: Turn) -> Effects:
    """Which asks and intros hang, the oldest first, with the person who could move it."""
    vain, asks = asked_in_vain(turn.store, MOST), hanging_asks(turn.store, _asked_before(turn), MOST)
    intros = hanging_intros(turn.store, turn.now - WITHOUT_TIME, MOST)
    sections = [
        *(_in_vain(one) for one in vain[: SHOWN // 4]),
        *(_ask(intro) for intro in asks[: SHOWN // 2]),
        *(_intro(intro) for intro in intros[: SHOWN // 2]),
    ]
    rest = len(vain) + len(asks) + len(intros) - len(sections)
    yield Replace(
        Card(
            lines(_("A word from you often helps. I remind people myself, kindly and not often."), _others(rest))
            if sections else _("Nothing hangs any more."),
            title=_("What hangs"),
            sections=sections,
            choices=[Choice(_("Back"), program_home.show, program)],
        )
    )  # fmt: skip


def _others(rest: int) -> Text | None:
    """That the card does not show all of them."""
    follow = n_("One more follows when some of these are no longer here.",
                "{n} more follow when some of these are no longer here.", rest)  # fmt: skip
    return follow if rest > 0 else None


def _in_vain(mentee: Member) -> Section:
    look = Choice(_("Look at {name}", name=mentee.name), person.show, mentee, HANGS)
    said = _("Nobody has said yes to what {name} asked last.", name=mentee.name)
    return Section(said, [*suggesting.choice(mentee, HANGS), look])


def _ask(intro: Intro) -> Section:
    return Section(
        _("{mentee} asked {mentor} on {day}, and waits.", mentee=intro.mentee.name, mentor=intro.mentor.name,
          day=When(intro.asked_at, "day")),
        [Choice(_("Look at {name}", name=intro.mentor.name), person.show, intro.mentor, f"{HANGS}.a{intro.id}")],
    )  # fmt: skip


def _intro(intro: Intro) -> Section:
    return Section(
        _("{mentor} said yes to {mentee} on {day}. Nobody said that they have a time.", mentee=intro.mentee.name,
          mentor=intro.mentor.name, day=When(intro.answered_at or intro.asked_at, "day")),
        [Choice(_("Look at {name}", name=intro.mentee.name), person.show, intro.mentee, f"{HANGS}.i{intro.id}")],
    )  # fmt: skip


def lost_line(turn: Turn) -> Text | None:
    """Whom letters do not reach, and what did not arrive, for the home card; None where everything arrives."""
    people = len(unreached(turn.store, MOST))
    dead = sum(dead_letters(turn.store, turn.now - LETTERS_OF).values())
    if not people and not dead:
        return None
    return lines(
        n_("Letters do not reach one person.", "Letters do not reach {n} people.", people) if people else None,
        n_("One letter of the last two weeks did not arrive.", "{n} letters of the last two weeks did not arrive.",
           dead) if dead else None,
    )  # fmt: skip


@flow.step(by=COORDINATOR, looks=True)
def letters(program: Program, turn: Turn) -> Effects:
    """Whom letters do not reach and why, and what could not be delivered lately."""
    lost = unreached(turn.store, MOST)
    sections = [
        Section(
            _("{name}: {why} (since {day}).", name=one.member.name, why=_why(one.why), day=When(one.since, "day")),
            [Choice(_("Look at {name}", name=one.member.name), person.show, one.member, LOST)],
        )
        for one in lost[:SHOWN]
    ]
    dead = dead_letters(turn.store, turn.now - LETTERS_OF)
    counts = [_("- {n} × {why}", n=number, why=_why(why)) for why, number in list(dead.items())[:6]]
    yield Replace(
        Card(
            lines(
                *([_("Letters of the last two weeks that did not arrive:"), *counts] if counts
                  else [_("Every letter of the last two weeks arrived or is on its way.")]),
                _others(len(lost) - SHOWN),
            ),
            title=_("What does not arrive"),
            sections=sections,
            choices=[Choice(_("Back"), program_home.show, program)],
        )
    )  # fmt: skip


def _why(word: str) -> Phrase:
    return WHY.get(word, _("the platform refused it"))
