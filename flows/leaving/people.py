"""Breaks and leaving: a member's own word, or the platform's."""

from datetime import datetime, time, timedelta

from bot.calendar import instant_of, local
from bot.engine import digest
from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import PLATFORM, Command, Effects, Flow, Group, Later, Never, Redraw, Replace, Tell, Turn, slot
from bot.words import _, lines
from flows import home
from flows.beginning import opening
from flows.checkins import asking as checkins
from flows.finding import free_places, wishes
from flows.joining import approval
from flows.leaving import break_words
from flows.matching import matches, offer_ends
from flows.meeting import endings, intros
from flows.rights import erasing
from flows.safety import bringing, hearing
from flows.socials import answering as socials
from flows.verdicts import verdicts
from storage import outbox
from storage.mentoring import finding
from storage.mentoring.profiles import profile_of
from storage.mentoring.records import record
from storage.people import Member, MemberStatus, coordinators, left_places
from storage.places import account_here

flow: Flow[Member] = Flow("people", about=Member, holds=("self",))
BACK_AT = time(9)
LONGEST_BREAK = timedelta(days=366)
WEEKS = {"1": _("For a week"), "2": _("For two weeks"), "4": _("For four weeks")}


# --- a break ---------------------------------------------------------------------------------------------------------


@flow.step(
    by="self", command=Command(Group.EVERYBODY, "pause", _("Take a break, and come back")),
    words=("pause", "break", "a break", "take a break", "i want to take a break", "i would like to take a break",
           "i'd like to take a break", "i want a break", "i need a break"),
)  # fmt: skip
def ask_pause(member: Member, turn: Turn) -> Effects:
    """Until when? Nothing happens before that is said."""
    is_away = member.status is MemberStatus.PAUSED
    yield _break_answer(member, turn) if is_away else Replace(break_words.until_when(member, turn))


def _break_answer(member: Member, turn: Turn) -> Replace:
    """The card of a break, kept true until it is over."""
    return Replace(break_words.break_card(member, turn), slot("break", member))


@flow.step(by="self", when=MemberStatus.ACTIVE)
def pause(member: Member, turn: Turn) -> Effects:
    """A break for some weeks (`value`), or until they come back."""
    until = None
    if turn.value:
        if turn.value not in WEEKS:
            raise Refused(_("Please pick one of the buttons."))
        day = local(turn.now, _zone(member, turn)).date() + timedelta(weeks=int(turn.value))
        until = instant_of(day, BACK_AT, _zone(member, turn))
    yield from begin_break(member, turn, until)
    yield _break_answer(member, turn)


def until_form(member: Member, turn: Turn) -> Form:
    return Form(
        _("A break"),
        [Question("day", Kind.DATE, _("I am back on"), hint=_("In the morning of that day the break ends by itself."))],
        submit=_("Take a break"),
    )


@flow.step(by="self", when=MemberStatus.ACTIVE, form=until_form)
def pause_until(member: Member, turn: Turn) -> Effects:
    """A break until the morning of a day."""
    day, zone = turn.answers.day("day"), _zone(member, turn)
    if day is None or day <= local(turn.now, zone).date():
        raise Invalid("day", _("Please give a day after this one."))
    if day > local(turn.now + LONGEST_BREAK, zone).date():
        raise Invalid("day", _("That is more than a year away. “Until I come back” has no end."))
    yield from begin_break(member, turn, instant_of(day, BACK_AT, zone))
    yield _break_answer(member, turn)


def begin_break(member: Member, turn: Turn, until: datetime | None) -> Effects:
    """Nothing new comes to the member; what nobody answered yet is closed, and partners are told."""
    could_hear = hearing.hears(member)
    member.status, member.paused_until, member.paused_by_coordinator = MemberStatus.PAUSED, until, False
    yield from offer_ends.on_a_break(member, turn)
    yield from intros.close_all(member, turn, endings.PAUSED)
    yield from intros.recounted(member, turn)
    if could_hear:
        yield from bringing.gives_up(turn)
    if until is not None:
        yield Later(wake, member, due=until)
    else:
        yield Never(wake, member)


@flow.step(
    by="self",
    words=("resume", "i am back", "i'm back"),
    command=Command(Group.EVERYBODY, "resume", _("End your break")),
)
def resume(member: Member, turn: Turn) -> Effects:
    """Ends a break that the member set. Where it is over already, the card says so."""
    if member.status is not MemberStatus.PAUSED:
        yield Replace(home.home_card(member, turn, _("You are not on a break.")))
        return
    if member.paused_by_coordinator:
        raise Refused(break_words.how_long(member))
    yield from end_break(member, turn)
    yield Replace(home.home_card(member, turn))


