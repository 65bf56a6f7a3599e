"""What a program calls its roles: a coordinator may choose other words for mentor and mentee.

A chosen word may begin with any sound and have any gender, so sentences that carry one put no article before it.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import col

from bot.steps import Turn
from bot.words import Joined, Phrase, Said, Text, Voice, _
from storage.mentoring.rules import Rules, rules_of
from storage.people import Account, Member, MemberAccount, MemberStatus
from storage.places import Place


def mentor_word(turn: Turn) -> Phrase:
    """What stands in a sentence for one mentor."""
    return of(turn)["mentor_word"]


def mentee_word(turn: Turn) -> Phrase:
    """What stands in a sentence for one mentee."""
    return of(turn)["mentee_word"]


def of(turn: Turn) -> dict[str, Phrase]:
    """All of them, for the places of a sentence: ``_("See {mentors_word}", **words.of(turn))``. Those with a capital
    letter begin a sentence or a title."""
    return forms(rules_of(turn.store))


def forms(rules: Rules) -> dict[str, Phrase]:
    """The same for rules that were loaded already."""
    return {
        "mentor_word": _own(rules.mentor_word) or _("mentor"),
        "mentors_word": _own(rules.mentors_word) or _("mentors"),
        "mentee_word": _own(rules.mentee_word) or _("mentee"),
        "mentees_word": _own(rules.mentees_word) or _("mentees"),
        "Mentor_word": _own(_capital(rules.mentor_word)) or _("Mentor"),
        "Mentee_word": _own(_capital(rules.mentee_word)) or _("Mentee"),
        "Mentors_word": _own(_capital(rules.mentors_word)) or _("Mentors"),
        "Mentees_word": _own(_capital(rules.mentees_word)) or _("Mentees"),
    }


def filled(text: Phrase, known: "dict[str, Phrase]") -> Phrase:
    """A sentence that was written down without knowing the program, with its words (`of`) in their places."""
    return Phrase(text.text, known)


def usual_or(turn: Turn, usual: Phrase, own: Phrase) -> Phrase:
    """The usual sentence, which may say "a mentor"; with an own word for mentor the other one, which does without an
    article."""
    return own if rules_of(turn.store).mentor_word else usual


def find(turn: Turn) -> Phrase:
    """The button that leads to the list of mentors."""
    return usual_or(turn, _("Find a mentor"), _("Find {mentors_word}", **of(turn)))


def see_more(turn: Turn) -> Phrase:
    return _("See more {mentors_word}", **of(turn))


def have_time(turn: Turn) -> Phrase:
    """Above the mentors that one could ask instead."""
    return _("These {mentors_word} have time now:", **of(turn))


def row(things: Iterable[Text]) -> Joined:
    """Things side by side, each as it is called: a list that is no sentence, so that an "and" within one of them joins
    nothing else."""
    return Joined(tuple(things), " · ")


def quoted(words: str) -> Text:
    """What a person wrote, set apart from Kith's own words."""
    return Joined((_("“"), Said(words), _("”")), "")


def _own(word: str) -> Phrase | None:
    return Phrase("{word}", {"word": word}) if word else None


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


# --- who is what -----------------------------------------------------------------------------------------------------


def roles(session: Session, platform: str) -> dict[str, str]:
    """What each account of a platform takes part as in the program of its place, by its id there. What somebody only
    tries out is a program of its own, and changes nothing here."""
    found = session.execute(
        sa.select(col(Account.user), Member, Rules)
        .join(MemberAccount, col(MemberAccount.account_id) == col(Account.id))
        .join(Member, col(Member.id) == col(MemberAccount.member_id))
        .join(Place, col(Place.program_id) == col(Member.program_id))
        .outerjoin(Rules, col(Rules.program_id) == col(Member.program_id))
        .where(
            col(Place.platform) == platform,
            col(Account.platform) == platform,
            col(Member.status).in_([MemberStatus.ACTIVE, MemberStatus.PAUSED]),
        )
        .where(col(Member.is_demo).is_(False))
        .order_by(col(Member.id))
    )
    return {user: ", ".join(Voice().plain(role) for role in _roles_of(member, rules)) for user, member, rules in found}


def _roles_of(member: Member, rules: Rules | None) -> list[Phrase]:
    known = forms(rules or Rules(program_id=member.program_id))
    each = (
        (member.is_mentee, known["Mentee_word"]),
        (member.is_mentor, known["Mentor_word"]),
        (member.is_coordinator, _("Coordinator")),
    )
    return [role for has, role in each if has]
