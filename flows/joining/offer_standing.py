"""How a mentor's offer stands, and what can be done about it."""

from bot.messages import Card, Choice, Section, Style
from bot.steps import Turn
from bot.words import Said, Text, _, lines, n_
from flows import home, words
from flows.joining import offering, picking
from flows.safety import safety
from storage.mentoring.profiles import Listing, Profile, profile_of
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus


def card(member: Member, turn: Turn) -> Card:
    """How a complete offer stands, and what can be done about it."""
    found = section(member, turn)
    assert found is not None, "the offer is complete"
    return Card(
        found.text,
        choices=[
            *found.choices,
            Choice(_("See where I stand"), home.show, turn.program),
            safety.choice(turn.program),
        ],
    )


def section(member: Member, turn: Turn) -> Section | None:
    """The same as a part of the home card; None for who is no mentor, and for a listed one there is little to say."""
    if not member.is_mentor:
        return None
    told = profile_of(turn.store, member)
    if not offering.is_complete(member, turn):
        return Section(
            _unfinished(turn), [Choice(offering.begin_label(turn), offering.go_on, member, style=Style.MAIN)]
        )
    match told.status:
        case Listing.LISTED if member.status is MemberStatus.PAUSED:
            return Section(
                _(
                    "{Mentees_word} do not see you while you are on a break, and see you again after it.",
                    **words.of(turn),
                )
            )
        case Listing.LISTED:
            return Section(_listed(told, turn))
        case Listing.CHANGES:
            return Section(
                lines(_("A coordinator asks you for a change before {mentees_word} see you:", **words.of(turn)),
                      Said(told.status_reason)),
                [Choice(_("Change your offer"), offering.details, member, style=Style.MAIN),
                 Choice(_("Change the topics"), picking.offer, member),
                 Choice(_("Send it again"), offering.send_again, member)],
            )  # fmt: skip
        case Listing.DECLINED:
            return Section(
                lines(_("You are not listed among the {mentors_word}. The coordinators wrote:", **words.of(turn)),
                      Said(told.status_reason)),
            )  # fmt: skip
        case _:
            return Section(
                _("Thank you. Your offer is with the coordinators, who look at each one. I write to you as soon as "
                  "{mentees_word} can see you.", **words.of(turn)),
            )  # fmt: skip


def _unfinished(turn: Turn) -> Text:
    if rules_of(turn.store).reciprocal:
        return _("Others can learn from you, too. Say what you can offer, in three minutes.")
    return _("Your offer as {mentor_word} is not finished. It takes about three minutes.", **words.of(turn))


def _listed(told: Profile, turn: Turn) -> Text:
    free = n_("One place for an intro chat is free.", "{n} places for intro chats are free.", told.free)
    return lines(
        words.usual_or(
            turn,
            _("You are listed as a mentor: {mentees_word} can see you and ask you.", **words.of(turn)),
            _("You are listed among the {mentors_word}: {mentees_word} can see you and ask you.", **words.of(turn)),
        ),
        free if told.free else _("All your places are taken, or your door is closed."),
    )
