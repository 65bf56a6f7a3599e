"""Sending a wave: when it would come, whether it may go out, and then some people at a time, with one reminder to those
who have not answered."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.calendar import ONE_DAY, Hours, add_working_days, instant_of, local, next_waking, next_working_moment
from bot.engine import rhythm
from bot.errors import Refused
from bot.messages import Fact
from bot.numbers import number
from bot.steps import PROMPT, Drop, Effects, Flow, Later, Tell, Turn, slot
from bot.words import Day, Text, _, sentences
from flows import library, timing
from flows.pulses import card, closing, questions
from storage.mentoring import told
from storage.mentoring.pulses import waves
from storage.mentoring.pulses.waves import Audience, Wave, WaveStatus
from storage.outbox import prompts
from storage.people import Member

flow: Flow[Wave] = Flow("wave", about=Wave)
OPEN = WaveStatus.OPEN
AT_ONCE = 150
"""People in one taking of a step; for a reminder half as many, as it has two effects for each."""
DAYS, LEFT = 7, 3
"""How long a pulse is open as a rule, and for how many days of it at least everybody should have it."""
CLOSES = time(20)
"""On the last day, in the program's zone."""
ONE_AT_A_TIME = _("One pulse is open already. Please wait until it is closed, so that nobody gets two at a time.")
MORE = _("Please wait until more people have joined.")
UNKNOWN = _("I do not know these questions any more. Please pick others.")
REMINDED_AFTER = (4, 7)
"""A reminder comes on day 4 of 7; when it is open for longer or for shorter, as early in proportion."""


# --- when cards can come ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """When cards that go out now come to the people of an audience, in no order. `rests`: days off hold all of them;
    `first`: when the program is awake and does not rest."""

    moments: Sequence[datetime]
    first: datetime
    rests: bool

    @property
    def last(self) -> datetime:
        return max(self.moments, default=self.first)


def reach_of(wave: Wave, turn: Turn) -> Reach:
    """By quiet hours, days off and the program's number of letters a week. What somebody has picked for themselves is
    not looked at: it is nobody's business, and a day in a preview could tell it."""
    program, zones = turn.program, waves.zones(turn.store, wave.audience)
    got = prompts.prompts_of_many(turn.store.session, list(zones), turn.now - rhythm.WEEK)
    of_zone = {zone: one for one, zone in zones.items()}
    there = {zone: turn.store.session.get_one(Member, one) for zone, one in of_zone.items()}
    mornings: dict[tuple[str, datetime], datetime] = {}
    moments = list[datetime]()
    for one, zone in zones.items():
        room = rhythm.Week(there[zone], program, got.get(one, []), turn.now).room_by_number()
        if (zone, room) not in mornings:
            mornings[zone, room] = rhythm.waking([there[zone]], program, PROMPT, room)
        moments.append(mornings[zone, room])
    return Reach(moments, *awake(turn))


def awake(turn: Turn) -> tuple[datetime, bool]:
    """When the program is awake and does not rest, and whether it rests until then."""
    program = turn.program
    hours = Hours(program.quiet_from, program.quiet_until)
    first = next_working_moment(turn.now, program.zone, hours, frozenset(), timing.rests(turn))
    return first, first != next_waking(turn.now, program.zone, hours)


def last_day(wave: Wave, turn: Turn, reach: Reach) -> date:
    return wave.last_day or usual_last_day(turn, reach)


def usual_last_day(turn: Turn, reach: Reach) -> date:
    """A week after it goes out, and later where people get it later, so that everybody has some days. Days off are not
    counted."""
    begins = first_day(turn, reach)
    return max(days_after(begins, DAYS, turn), days_after(_day_of(reach.last, turn), LEFT, turn))


def first_day(turn: Turn, reach: Reach) -> date:
    """Today, or the day after the days off."""
    return _day_of(reach.first, turn) if reach.rests else this_day(turn)


def days_after(day: date, days: int, turn: Turn) -> date:
    zone = turn.program.zone
    moment = add_working_days(instant_of(day, CLOSES, zone), days, zone, frozenset(), timing.rests(turn))
    return _day_of(moment, turn)


def _day_of(moment: datetime, turn: Turn) -> date:
    return local(moment, turn.program.zone).date()


def is_day_off(day: date, turn: Turn) -> bool:
    return any(day in span for span in timing.rests(turn))


def closes_on(day: date, turn: Turn) -> datetime:
    return instant_of(day, CLOSES, turn.program.zone)


def facts(turn: Turn, reach: Reach) -> list[Fact]:
    """When cards come, where days off or full weeks hold them. Of fewer people than have results it would say whose
    week is full."""
    found = []
    if reach.rests:
        found.append(Fact(_("Cards go out"), _("from {day} on, after the days off", day=Day(first_day(turn, reach)))))
    if _are_full(turn, reach):
        found.append(Fact(_("Everybody has it"), _("by {day}, as some had their letters of this week already",
                                                   day=Day(_day_of(reach.last, turn)))))  # fmt: skip
    return found


def _are_full(turn: Turn, reach: Reach) -> bool:
    """Whether some get it days later than others."""
    return len(reach.moments) >= questions.LEAST and _day_of(reach.last, turn) > first_day(turn, reach) + ONE_DAY


def warning(last: date, turn: Turn, reach: Reach) -> Text | None:
    """That the day which was chosen is too early for some."""
    usual = usual_last_day(turn, reach)
    least = days_after(_day_of(reach.last, turn), 1, turn)
    if last >= least or len(reach.moments) < questions.LEAST:
        return None
    return _("_That is early: some would get a card on the last day, or none at all. With {day} everybody has time._",
             day=Day(usual))  # fmt: skip


