"""The role of a coordinator ends, while somebody stays in the program."""

from bot import shown
from bot.steps import COORDINATOR, Drop, Effects, Turn
from flows.safety import bringing, hearing
from storage import outbox
from storage.mentoring.pairs.handovers import role_ends
from storage.mentoring.told import unsent_to
from storage.people import Member


def ends(member: Member, turn: Turn) -> Effects:
    """What they took care of goes to the others; and what waits to be sent to coordinators does not reach them."""
    could_hear = hearing.hears(member)
    member.is_coordinator = False
    role_ends(turn.store, member)
    if could_hear:
        yield from bringing.gives_up(turn)
    yield from _drops_what_waits(member, turn)


def _drops_what_waits(member: Member, turn: Turn) -> Effects:
    """Letters with something to press that only a coordinator may press."""
    import flows  # every story is in it, this one too

    theirs = {step.id for flow in flows.FLOWS for step in flow.steps if step.by == (COORDINATOR,)}
    for letter_id, slot, card in unsent_to(turn.store, member):
        if not any(press.id.split(":")[0] in theirs for press in shown.Card.model_validate_json(card).presses):
            continue
        if slot:
            yield Drop(member, slot)
        else:
            outbox.drop_letter(turn.store.session, letter_id)
