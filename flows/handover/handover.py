"""A program goes on with somebody else: they say yes, get all of it on one card, and then the one who handed it over
may step down."""

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import PERSONAL, Effects, Flow, Redraw, Replace, Turn
from bot.words import Phrase, Text, _, lines, n_
from flows import home, telling
from flows.coordinating import program as program_home
from flows.handover import meanwhile, offering, role, state
from flows.leaving import break_words, breaks
from flows.safety import bringing
from storage.codes import claims
from storage.mentoring.pairs.handovers import Handover, HandoverStatus, taken_care_of
from storage.mentoring.records import Concern, ConcernStatus, record
from storage.people import Member, MemberStatus, coordinators

flow: Flow[Handover] = Flow("handover", about=Handover, holds=("giver", "taker"))
OFFERED, ACCEPTED = HandoverStatus.OFFERED, HandoverStatus.ACCEPTED
OVER = _("This offer is over. Nothing has changed.")


def asked(handover: Handover, person: Member) -> telling.Asked:
    return telling.Asked("handover", handover, person, on=("handover",))


def offered_card(handover: Handover) -> Card:
    name = handover.taker.name
    return Card(
        _("You have offered it to {name}, who has not answered yet. Nothing has changed.", name=name),
        choices=[Choice(_("Take the offer back"), take_back, handover)],
    )


def asking_card(handover: Handover, turn: Turn) -> Card:
    giver, many = handover.giver.name, len(handover.concern_ids)
    along = n_(
        "One message to the coordinators would go along.", "{n} messages to the coordinators would go along.", many
    )
    return Card(
        lines(
            _("{name} would like to hand {program} over to you: to look after it as a coordinator.", name=giver,
              program=turn.program.name),
            along if many else None,
            _("If you say yes, you get everything on one card. {name} stays until they step down.", name=giver),
            meanwhile.break_line(handover),
        ),
        choices=[
            Choice(_("Yes, I take it"), accept, handover, style=Style.MAIN),
            Choice(_("No, thank you"), decline, handover),
        ],
    )  # fmt: skip


# --- answering -------------------------------------------------------------------------------------------------------


@flow.shows
def present(handover: Handover, turn: Turn) -> Card:
    if handover.status is OFFERED:
        return offered_card(handover) if turn.me.id == handover.giver_id else asking_card(handover, turn)
    if handover.status is ACCEPTED and turn.me.id == handover.giver_id:
        return _accepted_card(handover, turn)
    if handover.status is ACCEPTED:
        return state.card(handover, turn) if turn.me.is_coordinator else _no_more_card(turn)
    return Card(OVER)


@flow.step(by="taker", when=OFFERED)
def accept(handover: Handover, turn: Turn) -> Effects:
    """One more coordinator, who gets all of it on one card. A break of theirs is over, as on one they would hear
    nothing; one that a coordinator set is not ended so."""
    taker = handover.taker
    if not handover.giver.is_coordinator:
        raise Refused(coordinates_no_more(handover, turn))
    if taker.paused_by_coordinator:
        raise Refused(break_words.how_long(taker))
    handover.status = ACCEPTED
    was_one, taker.is_coordinator = taker.is_coordinator, True
    handover.came_at = None if was_one else turn.now
    record(turn.store, handover.giver, "handover_accepted", turn.now, to=taker)
    yield from _hand_on(handover, turn)
    turn.store.session.flush()
    yield telling.answer(asked(handover, taker), state.card(handover, turn), turn)
    yield from telling.redraw(asked(handover, taker), state.card(handover, turn), turn)
    yield from tells_giver(handover, _accepted_card(handover, turn), turn)
    if taker.status is MemberStatus.PAUSED:
        yield from breaks.end_break(taker, turn)
    elif not was_one:
        yield from bringing.can_hear(taker, turn)


def coordinates_no_more(handover: Handover, turn: Turn) -> Phrase:
    return _("{name} does not coordinate {program} any more, so this offer is over.", name=handover.giver.name,
             program=turn.program.name)  # fmt: skip


def _hand_on(handover: Handover, turn: Turn) -> Effects:
    """Messages go along where they are still in the giver's hands, and nothing has come up against it meanwhile."""
    gone = []
    for key in handover.concern_ids:
        concern = turn.store.get(Concern, key)
        still = concern is not None and concern.status is ConcernStatus.TAKEN
        is_theirs = concern is not None and still and concern.taken_by_id == handover.giver_id
        if concern is not None and is_theirs and offering.may_get(concern, handover.taker, turn):
            gone.append(str(key))
            yield from goes_to(concern, handover.taker, turn)
    handover.concerns = " ".join(gone)


