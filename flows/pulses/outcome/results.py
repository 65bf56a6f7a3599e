"""What came of a wave: numbers as text, the same as a picture, and nothing of fewer than five."""

import hashlib
from collections import Counter
from datetime import date, timedelta

from bot.calendar import local
from bot.messages import Card, Choice, File, Section
from bot.numbers import number
from bot.steps import ANSWER, COORDINATOR, Effects, Flow, Replace, Tell, Turn
from bot.words import Phrase, Text, Voice, When, _, lines, n_, sentences, term
from flows import paging, words
from flows.library import PulseKind, PulseQuestion
from flows.pulses import preparing, questions
from flows.pulses.outcome import picture, saying
from storage.mentoring.pulses import ballots, waves
from storage.mentoring.pulses.waves import Wave, WaveStatus
from storage.outbox import StoredFile
from storage.places import Program

flow: Flow[Wave] = Flow("waveresult", about=Wave)
of_program: Flow[Program] = Flow("waveresults", about=Program)
CLOSED = WaveStatus.CLOSED
SHOWN = 6
KEPT = timedelta(days=7)
"""For how long a picture is kept; it can be drawn again at any time."""


def ways(program: Program, turn: Turn) -> list[Choice]:
    """The way to what was asked before, where something was."""
    return [Choice(_("Results so far"), everything, program)] if waves.closed(turn.store, 1) else []


@of_program.step(by=COORDINATOR, looks=True)
def everything(program: Program, turn: Turn) -> Effects:
    """All that was ever asked, the newest first, some on a page. `value` is the page."""
    page = number(turn.value) or 0
    some = waves.closed(turn.store, SHOWN + 1, page * SHOWN)
    found = some[:SHOWN]
    days = Counter(_day(wave, turn) for wave in found)
    sections = []
    for wave in found:
        when = When(wave.closed_at or turn.now, "moment" if days[_day(wave, turn)] > 1 else "day")
        text = lines(_("**{name}**, {day}", name=questions.name(wave), day=when), _turnout(wave, turn))
        sections.append(Section(text, [Choice(_("See results of {day}", day=when), show, wave)]))
    pages = paging.turns(everything, program, page, more=len(some) > SHOWN)
    back = Choice(_("Back"), preparing.show, program)
    yield Replace(Card(title=_("Pulses that are over"), sections=sections, choices=[*pages, back]))


def _day(wave: Wave, turn: Turn) -> date:
    """Of two that were closed on one day the time is said as well."""
    return local(wave.closed_at or turn.now, turn.program.zone).date()


def _turnout(wave: Wave, turn: Turn) -> Text:
    """Two who answered and then became one person are two ballots of one who was asked."""
    if not wave.invited:
        return sentences(_("It was meant for: {audience}.", audience=questions.audience(wave.audience, turn)),
                         _("It closed before a card reached anybody."))  # fmt: skip
    return sentences(
        _("It went to: {audience}.", audience=questions.audience(wave.audience, turn)),
        n_("{answered} of one person answered.", "{answered} of {n} people answered.", wave.invited,
           answered=min(wave.answered, wave.invited)),
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=CLOSED, looks=True)
def show(wave: Wave, turn: Turn) -> Effects:
    yield Replace(card(wave, turn))


def card(wave: Wave, turn: Turn, file: File | None = None) -> Card:
    """The numbers in words; with the picture, where it goes by post."""
    counted = ballots.counts(turn.store, wave)
    is_shown = wave.answered >= questions.LEAST
    return Card(
        lines(_turnout(wave, turn), None if is_shown else _too_few()),
        title=_("A pulse: {name}", name=questions.name(wave)),
        sections=[
            Section(lines(_("**{question}**", question=term(one.text)), *_numbers(one, counted[one.slug])))
            for one in (questions.pulse_of(wave).questions if is_shown else ())
        ],
        choices=[
            *([Choice(_("Send me the picture"), send_picture, wave)] if is_shown and file is None else []),
            *saying.ways(wave),
            Choice(_("Ask again"), preparing.show, turn.program),
        ],
        foot=_("Nobody can tell who answered what; that is not kept anywhere. Please do not try to guess.") if is_shown
        else None,
        files=[file] if file else (),
    )  # fmt: skip


def _too_few() -> Text:
    return _("Results are shown from {least} answers on, so that nobody is recognised. There are none this time, and "
             "what was answered is deleted.", least=questions.LEAST)  # fmt: skip


def _numbers(question: PulseQuestion, counted: "Counter[str]") -> list[Text]:
    """How often each answer was given, and of a scale what it comes to."""
    many = counted.total()
    if many < questions.LEAST:
        return [_("Fewer than {least} answered this one, so it is not shown.", least=questions.LEAST)]
    each = [_("{answer}: **{n}**", answer=questions.label(question, one), n=counted[one]) for one in question.answers]
    return [_summary(question, counted), words.row(each)]


def _summary(question: PulseQuestion, counted: "Counter[str]") -> Phrase:
    many = counted.total()
    if question.kind is not PulseKind.SCALE:
        return n_("One answer.", "{n} answers.", many)
    average = sum(int(answer) * times for answer, times in counted.items()) / many
    return n_("On average {average} of {most}; one answer.", "On average {average} of {most}; {n} answers.", many,
              average=round(average, 1), most=len(question.answers))  # fmt: skip


# --- the picture -----------------------------------------------------------------------------------------------------


@flow.step(by=COORDINATOR, when=CLOSED)
def send_picture(wave: Wave, turn: Turn) -> Effects:
    """The results with the picture, to the coordinator alone."""
    yield Tell(turn.me, card(wave, turn, picture_of(wave, turn)), kind=ANSWER)
    yield Replace(Card(_("I send you the results with the picture in private.")))


def picture_of(wave: Wave, turn: Turn) -> File | None:
    """The results drawn, in the program's language; None where there are too few to be shown."""
    counted = ballots.counts(turn.store, wave)
    shown = [one for one in questions.pulse_of(wave).questions if one.slug in counted]
    if not shown:
        return None
    voice = Voice(turn.program.language or "en", turn.program.zone, own=False)
    drawn = [
        picture.Chart(
            voice.plain(term(one.text)),
            voice.plain(_summary(one, counted[one.slug])),
            [(voice.plain(questions.label(one, answer)), counted[one.slug][answer]) for answer in one.answers],
        )
        for one in shown
    ]
    day = local(wave.closed_at or turn.now, turn.program.zone).date()
    content = picture.draw(voice.plain(questions.name(wave)), voice.plain(_turnout(wave, turn)), drawn)
    stored = turn.store.add(
        StoredFile(
            program_id=wave.program_id, name=f"pulse-{wave.pulse}-{day}.png", media_type="image/png",
            hash=hashlib.sha256(content).hexdigest(), content=content, expires_at=turn.now + KEPT,
        )
    )  # fmt: skip
    return File(stored.id or 0, stored.name, stored.media_type, _("Bars: {told}", told="; ".join(map(_told, drawn))))


def _told(chart: picture.Chart) -> str:
    """A chart for whoever cannot see it."""
    return f"{chart.title} {chart.note} " + ", ".join(f"{label}: {number}" for label, number in chart.bars)
