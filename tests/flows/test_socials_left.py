"""Leaving with places at more socials than anybody goes to."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.socials.guests import Answer, Guest
from storage.mentoring.socials.socials import Social
from storage.outbox import letters
from tests.flows.test_erasing import erase
from tests.flows.test_socials import announced, comes
from tests.world.world import World


def once_more(world: World, name: str, socials: int, cards: int) -> None:
    """So many more socials like the one there is, each with a card in so many channels, and the same guest."""
    with world.database.write() as session:
        store = Store(session, 1)
        like = session.get_one(Social, 1)
        posted = letters.c.slot.like("social-1:%"), letters.c.channel != "", letters.c.edits.is_(None)
        card = dict(session.execute(sa.select(letters).where(*posted)).mappings().one())
        for number in range(socials):
            week = timedelta(weeks=number)
            new = store.add(Social(**like.model_dump(exclude={"id", "starts_at", "ends_at", "coming"}), coming=1,
                                   starts_at=like.starts_at + week, ends_at=like.ends_at + week))  # fmt: skip
            store.add(Guest(program_id=1, social_id=new.id or 0, member_id=world.member(name).id or 0,
                            answer=Answer.YES, at=world.moment))  # fmt: skip
            session.execute(
                sa.insert(letters),
                [
                    {key: value for key, value in card.items() if key != "id"}
                    | {"key": f"card {new.id} {one}", "channel": f"C{one}"}
                    | {"slot": card["slot"].replace(f"-{like.id}:", f"-{new.id}:").rsplit(":", 1)[0] + f":{one + 1}"}
                    for one in range(cards)
                ],
            )


def test_who_has_places_at_many_socials_can_leave_and_be_erased(world: World) -> None:
    """However many socials they would have come to, and in however many channels those stand, leaving them all is one
    press, and every card says that their place is free."""
    announced(world)
    comes(world, "Ada", "Ben")
    for name in ("Ada", "Ben"):
        once_more(world, name, socials=15, cards=14)
    world.person("Ada").commands("/mentor leave").presses("Yes, leave").sees_last("You have left Compass.")
    erase(world, "Ben").sees_last("everything I kept about you is deleted")
    with world.database.read() as session:
        counts = session.scalars(sa.select(col(Social.coming)))
        assert set(counts) == {0}
        told = session.scalars(sa.select(letters.c.card).where(letters.c.edits.is_not(None), letters.c.channel != ""))
        assert sum("nobody yet" in card for card in told) >= 2 * 15 * 14
