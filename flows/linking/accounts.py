"""The accounts that are one member: which of them gets the letters, and taking one away again."""

from collections.abc import Mapping, Sequence

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.numbers import number
from bot.steps import Effects, Flow, Replace, Tell, Turn
from bot.words import Text, _, lines
from flows import home
from flows.linking import linking
from flows.safety import safety
from storage.linking import accounts as rows
from storage.mentoring.records import record
from storage.people import Account, Member
from storage.places import prefer as prefer_account

flow: Flow[Member] = Flow("accounts", about=Member, holds=("self",))
LONGEST = 40
"""Of a place's name, on a button."""


def names(member: Member, turn: Turn) -> Mapping[int, str]:
    """What each account of the member is called, by its id."""
    return names_of(rows.accounts_of(turn.store, member), turn)


def names_of(accounts: Sequence[Account], turn: Turn) -> Mapping[int, str]:
    """The platform's name where that tells them apart, else that of the place, else their own."""
    places = rows.place_names(turn.store, list(accounts))
    ways = (
        {one.id or 0: one.platform.capitalize() for one in accounts},
        {one.id or 0: places.get(one.id or 0, "")[:LONGEST] for one in accounts},
        {one.id or 0: f"{one.platform.capitalize()}, {one.name[:LONGEST]}" for one in accounts},
    )
    return next((way for way in ways if len({*way.values()} - {""}) == len(accounts)), ways[-1])


def card(member: Member, turn: Turn, code: str = "", news: Text | None = None) -> Card:
    """All accounts of the member, and where letters go; with a code, how to link one more."""
    known = names(member, turn)
    text = _("I write to you on {where}. You can press and type everywhere.", where=known.get(member.account_id, ""))
    if code:
        return Card(
            lines(
                news,
                _("Have you another account in {program}, on another platform? Type this there, within ten minutes:",
                  program=turn.program.name),
                _("**{command}**", command=f"/{turn.commands[0]} link {code}"),
                text if len(known) > 1 else None,
            ),
            title=_("Your accounts"),
            sections=_sections(member, known),
            choices=[
                Choice(_("I have a code already"), linking.enter, turn.program),
                Choice(_("See where I stand"), home.show, turn.program),
            ],
            foot=_("Whoever types it becomes you here. Show it to nobody."),
        )  # fmt: skip
    return Card(
        lines(news, text if len(known) > 1 else None),
        title=_("Your accounts"),
        sections=_sections(member, known),
        choices=[
            Choice(_("Link one more"), linking.show, turn.program),
            Choice(_("See where I stand"), home.show, turn.program),
        ],
    )


def _sections(member: Member, known: Mapping[int, str]) -> list[Section]:
    """Each account with what can be done about it; nothing where there is only one. With an account that is unlinked
    somebody could join anew, and so get round a break that a coordinator set."""
    if len(known) < 2:
        return []
    return [
        Section(
            _("{where} (I write to you here)", where=where) if account == member.account_id
            else _("{where}", where=where),
            [
                *([] if account == member.account_id
                  else [Choice(_("Write to me on {where}", where=where), prefer, member, str(account))]),
                *([] if member.paused_by_coordinator
                  else [Choice(_("Unlink {where}", where=where), ask_unlink, member, str(account))]),
            ],
        )
        for account, where in known.items()
    ]  # fmt: skip


@flow.step(by="self", looks=True)
def show(member: Member, turn: Turn) -> Effects:
    """All of them, without a code."""
    yield Replace(card(member, turn))


@flow.step(by="self")
def prefer(member: Member, turn: Turn) -> Effects:
    """Letters go to that account from now on, also those that wait."""
    account = _theirs(member, turn)
    if account.id != member.account_id:
        prefer_account(turn.store, member, account)
    where = names(member, turn)[account.id or 0]
    yield Replace(card(member, turn, news=_("Good. I write to you on {where} from now on.", where=where)))


@flow.step(by="self", looks=True)
def ask_unlink(member: Member, turn: Turn) -> Effects:
    """Says what that means, and asks once more."""
    account = _to_unlink(member, turn)
    where = names(member, turn)[account.id or 0]
    yield Replace(
        Card(
            lines(
                _("Unlink {where}? You are not in {program} there any more, and stay in it with your other account, as "
                  "you are.", where=where, program=turn.program.name),
                _("I write to you on the other one then.") if account.id == member.account_id else None,
            ),
            choices=[
                Choice(_("Yes, unlink it"), unlink, member, str(account.id), Style.GRAVE),
                Choice(_("Keep it"), show, member),
            ],
        )
    )  # fmt: skip


@flow.step(by="self", ends=True)
def unlink(member: Member, turn: Turn) -> Effects:
    """The account is nobody's in this program from now on."""
    account = _to_unlink(member, turn)
    known = names(member, turn)
    where = known[account.id or 0]
    rows.unlink(turn.store, member, account)
    record(turn.store, member, "unlinked", turn.now, to=member)
    done = _("Done. {where} is not linked any more.", where=where)
    if turn.account is not None and turn.account.id == account.id:
        yield Replace(Card(done, choices=[Choice(_("See where I stand"), home.show, turn.program)]))
    else:
        yield Tell(account, _unlinked_card(member, known[member.account_id], turn), urgent=True)
        yield Replace(card(member, turn, news=done))


def _unlinked_card(member: Member, where: str, turn: Turn) -> Card:
    """For the account that was taken away from another one: should it not have been them, they know."""
    return Card(
        lines(
            _("This account is not linked with {name} on {where} any more. You are not in {program} here now.",
              name=member.name, where=where, program=turn.program.name),
            _("If that was not you, tell a coordinator."),
        ),
        choices=[safety.choice(turn.program)],
    )  # fmt: skip


def _theirs(member: Member, turn: Turn) -> Account:
    """The account that a button named. The last one stays."""
    mine = rows.accounts_of(turn.store, member)
    found = next((one for one in mine if one.id == number(turn.value)), None)
    if found is None or len(mine) < 2:
        raise Refused(_("That account is not linked any more."), stale=True)
    return found


def _to_unlink(member: Member, turn: Turn) -> Account:
    account = _theirs(member, turn)
    if member.paused_by_coordinator:
        raise Refused(_("A coordinator has set a break for you, and until it is over your accounts stay linked. You "
                        "can write to them with “Something is not right”."))  # fmt: skip
    return account
