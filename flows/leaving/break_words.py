"""What a break or leaving means for somebody: before it begins, and while a break lasts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.messages import Card, Choice, Style
from bot.steps import Turn
from bot.words import Phrase, Text, Value, When, _, lines, listing, n_, sentences, term
from flows import home, library
from flows.introducing import introductions
from flows.leaving import breaks
from flows.matching import offer_ends
from flows.meeting import endings
from flows.rhythm import rhythm
from flows.safety import hearing, safety
from storage.mentoring.apart import kept_by
from storage.mentoring.intros import IntroStatus, ended_of_mentee, open_of_mentee, open_of_mentor
from storage.mentoring.matches import GOES_ON, MatchStatus, live_of, not_begun_since
from storage.mentoring.pairs.introductions import IntroductionStatus
from storage.mentoring.pairs.introductions import open_of as introductions_of
from storage.mentoring.pairs.talks import standing_of
from storage.mentoring.short_questions import ShortQuestion, ShortStatus
from storage.mentoring.short_questions import open_of as short_questions_of
from storage.mentoring.socials.guests import said_yes_to
from storage.people import Member
from storage.places import ProgramStatus


def what_it_does(member: Member, turn: Turn) -> Text:
    """For the card that asks until when: what happens meanwhile, as far as it concerns this member."""
    to_answer = [i for i in open_of_mentor(turn.store, member) if i.status is IntroStatus.ASKED]
    return lines(
        *_what_holds(member, turn),
        _("Those who wait for your answer are told kindly, and see others.") if to_answer else None,
        _("Short questions that wait for you go to others.") if _has_questions(member, turn) else None,
        _("Talks that you have planned for that time are called off, and the others are told.")
        if standing_of(turn.store, member) else None,
        *_choices_of_them(member, turn),
        *what_is_taken_back(member, turn),
        _("While you are away, no other coordinator gets what people write to the coordinators. Better make somebody "
          "else a coordinator first.") if hearing.hears_alone(member, turn) else None,
    )  # fmt: skip


def _has_questions(member: Member, turn: Turn) -> bool:
    """Whether somebody's short question waits for their answer."""
    return any(one.asker_id != member.id for one in short_questions_of(turn.store, member))


def _choices_of_them(member: Member, turn: Turn) -> list[Text]:
    """Whoever chose this member and has no answer yet."""
    return [
        _("{mentee} chose you and waits for your answer. With a break that choice is over, and they can choose you "
          "again when you are back. You can also answer first.", mentee=match.mentee.name)
        for match in live_of(turn.store, member)
        if match.status is MatchStatus.OFFERED and member.id == match.mentor_id
    ]  # fmt: skip


def what_is_taken_back(member: Member, turn: Turn) -> list[Text]:
    """What this member has asked of others, and they have not answered, when a break begins."""
    asked = any(intro.status is IntroStatus.ASKED for intro in open_of_mentee(turn.store, member))
    chosen = [
        _("Your choice of {mentor} is taken back. You can choose again when you are back.", mentor=match.mentor.name)
        for match in live_of(turn.store, member)
        if match.status is MatchStatus.OFFERED and member.id == match.mentee_id
    ]
    return [*([_("Asks of yours that nobody answered yet are taken back.")] if asked else []), *chosen]


def what_was_taken_back(member: Member, since: datetime, turn: Turn) -> list[Text]:
    """The same, of a break that began then and is over."""
    ended = ended_of_mentee(turn.store, member, since - timedelta(seconds=1), turn.now)
    asked = any(i.reason == f"mentee_{endings.PAUSED}" and i.closed_at and i.closed_at >= since for i in ended)
    chosen = [
        _("Your choice of {mentor} was taken back. You can choose again.", mentor=match.mentor.name)
        for match in not_begun_since(turn.store, member, since)
        if match.reason == offer_ends.MENTEE_PAUSED
    ]
    return [*([_("Asks of yours that nobody had answered were taken back.")] if asked else []), *chosen]


