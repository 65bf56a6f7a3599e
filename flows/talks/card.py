"""The card of a talk, for one of the two: what is looked for, what is proposed, what stands."""

from collections.abc import Sequence

from bot.messages import Card, Choice, File, Style
from bot.steps import Turn
from bot.words import Phrase, Said, Text, When, _, lines, sentences
from flows import telling
from flows.safety import safety
from flows.talks import about, calendar_file, planning, talks, times
from storage.mentoring.pairs.talks import Talk, TalkStatus
from storage.people import Member


def asked(talk: Talk, person: Member) -> telling.Asked:
    return telling.Asked("talk", talk, person, on=("talk",), past=_since(talk, person))


def _since(talk: Talk, reader: Member) -> Phrase:
    """What an older card becomes: what happened then, which stays true whatever comes next."""
    other = talk.other(reader).name
    if talk.wish_at is not None:
        return _("{when} was proposed for your talk with {other}. It goes on further down.", when=When(talk.wish_at),
                 other=other)  # fmt: skip
    if talk.starts_at is None:
        return _("The time that was proposed with {other} came to nothing.", other=other)
    if talk.status is TalkStatus.PLANNED:
        return _("You and {other} agreed on {when}. It goes on further down.", other=other,
                 when=When(talk.starts_at))  # fmt: skip
    if talk.status is TalkStatus.CANCELLED:
        return is_off(talk, reader)
    return _over(talk, reader)


def of(
    talk: Talk, reader: Member, turn: Turn, news: Text | None = None, *, picks: bool = False,
    files: Sequence[File] = (), shortly: bool = False,
) -> Card:  # fmt: skip
    """As it is now. `picks`: times to choose from, where nothing is proposed; such a card is true only for a while.
    `shortly`: without what was to be done when it was agreed on."""
    match talk.status:
        case TalkStatus.LOOKING if picks:
            return times.card(talk, reader, turn, news)
        case TalkStatus.LOOKING:
            return closed(talk, turn, news or _("No time is proposed to {other} now.", other=talk.other(reader).name))
        case TalkStatus.PROPOSED:
            return _proposed(talk, reader, turn, news)
        case TalkStatus.PLANNED:
            return _planned(talk, reader, turn, news, files, shortly=shortly)
        case TalkStatus.MOVING:
            return _moving(talk, reader, turn, news, files)
        case TalkStatus.CANCELLED:
            return closed(talk, turn, news or is_off(talk, reader))
        case TalkStatus.OVER:
            return Card(news or _over(talk, reader))


def closed(talk: Talk, turn: Turn, news: Text, files: Sequence[File] = ()) -> Card:
    """There is no time any more; another one can be found where the two go on."""
    takes_out = calendar_file.taken_out() if files else None
    return Card(lines(news, takes_out), choices=[*about.again(talk, turn), safety.choice(turn.program)], files=files)


def is_off(talk: Talk, reader: Member) -> Phrase:
    other = talk.other(reader).name
    if talk.starts_at is None:
        return _("There is no time with {other} any more.", other=other)
    return _("Your talk with {other} on {when} is off.", other=other, when=When(talk.starts_at))


def _over(talk: Talk, reader: Member) -> Phrase:
    other = talk.other(reader).name
    day = When(talk.starts_at, "day") if talk.starts_at else None
    return _("Your talk with {other} on {day} is over.", other=other, day=day)


# --- a time is proposed ----------------------------------------------------------------------------------------------


def _wish(talk: Talk, turn: Turn) -> When:
    return When(talk.wish_at or turn.now)


def _where(place: str) -> Text | None:
    """What somebody typed, as it stands: nothing in it becomes a link of ours."""
    return sentences(_("Where:"), Said(place)) if place else None


