"""What one side thought of an intro, for themselves alone: given, changed, with a private reason; a mentor's word in
advance. No step here tells anybody else anything, and nothing anybody else is shown depends on it."""

from collections.abc import Mapping

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Question, Section, Style
from bot.steps import Effects, Flow, Turn
from bot.words import Phrase, Said, Text, _, lines
from flows import home
from flows.matching import choosing
from flows.meeting import intros
from flows.safety import safety
from flows.verdicts import answers, question_card, questions
from storage.mentoring import intros as rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.intros import Fit, Intro, IntroStatus, Side, Verdict
from storage.people import Member

flow: Flow[Intro] = Flow("own_verdict", about=Intro, holds=("mentee", "mentor"))

BOTH = ("mentee", "mentor")
MOST_REASON = 500
MOST_LISTED = 6
SHORT_REASON = 160
UNKNOWN = _("I do not know that answer any more. Please pick one of the buttons.")

LABELS: Mapping[Fit, Phrase] = {
    Fit.YES: _("A good fit"),
    Fit.MAYBE: _("Maybe"),
    Fit.NO: _("No"),
}
SAID: Mapping[Fit, Phrase] = {Fit.YES: _("a good fit"), Fit.MAYBE: _("maybe"), Fit.NO: _("no")}


def labels(other: str) -> Mapping[Fit, Phrase]:
    """The same on a card with several questions, where each button says whom it is about."""
    return {
        Fit.YES: _("A good fit, {other}", other=other),
        Fit.MAYBE: _("Maybe, {other}", other=other),
        Fit.NO: _("No, {other}", other=other),
    }


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    return card(intro, turn) if intro.status is IntroStatus.MET else intros.present(intro, turn)


def of(intro: Intro, member: Member, turn: Turn) -> Verdict | None:
    """What this member said about the intro. There is no way here to the other side's."""
    return rows.verdict_of(turn.store, intro, questions.side_of(intro, member))


# --- giving it -------------------------------------------------------------------------------------------------------


@flow.step(by=BOTH, when=IntroStatus.MET)
def give(intro: Intro, turn: Turn) -> Effects:
    """Keeps the answer, the first or a changed one. A mentor's word in advance lasts as long as their good fit."""
    if turn.value not in set(Fit):
        raise Refused(UNKNOWN)
    fit, verdict = Fit(turn.value), of(intro, turn.me, turn)
    if verdict is not None:
        _not_chosen_yet(intro, turn)
    verdict = verdict or turn.store.add(
        Verdict(
            intro_id=intro.id or 0, side=questions.side_of(intro, turn.me), member_id=turn.me.id or 0,
            program_id=turn.store.program, fit=fit, given_at=turn.now,
        )
    )  # fmt: skip
    verdict.fit, verdict.given_at = fit, turn.now
    if fit is not Fit.YES:
        verdict.would_say_yes = None
    turn.store.session.flush()
    news = _("Kept, for you alone. About {other} you said: {fit}.", other=intro.other(turn.me).name, fit=SAID[fit])
    yield from answers.answered(turn, news, _further(intro, turn), intro)


def _further(intro: Intro, turn: Turn) -> list[Choice]:
    """What can be done after an answer, until there is a choice."""
    if verdict_rows.live_match(turn.store, intro) is not None:
        return []
    other = intro.other(turn.me).name
    choose = [Choice(_("See whom you can choose"), choosing.show, turn.me, style=Style.MAIN)]
    return [
        *(choose if turn.me.id == intro.mentee_id else []),
        Choice(_("Add a private reason about {other}", other=other), reason, intro),
        Choice(_("Change my answer about {other}", other=other), change, intro),
    ]


def _not_chosen_yet(intro: Intro, turn: Turn) -> None:
    """Answers stand from the moment a choice was made that this person knows of: the choice of this very intro. Whoever
    has said nothing by then still can."""
    if verdict_rows.live_match(turn.store, intro) is not None:
        raise Refused(_("There is a choice already, so this answer stands as it is."))


@flow.step(by=BOTH, when=IntroStatus.MET, looks=True)
def change(intro: Intro, turn: Turn) -> Effects:
    """Asks anew, with what was said before."""
    yield answers.answer(intro, card(intro, turn), turn)


def card(intro: Intro, turn: Turn) -> Card:
    """The question about one intro, with what its reader said before."""
    verdict, other = of(intro, turn.me, turn), intro.other(turn.me).name
    if verdict is not None and verdict_rows.live_match(turn.store, intro) is not None:
        text: Text = lines(_("About {other}: there is a choice already.", other=other), said(verdict))
        return Card(text, title=_("For you alone"), notice=questions.notice(turn))
    asked = questions.Question(intro, questions.Asks.FIT, turn.me)
    more = [Choice(_("Add a private reason about {other}", other=other), reason, intro)] if verdict else []
    more += _advance_choices(intro, verdict, turn)
    return Card(
        lines(
            _("How was it with {other}? Would you two be a good fit?", other=other), said(verdict) if verdict else None
        ),
        title=question_card.TITLE,
        choices=[
            *(Choice(label, give, intro, fit.value) for fit, label in LABELS.items()),
            *more,
            safety.choice(turn.program),
        ],
        foot=question_card.foot(asked, turn),
        notice=questions.notice(turn),
    )


