"""A mentor's door: no new asks until it is opened again, and one kind no to all who wait."""

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.numbers import number
from bot.steps import Effects, Flow, Redraw, Replace, Turn
from bot.words import Phrase, Text, _, listing, term
from flows import library, words
from flows.asking import answering, declining
from flows.meeting import intros
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.profiles import profile_of
from storage.people import Member

flow: Flow[Member] = Flow("door", about=Member, holds=("self",))

MARK = "."
"""Between a reason and the newest ask that it is said to, in the value of a button."""
OPENED = _("Your door is open: others can ask you again.")
CLOSED = _("Your door is closed: nobody new can ask you until you open it. What was asked before stays.")


def places(mentor: Member, turn: Turn) -> Text:
    """How many places are taken, counting everything that waits."""
    profile = profile_of(turn.store, mentor)
    return _(
        "{intros} of {all_intros} for intro chats and {mentees} of {all_mentees} for {mentees_word} are taken, this "
        "one included.",
        intros=rows.places_taken(turn.store, mentor),
        all_intros=rows.places_for_intros(turn.store, profile),
        mentees=rows.mentees_now(turn.store, mentor),
        all_mentees=rows.places_for_mentees(turn.store, profile),
        **words.of(turn),
    )


def question(mentor: Member, turn: Turn) -> Phrase | None:
    """Asks for the door after a yes or a no, where only one place is left."""
    profile = profile_of(turn.store, mentor)
    if not profile.door_open or profile.free != 1:
        return None
    return _("You have one place for an intro chat left. Keep your door open for more?")


def choices(mentor: Member, turn: Turn, *, asks: bool = False) -> list[Choice]:
    if not profile_of(turn.store, mentor).door_open:
        return [Choice(_("Open my door"), open_door, mentor)]
    close = Choice(_("Close my door"), close_door, mentor)
    return [Choice(_("Keep it open"), keep_open, mentor, style=Style.MAIN), close] if asks else [close]


@flow.step(by="self")
def keep_open(mentor: Member, turn: Turn) -> Effects:
    yield from _show(mentor, turn, _("Good. Your door stays open."))


@flow.step(by="self")
def close_door(mentor: Member, turn: Turn) -> Effects:
    """No new asks; what waits stays."""
    profile_of(turn.store, mentor).door_open = False
    rows.recount(turn.store, mentor)
    yield from _show(mentor, turn, CLOSED)


@flow.step(by="self")
def open_door(mentor: Member, turn: Turn) -> Effects:
    profile_of(turn.store, mentor).door_open = True
    yield from intros.recounted(mentor, turn)
    yield from _show(mentor, turn, OPENED)


def _show(mentor: Member, turn: Turn, news: Text) -> Effects:
    """The same on the pressed card and on the one that holds what waits."""
    card = answering.waiting_card(mentor, turn, news)
    yield Replace(card, answering.slot_of(mentor))
    if rows.waiting_for(turn.store, mentor):
        yield Redraw(mentor, answering.slot_of(mentor), card)


# --- not now to all --------------------------------------------------------------------------------------------------


@flow.step(by="self", looks=True)
def not_now_to_all(mentor: Member, turn: Turn) -> Effects:
    """Asks for the one reason that all of them read. `value` marks who stood on the card."""
    listed = _listed(mentor, number(turn.value), turn)
    if not listed:
        yield from _answered_meanwhile(mentor, turn)
        return
    mark = listed[-1].id
    yield Replace(
        Card(
            _("What may {mentees} read? Each of them gets it in kind words, and sees other {mentors_word}.",
              mentees=listing(intro.mentee.name for intro in listed), **words.of(turn)),
            choices=[
                *(Choice(term(reason.label), because, mentor, f"{reason.slug}{MARK}{mark}")
                  for reason in library.declines().values() if not reason.private),
                Choice(_("Back"), look, mentor),
            ],
        )
    )  # fmt: skip


def _listed(mentor: Member, mark: int | None, turn: Turn) -> list[Intro]:
    """Those of one card that still wait: up to the newest ask that stood on it (`mark`), and nobody who asked later.
    Without a mark, on a card from before there were any: those whom a card names now."""
    waiting = rows.waiting_for(turn.store, mentor)
    return [intro for intro in waiting if mark is None or (intro.id or 0) <= mark][: answering.MOST_AT_ONCE]


def _answered_meanwhile(mentor: Member, turn: Turn) -> Effects:
    if not rows.waiting_for(turn.store, mentor):
        raise Refused(_("Nobody waits for your answer now."))
    news = _("Whoever stood on that card waits no more. Others have asked since:")
    yield Replace(answering.waiting_card(mentor, turn, news), answering.slot_of(mentor))


@flow.step(by="self", looks=True)
def look(mentor: Member, turn: Turn) -> Effects:
    """Everything that waits for this mentor."""
    yield Replace(answering.waiting_card(mentor, turn), answering.slot_of(mentor))


@flow.step(by="self")
def because(mentor: Member, turn: Turn) -> Effects:
    """The same kind no to everybody who stood on the card; whoever asked later is shown after that."""
    reason, _dot, mark = turn.value.partition(MARK)
    if reason not in library.declines():
        raise Refused(declining.UNKNOWN)
    if not mark and rows.waiting_for(turn.store, mentor):  # a button from before there were marks
        turn.value = ""
        yield from not_now_to_all(mentor, turn)
        return
    listed = _listed(mentor, number(mark) or 0, turn)
    if not listed:
        yield from _answered_meanwhile(mentor, turn)
        return
    for intro in listed:
        yield from intros.close(intro, IntroStatus.DECLINED, declining.kept(reason), turn)
    news = _("You said not now to {mentees}. Each of them hears it kindly.",
             mentees=listing(intro.mentee.name for intro in listed))  # fmt: skip
    card = answering.waiting_card(mentor, turn, news, "ask")
    yield Replace(card, answering.slot_of(mentor))
    yield Redraw(mentor, answering.slot_of(mentor), card)
