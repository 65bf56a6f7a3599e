"""Coordinators look at new mentors: list them, ask for changes, or decline; one by one or several at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.steps import COORDINATOR, PERSONAL, PROMPT, Command, Effects, Flow, Group, Later, Never, Tell, Turn
from bot.words import Text, _, lines, listing, n_, sentences
from flows import home, telling, timing, words
from flows.asking import limits
from flows.beginning import opening
from flows.coordinating import program as program_home
from flows.finding import portrait, wishes
from flows.joining import sending_back
from flows.meeting import intros
from storage.mentoring.profiles import Listing, Profile, profile_of, waiting_mentors
from storage.mentoring.records import record
from storage.people import Member, MemberStatus, coordinators
from storage.places import Program

flow: Flow[Program] = Flow("approval", about=Program)
one: Flow[Profile] = Flow("application", about=Profile)
AT_ONCE = 5
A_DAY = timedelta(days=1)
DECIDABLE = (Listing.WAITING, Listing.CHANGES, Listing.DECLINED)


# --- who waits -------------------------------------------------------------------------------------------------------


@flow.step(
    by=COORDINATOR, looks=True,
    command=Command(Group.COORDINATORS, "mentors", _("Who waits for your look before they are listed")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    yield telling.answer(_asked(turn.me, turn), card(turn), turn)


@flow.shows
def present(program: Program, turn: Turn) -> Card:
    return card(turn) if turn.by and turn.by.is_coordinator else home.present(program, turn)


@one.shows
def present_one(profile: Profile, turn: Turn) -> Card:
    return present(turn.program, turn)


def card(turn: Turn, news: Text | None = None) -> Card:
    """Those who wait, whoever waits longest first; the others follow when these are answered."""
    waiting = waiting_mentors(turn.store)
    shown, rest = waiting[:AT_ONCE], len(waiting) - AT_ONCE
    if not waiting:
        return Card(
            lines(news, _("No {mentor_word} waits for your look now.", **words.of(turn))),
            choices=[Choice(_("See the program"), program_home.show, turn.program)],
        )
    more = n_("One more follows when you have answered here.", "{n} more follow when you have answered here.", rest)
    all_ = n_("List this one", "List these {n}", len(shown))
    return Card(
        lines(
            news,
            n_("One person offers to help as {mentor_word}, and waits for your look.",
               "{n} people offer to help as {mentors_word}, and wait for your look.", len(waiting), **words.of(turn)),
            more if rest > 0 else None,
        ),
        sections=[_section(profile, turn) for profile in shown],
        choices=[
            *([Choice(all_, list_all, turn.program, _mark(shown[-1]))] if len(shown) > 1 else []),
            Choice(_("See the program"), program_home.show, turn.program),
        ],
        foot=_("All coordinators see this. What you decide is noted with your name; the reason goes to the person."),
        notice=_("Somebody waits for your look"),
    )  # fmt: skip


def _section(profile: Profile, turn: Turn) -> Section:
    mentor = profile.member
    return Section(
        portrait.offer(profile, turn),
        [
            Choice(_("List {name}", name=mentor.name), approve, profile, style=Style.MAIN),
            Choice(_("Ask {name} for changes", name=mentor.name), sending_back.ask_changes, profile),
            Choice(_("Decline {name}", name=mentor.name), sending_back.decline, profile),
        ],
    )  # fmt: skip


def redraw(turn: Turn, news: Text | None = None, own: Card | None = None) -> Effects:
    """Every coordinator's card says what holds now, so that nobody decides twice. `own` is for whoever acts."""
    if not waiting_mentors(turn.store):
        yield Never(remind, turn.program)
    for coordinator in coordinators(turn.store):
        is_own = own is not None and turn.by is not None and coordinator.id == turn.by.id
        yield from telling.redraw(_asked(coordinator, turn), own if own and is_own else card(turn, news), turn)


def _asked(coordinator: Member, turn: Turn) -> telling.Asked:
    return telling.Asked("approvals", turn.program, coordinator)


# --- telling coordinators --------------------------------------------------------------------------------------------


def tell_waiting(turn: Turn) -> Effects:
    """Somebody began to wait: the first one is a card for every coordinator, the next ones join it; and on the working
    morning after the day on which it has arrived there is a new card, if somebody still waits."""
    if len(waiting_mentors(turn.store)) > 1:
        yield from redraw(turn)
    else:
        told = coordinators(turn.store)
        for coordinator in told:
            yield from telling.anew(_asked(coordinator, turn), card(turn), PERSONAL, turn)
        arrives = max((timing.reaches_at(coordinator, turn) for coordinator in told), default=turn.now)
        yield Later(remind, turn.program, due=timing.morning_after(arrives, 1, turn))


def came_back(mentor: Member, turn: Turn) -> Effects:
    """Somebody who left while they waited is here again: they wait again, behind those who stand on a card already.
    However often that happens in a day, it rings once; after that the card says so, and the reminder comes."""
    profile = profile_of(turn.store, mentor)
    if not mentor.is_mentor or profile.status is not Listing.WAITING:
        return
    profile.waiting_since = turn.now
    if any(telling.was_told_since(_asked(one, turn), turn.now - A_DAY, turn) for one in coordinators(turn.store)):
        yield from redraw(turn)
        yield Later(remind, turn.program, due=timing.morning_after(turn.now, 1, turn))
    else:
        yield from tell_waiting(turn)


