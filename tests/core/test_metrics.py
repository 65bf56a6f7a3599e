"""What whoever runs Kith can ask for over the web."""

import httpx
from structlog.testing import capture_logs

from bot.errors import Undeliverable
from bot.running import Running
from bot.serving import web
from storage import outbox
from tests.core.desk import Reception
from tests.core.stage import Stage


async def asked(stage: Stage, path: str, *platforms: Reception) -> httpx.Response:
    running = Running(stage.database, stage.engine, stage.clock, platforms or [Reception()])
    try:
        transport = httpx.ASGITransport(web(running, {}))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(path)
    finally:
        running.workers.close()


async def test_the_outbox_in_numbers(any_stage: Stage) -> None:
    """Letters, limits and timers are counted in the form that Prometheus reads, and nobody is named."""
    jar = any_stage.jar(any_stage.member("Ada"), any_stage.member("Lin"))
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.desk.trouble.append(Undeliverable("dm_closed"))
    with capture_logs():
        lanes = await any_stage.postman.due_lanes()
        await any_stage.postman.drain(lanes[0])
    any_stage.presses("Ada", f"jar.offer:{jar.id}:")
    any_stage.presses("Ada", f"jar.wind_up:{jar.id}:0")
    with any_stage.database.write() as session:
        outbox.hold_lane(session, "plain", any_stage.clock.at.replace(hour=23), any_stage.clock.at)
    reply = await asked(any_stage, "/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    shown = [line for line in reply.text.splitlines() if not line.startswith("#")]
    assert shown == [
        'kith_platform_connected{platform="plain"} 0',
        "kith_letters_pending 1",
        "kith_letters_due 1",
        'kith_letters_dead_last_day{reason="dm_closed"} 1',
        "kith_holds 1",
        "kith_timers_due 1",
    ]
    assert all(f"# TYPE {line.split('{')[0].split()[0]} gauge" in reply.text for line in shown)


async def test_a_connection_that_is_lost_is_seen(any_stage: Stage) -> None:
    """A platform counts as connected for as long as it is, not for as long as it once was."""
    here, lost = Reception("here"), Reception("lost")
    here.is_connected = True
    shown = (await asked(any_stage, "/metrics", here, lost)).text
    assert [line for line in shown.splitlines() if line.startswith("kith_platform")] == [
        'kith_platform_connected{platform="here"} 1', 'kith_platform_connected{platform="lost"} 0',
    ]  # fmt: skip


async def test_it_is_not_healthy_before_it_is_connected(any_stage: Stage) -> None:
    """Whoever asks hears which platform is waited for."""
    reply = await asked(any_stage, "/health")
    assert (reply.status_code, reply.json()) == (503, {"ready": False, "waiting_for": ["plain"]})
