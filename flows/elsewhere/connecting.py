"""A program comes into one more place: a coordinator's code is typed there by somebody who may decide for that place,
and after one more question the place is the program's."""

from dataclasses import replace

from bot.errors import Refused
from bot.messages import Card, Choice, Menu, Style
from bot.numbers import number
from bot.steps import ANYONE, Command, Effects, Flow, Group, Later, Replace, Tell, Turn
from bot.words import Text, _, lines, listing
from flows import home, words
from flows.beginning import basics, posting, setup
from flows.elsewhere import departing, overview
from flows.linking import linking, wrong_codes
from storage.codes import places as codes
from storage.codes.places import PlaceCode
from storage.database import Store
from storage.mentoring.records import record
from storage.people import Account, coordinators, member_of
from storage.places import Place, Program, ProgramStatus, comes_home, status_held

flow: Flow[Place] = Flow("connecting", about=Place)
DRAFT, ENDED = ProgramStatus.DRAFT, ProgramStatus.ENDED


@flow.step(
    by=ANYONE,
    command=Command(Group.COORDINATORS, "connect", _("Bring a program here, with a code of its coordinators")),
)
def connect(place: Place, turn: Turn) -> Effects:
    """Takes the code. What is wrong is answered, not refused, so that the try is counted."""
    account, shows = _account(turn), f"/{turn.commands[1]} places"
    if not turn.text.strip():
        raise Refused(_("Please write the code behind it: “{command} ABCD-EFGH-…”. A coordinator of the program gets "
                        "it with “{shows}”, in a place where it is already.", command=f"/{turn.commands[1]} connect",
                        shows=shows))  # fmt: skip
    wrong_codes.refuse_too_many(account, turn)
    found = codes.opened_by(turn.store, turn.text, place, account, turn.now)
    if found is None:
        wrong = _("That code is not right, or it was used, or it is older than a day. A coordinator of the program "
                  "gets a new one with “{shows}”.", shows=shows)  # fmt: skip
        yield Replace(wrong_codes.wrong(account, wrong, turn))
        return
    _refuse_taken(place, found, turn)
    if not _may_decide(place, account, found, turn):
        yield Replace(_not_yours(place))
        return
    found.place_id, found.account_id = place.id, account.id
    yield Replace(_question(place, found, turn))


def _account(turn: Turn) -> Account:
    if turn.account is None:
        raise Refused(_("Please do this yourself."))
    return turn.account


def _may_decide(place: Place, account: Account, code: PlaceCode, turn: Turn) -> bool:
    """Whether this account may say that the place takes the program in: it manages the place, may set up a program in
    it anyway, or is the very coordinator whose code it is. See docs/decisions/second-places.md."""
    if departing.manages(place, turn) or setup.may_set_up(turn, place):
        return True
    same = member_of(turn.store, account.id, code.program_id)
    return same is not None and same.id == code.member_id


def _not_yours(place: Place) -> Card:
    return Card(
        _("The code is right. Somebody who manages {place} has to type it here, or the coordinator who asked for it "
          "with the account they coordinate with. It stays good until then.", place=posting.name_of(place))
    )  # fmt: skip


def _refuse_taken(place: Place, code: PlaceCode, turn: Turn) -> None:
    """Raises `Refused` where the place has a program that goes on, or the code's own program has ended."""
    here = turn.store.session.get(Program, place.program_id) if place.program_id else None
    program = codes.program_of(turn.store, code)
    if here is not None and here.id == code.program_id:
        raise Refused(_("{program} is in {place} already.", program=here.name, place=posting.name_of(place)))
    if here is not None and here.status is not ENDED:
        raise Refused(_("There is another program here, {program}. Before one can come here, that one has to end, or "
                        "to leave this place.", program=here.name))  # fmt: skip
    if program is None or status_held(Store(turn.store.session, program.id)) is ENDED:
        raise Refused(_("That program has ended, so it comes into no other place."))


def _question(place: Place, code: PlaceCode, turn: Turn) -> Card:
    """Names the program, and says who sees what from then on."""
    store = Store(turn.store.session, code.program_id)
    program, known = replace(turn, store=store).program, words.of(replace(turn, store=store))
    names = listing(one.name for one in coordinators(store)[:5])
    return Card(
        lines(
            _("Shall {place} become a place of {program}?", place=posting.name_of(place), program=program.name),
            _("- People here can join it then. Nobody is written to before they do, and no channel before a "
              "coordinator posts a card in it."),
            _("- Members see each other's names and profiles, in all places of the program; {mentees_word} find "
              "{mentors_word} from everywhere.", **known),
            _("- Its coordinators, {names}, see who is in it and where they stand. You do not become one by this.",
              names=names),
            _("- It can leave this place again at any time: “{command}”, typed here by who manages it.",
              command=f"/{turn.commands[1]} places"),
        ),
        choices=[
            Choice(_("Yes, connect it"), confirm, place, str(code.id), Style.MAIN),
            Choice(_("No, leave it as it is"), decline, place, str(code.id)),
        ],
    )  # fmt: skip


