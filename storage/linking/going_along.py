"""What goes along when a profile is given up for another one of the same person: what concerns nobody else alone."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.short_questions import Addressed, ShortQuestion, open_of
from storage.mentoring.socials.guests import Answer, Tick, asked_about, going_to, guest_of
from storage.mentoring.socials.socials import Social
from storage.outbox import answers_in, letters
from storage.people import Member

MOST = 100
"""Socials that are over and about which one person is still asked."""


def take_socials(store: Store, emptied: Member, kept: Member, now: datetime) -> list[Social]:
    """What the one said to socials is what the other said from now on, with the place in the order, and with whom they
    picked and who picked them. Where both said something the better of the two stays, and the other one can be given
    up. Gives the socials."""
    taken = []
    for guest in [*going_to(store, emptied, now), *asked_about(store, emptied, MOST)]:
        social, other = guest.social, guest_of(store, guest.social, kept)
        taken.append(social)
        if other is None or other.answer is Answer.NO:
            if other is not None:
                store.delete(other)
                store.session.flush()
            guest.member_id = kept.id or 0
            store.session.flush()
            store.session.expire(guest, ["member"])
            _take_ticks(store, social, emptied, kept)
        elif other.answer is Answer.WAITING and guest.answer is Answer.YES:
            other.answer, guest.answer = guest.answer, other.answer
            other.rank, guest.rank = guest.rank, other.rank
    store.session.flush()
    return taken


def _take_ticks(store: Store, social: Social, emptied: Member, kept: Member) -> None:
    here = sa.update(Tick).where(col(Tick.program_id) == store.program, col(Tick.social_id) == social.id)
    store.session.execute(here.where(col(Tick.from_id) == emptied.id).values(from_id=kept.id))
    store.session.execute(here.where(col(Tick.to_id) == emptied.id).values(to_id=kept.id))


def take_questions(store: Store, emptied: Member, kept: Member) -> list[ShortQuestion]:
    """What the one asked and is not closed is what the other asked. Nobody is asked their own question, and an answer
    to oneself stays where it is. Gives the questions."""
    found = [one for one in open_of(store, emptied) if one.asker_id == emptied.id and one.taker_id != kept.id]
    for question in found:
        question.asker_id = kept.id or 0
        own = store.session.get(Addressed, (question.id, kept.id))
        if own is not None:
            own.declined = True
        store.session.flush()
        store.session.expire(question, ["asker"])
    return found


def take_cards(store: Store, emptied: Member, kept: Member, slots: Collection[str]) -> None:
    """What the one was told in these slots, or is about to be, is kept true for the other, on whichever account."""
    store.session.execute(
        sa.update(letters)
        .where(letters.c.member_id == emptied.id, letters.c.slot.in_([*slots, *map(answers_in, slots)]))
        .values(member_id=kept.id)
    )
