"""What a break means for somebody, before they take it."""

from bot.steps import Turn
from bot.words import Text, _, lines
from flows.safety import bringing
from storage.mentoring.intros import IntroStatus, open_of_mentee, open_of_mentor
from storage.people import Member


def what_it_does(member: Member, turn: Turn) -> Text:
    """For the card that asks until when: what happens meanwhile, as far as it concerns this member."""
    as_mentor, as_mentee = open_of_mentor(turn.store, member), open_of_mentee(turn.store, member)
    to_answer = [i for i in as_mentor if i.status is IntroStatus.ASKED]
    asked = [i for i in as_mentee if i.status is IntroStatus.ASKED]
    go_on = len(as_mentor) + len(as_mentee) > len(to_answer) + len(asked)
    return lines(
        _("Nobody can ask you meanwhile, and I do not write to you by myself.") if member.is_mentor
        else _("I do not write to you by myself meanwhile."),
        _("Those who wait for your answer are told kindly, and see others.") if to_answer else None,
        _("Asks of yours that nobody answered yet are taken back.") if asked else None,
        _("Your intro chats wait for you, for four weeks at most. After that they close kindly, and I tell you.")
        if go_on else None,
        _("While you are away, no other coordinator gets what people write to the coordinators. Better make somebody "
          "else a coordinator first.") if bringing.hears_alone(member, turn) else None,
    )  # fmt: skip
