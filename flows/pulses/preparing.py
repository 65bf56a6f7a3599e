"""What a coordinator does with a pulse before it goes out: pick the questions, whom they go to and until when, look."""

from datetime import timedelta

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Fact, Form, Kind, Menu, Option, Question, Section, Style
from bot.steps import COORDINATOR, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Day, Text, _, lines, term
from flows import library
from flows.coordinating import program as program_home
from flows.pulses import questions, sending, under_way
from flows.pulses.outcome import results
from storage.mentoring.pulses import waves
from storage.mentoring.pulses.waves import Audience, Wave, WaveStatus
from storage.mentoring.records import record
from storage.places import Program

flow: Flow[Program] = Flow("pulses", about=Program)
one: Flow[Wave] = Flow("wavedraft", about=Wave)
DRAFT = WaveStatus.DRAFT
MOST_DAYS = 60
MOST_SAID = 600


@flow.step(
    by=COORDINATOR, looks=True,
    command=Command(Group.COORDINATORS, "pulse", _("Ask many people three anonymous questions, and see the results")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """What goes on: a pulse that is open, one that is being prepared, or the library."""
    if (running := waves.running(turn.store)) is not None:
        yield Replace(under_way.card(running, turn))
    elif (draft := waves.draft(turn.store)) is not None:
        yield Replace(preview(draft, turn))
    else:
        yield Replace(_library_card(program, turn))


def _library_card(program: Program, turn: Turn) -> Card:
    found = library.pulses().values()
    return Card(
        _("Three short questions, answered in three taps. Nobody can tell who answered what. You see everything before "
          "it goes out."),
        title=_("Take the pulse"),
        menu=Menu(_("Which questions?"), pick, program,
                  options=[Option(pulse.slug, term(pulse.name), term(pulse.what)) for pulse in found]),
        choices=[*results.ways(program, turn), Choice(_("Back"), program_home.show, program)],
    )  # fmt: skip


@flow.step(by=COORDINATOR)
def pick(program: Program, turn: Turn) -> Effects:
    """A pulse of the library is prepared, for those whom it suits; `value` is its slug."""
    pulse = library.pulses().get(turn.value)
    if pulse is None:
        raise Refused(sending.UNKNOWN)
    before = waves.draft_held(turn.store)
    if waves.running(turn.store) is not None:
        raise Refused(sending.ONE_AT_A_TIME)
    wave = before or turn.store.add(Wave(program_id=turn.store.program, pulse=pulse.slug))
    wave.pulse, wave.audience = pulse.slug, Audience(pulse.suits)
    yield Replace(preview(wave, turn))


# --- the preview -----------------------------------------------------------------------------------------------------


@one.shows
def present(wave: Wave, turn: Turn) -> Card:
    return preview(wave, turn)


def preview(wave: Wave, turn: Turn, news: Text | None = None) -> Card:
    """What people will get, whom it goes to, and until when; what else can become of it. The button to send it stands
    for that, and for nothing else."""
    if wave.status is not DRAFT:
        return under_way.card(wave, turn)
    if not questions.is_known(wave):
        return _library_card(turn.program, turn)
    many, reach = waves.how_many(turn.store, wave.audience), sending.reach_of(wave, turn)
    last = sending.last_day(wave, turn, reach)
    return Card(
        lines(
            news,
            _("_This is what people get, one question after the other. Nothing goes out before you press “Send it”._"),
            _("**You said, we did:** {said}", said=wave.said) if wave.said else None,
            _meant_for(wave, turn),
            sending.warning(last, turn, reach),
        ),
        title=_("A pulse: {name}", name=questions.name(wave)),
        facts=[
            Fact(_("Goes to"), _("{audience}: {people}", audience=questions.audience(wave.audience, turn),
                                 people=questions.people(many))),
            *sending.facts(turn, reach),
            Fact(_("Open until"), _("{day}, in the evening", day=Day(last))),
        ],
        sections=[
            Section(lines(_("{number}. **{question}**", number=number, question=term(asked.text)),
                          questions.labels(asked)))
            for number, asked in enumerate(questions.pulse_of(wave).questions, start=1)
        ],
        menu=Menu(_("Ask other people"), send_to, wave,
                  options=[Option(which.value, questions.audience(which, turn)) for which in Audience]),
        choices=[
            Choice(_("Send it"), send, wave, sending.sign(wave, last), Style.MAIN),
            Choice(_("Change the last day"), until, wave),
            Choice(_("Change “you said, we did”") if wave.said else _("Add “you said, we did”"), say, wave),
            Choice(_("Pick other questions"), others, wave),
            Choice(_("Throw it away"), discard, wave),
        ],
        foot=_("You will see results from {least} answers on, and never who answered.", least=questions.LEAST),
    )  # fmt: skip


def _meant_for(wave: Wave, turn: Turn) -> Text | None:
    """Whoever picks other people than the questions were made for reads for whom they make sense."""
    suits = Audience(questions.pulse_of(wave).suits)
    if suits in (wave.audience, Audience.EVERYBODY):
        return None
    return _("Made for: {audience}. Others may not know what to answer.", audience=questions.audience(suits, turn))


@one.step(by=COORDINATOR, when=DRAFT)
def send_to(wave: Wave, turn: Turn) -> Effects:
    """`value` is the audience."""
    if turn.value not in set(Audience):
        raise Refused(_("I do not know whom you mean. Please pick again."))
    wave.audience = Audience(turn.value)
    yield Replace(preview(wave, turn))


def _until_form(wave: Wave, turn: Turn) -> Form:
    hint = _("It closes at eight in the evening of that day. A week is usual.")
    last = sending.last_day(wave, turn, sending.reach_of(wave, turn))
    return Form(
        _("The last day"),
        [Question("day", Kind.DATE, _("Open until"), hint=hint, given=last)],
        submit=_("Save"),
    )


@one.step(by=COORDINATOR, when=DRAFT, form=_until_form)
def until(wave: Wave, turn: Turn) -> Effects:
    """Another last day: tomorrow at the earliest, so that everybody finds the time."""
    day = turn.answers.day("day")
    if day is None or day <= sending.this_day(turn):
        raise Invalid("day", _("Please choose a day from tomorrow on."))
    reach = sending.reach_of(wave, turn)
    if day > max(sending.this_day(turn) + timedelta(days=MOST_DAYS), sending.usual_last_day(turn, reach)):
        raise Invalid("day", _("At most {n} days from now, please.", n=MOST_DAYS))
    if sending.is_day_off(day, turn):
        raise Invalid("day", _("That is a day off, and nobody's time runs out then. Please choose another one."))
    if day < sending.first_day(turn, reach):
        raise Invalid("day", _("Cards go out from {day} on, after the days off. Please choose a later one.",
                               day=Day(sending.first_day(turn, reach))))  # fmt: skip
    wave.last_day = day
    yield Replace(preview(wave, turn))


def _said_form(wave: Wave, turn: Turn) -> Form:
    before = next((one.did for one in waves.closed(turn.store, 1) if one.did_at is None), "")
    return Form(
        _("You said, we did"),
        [Question("said", Kind.LONG, _("What came of the last answers"), required=False, most=MOST_SAID,
                  hint=_("What people said, and what you do about it. It stands above the questions."),
                  given=wave.said or before)],
        submit=_("Save"),
    )  # fmt: skip


@one.step(by=COORDINATOR, when=DRAFT, form=_said_form)
def say(wave: Wave, turn: Turn) -> Effects:
    wave.said = turn.answers.text("said")
    yield Replace(preview(wave, turn))


@one.step(by=COORDINATOR, when=DRAFT, looks=True)
def others(wave: Wave, turn: Turn) -> Effects:
    """The library again; what is prepared stays until something else is picked."""
    yield Replace(_library_card(turn.program, turn))


@one.step(by=COORDINATOR, when=DRAFT)
def discard(wave: Wave, turn: Turn) -> Effects:
    turn.store.delete(wave)
    yield Replace(_library_card(turn.program, turn))


# --- sending ---------------------------------------------------------------------------------------------------------


@one.step(by=COORDINATOR, when=DRAFT)
def send(wave: Wave, turn: Turn) -> Effects:
    """Sends it; where those who get it are few, only after saying so. `value` stands for what was looked at."""
    reach = sending.refuse_unready(wave, turn)
    many = waves.how_many(turn.store, wave.audience)
    if many >= questions.FEW or turn.value != sending.sign(wave, sending.last_day(wave, turn, reach)):
        yield from _begin(wave, turn, reach)
        return
    yield Replace(
        Card(
            lines(_few(many), _("Shall it go out all the same?")),
            choices=[Choice(_("Send it to these {n}", n=many), send_to_few, wave, turn.value, Style.MAIN),
                     Choice(_("Back"), show, turn.program)],
        )
    )  # fmt: skip


def _few(many: int) -> Text:
    return _("This goes to only {n} people. Names are in no result, but among so few somebody may guess who said what, "
             "and people may answer less openly. Results are shown only if {least} of them answer.",
             n=many, least=questions.LEAST)  # fmt: skip


@one.step(by=COORDINATOR, when=DRAFT)
def send_to_few(wave: Wave, turn: Turn) -> Effects:
    yield from _begin(wave, turn, sending.refuse_unready(wave, turn))


def _begin(wave: Wave, turn: Turn, reach: sending.Reach) -> Effects:
    """Nothing goes out that is not what was looked at: where somebody has changed it, or its last day has moved with
    the days, it is shown first."""
    if turn.value != sending.sign(wave, sending.last_day(wave, turn, reach)):
        yield Replace(preview(wave, turn, _("_This has changed since. Please look at it once more._")))
        return
    record(turn.store, turn.me, "pulse_sent", turn.now)
    yield from sending.begin(wave, turn, reach)
    yield Replace(under_way.card(wave, turn, sending.on_its_way(turn, reach)))
