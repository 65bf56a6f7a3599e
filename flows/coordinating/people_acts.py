"""What coordinators can do about one person: a break, removing, and the role of a coordinator."""

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import COORDINATOR, PERSONAL, Effects, Flow, Replace, Tell, Turn
from bot.words import _, lines
from flows import telling
from flows.coordinating import person
from flows.coordinating import program as program_home
from flows.handover import meanwhile, role
from flows.leaving import break_words, breaks, people
from flows.safety import bringing, safety
from storage.mentoring.records import record
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus

flow: Flow[Member] = Flow("people_acts", about=Member)
HERE = (MemberStatus.ACTIVE, MemberStatus.PAUSED)
MOST_A_DAY = 2
"""Letters of one kind to one person about what coordinators do and undo."""


@flow.shows
def present(member: Member, turn: Turn) -> Card:
    """The person as they stand now, for a coordinator whose card is no longer true."""
    if turn.by is None or not turn.by.is_coordinator:
        return program_home.present(turn.program, turn)
    return person.card(member, turn)


@flow.step(by=COORDINATOR, when=MemberStatus.ACTIVE)
def pause(member: Member, turn: Turn) -> Effects:
    """A break that only a coordinator can end."""
    _not_oneself(member, turn)
    taken_back = break_words.what_is_taken_back(member, turn)
    yield from breaks.begin_break(member, turn, None)
    member.paused_by_coordinator = True
    yield from meanwhile.break_changed(member, turn)
    record(turn.store, turn.me, "paused", turn.now, to=member)
    news = _("{name}, who coordinates {program}, has set a break for you. Please talk to them about it.",
             name=turn.me.name, program=turn.program.name)  # fmt: skip
    yield from _tells_unless_undone(
        _set_break(member),
        Card(
            lines(news, break_words.what_holds(member, turn), *taken_back),
            choices=[safety.choice(turn.program)],
            notice=_("A note from {program}", program=turn.program.name),
        ),
        turn,
    )
    yield Replace(person.card(member, turn))


def _tells(about: telling.Asked, card: Card, turn: Turn) -> Effects:
    """What a coordinator did about somebody and can undo at once. However often it is done and undone, it rings a few
    times a day: after that the newest card says it, and one that waits to be sent says how it is by then."""
    found = telling.cards(about, turn)
    if len([one for one in found if one.at > turn.now - telling.A_DAY]) >= MOST_A_DAY:
        yield from telling.redraw(about, card, turn)
    else:
        yield from telling.anew(about, card, PERSONAL, turn)


def _tells_unless_undone(about: telling.Asked, card: Card, turn: Turn) -> Effects:
    """The same, where it undoes what was done before: who has not heard of that yet hears of neither."""
    if telling.is_unsent(about, turn):
        yield from telling.over(about, card, turn)
    else:
        yield from _tells(about, card, turn)


def _set_break(member: Member) -> telling.Asked:
    return telling.Asked("set_break", member, member)


@flow.step(by=COORDINATOR, when=MemberStatus.PAUSED)
def unpause(member: Member, turn: Turn) -> Effects:
    """Ends a break, whoever set it."""
    was_set = member.paused_by_coordinator
    yield from breaks.end_break(member, turn)
    record(turn.store, turn.me, "resumed", turn.now, to=member)
    yield from _tells_of_end(member, was_set, turn)
    yield Replace(person.card(member, turn))


def _tells_of_end(member: Member, was_set: bool, turn: Turn) -> Effects:
    """Who never heard of a break does not hear that it is over, but what they lost by it."""
    about, ended = _set_break(member), telling.Asked("ended_break", member, member)
    over = Card(_("Your break is over, says {name}. Good to have you back.", name=turn.me.name))
    unheard = telling.cards(about, turn)[0].at if telling.is_unsent(about, turn) else None
    yield from _tells_unless_undone(about, over, turn) if was_set else _tells(ended, over, turn)
    lost = break_words.what_was_taken_back(member, unheard, turn) if unheard else []
    if lost:
        news = _("{name}, who coordinates {program}, set a break for you and has ended it again.",
                 name=turn.me.name, program=turn.program.name)  # fmt: skip
        yield from _tells(ended, Card(lines(news, *lost)), turn)


