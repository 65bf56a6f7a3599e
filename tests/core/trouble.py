"""Steps that do too much, do what they must not, or break."""

from datetime import timedelta

from bot.errors import Refused
from bot.messages import Card, Choice
from bot.steps import ANYONE, MEMBER, PERSONAL, PROMPT, Ask, Effects, Flow, Later, Never, Replace, Tell, Turn
from bot.words import _
from tests.core import small
from tests.core.small import Jar, the_helper

flow: Flow[Jar] = Flow("trouble", about=Jar, holds=("owner", "helper"))


@flow.step(by="owner")
def break_(jar: Jar, turn: Turn) -> Effects:
    """Everything a step can do, and then it breaks."""
    jar.coins += 1
    turn.store.add(Jar(program_id=jar.program_id, owner_id=jar.owner_id))
    yield Tell(the_helper(jar, turn), Card(_("This must never arrive.")))
    yield Later(small.ring, jar, due=turn.now)
    raise RuntimeError("the glass broke")


@flow.step(by="owner")
def trap(jar: Jar, turn: Turn) -> Effects:
    yield Tell(turn.me, Card(_("A trap"), choices=[Choice(_("Break it"), break_, jar)]))


@flow.step(by="owner")
def refuse_late(jar: Jar, turn: Turn) -> Effects:
    """Refuses after it has begun."""
    jar.coins += 1
    yield Tell(the_helper(jar, turn), Card(_("This must never arrive.")))
    raise Refused(_("On second thoughts, no."))


@flow.step(by="owner")
def wind_refused(jar: Jar, turn: Turn) -> Effects:
    """A timer of a step that will refuse."""
    yield Later(refuse_late, jar, due=turn.now)


@flow.step(by="owner")
def flood(jar: Jar, turn: Turn) -> Effects:
    """So many letters."""
    jar.coins += 1
    helper = the_helper(jar, turn)
    for number in range(int(turn.value)):
        yield Tell(helper, Card(_("{number}", number=number)), kind=PERSONAL)


@flow.step(by="owner")
def prompt(jar: Jar, turn: Turn) -> Effects:
    """So many letters unasked, each with a button."""
    for number in range(int(turn.value)):
        card = Card(
            _("Prompt {number}", number=number),
            title=_("Title {number}", number=number),
            choices=[Choice(_("Put one in"), small.put, jar), Choice(_("Look"), small.look, jar, value=str(number))],
        )
        yield Tell(the_helper(jar, turn), card, kind=PROMPT)


@flow.step(by=MEMBER, looks=True)
def look_and_tell(jar: Jar, turn: Turn) -> Effects:
    yield Tell(the_helper(jar, turn), Card(_("Somebody looked.")))


@flow.step(by=MEMBER, looks=True)
def look_and_wind(jar: Jar, turn: Turn) -> Effects:
    yield Later(small.ring, jar, due=turn.now)


@flow.step(by=MEMBER, looks=True)
def look_and_take(jar: Jar, turn: Turn) -> Effects:
    jar.coins = 0
    yield Replace(Card(_("Nothing to see here.")))


@flow.step()
def ring_broken(jar: Jar, turn: Turn) -> Effects:
    """A timer's step that breaks while the jar is empty."""
    if not jar.coins:
        raise RuntimeError("the bell broke")
    jar.note += "rung"
    yield Tell(the_helper(jar, turn), Card(_("The bell was mended.")))


@flow.step(by="owner")
def wind_broken(jar: Jar, turn: Turn) -> Effects:
    yield Later(ring_broken, jar, due=turn.now + timedelta(minutes=1))


@flow.step(by="owner")
def wind_and_unwind(jar: Jar, turn: Turn) -> Effects:
    yield Later(small.ring, jar, due=turn.now + timedelta(minutes=1))
    yield Never(small.ring, jar)


@flow.step(by=ANYONE)
def ask_for_too_much(jar: Jar, turn: Turn) -> Effects:
    """Leads to a form that is not for everybody."""
    yield Ask(small.seal, jar)


FLOWS = (*small.FLOWS, flow)
