"""Taking it back: an ask that waits, or an intro chat that both agreed on. Each asks once more first."""

from bot.messages import Card, Choice, Style
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import Phrase, _
from flows.asking import asking
from flows.finding import mentors
from flows.meeting import endings, intros
from storage.mentoring.intros import Intro, IntroStatus
from storage.people import Member

flow: Flow[Intro] = Flow("withdrawing", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


def ways_out(intro: Intro, member: Member, instead: Member | None = None) -> list[Choice]:
    """The way out of an intro for one side, if there is one. `instead`: the mentor they would rather ask."""
    value = str(instead.id) if instead else ""
    if intro.status is IntroStatus.ACCEPTED:
        return [Choice(_("Call it off with {other}", other=intro.other(member).name), call_off_sure, intro, value)]
    if intro.status is IntroStatus.ASKED and member.id == intro.mentee_id:
        return [Choice(_("Withdraw the ask to {mentor}", mentor=intro.mentor.name), withdraw_sure, intro, value)]
    return []


# --- an ask ----------------------------------------------------------------------------------------------------------


@flow.step(by="mentee", when=IntroStatus.ASKED, looks=True)
def withdraw_sure(intro: Intro, turn: Turn) -> Effects:
    text = _("Withdraw your ask to {mentor}? It disappears from their card, and your place is free.",
             mentor=intro.mentor.name)  # fmt: skip
    yield Replace(
        _sure_card(intro, turn, text, Choice(_("Yes, withdraw it"), withdraw, intro, turn.value, Style.GRAVE))
    )


@flow.step(by="mentee", when=IntroStatus.ASKED, ends=True)
def withdraw(intro: Intro, turn: Turn) -> Effects:
    """The mentee takes the ask back; the mentor's card loses its buttons."""
    yield from intros.close(intro, IntroStatus.WITHDRAWN, "", turn)
    done = _("Done. {mentor} has nothing to answer any more, and your place is free.", mentor=intro.mentor.name)
    yield Replace(_done_card(done, turn))


# --- an intro chat ---------------------------------------------------------------------------------------------------


@flow.step(by=("mentee", "mentor"), when=IntroStatus.ACCEPTED, looks=True)
def call_off_sure(intro: Intro, turn: Turn) -> Effects:
    if turn.me.id == intro.mentee_id:
        text = _("Call off the intro chat with {mentor}? They said yes, so I tell them kindly.",
                 mentor=intro.mentor.name)  # fmt: skip
    else:
        text = _("Call off the intro chat with {mentee}? I tell them kindly, and show them others.",
                 mentee=intro.mentee.name)  # fmt: skip
    yield Replace(
        _sure_card(intro, turn, text, Choice(_("Yes, call it off"), call_off, intro, turn.value, Style.GRAVE))
    )


@flow.step(by=("mentee", "mentor"), when=IntroStatus.ACCEPTED, ends=True)
def call_off(intro: Intro, turn: Turn) -> Effects:
    """One of them cannot after all; the other hears it kindly."""
    if turn.me.id == intro.mentee_id:
        yield from intros.close(intro, IntroStatus.WITHDRAWN, "", turn)
        done = _("Done. {mentor} hears it kindly, and your place is free.", mentor=intro.mentor.name)
        yield Replace(_done_card(done, turn))
    else:
        yield from intros.close(intro, IntroStatus.CLOSED, f"mentor_{endings.STEPPED_BACK}", turn)
        yield Replace(intros.present(intro, turn))


# --- their cards -----------------------------------------------------------------------------------------------------


def _sure_card(intro: Intro, turn: Turn, text: Phrase, sure: Choice) -> Card:
    return Card(text, choices=[sure, Choice(_("Keep it"), intros.show, intro)])


def _done_card(text: Phrase, turn: Turn) -> Card:
    """With the mentor whom the mentee wanted to ask instead, if they came from there."""
    wanted = turn.store.get(Member, int(turn.value)) if turn.value.isdecimal() else None
    choices = [Choice(_("See more mentors"), mentors.back, turn.program)]
    if wanted is not None and wanted.is_mentor:
        choices.insert(0, Choice(_("Ask {mentor}", mentor=wanted.name), asking.offer, wanted, style=Style.MAIN))
    return Card(text, choices=choices)
