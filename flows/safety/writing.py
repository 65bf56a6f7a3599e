"""A plain message to the coordinators: written, sent to those who may see it, or left half written."""

import json
from collections.abc import Sequence
from datetime import timedelta

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.numbers import number
from bot.steps import ANSWER, ANYONE, REMOVED, Effects, Flow, Replace, Tell, Turn
from bot.words import Text, _, lines, listing
from flows import home, namesakes
from flows.keeping_apart import apart
from flows.library import crisis_kinds, is_crisis
from flows.safety import bringing, concerns, hearing, help_lines, raising, safety
from storage import outbox
from storage.mentoring.records import Concern, written_since
from storage.mentoring.walks import walked
from storage.outbox import Draft
from storage.people import Account, Member, MemberStatus
from storage.places import Program

flow: Flow[Program] = Flow("writing", about=Program)
own: Flow[Account] = Flow("writing_own", about=Account)
MEMBER = "member"
"""Stands before the number of a member in the form: nobody types that by accident."""
MOST_A_DAY, MOST_OF_REMOVED = 10, 3
"""Messages of one account, and of one that was taken out; each of them rings with every coordinator, at night too."""


def tell_form(program: Program, turn: Turn) -> Form:
    people, emergency = raising.people_of(turn.by, turn), help_lines.numbers(turn)
    about = Question(
        "about", Kind.ONE, _("Is it about somebody here?"), required=False,
        hint=_("A coordinator whom you name, here or in your words, does not get this."),
        options=[Option(f"{MEMBER}{key}", label) for key, label in namesakes.labels(people, turn).items()],
    )  # fmt: skip
    return Form(
        _("Tell the coordinators"),
        [
            Question("message", Kind.LONG, _("What happened, in your words"), required=False, most=concerns.LONGEST,
                     hint=_("As much or as little as you like. Left empty, it says: please get in touch with me.")),
            *([about] if people else []),
        ],
        submit=_("Send"),
        text=lines(_who_reads(turn), _("In danger now? Call {numbers} first.", numbers=emergency)
                   if emergency else None),
    )  # fmt: skip


def _who_reads(turn: Turn) -> Text:
    if (real := walked(turn.store)) is not None:
        return _("This is the walk: nobody reads it, and it is not kept. In {program} itself the coordinators do.",
                 program=real.name)  # fmt: skip
    names = [person.name for person in hearing.who_hears(turn.store, turn.by)]
    if not names:
        return _("There is no coordinator who could read this now. It is kept, and you are told whom else to turn to.")
    return _("{names} will read this and see your name.", names=listing(names))


@own.step()
def left(account: Account, turn: Turn) -> Effects:
    """Somebody began to write to the coordinators, and went on to something else or fell silent: asked once whether it
    shall go out as it is. What they type then is about this question, and no answer to the form."""
    for draft in _begun(account, turn):
        program = turn.store.session.get(Program, draft.about)
        if program is not None and typed_so_far(draft):
            account.typing = False
            outbox.stop_typing(turn.store.session, account.id or 0)
            yield Tell(account, _left_card(program), kind=ANSWER)


def _left_card(program: Program) -> Card:
    return Card(
        _("You began a message to the coordinators. Nobody has it yet."),
        choices=[
            Choice(_("Send it as it is"), send_begun, program, style=Style.MAIN),
            Choice(_("Go on with it"), tell, program),
            Choice(_("Do not send it"), drop_begun, program),
        ],
        foot=_("Only you see this. Nobody is told before you send something."),
        notice=_("Something for you"),
    )


def _begun(account: Account | None, turn: Turn, program: Program | None = None) -> list[Draft]:
    found = outbox.drafts_of(turn.store.session, account.id or 0, tell.id) if account else []
    return [draft for draft in found if program is None or draft.about == program.id]


@flow.step(by=(ANYONE, REMOVED), form=tell_form, shared=True, heeds=True, if_left=left)
def tell(program: Program, turn: Turn) -> Effects:
    """Keeps the message, and brings it to every coordinator who may see it; to nobody who is named in it."""
    named = turn.answers.text("about")
    about = turn.store.get(Member, number(named.removeprefix(MEMBER)))
    yield from send(program, turn.answers.text("message"), about, turn)


def asks_about_whom(program: Program, turn: Turn) -> bool:
    """Whether the form has a second question."""
    return len(tell_form(program, turn).questions) > 1


def add_to(draft: Draft, line: str) -> None:
    """One line more of the message; the second question is next."""
    answers = json.loads(draft.answers)
    draft.answers = json.dumps(answers | {"message": ["\n".join([*answers.get("message", ()), line])]})
    draft.page = 1


def typed_so_far(draft: Draft) -> list[str]:
    """What was typed into this form and is not sent yet."""
    return list(json.loads(draft.answers).get("message", ()))


