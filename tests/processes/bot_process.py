"""`kith run` as a child process."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

ROOT = Path(__file__).parent.parent.parent
READY = "Kith is ready."
SECRET = "a secret key for processes under test only"


class Process(Protocol):
    """What a bot is handled with."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...
    def wait(self, timeout: float) -> int: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...


class BotProcess:
    """Starts the bot with just these settings, waits until it says that it is ready, and stops it at the end."""

    def __init__(self, folder: Path, settings: Mapping[str, str], *, seconds: float = 30) -> None:
        self.folder = folder
        self.seconds = seconds
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
        self.environment = kept | {"KITH_SECRET_KEY": SECRET, "PYTHONPATH": str(ROOT), **settings}
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self.process: Process | None = None

    def kith(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Runs another command with the same settings, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *command], cwd=self.folder, env=self.environment, text=True,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    def start(self) -> Self:
        self.process, lines = self._begin()
        self._reader = threading.Thread(target=self._read, args=(lines,), daemon=True)
        self._reader.start()
        self.says(READY)
        return self

    def _begin(self) -> tuple[Process, IO[str]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=self.folder, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert process.stdout
        return process, process.stdout

    def _read(self, said: IO[str]) -> None:
        with said as lines:
            for line in lines:
                with self._changed:
                    self.lines.append(line.rstrip("\n"))
                    self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def says(self, text: str) -> str:
        """The first line with this text, once there is one."""
        deadline = time.monotonic() + self.seconds
        with self._changed:
            while True:
                if found := next((line for line in self.lines if text in line), None):
                    return found
                left = deadline - time.monotonic()
                over = self.process is not None and self.process.poll() is not None
                if left <= 0 or over:
                    raise AssertionError(f"the bot never said “{text}”, but:\n" + "\n".join(self.lines[-30:]))
                self._changed.wait(min(left, 0.1))

    def stop(self) -> int:
        """Asks it to end, as an operator would; returns its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self._ended()

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.kill()
            self._ended()

    def _ended(self) -> int:
        assert self.process
        code = self.process.wait(timeout=15)
        self._reader.join(timeout=5)
        self.process = None
        return code

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            print("\n".join(self.lines[-60:]))
        if self.process is not None:
            self.kill() if error is not None else self.stop()
