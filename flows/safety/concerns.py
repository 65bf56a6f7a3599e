"""What was reported, in the coordinators' hands: read, taken, closed. Nobody whom it is about sees any of it."""

from bot.errors import Refused
from bot.messages import Card, Choice, Fact, Form, Kind, Question, Section, Style
from bot.numbers import number
from bot.steps import COORDINATOR, PERSONAL, Effects, Flow, Replace, Turn
from bot.words import Phrase, Said, Value, When, _, lines
from flows import paging, telling
from flows.checkins import card as checkin_card
from flows.coordinating import program as program_home
from flows.safety import bringing, hearing
from storage.mentoring.pairs import checkins
from storage.mentoring.records import Concern, ConcernStatus, record
from storage.people import Member, coordinators
from storage.places import Program

flow: Flow[Concern] = Flow("concern", about=Concern)
inbox_flow: Flow[Program] = Flow("concerns", about=Program)
NEW, SEEN, TAKEN, CLOSED = ConcernStatus.NEW, ConcernStatus.SEEN, ConcernStatus.TAKEN, ConcernStatus.CLOSED
PAGE = 8
LONGEST, PART = 1500, 450
"""A message as the form takes it and one card shows it, and how much of it one part of a card holds when every
character has to be escaped. What was typed in danger may be longer, and is read on further cards."""


# --- reading ---------------------------------------------------------------------------------------------------------


@flow.shows
def present(concern: Concern, turn: Turn) -> Card:
    if turn.by is None or not hearing.may_see(concern, turn.by, turn):
        return Card(_("There is nothing here for you."))
    return card(concern, turn)


def card(concern: Concern, turn: Turn, page: int = 0) -> Card:
    """All of it, for a coordinator who may see it; a longer message in pages."""
    about = _about(concern, turn)
    note = _("Closed with: {note}", note=concern.note) if concern.note else None
    unheard = _("When it was written no coordinator could be told.") if concern.unheard else None
    words = concern.text[page * LONGEST : (page + 1) * LONGEST]
    further = [page + 1] if len(concern.text) > (page + 1) * LONGEST else [0] if page else []
    return Card(
        lines(unheard, note) if unheard or note else None,
        title=_("Written to the coordinators") if concern.match_id is None else _("Said in a check-in"),
        sections=[Section(Said(words[start : start + PART])) for start in range(0, len(words), PART)] or [
            Section(_("They added no words to it.") if concern.match_id is not None
                    else _("They wrote nothing, and ask you to get in touch with them."))
        ],
        facts=[
            Fact(_("From"), _("{name}", name=concern.writer)),
            *about,
            Fact(_("When"), _("{when}", when=When(concern.at))),
            Fact(_("How it stands"), _standing(concern)),
        ],
        choices=[
            *(Choice(_("Read on") if then else _("From the beginning"), read, concern, str(then)) for then in further),
            *_choices(concern, turn),
            Choice(_("All open messages"), inbox, turn.program),
        ],
        foot=_("To answer, write to {name} yourself: they hear from me when it was read, taken and closed, without "
               "your words. Coordinators see this, but never one whom it is about.", name=concern.writer),
        notice=_("Something for you"),
    )  # fmt: skip


def _about(concern: Concern, turn: Turn) -> list[Fact]:
    """Whom it is about; of a check-in, which match, and how they answer now."""
    if concern.about_member is None:
        return []
    who = _("{name}", name=concern.about_member.name)
    if concern.match_id is None:
        return [Fact(_("About"), who)]
    checkin = checkins.behind(turn.store, concern)
    now = [Fact(_("What they say"), checkin_card.said_to_others(checkin))] if checkin is not None else []
    return [Fact(_("Their match"), _("with {name}", name=concern.about_member.name)), *now]


def _standing(concern: Concern) -> Phrase:
    match concern.status:
        case ConcernStatus.NEW:
            return _("nobody has read it yet")
        case ConcernStatus.SEEN:
            return _("read; nobody takes care of it yet")
        case ConcernStatus.TAKEN:
            return _("{name} takes care of it", name=concern.taken_by.name if concern.taken_by else "")
        case ConcernStatus.CLOSED:
            return _("closed")


def _choices(concern: Concern, turn: Turn) -> list[Choice]:
    if concern.status is CLOSED:
        return []
    closes = Choice(_("Close it with a note"), close, concern)
    if concern.taken_by_id is None:
        return [Choice(_("I take care of it"), take, concern, style=Style.MAIN), closes]
    mine = turn.by is not None and concern.taken_by_id == turn.by.id
    return [closes] if mine else [Choice(_("Take it over"), take, concern), closes]


@flow.step(by=COORDINATOR)
def read(concern: Concern, turn: Turn) -> Effects:
    """Shows it. The first reading is noted, and the writer hears of it."""
    _may_see(concern, turn)
    if concern.status is NEW:
        concern.status = SEEN
        record(turn.store, turn.me, "concern_read", turn.now, detail=str(concern.id))
        yield from bringing.plan(concern, turn)
        yield from bringing.tell_writer(
            concern, _("{name} has read {what}.", name=turn.me.name, what=bringing.said(concern))
        )
    yield Replace(card(concern, turn, _page(concern, turn)))


def _page(concern: Concern, turn: Turn) -> int:
    last = max(len(concern.text) - 1, 0) // LONGEST
    return min(number(turn.value) or 0, last)


