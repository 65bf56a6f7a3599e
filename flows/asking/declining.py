"""Not now: a kind reason from a few, or own words."""

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Question
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import _, term
from flows import library
from flows.asking import answering, door
from flows.meeting import endings, intros
from storage.mentoring.intros import Intro, IntroStatus

flow: Flow[Intro] = Flow("declining", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


UNKNOWN = _("I do not know that reason any more. Please pick another one.")
LEAST_WORDS, MOST_WORDS = 10, 400
NO_REASON = "not_the_time"
"""The one of the reasons that says nothing of why."""


@flow.step(by="mentor", when=IntroStatus.ASKED, looks=True)
def not_now(intro: Intro, turn: Turn) -> Effects:
    """Shows the reasons; nothing is said to anybody yet."""
    name = intro.mentee.name
    yield Replace(
        Card(
            _("That is fine. What may {mentee} read? Pick what comes nearest; I say it kindly.", mentee=name),
            choices=[
                *(Choice(term(reason.label), because, intro, reason.slug) for reason in library.declines().values()),
                Choice(_("Say it in my own words"), in_own_words, intro),
                Choice(_("Back"), door.look, intro.mentor),
            ],
            foot=_("{mentee} reads it; coordinators see only that it was a no. That you grade somebody stays with you: "
                   "{mentee} reads that it is not a good time, and I do not keep it.", mentee=name),
        )
    )  # fmt: skip


def kept(slug: str) -> str:
    """The reason that is kept in the rows. A private one is not kept at all: in its place stands the one that the
    mentee reads the same words of, so no list, export or coordinator's view can ever tell them apart."""
    reason = library.declines()[slug]
    if not reason.private:
        return slug
    return next(other.slug for other in library.declines().values() if not other.private and other.told == reason.told)


@flow.step(by="mentor", when=IntroStatus.ASKED)
def because(intro: Intro, turn: Turn) -> Effects:
    """A no with one of the reasons."""
    if turn.value not in library.declines():
        raise Refused(UNKNOWN)
    yield from _decline(intro, kept(turn.value), turn)


def words_form(intro: Intro, turn: Turn) -> Form:
    return Form(
        _("In your own words"),
        [
            Question("words", Kind.LONG, _("What {mentee} reads", mentee=intro.mentee.name),
                     hint=_("Short and kind is best, {least} to {most} characters. Only {mentee} reads it.",
                            least=LEAST_WORDS, most=MOST_WORDS, mentee=intro.mentee.name),
                     least=LEAST_WORDS, most=MOST_WORDS),
        ],
        submit=_("Send"),
    )  # fmt: skip


@flow.step(by="mentor", when=IntroStatus.ASKED, form=words_form)
def in_own_words(intro: Intro, turn: Turn) -> Effects:
    """A no with the mentor's own words."""
    intro.own_reason = turn.answers.text("words")
    yield from _decline(intro, endings.OWN, turn)


def _decline(intro: Intro, reason: str, turn: Turn) -> Effects:
    yield from intros.close(intro, IntroStatus.DECLINED, reason, turn)
    card = answering.waiting_card(intro.mentor, turn, endings.to_mentor(intro, turn), "ask")
    yield Replace(card, answering.slot_of(intro.mentor))
