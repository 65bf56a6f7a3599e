"""A message reaches the coordinators: brought at once, brought again while nobody reads it or takes care of it, and
handed on when whoever took care of it cannot. The writer never reads that somebody was asked unless somebody was."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.numbers import number
from bot.steps import ANYONE, PERSONAL, REMOVED, Effects, Flow, Later, Never, Replace, Tell, Turn
from bot.words import Phrase, Text, _, lines, listing
from flows import telling
from flows.handover import meanwhile
from flows.safety import concerns, hearing, writing
from flows.short_questions import passing
from flows.telling import Asked
from storage.mentoring.records import Concern, ConcernStatus, has_newer_unread, open_after
from storage.mentoring.rules import rules_of
from storage.people import Member
from storage.places import Program

flow: Flow[Concern] = Flow("concern_news", about=Concern)
of_program: Flow[Program] = Flow("concerns_news", about=Program)
NEW, SEEN, TAKEN = ConcernStatus.NEW, ConcernStatus.SEEN, ConcernStatus.TAKEN
UNREAD_FOR = timedelta(hours=24)
UNTAKEN_FOR = timedelta(days=2)
UNCLOSED_FOR = timedelta(days=7)
"""How long a message may be unread, read without anybody who takes care of it, or taken care of and open, before the
coordinators hear of it again."""
WRITER_EVERY = 7
"""The writer hears of the first time and of every seventh after it."""
SAID_EVERY = timedelta(days=1)
"""The writer does not hear more often that nobody can hear of it, however often coordinators come and go."""
AT_ONCE, LOOKED_AT = 20, 100
"""As many open messages come to somebody who can hear again, of so many that are looked at; all are in the list."""


def asked(concern: Concern, coordinator: Member) -> Asked:
    """The cards that brought it to this coordinator."""
    return Asked("concern", concern, coordinator)


def bring(concern: Concern, to: Sequence[Member], turn: Turn) -> Effects:
    """A letter to each; what it says stands behind a press, so that no lock screen shows it."""
    concern.is_heard = bool(to)
    yield from to_each(concern, to, turn)
    yield Later(unread, concern, due=turn.now + UNREAD_FOR)


def to_each(concern: Concern, to: Iterable[Member], turn: Turn) -> Effects:
    """What nobody has read passes quiet hours the first time."""
    for person in to:
        told = asked(concern, person)
        is_new = concern.status is NEW and not telling.is_told(told, turn)
        yield from telling.anew(told, _letter(concern, person), PERSONAL, turn, urgent=is_new)


def _letter(concern: Concern, to: Member) -> Card:
    return Card(
        _what_it_needs(concern, to),
        choices=[Choice(_("Read it"), concerns.read, concern, style=Style.MAIN)],
        notice=_("Something for you, when you have a quiet moment"),
    )


def _what_it_needs(concern: Concern, to: Member) -> Phrase:
    match concern.status:
        case ConcernStatus.NEW if concern.match_id is not None:
            return _("Somebody says in a check-in that it is hard. Please take a quiet moment for it.")
        case ConcernStatus.SEEN:
            return _("A message to the coordinators is open, and nobody takes care of it. Please take a quiet moment "
                     "for it.")  # fmt: skip
        case ConcernStatus.TAKEN if concern.taken_by_id == to.id:
            return _("You take care of a message to the coordinators, and it is still open. If all is done, close it.")
        case ConcernStatus.TAKEN:
            name = concern.taken_by.name if concern.taken_by else ""
            return _("{name} takes care of a message to the coordinators, and it is still open. Perhaps you can help.",
                     name=name)  # fmt: skip
        case _:
            return _("Somebody wrote to the coordinators. Please take a quiet moment for it.")


def said(concern: Concern) -> Phrase:
    """What it is for whoever wrote it."""
    if concern.match_id is not None:
        return _("what you said about your match")
    return _("what you wrote")


def to_named(concern: Concern, named: Sequence[Member], *, after: bool) -> list[Choice]:
    """The way to have it sent to those whom it names, too; `after` others have it."""
    names = listing(one.name for one in named)
    label = _("Send it to {named} too", named=names) if after else _("Send it to {named}", named=names)
    return [Choice(label, also, concern)] if named else []


@flow.step(by=(ANYONE, REMOVED), when=(NEW, SEEN, TAKEN), ends=True)
def also(concern: Concern, turn: Turn) -> Effects:
    """Whoever wrote it lets those read it, too, whom its words name and who can hear of it now."""
    is_writer = turn.by is not None and turn.by.id == concern.from_id
    if not is_writer and (turn.account is None or turn.account.id != concern.account_id):
        raise Refused(_("That is not yours to answer."))
    named = hearing.left_out(concern, turn)
    numbers = {person.id for person in named}
    for one in concern.named:
        one.may_read = one.may_read or one.member_id in numbers
    concern.unheard = concern.unheard and not named
    concern.is_heard = concern.is_heard or bool(named)
    yield from to_each(concern, named, turn)
    yield Replace(writing.sent_card(concern, hearing.of(concern, turn), turn))


# --- as time goes by -------------------------------------------------------------------------------------------------


def plan(concern: Concern, turn: Turn) -> Effects:
    """After something became of it: it comes up again, if it stays like that for too long."""
    concern.brought_again = 0
    yield Never(unread, concern)
    if concern.status in (SEEN, TAKEN):
        yield Later(still_open, concern, due=turn.now + (UNTAKEN_FOR if concern.status is SEEN else UNCLOSED_FOR))
    else:
        yield Never(still_open, concern)


@flow.step(when=NEW)
def unread(concern: Concern, turn: Turn) -> Effects:
    """Nobody has read it for a day: the coordinators are asked again, day after day; once for all that one person
    wrote."""
    if has_newer_unread(turn.store, concern):
        yield Later(unread, concern, due=turn.now + UNREAD_FOR)
        return
    to = hearing.of(concern, turn)
    yield from bring(concern, to, turn)
    if to:
        news = _("Nobody has read {what} yet. I have asked the coordinators again.", what=said(concern))
        yield from _every_week(concern, tell_writer(concern, lines(news, _outside(turn))))
    else:
        yield from _every_week(concern, _tell_nobody(concern, turn))


@flow.step(when=(SEEN, TAKEN))
def still_open(concern: Concern, turn: Turn) -> Effects:
    """It was read or taken a while ago and is not closed: all who may see it hear so."""
    to = hearing.of(concern, turn)
    yield from to_each(concern, to, turn)
    yield Later(still_open, concern, due=turn.now + (UNTAKEN_FOR if concern.status is SEEN else UNCLOSED_FOR))
    if not to:
        yield from _every_week(concern, _tell_nobody(concern, turn))


def _nobody(concern: Concern, turn: Turn) -> Text:
    """Why nobody can hear of it."""
    if named := hearing.left_out(concern, turn):
        names = listing(one.name for one in named)
        return _("Nobody has {what}: your words name {named}, and there is no other coordinator. You can have it sent "
                 "there all the same.", what=said(concern), named=names)  # fmt: skip
    return _("At the moment there is no coordinator to whom I could bring {what}. I keep it, and bring it as soon as "
             "there is one.", what=said(concern))  # fmt: skip


def _tell_nobody(concern: Concern, turn: Turn) -> Effects:
    """The writer hears that nobody can hear of it now, with whom else there is; once a day at most."""
    if concern.nobody_said_at is None or turn.now - concern.nobody_said_at >= SAID_EVERY:
        concern.nobody_said_at = turn.now
        yield from tell_writer(concern, lines(_nobody(concern, turn), _outside(turn)),
                               to_named(concern, hearing.left_out(concern, turn), after=False))  # fmt: skip


def _every_week(concern: Concern, said: Effects) -> Effects:
    """The first time, and then once a week."""
    concern.brought_again += 1
    if concern.brought_again % WRITER_EVERY == 1:
        yield from said


def _outside(turn: Turn) -> Text | None:
    outside = rules_of(turn.store).second_contact
    return _("You can also turn to somebody outside the team: {who}", who=outside) if outside else None


def tell_writer(concern: Concern, text: Text, choices: Sequence[Choice] = ()) -> Effects:
    """Also to somebody who is no member, or not any more: they wrote first. What it is about is not on the
    notification."""
    writer = concern.from_member
    to = writer if writer is not None and writer.is_here else concern.account
    yield Tell(to, Card(text, choices=choices, notice=_("Something for you")))


# --- coordinators come and go ----------------------------------------------------------------------------------------


def can_hear(coordinator: Member, turn: Turn) -> Effects:
    """Somebody became a coordinator, came back from a break, or can be reached again: what nobody takes care of comes
    to them; a writer who had nobody hears so. Short questions that wait for coordinators come, too."""
    if not coordinator.is_coordinator:
        return
    yield from passing.can_hear(coordinator, turn)
    found = [one for one in open_after(turn.store, 0, LOOKED_AT) if one.may_be_seen_by(coordinator)]
    for concern in [one for one in found if one.status is not TAKEN][:AT_ONCE]:
        if coordinator.id not in [person.id for person in hearing.of(concern, turn)]:
            continue
        is_news = not concern.is_heard and not telling.is_told(asked(concern, coordinator), turn)
        concern.is_heard = True
        yield from to_each(concern, [coordinator], turn)
        if is_news and concern.status is NEW:
            yield from tell_writer(concern, _("I have sent {name} {what}. You hear from me when somebody has read it.",
                                              name=coordinator.name, what=said(concern)))  # fmt: skip


def gives_up(turn: Turn) -> Effects:
    """Somebody is no coordinator any more, takes a break, or is out of reach: what they took care of goes to the
    others, and who wrote what now nobody can hear is told so."""
    if open_after(turn.store, 0, 1):
        yield Later(look_through, turn.program, due=turn.now)


@of_program.step(shared=True)
def look_through(program: Program, turn: Turn) -> Effects:
    """A coordinator is not there any more: what they took care of is handed on, and who wrote something that nobody can
    hear of now is told so. Some at a time, after the last one (`value`)."""
    some = open_after(turn.store, number(turn.value) or 0, AT_ONCE)
    for concern in some:
        if concern.status is TAKEN:
            yield Later(hand_on, concern, due=turn.now)
        elif concern.is_heard and not hearing.of(concern, turn):
            concern.is_heard = False
            yield from _tell_nobody(concern, turn)
        else:
            yield from meanwhile.goes_on_with(concern, turn)
    if len(some) == AT_ONCE:
        yield Later(look_through, program, due=turn.now, value=str(some[-1].id))


@flow.step(when=TAKEN)
def hand_on(concern: Concern, turn: Turn) -> Effects:
    """Who took care of it cannot: the others are asked, and the writer hears it."""
    others = hearing.of(concern, turn)
    if concern.taken_by_id in [person.id for person in others]:
        return
    concern.status, concern.taken_by_id, concern.taken_by = SEEN, None, None
    yield from plan(concern, turn)
    yield from to_each(concern, others, turn)
    text = _("Whoever took care of {what} cannot go on with it.", what=said(concern))
    rest = _("I have asked the others.") if others else _nobody(concern, turn)
    concern.is_heard = bool(others)
    named = [] if others else hearing.left_out(concern, turn)
    yield from tell_writer(concern, lines(text, rest, _outside(turn)), to_named(concern, named, after=False))
