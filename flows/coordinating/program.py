"""The coordinators' home: how the program stands, what waits for them, and the ways to everything they can do."""

from bot.calendar import local
from bot.errors import Refused
from bot.messages import Card, Choice, Fact, Section, Style
from bot.steps import ANYONE, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Day, Phrase, Text, When, _, lines, listing, n_
from flows import home, words
from flows.beginning import ending, opening, posting, setup
from flows.checkins import unheard
from flows.coordinating import acts, exporting, hanging, roster, sufficing
from flows.finding import wishes
from flows.joining import approval
from flows.pulses import preparing
from flows.safety import bringing, concerns, hearing
from flows.settings import settings
from flows.socials import announcing
from storage.codes import claims
from storage.mentoring.looking_after import places
from storage.mentoring.records import ConcernStatus, record
from storage.mentoring.rules import rules_of
from storage.mentoring.standing import Counts, MentorStanding, counts
from storage.places import Program, ProgramStatus, places_of

flow: Flow[Program] = Flow("program", about=Program)


@flow.step(by=ANYONE, command=Command(Group.COORDINATORS, "", _("How the program stands, and what you can do")))
def show(program: Program, turn: Turn) -> Effects:
    """For coordinators; who was appointed becomes one here."""
    was_one = turn.by is not None and turn.by.is_coordinator
    yield _for_coordinator(program, turn)
    if not was_one:
        yield from bringing.can_hear(turn.me, turn)


def _for_coordinator(program: Program, turn: Turn) -> Replace:
    """The home, or the draft. Raises `Refused` for everybody else; who was appointed becomes a coordinator here."""
    if turn.by is None or not turn.by.is_coordinator:
        if not _is_appointed_here(program, turn) or turn.account is None:
            raise Refused(_("That is for the coordinators of {program}.", program=program.name))
        turn.by = setup.make_coordinator(turn.store, turn.account, turn)
        record(turn.store, turn.by, "appointed", turn.now, to=turn.by)
    news = _not_understood(turn)
    if program.status is ProgramStatus.DRAFT:
        return setup.answer(program, turn, news)
    return Replace(card(program, turn, news))


def _not_understood(turn: Turn) -> Text | None:
    """What stands behind the command and means nothing leads here, and is said to."""
    if not turn.text.strip():
        return None
    return _("I did not understand that. “{command}” shows what you can say to me, and this is how the program stands.",
             command=f"/{turn.commands[1]} help")  # fmt: skip


def _is_appointed_here(program: Program, turn: Turn) -> bool:
    place = turn.place
    return (
        turn.account is not None
        and place is not None
        and place.program_id == program.id
        and claims.is_appointed(turn.store, turn.account)
    )


@flow.shows
def present(program: Program, turn: Turn) -> Card:
    """How it stands, for whoever pressed a card that is no longer true."""
    if turn.by is None or not turn.by.is_coordinator:
        return home.present(program, turn)
    return setup.card(program, turn) if program.status is ProgramStatus.DRAFT else card(program, turn)


def card(program: Program, turn: Turn, news: Text | None = None) -> Card:
    found = counts(turn.store)
    waiting = list(_waiting(program, turn, found))
    is_first = not any(choice.style is Style.MAIN for section in waiting for choice in section.choices)
    return Card(
        lines(
            news,
            _status_line(program, turn),
            _last_day_line(program, turn),
            None
            if program.status is ProgramStatus.ENDED
            else sufficing.places_line(places(turn.store), rules_of(turn.store)),
        ),
        title=program_title(program),
        facts=_facts(found, turn),
        sections=waiting,
        choices=[
            Choice(_("People"), roster.show, program, "all.0", Style.MAIN if is_first else Style.PLAIN),
            *_ways(program, turn),
            Choice(_("What was done"), acts.show, program),
            Choice(_("Download the list"), exporting.download, program),
        ],
        foot=_("As it is on {when}.", when=When(turn.now)),
    )


def program_title(program: Program) -> Phrase:
    return _("{program}", program=program.name)


def _status_line(program: Program, turn: Turn) -> Text:
    match program.status:
        case ProgramStatus.GATHERING if program.starts_on and opening.opens_by_itself(program, turn):
            return _(
                "Gathering {mentors_word}. It opens by itself on {day}.", day=Day(program.starts_on), **words.of(turn)
            )
        case ProgramStatus.GATHERING:
            return _("Gathering {mentors_word}.", **words.of(turn))
        case ProgramStatus.OPEN:
            return _("Open: people can join, and {mentees_word} can ask.", **words.of(turn))
        case ProgramStatus.CLOSED if program.is_to_open:
            return _(
                "Closed to new people, and not open yet. {Mentees_word} who are in can ask once you open it.",
                **words.of(turn),
            )
        case ProgramStatus.CLOSED:
            return _("Closed to new people. Everybody who is in goes on as before.")
        case ProgramStatus.ENDED:
            return _("Ended.")
        case _:
            return _("A draft: nothing is sent to anybody.")


def _last_day_line(program: Program, turn: Turn) -> Text | None:
    """That the last day has come, while the program goes on."""
    if program.ends_on is None or not program.status.goes_on:
        return None
    if local(turn.now, program.zone).date() < program.ends_on:
        return None
    return _("Its last day is {day}. It goes on until you end it.", day=Day(program.ends_on))