# --- removing --------------------------------------------------------------------------------------------------------


def remove_form(member: Member, turn: Turn) -> Form:
    return Form(
        _("Remove somebody"),
        [Question("why", Kind.LONG, _("Why? For the record only"), required=False, most=300,
                  hint=_("Coordinators see it among what was done. The person does not get it."))],
        submit=_("Remove"),
        text=_("{name} is taken out of {program} at once and cannot join again. What is open is closed, and the people "
               "in it are told kindly, without a reason.", name=member.name, program=turn.program.name),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=HERE, form=remove_form, ends=True)
def remove(member: Member, turn: Turn) -> Effects:
    """Takes somebody out for good."""
    _not_oneself(member, turn)
    account = member.account
    yield from people.end_membership(member, turn, MemberStatus.REMOVED)
    record(turn.store, turn.me, "removed", turn.now, to=member, detail=turn.answers.text("why"))
    outside = rules_of(turn.store).second_contact
    yield Tell(
        account,
        Card(
            lines(
                _(
                    "The coordinators have ended your time in {program}. What was open is closed.",
                    program=turn.program.name,
                ),
                _("If you do not agree, turn to: {who}", who=outside) if outside else None,
            ),
            choices=[safety.choice(turn.program)],
            notice=_("A note from {program}", program=turn.program.name),
        ),
    )
    yield Replace(person.card(member, turn))  # fmt: skip


# --- the role --------------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=HERE, looks=True)
def ask_make(member: Member, turn: Turn) -> Effects:
    yield Replace(
        Card(
            _("Shall {name} be a coordinator too? They then see where everybody stands, get messages to the "
              "coordinators, and can change everything here.", name=member.name),
            choices=[Choice(_("Yes, make coordinator"), make, member, turn.value, Style.MAIN),
                     Choice(_("No"), person.show, member, turn.value)],
        )
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=HERE)
def make(member: Member, turn: Turn) -> Effects:
    """One more coordinator."""
    if not member.is_coordinator:
        member.is_coordinator = True
        record(turn.store, turn.me, "coordinator_made", turn.now, to=member)
        card = Card(
            _("{name} made you a coordinator of {program}. “{command}” shows what you can do.", name=turn.me.name,
              program=turn.program.name, command=f"/{turn.commands[1]}"),
            choices=[Choice(_("See the program"), program_home.show, turn.program, style=Style.MAIN)],
        )  # fmt: skip
        yield from _tells_role(member, card, turn)
        yield from bringing.can_hear(member, turn)
    yield Replace(person.card(member, turn))


@flow.step(by=COORDINATOR, when=HERE, looks=True)
def ask_unmake(member: Member, turn: Turn) -> Effects:
    yield Replace(
        Card(
            _("Shall {name} not be a coordinator any more? They stay in the program.", name=member.name),
            choices=[Choice(_("Yes, take the role away"), unmake, member, turn.value, Style.GRAVE),
                     Choice(_("No"), person.show, member, turn.value)],
        )
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=HERE, ends=True)
def unmake(member: Member, turn: Turn) -> Effects:
    """One coordinator less; as nobody takes it from themselves, one is always left."""
    _not_oneself(member, turn)
    if member.is_coordinator:
        yield from role.ends(member, turn)
        record(turn.store, turn.me, "coordinator_unmade", turn.now, to=member)
        card = Card(_("You are not a coordinator of {program} any more. Everything else stays as it is.",
                      program=turn.program.name))  # fmt: skip
        yield from _tells_role(member, card, turn)
    yield Replace(person.card(member, turn))


def _tells_role(member: Member, card: Card, turn: Turn) -> Effects:
    yield from _tells_unless_undone(telling.Asked("appointed", member, member), card, turn)


def _not_oneself(member: Member, turn: Turn) -> None:
    if member.id == turn.me.id:
        raise Refused(_("That is about yourself. “{pause}” and “{leave}” are for that; another coordinator can do the "
                        "rest.", pause=f"/{turn.commands[0]} pause", leave=f"/{turn.commands[0]} leave"))  # fmt: skip
