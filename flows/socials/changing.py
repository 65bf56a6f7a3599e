"""A social that stands is looked at by coordinators, moved, mended or called off; everybody concerned is told."""

from bot.errors import Refused
from bot.messages import Card, Choice, Fact, Form, Kind, Question, Style
from bot.numbers import number
from bot.steps import COORDINATOR, Effects, Flow, Later, Replace, Turn
from bot.words import Text, When, _, lines, n_, sentences
from flows.socials import announcing, answering, enjoying, filling, letters, reminding
from flows.socials import social as cards
from flows.socials.around import ended, hours, listing, picture
from storage.mentoring.records import record
from storage.mentoring.socials import pictures
from storage.mentoring.socials.guests import Answer, guests_after
from storage.mentoring.socials.socials import Social, SocialStatus

flow: Flow[Social] = Flow("social_changes", about=Social)
ANNOUNCED = SocialStatus.ANNOUNCED
AT_ONCE = 150
"""Guests whose cards are changed in one taking of a step."""


@flow.shows
def present(social: Social, turn: Turn) -> Card:
    is_coordinator = turn.by is not None and turn.by.is_coordinator
    return card(social, turn) if is_coordinator else answering.present(social, turn)


def card(social: Social, turn: Turn, news: Text | None = None) -> Card:
    """For coordinators: how many come, and what can be changed."""
    holds = social.status is ANNOUNCED
    waits = [Fact(_("Waiting"), n_("one", "{n}", social.waiting))] if social.waiting and holds else []
    places = [Fact(_("Places"), _("{n}", n=social.places))] if social.places is not None and holds else []
    is_on = holds and social.starts_at > turn.now
    came = _("Coming") if holds else _("Said yes")
    return Card(
        news,
        title=_("{title}", title=social.title),
        facts=[*cards.facts(social), Fact(came, _("{n}", n=social.coming)), *places, *waits],
        choices=[
            *([Choice(_("Count again"), look, social)] if is_on else []),
            *([Choice(_("Post it in another channel"), announcing.preview, social),
               Choice(_("Move it"), move, social),
               Choice(_("Change the places"), places_, social),
               Choice(_("Mend the words"), words, social),
               Choice(_("Call it off"), ask_cancel, social, style=Style.GRAVE)] if is_on else []),
            Choice(_("All socials"), announcing.show, turn.program),
        ],
    )  # fmt: skip


@flow.step(by=COORDINATOR, looks=True)
def look(social: Social, turn: Turn) -> Effects:
    yield Replace(card(social, turn), cards.counted(social))


def _not_begun(social: Social, turn: Turn) -> None:
    if social.starts_at <= turn.now:
        raise Refused(_("It has begun already, so it stays as it is."), stale=True)


# --- moved -----------------------------------------------------------------------------------------------------------


def move_form(social: Social, turn: Turn) -> Form:
    _not_begun(social, turn)
    return Form(
        _("Move it"), announcing.questions(turn, social), submit=_("Move it"),
        text=_("Everybody who comes or waits is told: whoever sleeps in the morning, if that is in time."),
        checks=hours.checks(turn),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=ANNOUNCED, form=move_form)
def move(social: Social, turn: Turn) -> Effects:
    """Another time or place; the cards say so, and guests are told."""
    _not_begun(social, turn)
    begin, end = hours.times(turn)
    where = turn.answers.text("where")
    if (begin, end, where) == (social.starts_at, social.ends_at, social.where):
        yield Replace(card(social, turn, _("Nothing was changed.")))
        return
    social.known_start = social.known_start or social.starts_at
    social.starts_at, social.ends_at, social.where, social.changes = begin, end, where, social.changes + 1
    pictures.keep(turn.store, social, end + picture.KEPT)
    record(turn.store, turn.me, "social_moved", turn.now, detail=social.title)
    yield from reminding.plan(social, turn)
    yield from reminding.tell_change(social, turn)
    yield from cards.redraw_for_all(social, turn)
    yield from listing.redraw(social, turn)
    yield Replace(card(social, turn, _("Moved to {when}. I tell everybody who comes or waits.", when=When(begin))))


