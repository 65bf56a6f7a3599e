"""What a mentee notes about mentors: saved for later, not for me, tell me when free. Seen by them alone."""

from bot.messages import Card, Choice, Section, Style
from bot.numbers import number
from bot.steps import MEMBER, Effects, Flow, Replace, Turn
from bot.words import _, lines, n_
from flows import paging, words
from flows.finding import free_places, mentors, portrait
from storage.mentoring import searches
from storage.mentoring.apart import may_meet
from storage.mentoring.profiles import profile_of
from storage.mentoring.searches import MarkKind
from storage.people import Member
from storage.places import Program

flow: Flow[Member] = Flow("marks", about=Member, holds=("self",))
lists: Flow[Program] = Flow("marked", about=Program)
ON_LIST, ON_PORTRAIT = "l", "p"
"""Where a mark was pressed, as the value of its press: the card stays what it is. Without it, it says what was done."""
MOST_SAVED = 5
MOST_ASIDE = 8


def _known(mentor: Member, turn: Turn) -> None:
    if not mentor.is_mentor or not may_meet(turn.store, turn.me, mentor):
        raise portrait.not_here(turn)


def _back(turn: Turn) -> Choice:
    return Choice(_("Back to the list"), mentors.back, turn.program, style=Style.MAIN)


def choices(mentor: Member, *, is_saved: bool, where: str) -> list[Choice]:
    """What can be noted about a mentor, on a card that stays where it is."""
    keep = Choice(_("Save for later"), save, mentor, where)
    let_go = Choice(_("Saved (take off)"), forget, mentor, where)
    return [let_go if is_saved else keep, Choice(_("Not for me"), not_for_me, mentor, where)]


def aside_section(mentor: Member, turn: Turn) -> Section:
    """In the place of somebody who was put aside just now."""
    return Section(
        lines(
            portrait.headline(mentor, profile_of(turn.store, mentor)),
            _("I leave them out of your lists from now on. Only you see this."),
        ),
        [Choice(_("Undo"), show_again, mentor, ON_LIST)],
    )


@flow.step(by=MEMBER)
def save(mentor: Member, turn: Turn) -> Effects:
    """Keeps a mentor for later; nobody else sees that."""
    _known(mentor, turn)
    searches.mark(turn.store, turn.me, mentor, MarkKind.SAVED, turn.now)
    if turn.value in (ON_LIST, ON_PORTRAIT):
        yield from _where_it_was(mentor, turn)
        return
    yield Replace(
        Card(
            _("Saved. You find {name} under Saved for later.", name=mentor.name),
            choices=[_back(turn), Choice(_("Saved for later"), saved, turn.program)],
            foot=_("Only you see what you save."),
        )
    )


@flow.step(by=MEMBER)
def forget(mentor: Member, turn: Turn) -> Effects:
    """Takes a mentor off the saved ones."""
    searches.unmark(turn.store, turn.me, mentor, MarkKind.SAVED)
    if turn.value in (ON_LIST, ON_PORTRAIT):
        yield from _where_it_was(mentor, turn)
    else:
        yield Replace(saved_card(turn))


def _where_it_was(mentor: Member, turn: Turn) -> Effects:
    """The card on which the mark was pressed, with what changed."""
    if turn.value == ON_LIST:
        yield from mentors.list_again(turn)
    else:
        yield from portrait.show(mentor, turn)


@flow.step(by=MEMBER)
def not_for_me(mentor: Member, turn: Turn) -> Effects:
    """Leaves a mentor out of this mentee's lists; nobody else sees that."""
    _known(mentor, turn)
    searches.mark(turn.store, turn.me, mentor, MarkKind.NOT_FOR_ME, turn.now)
    if turn.value == ON_LIST:
        yield from mentors.list_again(turn, put_aside=mentor)
        return
    yield Replace(
        Card(
            _("I will not show you {name} again.", name=mentor.name),
            choices=[
                _back(turn),
                Choice(_("Undo"), show_again, mentor),
                Choice(_("{Mentors_word} put aside", **words.of(turn)), put_aside, turn.program),
            ],
            foot=_("Only you see this."),
        )
    )


