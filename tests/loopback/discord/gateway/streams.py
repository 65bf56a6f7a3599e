"""How one connection's messages are packed; what a bot asks for with `compress=`."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol


class Stream(Protocol):
    def packed(self, text: str) -> bytes | None: ...


class PlainStream:
    def packed(self, text: str) -> bytes | None:
        return None


class ZlibStream:
    """One deflate stream for the whole connection, flushed after each message."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj()

    def packed(self, text: str) -> bytes | None:
        return self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """The same in Zstandard, which discord.py asks for where Python or the package `zstandard` brings it."""

    def __init__(self) -> None:
        try:
            compressor: Any = import_module("compression.zstd").ZstdCompressor()
            self._block = compressor.FLUSH_BLOCK
            self._compress, self._flush = compressor.compress, compressor.flush
        except ModuleNotFoundError:
            zstandard: Any = import_module("zstandard")
            compressor = zstandard.ZstdCompressor().compressobj()
            self._block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
            self._compress, self._flush = compressor.compress, compressor.flush

    def packed(self, text: str) -> bytes | None:
        packed: bytes = self._compress(text.encode()) + self._flush(self._block)
        return packed


STREAMS: dict[str | None, Callable[[], Stream]] = {
    None: PlainStream,
    "zlib-stream": ZlibStream,
    "zstd-stream": ZstdStream,
}