def left(mentor: Member, turn: Turn) -> Effects:
    """Somebody left while they waited: no card asks about them any more."""
    profile = turn.store.session.get(Profile, mentor.id)
    if mentor.is_mentor and profile is not None and profile.status is Listing.WAITING:
        yield from redraw(turn)


@flow.step()
def remind(program: Program, turn: Turn) -> Effects:
    """Who still waits, in one line; the card with all of it is there already, and a press shows it again."""
    waiting = waiting_mentors(turn.store)
    if not waiting:
        return
    for coordinator in coordinators(turn.store):
        yield from telling.anew(_asked(coordinator, turn), _reminder(waiting, turn), PROMPT, turn, needed=True)
    yield Later(remind, program, due=timing.morning_after(turn.now, 3, turn))


def _reminder(waiting: Sequence[Profile], turn: Turn) -> Card:
    names = [profile.member.name for profile in waiting[:AT_ONCE]]
    others = len(waiting) - len(names)
    more = n_("One more waits with them.", "{n} more wait with them.", others) if others else None
    return Card(
        sentences(
            n_("{names} still waits for your look, to be listed as {mentor_word}.",
               "{names} still wait for your look, to be listed as {mentors_word}.", len(names), names=listing(names),
               **words.of(turn)),
            more,
        ),
        choices=[Choice(_("Look now"), show, turn.program, style=Style.MAIN)],
        notice=_("Somebody waits for your look"),
    )  # fmt: skip


# --- listing ---------------------------------------------------------------------------------------------------------


@one.step(by=COORDINATOR, when=DECIDABLE)
def approve(profile: Profile, turn: Turn) -> Effects:
    """Lists one mentor."""
    still_there(profile)
    yield from _approve(profile, turn)
    news = _("{coordinator} listed {name}.", coordinator=turn.me.name, name=profile.member.name)
    yield from decided(turn, news, own=_("You listed {name}, who hears of it now.", name=profile.member.name))


def _approve(profile: Profile, turn: Turn) -> Effects:
    mentor = profile.member
    record(turn.store, turn.me, "mentor_listed", turn.now, to=mentor)
    yield from list_now(profile, turn)
    listed = _("You are listed among the {mentors_word} of {program} now.", program=turn.program.name, **words.of(turn))
    rests = _("{Mentees_word} see you as soon as you are back from your break.", **words.of(turn))
    seen = limits.who_sees(turn) if mentor.status is MemberStatus.ACTIVE else rests
    says = sentences(listed, seen, _("Thank you for offering."))
    yield Tell(mentor, Card(says, choices=[Choice(_("See where I stand"), home.show, turn.program, style=Style.MAIN)]))


@flow.step(by=COORDINATOR)
def list_all(program: Program, turn: Turn) -> Effects:
    """Lists those who stood on the card: who waited up to the mark in the button, and nobody who came later."""
    waiting = [one for one in waiting_mentors(turn.store) if _before(one, turn.value)][:AT_ONCE]
    if not waiting:
        raise Refused(_("Somebody was faster: these are all answered. “{command}” shows who waits now.",
                        command=f"/{turn.commands[1]} mentors"))  # fmt: skip
    for profile in waiting:
        yield from _approve(profile, turn)
    names = listing(profile.member.name for profile in waiting)
    news = _("{coordinator} listed {names}.", coordinator=turn.me.name, names=names)
    yield from decided(turn, news, own=_("You listed {names}. Each of them hears of it now.", names=names))


def list_now(profile: Profile, turn: Turn) -> Effects:
    """Makes a mentor visible; those who wished for one of the topics hear of it."""
    profile.status, profile.status_reason, profile.waiting_since = Listing.LISTED, "", None
    portrait.findable(turn.store, profile)
    yield from intros.recounted(profile.member, turn)
    yield Later(wishes.tell, profile, due=turn.now)
    yield from opening.somebody_listed(turn)


def _mark(profile: Profile) -> str:
    """A place in the queue, as a button can hold it."""
    since = profile.waiting_since or datetime.fromtimestamp(0, UTC)
    return f"{round(since.timestamp() * 1_000_000)}.{profile.member_id}"


def _before(profile: Profile, mark: str) -> bool:
    """Whether a profile was in the queue at that place or before it."""
    since, _dot, member = mark.partition(".")
    if not (since.isdecimal() and member.isdecimal()):
        return False
    own_since, _dot, own_member = _mark(profile).partition(".")
    return (int(own_since), int(own_member)) <= (int(since), int(member))


def still_there(profile: Profile) -> None:
    mentor: Member = profile.member
    if not mentor.is_here or not mentor.is_mentor:
        raise Refused(_("{name} does not offer to be listed any more.", name=mentor.name), stale=True)


def decided(turn: Turn, news: Text, *more: Choice, own: Text | None = None) -> Effects:
    """After a decision: what holds now, on the pressed card and on everybody's. `own` (the news in other words) and
    `more` are only for whoever decided."""
    now = card(turn, own or news)
    shown = replace(now, choices=[*now.choices, *more])
    yield from redraw(turn, news, shown)
    yield telling.answer(_asked(turn.me, turn), shown, turn)