@flow.step(by=MEMBER)
def show_again(mentor: Member, turn: Turn) -> Effects:
    """Takes back that a mentor was put aside."""
    _known(mentor, turn)
    searches.unmark(turn.store, turn.me, mentor, MarkKind.NOT_FOR_ME)
    if turn.value == ON_LIST:
        yield from _where_it_was(mentor, turn)
        return
    others = [Choice(_("{Mentors_word} put aside", **words.of(turn)), put_aside, turn.program)] if _aside(turn) else []
    yield Replace(Card(_("{name} is back on your lists.", name=mentor.name), choices=[_back(turn), *others]))


@flow.step(by=MEMBER)
def when_free(mentor: Member, turn: Turn) -> Effects:
    """Notes that this mentee wants to hear when a place is free. Where there is one already, they can have it."""
    _known(mentor, turn)
    if (card := free_places.card_at_once(mentor, turn)) is not None:
        yield Replace(card)
        return
    searches.mark(turn.store, turn.me, mentor, MarkKind.WHEN_FREE, turn.now)
    yield Replace(
        Card(
            _("I will tell you when {name} has a free place.", name=mentor.name),
            choices=[_back(turn)],
            foot=_("Only you see this."),
        )
    )


@flow.step(by=MEMBER)
def not_when_free(mentor: Member, turn: Turn) -> Effects:
    """Takes back that this mentee wants to hear of a place."""
    _known(mentor, turn)
    searches.unmark(turn.store, turn.me, mentor, MarkKind.WHEN_FREE)
    said = _("I do not tell you any more when {name} has a free place.", name=mentor.name)
    yield Replace(Card(said, choices=[_back(turn)], foot=_("Only you see this.")))


@lists.step(by=MEMBER, shared=True)
def saved(program: Program, turn: Turn) -> Effects:
    """The saved mentors; `value` is the page."""
    yield Replace(saved_card(turn, number(turn.value) or 0))


def saved_card(turn: Turn, page: int = 0) -> Card:
    """Those of them who are here now, some at a time."""
    ids = sorted(searches.marked(turn.store, turn.me, MarkKind.SAVED))
    rest = mentors.who_can_be_shown(ids, turn)[page * MOST_SAVED :]
    sections = mentors.saved_sections(rest[:MOST_SAVED], turn)
    nobody = (
        _("Of those whom you saved, nobody can be asked at the moment.") if ids else _("You have saved nobody yet.")
    )
    return Card(
        None if sections else nobody,
        title=_("Saved for later"),
        sections=sections,
        choices=[*paging.turns(saved, turn.program, page, more=len(rest) > MOST_SAVED), _back(turn)],
    )


# --- put aside -------------------------------------------------------------------------------------------------------


@lists.step(by=MEMBER, shared=True)
def put_aside(program: Program, turn: Turn) -> Effects:
    """The mentors who are not for this mentee, each with the way back."""
    yield Replace(aside_card(turn))


def _aside(turn: Turn) -> list[Member]:
    found = [turn.store.get(Member, one) for one in sorted(searches.marked(turn.store, turn.me, MarkKind.NOT_FOR_ME))]
    return [one for one in found if one is not None and one.is_mentor and may_meet(turn.store, turn.me, one)]


def aside_card(turn: Turn) -> Card:
    found = _aside(turn)
    more = len(found) - MOST_ASIDE
    rest = n_("One more follows when one of these is back.", "{n} more follow when some of these are back.", more)
    text = _("I leave these out of your lists.") if found else _("You have put nobody aside.")
    return Card(
        lines(text, rest if more > 0 else None),
        title=_("{Mentors_word} put aside", **words.of(turn)),
        sections=[
            Section(
                portrait.headline(mentor, profile_of(turn.store, mentor)),
                [Choice(_("Show {name} again", name=mentor.name), show_again, mentor)],
            )
            for mentor in found[:MOST_ASIDE]
        ],
        choices=[_back(turn)],
        foot=_("Only you see this."),
    )
