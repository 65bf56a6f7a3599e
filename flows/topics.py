"""Picking topics, to look for or to offer: the usual ones by one press each, all of them by group or by typing."""

from collections.abc import Sequence
from enum import StrEnum

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Menu, Option, Question, Style
from bot.steps import Effects, Flow, Replace, Step, Turn
from bot.words import Phrase, Text, _, lines, listing, n_, term
from flows import approval, joining, library, offering, profile
from storage.mentoring.profiles import Listing, TagKind, profile_of, set_tags, slugs_of
from storage.people import Member

flow: Flow[Member] = Flow("topics", about=Member, holds=("self",))


class Side(StrEnum):
    SEEK = "seek"
    OFFER = "offer"


SEEK, OFFER = Side.SEEK, Side.OFFER
MOST = {SEEK: 5, OFFER: 10}


def kind_of(member: Member, side: Side) -> TagKind:
    if side is SEEK and not member.is_mentee:
        raise Refused(_("You do not look for anybody at the moment. Your profile is where you can change that."))
    if side is OFFER and not member.is_mentor:
        raise Refused(_("You do not offer anything at the moment. Your profile is where you can change that."))
    return TagKind.LOOKS_FOR if side is SEEK and member.is_mentor else TagKind.TOPIC


def picked(member: Member, turn: Turn, side: Side) -> list[str]:
    """In the library's order."""
    found = set(slugs_of(turn.store, member, kind_of(member, side)))
    return [slug for slug in library.topics() if slug in found]


# --- the cards -------------------------------------------------------------------------------------------------------


def card(member: Member, turn: Turn, side: Side) -> Card:
    """The usual topics as presses; those picked say so, and are named above, wherever they come from."""
    slugs = picked(member, turn, side)
    common = [slug for slug, topic in library.topics().items() if topic.common]
    groups = [Option(group.slug, _group_label(group.slug)) for group in library.topic_groups().values()]
    steps = _STEPS[side]
    return Card(
        lines(_question(side), _picked_line(slugs)),
        menu=Menu(_("More topics"), steps["group"], member, groups),
        choices=[
            *_ways_on(member, turn, side, slugs),
            *_topic_choices(common, slugs, steps["press"], member),
            Choice(_("Find a topic by typing"), steps["all"], member),
        ],
        foot=_foot(member, side),
    )


def _group_label(group: str) -> Phrase:
    """Never the same words as a topic's button."""
    return _("{group}: all topics", group=term(library.topic_groups()[group].label))


def _question(side: Side) -> Text:
    if side is SEEK:
        return _("What would help you most now? Pick up to {most}; one is enough.", most=MOST[side])
    return _("What are you glad to help with? Pick up to {most}; one is enough.", most=MOST[side])


def _picked_line(slugs: Sequence[str]) -> Text | None:
    labels = [term(library.topics()[slug].label) for slug in slugs]
    return _("Picked: {topics}.", topics=listing(labels)) if labels else None


def _foot(member: Member, side: Side) -> Text:
    if side is OFFER:
        return _("Members see this on your card. Press a topic again to put it back.")
    return _("Mentors you ask see the ones you share with them. Press a topic again to put it back.")


def _topic_choices(slugs: Sequence[str], chosen: Sequence[str], step: Step[Member], member: Member) -> list[Choice]:
    known = library.topics()
    return [
        Choice(
            _("{topic} (picked)", topic=term(known[slug].label)) if slug in chosen else term(known[slug].label),
            step, member, slug,
        )
        for slug in slugs
    ]  # fmt: skip


def _ways_on(member: Member, turn: Turn, side: Side, slugs: Sequence[str]) -> list[Choice]:
    """What comes after the topics, once there is one."""
    if not slugs:
        return []
    if side is SEEK:
        is_open = turn.program.status not in joining.NOT_OPEN
        found = [Choice(_("Show me mentors") if is_open else _("Done"), joining.look, member, style=Style.MAIN)]
        return found if joining.is_new(member, turn) else [*found, Choice(_("Your profile"), profile.show, member)]
    if offering.has_details(member, turn):
        return [Choice(_("Done"), offering.go_on, member, style=Style.MAIN)]
    return [Choice(_("Next: places and a few lines"), offering.details, member, style=Style.MAIN)]


def group_card(group: str, member: Member, turn: Turn, side: Side) -> Card:
    """All topics of one group."""
    found = [slug for slug, topic in library.topics().items() if topic.group == group]
    slugs = picked(member, turn, side)
    return Card(
        lines(_("Topics in “{group}”:", group=term(library.topic_groups()[group].label)), _picked_line(slugs)),
        choices=[
            *_topic_choices(found, slugs, _STEPS[side]["in_group"], member),
            Choice(_("Back to the usual topics"), _STEPS[side]["show"], member, style=Style.MAIN),
        ],
        foot=_foot(member, side),
    )


