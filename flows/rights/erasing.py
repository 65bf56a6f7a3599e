"""Being erased: everything that is open closes, what is kept about somebody goes, and they hear when it is done."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import ANSWER, ANYONE, REMOVED, Command, Effects, Flow, Group, Later, Replace, Tell, Turn
from bot.words import Text, _, lines, listing
from flows import home
from flows.beginning import walking
from flows.handover import offering
from flows.leaving import break_words, people
from flows.rights import my_data, traces
from storage.database import Store
from storage.mentoring.apart import keep_apart_from_erased
from storage.mentoring.records import record
from storage.mentoring.walks import Walk
from storage.people import Account, Member, MemberStatus
from storage.places import Program, ProgramStatus
from storage.rights import erasing as rows
from storage.rights import erasure as under_way
from storage.rights import ledger
from storage.rights.erasure import Erasure
from storage.rights.people import person_of

flow: Flow[Program] = Flow("erasing", about=Program)
of_member: Flow[Member] = Flow("erased_member", about=Member)
of_account: Flow[Account] = Flow("erased_account", about=Account)
running: Flow[Erasure] = Flow("erasure", about=Erasure)
TO_BE_SENT = timedelta(minutes=1)
"""For the letters to partners, before the name goes out of those that wait."""
MOMENTS = timedelta(seconds=5)
LOOK_AGAIN = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=2)
"""For the last letter, which may not arrive at all."""


@flow.step(
    by=(ANYONE, REMOVED), looks=True,
    command=Command(Group.EVERYBODY, "erase", _("Have everything I keep about you deleted")),
    words=("erase", "erase me", "delete me", "delete my data", "delete everything", "forget me", "erase my data",
           "delete my account"),
)  # fmt: skip
def ask(program: Program, turn: Turn) -> Effects:
    """Says what goes, what stays and why, and asks once more."""
    account = _account(turn)
    if under_way.of_account(turn.store, account) is not None:
        yield Replace(wait_card())
        return
    if (left_alone := _left_alone(account, turn)) is not None:
        yield Replace(_hand_over_first(left_alone, turn))
        return
    yield Replace(
        Card(
            lines(
                *(break_words.what_ends(turn.by, turn) if turn.by is not None and turn.by.is_here else []),
                *_what_goes(account, turn),
            ),
            title=_("Delete everything I keep about you?"),
            choices=[
                Choice(_("Yes, delete everything"), erase, program, style=Style.GRAVE),
                Choice(_("Send me the file first"), my_data.send, program),
                Choice(_("No, keep it"), home.show, program),
            ],
            foot=_("It begins at once and cannot be undone. I write to you once more, when it is done."),
        )
    )


def choice(program: Program) -> Choice:
    """For the cards from which somebody may want to go further."""
    return Choice(_("Delete everything about me"), ask, program, aside=True)


def _what_goes(account: Account, turn: Turn) -> list[Text]:
    elsewhere = [one.name for one in _programs_of(account, turn) if one.id != turn.program.id]
    return [
        _("**Gone for good:** your profile, what you picked and wrote, what you thought of others, whom you keep away "
          "from, what you wrote to the coordinators, and your name in everything I keep."),
        _("**What stays, without your name:** that there were intro chats and matches, because they are the others' "
          "too; and what coordinators did, because it is counted."),
        _("**What I cannot take back:** messages that others have already got from me, and what you wrote to each "
          "other yourselves."),
        *([_("You are also in {programs}. It goes there as well.", programs=listing(elsewhere))] if elsewhere else []),
    ]  # fmt: skip


def _hand_over_first(program: Program, turn: Turn) -> Card:
    here = program.id == turn.program.id
    hand_over = Choice(_("Hand the program over"), offering.begin, program, style=Style.MAIN)
    return Card(
        _("You are the only coordinator of {program}, and others are still in it. Please hand it over first, or end "
          "the program. Then I delete everything about you.", program=program.name),
        choices=[*([hand_over] if here else []), Choice(_("See where I stand"), home.show, turn.program)],
    )  # fmt: skip


def wait_card() -> Card:
    return Card(_("I am deleting everything about you just now. I write to you when it is done, in a few minutes."))


def is_under_way(turn: Turn) -> bool:
    """Whether whoever acts is being erased, so that nothing new about them should begin."""
    return under_way.of_account(turn.store, turn.account) is not None


@flow.step(by=(ANYONE, REMOVED), shared=True, ends=True)
def erase(program: Program, turn: Turn) -> Effects:
    """Closes what is open, here and in every other program, and then takes everything away."""
    account = _account(turn)
    if is_under_way(turn):
        yield Replace(wait_card())
        return
    if (left_alone := _left_alone(account, turn)) is not None:
        yield Replace(_hand_over_first(left_alone, turn))
        return
    yield from begin(account, turn)
    yield Replace(
        Card(
            lines(
                _("I have begun. What was open is closed, and the people in it are told kindly, without a reason."),
                _("I write to you once more, when everything is deleted."),
            )
        )
    )


def begin(account: Account, turn: Turn, *, again: bool = False) -> Effects:
    """From here on nothing holds it up: it goes on by itself, also when Kith is started anew."""
    store = turn.store
    walk = store.session.get(Walk, store.program)
    if walk is not None:  # they ask for it while they try the program out, in a copy that goes away
        store = Store(store.session, walk.of_id)
    found = under_way.begin(store, account, turn.now, again=again)
    for one in store.all(sa.select(Account).where(col(Account.id).in_(found.person.accounts))):
        ledger.note(store.session, one, turn.now)
        keep_apart_from_erased(store, one)
    for member in store.all(sa.select(Member).where(col(Member.id).in_(found.person.members))):
        ledger.note(store.session, member, turn.now)
    for copy in _walks(found, store):
        yield Later(walking.clear, copy, due=turn.now)
    for member in _members(found.person.members, store):
        yield Later(close, member, due=turn.now)
    yield Later(go_on, found, due=turn.now + TO_BE_SENT)


def _members(ids: frozenset[int], store: Store) -> list[Member]:
    """In every program but the copies that somebody tries out, which go as a whole."""
    copies = sa.select(col(Walk.program_id))
    return store.all(
        sa.select(Member).where(col(Member.id).in_(ids), col(Member.program_id).not_in(copies)).order_by(col(Member.id))
    )


def _walks(found: Erasure, store: Store) -> list[Program]:
    of_theirs = sa.select(col(Walk.program_id)).where(col(Walk.account_id).in_(found.person.accounts))
    return store.all(sa.select(Program).where(col(Program.id).in_(of_theirs)).order_by(col(Program.id)))


def _programs_of(account: Account, turn: Turn) -> list[Program]:
    members = _members(person_of(turn.store, account).members, turn.store)
    found = (turn.store.session.get(Program, member.program_id) for member in members)
    return [program for program in found if program is not None]


def _left_alone(account: Account, turn: Turn) -> Program | None:
    """A program that goes on, has others in it, and would have no coordinator any more."""
    mine = person_of(turn.store, account).members
    for member in _members(mine, turn.store):
        program = turn.store.session.get(Program, member.program_id)
        if not (member.is_coordinator and member.is_here) or program is None or program.status is ProgramStatus.ENDED:
            continue
        others = turn.store.all(
            sa.select(Member)
            .where(col(Member.program_id) == program.id, col(Member.id).not_in(mine), col(Member.is_demo).is_(False))
            .where(col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]))
        )
        if others and not any(one.is_coordinator for one in others):
            return program
    return None


def _account(turn: Turn) -> Account:
    if turn.account is None:
        raise Refused(_("Please ask for it yourself."))
    return turn.account


@of_account.step()
def once_more(account: Account, turn: Turn) -> Effects:
    """A backup has brought back somebody who was erased. Nobody is told: they were, then."""
    if under_way.of_account(turn.store, account) is None:
        yield from begin(account, turn, again=True)


# --- by itself -------------------------------------------------------------------------------------------------------


@of_member.step()
def close(member: Member, turn: Turn) -> Effects:
    """What is open in this program closes, as when somebody leaves; coordinators see that it happened, not to whom."""
    if member.is_here:
        yield from people.end_membership(member, turn, MemberStatus.LEFT)
    record(turn.store, None, "erased", turn.now)


@running.step()
def go_on(erasure: Erasure, turn: Turn) -> Effects:
    """Takes the next rows away, until there are none; the last letter says so."""
    if not under_way.is_closed(turn.store, erasure):
        yield Later(go_on, erasure, due=turn.now + MOMENTS)
        return
    scrubber = traces.Scrubber(under_way.traces_of(turn.store, erasure), turn.program)
    if not rows.take_away(turn.store, erasure, scrubber):
        yield Later(go_on, erasure, due=turn.now)
        return
    account = turn.store.session.get(Account, erasure.account_id)
    if account is not None and not erasure.told and not erasure.again:
        erasure.told = True
        rows.start_over(erasure)
        yield Tell(account, _done(), kind=ANSWER)
        yield Later(finish, erasure, due=turn.now + TO_BE_SENT)
        return
    rows.forget_accounts(turn.store, erasure)


def _done() -> Card:
    return Card(
        lines(
            _("It is done: everything I kept about you is deleted, and this message is the last one."),
            _("What stands in this conversation is yours to delete. Should you say hello one day, you are new to me."),
        )
    )


@running.step()
def finish(erasure: Erasure, turn: Turn) -> Effects:
    """Once the last letter is sent, what it took goes as well: the letter itself, and the accounts."""
    waited = turn.now - erasure.begun_at > LONGEST_WAIT
    due = turn.now if waited or not rows.has_unsent(turn.store, erasure) else turn.now + LOOK_AGAIN
    yield Later(go_on if due == turn.now else finish, erasure, due=due)