def _proposed(talk: Talk, reader: Member, turn: Turn, news: Text | None) -> Card:
    other, when, minutes = talk.other(reader).name, _wish(talk, turn), talk.wish_minutes
    if talk.wish_by is talk.side(reader):
        return Card(
            lines(
                news,
                _(
                    "You proposed **{when}** to {other}, for {minutes} minutes.",
                    when=when,
                    other=other,
                    minutes=minutes,
                ),
                _where(talk.wish_place),
                _("If {other} answers before then, I tell you; without an answer nothing is agreed.", other=other),
            ),
            title=_("A time with {other}", other=other),
            choices=[
                Choice(_("Propose another one"), talks.other_times, talk, "0"),
                Choice(_("Take it back"), talks.take_back, talk, str(talk.changes)),
            ],
        )
    return Card(
        lines(
            news,
            _("{other} proposes **{when}**, for {minutes} minutes.", other=other, when=when, minutes=minutes),
            _where(talk.wish_place),
            _taken(talk, reader, turn),
        ),
        title=_("A time with {other}", other=other),
        choices=[
            *_suits(talk, reader, turn),
            Choice(_("Other times"), talks.other_times, talk, "0"),
            Choice(_("No, that does not suit me"), talks.decline, talk, str(talk.changes)),
            *times.elsewhere(talk, turn),
            safety.choice(turn.program),
        ],
        foot=_("It is a time only when you agree."),
    )  # fmt: skip


def _suits(talk: Talk, reader: Member, turn: Turn) -> list[Choice]:
    """Nothing to press where it could not be agreed on."""
    if times.wish_clash(talk, reader, turn) is not None:
        return []
    return [Choice(_("Yes, that suits me"), talks.agree, talk, str(talk.changes), Style.MAIN)]


def _taken(talk: Talk, reader: Member, turn: Turn) -> Text | None:
    """What the reader has at the time that is proposed to them."""
    taken = times.wish_clash(talk, reader, turn)
    return taken.why if taken is not None else None


def _moving(talk: Talk, reader: Member, turn: Turn, news: Text | None, files: Sequence[File]) -> Card:
    other, when, stands = talk.other(reader).name, _wish(talk, turn), When(talk.starts_at or turn.now)
    minutes = talk.wish_minutes
    cancel = Choice(_("Cancel the talk"), talks.cancel, talk, str(talk.changes))
    if talk.wish_by is talk.side(reader):
        return Card(
            lines(
                news,
                _("You proposed to {other} to move your talk to **{when}**, for {minutes} minutes.", other=other,
                  when=when, minutes=minutes),
                _where(talk.wish_place),
                _("Until {other} agrees, {stands} stands.", other=other, stands=stands),
            ),
            title=_("A time with {other}", other=other),
            choices=[Choice(_("Leave it as it was"), talks.take_back, talk, str(talk.changes)), cancel],
            files=files,
        )  # fmt: skip
    return Card(
        lines(
            news,
            _("{other} would like to move your talk to **{when}**, for {minutes} minutes.", other=other, when=when,
              minutes=minutes),
            _where(talk.wish_place),
            _taken(talk, reader, turn),
            _("Until you agree, {stands} stands.", stands=stands),
        ),
        title=_("A time with {other}", other=other),
        choices=[
            *_suits(talk, reader, turn),
            Choice(_("Other times"), talks.other_times, talk, "0"),
            Choice(_("No, leave it as it was"), talks.keep, talk, str(talk.changes)),
            cancel,
            safety.choice(turn.program),
        ],
        files=files,
    )  # fmt: skip


# --- a time stands ---------------------------------------------------------------------------------------------------


def _planned(
    talk: Talk, reader: Member, turn: Turn, news: Text | None, files: Sequence[File], *, shortly: bool
) -> Card:
    other, when = talk.other(reader).name, When(talk.starts_at or turn.now)
    return Card(
        lines(
            news,
            _(
                "You talk with {other} on **{when}**, for {minutes} minutes.",
                other=other,
                when=when,
                minutes=talk.minutes,
            ),
            _where(talk.place),
            None if shortly else calendar_file.line(talk, reader, turn),
        ),
        title=_("Your talk with {other}", other=other),
        choices=[
            Choice(_("Move it"), talks.other_times, talk, "0"),
            Choice(_("Cancel the talk"), talks.cancel, talk, str(talk.changes)),
            safety.choice(turn.program),
        ],
        foot=None if shortly else planning.promise(talk),
        files=files,
    )