def _advance_choices(intro: Intro, verdict: Verdict | None, turn: Turn) -> list[Choice]:
    """A mentor's way from one word in advance to the other."""
    if turn.me.id != intro.mentor_id or verdict is None or verdict.would_say_yes is None:
        return []
    if verdict.would_say_yes:
        return [Choice(_("Rather decide when I am chosen"), in_advance, intro, "no")]
    return [Choice(_("Say yes in advance"), in_advance, intro, "yes")]


def said(verdict: Verdict | None) -> Text:
    """A member's own words, for their own eyes."""
    if verdict is None:
        return _("You have not said how it was.")
    return lines(_("You said: {fit}.", fit=SAID[verdict.fit]), Said(_short(verdict.reason)) if verdict.reason else None)


def note(verdict: Verdict | None) -> Phrase:
    """The same in one line."""
    if verdict is None:
        return _("Your own note: none yet.")
    if not verdict.reason:
        return _("Your own note: {fit}.", fit=SAID[verdict.fit])
    return _("Your own note: {fit}. {reason}", fit=SAID[verdict.fit], reason=_short(verdict.reason))


def _short(words: str) -> str:
    return words if len(words) <= SHORT_REASON else words[: SHORT_REASON - 1].rstrip() + "…"


# --- why -------------------------------------------------------------------------------------------------------------


def reason_form(intro: Intro, turn: Turn) -> Form:
    verdict = of(intro, turn.me, turn)
    return Form(
        _("A private reason"),
        [
            Question(
                "reason", Kind.LONG, _("What made you say so?"), required=False, most=MOST_REASON,
                hint=_("A note to yourself. It is kept locked, and nobody else gets to read it."),
                given=verdict.reason if verdict else "",
            ),
        ],
        submit=_("Keep it"),
    )  # fmt: skip


@flow.step(by=BOTH, when=IntroStatus.MET, form=reason_form)
def reason(intro: Intro, turn: Turn) -> Effects:
    """A note that only its writer sees; an empty one takes it away."""
    _not_chosen_yet(intro, turn)
    verdict = of(intro, turn.me, turn)
    if verdict is None:
        raise Refused(_("First say how it was; then there is something to give a reason for."))
    verdict.reason = turn.answers.text("reason")
    news = _("Kept, for you alone.") if verdict.reason else _("There is no reason kept any more.")
    yield from answers.answered(turn, news, _further(intro, turn), intro)


# --- a word in advance -----------------------------------------------------------------------------------------------


@flow.step(by="mentor", when=IntroStatus.MET)
def in_advance(intro: Intro, turn: Turn) -> Effects:
    """Whether being chosen is a yes already."""
    if turn.value not in ("yes", "no"):
        raise Refused(UNKNOWN)
    _not_chosen_yet(intro, turn)
    verdict = of(intro, turn.me, turn)
    if verdict is None or verdict.fit is not Fit.YES:
        raise Refused(_("That goes with a good fit. Say how it was first."))
    verdict.would_say_yes = turn.value == "yes"
    turn.store.session.flush()
    mentee = intro.mentee.name
    if verdict.would_say_yes:
        news = _("Kept. If {mentee} chooses you and you have a free place, your match begins at once.", mentee=mentee)
    else:
        news = _("Kept. If {mentee} chooses you, I ask you then.", mentee=mentee)
    again = Choice(_("Change my answer about {other}", other=mentee), change, intro)
    yield from answers.answered(turn, news, [again], intro)


# --- everything ------------------------------------------------------------------------------------------------------


def all_card(member: Member, turn: Turn) -> Card:
    """Every open intro that this member has met in, with what they said; and the way to say it."""
    both = [*rows.open_of_mentee(turn.store, member), *rows.open_of_mentor(turn.store, member)]
    met = [intro for intro in both if intro.status is IntroStatus.MET]
    waits = questions.about_now(member, turn)
    answer = [Choice(_("Answer what waits"), questions.look, member, style=Style.MAIN)] if waits else []
    if not met:
        text = _("You find here what you say about your intro chats, after you have met.")
        answer.append(Choice(_("See where I stand"), home.show, turn.program))
        return Card(text, title=_("For you alone"), choices=answer, notice=questions.notice(turn))
    return Card(
        None,
        title=_("For you alone"),
        sections=[_section(intro, member, turn) for intro in met[:MOST_LISTED]],
        choices=answer,
        foot=_("Only you see this: not the other side, not the coordinators."),
        notice=questions.notice(turn),
    )


def _section(intro: Intro, member: Member, turn: Turn) -> Section:
    verdict, other = of(intro, member, turn), intro.other(member).name
    again, first = _("Change my answer about {other}", other=other), _("Say how it was with {other}", other=other)
    in_advance_said = None
    if questions.side_of(intro, member) is Side.MENTOR and verdict and verdict.would_say_yes is not None:
        in_advance_said = _("If they choose you: a yes in advance.") if verdict.would_say_yes else _(
            "If they choose you: you decide then.")  # fmt: skip
    return Section(
        lines(_("**{other}**", other=other), said(verdict), in_advance_said),
        [
            Choice(again if verdict else first, change, intro),
            *([Choice(_("Add a private reason about {other}", other=other), reason, intro)] if verdict else []),
        ],
    )