def places_form(social: Social, turn: Turn) -> Form:
    _not_begun(social, turn)
    return Form(
        _("Places"),
        [
            Question("places", Kind.NUMBER, _("Places"), required=False, least=1, most=100000, given=social.places,
                     hint=_("Left empty, as many as like can come. Nobody who comes loses their place."))
        ],
        submit=_("Save"),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=ANNOUNCED, form=places_form)
def places_(social: Social, turn: Turn) -> Effects:
    """More places go to those who wait; with fewer, nobody loses theirs."""
    _not_begun(social, turn)
    social.places = turn.answers.number("places")
    record(turn.store, turn.me, "social_places", turn.now, detail=social.title)
    yield from filling.fill(social, turn)
    yield from cards.redraw(social, turn)
    yield Replace(card(social, turn, _("Saved.")))


# --- a slip in its words ---------------------------------------------------------------------------------------------


def words_form(social: Social, turn: Turn) -> Form:
    _not_begun(social, turn)
    return Form(
        _("Mend the words"), announcing.words(social), submit=_("Save"),
        text=_("For a slip: the cards say it at once, and nobody gets a letter about it."),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=ANNOUNCED, form=words_form)
def words(social: Social, turn: Turn) -> Effects:
    """What it is called, or what it is about: the cards in channels and those of guests say it, and nothing rings."""
    _not_begun(social, turn)
    title, text = turn.answers.text("title"), turn.answers.text("text")
    if (title, text) == (social.title, social.text):
        yield Replace(card(social, turn, _("Nothing was changed.")))
        return
    social.title, social.text, social.changes = title, text, social.changes + 1
    record(turn.store, turn.me, "social_words", turn.now, detail=title)
    yield Later(say_words, social, turn.now, "0")
    yield from cards.redraw_for_all(social, turn)
    yield from listing.redraw(social, turn)
    yield Replace(card(social, turn, _("Saved. The cards say so, and nobody gets a letter about it.")))


@flow.step(when=ANNOUNCED)
def say_words(social: Social, turn: Turn) -> Effects:
    """The newest card of each guest who comes or waits. `value`: the last one."""
    some = guests_after(turn.store, social, number(turn.value) or 0, AT_ONCE, Answer.YES, Answer.WAITING)
    for guest in some:
        yield from letters.says_anew(social, guest, turn)
    if len(some) == AT_ONCE:
        yield Later(say_words, social, turn.now, str(some[-1].id))


# --- called off ------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=ANNOUNCED, looks=True)
def ask_cancel(social: Social, turn: Turn) -> Effects:
    _not_begun(social, turn)
    guests = social.coming + social.waiting
    told = sentences(
        n_("The one who comes or waits is told.", "The {n} who come or wait are told.", guests),
        _("Whoever sleeps hears it in the morning, if that is in time."),
    )
    yield Replace(
        Card(
            lines(_("Call off “{title}”?", title=social.title), told if guests else None),
            choices=[
                Choice(_("No, keep it"), look, social, style=Style.MAIN),
                Choice(_("Yes, call it off"), cancel, social, style=Style.GRAVE),
            ],
        )
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=ANNOUNCED, ends=True)
def cancel(social: Social, turn: Turn) -> Effects:
    """It does not take place: its cards say so, and everybody concerned is told."""
    _not_begun(social, turn)
    record(turn.store, turn.me, "social_cancelled", turn.now, detail=social.title)
    yield from _call_off(social, turn)
    yield Replace(card(social, turn, _("Called off. I tell everybody who said yes or waits.")))


def _call_off(social: Social, turn: Turn) -> Effects:
    social.status = SocialStatus.CANCELLED
    yield from reminding.forget(social)
    yield from reminding.tell_change(social, turn)
    yield from cards.redraw_for_all(social, turn)
    yield from listing.redraw(social, turn)


def program_ended(social: Social, turn: Turn) -> Effects:
    """What is still to come does not take place; of what has begun nothing is asked afterwards, and no card offers an
    answer any more."""
    yield from enjoying.ends(social, turn)
    if social.status is ANNOUNCED and turn.now < social.starts_at:
        yield from _call_off(social, turn)
    elif social.status is ANNOUNCED:
        social.status = SocialStatus.OVER
        yield from reminding.forget(social)
        yield from cards.redraw_for_all(social, turn)
        yield Later(ended.over, social, turn.now, "0")
    else:
        yield Later(reminding.put_away, social, turn.now, "0")
