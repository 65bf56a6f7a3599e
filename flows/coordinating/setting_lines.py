"""What the numbers among the settings are now, a line for each form that changes them."""

from collections.abc import Mapping

from bot.steps import Turn
from bot.words import Phrase, Text, _
from flows import words
from storage.mentoring.rules import rules_of
from storage.places import Program

_LINES: Mapping[str, Phrase] = {
    "limits": _("**Limits** of one {mentee_word}: waiting asks {asks_per_mentee}, asks and intros {intros_per_mentee}. "
                "Of one {mentor_word}: {mentees_word} {mentees_per_mentor}, asks and intros {intros_per_mentor}."),
    "asks": _("**Waiting for an answer** (working days): reminders after {first_reminder_days} and "
              "{second_reminder_days}, closed after {expiry_days}. “Ask me again” (days): {ask_again_days}."),
    "meeting": _("**Meeting:** somebody is named to start after (hours) {starter_hours}, “How was it?” comes after "
                 "(days) {verdict_days}."),
    "choice": _("**Choosing** (days): reminders after {choice_first_days} and {choice_second_days}, closed after "
                "{round_days}. {Mentors_word} are reminded after {confirm_reminder_days} and answer within "
                "{confirm_days}."),
}  # fmt: skip


def line(group: str, names: list[str], turn: Turn) -> Text:
    """What the settings with these names are now, in the line of their group."""
    rules = rules_of(turn.store)
    return Phrase(_LINES[group].text, {**words.of(turn), **{name: getattr(rules, name) for name in names}})


def quiet_line(program: Program) -> Text:
    start, end = f"{program.quiet_from:%H:%M}", f"{program.quiet_until:%H:%M}"
    return _("**Quiet hours:** from {start} to {end}, where the reader is. Unasked letters a week, at most: {n}.",
             start=start, end=end, n=program.prompts_a_week)  # fmt: skip
