"""Linking accounts: a one-time code, asked for with one account and typed with the other, makes them one member."""

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import ANYONE, Ask, Command, Effects, Flow, Group, Replace, Tell, Turn
from bot.words import _, lines
from flows import home
from flows.keeping_apart import apart
from flows.linking import accounts, merging, wrong_codes
from flows.pulses import one_person
from flows.rights import erasing
from storage.codes import linking as codes
from storage.codes.linking import LinkCode
from storage.linking import accounts as rows
from storage.mentoring.records import record
from storage.people import Account, Member, MemberStatus, member_of
from storage.places import Program, ProgramStatus, places_of

flow: Flow[Program] = Flow("linking", about=Program)


@flow.step(
    by=ANYONE, shared=True,
    command=Command(Group.EVERYBODY, "link", _("Be the same person with an account on another platform")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """A code for who is in; with a code behind the command, or for who is not in yet, the other half of it."""
    if turn.text.strip():
        yield from _take(turn.text, program, turn)
    elif turn.by is None or not turn.by.is_here:
        yield Ask(enter, program)
    else:
        yield Replace(accounts.card(turn.by, turn, code=codes.new_code(turn.store, turn.by, turn.now)))


def choices(program: Program, turn: Turn) -> list[Choice]:
    """For who is not in: they may be in already, with another account, where there is more than one place."""
    is_possible = program.status is not ProgramStatus.ENDED and len(places_of(turn.store)) > 1
    return [Choice(_("I am in already, with another account"), enter, program)] if is_possible else []


def code_form(program: Program, turn: Turn) -> Form:
    return Form(
        _("Link your accounts"),
        [
            Question(
                "code", Kind.SHORT, _("The code"), example=_("ABCD-EFGH"), most=40,
                hint=_("I show it when you type “{command}” with the account that is in {program} already.",
                       command=f"/{turn.commands[0]} link", program=program.name),
            )
        ],
        submit=_("Link them"),
    )  # fmt: skip


@flow.step(by=ANYONE, shared=True, form=code_form)
def enter(program: Program, turn: Turn) -> Effects:
    """Takes the code that was asked for with another account."""
    yield from _take(turn.answers.text("code"), program, turn)


def _take(code: str, program: Program, turn: Turn) -> Effects:
    """What is wrong is answered, not refused, so that the try is counted."""
    account, store = turn.account, turn.store
    if account is None:
        raise Refused(_("Please do this yourself."))
    if erasing.is_under_way(turn):
        yield Replace(erasing.wait_card())
        return
    wrong_codes.refuse_too_many(account, turn)
    found, mine = codes.opened_by(store, code, turn.now), member_of(store, account.id, program.id)
    if found is None or not found.member.is_here:
        wrong = _("That code is not right, or it is older than ten minutes. “{command}” gives you a new one with your "
                  "other account.", command=f"/{turn.commands[0]} link")  # fmt: skip
        yield Replace(wrong_codes.wrong(account, wrong, turn))
    elif mine is not None and mine.id == found.member_id:
        news = _("These two are linked already: that code is your own. Type it with the other account.")
        yield Replace(accounts.card(mine, turn, news=news))
    elif mine is not None and mine.is_here:
        yield from merging.ask(found, mine, turn)
    else:
        yield from _link(found, account, mine, turn)


def _link(code: LinkCode, account: Account, before: Member | None, turn: Turn) -> Effects:
    """One more account of the member. Who left the program earlier with this account becomes the same person."""
    store, member = turn.store, code.member
    if before is not None:
        if before.status is MemberStatus.REMOVED or before.paused_by_coordinator:
            raise Refused(merging.SET_BY_COORDINATOR)
        yield from one_person.becomes_one(before, member, turn)
        rows.move_all(store, before, member)
    else:
        rows.link(store, member, account)
    account.program_id = turn.program.id
    store.delete(code)
    record(store, member, "linked", turn.now, to=member)
    yield from apart.one_person(member, turn)
    yield Tell(member, told_card(account, member, turn), urgent=True)
    where = accounts.names(member, turn)
    news = _("You are {name} here, too. You can press and type in both places, and I write to you on {where}.",
             name=member.name, where=where[member.account_id])  # fmt: skip
    yield Replace(
        Card(
            news,
            choices=[
                Choice(_("See where I stand"), home.show, turn.program, style=Style.MAIN),
                Choice(_("Write to me here"), accounts.prefer, member, str(account.id)),
                Choice(_("See my accounts"), accounts.show, member),
            ],
        )
    )


def told_card(account: Account, member: Member, turn: Turn) -> Card:
    """For the account that was there first: should it not have been them, they can undo it."""
    return Card(
        lines(
            _("{name} on {where} is linked with you now: you are the same person there, and each letter comes once.",
              name=account.name, where=accounts.names(member, turn).get(account.id or 0, "")),
            _("If that was not you, unlink it, and tell a coordinator."),
        ),
        choices=[
            Choice(_("See my accounts"), accounts.show, member),
            Choice(_("See where I stand"), home.show, turn.program),
        ],
    )  # fmt: skip
