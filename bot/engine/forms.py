"""Forms: opened, paged, kept while they are half filled, and mended in place.

A form belongs to a step and is built anew from rows each time, so it survives restarts and old buttons. What has been
filled in is kept in a `Draft` until the step succeeds.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import shown
from bot.answers import Answers, read_all
from bot.calendar import local
from bot.engine import enclosed
from bot.engine.scene import Scene
from bot.errors import Invalid
from bot.messages import Card, Choice, Form, Section, Style, step_id
from bot.steps import Record, Step, Turn
from bot.words import Said, Text, _, lines
from storage import outbox
from storage.outbox import Draft

LEFT_AFTER = timedelta(minutes=10)
"""As long somebody may look for words before they are asked whether they still want to go on."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A whole form that was read without a problem."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class NextPage:
    """A page was read, and more of them follow."""

    card: Card


@dataclass(frozen=True, slots=True)
class ToMend:
    """Some fields cannot be taken. `problems` go beside them; `card` leads back where that is not possible."""

    card: Card
    problems: dict[str, str]


def form_of(scene: Scene, step: Step[Any], record: Record, turn: Turn) -> shown.Form:
    """The step's form as this reader sees it, with what they filled in before."""
    return _as_shown(scene, step, record, _made(step, record, turn))


def _made(step: Step[Any], record: Record, turn: Turn) -> Form:
    if step.form is None:
        raise ValueError(f"{step.id} has no form")
    return step.form(record, turn)


def _as_shown(scene: Scene, step: Step[Any], record: Record, made: Form) -> shown.Form:
    value = scene.incoming.value
    form = made.said(scene.voice, step_id(step, record, value))
    draft = find_draft(scene, step, record, value)
    return form if draft is None else enclosed.kept_already(scene, with_draft(form, draft))


def with_draft(form: shown.Form, draft: Draft) -> shown.Form:
    given: dict[str, list[str]] = json.loads(draft.answers)
    problems: dict[str, str] = json.loads(draft.problems)
    questions = tuple(
        question.model_copy(
            update={
                "given": tuple(given[question.name]) if question.name in given else question.given,
                "problem": problems.get(question.name, "")[:100],
            }
        )
        for question in form.questions
    )
    start = draft.page if draft.page < len(questions) else 0
    return form.model_copy(update={"questions": questions, "start": start})


def take_page(scene: Scene, step: Step[Any], record: Record, turn: Turn) -> Filled | NextPage | ToMend:
    """Reads what was sent: the whole form, or one page of it, from the question `incoming.page` on."""
    made = _made(step, record, turn)
    form = _as_shown(scene, step, record, made)
    sent = dict(scene.incoming.answers or {})
    first = scene.incoming.page or 0
    last = len(form.questions) if scene.incoming.page is None else min(first + form.page_size, len(form.questions))
    page = form.questions[first:last]
    sent, unread = enclosed.taken_in(scene, page, sent, find_draft(scene, step, record, scene.incoming.value))
    draft = _keep(scene, step, record, sent)
    today = local(scene.now, scene.voice.zone).date()
    _answers, problems = read_all(page, sent, today)
    problems = _unfit(made, form.questions[:last], draft, today) | problems | unread
    if problems:
        return to_mend(scene, step, record, draft, form, problems)
    draft.problems = "{}"
    if last < len(form.questions):
        draft.page = last
        return NextPage(_continue_card(step, record, scene.incoming.value, last, len(form.questions)))
    given = {question.name: tuple(json.loads(draft.answers).get(question.name, ())) for question in form.questions}
    answers, problems = read_all(form.questions, given, today)
    if problems:
        return to_mend(scene, step, record, draft, form, problems)
    return Filled(answers)


def _unfit(made: Form, so_far: Sequence[shown.Question], draft: Draft, today: date) -> dict[str, Text]:
    """What is wrong with answers beside each other, of those that have been given by now."""
    if made.checks is None:
        return {}
    kept = json.loads(draft.answers)
    given = {question.name: tuple(kept.get(question.name, ())) for question in so_far}
    read, _problems = read_all(so_far, given, today)
    try:
        made.checks(read)
    except Invalid as invalid:
        return invalid.problems
    return {}


