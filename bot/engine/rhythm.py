"""When a letter may reach somebody: their hours, and how much they want of what comes unasked."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.calendar import ONE_DAY, Hours, instant_of, local, next_working_moment, spans_of
from bot.engine.scene import voice_for
from bot.steps import PROMPT
from storage.outbox import LetterKind, LetterState, prompts
from storage.outbox.prompts import Prompt
from storage.people import Member, Rhythm
from storage.places import Program

STILL_HERE = timedelta(minutes=15)
"""After having done something, a person is awake whatever the hour."""
WEEK = timedelta(days=7)
SOON = timedelta(days=1)
"""For so long what somebody waits for may wait so that everything comes as one card."""
MORNING = timedelta(hours=2)
"""How long a morning is, from the end of quiet hours. A week after one digest it is still morning for the next."""
MORNING_AT = time(9)
"""When it begins where hours are never quiet."""
IN_DIGEST = "digest:"
"""How the slots of digests begin."""


def waking(readers: Sequence[Member], program: Program, kind: LetterKind, now: datetime) -> datetime:
    """The first moment from now on at which it is night for none of those who read it, each where they live. What
    somebody else caused finds whoever did something a moment ago awake. Where no moment suits all of them, because they
    live too far apart: when the last of those who sleep now wakes. What comes unasked waits for the end of the days on
    which the program rests, too."""
    hours = Hours(program.quiet_from, program.quiet_until)
    rests = spans_of(program.rests) if kind is PROMPT else ()

    def morning(one: Member, moment: datetime) -> datetime:
        return next_working_moment(moment, voice_for(one, program).zone, hours, frozenset(), rests)

    here = [one for one in readers if one.is_here]
    asleep = [one for one in here if kind is PROMPT or now - one.acted_at > STILL_HERE]
    moment = first = max((morning(one, now) for one in asleep), default=now)
    if first == now:
        return now
    for _night in range(4):
        later = max(morning(one, moment) for one in here)
        if later == moment:
            return moment
        moment = later
    return first


class Week:
    """What a member got unasked in the last seven days, what they are about to get, and what waits for room.

    Of what comes unasked (urgent letters are not counted), nobody gets more in seven days than the program's
    `prompts_a_week`, but for one that is needed where all those places went to what nobody needs. Who wants fewer gets
    one of those that nobody needs, and who wants only what is needed none of them (docs/decisions/rhythm.md).
    """

    def __init__(self, member: Member, program: Program, found: Iterable[Prompt], now: datetime) -> None:
        self.member, self.program, self.now = member, program, now
        held = LetterState.HELD
        self.counted = [one for one in found if one.state is not held]
        self.held = [one for one in found if one.state is held and (one.expires_at is None or one.expires_at > now)]

    # --- room --------------------------------------------------------------------------------------------------------

    def room_at(self, needed: bool) -> datetime | None:
        """From when on there is room for one more; None where there never is."""
        budget = self.program.prompts_a_week
        others = self._moments(one for one in self.counted if not one.needed)
        if needed:
            # What nobody needs never takes the last place from it.
            theirs = self._moments(one for one in self.counted if one.needed)
            return _below(budget, sorted(theirs + others[: max(budget - 1, 0)], reverse=True), self.now)
        first = self.room_by_number()
        if self.member.rhythm is Rhythm.AS_IT_COMES:
            return first
        if self.member.rhythm is Rhythm.NEEDED:
            return None
        return max(first, _below(min(1, budget), others, self.now))

    def room_by_number(self) -> datetime:
        """From when on the program's number leaves room for one more, whatever its reader has picked."""
        return _below(self.program.prompts_a_week, self._moments(self.counted), self.now)

    def has_room(self, needed: bool) -> bool:
        room = self.room_at(needed)
        return room is not None and room <= self.now

    def _moments(self, some: Iterable[Prompt]) -> list[datetime]:
        """When they count, the latest first. What has not been sent yet counts from now on at the earliest."""
        pending = LetterState.PENDING
        return sorted((max(one.due_at, self.now) if one.state is pending else one.due_at for one in some), reverse=True)

    # --- what waits --------------------------------------------------------------------------------------------------

    def in_digest(self) -> list[Prompt]:
        """What the next digest is about: all that may stand in one, or, where there is no room for that soon, what
        somebody waits for."""
        found = [one for one in self.held if not one.alone]
        needed = [one for one in found if one.needed]
        for_all, for_needed = self.room_at(False), self.room_at(True)
        if for_all is None or for_needed is None or (needed and for_all > for_needed + SOON):
            return needed
        return found

    def digest_at(self) -> datetime | None:
        """The morning of the next digest: there is room by then, and the last one was a week ago. None where nothing is
        to come in one."""
        about = self.in_digest()
        room = self.room_at(all(one.needed for one in about)) if about else None
        if room is None:
            return None
        return _morning(max([room, *(last + WEEK for last in self._last_digests())]), self.member, self.program)

    def _last_digests(self) -> list[datetime]:
        return [one.due_at for one in self.counted if one.slot.startswith(IN_DIGEST)]

    def by_itself(self) -> list[tuple[datetime, Prompt]]:
        """What is held and comes as it is, and from when on: what never stands in a digest, what is of no use by the
        time of the next one, what somebody waits for and would get long after there is room, and what would stand in
        it alone. What has an end comes first, then what is needed."""
        digest_at, about = self.digest_at(), self.in_digest()
        found = []
        for one in self.held:
            room = self.room_at(one.needed)
            if room is None or (one.expires_at is not None and one.expires_at <= room):
                continue
            is_late = digest_at is None or (one.expires_at is not None and one.expires_at <= digest_at)
            waits_long = digest_at is not None and one.needed and digest_at > room + SOON
            if one.alone or is_late or waits_long or (about == [one] and not self._last_digests()):
                found.append((room, one))
        far = self.now + 100 * WEEK
        return sorted(found, key=lambda each: (each[0], each[1].expires_at or far, not each[1].needed, each[1].id))

    def looks_at(self) -> datetime | None:
        """When something of what is held may go next."""
        moments = [room for room, _one in self.by_itself()]
        digest_at = self.digest_at()
        return min([*moments, *([digest_at] if digest_at else [])], default=None)

    def goes(self, some: Sequence[Prompt], as_one: Prompt) -> None:
        """They are not held any more: what goes for them counts from now on."""
        self.held = [one for one in self.held if one not in some]
        self.counted.append(as_one._replace(state=LetterState.PENDING))

    def may_go(self, one: Prompt) -> bool:
        """Whether something that is written just now goes by itself. What nobody needs joins what waits already, but
        for what could not come in a digest, or not in time."""
        if not self.has_room(one.needed):
            return False
        if one.needed or one.alone or not any(not other.alone for other in self.held):
            return True
        self.held.append(one)
        digest_at = self.digest_at()
        self.held.remove(one)
        return one.expires_at is not None and digest_at is not None and one.expires_at <= digest_at


def week_of(session: Session, member: Member, program: Program, now: datetime) -> Week:
    return Week(member, program, prompts.prompts_of(session, member.id or 0, now - WEEK), now)


def _below(most: int, moments: Sequence[datetime], now: datetime) -> datetime:
    """When fewer than so many of these moments lie within a week. Where the most is none, that is asked again later."""
    if most <= 0:
        return now + WEEK
    return max(moments[most - 1] + WEEK, now) if len(moments) >= most else now


def _morning(moment: datetime, member: Member, program: Program) -> datetime:
    """The moment itself, if it is morning where the member is, or the beginning of the next one that is no day off."""
    zone, hours = voice_for(member, program).zone, Hours(program.quiet_from, program.quiet_until)
    begins = hours.quiet_until if hours.quiet_from != hours.quiet_until else MORNING_AT
    day = local(moment, zone).date()
    mornings = (instant_of(day + ahead * ONE_DAY, begins, zone) for ahead in range(-1, 3))
    morning = next(max(one, moment) for one in mornings if one + MORNING > moment)
    return next_working_moment(morning, zone, hours, frozenset(), spans_of(program.rests))
