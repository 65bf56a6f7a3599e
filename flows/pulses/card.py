"""The card of a pulse, for whoever answers it. It is anonymous: what is typed to it begins with the code on it."""

from bot import tokens
from bot.messages import Card, Choice, Section
from bot.steps import Turn
from bot.words import Phrase, Said, Text, When, _, lines, term
from flows.pulses import answering, questions
from storage.mentoring.pulses.waves import Wave

CHANGE = "c"
"""In place of an answer: the question is to be asked again."""
REMINDER = _("A reminder, and the only one: three short questions wait for you.")


def notice(turn: Turn) -> Phrase:
    return _("Three short questions from {program}", program=turn.program.name)


def letter(wave: Wave, turn: Turn, news: Text | None = None) -> Card:
    """The first question, as it is sent: the same card for everybody."""
    said = lines(_("**You said, we did**"), Said(wave.said)) if wave.said else None
    above = [part for part in (news, said) if part is not None]
    return question(wave, questions.empty(wave), 0, turn, lines(*above) if above else None)


def of(wave: Wave, ballot: str, turn: Turn) -> Card:
    """The next question, or what was answered."""
    number = ballot.find(questions.OPEN)
    return _whole(wave, ballot, turn) if number < 0 else question(wave, ballot, number, turn)


def question(wave: Wave, ballot: str, number: int, turn: Turn, above: Text | None = None) -> Card:
    """One question with its answers. None of them stands out, so that nobody is led."""
    asked = questions.pulse_of(wave).questions
    one = asked[number]
    signs = [str(place) for place in range(1, len(one.answers) + 1)]
    said = ballot[number]
    # Typed words are read on the card as it stands; while an answer is changed that is the one with all of them.
    code = _("{code} {number}", code=_code(wave), number=number + 1) if questions.OPEN not in ballot else _code(wave)
    return Card(
        lines(
            *([above, Said("")] if above is not None else []),
            _("Question {number} of {all}", number=number + 1, all=len(asked)),
            _("**{question}**", question=term(one.text)),
            _("Results are shown from {least} answers on; yours count once all {all} questions are done. It is to "
              "close on {closes}, unless that is changed.",
              least=questions.LEAST, all=len(asked), closes=_closes(wave)),
        ),
        title=_("A pulse: {name}", name=questions.name(wave)),
        choices=[
            *(_choice(wave, questions.label(one, answer), number, sign, picked=said == sign)
              for sign, answer in zip(signs, one.answers, strict=True)),
            _choice(wave, _("Leave this one out"), number, questions.LEFT_OUT, picked=said == questions.LEFT_OUT),
        ],
        # With the code in it, and short, so that no language cuts the code away.
        foot=_("Anonymous: nobody can tell who answered what. By typing: {code} and the number of your answer; nobody "
               "notes whose code it is.", code=code),
        notice=notice(turn),
    )  # fmt: skip


def _choice(wave: Wave, label: Phrase, number: int, sign: str, *, picked: bool = False) -> Choice:
    return Choice(label, answering.say, wave, tokens.value(f"{number + 1}{sign}"), aside=True, picked=picked)


def _closes(wave: Wave) -> When | None:
    return When(wave.closes_at) if wave.closes_at else None


def _code(wave: Wave) -> Phrase:
    return tokens.code(answering.flow.name, wave.id)


def _whole(wave: Wave, ballot: str, turn: Turn) -> Card:
    """Thanks, with what was answered; only this card shows it."""
    asked = questions.pulse_of(wave).questions
    sections = []
    for number, (one, sign) in enumerate(zip(asked, ballot, strict=True)):
        said = _("left out") if sign == questions.LEFT_OUT else questions.label(one, one.answers[int(sign) - 1])
        change = _choice(wave, _("Change answer {number}", number=number + 1), number, CHANGE)
        sections.append(Section(lines(term(one.text), _("**{answer}**", answer=said)), [change]))
    return Card(
        _("Thank you, that counts. You need not do anything more. As long as it is open you can change it here; it is "
          "to close on {closes}, unless that is changed.", closes=_closes(wave)),
        title=_("A pulse: {name}", name=questions.name(wave)),
        sections=sections,
        foot=_("Only this card shows what you answered, and only here can you change it: nobody else can find it. By "
               "typing: {code} and a number; nobody notes whose code it is.",
               code=_code(wave)),
        notice=notice(turn),
    )  # fmt: skip