def send(program: Program, message: str, about: Member | None, turn: Turn) -> Effects:
    """Keeps what was written, brings it to those who may see it, and says so."""
    if turn.account is None:
        raise Refused(_("Please do this yourself."))
    if (real := walked(turn.store)) is not None:
        yield Replace(_walk_card(real, message, turn))
        return
    most = MOST_OF_REMOVED if turn.by is not None and turn.by.status is MemberStatus.REMOVED else MOST_A_DAY
    if written_since(turn.store, turn.account, turn.by, turn.now - timedelta(days=1)) >= most:
        if turn.answers and not is_crisis(message):
            raise Invalid("message", _("They have {n} messages of yours today. Please write tomorrow.", n=most))
        yield Replace(_enough_card(program, message, turn))
        return
    concern = Concern(
        program_id=program.id or 0, account_id=turn.account.id or 0, from_id=turn.by.id if turn.by else None,
        about_id=about.id if about else None, text=message, at=turn.now,
    )  # fmt: skip
    concern.account, concern.from_member, concern.about_member = turn.account, turn.by, about
    to = raising.begin(concern, turn)
    yield from bringing.bring(concern, to, turn)
    yield Replace(sent_card(concern, to, turn))


def _walk_card(real: Program, message: str, turn: Turn) -> Card:
    """In a copy that somebody walks through there is nobody to tell; in the program itself there is."""
    return Card(
        lines(
            _("This was a part of the walk: nobody got it, and it is not kept. In {program} itself the coordinators "
              "get it, and whoever is in danger sees this at once:", program=real.name),
            *help_lines.first(turn, crisis_kinds(message)),
        ),
        choices=[Choice(_("Tell the coordinators of {program}", program=real.name), tell, real),
                 Choice(_("Back"), home.show, turn.program)],
        notice=_("Something for you"),
    )  # fmt: skip


def _enough_card(program: Program, message: str, turn: Turn) -> Card:
    return Card(
        lines(
            _("The coordinators have several messages of yours today, so this one did not go to them. You do not have "
              "to wait for them. These people are there for exactly this:"),
            *help_lines.first(turn, crisis_kinds(message)),
        ),
        choices=[*safety.more_choice(program, turn), Choice(_("Back"), home.show, program)],
        notice=_("Something for you"),
    )  # fmt: skip


def sent_card(concern: Concern, to: Sequence[Member], turn: Turn) -> Card:
    """Who has it, who has not and why, and what else there is."""
    left_out = hearing.left_out(concern, turn)
    kinds = crisis_kinds(concern.text)
    shown = help_lines.first(turn, kinds) if is_crisis(concern.text) or not to else help_lines.outside(turn)
    return Card(
        lines(_who_has_it(to, left_out), *shown),
        choices=[
            *apart.ways(concern.about_member, turn),
            Choice(_("Show me the help lines"), safety.show, turn.program),
            *bringing.to_named(concern, left_out, after=bool(to)),
        ],
        notice=_("Something for you"),
    )


def _who_has_it(to: Sequence[Member], left_out: Sequence[Member]) -> Text:
    names, named = listing(one.name for one in to), listing(one.name for one in left_out)
    if to:
        sent = _("Thank you for saying it. I have sent it to {names}. You hear from me when somebody has read it.",
                 names=names)  # fmt: skip
        return lines(sent, _("I have not sent it to {named}, because your words name them.", named=named)
                     if left_out else None)  # fmt: skip
    if left_out:
        return _("Thank you for saying it. I have kept it, and sent it to nobody yet: your words name {named}, and "
                 "there is no other coordinator. You can also turn to somebody else now:", named=named)  # fmt: skip
    return _("Thank you for saying it. I have kept it, but there is no coordinator to whom I could bring it. "
             "Please turn to somebody else now:")  # fmt: skip


# --- left half written -----------------------------------------------------------------------------------------------


@flow.step(by=(ANYONE, REMOVED), shared=True)
def send_begun(program: Program, turn: Turn) -> Effects:
    """What was written so far goes to those who may see it."""
    written = [line for draft in _begun(turn.account, turn, program) for line in typed_so_far(draft)]
    if not written:
        raise Refused(_("There is nothing left to send. “Something is not right” begins a new message."))
    yield from _forget_begun(program, turn)
    yield from send(program, "\n".join(written), None, turn)


@flow.step(by=(ANYONE, REMOVED), shared=True)
def drop_begun(program: Program, turn: Turn) -> Effects:
    """What was written so far is forgotten."""
    yield from _forget_begun(program, turn)
    yield Replace(Card(_("Good. I have forgotten it, and told nobody."), choices=[safety.choice(program)]))


def _forget_begun(program: Program, turn: Turn) -> Effects:
    for draft in _begun(turn.account, turn, program):
        turn.store.delete(draft)
    yield from ()
