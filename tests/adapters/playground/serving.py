"""The trial as a process of its own: ``python -m tests.adapters.playground.serving FILE`` prints its address."""

import asyncio
import socket
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn

from adapters.playground import PLAY_HOST
from tests.adapters.playground.trial import Trial, with_tables


async def serve(file: Path) -> None:
    trial = Trial(with_tables(f"sqlite:///{file}"))
    bound = socket.create_server((PLAY_HOST, 0))
    server = uvicorn.Server(uvicorn.Config(trial.page(), log_level="warning"))
    address = f"http://{PLAY_HOST}:{bound.getsockname()[1]}"
    running = asyncio.create_task(trial.running.run(lambda: print(address, flush=True)))
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    await asyncio.wait([running, serving], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    trial.close()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
