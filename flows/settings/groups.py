"""The numbers that a program can change, in the groups that one form changes together."""

from dataclasses import dataclass

from bot.words import Phrase, _


@dataclass(frozen=True, slots=True)
class Setting:
    """A number of `Rules` with its sane bounds. `after` names the setting it has to be greater than (or, with
    `same_is_fine`, at least)."""

    name: str
    label: Phrase
    least: int
    most: int
    after: str = ""
    same_is_fine: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """Settings that are changed in one form."""

    title: Phrase
    verb: Phrase
    settings: tuple[Setting, ...]
    hint: Phrase | None = None


GROUPS: dict[str, Bundle] = {
    "limits": Bundle(
        _("Limits"),
        _("Change the limits"),
        (
            Setting("asks_per_mentee", _("Waiting asks of one {mentee_word}"), 1, 10),
            Setting(
                "intros_per_mentee",
                _("Open intros of one {mentee_word}, asks included"),
                1,
                12,
                "asks_per_mentee",
                True,
            ),
            Setting("mentees_per_mentor", _("Most places for {mentees_word} of one {mentor_word}"), 1, 10),
            Setting("intros_per_mentor", _("Most asks and intros of one {mentor_word}"), 1, 12),
        ),
        _("{Mentors_word} choose their own places, up to these."),
    ),
    "asks": Bundle(
        _("Waiting for an answer"),
        _("Change how long asks wait"),
        (
            Setting("first_reminder_days", _("First reminder after (working days)"), 1, 10),
            Setting("second_reminder_days", _("Second reminder after (working days)"), 2, 20, "first_reminder_days"),
            Setting("expiry_days", _("An ask closes after (working days)"), 3, 30, "second_reminder_days"),
            Setting("ask_again_days", _("“Ask me again” means in (days)"), 3, 90),
        ),
        _("Asks that wait already keep their times."),
    ),
    "meeting": Bundle(
        _("Meeting and verdict"),
        _("Change when I ask back"),
        (
            Setting("starter_hours", _("Somebody is named to start after (hours)"), 6, 96),
            Setting("verdict_days", _("“How was it?” comes after (days)"), 2, 30),
        ),
    ),
    "choice": Bundle(
        _("Choosing"),
        _("Change how long choosing takes"),
        (
            Setting("choice_first_days", _("First reminder to choose after (days)"), 1, 20),
            Setting("choice_second_days", _("Second reminder after (days)"), 2, 30, "choice_first_days"),
            Setting("round_days", _("A round closes after (days)"), 3, 60, "choice_second_days"),
            Setting("confirm_reminder_days", _("{Mentors_word} are reminded after (working days)"), 1, 10),
            Setting(
                "confirm_days",
                _("{Mentors_word} have to confirm within (working days)"),
                2,
                20,
                "confirm_reminder_days",
            ),
        ),
    ),
    "checkins": Bundle(
        _("Check-ins"),
        _("Change how often I ask how it goes"),
        (
            Setting("checkin_first_days", _("First time after (days)"), 3, 60),
            Setting(
                "checkin_second_days", _("Asked again after (days since the beginning)"), 7, 120, "checkin_first_days"
            ),
            Setting("checkin_every_days", _("After that, every (days)"), 7, 120),
        ),
        _("What is planned already keeps its day."),
    ),
    "keeping": Bundle(
        _("How long things are kept"),
        _("Change how long things are kept"),
        (
            Setting("keep_words_days", _("Words for an intro that is over (days)"), 100, 730),
            Setting("keep_reasons_days", _("Private reasons after intros (days)"), 30, 730),
            Setting("keep_match_words_days", _("Words on a match that is over (days)"), 30, 730),
            Setting("keep_questions_days", _("Short questions and their answers (days)"), 30, 730),
            Setting("keep_guests_days", _("Who came to a social (days)"), 30, 1825),
            Setting("keep_concerns_days", _("Messages to you, once closed (days)"), 30, 1825),
            Setting("keep_left_days", _("Profiles of people who left (days)"), 30, 1825),
            Setting("keep_searches_days", _("What somebody looked for (days)"), 7, 365),
            Setting("keep_letters_days", _("My copies of letters (days)"), 30, 90),
            Setting("keep_acts_days", _("What coordinators did (days)"), 90, 3650),
        ),
        _("What is older is deleted every night, for good. Members read these days in the file of their data."),
    ),
}
