"""Bringing up what is optional: one part at a time, at most one a day unasked, and each can be skipped for good."""

from dataclasses import replace

from bot.errors import Refused
from bot.messages import Card, Choice, Section, Style
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import Text, _, lines
from flows import home, timing, words
from flows.finding import mentors
from flows.joining import zones
from flows.profiles import profile, profile_parts, profile_style
from storage.mentoring.profiles import Listing, profile_of
from storage.people import Member

flow: Flow[Member] = Flow("told_more", about=Member, holds=("self",))


def next_part(told: "profile_parts.Told") -> "profile_parts.Part | None":
    """The first part that is not told and not to be asked about."""
    skipped = told.profile.skipped.split()
    return next(
        (
            p
            for p in profile_parts.parts_of(told.member)
            if p.slug not in skipped and not profile_parts.is_told(p, told)
        ),
        None,
    )


def ask_no_more(slug: str, member: Member, turn: Turn) -> None:
    """This part is not brought up again; the profile still leads to it."""
    told = profile_of(turn.store, member)
    told.skipped = " ".join(dict.fromkeys([*told.skipped.split(), slug]))


def todays_part(member: Member, turn: Turn) -> "profile_parts.Part | None":
    """The one part that may be brought up unasked today, and from now on is today's."""
    told = profile_parts.told_by(member, turn)
    part, row = next_part(told), told.profile
    this_day = timing.day_of(turn.now, member, turn)
    if row.offered_at is not None and timing.day_of(row.offered_at, member, turn) == this_day:
        return part if part and part.slug == row.offered else None
    if part is not None:
        row.offered, row.offered_at = part.slug, turn.now
    return part


# --- where it is brought up ------------------------------------------------------------------------------------------


def invitation(member: Member, turn: Turn, style: Style = Style.PLAIN) -> list[Choice]:
    """The way to all of it, one card after the other."""
    if todays_part(member, turn) is None:
        return []
    return [Choice(_("Tell me a bit about yourself, so I can pick better"), begin, member, style=style)]


def with_invitation(card: Card, member: Member, turn: Turn) -> Card:
    """A list of mentors, with the invitation below."""
    return replace(card, choices=[*card.choices, *invitation(member, turn)])


def home_section(member: Member, turn: Turn) -> Section | None:
    """Today's part, on the home card; nothing for whom nobody is going to see."""
    if not member.is_mentee and profile_of(turn.store, member).status is Listing.DECLINED:
        return None
    part = todays_part(member, turn)
    if part is None:
        return None
    return Section(
        lines(_("If you like, tell me a little more:"), part.why),
        [Choice(_("Tell: {part}", part=part.name), begin, member),
         Choice(_("Do not ask again"), skip_here, member, part.slug)],
    )  # fmt: skip


# --- one after the other ---------------------------------------------------------------------------------------------


@flow.step(by="self")
def begin(member: Member, turn: Turn) -> Effects:
    """The next part that is not there yet."""
    yield Replace(next_card(member, turn))


def next_card(member: Member, turn: Turn) -> Card:
    part = next_part(profile_parts.told_by(member, turn))
    if part is None:
        return replace(profile.card(member, turn), text=_("That was everything I would ask. Thank you."))
    return part_card(part, member, turn)


def part_card(part: "profile_parts.Part", member: Member, turn: Turn) -> Card:
    """Asks for one part: why, who will see it, and the ways not to answer."""
    if part.slug == "style":
        return profile_style.first_card(member, turn)
    out = [
        Choice(_("I would rather not say") if part.is_personal else _("Skip this"), skip, member, part.slug),
        Choice(_("Enough for now"), enough, member),
    ]
    if part.slug == "zone":
        card = zones.ask_card(member, turn)
        return replace(card, choices=[*card.choices, *out])
    return Card(
        part.why,
        title=part.name,
        choices=[Choice(_("Answer"), part.step, member, style=Style.MAIN), *out],
        foot=profile_parts.who_sees(part, member, turn),
    )


@flow.step(by="self")
def skip(member: Member, turn: Turn) -> Effects:
    """Not this one, and on to the next."""
    _skip(member, turn)
    yield Replace(next_card(member, turn))


@flow.step(by="self")
def skip_here(member: Member, turn: Turn) -> Effects:
    """Not this one; nothing else is brought up today."""
    _skip(member, turn)
    yield Replace(home.home_card(member, turn))


def _skip(member: Member, turn: Turn) -> None:
    if profile_parts.part_with(turn.value) is None:
        raise Refused(_("I do not ask that any more."))
    ask_no_more(turn.value, member, turn)


@flow.step(by="self")
def enough(member: Member, turn: Turn) -> Effects:
    """Back to where they stand; what was told is kept."""
    yield Replace(home.home_card(member, turn))


def saved_card(member: Member, turn: Turn, slug: str) -> Card:
    """After a part was told or changed: what is kept now, and the ways on."""
    told, part = profile_parts.told_by(member, turn), profile_parts.part_with(slug)
    if part is None:
        raise ValueError(f"there is no part {slug}")
    line, following = part.line(told), next_part(told)
    kept: Text = lines(_("Saved."), line) if line else _("Saved: nothing is there now.")
    on = [Choice(_("Next: {part}", part=following.name), begin, member, style=Style.MAIN)] if following else []
    look = (
        [Choice(_("Show me {mentors_word}", **words.of(turn)), mentors.find, turn.program)] if member.is_mentee else []
    )
    return Card(
        kept,
        title=part.name,
        choices=[*on, Choice(_("Your profile"), profile.show, member), *look,
                 Choice(_("See where I stand"), home.show, turn.program)],
        foot=profile_parts.who_sees(part, member, turn),
    )  # fmt: skip
