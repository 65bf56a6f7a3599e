"""What the crash tests do: each press puts a coin in, writes to a person, a room and a channel, and winds a bell up."""

from bot.incoming import Incoming, Sender, Via
from bot.messages import Card
from bot.steps import ANSWER, PERSONAL, PROMPT, Channel, Effects, Flow, Later, Redraw, Tell, Turn, slot
from bot.words import _
from storage.database import Database, Store
from storage.people import Account, AccountPlace, Member, MemberAccount
from storage.places import Place, Program, ProgramStatus, Room, RoomMember
from tests.core import small
from tests.core.small import Jar, the_helper
from tests.core.stage import NOON

flow: Flow[Jar] = Flow("crash", about=Jar, holds=("owner", "helper"))
PRESSES = ("jar.offer:1:", "crash.work:1:", "crash.work:1:", "crash.work:1:")
COINS = PRESSES.count("crash.work:1:")
BLIND = "general"
"""A channel in which no letter can be looked for."""


@flow.step(by="owner")
def work(jar: Jar, turn: Turn) -> Effects:
    jar.coins += 1
    helper, place, room = the_helper(jar, turn), turn.store.get(Place, 1), turn.store.get(Room, 1)
    assert place is not None
    assert room is not None
    yield Tell(helper, Card(_("Coin {n}.", n=jar.coins)), kind=ANSWER)
    yield Redraw(helper, slot("jar", jar), small.jar_card(jar, turn))
    yield Tell(room, Card(_("Coin {n} in the room.", n=jar.coins)), kind=PERSONAL)
    yield Tell(Channel(place, BLIND), Card(_("Coin {n}, aloud.", n=jar.coins)), kind=PERSONAL)
    yield Tell(Channel(place, BLIND), Card(_("Coin {n}, unasked.", n=jar.coins)), kind=PROMPT)
    yield Later(chime, jar, due=turn.now, value=str(jar.coins))


@flow.step()
def chime(jar: Jar, turn: Turn) -> Effects:
    jar.note += f"[{turn.value}]"
    yield Tell(the_helper(jar, turn), Card(_("Chime {n}.", n=turn.value)), kind=ANSWER)


FLOWS = (*small.FLOWS, flow)


def press(number: int) -> Incoming:
    """The press with that place in `PRESSES`; its key is the same however often it is delivered."""
    ada = Sender("plain", "", "ada", place="town", place_name="Town", name="Ada")
    return Incoming.parse(PRESSES[number], via=Via.PRESS, by=ada, key=f"press{number}")


def furnish(database: Database) -> None:
    """Ada and Lin in one program, with a jar and a room."""
    with database.write() as session:
        store = Store(session)
        program = store.add(Program(name="Compass", status=ProgramStatus.OPEN, created_at=NOON))
        place = store.add(Place(platform="plain", key="town", name="Town", program_id=program.id))
        for name in ("Ada", "Lin"):
            account = store.add(Account(platform="plain", user=name.lower(), name=name))
            member = store.add(
                Member(program_id=program.id or 0, account_id=account.id or 0, name=name, joined_at=NOON, acted_at=NOON)
            )
            store.add(MemberAccount(member_id=member.id, account_id=account.id, program_id=program.id or 0))
            store.add(AccountPlace(account_id=account.id, place_id=place.id))
        room = store.add(Room(program_id=program.id or 0, place_id=place.id, name="a room"))
        for number in (1, 2):
            store.add(RoomMember(room_id=room.id, member_id=number))
        store.add(Jar(program_id=program.id or 0, owner_id=1, helper_id=2, places=99))