def _asked(place: Place, turn: Turn) -> PlaceCode:
    """The code behind the question, as long as it stands."""
    found = codes.asked_of(turn.store, number(turn.value), place, _account(turn), turn.now)
    if found is None:
        raise Refused(_("That question is not open any more. “{command}” shows which program is here.",
                        command=f"/{turn.commands[1]}"))  # fmt: skip
    return found


@flow.step(by=ANYONE)
def confirm(place: Place, turn: Turn) -> Effects:
    """The place is the program's from now on; all coordinators hear of it."""
    code, account = _asked(place, turn), _account(turn)
    _refuse_taken(place, code, turn)
    if not _may_decide(place, account, code, turn):
        raise Refused(_not_yours_any_more(place))
    store = Store(turn.store.session, code.program_id)
    inside = replace(turn, store=store, by=member_of(store, account.id, code.program_id), place=place)
    comes_home(store, inside.program, place)
    place.room_channel = ""
    record(store, code.member, "place_connected", turn.now, detail=place.name)
    store.delete(code)
    yield Later(tell, place, due=turn.now, value=str(account.id))
    news = _("{place} is a place of {program} now.", place=posting.name_of(place), program=inside.program.name)
    yield from _onward(place, inside, news)


def _not_yours_any_more(place: Place) -> Text:
    return _("That is for who manages {place}, or coordinates the program in it.", place=posting.name_of(place))


@flow.step(by=ANYONE)
def decline(place: Place, turn: Turn) -> Effects:
    """Everything stays as it was, and the code is used up."""
    turn.store.delete(_asked(place, turn))
    yield Replace(Card(_("Good. Nothing has changed. The code does not work any more.")))


# --- what comes next -------------------------------------------------------------------------------------------------


def _onward(place: Place, turn: Turn, news: Text) -> Effects:
    """First the channel for rooms, where the platform wants one; then the Join card, for who coordinates."""
    program = turn.program
    if place.lacks_rooms:
        yield Replace(
            Card(
                lines(news, _("Two who agree to meet get a room: a private thread under a channel. Which channel shall "
                              "that be? Pick one that everybody in the program can see.")),
                menu=Menu(_("Rooms open under …"), rooms_under, place),
            )
        )  # fmt: skip
        return
    if turn.by is None or not (turn.by.is_here and turn.by.is_coordinator):
        yield Replace(_for_others(program, turn, news))
        return
    if program.status is DRAFT and basics.missing(program, turn):
        yield setup.answer(program, turn, news)
        return
    for effect in posting.preview(program, turn):
        shown = effect.card if isinstance(effect, Replace) else None
        yield Replace(replace(shown, text=lines(news, shown.text))) if shown is not None else effect


def _for_others(program: Program, turn: Turn, news: Text) -> Card:
    """For who connected it and does not coordinate it, at least not with this account."""
    return Card(
        lines(
            news,
            _("Next, a coordinator posts the Join card here: “{command}”.", command=f"/{turn.commands[1]} post"),
            _("Do you coordinate {program} with another account? Then link the two: type “{link}” there, and the code "
              "that you get here.", program=program.name, link=f"/{turn.commands[0]} link"),
        ),
        choices=[
            Choice(_("I am in already, with another account"), linking.enter, program),
            Choice(_("See where I stand"), home.show, program),
        ],
    )  # fmt: skip


@flow.step(by=ANYONE)
def rooms_under(place: Place, turn: Turn) -> Effects:
    """The channel for rooms: the first one is picked by who connected the place, any other by coordinators alone."""
    is_coordinator = turn.by is not None and turn.by.is_here and turn.by.is_coordinator
    if place.program_id is None or not departing.may(place, turn) or not (place.lacks_rooms or is_coordinator):
        raise Refused(_not_yours_any_more(place))
    place.room_channel = posting.picked(turn)
    record(turn.store, turn.by, "rooms_under", turn.now, detail=place.name)
    news = _("Rooms open under {channel} from now on.", channel=posting.channel_of(place, place.room_channel, turn))
    yield from _onward(place, turn, news)


@flow.step()
def tell(place: Place, turn: Turn) -> Effects:
    """Every coordinator hears of the new place, but for the one who did it (`value` is the account)."""
    if place.program_id is None:
        return
    account = turn.store.session.get(Account, number(turn.value) or 0)
    mine = member_of(turn.store, account.id, place.program_id) if account is not None else None
    for coordinator in coordinators(turn.store):
        if mine is None or mine.id != coordinator.id:
            yield Tell(coordinator, _news(place, account, turn))


def _news(place: Place, account: Account | None, turn: Turn) -> Card:
    who = account.name if account is not None else _("somebody")
    return Card(
        lines(
            _("{program} is in {place} now, too. {who} connected it there, with a coordinator's code.",
              program=turn.program.name, place=posting.name_of(place), who=who),
            _("People there can join once the Join card stands there: “{command}”, typed there, posts it. If you have "
              "an account there, “{link}” makes you a coordinator there as well.",
              command=f"/{turn.commands[1]} post", link=f"/{turn.commands[0]} link"),
            _("If it was not meant, let the program leave it again."),
        ),
        choices=[Choice(_("See the places"), overview.show, turn.program, style=Style.MAIN), departing.choice(place)],
    )  # fmt: skip
