"""What is asked back where it is not certain which press a typed line stands for, and the way to say that none was
meant."""

from typing import TYPE_CHECKING

from bot import shown
from bot.engine.scene import Scene
from bot.messages import Card
from bot.steps import ANYONE, REMOVED, Effects, Flow, Replace, Turn
from bot.tokens import BY_CODE
from bot.words import Phrase, Text, _, lines, sentences
from storage.people import Account

if TYPE_CHECKING:
    from bot.engine.meant import Meant

flow: Flow[Account] = Flow("asked", about=Account)
TWO_CARDS = _("Two cards wait for an answer. Which one do you mean?")
DO_THAT = _("Yes, do that")


@flow.step(by=(ANYONE, REMOVED), shared=True)
def none(_account: Account, _turn: Turn) -> Effects:
    """Nothing of what was asked about was meant, and nothing is done."""
    yield Replace(Card(_("All right, I leave it.")))


def which_card(scene: Scene, question: Text, found: "list[Meant]") -> shown.Card:
    return shown.Card(
        text=scene.voice.say(question),
        sections=tuple(
            shown.Section(
                text=scene.voice.say(_("{number}. {title}", number=number, title=one.title)),
                choices=(shown.Choice(id=one.with_value, label=one.label),),
            )
            for number, one in enumerate(found, start=1)
        ),
        choices=(_none(scene, _("No, none of these")),),
        notice=scene.voice.plain(_("Which one do you mean?")),
    )


def sure_card(scene: Scene, one: "Meant") -> shown.Card:
    """Asks whether that is meant; where it is not about what was read last, with what it is about."""
    say = scene.voice
    question = _("Do you mean “{label}”?", label=one.label)
    where = _("It stands here: {title}", title=one.title) if one.is_behind else None
    return shown.Card(
        text=Card(lines(question, where)).said(say).text,
        choices=(shown.Choice(id=one.with_value, label=say.plain(DO_THAT)), _none(scene, _("No, leave it"))),
    )


def is_none(one: "Meant") -> bool:
    """Whether it says that nothing of what was asked about was meant."""
    return one.id.startswith(none.id)


def is_answer(scene: Scene, one: "Meant") -> bool:
    """Whether it answers the question whether something was meant: nobody is asked about that in turn."""
    return one.asked and (is_none(one) or one.label == scene.voice.plain(DO_THAT))


def unnamed_card(scene: Scene, goes_on: shown.Choice) -> shown.Card:
    """In the middle of a form, where the line may be about an anonymous card that came after its question. It is the
    same card whatever was typed: nothing that is kept may tell it."""
    say = scene.voice
    return shown.Card(text=say.say(sentences(BY_CODE, _("Or do you want to go on with what you were filling in?"))),
                      choices=(goes_on,))  # fmt: skip


def _none(scene: Scene, label: Phrase) -> shown.Choice:
    return shown.Choice(id=f"{none.id}::", label=scene.voice.plain(label))