def how_long(member: Member) -> Text:
    """Until when the break of somebody who is on one goes on."""
    if member.paused_by_coordinator:
        return _("You are on a break that a coordinator set, and only they can end it. You can write to them with "
                 "“Something is not right”.")  # fmt: skip
    if member.paused_until:
        return _("You are on a break until {day}.", day=When(member.paused_until, "day"))
    return _("You are on a break until you come back.")


def back_first(member: Member, turn: Turn, text: Text) -> Card:
    """In place of something new that nobody begins while they are on a break. `text`: for whoever can end it."""
    if member.paused_by_coordinator:
        return break_card(member, turn)
    return Card(text, choices=[Choice(_("I am back"), breaks.resume, member, style=Style.MAIN)])


def what_holds(member: Member, turn: Turn) -> Text:
    """For the card of a break that has begun."""
    return lines(*_what_holds(member, turn))


def _of_their_role(member: Member, turn: Turn) -> Phrase:
    if turn.program.status is ProgramStatus.ENDED:
        return _("I do not write to you by myself meanwhile.")
    if member.is_mentor and member.is_mentee:
        return _("Nobody can ask you meanwhile, and you can ask and choose again when you are back. I do not write to "
                 "you by myself.")  # fmt: skip
    if member.is_mentor:
        return _("Nobody can ask you meanwhile, and I do not write to you by myself.")
    if member.is_mentee:
        return _("You can ask and choose again when you are back. I do not write to you by myself meanwhile.")
    return _("I do not write to you by myself meanwhile.")


def _what_holds(member: Member, turn: Turn) -> list[Text]:
    """What is so as long as the break lasts."""
    chats = [i for i in (*open_of_mentor(turn.store, member), *open_of_mentee(turn.store, member))
             if i.status is not IntroStatus.ASKED]  # fmt: skip
    partners = [match.other(member).name for match in live_of(turn.store, member) if match.status in GOES_ON]
    found: list[Text] = [_of_their_role(member, turn)]
    if chats:
        found.append(_("Your intro chats wait for you, for four weeks at most. After that they close kindly, and I "
                       "tell you."))  # fmt: skip
    others = [intro.other(member) for intro in chats if intro.status is IntroStatus.ACCEPTED]
    to_come = {other.id: other.name for other in others}  # two may have asked each other
    if to_come:
        found.append(_("I tell {people} that you are away, and until when, if there is a day; not why.",
                       people=listing(to_come.values())))  # fmt: skip
    socials = [_("“{title}”", title=social.title) for social in said_yes_to(turn.store, member, turn.now)]
    if socials:
        found.append(_("You stay on the list of {socials}. I do not remind you of it meanwhile, and tell you only "
                       "where something about it changes.", socials=listing(socials)))  # fmt: skip
    if partners:
        go_on = n_("Your match with {partners} goes on.", "Your matches with {partners} go on.", len(partners),
                   partners=listing(partners))  # fmt: skip
        tells = _("I tell them that you are away, and until when, if there is a day; not why. Nobody is asked how it "
                  "goes before you are back. Where that takes long, I tell them now and then that they can wait, or "
                  "end the match.")  # fmt: skip
        found.append(sentences(go_on, tells))
    return found


# --- leaving ---------------------------------------------------------------------------------------------------------


def what_ends(member: Member, turn: Turn) -> list[Text]:
    """What is open and ends when this member leaves; nothing where nothing is."""
    between, own = what_ends_between(member, turn), _listed(what_is_own(member, turn))
    if not own:
        return between
    return [*between, _("This ends, too:") if between else _("This ends with it:"), *own]


def _listed(parts: Iterable[Phrase]) -> list[Text]:
    return [_("- {what}", what=one) for one in parts]