def goes_to(concern: Concern, taker: Member, turn: Turn) -> Effects:
    """Somebody else takes care of a message from now on, and whoever wrote it hears so."""
    concern.taken_by_id, concern.taken_by = taker.id, taker
    yield from bringing.plan(concern, turn)
    yield from bringing.tell_writer(
        concern, _("{name} takes care of {what} from now on.", name=taker.name, what=bringing.said(concern))
    )


def _no_more_card(turn: Turn) -> Card:
    return Card(
        _("You said yes to this, and do not coordinate {program} any more.", program=turn.program.name),
        choices=[Choice(_("See where I stand"), home.show, turn.program)],
    )


def _accepted_card(handover: Handover, turn: Turn) -> Card:
    giver = handover.giver
    text: Text = _("{name} looks after {program} now. Thank you for all you have done.", name=handover.taker.name,
                   program=turn.program.name)  # fmt: skip
    if not giver.is_coordinator:
        return Card(text, choices=[Choice(_("See where I stand"), home.show, turn.program)])
    return Card(
        lines(text, _("You are still a coordinator, too.")),
        choices=[
            Choice(_("Step down"), ask_step_down, handover),
            Choice(_("See the program"), program_home.show, turn.program),
        ],
    )


@flow.step(by="taker", when=OFFERED, ends=True)
def decline(handover: Handover, turn: Turn) -> Effects:
    handover.status = HandoverStatus.DECLINED
    yield telling.answer(asked(handover, turn.me), Card(_("That is fine. {name} hears it.", name=handover.giver.name)),
                         turn)  # fmt: skip
    yield from telling.redraw(asked(handover, turn.me), Card(_("You said no, and that is fine.")), turn)
    no = Card(
        _("{name} cannot take {program} over. Nothing has changed.", name=turn.me.name, program=turn.program.name),
        choices=[Choice(_("Ask somebody else"), offering.begin, turn.program)],
    )
    yield from tells_giver(handover, no, turn)


def tells_giver(handover: Handover, card: Card, turn: Turn) -> Effects:
    """In a new card; what was answered when it was offered points to it, instead of offering to take it back."""
    about = asked(handover, handover.giver)
    if not telling.is_told(about, turn):
        yield Redraw(handover.giver, about.slots[0], telling.newer(turn))
    yield from telling.anew(about, card, PERSONAL, turn)


@flow.step(by="giver", when=OFFERED, ends=True)
def take_back(handover: Handover, turn: Turn) -> Effects:
    handover.status = HandoverStatus.TAKEN_BACK
    over = Card(_("This offer has been taken back. Nothing has changed."))
    yield from telling.over(asked(handover, handover.taker), over, turn)
    yield telling.answer(asked(handover, turn.me), over, turn)


def program_ended(handover: Handover, turn: Turn) -> Effects:
    """There is nothing to take over any more; who coordinates stays as it is."""
    handover.status = HandoverStatus.TAKEN_BACK
    for person in (handover.taker, handover.giver):
        ended = _("{program} has ended, so this offer is over. Nothing has changed.", program=turn.program.name)
        yield from telling.over(asked(handover, person), Card(ended), turn)


@flow.step(by="giver", when=ACCEPTED, looks=True)
def show(handover: Handover, turn: Turn) -> Effects:
    """Back to what has been handed over, with nothing changed."""
    yield telling.answer(asked(handover, turn.me), _accepted_card(handover, turn), turn)


@flow.step(by="giver", when=ACCEPTED, looks=True)
def ask_step_down(handover: Handover, turn: Turn) -> Effects:
    """Asks once more, as only another coordinator can undo it."""
    if not turn.me.is_coordinator:
        yield from show(handover, turn)
        return
    yield Replace(
        Card(
            lines(
                _("Would you like to stop coordinating {program}? You stay in the program, and another coordinator "
                  "could make you one again.", program=turn.program.name),
                _("Messages that you take care of go to those who coordinate it then, and who wrote them hears so.")
                if taken_care_of(turn.store, turn.me) else None,
            ),
            choices=[Choice(_("Yes, step down"), step_down, handover, style=Style.GRAVE),
                     Choice(_("No, stay a coordinator"), show, handover)],
        )
    )  # fmt: skip


@flow.step(by="giver", when=ACCEPTED, ends=True)
def step_down(handover: Handover, turn: Turn) -> Effects:
    """They stay in the program, if they take part in it. One coordinator is always left, however many step down at the
    same moment."""
    claims.hold_program(turn.store)
    others = [one for one in coordinators(turn.store) if one.id != turn.me.id]
    if not others:
        raise Refused(_("You are the only coordinator at the moment. Somebody has to be there before you step down."))
    if turn.me.is_coordinator:
        yield from role.ends(turn.me, turn)
        record(turn.store, turn.me, "stepped_down", turn.now, to=turn.me)
    yield telling.answer(asked(handover, turn.me), _accepted_card(handover, turn), turn)
    yield from telling.redraw(asked(handover, turn.me), _accepted_card(handover, turn), turn)
