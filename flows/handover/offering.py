"""Offering a program to a successor. Messages to the coordinators go along only where that was said, with a reason."""

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.numbers import number
from bot.steps import COORDINATOR, Command, Effects, Flow, Group, Replace, Tell, Turn
from bot.words import Phrase, Text, When, _, lines
from flows import namesakes, telling
from flows.coordinating import program as program_home
from flows.handover import handover, naming
from storage.mentoring.apart import kept_from
from storage.mentoring.pairs.handovers import Handover, offered_by, taken_care_of
from storage.mentoring.records import Concern, done_since, record
from storage.mentoring.standing import everybody_here
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("handing_over", about=Program)
MEMBER_ID, CONCERN_ID = "m", "c"
MOST_A_DAY = 2
"""How often one person is asked, or named for it, in a day, at most: each time it rings."""


def offer_form(program: Program, turn: Turn) -> Form:
    if offered_by(turn.store, turn.me) is not None:
        raise Refused(_("You have offered it to somebody already. “{command}” shows it.",
                        command=f"/{turn.commands[1]} handover"))  # fmt: skip
    people = [one for one in everybody_here(turn.store) if one.id != turn.me.id]
    if not people:
        raise Refused(_("There is nobody here to whom you could hand it over. They have to join first."))
    names, mine = namesakes.labels(people, turn), taken_care_of(turn.store, turn.me)
    messages = Question(
        "concerns", Kind.MANY, _("Messages that go along"), required=False,
        hint=_("Only those you pick; the others stay with you until you close them or step down."),
        options=[Option(f"{CONCERN_ID}{one.id}", _from(one)) for one in mine],
    )  # fmt: skip
    why = Question("reason", Kind.LONG, _("Why these go along"), required=False, most=300,
                   hint=_("Your successor reads it, and nobody else."))  # fmt: skip
    return Form(
        _("Hand over"),
        [
            Question("to", Kind.ONE, _("To whom?"),
                     options=[Option(f"{MEMBER_ID}{key}", name) for key, name in names.items()]),
            *([messages, why] if mine else []),
        ],
        submit=_("Offer it"),
        text=_("They are asked first. Nothing changes before they say yes, and you stay a coordinator until you step "
               "down."),
    )  # fmt: skip


def _from(concern: Concern) -> Phrase:
    return _("From {name} on {day}", name=concern.writer, day=When(concern.at, "day"))


@flow.step(by=COORDINATOR, command=Command(Group.COORDINATORS, "handover", _("Hand the program over")), looks=True)
def begin(program: Program, turn: Turn) -> Effects:
    """What has been offered, or the way to offer it."""
    open_ = offered_by(turn.store, turn.me)
    if open_ is not None:
        yield telling.answer(handover.asked(open_, turn.me), handover.offered_card(open_), turn)
        return
    yield Replace(card(program, turn))


def card(program: Program, turn: Turn, news: Text | None = None) -> Card:
    """The way to a successor, and who is asked should nobody be left."""
    return Card(
        lines(
            news,
            _("Whoever takes over gets everything on one card: how the program stands, what is open, and its dates. "
              "You pick whom to ask."),
            naming.line(program, turn),
        ),
        title=_("Hand {program} over", program=program.name),
        choices=[Choice(_("Pick a successor"), offer, program, style=Style.MAIN),
                 naming.choice(program, turn),
                 Choice(_("Back"), program_home.show, program)],
    )  # fmt: skip


@flow.step(by=COORDINATOR, form=offer_form)
def offer(program: Program, turn: Turn) -> Effects:
    """The one who was picked is asked."""
    taker = turn.store.get(Member, number(turn.answers.text("to").removeprefix(MEMBER_ID)))
    if taker is None or not taker.is_here or taker.id == turn.me.id:
        raise Invalid("to", _("They are not here any more. Please pick somebody else."))
    if done_since(turn.store, "handover_offered", taker, turn.now - telling.A_DAY) >= MOST_A_DAY:
        raise Invalid("to", _("{name} has been asked twice today. Please ask them another day.", name=taker.name))
    picked = _picked(taker, turn)
    made = turn.store.add(
        Handover(
            program_id=program.id or 0, giver_id=turn.me.id or 0, taker_id=taker.id or 0, at=turn.now,
            concerns=" ".join(str(one.id) for one in picked), reason=turn.answers.text("reason") if picked else "",
        )
    )  # fmt: skip
    record(turn.store, turn.me, "handover_offered", turn.now, to=taker)
    yield Tell(taker, handover.asking_card(made, turn), slot=handover.asked(made, taker).slots[0])
    yield Replace(handover.offered_card(made), handover.asked(made, turn.me).slots[0])


def _picked(taker: Member, turn: Turn) -> list[Concern]:
    """The messages that go along. Raises `Invalid` where they must not, or where nobody says why."""
    chosen = {number(one.removeprefix(CONCERN_ID)) for one in turn.answers.many("concerns")}
    picked = [one for one in taken_care_of(turn.store, turn.me) if one.id in chosen]
    if not all(may_get(one, taker, turn) for one in picked):
        raise Invalid("concerns", _("One of these cannot go along to {name}. Please leave it out.", name=taker.name))
    if picked and not turn.answers.text("reason"):
        raise Invalid("reason", _("Please say why these go along; people wrote them in confidence."))
    return picked


def may_get(concern: Concern, taker: Member, turn: Turn) -> bool:
    """Never whom it is about, who wrote it, whom its words name, or whom its writer keeps away; which of these it is
    tells nobody."""
    return concern.may_get(taker) and taker.id not in _kept_from_writer(concern, turn)


def _kept_from_writer(concern: Concern, turn: Turn) -> set[int]:
    return kept_from(turn.store, concern.from_member) if concern.from_member is not None else set()
