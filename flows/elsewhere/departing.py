"""A program leaves one of its places: in a week, with a word to those who are only there, or at once."""

from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.numbers import number
from bot.steps import ANYONE, PERSONAL, Channel, Effects, Flow, Later, Never, Redraw, Replace, Tell, Turn
from bot.words import Day, Phrase, Text, _, lines, listing, n_, sentences
from flows import telling
from flows.beginning import posting
from flows.elsewhere import going_along, overview
from flows.linking import linking
from flows.socials.around import departed
from storage import homes
from storage.codes import claims
from storage.mentoring.records import record
from storage.people import Member, coordinators
from storage.places import Place, account_here, leaves_home

flow: Flow[Place] = Flow("departing", about=Place)
GRACE = timedelta(days=7)
"""In which those who are only there can link an account of theirs in another place."""
AT_ONCE = 40
"""People told in one taking of a step."""


def manages(place: Place, turn: Turn) -> bool:
    """Whether the platform says so of whoever acts, in that very place."""
    return turn.manages and turn.place is not None and turn.place.id == place.id


def may(place: Place, turn: Turn) -> bool:
    """Whether whoever acts decides about the place: a coordinator, or who manages it or is appointed, in it."""
    me = turn.by
    if me is not None and me.is_here and me.is_coordinator:
        return True
    if turn.account is None or turn.place is None or turn.place.id != place.id:
        return False
    return turn.manages or claims.is_appointed(turn.store, turn.account)


def choice(place: Place) -> Choice:
    return Choice(_("Leave {place}", place=posting.name_of(place)), ask, place)


def stay_choice(place: Place) -> Choice:
    return Choice(_("Stay in {place}", place=posting.name_of(place)), stay, place)


# --- saying so -------------------------------------------------------------------------------------------------------


@flow.step(by=ANYONE, looks=True)
def ask(place: Place, turn: Turn) -> Effects:
    """Says what it means for those who are only there, and asks once more."""
    _refuse(place, turn)
    many, name = homes.how_many_only_there(turn.store, place), posting.name_of(place)
    others = listing(posting.name_of(one) for one in homes.others_that_stay(turn.store, place))
    yield Replace(
        Card(
            lines(
                _("Shall {program} leave {place}?", program=turn.program.name, place=name),
                n_("One person is in it there alone. With a week's time I tell them, and they can go on with an "
                   "account in {others}. Without one they leave the program then: what is open of them closes, and the "
                   "others in it are told kindly.",
                   "{n} people are in it there alone. With a week's time I tell them, and they can go on with an "
                   "account in {others}. Without one they leave the program then: what is open of them closes, and the "
                   "others in it are told kindly.", many, others=others)
                if many else _("Nobody is in it there alone, so nobody leaves the program by this."),
                _("The Join card there says that it is over. Rooms and messages that are there stay."),
            ),
            choices=[
                *([Choice(_("Leave it in a week, and tell them"), in_a_week, place, style=Style.MAIN)] if many else []),
                Choice(_("Leave it at once"), at_once, place, style=Style.GRAVE),
                Choice(_("Stay there"), stay, place),
            ],
        )
    )  # fmt: skip


def _refuse(place: Place, turn: Turn) -> None:
    """Raises `Refused` for who may not, and where the program would be nowhere or in nobody's hands."""
    if place.program_id is None:
        raise Refused(_("The program has left that place already."), stale=True)
    if not may(place, turn):
        raise Refused(_("That is for the coordinators of {program}.", program=turn.program.name))
    if not homes.others_that_stay(turn.store, place):
        raise Refused(_("It is the only place that {program} stays in. You can bring it to another one first, or end "
                        "it.", program=turn.program.name))  # fmt: skip
    if homes.coordinated_only_there(turn.store, place):
        raise Refused(_needs_another_coordinator(turn))


def _needs_another_coordinator(turn: Turn) -> Phrase:
    return _("All who coordinate {program} are in that place alone. Somebody in another place has to be a coordinator "
             "first, or one of you links an account there.", program=turn.program.name)  # fmt: skip


@flow.step(by=ANYONE, ends=True)
def in_a_week(place: Place, turn: Turn) -> Effects:
    """Until then nothing changes; who is only there hears of it now."""
    _refuse(place, turn)
    place.leaves_at = turn.now + GRACE
    record(turn.store, turn.by, "place_leaves", turn.now, detail=place.name)
    yield Later(tell, place, due=turn.now, value="0")
    yield Later(leave, place, due=place.leaves_at, value="0")
    yield _shown(place, turn, _("{program} leaves {place} on {day}. Until then everything goes on, and you can take it "
                                "back.", program=turn.program.name, place=posting.name_of(place),
                                day=Day(place.leaves_at.date())))  # fmt: skip


@flow.step(by=ANYONE, ends=True)
def at_once(place: Place, turn: Turn) -> Effects:
    """Nobody has time to link an account."""
    _refuse(place, turn)
    place.leaves_at = turn.now
    record(turn.store, turn.by, "place_leaves", turn.now, detail=place.name)
    yield Later(leave, place, due=turn.now, value="0")
    yield _shown(place, turn, _("{program} leaves {place}.", program=turn.program.name, place=posting.name_of(place)))


