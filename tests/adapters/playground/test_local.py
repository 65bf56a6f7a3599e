"""The playground answers on this computer alone, and only to its own page."""

import http.client
from urllib.parse import urlsplit

import pytest
from starlette.types import Message, Receive, Scope, Send

from adapters.playground import PLAY_HOST
from adapters.playground.local import LoopbackOnly, is_loopback, require_loopback


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST.", "play.localhost", "::1", "[::1]"]
)
def test_names_of_this_computer(host: str) -> None:
    """Every way to name this computer to itself is served."""
    assert is_loopback(host)
    assert require_loopback(host) == host


@pytest.mark.parametrize(
    "host",
    ["", "0.0.0.0", "::", "192.168.1.4", "example.org", "localhost.example.org", "127.0.0.1.example.org", "2130706433"],
)
def test_names_of_anything_else(host: str) -> None:
    """What could be reached from elsewhere is refused, with what to use instead."""
    assert not is_loopback(host)
    with pytest.raises(ValueError, match=r"Use 127\.0\.0\.1"):
        require_loopback(host)


def test_it_is_served_on_loopback() -> None:
    """The address the page is served at is this computer's own."""
    assert require_loopback(PLAY_HOST) == "127.0.0.1"


async def answer(kind: str, host: str, origin: str = "", client: str = "127.0.0.1") -> list[str]:
    """What comes back for a request, as message types with their status or code."""
    sent: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if kind == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
        else:
            await send({"type": "websocket.accept"})

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        sent.append(f"{message['type']} {message.get('status', message.get('code', ''))}".strip())

    headers = [(b"Host", host.encode()), *([(b"Origin", origin.encode())] if origin else [])]
    await LoopbackOnly(app)({"type": kind, "client": (client, 5000), "headers": headers}, receive, send)
    return sent


@pytest.mark.parametrize(
    ("host", "origin", "client"),
    [
        ("evil.example:8700", "", "127.0.0.1"),
        ("127.0.0.1.evil.example", "", "127.0.0.1"),
        ("127.0.0.1:8700; script-src *", "", "127.0.0.1"),
        ("127.0.0.1:port", "", "127.0.0.1"),
        ("", "", "127.0.0.1"),
        ("127.0.0.1:8700", "https://evil.example", "127.0.0.1"),
        ("127.0.0.1:8700", "http://127.0.0.1:9999", "127.0.0.1"),
        ("127.0.0.1:8700", "null", "127.0.0.1"),
        ("127.0.0.1:8700", "", "192.168.1.20"),
    ],
)
async def test_strangers_are_refused(host: str, origin: str, client: str) -> None:
    """A foreign name for this address, a page of another origin, and another computer get nothing: no page, no
    socket."""
    assert await answer("http", host, origin, client) == ["http.response.start 403", "http.response.body"]
    assert await answer("websocket", host, origin, client) == ["websocket.close 1008"]


async def test_the_own_page_is_served() -> None:
    """The page itself, on its own origin, gets through."""
    for host in ("127.0.0.1:8700", "localhost:8700", "[::1]:8700"):
        assert await answer("http", host, f"http://{host}") == ["http.response.start 200"]
        assert await answer("websocket", host, f"http://{host}") == ["websocket.accept"]


def test_the_page_may_load_nothing_from_elsewhere(address: str) -> None:
    """The running page refuses a foreign name, and tells the browser to load from here alone."""
    found = {}
    for host in (urlsplit(address).netloc, "rebound.example"):
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        connection.request("GET", "/", headers={"Host": host})
        response = connection.getresponse()
        found[host] = response.status, response.headers["content-security-policy"]
        connection.close()
    served, refused = found.values()
    assert refused == (403, None)
    assert served[0] == 200
    assert "default-src 'self'" in served[1]
    assert "frame-ancestors 'none'" in served[1]
