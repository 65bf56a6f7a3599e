"""A picture on a social: sent by a coordinator before it is announced, with what it shows for who cannot see it."""

from datetime import timedelta

from bot.errors import Invalid
from bot.messages import Card, Choice, Form, Kind, Question
from bot.steps import ANSWER, COORDINATOR, Effects, Flow, Replace, Tell, Turn
from bot.words import _
from flows.socials import announcing
from flows.socials import social as cards
from storage.mentoring.socials import pictures as rows
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.outbox import StoredFile

flow: Flow[Social] = Flow("social_picture", about=Social)
DRAFT = SocialStatus.DRAFT
KEPT = timedelta(days=30)
"""After the social; the cards that were sent keep their copy on the platform."""


def choices(social: Social) -> list[Choice]:
    """On the preview. What stands in a channel keeps the picture that it was announced with."""
    if social.status is not DRAFT:
        return []
    if social.picture_id is None:
        return [Choice(_("Add a picture"), add, social)]
    return [Choice(_("Another picture"), add, social), Choice(_("Without the picture"), remove, social)]


def form(social: Social, turn: Turn) -> Form:
    return Form(
        _("A picture"),
        [
            Question("picture", Kind.PICTURE, _("Picture"), hint=_("A PNG or a JPEG, 8 MB at most.")),
            Question("alt", Kind.SHORT, _("What does it show?"), least=3, most=300, given=social.picture_alt or None,
                     hint=_("It is read out to people who cannot see the picture.")),
        ],
        submit=_("Use it"),
        text=_("I remove where it was taken, and whatever else a camera notes in it."),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=DRAFT, form=form)
def add(social: Social, turn: Turn) -> Effects:
    """It stands in the preview, and comes as a letter: not every platform shows one in a preview."""
    found = turn.store.get(StoredFile, turn.answers.picture("picture"))
    if found is None or turn.account is None or found.account_id != turn.account.id:
        raise Invalid("picture", _("I do not have that picture any more. Please send it once more."))
    rows.give(turn.store, social, found, turn.answers.text("alt"), social.ends_at + KEPT)
    turn.store.session.flush()
    seen = Card(_("The picture for “{title}”, as all will see it.", title=social.title), files=cards.pictures(social))
    yield Tell(turn.me, seen, kind=ANSWER)
    yield Replace(announcing.preview_card(social, turn))


@flow.step(by=COORDINATOR, when=DRAFT)
def remove(social: Social, turn: Turn) -> Effects:
    rows.take_out(turn.store, social)
    yield Replace(announcing.preview_card(social, turn))
