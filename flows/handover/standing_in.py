"""Nobody coordinates a program any more: whoever was named for that is asked, and takes it over with one confirmed
press."""

from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import PERSONAL, Effects, Flow, Later, Replace, Tell, Turn
from bot.words import Text, _, lines, listing, sentences
from flows import home, telling
from flows.coordinating import program as program_home
from flows.handover import naming
from flows.leaving import breaks
from flows.safety import bringing
from storage.codes import claims
from storage.mentoring.pairs import stand_ins
from storage.mentoring.pairs.stand_ins import StandIn
from storage.mentoring.records import record
from storage.people import Member, MemberStatus, coordinators
from storage.places import GOES_ON, Program, ProgramStatus

flow: Flow[StandIn] = Flow("stand_in", about=StandIn, holds=("member",))
of_program: Flow[Program] = Flow("nobody_left", about=Program)
NOT_ENDED = (ProgramStatus.DRAFT, *GOES_ON)
AGAIN = timedelta(days=3)
"""After which they are asked once more."""
TWICE = "again"


def named_card(stand_in: StandIn, turn: Turn) -> Card:
    return Card(
        lines(
            _("{name} has named you as the one who may take {program} over, should nobody coordinate it any more.",
              name=turn.me.name, program=turn.program.name),
            _("There is nothing to do now. I would ask you then, and you could still say no."),
        ),
        choices=[Choice(_("I would rather not"), rather_not, stand_in)],
    )  # fmt: skip


@flow.step(by="member", ends=True)
def rather_not(stand_in: StandIn, turn: Turn) -> Effects:
    """Nobody is named any more; the coordinators hear of it, if there are any."""
    turn.store.delete(stand_in)
    yield Replace(Card(_("That is fine. You are not asked.")))
    for coordinator in coordinators(turn.store):
        yield Tell(
            coordinator,
            Card(_("{name} would rather not take {program} over one day. That is fine; you can name somebody else.",
                   name=turn.me.name, program=turn.program.name),
                 choices=[Choice(_("Name somebody else"), naming.pick, turn.program)]),
        )  # fmt: skip


def gone(member: Member, turn: Turn) -> Effects:
    """Whoever left is not asked; the coordinators hear that nobody is named any more."""
    found = stand_ins.named(turn.store, member)
    if found is None:
        return
    turn.store.delete(found)
    for coordinator in coordinators(turn.store):
        yield Tell(
            coordinator,
            Card(_("{name} is not in {program} any more. You had named them as the one who is asked should nobody "
                   "coordinate it; you can name somebody else.", name=member.name, program=turn.program.name),
                 choices=[Choice(_("Name somebody else"), naming.pick, turn.program)]),
        )  # fmt: skip


# --- nobody is left --------------------------------------------------------------------------------------------------


def ask_if_nobody_is_left(turn: Turn) -> Effects:
    """After somebody stopped being a coordinator because they are gone."""
    if not claims.is_coordinated(turn.store):
        yield Later(ask, turn.program, due=turn.now)


def leaving_line(turn: Turn) -> Text:
    """For the only coordinator, who is about to leave."""
    found = stand_ins.stand_in(turn.store)
    if found is None or (turn.by is not None and found.member_id == turn.by.id):
        return _("You are its only coordinator, and after that nobody looks after it. Better make somebody else a "
                 "coordinator first.")  # fmt: skip
    return _("You are its only coordinator. After that {name} is asked to take it over, and may say no. Better make "
             "somebody else a coordinator first.", name=found.member.name)  # fmt: skip


@of_program.step(when=NOT_ENDED, shared=True)
def ask(program: Program, turn: Turn) -> Effects:
    """Asks whoever was named, and once more after some days. Who runs Kith reads in the log that nobody is left."""
    found = stand_ins.stand_in(turn.store)
    if found is None or claims.is_coordinated(turn.store):
        return
    found.asked_at = turn.now
    yield from telling.anew(_asked(found), _asking_card(found, turn), PERSONAL, turn)
    if turn.value != TWICE:
        yield Later(ask, program, due=turn.now + AGAIN, value=TWICE)


def _asked(stand_in: StandIn) -> telling.Asked:
    return telling.Asked("take_over", stand_in, stand_in.member)


def _asking_card(stand_in: StandIn, turn: Turn) -> Card:
    return Card(
        lines(
            _("Nobody coordinates {program} any more, and you were named for that. Would you take it over?",
              program=turn.program.name),
            _("Coordinators see where everybody stands, get messages to the coordinators, and can change everything. "
              "You can hand it on later, or end it."),
        ),
        choices=[
            Choice(_("Yes, I would"), ask_sure, stand_in, style=Style.MAIN),
            Choice(_("No, thank you"), rather_not, stand_in),
        ],
    )  # fmt: skip


@flow.shows
def present(stand_in: StandIn, turn: Turn) -> Card:
    if claims.is_coordinated(turn.store):
        return _in_good_hands(turn)
    return _asking_card(stand_in, turn) if stand_in.asked_at else Card(_("There is nothing to do about this now."))


def _in_good_hands(turn: Turn) -> Card:
    names = listing(one.name for one in coordinators(turn.store))
    return Card(
        lines(
            _("{program} is in good hands again. Thank you for being ready.", program=turn.program.name),
            _("Who coordinates it: {names}.", names=names) if coordinators(turn.store) else None,
        ),
        choices=[Choice(_("See where I stand"), home.show, turn.program)],
    )


@flow.step(by="member", looks=True)
def show(stand_in: StandIn, turn: Turn) -> Effects:
    """Back to the question, which stays open."""
    yield Replace(present(stand_in, turn))


@flow.step(by="member", looks=True)
def ask_sure(stand_in: StandIn, turn: Turn) -> Effects:
    """Asks once more, as everybody will rely on it."""
    if claims.is_coordinated(turn.store):
        yield Replace(_in_good_hands(turn))
        return
    yield Replace(
        Card(
            sentences(
                _("From then on you are the coordinator of {program}, and people write to you when something is not "
                  "right.", program=turn.program.name),
                _("Your break ends with it.") if turn.me.status is MemberStatus.PAUSED else None,
                _("Shall it be so?"),
            ),
            choices=[Choice(_("Yes, I take it over"), take, stand_in, style=Style.MAIN),
                     Choice(_("Not yet"), show, stand_in)],
        )
    )  # fmt: skip


@flow.step(by="member")
def take(stand_in: StandIn, turn: Turn) -> Effects:
    """A coordinator again. Only one becomes it, however many claim it at the same moment. A break of theirs is over, as
    on one they would hear nothing."""
    claims.hold_program(turn.store)
    if turn.program.status is ProgramStatus.ENDED:
        raise Refused(_("{program} has ended, so there is nothing to take over.", program=turn.program.name))
    if stand_in.asked_at is None or claims.is_coordinated(turn.store):
        yield telling.answer(_asked(stand_in), present(stand_in, turn), turn)
        return
    turn.me.is_coordinator = True
    record(turn.store, turn.me, "took_over", turn.now, to=turn.me)
    turn.store.session.flush()
    if turn.me.status is MemberStatus.PAUSED:
        yield from breaks.end_break(turn.me, turn)
    news = _("You coordinate {program} now. Thank you.", program=turn.program.name)
    over = Card(news, choices=[Choice(_("See the program"), program_home.show, turn.program, style=Style.MAIN)])
    yield from telling.redraw(_asked(stand_in), over, turn)
    yield Replace(program_home.card(turn.program, turn, news))
    yield from bringing.can_hear(turn.me, turn)
    stand_ins.forget(turn.store)
