"""Joining: one press that agrees, a role, and what it is about. Nothing more is needed to see mentors."""

from collections.abc import Generator, Mapping
from dataclasses import replace

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, MEMBER, Effect, Effects, Flow, Replace, Turn
from bot.words import Text, _, lines
from flows import home, words
from flows.coordinating import program as program_home
from flows.finding import mentors
from flows.joining import approval, offering, roles, topics, way_in
from flows.meeting import intros
from flows.profiles import profile_offer
from flows.rights import erasing
from flows.safety import safety
from flows.short_questions import asking as one_question
from storage import homes
from storage.mentoring.newcomers import come_in
from storage.mentoring.profiles import profile_of
from storage.mentoring.records import record
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus, member_of
from storage.places import Program, ProgramStatus

flow: Flow[Program] = Flow("joining", about=Program)
own: Flow[Member] = Flow("joined", about=Member, holds=("self",))
FOR_A_QUESTION = "question"
"""The value of a Join that leads on to a short question at once."""


# --- joining ---------------------------------------------------------------------------------------------------------


@flow.step(by=MEMBER, looks=True)
def take_part(program: Program, turn: Turn) -> Effects:
    """For a coordinator, who came in without being asked: the card that says what joining means."""
    yield Replace(way_in.card(program, turn))


@flow.step(by=ANYONE, shared=True)
def join(program: Program, turn: Turn) -> Effects:
    """Records the consent with its version, and asks for the role. A second press leads to where they stand."""
    if turn.account is None:
        raise Refused(_("Please press Join yourself."))
    if erasing.is_under_way(turn):
        yield Replace(erasing.wait_card())
        return
    member = member_of(turn.store, turn.account.id, program.id)
    news = _("Good to have you back.") if member is not None and not member.is_here else None
    if member is None or not member.is_here or not member.consent:
        if not _takes(program, member) or homes.is_left_behind(turn.store, turn.account):
            yield Replace(way_in.card(program, turn))
            return
        member = yield from _come_in(member, turn)
    turn.by = member
    if turn.value == FOR_A_QUESTION and one_question.can_ask(member, turn):
        yield from one_question.begin(program, turn)
    else:
        yield Replace(_next(member, turn, news))


def _takes(program: Program, before: Member | None) -> bool:
    """Whether this person may come in: nobody into a draft or a program that ended, into a closed one only who was in
    it before."""
    if program.status is ProgramStatus.CLOSED:
        return before is not None
    return program.status in (ProgramStatus.GATHERING, ProgramStatus.OPEN)


def _come_in(before: Member | None, turn: Turn) -> Generator[Effect, None, Member]:
    """Makes them a member, or one again: as they were, also on a break that a coordinator set."""
    rules, account = rules_of(turn.store), turn.account
    if account is None:
        raise Refused(_("Please press Join yourself."))
    if before is None:
        member = come_in(turn.store, account, turn.now, consent=rules.consent_version)
    elif before.is_here:
        member = before
        member.consent = rules.consent_version
    else:
        member = before
        member.status = MemberStatus.PAUSED if member.paused_by_coordinator else MemberStatus.ACTIVE
        member.consent, member.joined_at = rules.consent_version, turn.now
        member.zone = member.zone or account.zone
        record(turn.store, member, "joined_again", turn.now, to=member)
        yield from intros.recounted(member, turn)
        yield from approval.came_back(member, turn)
    if rules.reciprocal:
        roles.take(member, turn, mentee=True, mentor=True)
    return member


def _next(member: Member, turn: Turn, news: Text | None = None) -> Card:
    """What comes next for somebody who is in."""
    if not (member.is_mentee or member.is_mentor):
        return role_card(member, turn)
    if member.is_mentee and not topics.picked(member, turn, topics.SEEK):
        return topics.card(member, turn, topics.SEEK)
    if not member.is_mentee and not offering.is_complete(member, turn):
        return offering.next_card(member, turn)
    return home.home_card(member, turn, news)


def role_card(member: Member, turn: Turn) -> Card:
    look = words.usual_or(turn, _("I look for a mentor"), _("I look for {mentors_word}", **words.of(turn)))
    be = words.usual_or(turn, _("I want to be a mentor"), _("I want to help others ({mentor_word})", **words.of(turn)))
    return Card(
        _("Good to have you here, {name}. What brings you?", name=member.name),
        choices=[
            Choice(look, role, member, "mentee", Style.MAIN),
            Choice(be, role, member, "mentor"),
            Choice(_("Both"), role, member, "both"),
            *one_question.choices(member, turn, _("I only have a question")),
        ],
        foot=_("You can change this later. Write “hello” to me at any time, and I show you where you stand."),
    )  # fmt: skip


ROLES: Mapping[str, tuple[bool, bool]] = {"mentee": (True, False), "mentor": (False, True), "both": (True, True)}


@own.step(by="self")
def role(member: Member, turn: Turn) -> Effects:
    """Takes the role (one more, for whoever has told something already), and asks what it is about. Not before they
    have agreed to what joining means."""
    if turn.value not in ROLES:
        raise Refused(_("Please pick one of them."))
    if not member.consent:
        yield Replace(way_in.card(turn.program, turn))
        return
    mentee, mentor = ROLES[turn.value]
    has_nothing = not roles.has_told(member, turn)
    roles.take(
        member, turn, mentee=mentee or (member.is_mentee and not has_nothing),
        mentor=mentor or (member.is_mentor and not has_nothing),
    )  # fmt: skip
    if mentee and not topics.picked(member, turn, topics.SEEK):
        yield Replace(topics.card(member, turn, topics.SEEK))
    elif mentor:
        yield Replace(offering.next_card(member, turn))
    else:
        yield Replace(home.home_card(member, turn))


# --- the first list --------------------------------------------------------------------------------------------------


@own.step(by="self")
def look(member: Member, turn: Turn) -> Effects:
    """Three mentors, with the offer to tell more; before the program is open, when that is."""
    if not topics.picked(member, turn, topics.SEEK):
        raise Refused(_("Pick one first, so that I know whom to show you."))
    if turn.program.is_to_open:
        yield Replace(not_open_card(member, turn))
    else:
        for effect in mentors.find(turn.program, turn):
            match effect:
                case Replace(card):
                    card = replace(card, choices=[*card.choices, *_offer_too(member, turn)])
                    yield Replace(profile_offer.with_invitation(card, member, turn))
                case _:
                    yield effect


def not_open_card(member: Member, turn: Turn) -> Card:
    """For a mentee who came before the program is open."""
    return Card(
        lines(
            _("You are in, {name}.", name=member.name),
            program_home.opening_line(turn),
            _("I write to you as soon as you can ask somebody."),
        ),
        choices=[
            *profile_offer.invitation(member, turn, Style.MAIN),
            *_offer_too(member, turn),
            Choice(_("See who is here"), mentors.find, turn.program),
            safety.choice(turn.program),
        ],
    )


def _offer_too(member: Member, turn: Turn) -> list[Choice]:
    """For who has both roles and has not said yet what they offer."""
    if not member.is_mentor or offering.is_complete(member, turn):
        return []
    return [Choice(offering.begin_label(turn), offering.go_on, member)]


def is_new(member: Member, turn: Turn) -> bool:
    """Whether they have not been brought further than the topics yet."""
    return not profile_of(turn.store, member).offered
