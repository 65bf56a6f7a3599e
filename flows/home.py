"""The home card: where everybody stands, and the next useful press. Whatever is not understood leads here."""

from bot.incoming import says_only
from bot.messages import Card, Choice, Section, Style
from bot.steps import ANYONE, REMOVED, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Text, _, lines, sentences
from flows import guide, words
from flows.asking import open_asks
from flows.beginning import opening
from flows.checkins import asking as checkins
from flows.coordinating import program as program_home
from flows.finding import mentors
from flows.joining import joining, offering, picking, topics, way_in
from flows.leaving import break_words, breaks
from flows.matching import choosing, matches
from flows.profiles import profile, profile_offer
from flows.pulses import own
from flows.rhythm import rhythm
from flows.rights import keeping
from flows.safety import safety
from flows.short_questions import for_asker as short_questions
from flows.socials import answering
from flows.talks import mine as talks
from storage.mentoring import finding
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus, memberships
from storage.places import Program, ProgramStatus, meant_in

flow: Flow[Program] = Flow("home", about=Program)

GREETINGS = frozenset({
    "hello", "hi", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening", "home", "start",
    "menu", "ok", "okay", "thanks", "thank you", "hallo", "moin", "servus", "danke", "hola", "gracias", "salut",
    "bonjour", "merci", "thx", "ty", "tysm", "cheers", "thanks a lot", "many thanks", "thank you so much",
})  # fmt: skip
"""Lines that ask for nothing else than the home card."""
MOST_PARTS = 36
"""Parts of the card, as `bot.shown.Card.parts` counts them, within which something optional still has a place."""


