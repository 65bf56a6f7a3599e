"""What a reply comes to on Slack: what the acknowledgement says, and what is shown besides. Pure.

A card takes the place of what was pressed where nobody else sees that; elsewhere, and after a command, it is an answer
that only its reader sees. On the Home tab, where nothing can stand beside the card, notices open as modals.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from adapters.slack.answers.origin import Origin, Where
from adapters.slack.modal import render_form
from adapters.slack.render import Json, Message, render_card, render_home, render_note
from bot import shown
from bot.incoming import Reply, Via
from bot.words import Voice, _


@dataclass(frozen=True, slots=True)
class Replace:
    """In the place of the message that was pressed."""

    message: Message


@dataclass(frozen=True, slots=True)
class Whisper:
    """Where it was done, for this person's eyes alone."""

    message: Message


@dataclass(frozen=True, slots=True)
class Post:
    """As a message to this person."""

    message: Message


@dataclass(frozen=True, slots=True)
class Open:
    """A modal, through the trigger; `instead` where it is too late for that."""

    view: Json
    instead: "Whisper | Post"


@dataclass(frozen=True, slots=True)
class Update:
    """In the modal in which it was done; `instead` where that was closed meanwhile."""

    view: Json
    instead: "Whisper | Post | None" = None


@dataclass(frozen=True, slots=True)
class Publish:
    """The Home tab."""

    view: Json


Act: TypeAlias = Replace | Whisper | Post | Open | Update | Publish
Acts: TypeAlias = tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`ack` is the body of the acknowledgement of a form, empty where it just closes; the acts follow in order."""

    ack: Json = field(default_factory=dict)
    acts: Acts = ()


def plan(via: Via, origin: Origin, reply: Reply) -> Plan:
    """How to show a reply while the acknowledgement of a form can still carry something."""
    if via is not Via.FORM:
        return Plan(acts=tuple(_straight(via, origin, reply)))
    if reply.problems:
        errors = {origin.fields[name]: said for name, said in reply.problems.items() if name in origin.fields}
        if errors:
            return Plan({"response_action": "errors", "errors": errors})
        return Plan(acts=(_beside(origin, reply.card),) if reply.card else ())
    if reply.form is not None:
        view = render_form(reply.form, origin.remember(reply.form.id))
        return Plan(_update(view), tuple(_card_and_notice(origin, reply)))
    if reply.notice is not None and origin.where is Where.HOME:
        return Plan(_update(render_note(reply.notice)), tuple(_in_place(origin, reply.card)))
    return Plan(acts=tuple(_card_and_notice(origin, reply)))


def plan_late(origin: Origin, reply: Reply, voice: Voice) -> Plan:
    """How to show the reply to a form whose acknowledgement had to go out before: in the modal that waits."""
    if reply.problems and reply.card is not None:
        return Plan(acts=(Update(render_note(reply.card), _beside(origin, reply.card)),))
    if reply.form is not None:
        view = render_form(reply.form, origin.remember(reply.form.id))
        return Plan(acts=(Update(view, _beside(origin, reply.form.card)), *_card_and_notice(origin, reply)))
    if reply.notice is not None:
        update = Update(render_note(reply.notice), _beside(origin, reply.notice))
    else:
        update = Update(_note(voice, done=True))
    return Plan(acts=(update, *_in_place(origin, reply.card)))


def waiting(voice: Voice) -> Json:
    """The acknowledgement of a form that takes longer."""
    return _update(_note(voice, done=False))


def _note(voice: Voice, *, done: bool) -> Json:
    text = _("Done. You can close this window.") if done else _("One moment, please. This takes a little longer.")
    return render_note(shown.Card(text=voice.say(text)))


def _update(view: Json) -> Json:
    return {"response_action": "update", "view": view}


# --- everything but forms --------------------------------------------------------------------------------------------


def _straight(via: Via, origin: Origin, reply: Reply) -> Iterator[Act]:
    if origin.view and via is Via.PRESS:
        yield from _in_the_modal(origin, reply)
        return
    if reply.form is not None:
        instead = _beside(origin, reply.form.card)
        view = render_form(reply.form, origin.remember(reply.form.id))
        yield Open(view, instead) if origin.trigger else instead
    yield from _card_and_notice(origin, reply)


def _in_the_modal(origin: Origin, reply: Reply) -> Iterator[Act]:
    """A press in a modal changes the modal. One thing fits: the form, else the card, else the notice."""
    if reply.form is not None:
        yield Update(render_form(reply.form, origin.remember(reply.form.id)), _beside(origin, reply.form.card))
    elif (card := reply.card or reply.notice) is not None:
        yield Update(render_note(card), _beside(origin, card))
    if reply.notice is not None and (reply.form or reply.card):
        yield _beside(origin, reply.notice)


def _card_and_notice(origin: Origin, reply: Reply) -> Iterator[Act]:
    yield from _in_place(origin, reply.card)
    if reply.notice is None:
        return
    if origin.where is not Where.HOME or (reply.card and not origin.trigger):
        yield _beside(origin, reply.notice)
    elif origin.trigger:
        yield Open(render_note(reply.notice), _beside(origin, reply.notice))
    else:  # the tab was just opened, and this is all that there is to say
        yield Publish(render_home(reply.notice))


def _in_place(origin: Origin, card: shown.Card | None) -> Iterator[Act]:
    if card is None:
        return
    match origin.where:
        case Where.DIRECT | Where.EPHEMERAL:
            yield Replace(render_card(card, files=False))
        case Where.HOME:
            yield Publish(render_home(card))
        case _:
            yield _beside(origin, card)


def _beside(origin: Origin, card: shown.Card) -> Whisper | Post:
    """What only this person sees, without changing anything."""
    message = render_card(card, files=False)
    return Post(message) if origin.where in (Where.HOME, Where.LINE) else Whisper(message)
