"""What sounds like danger, typed as a line or in a form: answered at once, with help lines and the way to somebody."""

from collections.abc import Collection
from dataclasses import replace

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, REMOVED, Ask, Effects, Flow, Replace, Turn
from bot.words import Text, _, lines
from flows.library import CrisisKind, crisis_kinds, is_cry
from flows.safety import help_lines, safety, writing
from storage import outbox
from storage.database import Store
from storage.outbox import Draft
from storage.people import Account, member_of, memberships
from storage.places import Program

flow: Flow[Account] = Flow("safety_line", about=Account)
MOST_PROGRAMS = 5


@flow.step(by=(ANYONE, REMOVED), hears=is_cry)
def heard(account: Account, turn: Turn) -> Effects:
    """Answered at once, also for people who never joined. The line itself is not kept and nobody is told of it, unless
    it was being written to the coordinators."""
    kinds = crisis_kinds(turn.text)
    if (draft := _telling(account, turn)) is not None and (told := turn.store.session.get(Program, draft.about)):
        yield from _goes_on_telling(told, draft, kinds, account, turn)
        return
    found = _programs(account, turn)
    if len(found) == 1 and kinds == {CrisisKind.HARASSMENT}:
        yield Replace(_harassed_card(account, found[0], turn))
    else:
        yield Replace(_danger_card(account, found, kinds, turn))


def _telling(account: Account, turn: Turn) -> Draft | None:
    """The message to the coordinators that this account is typing, if that is what it was asked for."""
    draft = outbox.typed_draft(turn.store.session, account.id or 0) if account.typing else None
    return draft if draft is not None and draft.step == writing.tell.id else None


def _goes_on_telling(
    program: Program, draft: Draft, kinds: frozenset[CrisisKind], account: Account, turn: Turn
) -> Effects:
    """Who is in danger from themselves is asked nothing more: what was typed goes to the coordinators. Who is hurt by
    somebody has the lines at once, and is asked first whether it is one of those who would read it."""
    store = Store(turn.store.session, program.id)
    here = replace(turn, store=store, by=member_of(store, account.id, program.id or 0))
    if kinds & {CrisisKind.SUICIDE, CrisisKind.SELF_HARM} or not writing.asks_about_whom(program, here):
        message = "\n".join([*writing.typed_so_far(draft), turn.text])
        turn.store.delete(draft)
        account.typing = False
        yield from writing.send(program, message, None, here)
        return
    writing.add_to(draft, turn.text)
    if kinds != {CrisisKind.HARASSMENT}:
        yield Replace(
            Card(lines(_("That should not happen to you. These people are there for you at any time:"),
                       *help_lines.first(here, kinds)), notice=_("Something for you"))
        )  # fmt: skip
    yield Ask(writing.tell, program)


def _programs(account: Account, turn: Turn) -> list[Program]:
    """The program that words are about; where nothing says which one that is, all that the account is in."""
    session = turn.store.session
    ids = [turn.store.program_id] if turn.store.program_id else [
        one.program_id for one in memberships(turn.store, account.id)
    ]  # fmt: skip
    found = [session.get(Program, number) for number in dict.fromkeys(ids)]
    return [program for program in found if program is not None][:MOST_PROGRAMS]


def _danger_card(account: Account, programs: list[Program], kinds: Collection[CrisisKind], turn: Turn) -> Card:
    program = programs[0] if len(programs) == 1 else None
    here = turn if program else replace(turn, store=Store(turn.store.session))
    return Card(
        lines(
            _("That sounds hard. You do not have to be alone with it. These people are there for exactly this:"),
            *(help_lines.first(here, kinds) if programs else help_lines.all_(here)),
            _nobody_has_read(turn) if programs else _(
                "Nobody has read what you wrote, and there is nobody here whom I could tell."),
        ),
        choices=[
            *_ways_to_tell(programs),
            *(safety.more_choice(program, turn) if program else []),
            *([Choice(_("No, that is all right"), let_be, account)] if programs else []),
        ],
        foot=_("I am a program and cannot help in an emergency. Only you see this."),
        notice=_("Something for you"),
    )  # fmt: skip


def _nobody_has_read(turn: Turn) -> Text:
    if turn.answers:
        return _("Besides whom you wrote it to, nobody has read it. Shall I tell somebody?")
    return _("Nobody has read what you wrote. Shall I tell somebody?")


def _ways_to_tell(programs: list[Program]) -> list[Choice]:
    if len(programs) == 1:
        return [Choice(_("Yes, tell somebody"), writing.tell, programs[0], style=Style.MAIN)]
    return [Choice(_("Yes, tell somebody in {program}", program=one.name), writing.tell, one) for one in programs]


def _harassed_card(account: Account, program: Program, turn: Turn) -> Card:
    """For whoever is harassed: it is taken seriously, and the way to help is one press."""
    unread = _("Besides whom you wrote it to, nobody has read it.") if turn.answers else _(
        "Nobody has read what you wrote.")  # fmt: skip
    return Card(
        lines(
            _("That should not happen to you. It is good that you say it."),
            unread,
            _("You can tell the coordinators, or see who else is there for you."),
        ),
        choices=[
            Choice(_("Tell the coordinators"), writing.tell, program, style=Style.MAIN),
            safety.choice(program),
            Choice(_("No, that is all right"), let_be, account),
        ],
        foot=_("Only you see this. Nobody is told before you send something."),
        notice=_("Something for you"),
    )


@flow.step(by=(ANYONE, REMOVED))
def let_be(account: Account, turn: Turn) -> Effects:
    """They do not want anybody to be told, and nobody is."""
    if turn.account is None or turn.account.id != account.id:
        raise Refused(_("That is not yours to answer."))
    yield Replace(Card(lines(_("That is fine. I have told nobody."), *help_lines.first(turn),
                             _("If you change your mind, write “something is not right” at any time."))))  # fmt: skip
