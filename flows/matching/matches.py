"""A match: how it begins, where it stands, how it ends."""

from bot.messages import Card, Choice, Section, Style
from bot.steps import Command, Effects, Flow, Group, Never, Replace, Tell, Turn, slot
from bot.words import Phrase, Text, When, _, lines
from flows import home, namesakes, telling, timing, words
from flows.asking import later, limits
from flows.checkins import planning
from flows.finding import mentors, others, wishes
from flows.matching import choosing, contacts, offer_ends, offers, round_intros, rounds
from flows.meeting import endings, intros, meeting, reaching
from flows.parting import parting
from flows.safety import safety
from flows.talks import about as talks
from flows.talks import ending as talk_ending
from flows.verdicts import questions, verdicts
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus, RoundStatus
from storage.mentoring.matches import GOES_ON, Match, MatchStatus, live_of
from storage.people import Member

flow: Flow[Match] = Flow("match", about=Match, holds=("mentee", "mentor"))
own: Flow[Member] = Flow("my_match", about=Member, holds=("self",))

MOST_LISTED = 6
NEXT_STEPS = (
    _("- Say hello, and what you look forward to."),
    _("- Find a first time in the next two weeks; half an hour is enough."),
    _("- Tell each other how often you would like to talk, and what is best kept between you."),
)


def slot_of(match: Match) -> str:
    return slot("match", match)


# --- it begins -------------------------------------------------------------------------------------------------------


def begin(match: Match, intro: Intro, turn: Turn) -> Effects:
    """The match is active: the round is over, what else was open in it closes kindly, both see what comes next."""
    match.status, match.active_at = MatchStatus.ACTIVE, turn.now
    round_ = intro.round
    round_.status, round_.closed_at = RoundStatus.CHOSEN, turn.now
    turn.store.session.flush()
    yield Never(offers.remind, match)
    yield Never(offers.lapse, match)
    yield from rounds.forget(round_)
    yield from talk_ending.goes_on(match, turn)
    yield from intros.close(intro, IntroStatus.CLOSED, endings.MATCHED, turn, told=[])
    yield from _close_opposite(match, turn)
    yield from round_intros.close_open(round_, turn)
    wishes.found_somebody(match.mentee, turn)
    yield from others.found_somebody(match.mentee, match.mentor, turn)
    yield from later.found_somebody(match.mentee, turn)
    yield from _tell_both(match, intro, turn)
    yield from intros.close_if_full(match.mentor, turn)
    yield from planning.begin(match, turn)


def _close_opposite(match: Match, turn: Turn) -> Effects:
    """Where everybody is both, the two may have asked each other: that intro is done, too."""
    opposite = rows.between(turn.store, match.mentor, match.mentee)
    if opposite is not None and opposite.is_open:
        yield from intros.close(opposite, IntroStatus.CLOSED, endings.MATCHED, turn, told=[])
        reaching.forget(opposite)


def _tell_both(match: Match, intro: Intro, turn: Turn) -> Effects:
    """The news goes into the room of the two, where there is one, and to whoever did not press."""
    if (room := meeting.room_of(intro)) is not None:
        yield Tell(room, room_card(match, turn), slot=slot_of(match))
    own = card(match, turn.me, turn, _("Your match has begun. I am glad for you both."))
    for person in match.people:
        began = _("Your match with {other} began on {day}.", other=match.other(person).name, day=When(turn.now, "day"))
        yield from offers.over(match, person, Card(began), turn)
        if person.id != turn.me.id:
            yield Tell(person, card(match, person, turn, news(match, person)), slot=slot_of(match))
    yield telling.answer(told(match, turn.me), own, turn)


def told(match: Match, person: Member) -> telling.Asked:
    """The card of the match in one side's own conversation."""
    return telling.Asked("match", match, person)


def redraw(match: Match, person: Member, shown: Card, turn: Turn) -> Effects:
    """Every card of the match that one side has, and that of the choice where their press made it one. Once it is over,
    nothing unsent is sent."""
    show = telling.redraw if match.status in GOES_ON else telling.over
    yield from show(told(match, person), shown, turn)
    choice = offers.of_choice(match, person, turn)
    if any(telling.asks_about(match, one, "match", "parting") for one in telling.cards(choice, turn)):
        yield from show(choice, shown, turn)


def news(match: Match, reader: Member) -> Phrase:
    """How it began, for one side."""
    if reader.id == match.mentor_id:
        return _("{mentee} chose you, and your match has begun. I am glad for you both.", mentee=match.mentee.name)
    return _("{mentor} said yes, and your match has begun. I am glad for you both.", mentor=match.mentor.name)


# --- its cards -------------------------------------------------------------------------------------------------------


def room_card(match: Match, turn: Turn) -> Card:
    """In the room of the two, seen by both."""
    if match.status not in GOES_ON:
        over = _("This match is over. Thank you both. What you have written to each other stays yours.")
        return Card(over, choices=[safety.choice(turn.program)])
    return Card(
        lines(
            _("{mentee} and {mentor}, your match has begun. These are good next steps:", mentee=match.mentee.name,
              mentor=match.mentor.name),
            *NEXT_STEPS,
            talks.line(match, turn),
        ),
        choices=[talks.choice(match, turn), Choice(_("See our match"), show, match), safety.choice(turn.program)],
        foot=_("I never read this room."),
    )  # fmt: skip


