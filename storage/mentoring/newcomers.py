"""Becoming a member, with everything that a member has from the first day."""

from datetime import datetime

from storage.database import Store
from storage.mentoring.apart import recognise
from storage.mentoring.profiles import profile_of
from storage.people import Account, Member, enrol


def come_in(store: Store, account: Account, now: datetime, *, consent: str) -> Member:
    """Makes the account a member of this program, with no role yet and an empty profile. (Cards are drawn by those who
    only look, and looking makes no rows.)"""
    member = enrol(store, account, now, consent=consent)
    profile_of(store, member)
    recognise(store, account)
    return member
