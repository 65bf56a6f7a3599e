"""A pulse of the library as people read it: its questions, and what each answer is called."""

from collections.abc import Mapping

from bot.steps import Turn
from bot.words import Phrase, Text, _, n_, term
from flows import library, words
from flows.library import Pulse, PulseKind, PulseQuestion
from storage.mentoring.pulses.waves import Audience, Wave

LEAST = 5
"""Fewer answers than these are shown to nobody."""
FEW = 10
"""Of an audience that is smaller Kith says that people could be recognised."""
LEFT_OUT, OPEN = "x", "."
"""What stands in a ballot for a question that was left out, and for one that is not answered yet."""


def pulse_of(wave: Wave) -> Pulse:
    """What is asked, in the words in which it was sent; in those of the library while it is prepared."""
    return library.pulse_of_text(wave.wording) if wave.wording else library.pulses()[wave.pulse]


def is_known(wave: Wave) -> bool:
    """Whether what is prepared can still be asked: the library has it."""
    return bool(wave.wording) or wave.pulse in library.pulses()


def name(wave: Wave) -> Phrase:
    return term(pulse_of(wave).name)


def label(question: PulseQuestion, answer: str) -> Phrase:
    """What an answer is called where it is read."""
    match question.kind:
        case PulseKind.YES_NO:
            return _("Yes") if answer == "yes" else _("No")
        case PulseKind.ONE_OF:
            return term(next(option.label for option in question.options if option.slug == answer))
        case PulseKind.SCALE if answer == question.answers[0]:
            return _("{number} – {words}", number=int(answer), words=term(question.low))
        case PulseKind.SCALE if answer == question.answers[-1]:
            return _("{number} – {words}", number=int(answer), words=term(question.high))
        case PulseKind.SCALE:
            return _("{number}", number=int(answer))


def labels(question: PulseQuestion) -> Text:
    """All answers of a question in one line."""
    return words.row(label(question, answer) for answer in question.answers)


AUDIENCES: Mapping[Audience, Phrase] = {
    Audience.EVERYBODY: _("Everybody"),
    Audience.MENTEES: _("{Mentees_word}"),
    Audience.MENTORS: _("{Mentors_word}"),
    Audience.MATCHED: _("People in a match"),
    Audience.UNMATCHED: _("{Mentees_word} without a match"),
}


def audience(which: Audience, turn: Turn) -> Phrase:
    """Whom a wave goes to, in the program's own words."""
    return words.filled(AUDIENCES[which], words.of(turn))


def people(many: int) -> Phrase:
    return n_("one person", "{n} people", many)


# --- what a ballot holds ---------------------------------------------------------------------------------------------


def empty(wave: Wave) -> str:
    """A ballot on which nothing is answered yet: one sign for each question."""
    return OPEN * len(pulse_of(wave).questions)


def answers_of(wave: Wave, ballot: str) -> list[tuple[str, str]]:
    """Question and answer of what was answered on a ballot; what was left out is not among them."""
    found = zip(pulse_of(wave).questions, ballot, strict=True)
    return [(one.slug, one.answers[int(sign) - 1]) for one, sign in found if sign.isdecimal()]
