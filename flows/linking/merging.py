"""Two members who turn out to be one person: which profile stays, and what becomes of the other."""

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.steps import Effects, Flow, Replace, Tell, Turn, slot
from bot.words import Text, _, lines
from flows import home
from flows.handover import handover, offering
from flows.keeping_apart import apart
from flows.leaving import break_words, people
from flows.linking import accounts
from flows.pulses import one_person
from flows.safety import bringing, safety
from flows.short_questions import for_asker
from storage.codes.linking import VALID, LinkCode
from storage.linking import accounts as rows
from storage.linking import going_along
from storage.mentoring.pairs import handovers, stand_ins
from storage.mentoring.records import record
from storage.people import Member, MemberStatus

flow: Flow[LinkCode] = Flow("merging", about=LinkCode, holds=("member", "other"))

SET_BY_COORDINATOR = _("A coordinator has set a break for one of your two accounts, or taken it out. Please write to "
                       "them first, with “Something is not right”.")  # fmt: skip


def ask(code: LinkCode, mine: Member, turn: Turn) -> Effects:
    """Whoever typed the code is somebody else here so far: one of the two stays."""
    _check(code.member, mine)
    code.other, code.other_id, code.expires_at = mine, mine.id, turn.now + VALID
    turn.store.session.flush()
    yield Replace(question(code, mine, turn))


def _check(*two: Member) -> None:
    """Nobody gets round what a coordinator decided."""
    if any(one.paused_by_coordinator for one in two):
        raise Refused(SET_BY_COORDINATOR)


def question(code: LinkCode, mine: Member, turn: Turn) -> Card:
    """What is kept and what ends, for each of the two."""
    one, other = _names(code.member, mine, turn)
    return Card(
        lines(
            _("You are in {program} twice, on {one} and on {other}. Linked, you are one person: one profile stays, and "
              "the other one leaves.", program=turn.program.name, one=one, other=other),
            _("Which one shall I keep?"),
        ),
        sections=[
            Section(_what_it_means(code.member, mine, one, turn),
                    [Choice(_("Keep the one on {where}", where=one), keep, code, "member")]),
            Section(_what_it_means(mine, code.member, other, turn),
                    [Choice(_("Keep the one on {where}", where=other), keep, code, "other")]),
        ],
        choices=[Choice(_("Leave both as they are"), neither, code)],
        foot=_("Nobody is told that you were here twice. Coordinators can find it among what was done."),
    )  # fmt: skip


def _names(member: Member, mine: Member, turn: Turn) -> tuple[str, str]:
    """Where each of the two is written to."""
    known = accounts.names_of([member.account, mine.account], turn)
    return known[member.account_id], known[mine.account_id]


def _what_it_means(kept: Member, emptied: Member, where: str, turn: Turn) -> Text:
    ends, along = break_words.what_ends_between(emptied, turn), break_words.what_is_own(emptied, turn)
    return lines(
        _("**{name}, on {where}**", name=kept.name, where=where),
        *ends,
        *([_("This goes along:"), *(_("- {what}", what=one) for one in along)] if along else []),
        None if ends or along else _("Nothing is open on the other one."),
    )


@flow.step(by="other", ends=True)
def keep(code: LinkCode, turn: Turn) -> Effects:
    """One of the two stays with all accounts. What is open of the other one with others closes as if they had left, and
    its cards are nobody's; what is their own goes along."""
    member, other = _both(code, turn)
    kept, emptied = (member, other) if turn.value == "member" else (other, member)
    is_new_coordinator = emptied.is_coordinator and not kept.is_coordinator
    handovers.sees_as_before(turn.store, emptied, kept)
    kept.is_coordinator = kept.is_coordinator or emptied.is_coordinator
    stand_ins.passes_on(turn.store, emptied, kept)
    yield from one_person.becomes_one(emptied, kept, turn)
    yield from _take_along(emptied, kept, turn)
    yield from people.end_membership(emptied, turn, MemberStatus.LEFT)
    rows.move_all(turn.store, emptied, kept)
    turn.store.delete(code)
    record(turn.store, kept, "merged", turn.now, to=kept)
    yield from apart.one_person(kept, turn)
    if turn.account is not None and turn.account.id != emptied.account_id:
        yield Tell(emptied.account, _given_up_card(kept, turn), urgent=True)
    if is_new_coordinator:
        yield from bringing.can_hear(kept, turn)
    known = accounts.names(kept, turn)
    where = known[kept.account_id]
    one_now = _("You are one person now, {name}. You can press and type everywhere, and I write to you on {where}.",
                name=kept.name, where=where)  # fmt: skip
    if turn.account is not None and turn.account.id != kept.account_id:
        yield Tell(kept, Card(one_now, choices=[Choice(_("See my accounts"), accounts.show, kept)]), urgent=True)
    yield Replace(
        Card(
            one_now,
            choices=[
                Choice(_("See where I stand"), home.show, turn.program, style=Style.MAIN),
                Choice(_("See my accounts"), accounts.show, kept),
            ],
        )
    )


def _take_along(emptied: Member, kept: Member, turn: Turn) -> Effects:
    """Their places at socials, their short questions, and a program that is being handed over by or to them, with the
    cards of these; and the messages that they take care of."""
    socials = going_along.take_socials(turn.store, emptied, kept, turn.now)
    questions = going_along.take_questions(turn.store, emptied, kept)
    slots = [slot(name, social) for social in socials for name in ("social", "enjoyed")]
    slots += [one for question in questions for one in for_asker.told(question).slots]
    passed = handovers.pass_on(turn.store, emptied, kept)
    slots += [one for offer in passed for one in handover.asked(offer, kept).slots]
    going_along.take_cards(turn.store, emptied, kept, slots)
    for concern in handovers.taken_care_of(turn.store, emptied):
        if offering.may_get(concern, kept, turn):
            yield from handover.goes_to(concern, kept, turn)


def _given_up_card(kept: Member, turn: Turn) -> Card:
    """For the account whose profile it was, where the other one said so: should it not have been them, they know."""
    where = accounts.names(kept, turn)[kept.account_id]
    return Card(
        lines(
            _("You are one person with {name} on {where} now, so your profile here was given up. That was said there.",
              name=kept.name, where=where),
            _("If that was not you, unlink it, and tell a coordinator."),
        ),
        choices=[Choice(_("See my accounts"), accounts.show, kept), safety.choice(turn.program)],
    )  # fmt: skip


def _both(code: LinkCode, turn: Turn) -> tuple[Member, Member]:
    """The two, as long as the question stands."""
    member, other = code.member, code.other
    if other is None or code.expires_at <= turn.now or not (member.is_here and other.is_here):
        raise Refused(_("That took longer than ten minutes, or has changed meanwhile. “{command}” gives a new code.",
                        command=f"/{turn.commands[0]} link"))  # fmt: skip
    if turn.value not in ("member", "other"):
        raise Refused(_("Please pick one of them."))
    _check(member, other)
    return member, other


@flow.step(by="other")
def neither(code: LinkCode, turn: Turn) -> Effects:
    """Everything stays as it was."""
    turn.store.delete(code)
    text = _("Good. Both stay as they are.")
    yield Replace(Card(text, choices=[Choice(_("See where I stand"), home.show, turn.program)]))
