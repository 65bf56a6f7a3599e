"""A choice that came to nothing: a no, no answer, taken back, or somebody left. The round goes on."""

from bot.messages import Card, Choice, Style
from bot.steps import Effects, Never, Tell, Turn
from bot.words import Phrase, Text, _, lines, sentences
from flows import telling, words
from flows.finding import mentors, others
from flows.matching import choosing, offers, rounds
from flows.meeting import endings, intros
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus, RoundStatus
from storage.mentoring.matches import Match, MatchStatus, live_of
from storage.people import Member
from storage.places import ProgramStatus

DECLINED, LAPSED, TAKEN_BACK = "declined", "lapsed", "taken_back"
"""Why an offered match did not begin, beside `endings.LEFT`."""
MENTOR_PAUSED, MENTEE_PAUSED = "mentor_paused", "mentee_paused"
"""The same, where somebody is on a break: the intro chat stays open, and the mentee can choose again afterwards."""


def on_a_break(member: Member, turn: Turn) -> Effects:
    """A break of one of the two ends what waits for an answer."""
    for match in live_of(turn.store, member):
        if match.status is MatchStatus.OFFERED:
            reason = MENTOR_PAUSED if member.id == match.mentor_id else MENTEE_PAUSED
            yield from come_to_nothing(match, reason, turn)


def come_to_nothing(match: Match, reason: str, turn: Turn) -> Effects:
    """Ends an offered match and, but for a break, its intro; gives the place back, and lets the round go on."""
    match.status, match.reason, match.ended_at = MatchStatus.DECLINED, reason, turn.now
    yield Never(offers.remind, match)
    yield Never(offers.lapse, match)
    intro = turn.store.get(Intro, match.intro_id)
    stays = reason in (MENTOR_PAUSED, MENTEE_PAUSED)
    if intro is not None and intro.is_open and not stays:
        yield from intros.close(intro, IntroStatus.CLOSED, f"choice_{reason}", turn, told=[])
    else:
        turn.store.session.flush()
        yield from intros.recounted(match.mentor, turn)
    yield from offers.over(match, match.mentor, Card(to_mentor(match)), turn)
    if intro is None:
        return
    if intro.round.status is RoundStatus.OPEN:
        yield from rounds.plan(intro.round, turn)
    hears = match.mentee.is_here and reason in (DECLINED, LAPSED, MENTOR_PAUSED, endings.LEFT, endings.ENDED)
    shortly = to_mentee_shortly(match, turn) if hears else to_mentee(match)
    yield from offers.over(match, match.mentee, Card(shortly), turn)
    if hears:
        yield Tell(match.mentee, round_goes_on(match, turn, to_mentee(match)))


def to_mentee_shortly(match: Match, turn: Turn) -> Text:
    """In place of a choice whose end a letter tells: that it is settled, and where that stands."""
    name = match.mentor.name
    settled = (
        _("{mentor} has answered.", mentor=name)
        if match.reason == DECLINED
        else _("Your choice of {mentor} does not wait any more.", mentor=name)
    )
    return sentences(settled, telling.note_follows(match.mentee, turn))


def to_mentee(match: Match) -> Phrase:
    """How it ended, neutrally: a no says nothing about why."""
    name = match.mentor.name
    match match.reason:
        case "declined":
            return _("It does not work out with {mentor} this time. That says nothing about you.", mentor=name)
        case "lapsed":
            return _("{mentor} did not get to answer in time. That happens in full weeks, and says nothing about you.",
                     mentor=name)  # fmt: skip
        case "taken_back":
            return _("You took your choice of {mentor} back.", mentor=name)
        case "mentor_paused":
            return _("{mentor} is taking a break, so your choice does not wait any more. That says nothing about you. "
                     "Your intro chat stays open, and you can choose {mentor} again when they are back.",
                     mentor=name)  # fmt: skip
        case "mentee_paused":
            return _("You are on a break, so your choice of {mentor} is taken back. Your intro chat stays open, and "
                     "you can choose again when you are back.", mentor=name)  # fmt: skip
        case "program_ended":
            return _("The program has ended, and with it your choice of {mentor}. Thank you for being a part of it.",
                     mentor=name)  # fmt: skip
        case _:
            return _("{mentor} is not taking part any more. That says nothing about you.", mentor=name)


def to_mentor(match: Match) -> Phrase:
    name = match.mentee.name
    match match.reason:
        case "declined":
            return _("You told {mentee} kindly that it does not work out this time. They go on looking.", mentee=name)
        case "lapsed":
            return _("The time to answer {mentee} is over, and they go on looking. There is nothing for you to do.",
                     mentee=name)  # fmt: skip
        case "taken_back":
            return _("{mentee} has taken the choice back. There is nothing for you to do.", mentee=name)
        case "mentor_paused":
            return _("You are on a break, so the choice of {mentee} does not wait any more. They know, and can choose "
                     "you again when you are back.", mentee=name)  # fmt: skip
        case "mentee_paused":
            return _("{mentee} is taking a break, so there is nothing to answer now. They can choose you again when "
                     "they are back.", mentee=name)  # fmt: skip
        case "program_ended":
            return _("The program has ended, so there is nothing to answer {mentee} any more. Thank you for being a "
                     "part of it.", mentee=name)  # fmt: skip
        case _:
            return _("{mentee} is not taking part any more. There is nothing for you to do.", mentee=name)


def round_goes_on(match: Match, turn: Turn, news: Text) -> Card:
    """What the mentee can do next: choose somebody else they met, or look further."""
    if turn.program.status is ProgramStatus.ENDED:
        return Card(news)
    round_ = rows.open_round(turn.store, match.mentee)
    left = [intro for intro in rows.of_round(turn.store, round_) if intro.is_open] if round_ else []
    if not left:
        return Card(
            lines(news, _("No other intro chat of yours is open; you can ask others at once.")),
            sections=others.three_for(match.mentee, turn, {match.mentor_id}),
            choices=[Choice(words.see_more(turn), mentors.find, turn.program)],
        )
    goes_on = any(intro.id != match.intro_id for intro in left)
    return Card(
        lines(news, _("Your other intro chats go on.") if goes_on else None),
        choices=[
            Choice(_("See whom you can choose"), choosing.show, match.mentee, style=Style.MAIN),
            Choice(words.see_more(turn), mentors.find, turn.program),
        ],
    )
