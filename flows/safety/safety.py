"""Something is not right: help lines first, and a plain message to the coordinators, never to one whom it is about."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.numbers import number
from bot.steps import ANYONE, REMOVED, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Text, _, lines, listing
from flows import home
from flows.library import CrisisKind, crisis_kinds, is_crisis, is_cry
from flows.safety import apart, bringing, concerns, help_lines
from storage import outbox
from storage.database import Store
from storage.mentoring.looking_after import met_or_asked
from storage.mentoring.records import Concern, written_since
from storage.outbox import Draft
from storage.people import Account, Member, coordinators, member_of
from storage.places import Program

flow: Flow[Program] = Flow("safety", about=Program)
own: Flow[Account] = Flow("safety_line", about=Account)
MOST_A_DAY = 10
"""Messages of one account; each of them rings with every coordinator, at night too."""


def choice(program: Program) -> Choice:
    """For every home, room and check-in card."""
    return Choice(_("Something is not right"), show, program, aside=True)


@flow.step(
    by=(ANYONE, REMOVED), looks=True, words=("something is not right",),
    command=Command(Group.EVERYBODY, "notright", _("Something is not right: help, and whom to tell")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """Help lines, and the way to tell somebody. Nobody hears of this press."""
    yield Replace(
        Card(
            lines(_("I am glad you say so."), *help_lines.first(turn)),
            title=_("Something is not right"),
            choices=[
                Choice(_("Tell the coordinators"), tell, program, style=Style.MAIN),
                *_more(program, turn),
                Choice(_("Back"), home.show, program),
            ],
            foot=_("Only you see this. Nobody is told before you send something."),
        )
    )


def _more(program: Program, turn: Turn) -> list[Choice]:
    return [Choice(_("More lines"), more, program)] if help_lines.has_more(turn) else []


@flow.step(by=(ANYONE, REMOVED), looks=True)
def more(program: Program, turn: Turn) -> Effects:
    """Every line there is."""
    yield Replace(
        Card(
            lines(*help_lines.all_(turn)),
            title=_("Whom you can turn to"),
            choices=[
                Choice(_("Tell the coordinators"), tell, program, style=Style.MAIN),
                Choice(_("Back"), show, program),
            ],
            foot=_("Only you see this. Nobody is told before you send something."),
        )
    )


# --- telling the coordinators ----------------------------------------------------------------------------------------


def tell_form(program: Program, turn: Turn) -> Form:
    people, emergency = _who_can_be_named(turn), help_lines.numbers(turn)
    about = Question(
        "about", Kind.ONE, _("Is it about somebody here?"), required=False,
        hint=_("A coordinator you name here does not get this."),
        options=[Option(str(person.id), _("{name}", name=person.name)) for person in people],
    )  # fmt: skip
    return Form(
        _("Tell the coordinators"),
        [
            Question("message", Kind.LONG, _("What happened, in your words"), required=False, most=concerns.LONGEST,
                     hint=_("As much or as little as you like. Left empty, it says: please get in touch with me.")),
            *([about] if people else []),
        ],
        submit=_("Send"),
        text=lines(_who_reads(turn), _("In danger now? Call {numbers} first.", numbers=listing(emergency))
                   if emergency else None),
    )  # fmt: skip


def _who_reads(turn: Turn) -> Text:
    names = [person.name for person in bringing.who_hears(turn.store, turn.by, None)]
    if not names:
        return _("There is no coordinator who could read this now. It is kept, and you are told whom else to turn to.")
    return _("{names} will read this and see your name.", names=listing(names))


def _who_can_be_named(turn: Turn) -> Sequence[Member]:
    """People they asked, met or are matched with, and the coordinators."""
    known = met_or_asked(turn.store, turn.by) if turn.by else []
    others = [person for person in coordinators(turn.store) if turn.by is None or person.id != turn.by.id]
    return list({person.id: person for person in [*known, *others]}.values())


@flow.step(by=(ANYONE, REMOVED), form=tell_form, shared=True)
def tell(program: Program, turn: Turn) -> Effects:
    """Keeps the message, and brings it to every coordinator who may see it; to nobody who is named in it."""
    named = turn.answers.text("about")
    about = turn.store.get(Member, number(named))
    yield from _bring(program, turn.answers.text("message"), about, turn)


def _bring(program: Program, message: str, about: Member | None, turn: Turn) -> Effects:
    if turn.account is None:
        raise Refused(_("Please do this yourself."))
    if written_since(turn.store, turn.account, turn.now - timedelta(days=1)) >= MOST_A_DAY:
        raise Refused(_("The coordinators have your messages of today. If you are in danger, please call the emergency "
                        "number; “something is not right” shows it."))  # fmt: skip
    concern = turn.store.add(
        Concern(
            program_id=program.id or 0, account_id=turn.account.id or 0, from_id=turn.by.id if turn.by else None,
            about_id=about.id if about else None, text=message, at=turn.now,
        )
    )  # fmt: skip
    concern.account = turn.account
    hearing = bringing.who_hears(turn.store, turn.by, about)
    concern.unheard = not hearing
    yield from bringing.bring(concern, hearing, turn)
    yield Replace(_sent_card(program, concern, hearing, turn))


def _sent_card(program: Program, concern: Concern, hearing: Sequence[Member], turn: Turn) -> Card:
    if hearing:
        told = _("Thank you for saying it. {names} got it just now. You hear from me when somebody has read it.",
                 names=listing(person.name for person in hearing))  # fmt: skip
    else:
        told = _("Thank you for saying it. I have kept it, but there is no coordinator to whom I could bring it. "
                 "Please turn to somebody else now:")  # fmt: skip
    kinds = crisis_kinds(concern.text)
    shown = help_lines.first(turn, kinds) if is_crisis(concern.text) or not hearing else help_lines.outside(turn)
    return Card(
        lines(told, *shown),
        choices=[
            *apart.ways(concern.about_member, turn),
            Choice(_("Show me the help lines"), show, program),
        ],
        notice=_("Something for you"),
    )


# --- a typed line that sounds like danger ----------------------------------------------------------------------------


@own.step(by=(ANYONE, REMOVED), hears=is_cry)
def heard(account: Account, turn: Turn) -> Effects:
    """Answered at once, also for people who never joined. The line itself is not kept and nobody is told of it, unless
    it was being written to the coordinators."""
    if (draft := _telling(account, turn)) is not None:
        told = turn.store.session.get(Program, draft.about)
        if told is not None:
            store = Store(turn.store.session, told.id)
            by = member_of(store, account.id, told.id)
            turn.store.delete(draft)
            account.typing = False
            yield from _bring(told, turn.text, None, replace(turn, store=store, by=by))
            return
    program = turn.store.session.get(Program, turn.store.program_id) if turn.store.program_id else None
    kinds = crisis_kinds(turn.text)
    if program is not None and kinds == {CrisisKind.HARASSMENT}:
        yield Replace(_harassed_card(account, program))
    else:
        yield Replace(_danger_card(account, program, kinds, turn))


def _danger_card(account: Account, program: Program | None, kinds: Collection[CrisisKind], turn: Turn) -> Card:
    nobody = _("Nobody has read what you wrote. Shall I tell somebody?")
    alone = _("Nobody has read what you wrote, and there is nobody here whom I could tell.")
    return Card(
        lines(
            _("That sounds hard. You do not have to be alone with it. These people are there for exactly this:"),
            *(help_lines.first(turn, kinds) if program else help_lines.all_(turn)),
            nobody if program else alone,
        ),
        choices=[
            Choice(_("Yes, tell somebody"), tell, program, style=Style.MAIN),
            *_more(program, turn),
            Choice(_("No, that is all right"), let_be, account),
        ] if program else [],
        foot=_("I am a program and cannot help in an emergency. Only you see this."),
        notice=_("Something for you"),
    )  # fmt: skip


def _harassed_card(account: Account, program: Program) -> Card:
    """For whoever is harassed: it is taken seriously, and the way to help is one press."""
    return Card(
        lines(
            _("That should not happen to you. It is good that you say it."),
            _("Nobody has read what you wrote. You can tell the coordinators, or see who else is there for you."),
        ),
        choices=[
            Choice(_("Tell the coordinators"), tell, program, style=Style.MAIN),
            choice(program),
            Choice(_("No, that is all right"), let_be, account),
        ],
        foot=_("Only you see this. Nobody is told before you send something."),
        notice=_("Something for you"),
    )


def _telling(account: Account, turn: Turn) -> Draft | None:
    """The message to the coordinators that this account is typing, if that is what it was asked for."""
    draft = outbox.typed_draft(turn.store.session, account.id or 0) if account.typing else None
    return draft if draft is not None and draft.step == tell.id and draft.page == 0 else None


@own.step(by=(ANYONE, REMOVED))
def let_be(account: Account, turn: Turn) -> Effects:
    """They do not want anybody to be told, and nobody is."""
    if turn.account is None or turn.account.id != account.id:
        raise Refused(_("That is not yours to answer."))
    yield Replace(Card(lines(_("That is fine. I have told nobody."), *help_lines.first(turn),
                             _("If you change your mind, write “something is not right” at any time."))))  # fmt: skip
