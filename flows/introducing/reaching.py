"""Two who would like to meet and have no room: each says how to be reached, and sees it when both have agreed."""

from bot.messages import Card, Choice, Form, Style
from bot.steps import PERSONAL, Effects, Flow, Turn
from bot.words import Phrase, Said, Text, _, lines
from flows import telling
from flows.introducing import introductions
from flows.meeting import reaching
from flows.safety import safety
from storage.mentoring.apart import may_meet
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus
from storage.people import Member

flow: Flow[Introduction] = Flow("introduced", about=Introduction, holds=("one", "other"))
BOTH, AGREED = ("one", "other"), IntroductionStatus.AGREED


@flow.shows
def present(introduction: Introduction, turn: Turn) -> Card:
    return introductions.present(introduction, turn)


def _shares(introduction: Introduction, member: Member) -> bool | None:
    return introduction.one_shares if member.id == introduction.one_id else introduction.other_shares


def _theirs(introduction: Introduction, other: Member, turn: Turn) -> bool | None:
    """What the other one said. Whoever keeps the reader away reads as somebody who has not answered."""
    return _shares(introduction, other) if may_meet(turn.store, *introduction.people) else None


def _contact(introduction: Introduction, member: Member) -> str:
    return introduction.one_contact if member.id == introduction.one_id else introduction.other_contact


def card(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    """Where the two stand with each other, for one of them."""
    other = introduction.beside(reader)
    mine, theirs = _shares(introduction, reader), _theirs(introduction, other, turn)
    if mine is None:
        return _question(introduction, reader, turn)
    if not mine:
        again = Choice(_("Say how to reach me"), share, introduction)
        return Card(_("Good. I show {other} nothing.", other=other.name), choices=[again, safety.choice(turn.program)])
    text: Text = _half_way(other, theirs)
    if theirs:
        text = lines(
            _("This is how you reach {other}:", other=other.name),
            Said(_contact(introduction, other)),
            _("And {other} reaches you like this:", other=other.name),
            Said(_contact(introduction, reader)),
        )
    return Card(
        text,
        choices=[
            Choice(_("Change it"), share, introduction),
            Choice(_("Take it back"), keep, introduction),
            safety.choice(turn.program),
        ],
    )


def _half_way(other: Member, theirs: bool | None) -> Phrase:
    if not other.is_here:
        return _("{other} is not taking part any more, so I show them nothing.", other=other.name)
    if theirs is None:
        return _("Saved. {other} sees it as soon as they have agreed too, and you see theirs.", other=other.name)
    return _("{other} would rather not be reached outside of here, and that is all right. I have shown them nothing of "
             "yours.", other=other.name)  # fmt: skip


def _question(introduction: Introduction, reader: Member, turn: Turn) -> Card:
    other = introduction.beside(reader)
    return Card(
        lines(
            _("{other} said yes, too.", other=other.name),
            reaching.why_not(introduction.room),
            _("May {other} know how to reach you?", other=other.name),
        ),
        choices=[
            Choice(_("Yes, I write it down"), share, introduction, style=Style.MAIN),
            Choice(_("No, rather not"), keep, introduction),
            safety.choice(turn.program),
        ],
        foot=reaching.who_sees(other),
    )


# --- what each says --------------------------------------------------------------------------------------------------


def share_form(introduction: Introduction, turn: Turn) -> Form:
    other, given = introduction.beside(turn.me), _contact(introduction, turn.me)
    return Form(_("How to reach you"), [reaching.contact_question(other, given)], submit=_("Agree"))


@flow.step(by=BOTH, when=AGREED, form=share_form)
def share(introduction: Introduction, turn: Turn) -> Effects:
    """One agrees, in their own words; both see each other's when both have."""
    yield from _say(introduction, turn, turn.answers.text("contact"), agreed=True)


@flow.step(by=BOTH, when=AGREED)
def keep(introduction: Introduction, turn: Turn) -> Effects:
    """One would rather not; what they wrote before is forgotten."""
    yield from _say(introduction, turn, "", agreed=False)


def _say(introduction: Introduction, turn: Turn, contact: str, *, agreed: bool) -> Effects:
    """Whoever did it sees it at once. The other gets a new card for the first answer, where they wait for it; what is
    changed afterwards stands on the card they have."""
    other, is_first = introduction.beside(turn.me), _shares(introduction, turn.me) is None
    if turn.me.id == introduction.one_id:
        introduction.one_contact, introduction.one_shares = contact, agreed
    else:
        introduction.other_contact, introduction.other_shares = contact, agreed
    asked, shown = introductions.asked(introduction, turn.me), card(introduction, turn.me, turn)
    yield telling.answer(asked, shown, turn)
    yield from telling.redraw(asked, shown, turn)
    if not _theirs(introduction, other, turn):
        return
    asked, shown = introductions.asked(introduction, other), card(introduction, other, turn)
    if is_first:
        yield from telling.anew(asked, shown, PERSONAL, turn)
    else:
        yield from telling.redraw(asked, shown, turn)
