"""A social for somebody's own calendar: one file, the same for everybody, in its newest state."""

from bot import ics
from bot.messages import File
from bot.steps import Turn
from bot.words import _
from storage.mentoring.socials.socials import Social, SocialStatus


def of(social: Social, turn: Turn) -> File:
    """The newest file; the one before it is gone."""
    is_off = social.status is SocialStatus.CANCELLED
    event = ics.Event(
        social.changes + is_off, social.starts_at, social.ends_at, social.title, social.where, is_off=is_off
    )
    return ics.kept(social, event, _("“{title}”, for your calendar", title=social.title), turn)
