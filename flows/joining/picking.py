"""Picking topics: the usual ones by one press each, all of them by group or by typing."""

from collections.abc import Sequence

from bot.errors import Refused
from bot.messages import Form, Kind, Option, Question
from bot.steps import Effects, Flow, Replace, Step, Turn
from bot.words import _, n_, term
from flows import library, words
from flows.finding import portrait, wishes
from flows.joining import approval, topics
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags
from storage.people import Member

flow: Flow[Member] = Flow("topics", about=Member, holds=("self",))


def _form(member: Member, turn: Turn, side: "topics.Side") -> Form:
    most, slugs = topics.MOST[side], topics.picked(member, turn, side)
    options = [Option(slug, term(topic.label)) for slug, topic in library.topics().items()]
    question = Question(
        "topics", Kind.MANY, _("Topics"), hint=n_("One at most.", "{n} at most.", most), least=1, most=most,
        example=_("money, study skills, a term abroad"), options=options, given=slugs,
    )  # fmt: skip
    return Form(_("All topics"), [question], submit=_("Save"))


def _press(member: Member, turn: Turn, side: "topics.Side") -> Effects:
    """Picks the topic of the turn's value, or takes it off."""
    if turn.value not in library.topics():
        raise Refused(_("I do not know that topic any more. Please pick another one."))
    slugs = topics.picked(member, turn, side)
    if turn.value in slugs:
        slugs.remove(turn.value)
    elif len(slugs) >= topics.MOST[side]:
        raise Refused(n_("One topic is the most.", "{n} topics are the most. Take one off first by pressing it again.",
                         topics.MOST[side]))  # fmt: skip
    else:
        slugs.append(turn.value)
    yield from _keep(member, turn, side, slugs)


def _keep(member: Member, turn: Turn, side: "topics.Side", slugs: Sequence[str]) -> Effects:
    kind, status = topics.kind_of(member, side), profile_of(turn.store, member).status
    if not slugs and side is topics.OFFER and status in (Listing.LISTED, Listing.WAITING):
        raise Refused(
            _("Keep at least one topic, so that {mentees_word} can find you. Pick another one first.", **words.of(turn))
        )
    set_tags(turn.store, member, kind, slugs, hidden=slugs if kind is TagKind.LOOKS_FOR else ())
    if side is topics.OFFER and status is Listing.WAITING:
        yield from approval.redraw(turn)
    elif side is topics.OFFER and status is Listing.LISTED:
        portrait.findable(turn.store, profile_of(turn.store, member))
        yield from wishes.offered(member, turn)


def _press_in_group(member: Member, turn: Turn, side: "topics.Side") -> Effects:
    yield from _press(member, turn, side)
    yield Replace(topics.group_card(library.topics()[turn.value].group, member, turn, side))


def _group(member: Member, turn: Turn, side: "topics.Side") -> Effects:
    if turn.value not in library.topic_groups():
        raise Refused(_("I do not know that group any more. Please pick another one."))
    yield Replace(topics.group_card(turn.value, member, turn, side))


def _all(member: Member, turn: Turn, side: "topics.Side") -> Effects:
    yield from _keep(member, turn, side, turn.answers.many("topics"))
    yield Replace(topics.card(member, turn, side))


# --- what one looks for ----------------------------------------------------------------------------------------------


@flow.step(by="self", looks=True)
def seek(member: Member, turn: Turn) -> Effects:
    """What would help: the usual topics."""
    yield Replace(topics.card(member, turn, topics.SEEK))


@flow.step(by="self")
def seek_press(member: Member, turn: Turn) -> Effects:
    yield from _press(member, turn, topics.SEEK)
    yield Replace(topics.card(member, turn, topics.SEEK))


@flow.step(by="self", looks=True)
def seek_more(member: Member, turn: Turn) -> Effects:
    yield Replace(topics.groups_card(member, turn, topics.SEEK))


@flow.step(by="self", looks=True)
def seek_group(member: Member, turn: Turn) -> Effects:
    yield from _group(member, turn, topics.SEEK)


@flow.step(by="self")
def seek_in_group(member: Member, turn: Turn) -> Effects:
    yield from _press_in_group(member, turn, topics.SEEK)


def seek_form(member: Member, turn: Turn) -> Form:
    return _form(member, turn, topics.SEEK)


@flow.step(by="self", form=seek_form)
def seek_all(member: Member, turn: Turn) -> Effects:
    yield from _all(member, turn, topics.SEEK)


# --- what one offers -------------------------------------------------------------------------------------------------


@flow.step(by="self", looks=True)
def offer(member: Member, turn: Turn) -> Effects:
    """What one is glad to help with: the usual topics."""
    yield Replace(topics.card(member, turn, topics.OFFER))


@flow.step(by="self")
def offer_press(member: Member, turn: Turn) -> Effects:
    yield from _press(member, turn, topics.OFFER)
    yield Replace(topics.card(member, turn, topics.OFFER))


@flow.step(by="self", looks=True)
def offer_more(member: Member, turn: Turn) -> Effects:
    yield Replace(topics.groups_card(member, turn, topics.OFFER))


@flow.step(by="self", looks=True)
def offer_group(member: Member, turn: Turn) -> Effects:
    yield from _group(member, turn, topics.OFFER)


@flow.step(by="self")
def offer_in_group(member: Member, turn: Turn) -> Effects:
    yield from _press_in_group(member, turn, topics.OFFER)


def offer_form(member: Member, turn: Turn) -> Form:
    return _form(member, turn, topics.OFFER)


@flow.step(by="self", form=offer_form)
def offer_all(member: Member, turn: Turn) -> Effects:
    yield from _all(member, turn, topics.OFFER)


STEPS: dict[str, dict[str, Step[Member]]] = {
    "seek": {
        "show": seek, "press": seek_press, "more": seek_more, "group": seek_group, "in_group": seek_in_group,
        "all": seek_all,
    },
    "offer": {
        "show": offer, "press": offer_press, "more": offer_more, "group": offer_group, "in_group": offer_in_group,
        "all": offer_all,
    },
}  # fmt: skip
"""The steps of each `topics.Side`, by what they do."""