def _ways(program: Program, turn: Turn) -> list[Choice]:
    """What can be changed, and what can become of the program from here."""
    if program.status is ProgramStatus.ENDED:
        return setup.next_choices(program, turn)
    return [
        Choice(_("Settings"), settings.show, program),
        Choice(_("Post the Join card"), posting.preview, program),
        Choice(_("Socials"), announcing.show, program),
        Choice(_("Take the pulse"), preparing.show, program),
        *_turns(program, turn),
    ]


def _turns(program: Program, turn: Turn) -> list[Choice]:
    """Its end stands among the settings, and here once its last day has come."""
    opens = Choice(_("Open it"), opening.ask_open, program)
    closes = Choice(_("Close it to new people"), opening.ask_close, program)
    ends = [Choice(_("End it"), ending.ask_end, program, style=Style.GRAVE)] if _last_day_line(program, turn) else []
    match program.status:
        case ProgramStatus.GATHERING:
            return [opens, closes, *ends]
        case ProgramStatus.OPEN:
            return [closes, *ends]
        case ProgramStatus.CLOSED:
            return [opens, *ends]
        case _:
            return []


def _facts(found: Counts, turn: Turn) -> list[Fact]:
    mentees = [
        _("{n} {standing}", n=n, standing=roster.MENTEE_WORDS[word])
        for word, n in sorted(found.mentees.items(), key=lambda pair: list(roster.MENTEE_WORDS).index(pair[0]))
    ]
    mentors = [
        _("{n} {standing}", n=n, standing=roster.MENTOR_WORDS[word])
        for word, n in sorted(found.mentors.items(), key=lambda pair: list(roster.MENTOR_WORDS).index(pair[0]))
    ]
    nobody, known = _("nobody yet"), words.of(turn)
    if turn.program.status is ProgramStatus.ENDED:  # nobody looks for anybody any more
        mentees, mentors = ([_("{n}", n=sum(of.values()))] if of else [] for of in (found.mentees, found.mentors))
    return [
        Fact(_("{Mentees_word}", **known), _("{standings}", standings=listing(mentees)) if mentees else nobody),
        Fact(_("{Mentors_word}", **known), _("{standings}", standings=listing(mentors)) if mentors else nobody),
    ]  # fmt: skip


def _waiting(program: Program, turn: Turn, found: Counts) -> "list[Section]":
    """What a coordinator should look at, the gravest first. Nothing where there is nothing."""
    sections = []
    written = hearing.open_for(turn.me, turn)
    if written:
        new = sum(concern.status is ConcernStatus.NEW for concern in written)
        text = n_(
            "One message to the coordinators is open.", "{n} messages to the coordinators are open.", len(written)
        )
        unread = n_("One is not read yet.", "{n} are not read yet.", new) if new else None
        read = Choice(_("Read them"), concerns.inbox, program, style=Style.MAIN)
        sections.append(Section(lines(text, unread), [read]))
    if waiting := found.mentors.get(MentorStanding.WAITING, 0):
        sections.append(
            Section(
                n_(
                    "One {mentor_word} waits for your look.",
                    "{n} {mentors_word} wait for your look.",
                    waiting,
                    **words.of(turn),
                ),
                [Choice(_("Look at them"), approval.show, program, style=Style.PLAIN if written else Style.MAIN)],
            )
        )
    if any(place.lacks_rooms for place in places_of(turn.store)):
        text = _("Intro chats get no room yet: pick a channel for rooms to open under, in the settings.")
        sections.append(Section(text, [Choice(_("Pick the channel"), settings.show, program, "rooms")]))
    if stuck := hanging.count_line(program, turn):
        sections.append(Section(stuck, [Choice(_("See what hangs"), hanging.show, program)]))
    if silent := unheard.count_line(turn):
        sections.append(Section(silent, [Choice(_("See who"), unheard.show, program, "0")]))
    if (missing := wishes.missing(turn)) is not None:
        sections.append(Section(missing))
    if lost := hanging.lost_line(turn):
        sections.append(Section(lost, [Choice(_("See what and why"), hanging.letters, program)]))
    return sections  # fmt: skip


# --- what others are told --------------------------------------------------------------------------------------------


def opening_line(turn: Turn, *, is_in: bool = True) -> Text:
    """For people who come before the program is open: the date, and how many mentors there are so far. Who `is_in` is
    told when it opens."""
    program = turn.program
    listed = counts(turn.store).mentors_listed
    many = (
        n_("One {mentor_word} is here so far.", "{n} {mentors_word} are here so far.", listed, **words.of(turn))
        if listed
        else _("No {mentor_word} is listed yet.", **words.of(turn))
    )
    if program.starts_on is not None and opening.opens_by_itself(program, turn):
        return lines(_("{program} opens on {day}.", program=program.name, day=Day(program.starts_on)), many)
    if not is_in:
        return lines(_("{program} is not open yet. You can join already.", program=program.name), many)
    return lines(_("{program} is not open yet. I tell you when it is.", program=program.name), many)
