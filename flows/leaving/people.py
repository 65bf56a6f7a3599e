"""Leaving: a member's own word, or the platform's."""

from bot.engine import digest
from bot.messages import Card, Choice, Style
from bot.steps import PLATFORM, Command, Effects, Flow, Group, Never, Replace, Tell, Turn
from bot.words import _, lines
from flows import home
from flows.finding import portrait
from flows.handover import meanwhile as offers_of_it
from flows.handover import standing_in
from flows.introducing import away as introductions
from flows.joining import approval
from flows.leaving import break_words, breaks
from flows.matching import matches
from flows.meeting import endings, intros, unsaid
from flows.rights import erasing, keeping
from flows.safety import bringing, hearing
from flows.short_questions import away as short_questions
from flows.socials import filling as socials
from storage import outbox
from storage.codes import claims
from storage.mentoring.pairs.handovers import role_ends
from storage.mentoring.pairs.rooms import rename_rooms
from storage.mentoring.pairs.talks import standing_of
from storage.mentoring.profiles import profile_of
from storage.mentoring.records import record
from storage.people import Account, Member, MemberStatus, coordinators, left_places
from storage.places import account_here, prefer

flow: Flow[Member] = Flow("people", about=Member, holds=("self",))


@flow.step(
    by="self", looks=True, command=Command(Group.EVERYBODY, "leave", _("Leave the program")),
    words=("leave", "stop", "quit", "unsubscribe", "leave the program", "how do i leave", "how can i leave",
           "i want to leave", "i would like to leave", "i'd like to leave"),
)  # fmt: skip
def ask_leave(member: Member, turn: Turn) -> Effects:
    """Says what leaving means, and asks once more."""
    others = [one for one in coordinators(turn.store) if one.id != member.id]
    coordinates = member.is_coordinator
    alone = coordinates and not others
    yield Replace(
        Card(
            lines(
                _("Leave {program}?", program=turn.program.name),
                *break_words.what_ends(member, turn),
                standing_in.leaving_line(turn) if alone else None,
                _("Then you do not coordinate it any more; the others do.") if coordinates and not alone else None,
                _("Then members do not see your profile any more.") if member.is_mentee or member.is_mentor else None,
                keeping.of_who_left(member, turn),
            ),
            choices=[
                *([Choice(_("Take a break instead"), breaks.ask_pause, member, style=Style.MAIN)]
                  if member.status is MemberStatus.ACTIVE else []),
                Choice(_("Yes, leave"), leave, member, style=Style.GRAVE),
                Choice(_("Stay"), home.show, turn.program),
                erasing.choice(turn.program),
            ],
        )
    )  # fmt: skip


@flow.step(by="self", when=(MemberStatus.ACTIVE, MemberStatus.PAUSED), ends=True)
def leave(member: Member, turn: Turn) -> Effects:
    """Everything open is closed in this one step, and nothing more is sent to them, but for what takes talks that they
    had agreed on out of their calendar."""
    has_talks = bool(standing_of(turn.store, member))
    yield from end_membership(member, turn, MemberStatus.LEFT)
    record(turn.store, member, "left", turn.now, to=member)
    yield Replace(
        Card(
            lines(
                _("You have left {program}. I do not write to you any more, but for what takes your talks out of your "
                  "calendar. Thank you for having been here.", program=turn.program.name) if has_talks else
                _("You have left {program}. I do not write to you any more. Thank you for having been here.",
                  program=turn.program.name),
                _("Members do not see your profile any more.") if member.is_mentee or member.is_mentor else None,
                keeping.of_who_left(member, turn),
            ),
            choices=[Choice(_("Join again"), home.show, turn.program), erasing.choice(turn.program)],
        )
    )  # fmt: skip


def end_membership(member: Member, turn: Turn, status: MemberStatus) -> Effects:
    """Closes everything that is open of a member who left or was removed. The status comes first, so that nobody is
    shown them any more. A break that a coordinator set stays, for when they come back."""
    could_hear, coordinated = hearing.hears(member), member.is_coordinator
    if coordinated:
        claims.hold_program(turn.store)  # of two who go at the same moment, the second one sees that nobody is left
        role_ends(turn.store, member)
    member.status, member.paused_until, member.is_coordinator = status, None, False
    outbox.drop_letters_to(turn.store.session, member.id or 0)
    yield Never(breaks.wake, member)
    yield from matches.end_for_leaver(member, turn)
    yield from intros.close_all(member, turn, endings.LEFT)
    yield from unsaid.keep_back_leaver(member, turn)
    yield from introductions.left(member, turn)
    yield from socials.gone(member, turn)
    yield from short_questions.left(member, turn)
    yield from intros.recounted(member, turn)
    yield from approval.left(member, turn)
    if could_hear:
        yield from bringing.gives_up(turn)
    yield from standing_in.gone(member, turn)
    yield from offers_of_it.gone(member, turn)
    if coordinated:
        yield from standing_in.ask_if_nobody_is_left(turn)


@flow.step(by=PLATFORM)
def left(member: Member, turn: Turn) -> Effects:
    """The platform says that the account left a place, or was switched off. A member who can still be met in a place
    of the program, with this or another account, stays."""
    account, place = turn.account, turn.place
    if account is None:
        return
    if left_places(turn.store, account, place.id if place else None, turn.now):
        account.gone_at = turn.now
    other = account_here(turn.store, member)
    if other is None:
        yield from end_membership(member, turn, MemberStatus.LEFT)
        record(turn.store, None, "left_platform", turn.now, to=member)
    elif other.id != member.account_id:
        yield from go_on_with(other, member, turn)


@flow.step(when=MemberStatus.ACTIVE)
def reachable(member: Member, turn: Turn) -> Effects:
    """Letters arrive again: a coordinator gets what was written meanwhile, and everybody what was on its way."""
    yield from bringing.can_hear(member, turn)
    yield from digest.came_back(member, turn)


def go_on_with(account: Account, member: Member, turn: Turn) -> Effects:
    """From now on letters go to another account of theirs, which says so first."""
    was = member.account
    prefer(turn.store, member, account)
    yield Tell(
        member,
        Card(_("I cannot reach you on {platform} any more, so I write to you here from now on. Everything goes on as "
               "before.", platform=was.platform.capitalize())),
    )  # fmt: skip


@flow.step(when=(MemberStatus.ACTIVE, MemberStatus.PAUSED))
def unreachable(member: Member, turn: Turn) -> Effects:
    """Letters do not arrive any more: they go to another account of theirs. Where there is none, what a coordinator has
    in their hands goes on to others."""
    other = account_here(turn.store, member)
    if hearing.can_be_reached(member):
        return
    if other is not None and other.silent_since is None:
        yield from go_on_with(other, member, turn)
    elif member.is_coordinator and member.status is MemberStatus.ACTIVE:
        yield from bringing.gives_up(turn)


@flow.step()
def renamed(member: Member, turn: Turn) -> Effects:
    """The platform calls them otherwise since: a mentor is found by the new name, and no more by the old one, and the
    rooms they are in are named after them as they are called now."""
    rename_rooms(turn.store, member)
    if member.is_mentor:
        portrait.findable(turn.store, profile_of(turn.store, member))
    yield from ()
