"""`kith run` as a process: how long until it is ready, and what it holds while nothing happens."""

import tempfile
import time
from pathlib import Path

from benchmarks.table import Figure, median
from tests.loopback.slack import LoopbackSlack
from tests.processes.bot_process import BotProcess
from tests.servers.ports import free_port

STARTS = 3
REST = 3.0
"""Seconds until memory is read."""


def measure() -> list[Figure]:
    ready, memory = [], []
    with LoopbackSlack() as slack:
        settings = {"SLACK_BOT_TOKEN": slack.bot_token, "SLACK_APP_TOKEN": slack.app_token,
                    "SLACK_API_URL": slack.api_url, "KITH_HTTP_PORT": str(free_port())}  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            bot = BotProcess(Path(folder), settings)
            bot.kith("migrate")
            for _start in range(STARTS):
                begun = time.perf_counter()
                bot.start()
                ready.append(time.perf_counter() - begun)
                time.sleep(REST)
                memory.append(_resident(bot))
                bot.stop()
                bot.lines.clear()
    seconds, megabytes = median(ready), median(memory)
    return [
        Figure("kith run: ready", seconds, "s", aim="under 2 s", met=seconds < 2),
        Figure("kith run: memory at rest", megabytes, "MB", aim="under 150 MB", met=megabytes < 150),
    ]


def _resident(bot: BotProcess) -> float:
    """Megabytes that the process holds in memory."""
    if bot.process is None:
        raise RuntimeError("it does not run")
    status = Path(f"/proc/{bot.process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
