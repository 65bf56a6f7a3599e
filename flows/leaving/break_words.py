"""What a break means for somebody: before they take it, and while it lasts."""

from bot.steps import Turn
from bot.words import Text, _, lines, listing
from flows.safety import bringing
from storage.mentoring.intros import IntroStatus, open_of_mentee, open_of_mentor
from storage.mentoring.matches import GOES_ON, live_of
from storage.people import Member


def what_it_does(member: Member, turn: Turn) -> Text:
    """For the card that asks until when: what happens meanwhile, as far as it concerns this member."""
    to_answer = [i for i in open_of_mentor(turn.store, member) if i.status is IntroStatus.ASKED]
    asked = [i for i in open_of_mentee(turn.store, member) if i.status is IntroStatus.ASKED]
    return lines(
        *_what_holds(member, turn),
        _("Those who wait for your answer are told kindly, and see others.") if to_answer else None,
        _("Asks of yours that nobody answered yet are taken back.") if asked else None,
        _("While you are away, no other coordinator gets what people write to the coordinators. Better make somebody "
          "else a coordinator first.") if bringing.hears_alone(member, turn) else None,
    )  # fmt: skip


def what_holds(member: Member, turn: Turn) -> Text:
    """For the card of a break that has begun."""
    return lines(*_what_holds(member, turn))


def _what_holds(member: Member, turn: Turn) -> list[Text]:
    """What is so as long as the break lasts."""
    chats = [i for i in (*open_of_mentor(turn.store, member), *open_of_mentee(turn.store, member))
             if i.status is not IntroStatus.ASKED]  # fmt: skip
    partners = [match.other(member).name for match in live_of(turn.store, member) if match.status in GOES_ON]
    found: list[Text] = [
        _("Nobody can ask you meanwhile, and I do not write to you by myself.") if member.is_mentor
        else _("I do not write to you by myself meanwhile."),
    ]  # fmt: skip
    if chats:
        found.append(_("Your intro chats wait for you, for four weeks at most. After that they close kindly, and I "
                       "tell you."))  # fmt: skip
    if partners:
        found.append(_("Your match with {partners} goes on. I do not tell them that you are away; better do it "
                       "yourself.", partners=listing(partners)))  # fmt: skip
    return found
