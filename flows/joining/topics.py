"""Topics, to look for or to offer: which a member picked, and the cards to pick them from."""

from collections.abc import Sequence
from enum import StrEnum

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import Step, Turn
from bot.words import Joined, Text, _, lines, sentences, term
from flows import library, words
from flows.joining import joining, offering, picking
from flows.profiles import profile
from storage.mentoring.profiles import TagKind, slugs_of
from storage.people import Member


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
    """The usual topics as presses; those picked stand out, and are named below, wherever they come from. What grows and
    what comes next stand behind them, so that no topic moves while one picks."""
    slugs = picked(member, turn, side)
    common = [slug for slug, topic in library.topics().items() if topic.common]
    return Card(
        _question(side),
        choices=[
            *_topic_choices(common, slugs, picking.STEPS[side]["press"], member),
            Choice(_("More topics"), picking.STEPS[side]["more"], member),
            *_ways_on(member, turn, side, slugs),
        ],
        foot=_foot(side, slugs),
    )


def groups_card(member: Member, turn: Turn, side: Side) -> Card:
    """Every topic there is, by group or by typing."""
    slugs = picked(member, turn, side)
    return Card(
        _("All {n} topics are in these groups. Open one, or type what you look for.", n=len(library.topics())),
        choices=[
            *(Choice(_("{group} …", group=term(group.label)), picking.STEPS[side]["group"], member, group.slug)
              for group in library.topic_groups().values()),
            Choice(_("Find a topic by typing"), picking.STEPS[side]["all"], member),
            Choice(_("Back to the usual topics"), picking.STEPS[side]["show"], member),
            *_ways_on(member, turn, side, slugs),
        ],
        foot=_picked_line(slugs),
    )  # fmt: skip


def _question(side: Side) -> Text:
    if side is SEEK:
        return _("What would help you most now? Pick up to {most}; one is enough.", most=MOST[side])
    return _("What are you glad to help with? Pick up to {most}; one is enough.", most=MOST[side])


def _picked_line(slugs: Sequence[str]) -> Text | None:
    found = [term(library.topics()[slug].phrase) for slug in slugs]
    return Joined((_("Picked:"), words.row(found)), " ") if found else None


def _foot(side: Side, slugs: Sequence[str]) -> Text:
    seen = (
        _("Members see this on your card.") if side is OFFER else _("Those you ask see the ones you share with them.")
    )
    return lines(sentences(seen, _("Press a topic again to take it off.") if slugs else None), _picked_line(slugs))


def _topic_choices(slugs: Sequence[str], chosen: Sequence[str], step: Step[Member], member: Member) -> list[Choice]:
    """Those chosen carry a mark; what is chosen is said in words, too."""
    known = library.topics()
    return [Choice(term(known[slug].label), step, member, slug, picked=slug in chosen) for slug in slugs]


def _ways_on(member: Member, turn: Turn, side: Side, slugs: Sequence[str]) -> list[Choice]:
    """What comes after the topics: for a mentee from the start, for a mentor once there is one."""
    if side is SEEK:
        is_open = not turn.program.is_to_open
        label = _("Show me {mentors_word}", **words.of(turn)) if is_open else _("Done")
        found = [Choice(label, joining.look, member, style=Style.MAIN)]
        return found if joining.is_new(member, turn) else [*found, Choice(_("Your profile"), profile.show, member)]
    if not slugs:
        return []
    if offering.has_details(member, turn):
        return [Choice(_("Done"), offering.go_on, member, style=Style.MAIN)]
    return [Choice(_("Next: places and a few lines"), offering.begin_details, member, style=Style.MAIN)]


def group_card(group: str, member: Member, turn: Turn, side: Side) -> Card:
    """All topics of one group."""
    found = [slug for slug, topic in library.topics().items() if topic.group == group]
    slugs = picked(member, turn, side)
    return Card(
        _("Topics in “{group}”:", group=term(library.topic_groups()[group].label)),
        choices=[
            *_topic_choices(found, slugs, picking.STEPS[side]["in_group"], member),
            Choice(_("Back to the usual topics"), picking.STEPS[side]["show"], member),
            Choice(_("Other topics"), picking.STEPS[side]["more"], member),
            *_ways_on(member, turn, side, slugs),
        ],
        foot=_foot(side, slugs),
    )
