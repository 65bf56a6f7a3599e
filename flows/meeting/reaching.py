"""Two without a room: each says in their own words how to be reached, and sees it when both have agreed."""

from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import PERSONAL, PROMPT, Effects, Flow, Later, Turn
from bot.words import Phrase, Said, Text, _, lines
from flows import telling
from flows.asking import withdrawing
from flows.meeting import endings, intros, meeting, room_card, starting
from flows.safety import safety
from storage.mentoring.intros import Intro, IntroStatus, Side
from storage.people import Member
from storage.places import Room

flow: Flow[Intro] = Flow("reaching", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


BOTH = ("mentee", "mentor")


def asked(intro: Intro, person: Member) -> telling.Asked:
    return telling.Asked("reach", intro, person)


def shares(intro: Intro, member: Member) -> bool | None:
    """Whether they agreed to be reached; None where they have not answered. An agreement whose words are gone is none,
    so that nobody is shown nothing, and they are asked again."""
    said = intro.mentee_shares if member.id == intro.mentee_id else intro.mentor_shares
    return None if said and not contact(intro, member) else said


def contact(intro: Intro, member: Member) -> str:
    return intro.mentee_contact if member.id == intro.mentee_id else intro.mentor_contact


def say(intro: Intro, member: Member, words: str, *, agreed: bool) -> None:
    """Keeps how one side is reached, or that they would rather not be."""
    if member.id == intro.mentee_id:
        intro.mentee_contact, intro.mentee_shares = words, agreed
    else:
        intro.mentor_contact, intro.mentor_shares = words, agreed


def forget(intro: Intro) -> None:
    """What they wrote was for this intro, and the match that came of it."""
    intro.mentee_contact = intro.mentor_contact = ""


def why_no_room(intro: Intro) -> Phrase:
    """Why the two have no room: no place that both are in, one where none can be opened, or theirs was taken away."""
    return why_not(intro.room)


def why_not(room: Room | None) -> Phrase:
    if room is None or room.place_id is None:
        return _("You two are not in one place, so I cannot open a room for you.")
    if room.reference:
        return _("The room of you two is not there any more.")
    return _("I cannot open a room for the two of you here.")


# --- the card --------------------------------------------------------------------------------------------------------


def ask_both(intro: Intro, turn: Turn, news: Text | None = None) -> Effects:
    """No room is possible: each is asked alone. `news` is for the mentee."""
    for person in intro.people:
        first = news if person.id == intro.mentee_id else None
        yield from telling.anew(asked(intro, person), card(intro, person, turn, first), PERSONAL, turn)


@flow.step(when=IntroStatus.ACCEPTED)
def instead(intro: Intro, turn: Turn) -> Effects:
    """The room that was announced could not be opened."""
    yield from ask_both(intro, turn)


def card(intro: Intro, member: Member, turn: Turn, news: Text | None = None) -> Card:
    """Where the two stand with each other, for one of them."""
    if not intro.is_open:
        return Card(endings.over(intro), choices=[safety.choice(turn.program)])
    other = intro.other(member)
    mine, theirs = shares(intro, member), shares(intro, other)
    if mine and theirs:
        return _connected(intro, member, turn, news)
    if mine is None:
        return _question(intro, member, turn, news)
    text: Text = half_way(intro, member)
    if not mine:
        text = lines(text, _("Without it I cannot bring you two together, so you may want to call it off."))
    elif theirs is False:
        text = lines(text, _("You can call it off, or leave it open for now."))
    again = Choice(_("Change it"), share, intro) if mine else Choice(_("Say how to reach me"), share, intro)
    back = [Choice(_("Take it back"), keep, intro)] if mine else []
    return Card(
        lines(news, text),
        choices=[again, *back, *withdrawing.ways_out(intro, member), safety.choice(turn.program)],
    )


def half_way(intro: Intro, member: Member) -> Phrase:
    """For somebody who has answered, while the two cannot reach each other yet."""
    other = intro.other(member)
    if not shares(intro, member):
        return _("Good. I show {other} nothing.", other=other.name)
    if shares(intro, other) is None:
        return _("Saved. {other} sees it as soon as they have agreed too, and you see theirs.", other=other.name)
    return _("{other} would rather not be reached outside of here, and that is all right. I have shown them nothing of "
             "yours.", other=other.name)  # fmt: skip


def who_sees(other: Member) -> Phrase:
    """Below the question how to be reached."""
    return _("Only what you type yourself. Only {other} sees it, and only when {other} agrees too.", other=other.name)


def _question(intro: Intro, member: Member, turn: Turn, news: Text | None) -> Card:
    other = intro.other(member)
    return Card(
        lines(news, why_no_room(intro), _("May {other} know how to reach you?", other=other.name)),
        choices=[
            Choice(_("Yes, I write it down"), share, intro, style=Style.MAIN),
            Choice(_("No, rather not"), keep, intro),
            safety.choice(turn.program),
        ],
        foot=who_sees(other),
    )


def _connected(intro: Intro, member: Member, turn: Turn, news: Text | None) -> Card:
    other = intro.other(member)
    return Card(
        lines(
            news,
            _("This is how you reach {other}:", other=other.name),
            Said(contact(intro, other)),
            _("And {other} reaches you like this:", other=other.name),
            Said(contact(intro, member)),
            meeting.how_far(intro, turn),
        ),
        facts=room_card.facts(intro, turn),
        sections=room_card.sections(intro, turn),
        choices=[
            *meeting.choices(intro, turn),
            Choice(_("Change it"), share, intro),
            *withdrawing.ways_out(intro, member),
            safety.choice(turn.program),
        ],
        foot=_("I never read what you two write to each other."),
    )


def redraw(intro: Intro, turn: Turn) -> Effects:
    show = telling.redraw if intro.is_open else telling.over
    for person in intro.people:
        yield from show(asked(intro, person), card(intro, person, turn), turn)


# --- what each says --------------------------------------------------------------------------------------------------


def share_form(intro: Intro, turn: Turn) -> Form:
    asked = contact_question(intro.other(turn.me), contact(intro, turn.me))
    return Form(_("How to reach you"), [asked], submit=_("Agree"))


def contact_question(other: Member, given: str) -> Question:
    return Question(
        "contact", Kind.SHORT, _("How {other} can reach you", other=other.name), least=3, most=120, given=given,
        hint=_("An address, a name on some platform, a number: whatever you like to give."),
    )  # fmt: skip


@flow.step(by=BOTH, when=IntroStatus.ACCEPTED, form=share_form)
def share(intro: Intro, turn: Turn) -> Effects:
    """One agrees, in their own words; both see each other's when both have."""
    first = shares(intro, turn.me) is None
    say(intro, turn.me, turn.answers.text("contact"), agreed=True)
    yield from _both_see(intro, turn, first=first)


@flow.step(by=BOTH, when=IntroStatus.ACCEPTED)
def keep(intro: Intro, turn: Turn) -> Effects:
    """One would rather not; what they wrote before is forgotten."""
    first = shares(intro, turn.me) is None
    say(intro, turn.me, "", agreed=False)
    yield from _both_see(intro, turn, first=first)


def _both_see(intro: Intro, turn: Turn, *, first: bool) -> Effects:
    """Whoever did it sees it at once; the other gets a new card where it changes what they can do: at once for the
    `first` answer, for what is changed afterwards at most once a day."""
    other = intro.other(turn.me)
    mine = card(intro, turn.me, turn)
    yield telling.answer(asked(intro, turn.me), mine, turn)
    yield from telling.redraw(asked(intro, turn.me), mine, turn)
    if not shares(intro, other):
        return
    theirs = card(intro, other, turn)
    if first:
        yield from telling.anew(asked(intro, other), theirs, PERSONAL, turn)
    else:
        yield from telling.changed(
            asked(intro, other), theirs, Later(tell_change, intro, turn.now, side(intro, other)), turn
        )


def side(intro: Intro, member: Member) -> str:
    return Side.MENTEE if member.id == intro.mentee_id else Side.MENTOR


@flow.step(when=IntroStatus.ACCEPTED)
def tell_change(intro: Intro, turn: Turn) -> Effects:
    """What one of them changed soon after the other's newest card, in a card of its own; not where one came since."""
    other = intro.mentee if turn.value == Side.MENTEE else intro.mentor
    if shares(intro, other) and telling.rings_from(asked(intro, other), turn) <= turn.now:
        yield from telling.anew(asked(intro, other), card(intro, other, turn), PERSONAL, turn)


def name_starter(intro: Intro, turn: Turn) -> Effects:
    """A day has passed: whoever has not answered is asked once more, else one of them might propose a time."""
    missing = [person for person in intro.people if shares(intro, person) is None]
    for person in missing:
        news = _("{other} would like to meet you. There is one small thing to settle first.",
                 other=intro.other(person).name)  # fmt: skip
        yield from telling.anew(asked(intro, person), card(intro, person, turn, news), PROMPT, turn, needed=True)
    if not missing and intro.mentee_shares and intro.mentor_shares:
        first, second, was_proposed = starting.who_is_next(intro, turn)
        begin = _("Would you like to begin with {other}? A hello and two times that suit you are enough.",
                  other=second.name)  # fmt: skip
        if was_proposed:
            begin = _("You and {other} have no time now, as far as I know. Would you like to propose the next one?",
                      other=second.name)  # fmt: skip
        yield from telling.anew(asked(intro, first), card(intro, first, turn, begin), PROMPT, turn, needed=True)