def on_its_way(turn: Turn, reach: Reach) -> Text:
    if reach.rests:
        return _("It is prepared. The cards go out from {day} on, after the days off.", day=Day(first_day(turn, reach)))
    if _are_full(turn, reach):
        return _("It is on its way. Where it is night, it waits for the morning; in a week that is full, for room.")
    return _("It is on its way. Where it is night, it waits for the morning.")


# --- whether it may go out -------------------------------------------------------------------------------------------


def this_day(turn: Turn) -> date:
    return local(turn.now, turn.program.zone).date()


def sign(wave: Wave, last: date) -> str:
    """Another one for other questions or words, other people, another last day."""
    asked = library.pulse_as_text(questions.pulse_of(wave))
    said = f"{asked}\0{wave.audience}\0{last.isoformat()}\0{wave.said}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def refuse_unready(wave: Wave, turn: Turn) -> Reach:
    """Refuses what cannot go out as it is prepared; else, when it would reach people."""
    refuse_where_nobody_gets_letters(turn)
    if not questions.is_known(wave):
        raise Refused(UNKNOWN)
    if waves.running(turn.store) is not None:
        raise Refused(ONE_AT_A_TIME)
    many = waves.how_many(turn.store, wave.audience)
    if many < questions.LEAST:
        raise Refused(sentences(
            _("That would go to {people}. Results are shown from {least} answers on, so there could be none.",
              people=questions.people(many), least=questions.LEAST),
            MORE if wave.audience is Audience.EVERYBODY else _("Please pick a larger audience.")))  # fmt: skip
    reach = reach_of(wave, turn)
    last = last_day(wave, turn, reach)
    if last <= this_day(turn):
        raise Refused(_("The last day has passed meanwhile. Please choose another one."))
    if is_day_off(last, turn):
        raise Refused(_("The last day is a day off by now. Please choose another one."))
    if sum(moment < closes_on(last, turn) for moment in reach.moments) < questions.LEAST:
        raise Refused(_("Too few people can get a card before it closes. With {day} as the last day everybody has "
                        "time: please choose that, or a later one.",
                        day=Day(usual_last_day(turn, reach))))  # fmt: skip
    return reach


def refuse_where_nobody_gets_letters(turn: Turn) -> None:
    if not turn.program.status.goes_on:
        raise Refused(_("Nobody gets letters now: the program is a draft, or has ended."))


# --- going out -------------------------------------------------------------------------------------------------------


def begin(wave: Wave, turn: Turn, reach: Reach) -> Effects:
    """From now on it is open, and goes out. Its words stay as they are now."""
    closes_at = closes_on(last_day(wave, turn, reach), turn)
    goes_out = reach.first if reach.rests else turn.now
    wave.wording = library.pulse_as_text(questions.pulse_of(wave))
    wave.status, wave.opened_at, wave.closes_at, wave.invited = OPEN, turn.now, closes_at, 0
    yield Later(send, wave, turn.now, "0")
    yield Later(remind, wave, reminder_at(goes_out, closes_at, turn), "0")
    yield Later(closing.close, wave, closes_at)


def reminder_at(opened_at: datetime, closes_at: datetime, turn: Turn) -> datetime:
    """Some days after it went out, tomorrow at the earliest, at the same time of day."""
    (part, whole), zone = REMINDED_AFTER, turn.program.zone
    began, ends = local(opened_at, zone), local(closes_at, zone)
    days = max((ends.date() - began.date()).days * part // whole, 1)
    return instant_of(began.date() + timedelta(days=days), began.time(), zone)


@flow.step(when=OPEN)
def send(wave: Wave, turn: Turn) -> Effects:
    """`value` is the last member whom it went to. The card is the same for everybody; the postman makes it theirs.
    Once the program has ended it goes to nobody else."""
    if not turn.program.status.goes_on:
        return
    found = waves.people(turn.store, wave.audience, after=number(turn.value) or 0, most=AT_ONCE)
    waves.ask(turn.store, wave, found, this_day(turn))
    wave.invited += len(found)
    shown = card.letter(wave, turn)
    for member in found:
        yield Tell(member, shown, kind=PROMPT, slot=slot("pulse", wave), expires=wave.closes_at)
    if len(found) == AT_ONCE:
        yield Later(send, wave, turn.now, str(found[-1].id))


@flow.step(when=OPEN)
def remind(wave: Wave, turn: Turn) -> Effects:
    """Once, whoever has had a card and has not answered. Whose first card still waits keeps it as it is; to whom it
    could not come gets it now. Nobody once the program has ended."""
    if not turn.program.status.goes_on:
        return
    found = waves.silent(turn.store, wave, after=number(turn.value) or 0, most=AT_ONCE // 2)
    place = slot("pulse", wave)
    had, waits = told.reached(turn.store, place, found), told.awaits(turn.store, place, found)
    first, again = card.letter(wave, turn), card.letter(wave, turn, card.REMINDER)
    for member in found:
        if member.id in had:
            yield Drop(member, place)
            yield Tell(member, again, kind=PROMPT, slot=place, expires=wave.closes_at)
        elif member.id not in waits:
            yield Tell(member, first, kind=PROMPT, slot=place, expires=wave.closes_at)
    if len(found) == AT_ONCE // 2:
        yield Later(remind, wave, turn.now, str(found[-1].id))
