"""Times to choose from, as one of the two sees them: three at once, found for both, each in the reader's own zone."""

from datetime import UTC, datetime, timedelta

from bot.calendar import Hours
from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.numbers import number
from bot.steps import Turn
from bot.times_for_two import AHEAD, Free, times_for_two
from bot.words import Text, When, _, lines, sentences
from flows import timing
from flows.meeting import meeting
from flows.talks import talks, typing
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.pairs import talks as rows
from storage.mentoring.pairs.talks import STANDS, Talk
from storage.mentoring.profiles import TagKind, slugs_of
from storage.people import Member, MemberStatus

AT_ONCE = 3


def length(talk: Talk) -> int:
    """In minutes: as proposed, as it stands, or what is usual."""
    usual = timing.TALK_MINUTES if talk.intro_id is None else timing.INTRO_MINUTES
    return talk.wish_minutes or talk.minutes or usual


def place(talk: Talk) -> str:
    """Where, if nobody says otherwise: as proposed, or as it stands."""
    return talk.place if talk.wish_at is None else talk.wish_place


def hours_of(turn: Turn) -> Hours:
    return Hours(turn.program.quiet_from, turn.program.quiet_until)


def found_for(talk: Talk, reader: Member, turn: Turn, most: int) -> list[datetime]:
    """The first ones for this reader; none that is proposed or stands already."""
    return times_for_two(
        _free(talk, reader, turn), _free(talk, talk.other(reader), turn), turn.now,
        length=timedelta(minutes=length(talk)), most=most, hours=hours_of(turn), rests=timing.rests(turn),
    )  # fmt: skip


def is_away(person: Member, at: datetime) -> bool:
    """Whether somebody is on a break then, as far as is known."""
    return person.status is MemberStatus.PAUSED and (person.paused_until is None or at < person.paused_until)


def _free(talk: Talk, person: Member, turn: Turn) -> Free:
    taken = [(one.starts_at, one.ends_at) for one in rows.standing_of(turn.store, person)]
    if person.status is MemberStatus.PAUSED:
        taken.append((turn.now, person.paused_until or turn.now + 2 * AHEAD))
    if talk.wish_at is not None:
        taken.append((talk.wish_at, talk.wish_at + timedelta(minutes=talk.wish_minutes)))
    return Free(
        timing.zone_of(person, turn), set(slugs_of(turn.store, person, TagKind.FREE)),
        [(start, end) for start, end in taken if start is not None and end is not None],
    )  # fmt: skip


def card(talk: Talk, reader: Member, turn: Turn, news: Text | None = None, page: int = 0) -> Card:
    """Three times. A press proposes one to the other."""
    other, first = talk.other(reader).name, page * AT_ONCE
    found = found_for(talk, reader, turn, first + AT_ONCE + 1)
    shown = sorted(found[first : first + AT_ONCE])
    picks = [
        Choice(_("{when}", when=When(at)), talks.propose, talk, value(at, length(talk), talk.changes), Style.MAIN)
        for at in shown
    ]
    text: Text
    if not shown:
        text = _("I find no time in the next four weeks at which both of you are free and awake. Type one that suits "
                 "you, and {other} can say yes or no.", other=other)  # fmt: skip
    elif talk.status in STANDS:
        text = _("Which one would be better? A press proposes it to {other}; until they agree, {when} stands.",
                 other=other, when=When(talk.starts_at or turn.now))  # fmt: skip
    else:
        known = _has_said(reader, turn)
        suits = _("These should suit you both.") if known else _("Perhaps one of these suits you both.")
        text = sentences(suits, _("A press proposes one to {other}.", other=other))
    return Card(
        lines(news, text, _as_far_as_known(reader, turn)),
        title=_("A time with {other}", other=other),
        choices=[*picks, *_further(talk, reader, turn, page, more=len(found) > first + AT_ONCE)],
    )


def _further(talk: Talk, reader: Member, turn: Turn, page: int, *, more: bool) -> list[Choice]:
    if more and page < talks.LAST_PAGE:
        others = [Choice(_("Other times"), talks.other_times, talk, str(page + 1))]
    else:
        others = [Choice(_("The first ones again"), talks.other_times, talk, "0")] if page else []
    say = [] if _has_said(reader, turn) else [Choice(_("Say when I am free"), talks.say_free, talk)]
    return [
        *others,
        Choice(_("Type a time of our own"), typing.propose, talk, str(talk.changes)),
        *after_all(talk, reader),
        *_elsewhere(talk, turn),
        *say,
    ]


def after_all(talk: Talk, reader: Member) -> list[Choice]:
    """What the other one proposed can still be agreed to."""
    if talk.wish_at is None or talk.wish_by is talk.side(reader):
        return []
    return [
        Choice(_("What {other} proposed suits me", other=talk.other(reader).name), talks.agree, talk, str(talk.changes))
    ]


def _elsewhere(talk: Talk, turn: Turn) -> list[Choice]:
    """Two of an intro may have found a time by themselves, which is just as good."""
    intro = turn.store.get(Intro, talk.intro_id)
    if intro is None or intro.status is not IntroStatus.ACCEPTED or intro.has_time:
        return []
    return [Choice(_("We have a time"), meeting.found_time, intro)]


def _has_said(reader: Member, turn: Turn) -> bool:
    return bool(slugs_of(turn.store, reader, TagKind.FREE))


def _as_far_as_known(reader: Member, turn: Turn) -> Text | None:
    if _has_said(reader, turn):
        return None
    return _("I do not know when you are free, so I looked at the usual hours of the week.")


# --- in a button -----------------------------------------------------------------------------------------------------


def value(at: datetime, minutes: int, changes: int) -> str:
    """A time, how long, and how often the talk had changed when the button was made."""
    return f"{int(at.timestamp()) // 60}.{minutes}.{changes}"


def read(turn: Turn) -> tuple[datetime, int, int]:
    """The same again. Raises `Refused` where it is none of ours, or over."""
    since_1970, minutes, changes = ([number(part) for part in turn.value.split(".")] + [None] * 3)[:3]
    if since_1970 is None or minutes is None or changes is None or not 0 < minutes <= typing.LONGEST:
        raise Refused(_("I do not know that time any more. Please pick another one."), stale=True)
    at = datetime.fromtimestamp(since_1970 * 60, UTC)
    if at > turn.now + typing.FURTHEST:
        raise Refused(_("I do not know that time any more. Please pick another one."), stale=True)
    if at <= turn.now:
        raise Refused(_("That time has passed. Please pick another one."), stale=True)
    return at, minutes, changes
