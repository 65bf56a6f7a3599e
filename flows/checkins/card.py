"""The card of check-ins, for one person. Its title and notice are neutral: how it goes is not for other eyes."""

from collections.abc import Mapping, Sequence

from bot.messages import Card, Choice, Section
from bot.steps import Replace, Turn
from bot.words import Phrase, Said, Text, When, _, lines
from flows import namesakes, telling
from flows.checkins import asking, checkins
from flows.matching import matches
from flows.safety import safety
from storage.mentoring.matches import GOES_ON, live_of
from storage.mentoring.pairs.checkins import CheckIn, Going, answered_since
from storage.people import Member

AT_ONCE = 5
"""Questions on one card; the others follow when these are answered."""
UNKNOWN = _("I do not know that answer any more. Please pick one of the buttons.")
LABELS: Mapping[Going, Phrase] = {
    Going.WELL: _("It goes well"),
    Going.FINE: _("It is all right"),
    Going.HARD: _("It is hard"),
}
SAID: Mapping[Going, Phrase] = {
    Going.WELL: _("it goes well"),
    Going.FINE: _("it is all right"),
    Going.HARD: _("it is hard"),
}


def labels(other: str) -> Mapping[Going, Phrase]:
    """The same on a card with several questions, where each button says whom it is about."""
    return {
        Going.WELL: _("It goes well, {other}", other=other),
        Going.FINE: _("It is all right, {other}", other=other),
        Going.HARD: _("It is hard, {other}", other=other),
    }


def notice(turn: Turn) -> Phrase:
    return _("A note from {program}", program=turn.program.name)


def of(
    member: Member, turn: Turn, news: Text | None = None, also: Sequence[Choice] = (),
    found: Sequence[CheckIn] | None = None,
) -> Card:  # fmt: skip
    """What waits for this member now (or what was `found` for them), below what just happened (`news`)."""
    found = asking.waiting(member, turn) if found is None else found
    if not found:
        text = news or _("Nothing waits for your answer now.")
        return Card(text, choices=[*also, safety.choice(turn.program)], notice=notice(turn))
    later = [Choice(_("Ask me later"), asking.later, member)] if _may_wait(found) else []
    if len(found) == 1:
        return _one(found[0], turn, news, [*later, *also])
    rest = len(found) - AT_ONCE
    more = _("{n} more follow when you have answered here.", n=rest) if rest > 0 else None
    each = [(one.other, Section(_text(one), _choices(one, named=True))) for one in found[:AT_ONCE]]
    return Card(
        lines(news, more) if news or more else None,
        title=_("A few questions for you"),
        sections=namesakes.headed(each, turn),
        choices=[*later, *also, safety.choice(turn.program)],
        foot=_("None of them ever sees what you answer. Where you say that it is hard, the coordinators learn it, so "
               "that somebody can help; otherwise it stays with you."),
        notice=notice(turn),
    )  # fmt: skip


def _may_wait(found: Sequence[CheckIn]) -> bool:
    return any(one.met is None and asking.can_wait(one) for one in found)


def _one(checkin: CheckIn, turn: Turn, news: Text | None, also: Sequence[Choice]) -> Card:
    return Card(
        lines(*([news, Said("")] if news else []), _text(checkin)),
        title=_("A question for you"),
        choices=[*_choices(checkin, named=False), *also, safety.choice(turn.program)],
        foot=_foot(checkin.other.name),
        notice=notice(turn),
    )


def _text(checkin: CheckIn) -> Phrase:
    other = checkin.other.name
    if checkin.met is not None:
        return _("How does it go with {other}?", other=other)
    if checkin.since is None:
        return _("Have you and {other} met since your match began?", other=other)
    return _("Have you and {other} met since {day}?", other=other, day=When(checkin.since, "day"))


def _foot(other: str) -> Phrase:
    """Who sees the answers, and what comes of them."""
    return _("{other} never sees what you answer. If you say that it is hard, the coordinators learn it, so that "
             "somebody can help; otherwise it stays with you.", other=other)  # fmt: skip