def _form(member: Member, turn: Turn, side: Side) -> Form:
    known = library.topics()
    return Form(
        _("All topics"),
        [
            Question(
                "topics", Kind.MANY, _("Topics"), least=1, most=MOST[side], given=picked(member, turn, side),
                hint=n_("One at most.", "{n} at most. Words of them are enough, with commas between.", MOST[side]),
                options=[Option(slug, term(topic.label)) for slug, topic in known.items()],
            )
        ],
        submit=_("Save"),
    )  # fmt: skip


# --- picking ---------------------------------------------------------------------------------------------------------


def _press(member: Member, turn: Turn, side: Side) -> Effects:
    """Picks the topic of the turn's value, or puts it back."""
    if turn.value not in library.topics():
        raise Refused(_("I do not know that topic any more. Please pick another one."))
    slugs = picked(member, turn, side)
    if turn.value in slugs:
        slugs.remove(turn.value)
    elif len(slugs) >= MOST[side]:
        raise Refused(n_("One topic is the most.", "{n} topics are the most. Put one back first by pressing it again.",
                         MOST[side]))  # fmt: skip
    else:
        slugs.append(turn.value)
    yield from _keep(member, turn, side, slugs)


def _keep(member: Member, turn: Turn, side: Side, slugs: Sequence[str]) -> Effects:
    kind, status = kind_of(member, side), profile_of(turn.store, member).status
    if not slugs and side is OFFER and status in (Listing.LISTED, Listing.WAITING):
        raise Refused(_("Keep at least one topic, so that mentees can find you. Pick another one first."))
    set_tags(turn.store, member, kind, slugs, hidden=slugs if kind is TagKind.LOOKS_FOR else ())
    if side is OFFER and status is Listing.WAITING:
        yield from approval.redraw(turn)


def _press_in_group(member: Member, turn: Turn, side: Side) -> Effects:
    yield from _press(member, turn, side)
    yield Replace(group_card(library.topics()[turn.value].group, member, turn, side))


def _group(member: Member, turn: Turn, side: Side) -> Effects:
    if turn.value not in library.topic_groups():
        raise Refused(_("I do not know that group any more. Please pick another one."))
    yield Replace(group_card(turn.value, member, turn, side))


def _all(member: Member, turn: Turn, side: Side) -> Effects:
    yield from _keep(member, turn, side, turn.answers.many("topics"))
    yield Replace(card(member, turn, side))


# --- what one looks for ----------------------------------------------------------------------------------------------


@flow.step(by="self", looks=True)
def seek(member: Member, turn: Turn) -> Effects:
    """What would help: the usual topics."""
    yield Replace(card(member, turn, SEEK))


@flow.step(by="self")
def seek_press(member: Member, turn: Turn) -> Effects:
    yield from _press(member, turn, SEEK)
    yield Replace(card(member, turn, SEEK))


@flow.step(by="self", looks=True)
def seek_group(member: Member, turn: Turn) -> Effects:
    yield from _group(member, turn, SEEK)


@flow.step(by="self")
def seek_in_group(member: Member, turn: Turn) -> Effects:
    yield from _press_in_group(member, turn, SEEK)


def seek_form(member: Member, turn: Turn) -> Form:
    return _form(member, turn, SEEK)


@flow.step(by="self", form=seek_form)
def seek_all(member: Member, turn: Turn) -> Effects:
    yield from _all(member, turn, SEEK)


# --- what one offers -------------------------------------------------------------------------------------------------


@flow.step(by="self", looks=True)
def offer(member: Member, turn: Turn) -> Effects:
    """What one is glad to help with: the usual topics."""
    yield Replace(card(member, turn, OFFER))


@flow.step(by="self")
def offer_press(member: Member, turn: Turn) -> Effects:
    yield from _press(member, turn, OFFER)
    yield Replace(card(member, turn, OFFER))


@flow.step(by="self", looks=True)
def offer_group(member: Member, turn: Turn) -> Effects:
    yield from _group(member, turn, OFFER)


@flow.step(by="self")
def offer_in_group(member: Member, turn: Turn) -> Effects:
    yield from _press_in_group(member, turn, OFFER)


def offer_form(member: Member, turn: Turn) -> Form:
    return _form(member, turn, OFFER)


@flow.step(by="self", form=offer_form)
def offer_all(member: Member, turn: Turn) -> Effects:
    yield from _all(member, turn, OFFER)


_STEPS: dict[Side, dict[str, Step[Member]]] = {
    SEEK: {"show": seek, "press": seek_press, "group": seek_group, "in_group": seek_in_group, "all": seek_all},
    OFFER: {"show": offer, "press": offer_press, "group": offer_group, "in_group": offer_in_group, "all": offer_all},
}  # fmt: skip
