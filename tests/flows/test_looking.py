"""Steps that only look."""

from structlog.testing import capture_logs

from bot.incoming import Incoming, Via
from flows import FLOWS
from storage.people import Account, Member
from storage.places import Place, Program
from tests.world.making import add_coordinator, add_member
from tests.world.world import World

NUMBERS: dict[type, tuple[int, ...]] = {Program: (1,), Place: (1,), Account: (1, 2), Member: (1, 2)}


def test_looking_makes_no_rows(world: World) -> None:
    """Whatever a new member or a coordinator looks at, about themselves or each other, before anything was told: it is
    shown or refused, and never needs a row that is not there yet."""
    add_member(world, "Ada")
    add_coordinator(world, "Sam")
    looks = [step for flow in FLOWS for step in flow.steps if step.looks]
    tried = 0
    with capture_logs() as logs:
        for step in looks:
            for about in NUMBERS.get(step.flow.about, ()):
                for name in ("Ada", "Sam"):
                    tried += 1
                    reply = world.engine.handle(
                        Incoming(via=Via.PRESS, step=step.id, about=about, by=world.sender(name), key=f"k{tried}"),
                        world.moment,
                    )
                    assert reply.card or reply.notice or reply.form, step.id
    assert [line["step"] for line in logs if line["log_level"] == "error"] == []
    assert tried > 100