def what_is_own(member: Member, turn: Turn) -> list[Phrase]:
    """What they have said yes to, and what they asked and nobody has answered yet."""
    socials = [_("“{title}”", title=one.title) for one in said_yes_to(turn.store, member, turn.now)]
    asked = [_about(one) for one in short_questions_of(turn.store, member)
             if one.asker_id == member.id and one.status is ShortStatus.OPEN]  # fmt: skip
    return [
        *([_("Your yes to {socials}", socials=listing(socials))] if socials else []),
        *([_("Your short question about {topics}", topics=listing(asked))] if asked else []),
    ]


def _about(question: ShortQuestion) -> Value:
    topic = library.topics().get(question.topic)
    return term(topic.phrase) if topic else _("something")


def what_ends_between(member: Member, turn: Turn) -> list[Text]:
    """What is open with others by name, of whom each is told."""
    as_mentor, as_mentee = open_of_mentor(turn.store, member), open_of_mentee(turn.store, member)
    live = live_of(turn.store, member)
    matched = [match.other(member).name for match in live if match.status in GOES_ON]
    offered = [match.other(member).name for match in live if match.status is MatchStatus.OFFERED]
    chats = [i.other(member).name for i in (*as_mentee, *as_mentor) if i.status is not IntroStatus.ASKED]
    asks = [i.mentor.name for i in as_mentee if i.status is IntroStatus.ASKED]
    asked = [i.mentee.name for i in as_mentor if i.status is IntroStatus.ASKED]
    found = [
        (matched, n_("- Your match with {people}", "- Your matches with {people}", len(matched),
                     people=listing(matched))),
        (offered, n_("- The choice between you and {people}", "- The choices between you and {people}", len(offered),
                     people=listing(offered))),
        (chats, n_("- Your intro chat with {people}", "- Your intro chats with {people}", len(chats),
                   people=listing(chats))),
        (asks, n_("- Your ask to {people}", "- Your asks to {people}", len(asks), people=listing(asks))),
        (asked, _("- What {people} asked you", people=listing(asked))),
    ]  # fmt: skip
    ends = [*(text for names, text in found if names), *_questions_of_meeting(member, turn)]
    if not ends:
        return []
    return [_("This ends with it, and they are told kindly, without a reason:"), *ends]


def _questions_of_meeting(member: Member, turn: Turn) -> list[Phrase]:
    """What they are asked about others, and have not said no to; of a suggestion nobody is named."""
    kept = kept_by(turn.store, member)
    asked = [one for one in introductions_of(turn.store, member) if one.status is IntroductionStatus.OPEN
             and introductions.says(one, member) is not False]  # fmt: skip
    others = [one.beside(member) for one in asked if one.by_id is None]
    names = [other.name for other in others if other.id not in kept]
    suggested = any(one.by_id is not None for one in asked)
    return [
        *([_("- The question whether you and {people} would like to meet again", people=listing(names))]
          if names else []),
        *([_("- The question about somebody whom a coordinator suggested to you")] if suggested else []),
    ]  # fmt: skip


def until_when(member: Member, turn: Turn) -> Card:
    """Asks for the end of a break, before it begins."""
    return Card(
        lines(_("Take a break. Until when?"), what_it_does(member, turn)),
        choices=[
            Choice(_("Until I come back"), breaks.pause, member, style=Style.MAIN),
            *(Choice(label, breaks.pause, member, weeks) for weeks, label in breaks.WEEKS.items()),
            Choice(_("Until a date"), breaks.pause_until, member),
            rhythm.choice(member, _("Only fewer letters")),
            Choice(_("No break"), home.show, turn.program),
        ],
        foot=_("Coordinators see that you are away. Nobody sees why."),
    )


def break_card(member: Member, turn: Turn) -> Card:
    """While a break lasts: until when, what it means, and the way back."""
    back = [] if member.paused_by_coordinator else [Choice(_("I am back"), breaks.resume, member, style=Style.MAIN)]
    return Card(
        lines(how_long(member), what_holds(member, turn)),
        choices=[*back, Choice(_("See where I stand"), home.show, turn.program), safety.choice(turn.program)],
    )
