"""What the settings are now, a line for each form that changes them."""

from bot.steps import Turn
from bot.words import Text, _, n_
from bot.words import channel as named
from flows import words
from storage.mentoring.rules import Rules, rules_of
from storage.places import Place, Program


def line(group: str, turn: Turn) -> Text:
    """What the settings of that group are now."""
    rules = rules_of(turn.store)
    match group:
        case "limits":
            return _limits(rules)
        case "asks":
            return _("**Waiting for an answer:** reminders come after {first} and {second} working days, and an ask "
                     "closes after {closes}. “Ask me again” means {again} days later.", first=rules.first_reminder_days,
                     second=rules.second_reminder_days, closes=rules.expiry_days,
                     again=rules.ask_again_days)  # fmt: skip
        case "meeting":
            return _(
                "**Meeting:** when nothing is arranged {hours} hours after a yes, I say who writes first. {days} days "
                "after the yes I ask both how it was.",
                hours=rules.starter_hours,
                days=rules.verdict_days,
            )
        case "checkins":
            return _("**Check-ins:** I ask each side of a match how it goes after {first} and {second} days, and then "
                     "every {every} days.", first=rules.checkin_first_days, second=rules.checkin_second_days,
                     every=rules.checkin_every_days)  # fmt: skip
        case "keeping":
            return _keeping(rules)
        case _:
            return _choice(rules)


def _keeping(rules: Rules) -> Text:
    return _("**How long things are kept**, in days, once they are over: words for intros {words}, private reasons "
             "{reasons}, words on matches {matches}, short questions {questions}, guests of socials {guests}, messages "
             "to you {concerns}, profiles of people who left {left}, searches {searches}, my copies of letters "
             "{letters}, what coordinators did {acts}.",
             words=rules.keep_words_days, reasons=rules.keep_reasons_days, matches=rules.keep_match_words_days,
             questions=rules.keep_questions_days, guests=rules.keep_guests_days,
             concerns=rules.keep_concerns_days, left=rules.keep_left_days, searches=rules.keep_searches_days,
             letters=rules.keep_letters_days, acts=rules.keep_acts_days)  # fmt: skip


def _limits(rules: Rules) -> Text:
    known = words.forms(rules)
    return _(
        "**Limits:** one {mentee_word} has at most {asks}, and {intros}; one {mentor_word} has at most {mentees}, and "
        "{held}.",
        asks=n_("one ask waiting", "{n} asks waiting", rules.asks_per_mentee),
        intros=n_("one ask or intro chat open", "{n} asks and intro chats open together", rules.intros_per_mentee),
        mentees=n_("one {mentee_word}", "{n} {mentees_word}", rules.mentees_per_mentor, **known),
        held=n_("one ask or intro chat open", "{n} asks and intro chats open together", rules.intros_per_mentor),
        **known,
    )


def _choice(rules: Rules) -> Text:
    return _(
        "**Choosing:** reminders come after {first} and {second} days, and a round closes after {closes}. "
        "{Mentors_word} are reminded after {reminded}, and answer within {days} working days.",
        first=rules.choice_first_days,
        second=rules.choice_second_days,
        closes=rules.round_days,
        reminded=n_("one day", "{n} days", rules.confirm_reminder_days),
        days=rules.confirm_days,
        **words.forms(rules),
    )


def quiet_line(program: Program) -> Text:
    start, end = f"{program.quiet_from:%H:%M}", f"{program.quiet_until:%H:%M}"
    most = n_("one letter a week", "{n} letters a week", program.prompts_a_week)
    return _("**Quiet hours:** from {start} to {end}, where the reader is. Nobody gets more than {most} that they did "
             "not ask for, and one besides where somebody waits for their word.",
             start=start, end=end, most=most)  # fmt: skip


def rooms_line(place: Place | None) -> Text | None:
    """The channel of this place that rooms for two open under; None where none was picked, or none is needed."""
    if place is None or not place.room_channel:
        return None
    return _("Rooms for two open under {channel} here.", channel=named(place.room_channel))
