"""Times to choose from, as one of the two sees them: three at once, found for both, each in the reader's own zone."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.calendar import Hours
from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.numbers import number
from bot.steps import Turn
from bot.times_for_two import AHEAD, Free, times_for_two
from bot.words import Phrase, Text, When, _, lines, sentences
from flows import timing
from flows.meeting import meeting
from flows.talks import about, talks, typing
from storage.mentoring.intros import Intro, IntroStatus
from storage.mentoring.matches import GOES_ON, Match
from storage.mentoring.pairs import talks as rows
from storage.mentoring.pairs.talks import STANDS, Talk, TalkStatus
from storage.mentoring.profiles import TagKind, slugs_of
from storage.mentoring.socials.guests import comes_to
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
    not_free = [(one.starts_at, one.ends_at) for one in _taken(person, turn)]
    if person.status is MemberStatus.PAUSED:
        not_free.append((turn.now, person.paused_until or turn.now + 2 * AHEAD))
    if talk.wish_at is not None and talk.wish_ends_at is not None:
        not_free.append((talk.wish_at, talk.wish_ends_at))
    return Free(timing.zone_of(person, turn), set(slugs_of(turn.store, person, TagKind.FREE)), not_free)


class Taken(NamedTuple):
    """Time that somebody does not have any more, and what they alone read of it."""

    starts_at: datetime
    ends_at: datetime
    why: Phrase


def _taken(person: Member, turn: Turn, but: Talk | None = None) -> list[Taken]:
    """By what they have agreed on, by what they have proposed themselves, and by the socials that they said yes to;
    `but`: by what else than this talk."""
    found = _agreed_on(person, turn, but)
    for one in rows.open_of(turn.store, person):
        is_other = but is None or one.id != but.id
        if is_other and one.wish_by is one.side(person) and one.wish_at and one.wish_ends_at:
            why = _("You have proposed a talk to {name} at that time.", name=one.other(person).name[:40])
            found.append(Taken(one.wish_at, one.wish_ends_at, why))
    return found


def _agreed_on(person: Member, turn: Turn, but: Talk | None) -> list[Taken]:
    """The same without what they have only proposed."""
    found: list[Taken] = []
    for one in rows.standing_of(turn.store, person):
        is_other = but is None or one.id != but.id
        if is_other and one.starts_at and one.ends_at:
            why = _("You have a talk with {name} at that time.", name=one.other(person).name[:40])
            found.append(Taken(one.starts_at, one.ends_at, why))
    for social in comes_to(turn.store, person, turn.now):
        why = _("You said yes to “{title}” at that time.", title=social.title[:40])
        found.append(Taken(social.starts_at, social.ends_at, why))
    return found


def clash(talk: Talk, person: Member, at: datetime, minutes: int, turn: Turn) -> Taken | None:
    """What one of the two has at that time besides this talk."""
    return _first(_taken(person, turn, talk), at, at + timedelta(minutes=minutes))


def wish_clash(talk: Talk, person: Member, turn: Turn) -> Taken | None:
    """What keeps one of the two from the time that is proposed. What they have only proposed elsewhere does not: it is
    taken back when this becomes a time."""
    if talk.wish_at is None or talk.wish_ends_at is None:
        return None
    return _first(_agreed_on(person, turn, talk), talk.wish_at, talk.wish_ends_at)


def _first(found: list[Taken], at: datetime, end: datetime) -> Taken | None:
    return next((one for one in found if one.starts_at < end and at < one.ends_at), None)


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
        *after_all(talk, reader, turn),
        *_none(talk, reader),
        *elsewhere(talk, turn),
        *say,
    ]


def after_all(talk: Talk, reader: Member, turn: Turn) -> list[Choice]:
    """What the other one proposed can still be agreed to, by whoever has that time."""
    if talk.wish_at is None or talk.wish_at <= turn.now or talk.wish_by is talk.side(reader):
        return []
    if wish_clash(talk, reader, turn) is not None:
        return []
    return [
        Choice(_("What {other} proposed suits me", other=talk.other(reader).name), talks.agree, talk, str(talk.changes))
    ]


def _none(talk: Talk, reader: Member) -> list[Choice]:
    """An answer to what the other one proposed, for whom none of these suits either; else the way back to what stands,
    or was proposed, for whom it is fine after all."""
    if talk.wish_at is None or talk.wish_by is talk.side(reader):
        return [] if talk.status is TalkStatus.LOOKING else [Choice(_("Leave it as it is"), talks.show, talk)]
    if talk.status in STANDS:
        return [Choice(_("No, leave it as it was"), talks.keep, talk, str(talk.changes))]
    return [Choice(_("None of these suits me"), talks.decline, talk, str(talk.changes))]


def elsewhere(talk: Talk, turn: Turn) -> list[Choice]:
    """The two may have found a time by themselves, which is just as good."""
    intro, match = turn.store.get(Intro, talk.intro_id), turn.store.get(Match, talk.match_id)
    if match is not None and match.status in GOES_ON and talk.status not in STANDS:
        return [Choice(_("We have a time"), about.found_time, match)]
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
