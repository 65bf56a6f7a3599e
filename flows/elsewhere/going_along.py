"""A program leaves a place: what that means for each of its people, who is locked meanwhile."""

from bot.messages import Card
from bot.steps import Effects, Flow, Tell, Turn
from bot.words import _, lines
from flows.beginning import posting
from flows.leaving import people
from flows.rights import keeping
from storage import homes
from storage.mentoring.records import record
from storage.people import Member, MemberStatus
from storage.places import Place, account_here, prefer

flow: Flow[Member] = Flow("going_along", about=Member, holds=("self",))
HERE = (MemberStatus.ACTIVE, MemberStatus.PAUSED)


def _left(member: Member, turn: Turn) -> Place | None:
    """The place (`value`) that the program leaves now; None where that was taken back."""
    place = turn.store.session.get(Place, int(turn.value))
    if place is None or place.program_id != member.program_id or place.leaves_at is None or turn.now < place.leaves_at:
        return None
    return place


@flow.step(when=HERE)
def goes_on(member: Member, turn: Turn) -> Effects:
    """Letters to somebody who is in another place, too, go there from now on."""
    place, account = _left(member, turn), account_here(turn.store, member, but=member.account_id)
    if place is None or account is None:
        return
    prefer(turn.store, member, account)
    news = _("{program} has left {place}, so I write to you here from now on. Everything goes on as before.",
             program=turn.program.name, place=posting.name_of(place))  # fmt: skip
    yield Tell(member, Card(news))


@flow.step(when=HERE)
def ends_there(member: Member, turn: Turn) -> Effects:
    """They hear it themselves: I can still write to them there. Who came into another place meanwhile goes on there."""
    place, account = _left(member, turn), member.account
    if place is None or not homes.is_only_there(turn.store, place, member):
        yield from goes_on(member, turn)
        return
    yield from people.end_membership(member, turn, MemberStatus.LEFT)
    record(turn.store, None, "left_with_place", turn.now, to=member)
    text = lines(
        _("{program} has left {place}, and with it your time in it has ended. What was open is closed, and the others "
          "in it are told kindly. Thank you for having been here.", program=turn.program.name,
          place=posting.name_of(place)),
        _("Members do not see your profile any more. You can come back in another place of the program."),
        keeping.of_who_left(member, turn),
    )  # fmt: skip
    yield Tell(account, Card(text))
