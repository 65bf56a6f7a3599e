"""What a reply comes to, before anything is sent."""

import pytest

from adapters.slack.answers.origin import Origin, Where
from adapters.slack.answers.replies import Open, Plan, Post, Publish, Replace, Update, Whisper, plan, plan_late, waiting
from adapters.slack.render import render_card
from bot.incoming import Reply, Via
from bot.shown import Card
from bot.words import Voice
from tests.adapters.slack.cards import ANSWERED, ASKED, PROFILE
from tests.adapters.slack.conftest import Refused
from tests.loopback.slack.blocks.finders import texts

SORRY = Card(text="That has changed since.")


def at(where: Where, *, view: str = "", trigger: str = "1.trigger") -> Origin:
    return Origin(where, "U01ADA", "C1", "1.2", trigger=trigger, view=view, fields={"name": "name~1", "bio": "bio~1"})


def kinds(plan: Plan) -> list[str]:
    return [type(act).__name__ for act in plan.acts]


@pytest.mark.parametrize(
    ("where", "card"),
    [
        (Where.DIRECT, Replace),
        (Where.EPHEMERAL, Replace),
        (Where.HOME, Publish),
        (Where.ROOM, Whisper),
        (Where.CHANNEL, Whisper),
        (Where.COMMAND, Whisper),
        (Where.LINE, Post),
    ],
)
@pytest.mark.parametrize("via", [Via.PRESS, Via.FORM])
def test_a_card_goes_where_its_reader_alone_sees_it(where: Where, card: type, via: Via) -> None:
    """It changes what was pressed where that is its presser's own; a press and a form end in the same place."""
    shown = plan(via, at(where), Reply(card=ANSWERED))
    assert not shown.ack
    assert [type(act) for act in shown.acts] == [card]


def test_a_notice_changes_nothing() -> None:
    """It stands beside the card; over the Home tab, where there is no beside, it opens as a modal."""
    for where in (Where.DIRECT, Where.EPHEMERAL, Where.ROOM, Where.CHANNEL, Where.COMMAND):
        assert plan(Via.PRESS, at(where), Reply(notice=SORRY)).acts == (Whisper(render_card(SORRY)),)
    assert kinds(plan(Via.PRESS, at(Where.HOME), Reply(notice=SORRY))) == ["Open"]
    assert kinds(plan(Via.PRESS, at(Where.DIRECT), Reply(card=ANSWERED, notice=SORRY))) == ["Replace", "Whisper"]


def test_a_notice_on_a_home_tab_that_just_opened_is_the_tab() -> None:
    """Somebody who may not see more sees that."""
    assert kinds(plan(Via.HOME, at(Where.HOME, trigger=""), Reply(notice=SORRY))) == ["Publish"]
    assert kinds(plan(Via.HOME, at(Where.HOME, trigger=""), Reply(card=ASKED, notice=SORRY))) == ["Publish", "Post"]


def test_a_form_opens_or_a_button_that_opens_it_is_shown() -> None:
    """Through the trigger; where there is none, privately in two steps."""
    opened = plan(Via.PRESS, at(Where.CHANNEL), Reply(form=PROFILE)).acts
    assert len(opened) == 1
    assert isinstance(opened[0], Open)
    assert opened[0].instead == Whisper(render_card(PROFILE.card))
    assert plan(Via.PRESS, at(Where.CHANNEL, trigger=""), Reply(form=PROFILE)).acts == (
        Whisper(render_card(PROFILE.card)),
    )
    assert plan(Via.PRESS, at(Where.HOME, trigger=""), Reply(form=PROFILE)).acts == (Post(render_card(PROFILE.card)),)


def test_a_press_in_a_modal_changes_the_modal() -> None:
    """The form, or the card, takes the place of what stands there."""
    modal = at(Where.DIRECT, view="V1")
    assert kinds(plan(Via.PRESS, modal, Reply(form=PROFILE))) == ["Update"]
    assert kinds(plan(Via.PRESS, modal, Reply(card=ANSWERED))) == ["Update"]
    assert kinds(plan(Via.PRESS, modal, Reply(card=ANSWERED, notice=SORRY))) == ["Update", "Whisper"]


def test_problems_stand_beside_their_fields() -> None:
    """A problem with a field that is in the form stays in the form; the card that leads back is not needed."""
    reply = Reply(card=ASKED, problems={"name": "Please fill this in.", "gone": "?"})
    shown = plan(Via.FORM, at(Where.DIRECT, view="V1"), reply)
    assert shown == Plan({"response_action": "errors", "errors": {"name~1": "Please fill this in."}})


def test_problems_of_fields_that_are_not_there_lead_back_by_a_card() -> None:
    """A form that has changed since it was opened is mended by the card."""
    shown = plan(Via.FORM, at(Where.DIRECT, view="V1"), Reply(card=ASKED, problems={"gone": "?"}))
    assert shown == Plan(acts=(Whisper(render_card(ASKED)),))


def test_a_form_can_follow_a_form() -> None:
    """The next one takes its place at once."""
    shown = plan(Via.FORM, at(Where.DIRECT, view="V1"), Reply(form=PROFILE, card=ANSWERED))
    assert shown.ack["response_action"] == "update"
    assert shown.ack["view"]["title"]["text"] == "About you"
    assert kinds(shown) == ["Replace"]


def test_a_form_that_takes_longer_waits_and_ends_in_its_modal(refused: Refused) -> None:
    """Its acknowledgement is long gone, so all that follows is shown in the modal that stayed open."""
    voice, origin = Voice(), at(Where.DIRECT, view="V1")
    body = waiting(voice)
    assert body["response_action"] == "update"
    assert not refused("views.update", {"view": body["view"]})
    assert kinds(plan_late(origin, Reply(card=ANSWERED), voice)) == ["Update", "Replace"]
    assert kinds(plan_late(origin, Reply(card=ASKED, problems={"name": "?"}), voice)) == ["Update"]
    assert kinds(plan_late(origin, Reply(form=PROFILE), voice)) == ["Update"]
    notice = plan_late(origin, Reply(card=ANSWERED, notice=SORRY), voice).acts
    assert isinstance(notice[0], Update)
    assert notice[0].instead == Whisper(render_card(SORRY))
    assert "That has changed since." in texts(notice[0].view["blocks"])
    assert notice[1:] == (Replace(render_card(ANSWERED)),)


@pytest.mark.parametrize("via", [Via.PRESS, Via.FORM, Via.COMMAND, Via.HOME, Via.LINE])
def test_nothing_to_say_is_only_acknowledged(via: Via) -> None:
    """An empty reply shows nothing."""
    assert plan(via, at(Where.DIRECT), Reply()) == Plan()
