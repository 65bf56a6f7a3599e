"""The list of socials for coordinators: drafts that nobody has posted yet, and what is announced. A draft can be thrown
away."""

from bot.messages import Card, Choice, Section, Style
from bot.steps import COORDINATOR, Effects, Flow, Replace, Turn
from bot.words import Text, When, _, n_
from flows.socials import announcing, changing
from storage.mentoring.socials import pictures
from storage.mentoring.socials.socials import Social, SocialStatus

flow: Flow[Social] = Flow("social_drafts", about=Social)
DRAFT = SocialStatus.DRAFT


def section(social: Social) -> Section:
    """How it stands, and the way to it."""
    look = announcing.preview if social.status is DRAFT else changing.look
    return Section(_line(social), [Choice(_("Look at {title}", title=social.title), look, social)])


def _line(social: Social) -> Text:
    if social.status is DRAFT:
        return _("**{title}**, {when}: not posted yet.", title=social.title, when=When(social.starts_at))
    return _("**{title}**, {when}: {coming}, {waiting}.", title=social.title, when=When(social.starts_at),
             coming=n_("one is coming", "{n} are coming", social.coming),
             waiting=n_("one waits", "{n} wait", social.waiting))  # fmt: skip


def choices(social: Social) -> list[Choice]:
    """On the preview of a draft."""
    return [Choice(_("Throw it away"), ask, social)] if social.status is DRAFT else []


@flow.step(by=COORDINATOR, when=DRAFT, looks=True)
def ask(social: Social, turn: Turn) -> Effects:
    yield Replace(
        Card(
            _("Throw “{title}” away? It was not posted, and nobody has seen it but coordinators.", title=social.title),
            choices=[
                Choice(_("No, keep it"), announcing.preview, social, style=Style.MAIN),
                Choice(_("Yes, throw it away"), throw, social, style=Style.GRAVE),
            ],
        )
    )


@flow.step(by=COORDINATOR, when=DRAFT, ends=True)
def throw(social: Social, turn: Turn) -> Effects:
    """Nothing of it stays."""
    pictures.take_out(turn.store, social)
    turn.store.delete(social)
    turn.store.session.flush()
    yield from announcing.show(turn.program, turn)
