"""Keeping two people apart: one of them says so, what is open between them ends, and neither is shown to the other.

It is about the two people, so it holds in every program (docs/decisions/keeping-apart.md). Nobody is told, and nothing
has to be written to anybody before.
"""

from dataclasses import replace

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import MEMBER, Effects, Flow, Later, Replace, Turn
from bot.words import _, lines
from flows import home, namesakes, telling
from flows.asking import declining
from flows.introducing import introductions
from flows.keeping_apart import whom
from flows.matching import offer_ends
from flows.meeting import endings, intros, unsaid
from flows.parting import parting
from flows.safety import safety
from flows.short_questions import passing
from storage.mentoring.apart import keep_apart, kept_by, kept_from, together
from storage.mentoring.intros import Intro, IntroStatus, of_pair
from storage.mentoring.matches import Match, MatchStatus, live_of
from storage.mentoring.pairs.brought import brought_together
from storage.mentoring.pairs.introductions import IntroductionStatus, open_between
from storage.people import Member

flow: Flow[Member] = Flow("apart", about=Member, holds=("self",))


def open_to(turn: Turn) -> list[Member]:
    """Whom they know and have not kept away themselves. Whether the other has said it already must not be seen here."""
    kept = kept_by(turn.store, turn.me)
    return [person for person in brought_together(turn.store, turn.me) if person.id not in kept]


def ways(other: Member | None, turn: Turn) -> list[Choice]:
    """What somebody can do at once about the one they named; nothing about a coordinator whom they never met."""
    if other is None or turn.by is None or not _may(other, turn):
        return []
    ends = [
        Choice(_("End the match with {other}", other=other.name), parting.why, match)
        for match in _matches(other, turn)
        if match.status is not MatchStatus.OFFERED
    ]
    return [*ends, Choice(_("Keep {other} away from me", other=other.name), ask, other)]


def _may(other: Member, turn: Turn) -> bool:
    return turn.me.is_here and other.id in [person.id for person in open_to(turn)]


def _matches(other: Member, turn: Turn) -> list[Match]:
    return [match for match in live_of(turn.store, turn.me) if match.other(turn.me).id == other.id]


@flow.step(by=MEMBER, looks=True)
def ask(other: Member, turn: Turn) -> Effects:
    """What it means, before it is done."""
    _refuse_unknown(other, turn)
    yield Replace(asking_card(other, turn))


def asking_card(other: Member, turn: Turn) -> Card:
    who = namesakes.labels(brought_together(turn.store, turn.me), turn)[other.id or 0]
    return Card(
        lines(
            _("Keep {other} away from you?", other=who),
            _("- If an ask, an intro chat or a match is open between you, it ends. {other} reads that it ended, and "
              "not why.", other=other.name),
            _("- From then on I show neither of you to the other, and neither can ask the other. That holds in every "
              "program that I look after, also in later ones."),
            _("- {other} coordinates {program}, and still sees who is in it.", other=other.name,
              program=turn.program.name) if other.is_coordinator else None,
            _("- If the two of you have a room, I cannot take it away. You can leave or mute it."),
            _("This cannot be taken back."),
        ),
        choices=[
            Choice(_("Yes, keep {other} away", other=other.name), keep, other, style=Style.GRAVE),
            Choice(_("I mean somebody else"), whom.whom, turn.program),
            Choice(_("No"), home.show, turn.program),
        ],
        foot=_("Nobody is told that you did this."),
    )  # fmt: skip


@flow.step(by=MEMBER, ends=True)
def keep(other: Member, turn: Turn) -> Effects:
    """Ends what is open between the two, and never brings them together again. What is open in another program, or
    with the profile that the other goes on with, ends in a step of its own."""
    _refuse_unknown(other, turn)
    keep_apart(turn.store, turn.me, other)
    yield from _end_all(other, turn)
    yield from end_elsewhere(turn.me, other, turn, but=other)
    yield Replace(
        Card(
            _("Done. I do not bring you and {other} together any more.", other=other.name),
            choices=[Choice(_("Back"), home.show, turn.program, style=Style.MAIN), safety.choice(turn.program)],
            foot=_("Nobody is told that you did this."),
        )
    )


def end_elsewhere(keeper: Member, other: Member, turn: Turn, but: Member | None = None) -> Effects:
    """What is open between the two ends, in every program, each in a step of its own; not with the profile `but`."""
    for one, away in together(turn.store, keeper, other):
        if away is not but:
            yield Later(end_here_too, away, due=turn.now, value=str(one.id))


def one_person(member: Member, turn: Turn) -> Effects:
    """Accounts have become one person. What is open with whom one of them keeps away, or who keeps one away, ends."""
    said = kept_by(turn.store, member)
    for one in sorted(kept_from(turn.store, member) - {member.id}):
        other = turn.store.get(Member, one)
        if other is not None:
            yield from end_elsewhere(*((member, other) if one in said else (other, member)), turn)


@flow.step()
def end_here_too(other: Member, turn: Turn) -> Effects:
    """The same two in one more program; nothing says that it comes from elsewhere."""
    keeper = turn.store.get(Member, int(turn.value))
    if keeper is not None:
        yield from _end_all(other, replace(turn, by=keeper))


def _refuse_unknown(other: Member, turn: Turn) -> None:
    if not _may(other, turn):
        raise Refused(_("There is nothing between the two of you that I could end."))


def _end_all(other: Member, turn: Turn) -> Effects:
    yield from unsaid.keep_back(turn.me, other, turn)
    for match in _matches(other, turn):
        yield from _end(match, turn)
    yield from _not_asked_about(other, turn)
    for asker, asked in ((turn.me, other), (other, turn.me)):
        yield from passing.not_between(asker, asked, turn)
    for mentee, mentor in ((turn.me, other), (other, turn.me)):
        for intro in of_pair(turn.store, mentee, mentor):
            if intro.is_open:
                yield from _close(intro, turn)


def _not_asked_about(other: Member, turn: Turn) -> Effects:
    """Whether they would like to meet again is no question any more for the one who said it. For the other it is over
    when its time is; and nothing may tell whom a suggestion without names was about."""
    for introduction in open_between(turn.store, turn.me, other):
        if introduction.status is IntroductionStatus.OPEN and introduction.by_id is None:
            yield from telling.over(introductions.asked(introduction, turn.me), introductions.over_card(turn), turn)


def _end(match: Match, turn: Turn) -> Effects:
    if match.status is not MatchStatus.OFFERED:
        yield from parting.end(match, parting.OTHER, turn, by=turn.me)
    elif turn.me.id == match.mentee_id:
        yield from offer_ends.come_to_nothing(match, offer_ends.TAKEN_BACK, turn)
    else:
        yield from offer_ends.come_to_nothing(match, offer_ends.DECLINED, turn)


def _close(intro: Intro, turn: Turn) -> Effects:
    """In the words of an intro that one of them calls off, or of a plain no to an ask: none that are read only here."""
    if turn.me.id == intro.mentee_id:
        yield from intros.close(intro, IntroStatus.WITHDRAWN, "", turn)
    elif intro.status is IntroStatus.ASKED:
        yield from intros.close(intro, IntroStatus.DECLINED, declining.NO_REASON, turn)
    elif intro.status is IntroStatus.MET:
        yield from intros.close(intro, IntroStatus.CLOSED, f"mentor_{endings.NO_FURTHER}", turn)
    else:
        yield from intros.close(intro, IntroStatus.CLOSED, f"mentor_{endings.STEPPED_BACK}", turn)
