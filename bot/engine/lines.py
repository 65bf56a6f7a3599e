"""A form filled in line by line: for whoever types, and wherever a form cannot be opened."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import blake2s
from typing import TYPE_CHECKING

from bot import shown
from bot.answers import Answer, Unread, read, read_all
from bot.calendar import local
from bot.engine import enclosed, forms, meant
from bot.engine.scene import Scene
from bot.incoming import Reply
from bot.messages import Card
from bot.shown import Kind
from bot.words import Marked, Phrase, Said, Text, Voice, _, clean, lines
from storage import outbox
from storage.outbox import Draft

if TYPE_CHECKING:
    from bot.engine.taking import Engine

REMEMBERED = timedelta(hours=1)
"""As long somebody knows what they wrote before, and what they were asked; after that a line is no answer, and a form
begins anew, with their words in it."""
CANCEL, SKIP, SAME, BACK = _("cancel"), _("skip"), _("same"), _("back")


def begin(scene: Scene, form: shown.Form) -> shown.Card:
    """Starts (or goes on with) filling in a form by typing; returns the question that is next."""
    account = scene.account
    if account is None:
        raise ValueError("nobody fills this in")
    stop(scene)
    step, about, value = form.id.split(":")
    draft = outbox.draft_of(scene.session, account.id or 0, step, int(about or 0), value)
    if draft is None:
        draft = forms.start_draft(scene, step, int(about or 0), value)
    account.typing = draft.typed = True
    goes_on = 0 if scene.now - draft.touched_at > REMEMBERED else form.start
    start = next((number for number, question in enumerate(form.questions) if question.problem), goes_on)
    draft.page, draft.touched_at = start, scene.now
    problem = form.questions[start].problem
    return question_card(scene.voice, form, start, Said(problem) if problem else None, begins=True)


def being_typed(scene: Scene) -> Draft | None:
    """The form that is being filled in by typing."""
    account = scene.account
    return outbox.typed_draft(scene.session, account.id or 0) if account and account.typing else None


def lapsed(scene: Scene) -> shown.Card | None:
    """Where somebody types on a long while after the last line of a form: it is none of its answers any more, and this
    says so. What was filled in is kept."""
    draft = being_typed(scene)
    if draft is None or scene.now - draft.touched_at <= REMEMBERED:
        return None
    stop(scene)
    text = _("You were filling in a form a while ago. What you type now is no answer to it any more. Nothing of it has "
             "been sent, and what you wrote is kept.")  # fmt: skip
    return Card(text).said(scene.voice).model_copy(update={"choices": (_go_on(scene, draft),)})


def left(scene: Scene) -> shown.Card | None:
    """For whoever types something else in the middle of a form: that nothing of it is lost, and nothing is sent."""
    draft = being_typed(scene)
    if draft is None or not any(json.loads(draft.answers).values()):
        return None
    text = _("What you began to write is kept, and nothing of it has been sent.")
    return Card(text).said(scene.voice).model_copy(update={"choices": (_go_on(scene, draft),)})


def file_unasked(scene: Scene) -> shown.Card | None:
    """Where somebody sends a file without a word, and no form waits for an answer: that it is not kept."""
    if not scene.incoming.files or clean(scene.incoming.text) or being_typed(scene) is not None:
        return None
    return Card(enclosed.NOT_ASKED).said(scene.voice)


def stop(scene: Scene) -> None:
    """What is typed from now on is not an answer to a form; what was filled in is kept."""
    if scene.account and scene.account.typing:
        scene.account.typing = False
        outbox.stop_typing(scene.session, scene.account.id or 0)


def set_aside(scene: Scene, draft: Draft, text: str) -> shown.Card:
    """A line that sounds like danger is not taken for an answer before it was typed a second time; this says so."""
    draft.set_aside, draft.touched_at = _print_of(text), scene.now
    question = meant.question_of(scene, draft)
    say = _("I have not taken that as your answer to “{question}”. If it is about somebody else and belongs there, "
            "type it once more.", question=question)  # fmt: skip
    return Card(say).said(scene.voice)


def was_set_aside(draft: Draft, text: str) -> bool:
    """Whether this is the line that was not taken, typed a second time."""
    return draft.set_aside == _print_of(text)


def _print_of(text: str) -> str:
    """Tells a line again from others without keeping it."""
    return blake2s(" ".join(text.casefold().split()).encode(), digest_size=16).hexdigest()


def next_answer(engine: "Engine", scene: Scene, draft: Draft, text: str) -> Reply:
    """Takes one typed answer; gives the next question, or takes the step after the last one."""
    if _means(scene.voice, text, CANCEL):
        stop(scene)
        forms.forget_left(scene, engine.steps.get(draft.step))
        return Reply(card=_stopped_card(scene, draft))
    scene.incoming = replace(scene.incoming, step=draft.step, about=draft.about, value=draft.value, text="", answers={})
    step, record = engine.admit(scene)
    turn = scene.turn(engine.commands)
    draft.touched_at, draft.set_aside = scene.now, ""
    form = forms.form_of(scene, step, record, turn)
    number = min(draft.page, len(form.questions) - 1)
    if number and _means(scene.voice, text, BACK):
        draft.page = number - 1
        return Reply(card=question_card(scene.voice, forms.with_draft(form, draft), number - 1))
    question = form.questions[number]
    today = local(scene.now, scene.voice.zone).date()
    try:
        raw = _raw(scene, question, draft, text)
        answer = read(question, raw, today, typed=raw == (text,))
    except Unread as unread:
        return Reply(card=question_card(scene.voice, form, number, unread.sentence))
    draft.answers = json.dumps(json.loads(draft.answers) | {question.name: _values(question, answer, raw)})
    draft.problems, draft.page = "{}", number + 1
    forms.touch(scene, step, draft)
    if number + 1 < len(form.questions):
        return Reply(card=question_card(scene.voice, form, number + 1))
    given = {name: tuple(texts) for name, texts in json.loads(draft.answers).items()}
    scene.incoming = replace(scene.incoming, answers=given)
    answers, problems = read_all(form.questions, given, today)
    if problems:
        forms.keep_with_problems(scene, step, record, turn, problems)
        return Reply(form=forms.form_of(scene, step, record, turn))
    stop(scene)
    return engine.run(scene, step, record, turn, answers)


def _stopped_card(scene: Scene, draft: Draft) -> shown.Card:
    text = _("Stopped, and nothing of it has been sent. What you wrote is kept for you alone.")
    return Card(text).said(scene.voice).model_copy(update={"choices": (_go_on(scene, draft),)})


def _go_on(scene: Scene, draft: Draft) -> shown.Choice:
    return shown.Choice(id=meant.form_id(draft), label=scene.voice.plain(_("Go on with it")))


def _means(voice: Voice, text: str, word: Phrase) -> bool:
    """Whether the line is that word, in English or in the reader's language."""
    return text.casefold().strip(' .!"“”') in (word.text, voice.plain(word).casefold())


