"""For how long things are kept, in words; and the night's work that holds Kith to it."""

from datetime import time, timedelta

from bot.calendar import instant_of, local
from bot.steps import Effects, Flow, Later, Turn
from bot.words import Phrase, Text, _, lines, n_
from flows import words
from storage.mentoring.rules import Rules, rules_of
from storage.people import Member
from storage.places import Program
from storage.rights import keeping as rows

flow: Flow[Program] = Flow("keeping", about=Program)
AT_NIGHT = time(3, 30)


@flow.step()
def tidy(program: Program, turn: Turn) -> Effects:
    """Takes away what is older than the settings say, some at a time; then again the next night."""
    if rows.tidy(turn.store, rules_of(turn.store), turn.now):
        yield Later(tidy, program, due=turn.now)
        return
    tomorrow = local(turn.now + timedelta(days=1), program.zone).date()
    yield Later(tidy, program, due=instant_of(tomorrow, AT_NIGHT, program.zone))


def each(rules: Rules) -> list[Text]:
    """What is kept how long, for everybody to read."""
    known = words.forms(rules)
    return [
        _("- What was written for an intro chat that is over, and where you met: {time}",
          time=_long(rules.keep_words_days)),
        _("- How two of a match reach each other where they have no room: until the match is over"),
        _("- Your private reasons after an intro chat: {time}", time=_long(rules.keep_reasons_days)),
        _("- What was said of a match, once it is over: {time}", time=_long(rules.keep_match_words_days)),
        _("- Short questions and their answers: {time}", time=_long(rules.keep_questions_days)),
        _("- Who came to a social, and whom you were asked about: {time}", time=_long(rules.keep_guests_days)),
        _("- Messages to the coordinators, once they are closed: {time}", time=_long(rules.keep_concerns_days)),
        _("- The profile of somebody who left: {time}", time=_long(rules.keep_left_days)),
        _("- What you last looked for: {time}", time=_long(rules.keep_searches_days)),
        _("- My copies of letters: {time}", time=_long(rules.keep_letters_days)),
        _("- What coordinators did: {time}", time=_long(rules.keep_acts_days)),
        _("- That there were intro chats and matches, and {mentors_word} and {mentees_word} in them: as long as the "
          "program is kept, or until somebody has everything about them deleted", **known),
    ]  # fmt: skip


def of_who_left(member: Member, turn: Turn) -> Text:
    """What becomes of the profile of somebody who has left, and what they can have at any time. Who only coordinated
    has none."""
    deleted = _("As the program is set now, I delete your profile when you have done nothing here for {time}. Until "
                "then it is there for you to come back to.",
                time=_long(rules_of(turn.store).keep_left_days))  # fmt: skip
    return lines(deleted if member.is_mentee or member.is_mentor else None, to_ask_for(turn))


def to_ask_for(turn: Turn) -> Text:
    """For whoever is not in the program any more."""
    name = turn.commands[0]
    return _("“{file}” sends you everything I keep about you and says for how long, and “{erase}” has all of it "
             "deleted.", file=f"/{name} my-data", erase=f"/{name} erase")  # fmt: skip


def _long(days: int) -> Phrase:
    return n_("one day", "{n} days", days)
