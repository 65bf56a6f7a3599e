"""What is remembered of Discord's answers."""

from adapters.discord.wire.remembered import Remembered


def test_an_answer_is_believed_for_a_while() -> None:
    """Then it has to be asked for again; and one can be forgotten before that."""
    seconds = 0.0
    known = Remembered[str, int](60, now=lambda: seconds)
    known.put("ada", 1)
    known.put("lin", 2)
    known.forget("lin")
    seconds = 59
    assert (known.get("ada"), known.get("lin")) == (1, None)
    seconds = 61
    assert known.get("ada") is None


def test_memory_has_an_end() -> None:
    """However many are asked about, the newest few are held; one that is heard of again counts as new."""
    known = Remembered[int, int](seconds=60, most=3)
    for number in (1, 2, 3, 1, 4):
        known.put(number, number)
    assert len(known) == 3
    assert [known.get(number) for number in (1, 2, 3, 4)] == [1, None, 3, 4]
