"""HTTP for a load generator that must be much cheaper than what it measures: raw bytes over asyncio protocols."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class _Messages(asyncio.Protocol):
    """Cuts what arrives into a head and a body of the length that the head says."""

    def __init__(self) -> None:
        self._buffer = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol`."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[: end + 2]
            found = _LENGTH.search(head)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self.message(head, body)

    def message(self, head: bytes, body: bytes) -> None:
        """Take one request or response."""
        raise NotImplementedError


class Client(_Messages):
    """A connection on which one request follows the other."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: asyncio.Future[int] | None = None

    @classmethod
    async def open(cls, port: int) -> Client:
        """Connect to a port of this machine."""
        _, client = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return client

    async def post(self, path: str, authorization: str, body: bytes) -> int:
        """The status of the answer."""
        self._waiting = asyncio.get_running_loop().create_future()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {authorization}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        return await self._waiting

    def message(self, head: bytes, body: bytes) -> None:
        """The answer."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        """See `asyncio.Protocol`."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionError("the bot closed the connection"))


Arrived = Callable[[bytes, str, bytes], None]
"""Method, path and body of a request."""


class _Server(_Messages):
    def __init__(self, owner: Connector) -> None:
        super().__init__()
        self._owner = owner

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._owner.connections += 1
        self._owner.open.add(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._owner.open.discard(self.transport)

    def message(self, head: bytes, body: bytes) -> None:
        method, path, _ = head.split(b" ", 2)
        self._owner.arrived(method, path.decode(), body)
        if self._owner.delay:
            asyncio.get_running_loop().call_later(self._owner.delay, self._answer, method, path.decode(), body)
        else:
            self._answer(method, path.decode(), body)

    def _answer(self, method: bytes, path: str, body: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(
                b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"id":"m1"}'
            )
        self._owner.answered(method, path, body)


class Connector:
    """Stands in the place of the service that takes a bot's messages, and answers after `delay` seconds."""

    def __init__(self, arrived: Arrived, answered: Arrived) -> None:
        self.arrived = arrived
        self.answered = answered
        self.delay = 0.0
        self.connections = 0
        """Connections that bots have made."""
        self.open: set[Any] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        self._server = await asyncio.get_running_loop().create_server(lambda: _Server(self), "127.0.0.1", 0)

    async def stop(self) -> None:
        """End, with all connections."""
        assert self._server is not None
        self._server.close()
        for transport in list(self.open):
            transport.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """The address that activities carry."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
