"""A message reaches the coordinators: brought at once, brought again while nobody reads it or takes care of it, and
handed on when whoever took care of it cannot. The writer never reads that somebody was asked unless somebody was."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import ANYONE, PERSONAL, REMOVED, Effects, Flow, Later, Never, Replace, Tell, Turn
from bot.words import Phrase, Text, _, lines
from flows import telling
from flows.safety import concerns, safety
from flows.telling import Asked
from storage.database import Store
from storage.mentoring.records import Concern, ConcernStatus, taken_by, without_care
from storage.mentoring.rules import rules_of
from storage.people import Member, coordinators

flow: Flow[Concern] = Flow("concern_news", about=Concern)
NEW, SEEN, TAKEN = ConcernStatus.NEW, ConcernStatus.SEEN, ConcernStatus.TAKEN
UNREAD_FOR = timedelta(hours=24)
UNTAKEN_FOR = timedelta(days=2)
UNCLOSED_FOR = timedelta(days=7)
"""How long a message may be unread, read without anybody who takes care of it, or taken care of and open, before the
coordinators hear of it again."""
WRITER_EVERY = 7
"""The writer hears of the first time and of every seventh after it."""
AT_ONCE = 20
"""As many open messages come to somebody who can hear again; all of them are in the list."""


def who_hears(store: Store, writer: Member | None) -> list[Member]:
    """The coordinators who can be told: not the writer, and letters reach them."""
    return [
        person
        for person in coordinators(store)
        if (writer is None or person.id != writer.id)
        and person.account.gone_at is None
        and person.account.silent_since is None
    ]


def hears_alone(coordinator: Member, turn: Turn) -> bool:
    """Whether what people write to the coordinators reaches nobody else."""
    return coordinator.is_coordinator and not who_hears(turn.store, coordinator)


def hearing(concern: Concern, turn: Turn) -> list[Member]:
    """Those of them who may see it."""
    return [person for person in who_hears(turn.store, concern.from_member) if concern.may_be_seen_by(person)]


def left_out(concern: Concern, turn: Turn) -> list[Member]:
    """Those who would hear of it if its words did not name them."""
    able = who_hears(turn.store, concern.from_member)
    return [person for person in able if not concern.may_be_seen_by(person) and person.id != concern.about_id]


def asked(concern: Concern, coordinator: Member) -> Asked:
    """The cards that brought it to this coordinator."""
    return Asked("concern", concern, coordinator)


def bring(concern: Concern, to: Sequence[Member], turn: Turn) -> Effects:
    """An urgent letter to each; what it says stands behind a press, so that no lock screen shows it."""
    yield from _to_each(concern, to, turn)
    yield Later(unread, concern, due=turn.now + UNREAD_FOR)


def _to_each(concern: Concern, to: Iterable[Member], turn: Turn) -> Effects:
    """What nobody has read passes quiet hours."""
    for person in to:
        card, is_new = _letter(concern, person), concern.status is NEW
        yield from telling.anew(asked(concern, person), card, PERSONAL, turn, urgent=is_new)


def _letter(concern: Concern, to: Member) -> Card:
    return Card(
        _what_it_needs(concern, to),
        choices=[Choice(_("Read it"), concerns.read, concern, style=Style.MAIN)],
        notice=_("Something for you, when you have a quiet moment"),
    )


def _what_it_needs(concern: Concern, to: Member) -> Phrase:
    match concern.status:
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


@flow.step(by=(ANYONE, REMOVED), when=(NEW, SEEN, TAKEN))
def also(concern: Concern, turn: Turn) -> Effects:
    """Whoever wrote it lets those read it, too, whom its words name."""
    if turn.account is None or turn.account.id != concern.account_id:
        raise Refused(_("That is not yours to answer."))
    named = left_out(concern, turn)
    concern.for_named, concern.unheard = True, concern.unheard and not named
    yield from _to_each(concern, named, turn)
    yield Replace(safety.sent_card(concern, hearing(concern, turn), turn))


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
    """Nobody has read it for a day: the coordinators are asked again, day after day."""
    to = hearing(concern, turn)
    yield from bring(concern, to, turn)
    said = _("Nobody has read what you wrote to the coordinators yet. I have asked them again.")
    yield from _count_and_tell_writer(concern, turn, said if to else _nobody())


@flow.step(when=(SEEN, TAKEN))
def still_open(concern: Concern, turn: Turn) -> Effects:
    """It was read or taken a while ago and is not closed: all who may see it hear so."""
    to = hearing(concern, turn)
    yield from _to_each(concern, to, turn)
    yield Later(still_open, concern, due=turn.now + (UNTAKEN_FOR if concern.status is SEEN else UNCLOSED_FOR))
    if not to:
        yield from _count_and_tell_writer(concern, turn, _nobody())


def _nobody() -> Text:
    return _("At the moment there is no coordinator to whom I could bring what you wrote. I keep it, and bring it as "
             "soon as there is one.")  # fmt: skip


def _count_and_tell_writer(concern: Concern, turn: Turn, said: Text) -> Effects:
    """The first time and once a week, and whom else there is."""
    concern.brought_again += 1
    if concern.brought_again % WRITER_EVERY == 1:
        yield from tell_writer(concern, lines(said, _outside(turn)))


def _outside(turn: Turn) -> Text | None:
    outside = rules_of(turn.store).second_contact
    return _("You can also turn to somebody outside the team: {who}", who=outside) if outside else None


def tell_writer(concern: Concern, text: Text) -> Effects:
    """Also to somebody who is no member, or not any more: they wrote first. What it is about is not on the
    notification."""
    writer = concern.from_member
    yield Tell(
        writer if writer is not None and writer.is_here else concern.account, Card(text, notice=_("Something for you"))
    )


# --- coordinators come and go ----------------------------------------------------------------------------------------


def can_hear(coordinator: Member, turn: Turn) -> Effects:
    """Somebody became a coordinator, came back from a break, or can be reached again: what nobody takes care of comes
    to them; a writer who had nobody hears so."""
    if not coordinator.is_coordinator:
        return
    waiting = [one for one in without_care(turn.store) if one.may_be_seen_by(coordinator)]
    for concern in waiting[:AT_ONCE]:
        able = [person.id for person in hearing(concern, turn)]
        if coordinator.id not in able:
            continue
        is_first = len(able) == 1 and not telling.is_told(asked(concern, coordinator), turn)
        yield from _to_each(concern, [coordinator], turn)
        if is_first and concern.status is NEW:
            yield from tell_writer(concern, _("I have sent {name} what you wrote to the coordinators. You hear from "
                                              "me when somebody has read it.", name=coordinator.name))  # fmt: skip


def gives_up(coordinator: Member, turn: Turn) -> Effects:
    """Somebody is no coordinator any more, takes a break, or is out of reach: what they took care of goes to the
    others, and who wrote what now nobody can hear is told so at once."""
    for concern in taken_by(turn.store, coordinator):
        yield Later(hand_on, concern, due=turn.now)
    for concern in without_care(turn.store):
        if concern.concerns_not(coordinator) and not hearing(concern, turn):
            concern.brought_again += 1
            yield from tell_writer(concern, lines(_nobody(), _outside(turn)))


@flow.step(when=TAKEN)
def hand_on(concern: Concern, turn: Turn) -> Effects:
    """Who took care of it cannot: the others are asked, and the writer hears it."""
    others = hearing(concern, turn)
    if concern.taken_by_id in [person.id for person in others]:
        return
    concern.status, concern.taken_by_id, concern.taken_by = SEEN, None, None
    yield from plan(concern, turn)
    yield from _to_each(concern, others, turn)
    text = _("Whoever took care of what you wrote to the coordinators cannot go on with it.")
    rest = _("I have asked the others.") if others else _nobody()
    yield from tell_writer(concern, lines(text, rest, _outside(turn)))
