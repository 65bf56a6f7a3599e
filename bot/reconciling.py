"""People who left while nobody was listening: every now and then each platform is asked."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlmodel import col

from bot.errors import OUT_OF_PLACE, Undeliverable, Unknown
from bot.incoming import LEFT, PLACE_GONE, Incoming, Sender, Via
from bot.parcels import Carrier
from storage.database import Database
from storage.people import Account, AccountPlace
from storage.places import Place

log = structlog.get_logger(__name__)
AT_ONCE = 500


def accounts_by_place(database: Database) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The accounts in places of programs by (platform, place): (team, user), as far as they are known to be there;
    whether they joined or not."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    with database.read() as session:
        rows = session.execute(
            sa.select(col(Place.platform), col(Place.key), col(Account.team), col(Account.user))
            .join(AccountPlace, col(AccountPlace.place_id) == col(Place.id))
            .join(Account, col(Account.id) == col(AccountPlace.account_id))
            .where(col(AccountPlace.left_at).is_(None), col(Place.gone_at).is_(None), col(Account.gone_at).is_(None))
            .where(col(Place.program_id).is_not(None))
            .order_by(col(Place.id), col(Account.id))
        )
        for platform, key, team, user in rows:
            found.setdefault((platform, key), []).append((team, user))
    return found


async def missing_people(
    carriers: Mapping[str, Carrier], known: dict[tuple[str, str], list[tuple[str, str]]], now: datetime
) -> list[Incoming]:
    """Events for those who are not there any more, and for places that Kith itself was taken out of. Each look has keys
    of its own: people come back and leave again."""
    events = []
    for (platform, place), accounts in known.items():
        carrier = carriers.get(platform)
        if carrier is None:
            continue
        teams = {user: team for team, user in accounts}
        users = list(teams)
        for start in range(0, len(users), AT_ONCE):
            try:
                gone = await carrier.missing(place, users[start : start + AT_ONCE])
            except (Undeliverable, Unknown) as error:
                if isinstance(error, Undeliverable) and error.reason == OUT_OF_PLACE:
                    events.append(_place_gone(platform, place, now))
                else:
                    log.warning("reconcile_failed", platform=platform, place=place, reason=str(error))
                break
            events += [
                Incoming(
                    via=Via.EVENT,
                    step=LEFT,
                    by=Sender(platform, teams[user], user, place=place),
                    key=f"{platform}:missing:{place}:{user}:{now.timestamp():.3f}",
                )
                for user in sorted(gone)
            ]
    return events


def _place_gone(platform: str, place: str, now: datetime) -> Incoming:
    by = Sender(platform, "", "", place=place)
    return Incoming(via=Via.EVENT, step=PLACE_GONE, by=by, key=f"{platform}:gone:{place}:{now.timestamp():.3f}")
