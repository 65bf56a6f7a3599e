"""Keeps the playground to this computer: only loopback is served, and only under a loopback name."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://{host}; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load: its own things alone, so that nothing can leave the computer through it."""


def is_loopback(host: str) -> bool:
    """Whether this is a name or an address (without a port) that never leaves the computer."""
    host = host.strip("[]").rstrip(".").casefold()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def require_loopback(host: str) -> str:
    """The host to listen on. Raises `ValueError` where it could be reached from another computer."""
    if not is_loopback(host):
        raise ValueError(f"The playground is only for this computer, so it cannot listen on {host}. Use 127.0.0.1.")
    return host


class LoopbackOnly:
    """Refuses whatever does not come from this computer, was not addressed to it by a loopback name (a foreign name
    that resolves to 127.0.0.1 is how other web pages would get in), or was sent by a page of another origin."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        if not _is_ours(scope, host, headers.get("origin", "")):
            await _refuse(scope, receive, send)
            return

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", POLICY.format(host=host).encode("latin-1")),
                    (b"referrer-policy", b"no-referrer"),
                    (b"x-content-type-options", b"nosniff"),
                ]
            await send(message)

        await self.app(scope, receive, with_policy)


def _is_ours(scope: Scope, host: str, origin: str) -> bool:
    client = scope.get("client")
    if client is not None and not is_loopback(client[0]):
        return False
    try:
        named = urlsplit(f"//{host}")
        if not is_loopback(named.hostname or "") or named.port == 0:  # reading a malformed port raises
            return False
        return not origin or urlsplit(origin).netloc.casefold() == host.casefold()
    except ValueError:
        return False


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"The playground answers only on this computer.\n"})