@flow.step(by=COORDINATOR, when=(NEW, SEEN, TAKEN))
def take(concern: Concern, turn: Turn) -> Effects:
    """One coordinator takes care of it; the others' cards say so. What is in somebody's hands is taken over only after
    a question (`value`: from whom), and they hear of it."""
    _may_see(concern, turn)
    former = concern.taken_by
    if former is not None and former.id not in (turn.me.id, number(turn.value)):
        yield Replace(_taken_already(concern, former))
        return
    if former is None or former.id != turn.me.id:
        concern.status, concern.taken_by_id, concern.taken_by = TAKEN, turn.me.id, turn.me
        record(turn.store, turn.me, "concern_taken", turn.now, detail=str(concern.id))
        yield from bringing.plan(concern, turn)
        known: dict[str, Value] = {"name": turn.me.name, "what": bringing.said(concern)}
        goes_over, begins = (
            _("{name} takes care of {what} from now on.", **known),
            _("{name} takes care of {what}.", **known),
        )
        yield from bringing.tell_writer(concern, goes_over if former else begins)
        yield from _redraw(concern, turn, but=former)
        yield from _tell_former(concern, former, _("{name} has taken over a message to the coordinators that was in "
                                                   "your hands.", name=turn.me.name), turn)  # fmt: skip
    yield Replace(card(concern, turn))


def _taken_already(concern: Concern, former: Member) -> Card:
    return Card(
        _("{name} takes care of it already. Do you want to take it over?", name=former.name),
        choices=[
            Choice(_("Yes, take it over"), take, concern, str(former.id), style=Style.MAIN),
            Choice(_("Leave it with {name}", name=former.name), read, concern),
        ],
        foot=_("{name} hears of it, and so does whoever wrote it.", name=former.name),
        notice=_("Something for you"),
    )


def close_form(concern: Concern, turn: Turn) -> Form:
    _may_see(concern, turn)
    return Form(
        _("Close it"),
        [Question("note", Kind.LONG, _("What was done"), least=2, most=300,
                  hint=_("Coordinators see it; the writer and others do not."))],
        submit=_("Close it"),
        text=None if _is_free_for(concern, turn) else _standing(concern),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=(NEW, SEEN, TAKEN), form=close_form, ends=True)
def close(concern: Concern, turn: Turn) -> Effects:
    """It is dealt with, and a note says how. Whoever took care of it hears so, where it was somebody else."""
    _may_see(concern, turn)
    concern.status, concern.closed_at, concern.note = CLOSED, turn.now, turn.answers.text("note")
    record(turn.store, turn.me, "concern_closed", turn.now, detail=str(concern.id))
    yield from bringing.plan(concern, turn)
    yield from bringing.tell_writer(
        concern,
        _(
            "{name} says that {what} is dealt with. If it is not all right, write to the coordinators at any time.",
            name=turn.me.name,
            what=bringing.said(concern),
        ),
    )
    yield from _redraw(concern, turn, but=concern.taken_by)
    yield from _tell_former(
        concern,
        concern.taken_by,
        _("{name} has closed a message to the coordinators that was in your hands.", name=turn.me.name),
        turn,
    )
    yield Replace(card(concern, turn))  # fmt: skip


def _is_free_for(concern: Concern, turn: Turn) -> bool:
    """Whether nobody else takes care of it."""
    return turn.by is None or concern.taken_by_id in (None, turn.by.id)


def _tell_former(concern: Concern, former: Member | None, news: Phrase, turn: Turn) -> Effects:
    """Whoever had it in their hands reads what somebody else did with it, in a card of its own: one from before would
    change without a sound."""
    if former is None or former.id == turn.me.id:
        return
    reads = [Choice(_("Read it"), read, concern)] if hearing.may_see(concern, former, turn) else []
    said = Card(news, choices=reads, notice=_("Something for you, when you have a quiet moment"))
    yield from telling.anew(bringing.asked(concern, former), said, PERSONAL, turn)


def _may_see(concern: Concern, turn: Turn) -> None:
    if turn.by is None or not hearing.may_see(concern, turn.by, turn):
        raise Refused(_("There is nothing here for you."))


def _redraw(concern: Concern, turn: Turn, but: Member | None) -> Effects:
    """The letters of the others, `but` for one's, do not ask for what is done already."""
    for person in coordinators(turn.store):
        if person not in (turn.me, but) and hearing.may_see(concern, person, turn):
            said = _("Somebody wrote to the coordinators: {standing}.", standing=_standing(concern))
            card_now = Card(said, choices=[Choice(_("Read it"), read, concern)])
            yield from telling.redraw(bringing.asked(concern, person), card_now, turn)


# --- all of them -----------------------------------------------------------------------------------------------------


@inbox_flow.step(by=COORDINATOR, looks=True)
def inbox(program: Program, turn: Turn) -> Effects:
    """What is open and this coordinator may see, the oldest first; `value` is the page. What was written stands behind
    a press."""
    page = number(turn.value) or 0
    found = hearing.open_for(turn.me, turn)
    rest = found[page * PAGE :]
    yield Replace(
        Card(
            None if found else _("No message to the coordinators is open."),
            title=_("Messages to the coordinators"),
            sections=[
                Section(
                    _("From {name}, {when}: {standing}.", name=concern.writer, when=When(concern.at),
                      standing=_standing(concern)),
                    [Choice(_("Read it"), read, concern)],
                )
                for concern in rest[:PAGE]
            ],
            choices=[*paging.turns(inbox, program, page, more=len(rest) > PAGE),
                     Choice(_("Back"), program_home.show, program)],
        )
    )  # fmt: skip