@flow.step(
    by=(ANYONE, REMOVED), shared=True,
    command=Command(Group.EVERYBODY, "", _("Where you stand, and what you can do next")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """Members see their home; who was removed, whom to turn to; everybody else the way in."""
    yield Replace(present(program, turn), breaks.kept_in(turn.by))


@flow.shows
def present(program: Program, turn: Turn) -> Card:
    if turn.by and turn.by.status is MemberStatus.REMOVED:
        return _removed_card(program, turn)
    if turn.by is None or not turn.by.is_here:
        return way_in.card(program, turn)
    return home_card(turn.by, turn, _not_understood(turn))


def _not_understood(turn: Turn) -> Text | None:
    """What is typed and means nothing leads here, and is said to; a greeting is answered by the card itself."""
    if not turn.text or says_only(turn.text, GREETINGS):
        return None
    return _("I did not understand that. “help” shows what you can say to me, and this is where you stand.")


def _removed_card(program: Program, turn: Turn) -> Card:
    outside = rules_of(turn.store).second_contact
    text = lines(
        _("You are not in {program} any more.", program=program.name),
        _("If you do not agree, turn to: {who}", who=outside) if outside else None,
        _("“Something is not right” shows help lines, and you can write to the coordinators there."),
        keeping.to_ask_for(turn),
    )
    return Card(text, choices=[safety.choice(program)])


def home_card(member: Member, turn: Turn, news: Text | None = None) -> Card:
    """A few lines on where the member stands in each role, and the next useful press."""
    under_way = [
        *checkins.lines_for_home(member, turn),
        *own.lines_for_home(member, turn),
        *talks.lines_for_home(member, turn),
        *matches.lines_for_home(member, turn),
        *open_asks.lines_for_home(member, turn),
        *short_questions.lines_for_home(member, turn),
    ]
    sections = [
        *under_way,
        *_as_mentor(member, turn),
        *_as_coordinator(member, turn),
    ]
    first, ways, asks = _next(member, turn), _ways(member, turn), short_questions.choices_for_home(member, turn)
    has_room = _parts(sections, [*first, *asks, *ways]) <= MOST_PARTS
    choices = [*first, *(asks if has_room else []), *ways]
    for part in (rhythm.home_section(member, turn), answering.next_section(turn), _optional(member, turn)):
        if part and _parts(sections, choices) + 4 <= MOST_PARTS:
            sections.append(part)
    return Card(
        lines(
            news,
            _("Hello {name}. This is {program}.", name=member.name, program=turn.program.name),
            _state(member, turn),
            None if under_way else _comes_next(member, turn),
        ),
        sections=sections,
        choices=choices,
    )


def _parts(sections: list[Section], choices: list[Choice]) -> int:
    in_sections = sum(1 + bool(section.choices) + len(section.choices) for section in sections)
    return 1 + in_sections + len(choices) + -(-len(choices) // 5)


def _state(member: Member, turn: Turn) -> Text | None:
    """How the program or the member stands, where that is not as usual."""
    if member.status is MemberStatus.PAUSED:
        return break_words.how_long(member)
    match turn.program.status:
        case ProgramStatus.DRAFT:
            return _("It is a draft: nothing is sent to anybody yet.")
        case ProgramStatus.GATHERING:
            return program_home.opening_line(turn)
        case ProgramStatus.CLOSED if turn.program.is_to_open:
            return lines(_("It takes nobody new at the moment."), program_home.opening_line(turn))
        case ProgramStatus.CLOSED:
            return _("It takes nobody new at the moment. For you everything goes on.")
        case ProgramStatus.ENDED:
            next_one = _next_here(turn)
            new = _("There is a new program here: {program}.", program=next_one.name) if next_one else None
            return lines(_("It has ended. Thank you for having been a part of it."), new)
        case _:
            return None


def _next_here(turn: Turn) -> Program | None:
    """The program that was set up in this place after the one that ended."""
    if turn.place is None or turn.place.program_id in (None, turn.program.id):
        return None
    found = turn.store.session.get(Program, turn.place.program_id)
    return found if found is not None and found.status is not ProgramStatus.DRAFT else None


def _comes_next(member: Member, turn: Turn) -> Text | None:
    """For a mentee who has nothing under way: what the button below is for."""
    if not member.is_mentee or member.status is not MemberStatus.ACTIVE:
        return None
    if turn.program.is_to_open or turn.program.status is ProgramStatus.ENDED:
        return None
    if not topics.picked(member, turn, topics.SEEK):
        return _("Next: say what would help you, so that I can pick who fits.")
    if not finding.is_anybody_listed(turn.store, member):
        nobody = _("There are no {mentors_word} to show yet.", **words.of(turn))
        soon = _("I write to you as soon as you can look and ask.")
        return sentences(nobody, soon if opening.waits_for_opening(member, turn) else None)
    return _("Next: look at a few {mentors_word}, and ask some of them for a short intro chat.", **words.of(turn))


def _next(member: Member, turn: Turn) -> list[Choice]:
    """What helps most now, first."""
    if member.status is MemberStatus.PAUSED:
        back = Choice(_("I am back"), breaks.resume, member, style=Style.MAIN)
        return [] if member.paused_by_coordinator else [back]
    if not (member.is_mentee or member.is_mentor):
        if member.is_coordinator or turn.program.status is ProgramStatus.ENDED:
            return []
        return [Choice(_("Go on with joining"), joining.join, turn.program, style=Style.MAIN)]
    if not member.is_mentee or turn.program.status is ProgramStatus.ENDED:
        return []
    if not topics.picked(member, turn, topics.SEEK):
        return [Choice(_("Pick what would help you"), picking.seek, member, style=Style.MAIN)]
    comes_next = (
        not turn.program.is_to_open
        and not matches.has_mentor(member, turn)
        and choosing.lines_for_home(member, turn) is None
        and finding.is_anybody_listed(turn.store, member)
    )
    return [Choice(words.find(turn), mentors.find, turn.program, style=Style.MAIN if comes_next else Style.PLAIN)]


def _as_mentor(member: Member, turn: Turn) -> list[Section]:
    section = None if turn.program.status is ProgramStatus.ENDED else offering.standing_section(member, turn)
    return [section] if section else []


def _as_coordinator(member: Member, turn: Turn) -> list[Section]:
    if not member.is_coordinator:
        return []
    return [Section(_("You coordinate {program}.", program=turn.program.name),
                    [Choice(_("See the program"), program_home.show, turn.program)])]  # fmt: skip


def _optional(member: Member, turn: Turn) -> Section | None:
    """One optional part of the profile, once what is needed is there, and as long as it helps to find somebody."""
    if member.status is not MemberStatus.ACTIVE or turn.program.status is ProgramStatus.ENDED:
        return None
    as_mentee = member.is_mentee and topics.picked(member, turn, topics.SEEK) and not matches.has_mentor(member, turn)
    as_mentor = member.is_mentor and offering.is_complete(member, turn)
    return profile_offer.home_section(member, turn) if as_mentee or as_mentor else None


def _ways(member: Member, turn: Turn) -> list[Choice]:
    found = []
    if turn.program.status is ProgramStatus.ENDED and (next_one := _next_here(turn)) is not None:
        found.append(Choice(_("See {program}", program=next_one.name), show, next_one, style=Style.MAIN))
    if member.is_mentee or member.is_mentor:
        found.append(Choice(_("Your profile"), profile.show, member, "home"))
    elif member.is_coordinator and turn.program.status.goes_on:
        step = joining.join if member.consent else joining.take_part
        found.append(Choice(_("Take part myself"), step, turn.program))
    if len({one.program_id for one in memberships(turn.store, member.account_id)}) > 1:
        found.append(Choice(_("Another program"), others, turn.program))
    return [*found, safety.choice(turn.program), Choice(_("Help"), guide.show, turn.program)]


# --- several programs ------------------------------------------------------------------------------------------------


@flow.step(by=ANYONE, looks=True)
def others(program: Program, turn: Turn) -> Effects:
    """The programs this account is in; pressing one makes it the one that words are about."""
    mine = memberships(turn.store, turn.account.id) if turn.account else []
    found = {one.program_id: turn.store.session.get(Program, one.program_id) for one in mine}
    yield Replace(
        Card(
            _("You are in several programs. Which one is this about?"),
            choices=[
                Choice(
                    _("{program}", program=one.name),
                    show,
                    one,
                    style=Style.MAIN if one.id == program.id else Style.PLAIN,
                )
                for one in found.values()
                if one is not None
            ][:10],
            foot=_what_is_typed(turn),
        )
    )


def _what_is_typed(turn: Turn) -> Text:
    if turn.place is not None and turn.place.program_id is not None and turn.account is not None:
        meant = meant_in(turn.store, turn.account.id, turn.place)
        program = turn.store.session.get(Program, meant.program_id if meant else turn.place.program_id)
        if program is not None:
            return _(
                "What you type here is about {program}. Buttons of your other programs work too.", program=program.name
            )
    return _("What you type to me is about the one you pressed last.")
