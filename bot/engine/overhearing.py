"""What somebody writes into a form and that must not wait: it is answered as it is where it is typed."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.answers import Answers
from bot.engine import saving
from bot.engine.scene import SeveralPrograms, load_record
from bot.errors import Refused
from bot.incoming import Incoming, Reply
from bot.steps import ANSWER, COORDINATOR, Replace, Tell
from storage import outbox

if TYPE_CHECKING:
    from bot.engine.taking import Engine


def answered(engine: "Engine", incoming: Incoming, now: datetime, reply: Reply) -> Reply:
    """The reply to a form, with the letter that answers such words beside it: whatever became of the form, and page by
    page. Not where coordinators write about others, nor where the step's own answer does it (`heeds`)."""
    step = engine.steps.get(incoming.step)
    if not incoming.answers or step is None or step.by == (COORDINATOR,):
        return reply
    said = "\n".join(text for texts in incoming.answers.values() for text in texts)
    hearing = engine.vocabulary.heard(said)
    if hearing is None or (step.heeds and reply.notice is None and not reply.problems):
        return reply
    key = saving.letter_key(incoming.key) + ":heard"
    with engine.database.write() as session:
        scene = engine.open(session, incoming, now)
        if scene.account is None or not outbox.first_time(session, key, now):
            return reply
        with suppress(Refused, SeveralPrograms):
            load_record(scene, step)
        turn = replace(scene.turn(engine.commands), text=said, answers=Answers(said=said))
        to = scene.member or scene.account
        effects = hearing.run(scene.account, turn)
        told = [Tell(to, one.card, kind=ANSWER) if isinstance(one, Replace) else one for one in effects]
        return replace(reply, wake=reply.wake | saving.save(scene, told, key).wake)
