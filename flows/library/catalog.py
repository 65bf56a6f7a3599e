"""The sentences of the data files, for `make words` (babel.cfg names this)."""

from collections.abc import Collection, Iterator
from typing import IO, Any

from flows import library


def extract(
    file: IO[bytes], keywords: Any, comment_tags: Collection[str], options: Any
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Every sentence, in the form in which Babel takes what it finds: line, function, text, comments."""
    for sentence in library.all_sentences():
        yield 1, None, sentence, []
