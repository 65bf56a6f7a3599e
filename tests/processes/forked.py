"""`kith` as a process of its own that begins with everything loaded, which is most of what a start costs.

It is a copy of a process that does nothing else, and so has its own memory, files, signals and end. That commands load
what they need is tested by those that are started afresh, as `BotProcess`.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

from tests.processes.bot_process import BotProcess

COPIES = multiprocessing.get_context("forkserver")
COPIES.set_forkserver_preload(["tests.processes.loaded"])


class Forked(BotProcess):
    """The same bot, started in a tenth of the time."""

    def kith(self, *command: str) -> subprocess.CompletedProcess[str]:
        (out, says), (wrong, complains) = COPIES.Pipe(duplex=False), COPIES.Pipe(duplex=False)
        copy = Copy(self.folder, self.environment, command, says, complains)
        code = copy.wait(timeout=60)
        with _lines(out) as said, _lines(wrong) as complained:
            return subprocess.CompletedProcess(command, code, said.read(), complained.read())

    def _begin(self) -> "tuple[Copy, IO[str]]":
        out, says = COPIES.Pipe(duplex=False)
        return Copy(self.folder, self.environment, ["run"], says, says), _lines(out)


class Copy:
    """As much of `subprocess.Popen` as a bot is handled with."""

    def __init__(self, folder: Path, environment: Mapping[str, str], command: Sequence[str], *ends: Connection) -> None:
        self._process = COPIES.Process(target=_works, args=(folder, environment, command, *ends), daemon=True)
        self._process.start()
        for end in set(ends):
            end.close()

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            self._process.kill()
            raise subprocess.TimeoutExpired("kith", timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()


def _lines(end: Connection) -> IO[str]:
    with end:
        return os.fdopen(os.dup(end.fileno()), encoding="utf-8")


def _works(
    folder: Path, environment: Mapping[str, str], command: Sequence[str], says: Connection, complains: Connection
) -> None:
    """In the copy: where it is, what it is told, and then what the console script does."""
    from bot.__main__ import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(says.fileno(), 1)
    os.dup2(complains.fileno(), 2)
    says.close()
    complains.close()
    sys.argv = ["kith", *command]
    main()