def _choices(checkin: CheckIn, *, named: bool) -> list[Choice]:
    """The answers. None of them stands out, so that nobody is led. `named`: each says whom it is about."""
    other = checkin.other.name
    if checkin.met is None:
        yes = _("Yes, we met, {other}", other=other) if named else _("Yes, we met")
        no = _("Not yet, {other}", other=other) if named else _("Not yet")
        return [Choice(yes, checkins.met, checkin, "yes"), Choice(no, checkins.met, checkin, "no")]
    return _goings(checkin, labels(other) if named else LABELS)


def _goings(checkin: CheckIn, said: Mapping[Going, Phrase]) -> list[Choice]:
    return [Choice(label, checkins.going, checkin, answer.value) for answer, label in said.items()]


# --- what was said ---------------------------------------------------------------------------------------------------


def said(checkin: CheckIn) -> Phrase:
    """Both answers in a few words."""
    if checkin.going is None:
        return _("you have met") if checkin.met else _("you have not met yet")
    if checkin.met is None:
        return SAID[checkin.going]
    if checkin.met:
        return _("you have met, and {going}", going=SAID[checkin.going])
    return _("you have not met yet, and {going}", going=SAID[checkin.going])


def said_to_others(checkin: CheckIn) -> Phrase:
    """The same, as a coordinator reads it."""
    if checkin.going is None:
        return _("nothing yet")
    if checkin.met is None:
        return SAID[checkin.going]
    if checkin.met:
        return _("they have met, and {going}", going=SAID[checkin.going])
    return _("they have not met yet, and {going}", going=SAID[checkin.going])


def anew(checkin: CheckIn, turn: Turn) -> Replace:
    """Both questions at once, with what was said before."""
    other = checkin.other.name
    shown = Card(
        lines(
            _("About {other} you said: {said}.", other=other, said=said(checkin)),
            _("What is right?"),
        ),
        title=_("A question for you"),
        choices=[
            *_goings(checkin, LABELS),
            Choice(_("We have not met yet") if checkin.met else _("We have met"), checkins.met, checkin,
                   "no" if checkin.met else "yes"),
            safety.choice(turn.program),
        ],
        foot=_foot(checkin.other.name),
        notice=notice(turn),
    )  # fmt: skip
    return telling.answer(asking.asked(turn.me), shown, turn)


def all_of(member: Member, turn: Turn) -> Card:
    """What waits; else what was said lately, and when the next question comes."""
    if found := asking.to_answer(member, turn):
        return of(member, turn, found=found)
    lately = answered_since(turn.store, member, turn.now - checkins.CHANGES)
    recent = [one for one in lately if one.match.status in GOES_ON]
    if not recent:
        return _nothing(member, turn)
    return Card(
        title=_("What you said lately"),
        sections=[_section(one) for one in recent[:AT_ONCE]],
        choices=[safety.choice(turn.program)],
        foot=_("The other ones never see it."),
        notice=notice(turn),
    )


def _section(checkin: CheckIn) -> Section:
    other = checkin.other.name
    return Section(
        lines(
            _("About {other}: {said}.", other=other, said=said(checkin)), Said(checkin.note) if checkin.note else None
        ),
        [
            Choice(_("Change my answer about {other}", other=other), checkins.change, checkin),
            Choice(_("Change the sentence about {other}", other=other) if checkin.note
                   else _("Add a sentence about {other}", other=other), checkins.note, checkin),
        ],
    )  # fmt: skip


def _nothing(member: Member, turn: Turn) -> Card:
    live = [match for match in live_of(turn.store, member) if match.status in GOES_ON]
    text = (
        _("Nothing waits for your answer now. I ask you now and then how it goes.") if live
        else _("While you have a match, I ask you now and then how it goes. You have none yet.")
    )  # fmt: skip
    look = [Choice(_("See your match"), matches.mine, member)] if live else []
    return Card(text, choices=[*look, safety.choice(turn.program)], notice=notice(turn))
