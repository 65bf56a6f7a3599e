"""What comes from the page, read."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.playground import read
from adapters.playground.read import Act
from bot.incoming import Incoming
from storage.columns import utc
from storage.playground import KITH, PlaygroundAccount, PlaygroundMessage

ADA = PlaygroundAccount(user="ada", name="Ada")
CHANNELS = {"welcome": "welcome", "c-2": "Café"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=30),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=6,
)
TEXT = st.text(max_size=40) | st.sampled_from(("/mentor find", "#café", "intro.accept:1:", "intro.accept:1:x:y"))


def is_read(value: Any) -> bool:
    """A malformed act is refused by a `ValueError`, and by nothing else."""
    try:
        act = Act.model_validate(value)
        message = PlaygroundMessage(id=1, conversation=act.conversation, sender=KITH, created_at=utc(2026, 9, 7))
        found: list[Incoming | None] = [
            read.press(ADA, act, there, people) for there in (message, None) for people in (1, 2)
        ]
        found += [read.words(ADA, act, CHANNELS, people) for people in (1, 2)]
    except ValueError:
        return False
    assert all(one is None or one.key for one in found)
    return True


@given(st.dictionaries(st.sampled_from([*Act.model_fields, "other"]), JSON) | JSON)
def test_whatever_a_browser_sends_is_read_or_refused(sent: Any) -> None:
    """It need not be our own page that sends it."""
    is_read(sent)


@given(st.fixed_dictionaries({"do": st.just("say") | st.just("submit"), "id": TEXT, "value": TEXT, "text": TEXT}))
def test_whatever_is_typed_into_an_act_is_read_or_refused(sent: dict[str, str]) -> None:
    """The same for acts that are well made but for what stands in them."""
    is_read(sent)


def test_an_act_of_the_page_is_read() -> None:
    """The two tests above would notice nothing if nothing were read at all."""
    assert is_read({"do": "submit", "id": "intro.accept:1:", "answers": {"name": ["Ada"]}, "text": "/mentor"})
    assert not is_read({"do": "press", "id": "x" * 200})