def to_mend(
    scene: Scene,
    step: Step[Any],
    record: Record,
    draft: Draft,
    form: shown.Form,
    problems: Mapping[str, Text],
) -> ToMend:
    """Keeps the answers with the problems, and leads back to the page of the first of them."""
    said = {name: scene.voice.plain(text)[:100] for name, text in problems.items()}
    first = next((number for number, question in enumerate(form.questions) if question.name in said), 0)
    draft.problems = json.dumps(said)
    draft.page = first - first % form.page_size
    sections = [Section(lines(Said(question.label), Said(said[question.name])))
                for question in form.questions if question.name in said]  # fmt: skip
    card = Card(
        _("Almost there. Nothing you wrote is lost."),
        sections=sections[:6],
        choices=[Choice(_("Mend it"), step, record, scene.incoming.value, Style.MAIN)],
    )
    return ToMend(card, said)


def _continue_card(step: Step[Any], record: Record, value: str, done: int, all: int) -> Card:
    return Card(
        _("Saved. {done} of {all} questions are done.", done=done, all=all),
        choices=[Choice(_("Continue"), step, record, value, Style.MAIN)],
    )


def keep_with_problems(
    scene: Scene, step: Step[Any], record: Record, turn: Turn, problems: Mapping[str, Text]
) -> ToMend:
    """After the step itself refused an answer: what was filled in stays, with the problems beside it."""
    form = form_of(scene, step, record, turn)
    sent, _unread = enclosed.taken_in(
        scene, form.questions, scene.incoming.answers or {}, find_draft(scene, step, record, scene.incoming.value)
    )
    draft = _keep(scene, step, record, sent)
    return to_mend(scene, step, record, draft, form, problems)


# --- drafts ----------------------------------------------------------------------------------------------------------


def find_draft(scene: Scene, step: Step[Any], record: Record, value: str) -> Draft | None:
    if scene.account is None:
        return None
    return outbox.draft_of(scene.session, scene.account.id or 0, step.id, record.id or 0, value)


def _keep(scene: Scene, step: Step[Any], record: Record, sent: Mapping[str, tuple[str, ...]]) -> Draft:
    """Adds what was sent to the draft."""
    value = scene.incoming.value
    draft = find_draft(scene, step, record, value) or start_draft(scene, step.id, record.id or 0, value)
    draft.answers = json.dumps(json.loads(draft.answers) | {name: list(texts) for name, texts in sent.items()})
    touch(scene, step, draft)
    return draft


def touch(scene: Scene, step: Step[Any], draft: Draft) -> None:
    """Something was filled in just now. Where the step wants to know, it hears if nothing follows."""
    draft.touched_at = scene.now
    if step.if_left is not None and scene.account and scene.program:
        due = scene.now + LEFT_AFTER
        outbox.set_timer(scene.session, scene.program.id or 0, step.if_left.id, scene.account.id or 0, "", due)


def forget_left(scene: Scene, step: Step[Any] | None) -> None:
    """They stopped it themselves, so nothing is asked."""
    if step is not None and step.if_left is not None and scene.account:
        outbox.remove_timer(scene.session, step.if_left.id, scene.account.id or 0, "")


def start_draft(scene: Scene, step: str, about: int, value: str) -> Draft:
    if scene.account is None:
        raise ValueError("nobody fills this in")
    draft = Draft(
        program_id=scene.program.id if scene.program else None,
        account_id=scene.account.id or 0,
        step=step,
        about=about,
        value=value,
        touched_at=scene.now,
    )
    scene.session.add(draft)
    return draft


def done(scene: Scene, step: Step[Any], record: Record) -> None:
    """The form was taken: nothing of it is kept, and nothing is asked about it. What the same account began in another
    program is still asked about."""
    drop_draft(scene.session, find_draft(scene, step, record, scene.incoming.value))
    if step.if_left is None or scene.account is None:
        return
    scene.session.flush()
    if not outbox.drafts_of(scene.session, scene.account.id or 0, step.id):
        forget_left(scene, step)


def drop_draft(session: Session, draft: Draft | None) -> None:
    if draft is not None:
        session.delete(draft)
