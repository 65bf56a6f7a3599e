"""Files that came in, where a form asks for one: what a draft keeps of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot import shown
from bot.answers import Unread
from bot.engine.scene import Scene
from bot.pictures import Picture, picture_in
from bot.shown import Kind
from bot.words import Text, _
from storage.outbox import Draft, StoredFile

KEPT = timedelta(days=30)
"""As long as the half-filled form that it belongs to."""
BY_LINE = ""
"""The name under which a file comes with a line."""
NO_FILE = _("Please send a picture as a file.")
NOT_ASKED = _("I take a picture only where I ask for one, so I have not kept this file.")
KEPT_HINT = _("Your picture is kept. Send another one, and it takes its place.")


def taken_in(
    scene: Scene, page: Sequence[shown.Question], sent: Mapping[str, tuple[str, ...]], draft: Draft | None
) -> tuple[dict[str, tuple[str, ...]], dict[str, Text]]:
    """What was sent, with the row of a file for every question that takes one, and a sentence for each file that cannot
    be taken. What a browser says itself about such a question is never believed."""
    answers, problems = dict(sent), dict[str, Text]()
    before: dict[str, list[str]] = json.loads(draft.answers) if draft else {}
    for question in page:
        if question.kind is not Kind.PICTURE:
            continue
        answers[question.name] = tuple(before.get(question.name, ()))
        try:
            picture = picture_in(scene.incoming.files, question.name)
        except Unread as unread:
            problems[question.name] = unread.sentence
            continue
        if picture is not None:
            _forget(scene, answers[question.name])
            answers[question.name] = (keep(scene, picture),)
    return answers, problems


def sent_by_line(scene: Scene, question: shown.Question, draft: Draft) -> str:
    """The row of the picture that came with a line, in the place of the one before. Raises `Unread`."""
    picture = picture_in(scene.incoming.files, BY_LINE)
    if picture is None:
        raise Unread(NO_FILE)
    before: dict[str, list[str]] = json.loads(draft.answers)
    _forget(scene, before.get(question.name, ()))
    return keep(scene, picture)


def _forget(scene: Scene, before: Sequence[str]) -> None:
    """What was sent for the same question earlier: another one takes its place."""
    for name in before:
        row = scene.session.get(StoredFile, int(name))
        if row is not None and scene.account and row.account_id == scene.account.id:
            scene.session.delete(row)


def keep(scene: Scene, picture: Picture) -> str:
    """The number of its row, which belongs to whoever sent it until a step takes it over."""
    row = StoredFile(
        program_id=scene.program.id if scene.program else None,
        account_id=scene.account.id if scene.account else None,
        name=picture.name,
        media_type=picture.media_type,
        hash=hashlib.sha256(picture.content).hexdigest(),
        content=picture.content,
        expires_at=scene.now + KEPT,
    )
    scene.session.add(row)
    scene.session.flush()
    return str(row.id)


def kept_already(scene: Scene, form: shown.Form) -> shown.Form:
    """Says of each picture that was sent before that it need not be sent again."""
    hint = scene.voice.plain(KEPT_HINT)
    questions = tuple(
        question.model_copy(update={"hint": hint, "required": False})
        if question.kind is Kind.PICTURE and question.given
        else question
        for question in form.questions
    )
    return form.model_copy(update={"questions": questions})