@flow.step(by=ANYONE)
def stay(place: Place, turn: Turn) -> Effects:
    """Takes it back, as long as the program is there; who was told hears so."""
    if place.program_id is None or not may(place, turn):
        raise Refused(_("The program has left that place already."), stale=True)
    was_leaving, place.leaves_at = place.leaves_at is not None, None
    if was_leaving:
        record(turn.store, turn.by, "place_stays", turn.now, detail=place.name)
        yield Never(leave, place, "0")
        yield Later(tell, place, due=turn.now, value="0")
    yield _shown(place, turn, _("{program} stays in {place}.", program=turn.program.name, place=posting.name_of(place)))


def _shown(place: Place, turn: Turn, news: Text) -> Replace:
    """All places, for a coordinator; for who only manages this one, what was done."""
    if turn.by is not None and turn.by.is_coordinator:
        return Replace(overview.card(turn.program, turn, news))
    return Replace(Card(news, choices=[stay_choice(place)] if place.leaves_at else []))


# --- as time goes by -------------------------------------------------------------------------------------------------


@flow.step()
def tell(place: Place, turn: Turn) -> Effects:
    """Who is only there hears that the program leaves, or that it stays after all; some at a time, from behind `value`
    on."""
    if place.program_id is None:
        return
    people_there = homes.only_there(turn.store, place, AT_ONCE, number(turn.value) or 0)
    for member in people_there:
        yield from _tell_one(place, member, turn)
    if len(people_there) == AT_ONCE:
        yield Later(tell, place, due=turn.now, value=str(people_there[-1].id))


def _tell_one(place: Place, member: Member, turn: Turn) -> Effects:
    """Who has not heard yet that it leaves hears nothing of its staying either."""
    about, notice = telling.Asked("departing", place, member), _notice(place, turn)
    if place.leaves_at is not None:
        yield from telling.anew(about, notice, PERSONAL, turn)
    elif telling.is_unsent(about, turn):
        yield from telling.over(about, notice, turn)
    elif telling.is_told(about, turn):
        yield from telling.anew(about, notice, PERSONAL, turn)


def _notice(place: Place, turn: Turn) -> Card:
    name, program = posting.name_of(place), turn.program.name
    if place.leaves_at is None:
        return Card(_("{program} stays in {place} after all. Nothing changes for you.", program=program, place=name))
    others = listing(posting.name_of(one) for one in homes.others_that_stay(turn.store, place))
    return Card(
        lines(
            _("{program} leaves {place} on {day}. Until then everything goes on as before.", program=program,
              place=name, day=Day(place.leaves_at.date())),
            _("To stay in it, go on with an account in {others}: type “{link}” there, with the code that you get here. "
              "Otherwise your time in {program} ends that day, and those you have something open with are told kindly.",
              others=others, link=f"/{turn.commands[0]} link", program=program),
        ),
        choices=[Choice(_("Link an account"), linking.show, turn.program, style=Style.MAIN)],
    )  # fmt: skip


@flow.step()
def leave(place: Place, turn: Turn) -> Effects:
    """Those who are only there leave the program, each in a step of their own; then the program leaves the place. It
    stays where it would be nowhere by now, or in nobody's hands."""
    if place.program_id is None or place.leaves_at is None or turn.now < place.leaves_at:
        return
    program, name = turn.program.name, posting.name_of(place)
    if not homes.others_that_stay(turn.store, place):
        only = _("{program} stays in {place}: it is the only place it has by now.", program=program, place=name)
        yield from _stays_after_all(place, only, turn)
        return
    if homes.coordinated_only_there(turn.store, place):
        stays = _("{program} stays in {place} for now.", program=program, place=name)
        yield from _stays_after_all(place, sentences(stays, _needs_another_coordinator(turn)), turn)
        return
    ends = homes.only_there(turn.store, place, AT_ONCE)
    moves = homes.written_to_there(turn.store, place, AT_ONCE)
    if ends or moves:
        for member in (*ends, *moves):
            yield Later(
                going_along.ends_there if member in ends else going_along.goes_on, member, turn.now, str(place.id)
            )
        yield Later(leave, place, due=turn.now, value="0")
        return
    yield from _goes(place, turn)


def _stays_after_all(place: Place, news: Text, turn: Turn) -> Effects:
    place.leaves_at = None
    record(turn.store, None, "place_stays", turn.now, detail=place.name)
    yield Later(tell, place, due=turn.now, value="0")
    yield from _tell_coordinators(turn, news)


def _goes(place: Place, turn: Turn) -> Effects:
    """The program is at home there no more. Who is in another place, too, is written to there."""
    over = Card(_("{program} is not in {place} any more, so nobody can join it here.", program=turn.program.name,
                  place=posting.name_of(place)))  # fmt: skip
    for where, channel, slot in posting.standing(turn):
        if where.id == place.id:
            yield Redraw(Channel(where, channel), slot, over)
    leaves_home(turn.store, place)
    turn.store.session.flush()
    yield from departed.left(place, turn)
    yield from _tell_coordinators(turn, _("{program} has left {place}. Nobody there is in it alone any more.",
                                          program=turn.program.name, place=posting.name_of(place)))  # fmt: skip


def _tell_coordinators(turn: Turn, news: Text) -> Effects:
    for coordinator in coordinators(turn.store):
        if account_here(turn.store, coordinator) is not None:
            yield Tell(coordinator, Card(news, choices=[Choice(_("See the places"), overview.show, turn.program)]))
