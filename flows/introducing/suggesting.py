"""A coordinator thinks that two should talk. Both are asked, and neither is named before both have said yes."""

from datetime import timedelta

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question
from bot.numbers import number
from bot.steps import COORDINATOR, Effects, Flow, Replace, Turn
from bot.words import Phrase, Text, _, lines
from flows import namesakes, words
from flows.coordinating import person
from flows.finding import in_common
from flows.introducing import acquainted, introductions
from storage.mentoring.pairs.introductions import (
    Introduction,
    hold_both,
    open_between,
    suggested_since,
    suggestions_over,
)
from storage.mentoring.records import record
from storage.mentoring.standing import others_here
from storage.people import Member, MemberStatus
from storage.places import ProgramStatus, status_held

flow: Flow[Member] = Flow("suggesting", about=Member)
WEEK, MOST_A_WEEK = timedelta(days=7), 2
"""How many suggestions one person gets in that time, at most."""
MEMBER_ID = "m"


def choice(member: Member, came: str = "") -> list[Choice]:
    """For a coordinator's card of somebody who takes part. `came`: from where, as on the card of one person."""
    if member.status is not MemberStatus.ACTIVE or not (member.is_mentee or member.is_mentor):
        return []
    return [Choice(_("Suggest somebody to {name}", name=member.name), suggest, member, came)]


def _candidates(member: Member, turn: Turn) -> list[Member]:
    """Whom one could suggest: those with the other role, and with the same one after them. Also who must not meet
    them: a name that is missing would tell. Never whoever suggests: not to be asked would tell them who keeps them
    away."""
    found = [one for one in others_here(turn.store, member) if one.id != turn.me.id]
    wanted = [one for one in found if (one.is_mentor if member.is_mentee else one.is_mentee)]
    return [*wanted, *(one for one in found if one not in wanted)]


def _not_oneself(member: Member, turn: Turn) -> None:
    """Raises `Refused` where somebody would be suggested to whoever suggests."""
    if member.id == turn.me.id:
        raise Refused(_("This is about yourself. Another coordinator can suggest somebody to you."))


def _while_it_goes_on(status: ProgramStatus, turn: Turn) -> None:
    """Raises `Refused` where nobody would be asked."""
    if not status.goes_on:
        raise Refused(_("People can be suggested to each other while {program} goes on.", program=turn.program.name))


def suggest_form(member: Member, turn: Turn) -> Form:
    _not_oneself(member, turn)
    _while_it_goes_on(turn.program.status, turn)
    people = _candidates(member, turn)
    if not people:
        raise Refused(_("There is nobody here whom you could suggest."))
    return Form(
        _("You two should talk"),
        [
            Question(
                "who", Kind.ONE, _("Who would be good for them?"),
                options=[Option(f"{MEMBER_ID}{key}", name) for key, name in namesakes.labels(people, turn).items()],
            )
        ],
        submit=_("Ask both"),
        text=_("Both are asked whether they would like that. Neither is named before both have said yes, and you hear "
               "of it only then."),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=MemberStatus.ACTIVE, form=suggest_form)
def suggest(member: Member, turn: Turn) -> Effects:
    """Both are asked, each without the other's name; where they must not meet, only the coordinator's card says so."""
    _not_oneself(member, turn)
    _while_it_goes_on(status_held(turn.store), turn)
    other = turn.store.get(Member, number(turn.answers.text("who").removeprefix(MEMBER_ID)))
    if other is None or other.id not in [one.id for one in _candidates(member, turn)]:
        raise Invalid("who", _("They are not here any more. Please pick somebody else."))
    hold_both(turn.store, member, other)
    _nothing_speaks_against(member, other, turn)
    yield from introductions.suggest(member, other, turn)
    record(turn.store, turn.me, "suggested", turn.now, to=member)
    asked = _("I have asked both. If both say yes, they get to meet, and you hear of it.")
    back = Choice(_("Back to {name}", name=member.name), person.show, member, turn.value)
    yield Replace(Card(asked, choices=[back]))


def _nothing_speaks_against(member: Member, other: Member, turn: Turn) -> None:
    """Raises `Invalid`; the sentence tells nothing but what coordinators know anyway."""
    if _suggested_already(member, other, turn):
        raise Invalid("who", _("A coordinator has suggested them to each other already. Please wait some days."))
    if acquainted.line(member, other, turn):
        raise Invalid("who", _("These two know each other already."))
    for one in (member, other):
        if suggested_since(turn.store, one, turn.now - WEEK) >= MOST_A_WEEK:
            raise Invalid("who", _("{name} has had suggestions enough this week.", name=one.name))


def _suggested_already(member: Member, other: Member, turn: Turn) -> bool:
    """Also where one of them has left and come back: of what nobody was asked the row stays as long."""
    if any(one.by_id is not None for one in open_between(turn.store, member, other)):
        return True
    return any(turn.now < introductions.until(one, turn) for one in suggestions_over(turn.store, member, other))


# --- what the two read -----------------------------------------------------------------------------------------------


def why(introduction: Introduction, reader: Member, turn: Turn) -> Text:
    """Without a name: who thinks so, and what the two share."""
    other = introduction.beside(reader)
    by = introduction.by.name if introduction.by else turn.program.name
    shared = in_common.things(reader, other, turn)
    return lines(
        _("{name}, who coordinates {program}, thinks that you and {somebody} here could get on well.", name=by,
          program=turn.program.name, somebody=_role(other, turn)),
        in_common.shared_line(shared) if shared else None,
        _("Would you like to meet? You read each other's names when both of you say yes."),
    )  # fmt: skip


def _role(other: Member, turn: Turn) -> Phrase:
    if other.is_mentor:
        return words.usual_or(turn, _("a mentor"), _("somebody"))
    return _("somebody")
