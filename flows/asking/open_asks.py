"""What one has open: a mentee's asks and intro chats, and what waits for a mentor."""

from collections.abc import Sequence

from bot.messages import Card, Choice, Section, Style
from bot.steps import Command, Effects, Flow, Group, Redraw, Replace, Turn, slot
from bot.words import Phrase, When, _, lines, listing, n_
from flows import namesakes, words
from flows.asking import door, limits, waiting, withdrawing
from flows.finding import mentors
from flows.meeting import intros, meeting
from flows.talks import about
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.profiles import Profile
from storage.mentoring.told import told
from storage.outbox import answers_in
from storage.people import Member
from storage.places import ProgramStatus

flow: Flow[Member] = Flow("asks", about=Member, holds=("self",))

MOST_LISTED = 6
"""Asks and intros on one card, so that with every button it still fits."""


def waits(intro: Intro, turn: Turn) -> Phrase:
    """Since when, and until when at most."""
    return _("You asked {mentor} on {asked}. They can answer until {until}.", mentor=intro.mentor.name,
             asked=When(intro.asked_at, "day"), until=When(waiting.expires_at(intro, turn)))  # fmt: skip


@flow.step(by="self", command=Command(Group.EVERYBODY, "asks", _("Your asks and intro chats")))
def mine(member: Member, turn: Turn) -> Effects:
    """A mentee's open asks and intros, and what waits for a mentor."""
    yield Replace(mine_card(member, turn), slot_of(member))


def slot_of(member: Member) -> str:
    return slot("asks", member)


def redraw(member: Member, turn: Turn) -> Effects:
    """Where the list stands in their conversation, it says how everything is now."""
    if told(turn.store, member, [answers_in(slot_of(member))]):
        yield Redraw(member, slot_of(member), mine_card(member, turn))


def mine_card(member: Member, turn: Turn) -> Card:
    of_mentee = rows.open_of_mentee(turn.store, member)
    of_mentor = rows.open_of_mentor(turn.store, member)
    asked = [(intro.mentor, _for_mentee(intro, turn)) for intro in of_mentee]
    shown = namesakes.headed([*asked, *((intro.mentee, _for_mentor(intro, turn)) for intro in of_mentor)], turn)
    more = len(shown) - MOST_LISTED
    left = _("You have {n} more; they follow when some of these are done.", n=more) if more > 0 else None
    choices, has_asks = [], bool(limits.places_left(member, turn))
    if member.is_mentee and turn.program.status is not ProgramStatus.ENDED:
        style = Style.MAIN if has_asks else Style.PLAIN
        choices.append(Choice(words.find(turn), mentors.find, turn.program, style=style))
    if member.is_mentor:
        choices += door.choices(member, turn)
    return Card(
        lines(left, None if has_asks else limits.no_more())
        if shown
        else _("You have no open asks and no intro chats."),
        title=_("Your asks and intro chats"),
        sections=shown[:MOST_LISTED],
        choices=choices,
    )


def _for_mentee(intro: Intro, turn: Turn) -> Section:
    if intro.status is IntroStatus.ASKED:
        return Section(
            waits(intro, turn),
            withdrawing.ways_out(intro, intro.mentee),
        )
    return Section(meeting.line(intro, intro.mentee, turn), meeting.short_choices(intro, intro.mentee, turn))


def _for_mentor(intro: Intro, turn: Turn) -> Section:
    if intro.status is IntroStatus.ASKED:
        return Section(
            _("{mentee} asked you on {day}, and waits for your answer.", mentee=intro.mentee.name,
              day=When(intro.asked_at, "day")),
            [Choice(_("Answer {mentee}", mentee=intro.mentee.name), intros.show, intro, style=Style.MAIN)],
        )  # fmt: skip
    return Section(meeting.line(intro, intro.mentor, turn), meeting.short_choices(intro, intro.mentor, turn))


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """What the home card says about asks and intros; at most two parts, none where nothing is open."""
    found = []
    of_mentee = rows.open_of_mentee(turn.store, member)
    waits = [intro.mentor.name for intro in of_mentee if intro.status is IntroStatus.ASKED]
    meets = [(intro, intro.mentor) for intro in of_mentee if intro.status is IntroStatus.ACCEPTED]
    if waits or meets:
        text = lines(
            _("You wait for an answer from {mentors}.", mentors=listing(waits)) if waits else None,
            *_meeting_lines(meets, turn),
        )
        found.append(Section(text, [Choice(_("Your asks"), mine, member)]))
    of_mentor = rows.open_of_mentor(turn.store, member)
    wait = [intro.mentee.name for intro in of_mentor if intro.status is IntroStatus.ASKED]
    meet = [(intro, intro.mentee) for intro in of_mentor if intro.status is IntroStatus.ACCEPTED]
    profile = turn.store.session.get(Profile, member.id)
    closed = member.is_mentor and profile is not None and not profile.door_open
    if wait or meet or closed:
        text = lines(
            n_("{mentees} waits for your answer.", "{mentees} wait for your answer.", len(wait), mentees=listing(wait))
            if wait
            else None,
            *_meeting_lines(meet, turn),
            _("Your door is closed: nobody new can ask you.") if closed else None,
        )
        found.append(Section(text, _mentor_choices(member, turn, wait=bool(wait), closed=closed)))
    return found


def _meeting_lines(found: Sequence[tuple[Intro, Member]], turn: Turn) -> list[Phrase]:
    """With whom somebody has an intro chat before them, and with whom it was to be by now."""
    to_come = [other.name for intro, other in found if not about.was_to_be(intro, turn)]
    was = [other.name for intro, other in found if about.was_to_be(intro, turn)]
    return [
        *([n_("You have an intro chat with {others}.", "You have intro chats with {others}.", len(to_come),
              others=listing(to_come))] if to_come else []),
        *([n_("Your intro chat with {others} was to be by now. Did you meet?",
              "Your intro chats with {others} were to be by now. Did you meet?", len(was),
              others=listing(was))] if was else []),
    ]  # fmt: skip


def _mentor_choices(member: Member, turn: Turn, *, wait: bool, closed: bool) -> list[Choice]:
    answer = [Choice(_("Answer now"), door.look, member, style=Style.MAIN)] if wait else []
    opened = door.choices(member, turn) if closed else []
    return [*answer, Choice(_("Your intro chats"), mine, member, "mentor"), *opened]
