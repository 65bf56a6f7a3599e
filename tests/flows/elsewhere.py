"""A second platform beside the one of a script: the program has a place on both, and people an account on each."""

from collections.abc import Callable, Mapping

from storage.database import Store
from storage.people import Account, Member, MemberAccount, saw_in_place
from storage.places import Place, prefer, who_is_where
from tests.world.discord import DiscordSurface
from tests.world.slack import SlackSurface
from tests.world.surface import Surface
from tests.world.world import World

BESIDE: Mapping[str, Callable[[], Surface]] = {
    "slack": DiscordSurface,
    "discord": SlackSurface,
    "plain": DiscordSurface,
}


def beside(world: World) -> World:
    """The same world on another platform, where the program has a place as well."""
    there = world.beside(BESIDE[world.surface.platform]())
    sender = there.sender("Sam")
    with world.database.write() as session:
        Store(session, 1).add(
            Place(platform=sender.platform, key=sender.place, name=sender.place_name, program_id=1,
                  room_channel="C-ROOMS")
        )  # fmt: skip
    return there


def has_account(there: World, name: str, member: str = "") -> Account:
    """Somebody is in the second place, too, and the same member there."""
    sender = there.sender(name)
    number = there.member(member or name).id
    with there.database.write() as session:
        store = Store(session, 1)
        account = store.add(Account(platform=sender.platform, team=sender.team, user=sender.user, name=name))
        saw_in_place(store, account, 2)
        store.add(MemberAccount(member_id=number, account_id=account.id, program_id=1))
        return account


def platform_of(world: World) -> str:
    return world.surface.platform.capitalize()


def prefers(there: World, name: str) -> None:
    """Letters to them go to their account on this platform from now on."""
    sender, number = there.sender(name), there.member(name).id
    with there.database.write() as session:
        store = Store(session, 1)
        member, account = (
            store.get(Member, number),
            who_is_where(store, sender.platform, sender.team, sender.user, "").account,
        )
        assert member is not None
        assert account is not None
        prefer(store, member, account)