def card(match: Match, reader: Member, turn: Turn, news: Text | None = None) -> Card:
    """A match that goes on, for one of the two. With news of it, the way to its end is one press further."""
    other = match.other(reader).name
    reach = contacts.part(match, reader, turn)
    where = meeting.where(match.room, match.people, turn) if contacts.has_room(match) else None
    on = Choice(_("See your match"), show, match) if news else Choice(_("See where I stand"), home.show, turn.program)
    end = [] if news else [Choice(_("End the match with {other}", other=other), parting.why, match)]
    return Card(
        lines(news, _since(match, reader, turn), where, *(NEXT_STEPS if news else ()), talks.line(match, turn),
              reach.text),
        title=_("Your match with {other}", other=other),
        facts=reach.facts,
        choices=[*reach.choices, talks.choice(match, turn), on, safety.choice(turn.program), *end],
        foot=reach.foot,
    )  # fmt: skip


def _since(match: Match, reader: Member, turn: Turn) -> Phrase:
    role = words.mentor_word(turn) if reader.id == match.mentee_id else words.mentee_word(turn)
    name, began = match.other(reader).name, match.active_at or match.offered_at
    if timing.day_of(began, reader, turn) == timing.day_of(turn.now, reader, turn):
        return _("{name} is your {role} from today on.", name=name, role=role)
    return _("{name} has been your {role} since {day}.", name=name, role=role, day=When(began, "day"))


@flow.shows
def present(match: Match, turn: Turn) -> Card:
    """As it is now, for the side that looks."""
    if match.status is MatchStatus.OFFERED:
        return offers.present(match, turn)
    if match.status in GOES_ON:
        return card(match, turn.me, turn)
    if match.status is MatchStatus.DECLINED:
        if turn.me.id == match.mentee_id:
            return offer_ends.round_goes_on(match, turn, offer_ends.to_mentee(match))
        return Card(offer_ends.to_mentor(match))
    return parting.over_card(match, turn.me, turn)


@flow.step(by=("mentee", "mentor"), looks=True)
def show(match: Match, turn: Turn) -> Effects:
    yield offers.answer(match, present(match, turn), turn)


@own.step(
    by="self", looks=True,
    words=("match", "my match", "end match", "end my match", "end the match", "i want to end my match"),
    command=Command(Group.EVERYBODY, "match", _("Where your match stands")),
)  # fmt: skip
def mine(member: Member, turn: Turn) -> Effects:
    """Where each match of this member stands."""
    live = live_of(turn.store, member)
    if len(live) == 1:
        yield offers.answer(live[0], present(live[0], turn), turn)
    elif live:
        each = [(match.other(member), _section(match, member, turn)) for match in live[:MOST_LISTED]]
        sections = namesakes.headed(each, turn)
        yield Replace(Card(title=_("Your matches"), sections=sections, choices=[safety.choice(turn.program)]))
    else:
        yield Replace(_none_card(member, turn))


def _section(match: Match, member: Member, turn: Turn) -> Section:
    other = match.other(member).name
    if match.status is not MatchStatus.OFFERED:
        text: Phrase = _since(match, member, turn)
    else:
        until, is_mentee = When(offers.until(match, turn)), member.id == match.mentee_id
        text = (_("You chose {mentor}, who can answer until {day}.", mentor=other, day=until) if is_mentee else
                _("{mentee} chose you. You can answer until {day}.", mentee=other, day=until))  # fmt: skip
    return Section(text, [Choice(_("See how it stands with {other}", other=other), show, match)])


def _none_card(member: Member, turn: Turn) -> Card:
    if not turn.program.is_to_open and (ended := limits.closed_now(turn)) is not None:
        return Card(ended)
    if not member.is_mentee:
        return Card(_("You have no match yet. When somebody chooses you, I tell you at once."))
    choosing_now = choosing.lines_for_home(member, turn)
    next_one = [*choosing_now.choices] if choosing_now else [Choice(words.find(turn), mentors.find, turn.program)]
    return Card(_("You have no match yet. It begins when you choose somebody whom you have met, and they say yes."),
                choices=next_one)  # fmt: skip


# --- for other stories -----------------------------------------------------------------------------------------------


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """What the home card says about questions, choosing and matches; at most three parts, none where nothing is."""
    found = []
    if (question := verdicts.lines_for_home(member, turn)) is not None:
        found.append(Section(question, [Choice(_("Answer it"), questions.look, member, style=Style.MAIN)]))
    if (choice := choosing.lines_for_home(member, turn)) is not None:
        found.append(choice)
    live = live_of(turn.store, member)
    if live:
        look = _look(live[0], member) if len(live) == 1 else Choice(_("Your matches"), mine, member)
        found.append(Section(lines(*(_section(match, member, turn).text for match in live[:MOST_LISTED])), [look]))
    return found


def _look(match: Match, member: Member) -> Choice:
    if match.status is not MatchStatus.OFFERED:
        return Choice(_("See your match"), show, match, style=Style.MAIN)
    if member.id == match.mentee_id:
        return Choice(_("See your choice"), show, match)
    return Choice(_("Answer {mentee}", mentee=match.mentee.name), show, match, style=Style.MAIN)


def has_mentor(member: Member, turn: Turn) -> bool:
    """Whether they are a mentee in a match that goes on, so that looking for somebody is not what comes next."""
    return any(match.mentee_id == member.id and match.status in GOES_ON for match in live_of(turn.store, member))


def end_for_leaver(member: Member, turn: Turn) -> Effects:
    """Ends everything of a member who left or was removed; each partner is told kindly. Called before their intros are
    closed, so that a mentee whose choice is gone hears it once."""
    for match in live_of(turn.store, member):
        if match.status is MatchStatus.OFFERED:
            yield from offer_ends.come_to_nothing(match, endings.LEFT, turn)
        else:
            yield from parting.end(match, endings.LEFT, turn, by=member)
    round_ = rows.open_round(turn.store, member)
    if round_ is not None:
        round_.status, round_.closed_at = RoundStatus.CLOSED, turn.now
        yield from rounds.forget(round_)
