"""The roles of a member: taking one more, and giving one up."""

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import _
from flows import words
from flows.joining import approval, joining
from flows.meeting import intros
from flows.profiles import profile
from storage.mentoring.intros import open_of_mentee, open_of_mentor
from storage.mentoring.matches import live_of
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags, slugs_of, sought
from storage.mentoring.rules import rules_of
from storage.people import Member

flow: Flow[Member] = Flow("roles", about=Member, holds=("self",))


def take(member: Member, turn: Turn, *, mentee: bool, mentor: bool) -> None:
    """Gives the member these roles. What a mentee looks for stays theirs when they become a mentor too, and is not
    mistaken for what they offer."""
    profile_of(turn.store, member)
    looks_for = sought(turn.store, member) if member.is_mentee else []
    offers = slugs_of(turn.store, member, TagKind.TOPIC) if member.is_mentor else []
    member.is_mentee, member.is_mentor = mentee, mentor
    both = mentee and mentor
    set_tags(turn.store, member, TagKind.LOOKS_FOR, looks_for if both else [], hidden=looks_for)
    set_tags(turn.store, member, TagKind.TOPIC, offers if mentor else looks_for)


def has_told(member: Member, turn: Turn) -> bool:
    """Whether there is anything behind the roles yet, so that another role is one more and not a correction."""
    told = slugs_of(turn.store, member, TagKind.TOPIC) or slugs_of(turn.store, member, TagKind.LOOKS_FOR)
    return bool(told) or profile_of(turn.store, member).promised_at is not None


def choices(member: Member, turn: Turn) -> list[Choice]:
    """What can be changed about the roles. In a reciprocal program everybody is both, so nothing can."""
    if rules_of(turn.store).reciprocal:
        return []
    found = []
    if not member.is_mentee:
        look = words.usual_or(turn, _("Look for a mentor too"), _("Look for {mentors_word} too", **words.of(turn)))
        found.append(Choice(look, joining.role, member, "mentee"))
    if not member.is_mentor:
        be = words.usual_or(turn, _("Be a mentor too"), _("Help as {mentor_word} too", **words.of(turn)))
        found.append(Choice(be, joining.role, member, "mentor"))
    if member.is_mentee and member.is_mentor:
        found.append(Choice(_("Give up a role"), ask_which, member))
    return found


@flow.step(by="self", looks=True)
def ask_which(member: Member, turn: Turn) -> Effects:
    """Which of the two roles to give up."""
    look = words.usual_or(
        turn, _("Not look for a mentor any more"), _("Not look for {mentors_word} any more", **words.of(turn))
    )
    be = words.usual_or(turn, _("Not be a mentor any more"), _("Not help as {mentor_word} any more", **words.of(turn)))
    yield Replace(
        Card(
            _("Which role would you like to give up? What you told me about yourself stays."),
            choices=[
                Choice(_("Keep both"), profile.show, member, style=Style.MAIN),
                Choice(look, give_up, member, "mentee"),
                Choice(be, give_up, member, "mentor"),
            ],
        )
    )


@flow.step(by="self")
def give_up(member: Member, turn: Turn) -> Effects:
    """Gives one of two roles up, where nothing is open in it."""
    if turn.value not in ("mentee", "mentor") or not (member.is_mentee and member.is_mentor):
        raise Refused(_("You have one role, and need one to take part. To go, you can leave the program."))
    if rules_of(turn.store).reciprocal:
        raise Refused(_("In {program} everybody has both roles.", program=turn.program.name))
    _nothing_open(member, turn)
    if turn.value == "mentee":
        take(member, turn, mentee=False, mentor=True)
    else:
        told = profile_of(turn.store, member)
        was_waiting = told.status is Listing.WAITING
        told.status, told.waiting_since, told.promised_at = Listing.NONE, None, None
        take(member, turn, mentee=True, mentor=False)
        yield from intros.recounted(member, turn)
        if was_waiting:
            yield from approval.redraw(turn)
    yield Replace(profile.card(member, turn))


def _nothing_open(member: Member, turn: Turn) -> None:
    """Raises `Refused` where somebody counts on the member in that role."""
    as_mentee = turn.value == "mentee"
    open_ = open_of_mentee(turn.store, member) if as_mentee else open_of_mentor(turn.store, member)
    side = "mentee_id" if as_mentee else "mentor_id"
    if open_ or any(getattr(match, side) == member.id for match in live_of(turn.store, member)):
        raise Refused(_("You have intro chats or a match in that role. Bring them to an end first; “{command}” shows "
                        "them.", command=f"/{turn.commands[0]} asks"))  # fmt: skip
