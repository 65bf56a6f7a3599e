"""Joining: one press, a role, and what it is about. Nothing more is needed to see mentors."""

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, Effects, Flow, Replace, Turn
from bot.words import _, term
from flows import home, library, mentors
from storage.mentoring.profiles import TagKind, profile_of, set_tags, slugs_of
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus, enrol, member_of
from storage.places import Program

flow: Flow[Program] = Flow("joining", about=Program)
own: Flow[Member] = Flow("joined", about=Member, holds=("self",))

MOST_TOPICS = 5


def join_card(program: Program, turn: Turn) -> Card:
    """What Kith does and who sees what, above the one press that agrees to it."""
    return Card(
        _(
            "I help people in {program} find a mentor. You look at mentors, ask a few of them for a short intro chat, "
            "and you choose. Nobody is assigned.\n"
            "- Other members see your name and what you write in your profile.\n"
            "- Coordinators see where you stand, never what you think of somebody.\n"
            "- I read only what you say to me. You can leave at any time.",
            program=program.name,
        ),
        title=_("Join {program}", program=program.name),
        choices=[Choice(_("Join"), join, program, style=Style.MAIN)],
    )


@flow.step(by=ANYONE)
def join(program: Program, turn: Turn) -> Effects:
    """Records the consent with its version, and asks for the role."""
    if turn.account is None:
        raise Refused(_("Please press Join yourself."))
    member = member_of(turn.store, turn.account.id, program.id)
    if member is None:
        member = enrol(turn.store, turn.account, turn.now, consent=rules_of(turn.store).consent_version)
    elif not member.is_here:
        member.status = MemberStatus.ACTIVE
    if member.is_mentee or member.is_mentor:
        yield Replace(home.home_card(member, turn))
        return
    yield Replace(role_card(member))


def role_card(member: Member) -> Card:
    return Card(
        _("Good to have you here, {name}. What brings you?", name=member.name),
        choices=[
            Choice(_("I look for a mentor"), role, member, "mentee", Style.MAIN),
            Choice(_("I want to be a mentor"), role, member, "mentor"),
        ],
        foot=_("You can change this later."),
    )


@own.step(by="self")
def role(member: Member, turn: Turn) -> Effects:
    """Takes the role, and asks what it is about."""
    if turn.value not in ("mentee", "mentor"):
        raise Refused(_("Please pick one of the two."))
    member.is_mentee, member.is_mentor = turn.value == "mentee", turn.value == "mentor"
    profile_of(turn.store, member)
    yield Replace(topics_card(member, turn))


def topics_card(member: Member, turn: Turn) -> Card:
    """The usual topics as presses; those picked say so."""
    picked = slugs_of(turn.store, member, TagKind.TOPIC)
    common = [topic for topic in library.topics().values() if topic.common]
    topics = [
        Choice(
            _("{topic} (picked)", topic=term(topic.label)) if topic.slug in picked else term(topic.label),
            topic_pressed, member, topic.slug,
        )
        for topic in common
    ]  # fmt: skip
    done = [Choice(_("Show me mentors"), mentors.find, turn.program, style=Style.MAIN)] if picked else []
    return Card(_("What would help you most now? Pick up to five."), choices=[*done, *topics][:15])


@own.step(by="self")
def topic_pressed(member: Member, turn: Turn) -> Effects:
    """Picks a topic, or puts it back."""
    if turn.value not in library.topics():
        raise Refused(_("I do not know that topic any more. Please pick another one."))
    picked = slugs_of(turn.store, member, TagKind.TOPIC)
    if turn.value in picked:
        picked.remove(turn.value)
    elif len(picked) >= MOST_TOPICS:
        raise Refused(_("Five topics are the most. Put one back first by pressing it again."))
    else:
        picked.append(turn.value)
    set_tags(turn.store, member, TagKind.TOPIC, picked)
    yield Replace(topics_card(member, turn))
