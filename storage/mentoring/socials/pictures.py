"""The picture of a social: a file that is the program's, from the moment a coordinator has given it."""

from datetime import datetime

from storage.database import Store
from storage.mentoring.socials.socials import Social
from storage.outbox import StoredFile


def give(store: Store, social: Social, file: StoredFile, alt: str, until: datetime) -> None:
    """It is no file of whoever sent it any more: it stays with the social, also when they are erased."""
    take_out(store, social)
    file.account_id, file.expires_at = None, until
    social.picture_id, social.picture_alt = file.id, alt


def take_out(store: Store, social: Social) -> None:
    found = store.get(StoredFile, social.picture_id)
    social.picture_id, social.picture_alt = None, ""
    store.session.flush()
    if found is not None:
        store.session.delete(found)
        store.session.flush()


def keep(store: Store, social: Social, until: datetime) -> None:
    """At least until then, as it was moved."""
    found = store.get(StoredFile, social.picture_id)
    if found is not None:
        found.expires_at = max(found.expires_at, until)
