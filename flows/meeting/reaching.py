"""Two who are not in one place: each says in their own words how to be reached, and sees it when both have agreed."""

from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import PROMPT, Effects, Flow, Redraw, Replace, Tell, Turn, slot
from bot.words import Said, Text, _, lines
from flows.asking import withdrawing
from flows.meeting import endings, intros, meeting, room_card
from flows.safety import safety
from storage.mentoring.intros import Intro, IntroStatus
from storage.people import Member

flow: Flow[Intro] = Flow("reaching", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return intros.present(intro, turn)


BOTH = ("mentee", "mentor")


def slot_of(intro: Intro) -> str:
    return slot("reach", intro)


def shares(intro: Intro, member: Member) -> bool | None:
    return intro.mentee_shares if member.id == intro.mentee_id else intro.mentor_shares


def contact(intro: Intro, member: Member) -> str:
    return intro.mentee_contact if member.id == intro.mentee_id else intro.mentor_contact


def _say(intro: Intro, member: Member, words: str, *, agreed: bool) -> None:
    if member.id == intro.mentee_id:
        intro.mentee_contact, intro.mentee_shares = words, agreed
    else:
        intro.mentor_contact, intro.mentor_shares = words, agreed


def forget(intro: Intro) -> None:
    """What they wrote was for this intro alone."""
    intro.mentee_contact = intro.mentor_contact = ""


# --- the card --------------------------------------------------------------------------------------------------------


def ask_both(intro: Intro, turn: Turn) -> Effects:
    """No room is possible: each is asked alone."""
    yes = _("{mentor} said yes to an intro chat.", mentor=intro.mentor.name)
    yield Tell(intro.mentee, card(intro, intro.mentee, turn, yes), slot=slot_of(intro))
    yield Tell(intro.mentor, card(intro, intro.mentor, turn), slot=slot_of(intro))


def card(intro: Intro, member: Member, turn: Turn, news: Text | None = None) -> Card:
    """Where the two stand with each other, for one of them."""
    if not intro.is_open:
        return Card(endings.OVER)
    other = intro.other(member)
    mine, theirs = shares(intro, member), shares(intro, other)
    if mine and theirs:
        return _connected(intro, member, turn, news)
    if mine is None:
        return _question(intro, member, news)
    if mine and theirs is None:
        text = _("Saved. {other} sees it as soon as they have agreed too, and you see theirs.", other=other.name)
    elif mine:
        text = _("{other} would rather not be reached outside of here, and that is all right. I have shown them "
                 "nothing of yours. You can call it off, or leave it open for now.", other=other.name)  # fmt: skip
    else:
        text = _("Good. I show {other} nothing. Without it I cannot bring you two together, so you may want to call "
                 "it off.", other=other.name)  # fmt: skip
    again = Choice(_("Change it"), share, intro) if mine else Choice(_("Say how to reach me"), share, intro)
    back = [Choice(_("Take it back"), keep, intro)] if mine else []
    return Card(lines(news, text), choices=[again, *back, *withdrawing.ways_out(intro, member)])


def _question(intro: Intro, member: Member, news: Text | None) -> Card:
    name = intro.other(member).name
    return Card(
        lines(
            news,
            _("You and {other} are not in one place, so I cannot open a room for the two of you. May {other} know how "
              "to reach you?", other=name),
        ),
        choices=[
            Choice(_("Yes, I write it down"), share, intro, style=Style.MAIN),
            Choice(_("No, rather not"), keep, intro),
        ],
        foot=_("Only what you type yourself. Only {other} sees it, and only when {other} agrees too.", other=name),
    )  # fmt: skip


def _connected(intro: Intro, member: Member, turn: Turn, news: Text | None) -> Card:
    other = intro.other(member)
    return Card(
        lines(
            news,
            _("This is how you reach {other}:", other=other.name),
            Said(contact(intro, other)),
            _("And {other} reaches you like this:", other=other.name),
            Said(contact(intro, member)),
            meeting.how_far(intro),
        ),
        facts=room_card.facts(intro, turn),
        sections=room_card.sections(intro, turn),
        choices=[
            *meeting.choices(intro),
            Choice(_("Change it"), share, intro),
            *withdrawing.ways_out(intro, member),
            safety.choice(turn.program),
        ],
        foot=_("I never read what you two write to each other."),
    )


def redraw(intro: Intro, turn: Turn) -> Effects:
    for person in intro.people:
        yield Redraw(person, slot_of(intro), card(intro, person, turn))


# --- what each says --------------------------------------------------------------------------------------------------


def share_form(intro: Intro, turn: Turn) -> Form:
    name = intro.other(turn.me).name
    return Form(
        _("How to reach you"),
        [
            Question("contact", Kind.SHORT, _("How {other} can reach you", other=name),
                     hint=_("An address, a name on some platform, a number: whatever you like to give."),
                     least=3, most=120, given=contact(intro, turn.me)),
        ],
        submit=_("Agree"),
    )  # fmt: skip


@flow.step(by=BOTH, when=IntroStatus.ACCEPTED, form=share_form)
def share(intro: Intro, turn: Turn) -> Effects:
    """One agrees, in their own words; both see each other's when both have."""
    _say(intro, turn.me, turn.answers.text("contact"), agreed=True)
    yield from _both_see(intro, turn)


@flow.step(by=BOTH, when=IntroStatus.ACCEPTED)
def keep(intro: Intro, turn: Turn) -> Effects:
    """One would rather not; what they wrote before is forgotten."""
    _say(intro, turn.me, "", agreed=False)
    yield from _both_see(intro, turn)


def _both_see(intro: Intro, turn: Turn) -> Effects:
    """Whoever did it sees it at once; the other gets a new card where it changes what they can do."""
    other = intro.other(turn.me)
    mine = card(intro, turn.me, turn)
    yield Replace(mine)
    yield Redraw(turn.me, slot_of(intro), mine)
    if shares(intro, other):
        yield Redraw(other, slot_of(intro), Card(_("You find this in my newer card below.")))
        yield Tell(other, card(intro, other, turn), slot=slot_of(intro))


def name_starter(intro: Intro, turn: Turn) -> Effects:
    """A day has passed: whoever has not answered is asked once more, else the mentee might begin."""
    missing = [person for person in intro.people if shares(intro, person) is None]
    if missing:
        for person in missing:
            news = _("{other} would like to meet you. There is one small thing to settle first.",
                     other=intro.other(person).name)  # fmt: skip
            yield Redraw(person, slot_of(intro), Card(_("You find this in my newer card below.")))
            yield Tell(person, card(intro, person, turn, news), kind=PROMPT, slot=slot_of(intro))
    elif intro.mentee_shares and intro.mentor_shares:
        begin = _("Would you like to begin with {mentor}? A hello and two times that suit you are enough.",
                  mentor=intro.mentor.name)  # fmt: skip
        yield Redraw(intro.mentee, slot_of(intro), Card(_("You find this in my newer card below.")))
        yield Tell(intro.mentee, card(intro, intro.mentee, turn, begin), kind=PROMPT, slot=slot_of(intro))
