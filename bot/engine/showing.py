"""What went straight back, remembered: what is typed next is about what somebody has before them."""

from bot import shown
from bot.engine import meant, saving
from bot.engine.scene import Scene
from bot.incoming import Reply, Via
from storage import outbox
from storage.people import Account


def remember(scene: Scene, reply: Reply) -> Reply:
    """The pressed card says something else from now on, if only its presser sees it; what can be typed to it changes
    with it, and so does what else changes it (the reply's slot). What is no letter is noted as what was shown last: the
    answer to a command or to a press on such an answer, and what one alone sees of a press that many could see."""
    if reply.card is not None and scene.account is not None:
        _remember(scene, scene.account, reply.card, reply)
    return reply


def close_question(scene: Scene, reply: Reply, key: str) -> frozenset[str]:
    """A question about a typed line that was answered by typing loses its buttons; the lanes to wake."""
    letter, question = scene.incoming.letter, meant.answered(scene)
    if letter is None or question is None or (reply.card is None and reply.form is None):
        return frozenset()
    return saving.change_answer(scene, letter, meant.ASKED, question, key)


def _remember(scene: Scene, account: Account, card: shown.Card, reply: Reply) -> None:
    incoming = scene.incoming
    if incoming.via is Via.LINE:
        if incoming.letter is not None:
            outbox.close_letter(scene.session, incoming.letter)
        return
    if incoming.via not in (Via.PRESS, Via.FORM, Via.COMMAND) or (reply.problems and incoming.page is None):
        return  # nobody looks at it: a form that came whole has its problems beside its fields
    letter = None
    if incoming.on and not incoming.seen_by_many:
        letter = outbox.letter_with_reference(scene.session, account.lane, incoming.on)
    if letter is None:
        outbox.put_shown(scene.session, account.id or 0, saving.shown_row(scene, account, card))
    else:
        outbox.redraw_letter(scene.session, letter, card.model_dump_json(), open=card.open)
        outbox.move_letter(scene.session, letter, reply.slot)
