"""The service in the place of Teams: takes messages, tells who waits for them, and fails where a test says so."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiohttp import web
from aiohttp.test_utils import TestServer

Fault = Callable[[web.Request, str], Awaitable[web.Response | None]]
"""Given the request and the text of its body: an answer instead of taking it, or None."""


@dataclass(frozen=True)
class Received:
    """One message that was taken."""

    number: int
    method: str
    conversation: str
    answers: str
    """The id of the activity that it replies to, or of the message that it replaces."""
    text: str
    """Its body."""

    @property
    def body(self) -> dict[str, Any]:
        """Its body, read."""
        body: dict[str, Any] = json.loads(self.text)
        return body


class Receiver:
    """Keeps what arrives, in order."""

    def __init__(self, apology: str = "") -> None:
        """`apology` is what the bot says when it could not take a message; it does not count as a reply."""
        self.apology = apology
        self.apologies = 0
        self.all: list[Received] = []
        self.replies: defaultdict[str, list[Received]] = defaultdict(list)
        """New messages, by the id of the activity that they answer."""
        self.before: Fault | None = None
        """A fault instead of taking a message."""
        self.after: Fault | None = None
        """A fault after taking it."""
        self._news: dict[str, asyncio.Event] = {}
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{rest:.*}", self._take)
        self._server = TestServer(app)

    async def __aenter__(self) -> Receiver:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        """What an activity carries as its serviceUrl."""
        return f"http://127.0.0.1:{self._server.port}"

    async def reply(self, activity: str, patience: float) -> Received:
        """The first reply to an activity; TimeoutError if none arrives in so many seconds."""
        if not self.replies[activity]:
            event = self._news.setdefault(activity, asyncio.Event())
            await asyncio.wait_for(event.wait(), patience)
        return self.replies[activity][0]

    async def _take(self, request: web.Request) -> web.Response:
        text = await request.text()
        if self.before is not None and (answer := await self.before(request, text)) is not None:
            return answer
        parts = request.raw_path.split("/")
        received = Received(
            len(self.all), request.method, unquote(parts[3]), unquote(parts[5]) if len(parts) > 5 else "", text
        )
        self.all.append(received)
        if self.apology and received.body.get("text") == self.apology:
            self.apologies += 1
        elif request.method == "POST":
            self.replies[received.answers].append(received)
            self._news.pop(received.answers, asyncio.Event()).set()
        if self.after is not None and (answer := await self.after(request, text)) is not None:
            return answer
        return web.json_response({"id": f"message-{received.number}"})
