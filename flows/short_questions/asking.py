"""Asking one question: a topic and a sentence, no profile. It counts against no limit, and nothing is asked later."""

from datetime import timedelta

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Section, Style
from bot.steps import ANYONE, MEMBER, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Text, _, lines, sentences, term
from flows import home, library, namesakes, words
from flows.finding import mentors
from flows.joining import joining, way_in
from flows.safety import safety
from flows.short_questions import for_asker, passing
from storage.mentoring import finding
from storage.mentoring.apart import kept_from
from storage.mentoring.short_questions import ShortQuestion, asked_since, topics_taken
from storage.people import Member
from storage.places import Program, ProgramStatus, status_held

flow: Flow[Program] = Flow("one_question", about=Program)
A_DAY, MOST_A_DAY = timedelta(days=1), 3
MOST_TEXT = 600


@flow.step(
    by=ANYONE, looks=True, words=("ask a question", "ask one question", "question", "i have a question"),
    command=Command(Group.EVERYBODY, "ask", _("Ask one question, without a profile")),
)  # fmt: skip
def begin(program: Program, turn: Turn) -> Effects:
    """The topics that somebody answers questions about. Whoever names a mentor sees how to ask that one; whoever is
    not in, how to come in for a question alone."""
    if turn.by is None or not turn.by.is_here:
        yield Replace(_way_in_card(program, turn))
        return
    _takes_questions(turn)
    if named := _named(turn):
        yield Replace(_named_card(named, turn))
        return
    taken = topics_taken(turn.store, turn.me)
    found = [topic for slug, topic in library.topics().items() if slug in taken]
    if not found:
        yield Replace(_nobody_card(turn))
        return
    common = [topic for topic in found if topic.common] or found
    yield Replace(
        Card(
            lines(
                _("What is it about? You write a sentence or two, and up to three {mentors_word} get it. Where none of "
                  "them finds the time, others do, and after them the coordinators.", **words.of(turn)),
                _("It needs no profile, counts against nothing, and I ask you nothing about it afterwards."),
            ),
            title=_("Ask one question"),
            choices=[*(Choice(term(topic.label), ask, program, topic.slug) for topic in common[:10]),
                     *([Choice(_("Another topic"), ask_about, program)] if len(found) > len(common[:10]) else []),
                     safety.choice(program)],
        )
    )  # fmt: skip


def _way_in_card(program: Program, turn: Turn) -> Card:
    if not can_ask(None, turn):
        return way_in.card(program, turn)
    alone = _("You can ask one question without a profile. It takes only that you join; then I ask what it is about.")
    return way_in.card(program, turn, alone, joining.FOR_A_QUESTION)


def can_ask(asker: Member | None, turn: Turn) -> bool:
    """Whether somebody else takes such questions now."""
    return _is_open(turn) and bool(topics_taken(turn.store, asker))


def choices(asker: Member, turn: Turn, label: Text) -> list[Choice]:
    """The way here from other cards, where it leads somewhere."""
    return [Choice(label, begin, turn.program)] if can_ask(asker, turn) else []


def _is_open(turn: Turn) -> bool:
    return not turn.program.is_to_open and turn.program.status is not ProgramStatus.ENDED


def _takes_questions(turn: Turn) -> None:
    """Raises `Refused` where nobody would get it."""
    if not _is_open(turn):
        raise Refused(_("Questions can be asked while {program} is open.", program=turn.program.name))


def _named(turn: Turn) -> list[Section]:
    """Mentors who are called what was typed behind the command, or who is mentioned there."""
    typed, never = finding.words_in(turn.text), kept_from(turn.store, turn.me) | {turn.me.id or 0}
    if (one := namesakes.mentioned(turn)) is not None:
        return mentors.short_sections([one.id or 0], turn) if one.id not in never else []
    if not typed:
        return []
    found = finding.candidates(turn.store, finding.Wanted(words=tuple(typed)), never)
    called = [
        one.member_id for one in found
        if (mentor := turn.store.get(Member, one.member_id)) and set(typed) <= set(finding.words_in(mentor.name))
    ]  # fmt: skip
    return mentors.short_sections(called[: mentors.AT_ONCE], turn)


def _named_card(named: list[Section], turn: Turn) -> Card:
    return Card(
        _("One question goes to several {mentors_word} at once. If you would like to talk to this one, ask for an "
          "intro chat.", **words.of(turn)),
        sections=named,
        choices=[Choice(_("Ask one question"), begin, turn.program), safety.choice(turn.program)],
    )  # fmt: skip


def _nobody_card(turn: Turn) -> Card:
    nobody, ways = (
        _("Nobody takes short questions at the moment."),
        [Choice(_("See where I stand"), home.show, turn.program)],
    )
    instead = turn.me.is_mentee and finding.is_anybody_listed(turn.store, turn.me)
    if instead:
        ways.insert(0, Choice(words.find(turn), mentors.find, turn.program, style=Style.MAIN))
    look = _("You can look for an intro chat instead.") if instead else None
    return Card(sentences(nobody, look), choices=[*ways, safety.choice(turn.program)])


def _questions(turn: Turn) -> list[Question]:
    return [
        Question("text", Kind.LONG, _("Your question"), least=5, most=MOST_TEXT,
                 hint=_("A few {mentors_word} read this. Where none of them finds the time, the coordinators do.",
                        **words.of(turn))),
        Question("named", Kind.ONE, _("May they see your name?"), given="no",
                 options=[Option("no", _("No, ask without my name")), Option("yes", _("Yes, they may"))]),
    ]  # fmt: skip


def form(program: Program, turn: Turn) -> Form:
    _takes_questions(turn)
    return Form(_("Your question"), _questions(turn), submit=_("Ask it"))


def any_form(program: Program, turn: Turn) -> Form:
    _takes_questions(turn)
    taken = topics_taken(turn.store, turn.me)
    options = [Option(slug, term(topic.label)) for slug, topic in library.topics().items() if slug in taken]
    if not options:
        raise Refused(_("Nobody takes short questions at the moment."))
    about = Question("topic", Kind.ONE, _("What is it about?"), options=options)
    return Form(_("Your question"), [about, *_questions(turn)], submit=_("Ask it"))


@flow.step(by=MEMBER, form=form, shared=True)
def ask(program: Program, turn: Turn) -> Effects:
    """A question about the topic of the turn's value."""
    if turn.value not in library.topics():
        raise Refused(_("I do not know that topic any more. Please pick another one."))
    yield from _ask(turn.value, turn)


@flow.step(by=MEMBER, form=any_form, shared=True)
def ask_about(program: Program, turn: Turn) -> Effects:
    """The same with any topic."""
    yield from _ask(turn.answers.text("topic"), turn)


def _ask(topic: str, turn: Turn) -> Effects:
    status_held(turn.store)  # the program does not end before the question is there
    _takes_questions(turn)
    if asked_since(turn.store, turn.me, turn.now - A_DAY) >= MOST_A_DAY:
        raise Invalid("text", _("You have asked {n} questions today. Please ask the next one tomorrow.", n=MOST_A_DAY))
    question = turn.store.add(
        ShortQuestion(
            program_id=turn.store.program, asker_id=turn.me.id or 0, topic=topic, text=turn.answers.text("text"),
            names_asker=turn.answers.text("named") == "yes", at=turn.now,
        )
    )  # fmt: skip
    question.asker = turn.me
    yield from passing.on(question, turn)
    yield Replace(for_asker.card(question, turn), for_asker.told(question).slots[0])
