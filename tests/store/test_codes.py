"""One-time codes that somebody copies or types over."""

from flows.library import is_crisis
from storage.codes import spelling


def test_a_code_is_no_word_of_a_crisis() -> None:
    """Whoever types one is not answered with help lines: its letters make no word."""
    codes = [spelling.new(spelling.LONG) for _number in range(2_000)]
    assert not [code for code in codes if is_crisis(code) or is_crisis(f"/program connect {code}")]
    assert not set("AEIOUK") & set(spelling.LETTERS)