def _raw(scene: Scene, question: shown.Question, draft: Draft, text: str) -> tuple[str, ...]:
    """What the line says, or brings with it. Raises `Unread`."""
    if question.given and _means(scene.voice, text, SAME):
        return question.given
    if not question.required and _means(scene.voice, text, SKIP):
        return ()
    if question.kind is not Kind.PICTURE:
        return (text,)
    return (enclosed.sent_by_line(scene, question, draft),)


def _values(question: shown.Question, answer: Answer, raw: tuple[str, ...]) -> list[str]:
    """What a draft keeps: options by value, everything else as it was typed."""
    if isinstance(answer, tuple):
        return list(answer)
    if question.kind is Kind.ONE and isinstance(answer, str):
        return [answer]
    return list(raw)


def question_card(
    voice: Voice, form: shown.Form, number: int, problem: Text | None = None, *, begins: bool = False
) -> shown.Card:
    """One question of a form, to be answered by typing; the form itself is one press away. Where it `begins`, also
    after a while, what stands above the whole form comes first."""
    question = form.questions[number]
    hints: list[Text | None] = [Marked(form.text) if form.text and begins else None, problem]
    hints.append(Said(question.hint) if question.hint else None)
    if not question.searched:
        hints += [Said(f"{place}. {option.label}") for place, option in enumerate(question.options, start=1)]
    hints.append(_("Several are fine, with commas between them.") if question.kind is Kind.MANY else None)
    if question.kind is Kind.PICTURE:
        hints.append(_("Send it here as a file."))
        hints.append(_("Type “same” to keep the one that you sent.") if question.given else None)
    elif question.given:
        labels = {option.value: option.label for option in question.options}
        now = ", ".join(labels.get(value, value) for value in question.given)[:200]
        hints.append(_("Now: {now}. Type “same” to keep it.", now=now))
    if not question.required and not (question.kind is Kind.PICTURE and question.given):
        hints.append(_("Type “skip” to leave it out."))
    hints.append(_("Type “cancel” to stop; what you wrote is kept."))
    hints.append(_("“back” shows the question before, and what you answered.") if number else None)
    of_all = f" ({number + 1}/{len(form.questions)})" if len(form.questions) > 1 else ""
    return shown.Card(
        title=f"{question.label}{of_all}",
        text=Card(lines(*hints)).said(voice).text,
        choices=(shown.Choice(id=form.id, label=form.opener),),
    )
