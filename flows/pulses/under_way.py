"""A wave that is open, as coordinators see it: how many have answered, and nothing of who or what."""

from bot.messages import Card, Choice, Style
from bot.steps import COORDINATOR, Effects, Flow, Later, Replace, Turn, slot
from bot.words import Text, When, _, lines, n_
from flows.coordinating import program as program_home
from flows.pulses import closing, questions
from flows.pulses.outcome import results
from storage.mentoring.pulses import ballots
from storage.mentoring.pulses.waves import Wave, WaveStatus
from storage.mentoring.records import record
from storage.mentoring.told import how_many_wait

flow: Flow[Wave] = Flow("waveopen", about=Wave)
OPEN = WaveStatus.OPEN


@flow.shows
def present(wave: Wave, turn: Turn) -> Card:
    return card(wave, turn)


def card(wave: Wave, turn: Turn, news: Text | None = None) -> Card:
    """How it stands, whatever that is by now."""
    if wave.status is WaveStatus.CLOSED:
        return results.card(wave, turn)
    is_open = wave.status is OPEN
    return Card(
        lines(news, _how_many(wave, turn) if is_open else _("It is closed, and being counted. The results come soon.")),
        title=_("A pulse: {name}", name=questions.name(wave)),
        choices=[
            *([Choice(_("See how many have answered"), look, wave), Choice(_("Close it now"), ask_close, wave)]
              if is_open else []),
            *results.ways(turn.program, turn),
            Choice(_("Back"), program_home.show, turn.program),
        ],
        foot=_("You see how many have answered, and nothing of who or what. Results come when it is closed."),
    )  # fmt: skip


def _answered(wave: Wave, turn: Turn) -> int:
    return min(ballots.how_many_whole(turn.store, wave), wave.invited)


def _how_many(wave: Wave, turn: Turn) -> Text:
    """By whole ballots, as in the results: somebody who is erased changes neither of the two numbers."""
    answered = _answered(wave, turn)
    sent, waits = questions.audience(wave.audience, turn), how_many_wait(turn.store, slot("pulse", wave))
    return lines(
        _("It goes to: {audience}. It is open until {closes}.", audience=sent,
          closes=When(wave.closes_at) if wave.closes_at else None),
        _("{answered} of {asked} have answered.", answered=answered, asked=wave.invited) if wave.invited
        else None,
        n_("One card still waits: for a morning, the end of days off or of a break, or room in somebody's week.",
           "{n} cards still wait: for a morning, the end of days off or of breaks, or room in somebody's week.", waits)
        if waits else None,
    )  # fmt: skip


@flow.step(by=COORDINATOR, when=OPEN, looks=True)
def ask_close(wave: Wave, turn: Turn) -> Effects:
    """Asks once more, and says where nothing would come of it."""
    few = _("With fewer than {least} answers no results are shown, and what was answered is deleted.",
            least=questions.LEAST)  # fmt: skip
    yield Replace(
        Card(
            lines(
                _how_many(wave, turn),
                _("Close it now? Nobody can answer after that."),
                few if _answered(wave, turn) < questions.LEAST else None,
            ),
            title=_("A pulse: {name}", name=questions.name(wave)),
            choices=[
                Choice(_("Yes, close it"), close, wave, style=Style.GRAVE),
                Choice(_("No, leave it"), look, wave),
            ],
        )
    )


@flow.step(by=COORDINATOR, when=OPEN, ends=True)
def close(wave: Wave, turn: Turn) -> Effects:
    """Closes before its day."""
    record(turn.store, turn.me, "pulse_closed", turn.now)
    yield Later(closing.close, wave, turn.now)
    yield Replace(Card(_("It is being closed. In a moment you read what came of it.")))


@flow.step(by=COORDINATOR, looks=True)
def look(wave: Wave, turn: Turn) -> Effects:
    yield Replace(card(wave, turn))