@flow.step(when=MemberStatus.PAUSED)
def wake(member: Member, turn: Turn) -> Effects:
    """The break is over, as they said."""
    if member.paused_until is None or member.paused_until > turn.now:
        return
    yield from end_break(member, turn)
    choices = [
        Choice(_("See where I stand"), home.show, turn.program, style=Style.MAIN),
        Choice(_("A little longer"), ask_pause, member),
    ]
    yield Tell(member, Card(_("Welcome back. Your break is over, as you wished."), choices=choices))


def end_break(member: Member, turn: Turn) -> Effects:
    member.status, member.paused_until, member.paused_by_coordinator = MemberStatus.ACTIVE, None, False
    yield Never(wake, member)
    yield Redraw(member, slot("break", member), Card(_("Your break is over.")))
    yield from intros.recounted(member, turn)
    yield from verdicts.came_back(member, turn)
    yield from checkins.came_back(member, turn)
    yield from bringing.can_hear(member, turn)
    yield from opening.came_back(member, turn)
    yield from wishes.came_back(member, turn)
    yield from free_places.came_back(member, turn)
    yield from digest.came_back(member, turn)


def _zone(member: Member, turn: Turn) -> str:
    return member.zone or turn.program.zone


# --- leaving ---------------------------------------------------------------------------------------------------------


@flow.step(
    by="self", looks=True, command=Command(Group.EVERYBODY, "leave", _("Leave the program")),
    words=("leave", "stop", "quit", "unsubscribe", "leave the program", "how do i leave", "how can i leave",
           "i want to leave", "i would like to leave", "i'd like to leave"),
)  # fmt: skip
def ask_leave(member: Member, turn: Turn) -> Effects:
    """Says what leaving means, and asks once more."""
    others = [one for one in coordinators(turn.store) if one.id != member.id]
    alone = member.is_coordinator and not others
    yield Replace(
        Card(
            lines(
                _("Leave {program}?", program=turn.program.name),
                *break_words.what_ends(member, turn),
                _("You are its only coordinator, and after that nobody looks after it. Better make somebody else a "
                  "coordinator first.") if alone else None,
                _("What you told me is kept, so that you can join again, and members do not see your profile any more. "
                  "You can also have all of it deleted."),
            ),
            choices=[
                *([Choice(_("Take a break instead"), ask_pause, member, style=Style.MAIN)]
                  if member.status is MemberStatus.ACTIVE else []),
                Choice(_("Yes, leave"), leave, member, style=Style.GRAVE),
                Choice(_("Stay"), home.show, turn.program),
                erasing.choice(turn.program),
            ],
        )
    )  # fmt: skip


@flow.step(by="self", when=(MemberStatus.ACTIVE, MemberStatus.PAUSED), ends=True)
def leave(member: Member, turn: Turn) -> Effects:
    """Everything open is closed in this one step, and nothing more is sent to them."""
    yield from end_membership(member, turn, MemberStatus.LEFT)
    record(turn.store, member, "left", turn.now, to=member)
    yield Replace(
        Card(
            lines(
                _("You have left {program}. I do not write to you any more. Thank you for having been here.",
                  program=turn.program.name),
                _("What you told me is kept for when you come back, and members do not see your profile."),
            ),
            choices=[Choice(_("Join again"), home.show, turn.program), erasing.choice(turn.program)],
        )
    )  # fmt: skip


def end_membership(member: Member, turn: Turn, status: MemberStatus) -> Effects:
    """Closes everything that is open of a member who left or was removed. The status comes first, so that nobody is
    shown them any more. A break that a coordinator set stays, for when they come back."""
    could_hear = hearing.hears(member)
    member.status, member.paused_until, member.is_coordinator = status, None, False
    outbox.drop_letters_to(turn.store.session, member.id or 0)
    yield Never(wake, member)
    yield from matches.end_for_leaver(member, turn)
    yield from intros.close_all(member, turn, endings.LEFT)
    yield from socials.gone(member, turn)
    yield from intros.recounted(member, turn)
    yield from approval.left(member, turn)
    if could_hear:
        yield from bringing.gives_up(turn)


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
        member.account, member.account_id = other, other.id or 0


@flow.step(when=MemberStatus.ACTIVE)
def reachable(member: Member, turn: Turn) -> Effects:
    """Letters arrive again: a coordinator gets what was written meanwhile."""
    yield from bringing.can_hear(member, turn)


@flow.step(when=MemberStatus.ACTIVE)
def unreachable(member: Member, turn: Turn) -> Effects:
    """Letters do not arrive any more: what a coordinator has in their hands goes on to others."""
    if member.is_coordinator:
        yield from bringing.gives_up(turn)


@flow.step()
def renamed(member: Member, turn: Turn) -> Effects:
    """The platform calls them otherwise since: a mentor is found by the new name, and no more by the old one."""
    if member.is_mentor:
        finding.index_words(turn.store, profile_of(turn.store, member))
    yield from ()
