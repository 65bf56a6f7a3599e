"""A break: until a day, or until they come back. Nothing new comes meanwhile, and partners are told."""

from datetime import datetime, time, timedelta

from bot.calendar import instant_of, local
from bot.engine import digest
from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import Command, Effects, Flow, Group, Later, Never, Redraw, Replace, Tell, Turn, slot
from bot.words import _
from flows import home, timing
from flows.beginning import opening
from flows.checkins import asking as checkins
from flows.finding import free_places, wishes
from flows.handover import meanwhile as offers_of_it
from flows.introducing import away as introductions
from flows.leaving import break_words, chats, partners
from flows.matching import offer_ends
from flows.meeting import endings, intros
from flows.safety import bringing, hearing
from flows.short_questions import away as short_questions
from flows.socials import resting as socials
from flows.talks import ending as talks
from flows.verdicts import questions, verdicts
from storage.people import Member, MemberStatus

flow: Flow[Member] = Flow("breaks", about=Member, holds=("self",))
BACK_AT = time(9)
LONGEST_BREAK = timedelta(days=366)
WEEKS = {"1": _("For a week"), "2": _("For two weeks"), "4": _("For four weeks")}


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
    return Replace(break_words.break_card(member, turn), kept_in(member))


def kept_in(member: Member | None) -> str:
    """The slot of every card that says that they are on a break; none where they are not."""
    return slot("break", member) if member is not None and member.status is MemberStatus.PAUSED else ""


@flow.step(by="self", when=MemberStatus.ACTIVE)
def pause(member: Member, turn: Turn) -> Effects:
    """A break for some weeks (`value`), or until they come back."""
    until = None
    if turn.value:
        if turn.value not in WEEKS:
            raise Refused(_("Please pick one of the buttons."))
        day = local(turn.now, timing.zone_of(member, turn)).date() + timedelta(weeks=int(turn.value))
        until = instant_of(day, BACK_AT, timing.zone_of(member, turn))
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
    day, zone = turn.answers.day("day"), timing.zone_of(member, turn)
    if day is None or day <= local(turn.now, zone).date():
        raise Invalid("day", _("Please give a day after this one."))
    if day > local(turn.now + LONGEST_BREAK, zone).date():
        raise Invalid("day", _("That is more than a year away. “Until I come back” has no end."))
    yield from begin_break(member, turn, instant_of(day, BACK_AT, zone))
    yield _break_answer(member, turn)


def begin_break(member: Member, turn: Turn, until: datetime | None) -> Effects:
    """Nothing new comes to the member; what nobody answered yet is closed, and partners are told."""
    could_hear = hearing.hears(member)
    member.told_open = member.told_open or opening.can_look(member, turn)  # no news for them when they are back
    member.status, member.paused_until, member.paused_by_coordinator = MemberStatus.PAUSED, until, False
    yield from offer_ends.on_a_break(member, turn)
    yield from intros.close_all(member, turn, endings.PAUSED)
    yield from talks.on_a_break(member, turn)
    yield from partners.on_a_break(member, turn)
    yield from chats.on_a_break(member, turn)
    yield from introductions.on_a_break(member, turn)
    yield from socials.on_a_break(member, turn)
    yield from questions.on_a_break(member, turn)
    yield from short_questions.on_a_break(member, turn)
    yield from offers_of_it.break_changed(member, turn)
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
    yield Replace(home.home_card(member, turn, _("Welcome back. Your break is over.")))


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
    yield from partners.came_back(member, turn)
    yield from chats.came_back(member, turn)
    yield from introductions.came_back(member, turn)
    yield from talks.came_back(member, turn)
    yield from bringing.can_hear(member, turn)
    yield from offers_of_it.break_changed(member, turn)
    yield from opening.came_back(member, turn)
    yield from wishes.came_back(member, turn)
    yield from free_places.came_back(member, turn)
    yield from socials.came_back(member, turn)
    yield from digest.came_back(member, turn)
