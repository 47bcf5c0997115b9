"""A local server in the place of the service that delivers the bot's messages to people."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True)
class Delivery:
    """One request that the bot made."""

    method: str
    path: str
    """As it came, percent-encoding and all."""
    body: dict[str, Any]
    headers: dict[str, str]
    id: str
    """Of the message that was made or replaced."""

    @property
    def conversation(self) -> str:
        """The conversation it was for."""
        return unquote(self.path.split("/")[3])

    @property
    def card(self) -> dict[str, Any] | None:
        """The card it carries, if it does."""
        attachments = self.body.get("attachments") or []
        content: dict[str, Any] | None = attachments[0]["content"] if attachments else None
        return content


class Connector:
    """Records what arrives, and answers slowly or with an error where a test says so."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self.peers: set[Any] = set()
        """The other ends of all connections on which something arrived."""
        self.arrived = asyncio.Event()
        """Set by the first delivery."""
        self.delays: dict[str, float] = {}
        """Seconds to wait before answering, by conversation."""
        self.holds: dict[str, asyncio.Event] = {}
        """What to wait for before answering, by conversation."""
        self.statuses: list[int] = []
        """Statuses of the next answers; 200 when there are none left."""
        self.headers: dict[str, str] = {}
        """Headers of all answers that are not 200."""
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._answer)
        self._server = TestServer(app)

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        await self._server.start_server()

    async def stop(self) -> None:
        """End, with all connections."""
        await self._server.close()

    @property
    def url(self) -> str:
        """What an activity carries as its serviceUrl."""
        return f"http://127.0.0.1:{self._server.port}"

    async def _answer(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            self.peers.add(request.transport.get_extra_info("peername"))
        body = await request.json() if request.can_read_body else {}
        given = request.raw_path.split("/")[5:]
        made = unquote(given[0]) if request.method != "POST" else f"message-{len(self.deliveries) + 1}"
        delivery = Delivery(request.method, request.raw_path, body, dict(request.headers), made)
        await asyncio.sleep(self.delays.get(delivery.conversation, 0))
        if (hold := self.holds.get(delivery.conversation)) is not None:
            await hold.wait()
        self.deliveries.append(delivery)
        self.arrived.set()
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response({"id": made}, status=status, headers=self.headers if status != 200 else None)
