"""Taking it back: an ask that waits, an intro chat that both agreed on, or, for a mentor, what might come of one they
have had. Each asks once more first."""

from bot.messages import Card, Choice, Style
from bot.numbers import number
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import Phrase, _
from flows import words
from flows.asking import asking
from flows.finding import mentors
from flows.matching import matches
from flows.meeting import endings, intros
from storage.mentoring import verdicts as verdict_rows
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
    if intro.status is IntroStatus.MET and member.id == intro.mentor_id:
        return [Choice(_("I can't go on with {mentee}", mentee=intro.mentee.name), no_further_sure, intro)]
    return []


# --- an ask ----------------------------------------------------------------------------------------------------------


@flow.step(by="mentee", when=IntroStatus.ASKED, looks=True)
def withdraw_sure(intro: Intro, turn: Turn) -> Effects:
    text = _("Withdraw your ask to {mentor}? They have nothing to answer then, and your place is free.",
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


# --- after an intro chat ---------------------------------------------------------------------------------------------


@flow.step(by="mentor", when=IntroStatus.MET, looks=True)
def no_further_sure(intro: Intro, turn: Turn) -> Effects:
    """Open to every mentor, whatever they said about the chat; a choice that waits is answered instead."""
    name = intro.mentee.name
    yield Replace(
        _chosen_already(intro, turn)
        or Card(
            _("Go no further with {mentee}? They read that you cannot go on after your intro chat, without a reason,"
              " and see other {mentors_word}.", mentee=name, **words.of(turn)),
            choices=[
                Choice(_("Yes, tell {mentee} kindly", mentee=name), no_further, intro, style=Style.GRAVE),
                Choice(_("Keep it"), intros.show, intro),
            ],
            foot=_("You can also just wait: {mentee} may choose you, and then you can say yes or no.", mentee=name),
        )
    )  # fmt: skip


@flow.step(by="mentor", when=IntroStatus.MET, ends=True)
def no_further(intro: Intro, turn: Turn) -> Effects:
    """The mentor leaves it at the chat; the mentee hears it kindly."""
    if (chosen := _chosen_already(intro, turn)) is not None:
        yield Replace(chosen)
        return
    yield from intros.close(intro, IntroStatus.CLOSED, f"mentor_{endings.NO_FURTHER}", turn)
    yield Replace(intros.present(intro, turn))


def _chosen_already(intro: Intro, turn: Turn) -> Card | None:
    match = verdict_rows.live_match(turn.store, intro)
    return matches.present(match, turn) if match is not None else None


# --- their cards -----------------------------------------------------------------------------------------------------


def _sure_card(intro: Intro, turn: Turn, text: Phrase, sure: Choice) -> Card:
    return Card(text, choices=[sure, Choice(_("Keep it"), intros.show, intro)])


def _done_card(text: Phrase, turn: Turn) -> Card:
    """With the mentor whom the mentee wanted to ask instead, if they came from there."""
    wanted = turn.store.get(Member, number(turn.value))
    choices = [Choice(words.see_more(turn), mentors.back, turn.program)]
    if wanted is not None and wanted.is_mentor:
        choices.insert(0, Choice(_("Ask {mentor}", mentor=wanted.name), asking.offer, wanted, style=Style.MAIN))
    return Card(text, choices=choices)
