"""Meeting: the room of two, its card, and what the two say about it. Kith never reads what they say to each other."""

from collections.abc import Sequence

from bot.messages import Card, Choice
from bot.steps import Drop, Effects, Flow, Redraw, Replace, Tell, Turn, slot
from bot.words import Phrase, Text, When, _, lines
from flows import timing
from flows.asking import open_asks, withdrawing
from flows.meeting import endings, intros, reaching, room_card, starting
from flows.safety import safety
from flows.talks import about, ending
from flows.verdicts import verdicts
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus
from storage.people import Member
from storage.places import Room, RoomState, room_for

flow: Flow[Intro] = Flow("meeting", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


def slot_of(intro: Intro) -> str:
    return slot("room", intro)


def yes_slot(intro: Intro) -> str:
    """Of the card that tells the mentee of the yes."""
    return slot("yes", intro)


def room_of(intro: Intro) -> Room | None:
    """The room of the two; None where none is possible."""
    return intro.room if intro.room is not None and intro.room.state is not RoomState.IMPOSSIBLE else None


# --- it begins -------------------------------------------------------------------------------------------------------


def open_for(intro: Intro, turn: Turn) -> Effects:
    """After a yes: the room with its card, or the question how the two reach each other; and what follows."""
    intro.room = _room(intro, turn)
    if (room := room_of(intro)) is not None:
        yield Tell(room, shared_card(intro, turn), slot=slot_of(intro))
        yield Tell(intro.mentee, yes_card(intro, turn), slot=yes_slot(intro))
    else:
        yield from reaching.ask_both(intro, turn, said_yes(intro))
    yield from starting.plan(intro, turn)
    yield from verdicts.ask_after(intro, turn)


def yes_card(intro: Intro, turn: Turn) -> Card:
    """What the mentee reads of the yes, where the two have a room."""
    return Card(lines(said_yes(intro), where(intro.room, intro.people, turn)))


def said_yes(intro: Intro) -> Phrase:
    return _("{mentor} said yes to an intro chat.", mentor=intro.mentor.name)


def _room(intro: Intro, turn: Turn) -> Room:
    """The room that the two had before, or a new one."""
    for before in rows.of_pair(turn.store, intro.mentee, intro.mentor):
        if before.id != intro.id and before.room is not None and before.room.state is RoomState.OPEN:
            return before.room
    return room_for(turn.store, list(intro.people), f"{intro.mentee.name} and {intro.mentor.name}")


def what_next(intro: Intro, turn: Turn) -> Text:
    """Below the mentor's yes, on a card that may stay as it is."""
    if (room := room_of(intro)) is not None:
        return where(room, intro.people, turn)
    return lines(reaching.why_no_room(intro), _("I ask both of you how you want to be reached."))


def where(room: Room | None, people: Sequence[Member], turn: Turn) -> Phrase:
    """Where the two find their room. Until it is open, nothing says that it is; and what is said stays true, as it may
    stand where it cannot be changed."""
    if room is not None and room.state is RoomState.OPEN:
        return _("Your room is open: you find it among your conversations.")
    if all(timing.reaches_at(person, turn) <= turn.now for person in people):
        return _("You find the room for the two of you among your conversations.")
    return _("The room for the two of you is among your conversations as soon as it is day for both.")


# --- its cards -------------------------------------------------------------------------------------------------------


def shared_card(intro: Intro, turn: Turn) -> Card:
    """The card in the room, seen by both."""
    mentee, mentor = intro.mentee.name, intro.mentor.name
    if intro.reason == endings.MATCHED:
        return Card(
            endings.for_room(intro), facts=room_card.facts(intro, turn), sections=room_card.note(intro),
            choices=[safety.choice(turn.program)],
        )  # fmt: skip
    if not intro.is_open:
        return Card(endings.for_room(intro), choices=[safety.choice(turn.program)])
    return Card(
        lines(
            _("Hello {mentee} and {mentor}. This is your room for an intro chat: about {minutes} minutes, in whatever "
              "way suits you both. Afterwards I ask each of you alone how it was.", mentee=mentee, mentor=mentor,
              minutes=timing.INTRO_MINUTES),
            how_far(intro, turn) or _begin(intro),
        ),
        facts=room_card.facts(intro, turn),
        sections=room_card.sections(intro, turn),
        choices=[*choices(intro, turn), safety.choice(turn.program)],
        foot=_("I never read this room. Besides the two of you, whoever runs this community may technically be able "
               "to."),
    )  # fmt: skip


def _begin(intro: Intro) -> Text:
    return _("{mentee}, please say hello first; two times that suit you are a good start.", mentee=intro.mentee.name)


def how_far(intro: Intro, turn: Turn) -> Text | None:
    if intro.status is IntroStatus.MET:
        return _("**You have met.**")
    if (planned := about.line(intro, turn)) is not None:
        return planned
    if about.was_to_be(intro, turn):
        return _("**The time that you had is over.**")
    return _("**You have a time.**") if intro.has_time else None


def choices(intro: Intro, turn: Turn, *, shortly: bool = False) -> list[Choice]:
    """What the two can do and say about the meeting; `shortly`: in a list of several."""
    if intro.status is not IntroStatus.ACCEPTED:
        return []
    already = Choice(_("We already met"), met, intro)
    if about.standing(intro, turn) is not None:
        return [about.choice(intro, turn), already]
    if intro.has_time:
        return [already, Choice(_("The time fell through"), no_time, intro)]
    found = Choice(_("We have a time"), found_time, intro)
    return [about.choice(intro, turn), already] if shortly else [about.choice(intro, turn), found, already]


def line(intro: Intro, reader: Member, turn: Turn) -> Phrase:
    """Where the meeting stands, for one of the two."""
    other, day = intro.other(reader).name, When(intro.met_at or intro.answered_at or intro.asked_at, "day")
    if intro.status is IntroStatus.MET:
        return _("You and {other} have met. I noted that on {day}.", other=other, day=day)
    if about.was_to_be(intro, turn):
        return _("Your time with {other} is over. Whether you met is still to be said.", other=other)
    if intro.has_time:
        return _("You have a time with {other}.", other=other)
    return _("Intro chat with {other}, since {day}. No time yet, as far as I know.", other=other, day=day)


def private_card(intro: Intro, turn: Turn, news: Text | None = None) -> Card:
    """Where the meeting stands, for the one who looks; or below what they have just said (`news`), often in the room
    itself."""
    if intro.status is IntroStatus.ACCEPTED and room_of(intro) is None:
        return reaching.card(intro, turn.me, turn, news)
    found = where(intro.room, intro.people, turn) if room_of(intro) is not None and news is None else None
    return Card(
        lines(news, line(intro, turn.me, turn), found), choices=short_choices(intro, turn.me, turn, shortly=False)
    )


def short_choices(intro: Intro, reader: Member, turn: Turn, *, shortly: bool = True) -> list[Choice]:
    """The same in a list, with the way to the one card that holds how two without a room reach each other."""
    if intro.status is IntroStatus.ACCEPTED and room_of(intro) is None:
        reach = Choice(_("How you reach {other}", other=intro.other(reader).name), intros.show, intro)
        return [reach, *withdrawing.ways_out(intro, reader)]
    return [
        *choices(intro, turn, shortly=shortly),
        *verdicts.choices(intro, reader),
        *withdrawing.ways_out(intro, reader),
    ]


def redraw(intro: Intro, turn: Turn) -> Effects:
    """Every card of the meeting, as it is now. What was not sent before an intro ended is not sent any more, and no
    room is opened for it."""
    for person in intro.people:
        yield from open_asks.redraw(person, turn)
    yield from endings.full_by_now(intro, turn)
    room = room_of(intro)
    if room is None:
        yield from reaching.redraw(intro, turn)
        return
    if not intro.is_open and intro.reason != endings.MATCHED:
        yield Drop(room, slot_of(intro))
    yield Redraw(room, slot_of(intro), shared_card(intro, turn))
    yield from starting.redraw(intro, room, turn)


def _answer(intro: Intro, turn: Turn, news: Text) -> Effects:
    """What the one who pressed sees; the room's card says it to both."""
    yield from redraw(intro, turn)
    yield Replace(private_card(intro, turn, news))


# --- what the two say ------------------------------------------------------------------------------------------------


@flow.step(by=("mentee", "mentor"), when=IntroStatus.ACCEPTED)
def found_time(intro: Intro, turn: Turn) -> Effects:
    """One of them says that they have a time; both see it."""
    intro.has_time = True
    yield from starting.forget(intro)
    yield from ending.found_elsewhere(intro, turn)
    planned, other = about.standing(intro, turn), intro.other(turn.me).name
    news = _("Good to hear. {other} sees it too.", other=other)
    if planned is not None and planned.starts_at is not None:
        news = _("You have both agreed on **{when}**, and that stands.", when=When(planned.starts_at))
    yield from _answer(intro, turn, news)


@flow.step(by=("mentee", "mentor"), when=IntroStatus.ACCEPTED)
def no_time(intro: Intro, turn: Turn) -> Effects:
    """The time did not hold."""
    intro.has_time = False
    yield from starting.plan(intro, turn)
    yield from ending.no_time(intro, turn)
    yield from _answer(intro, turn, _("That happens. Write to {other} with another time that suits you.",
                                      other=intro.other(turn.me).name))  # fmt: skip


@flow.step(by=("mentee", "mentor"), when=(IntroStatus.ACCEPTED, IntroStatus.MET))
def met(intro: Intro, turn: Turn) -> Effects:
    """One of them says that they met: now each is asked alone how it was."""
    yield from verdicts.met_now(intro, turn)
