"""A chat with a bot over HTTP, with a small server on this machine in the place of the delivering service."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import aiohttp
from aiohttp import web

from bot.app import MESSAGES, OUTBOX, create_app
from bot.client import shape
from bot.client.shape import Place, Shape
from bot.content import Content
from bot.errors import ClientError
from bot.settings import DEFAULT_HOST, Settings

_PATIENCE = 10.0
"""Seconds in which a reply has to begin to arrive."""
_LARGEST = 1024 * 1024
_QUIET = 0.4
"""Seconds without anything new after which a reply of a bot in another process is complete."""


@dataclass
class Message:
    """A message of the bot as it stands in the chat."""

    id: str
    body: dict[str, Any]

    @property
    def card(self) -> dict[str, Any] | None:
        """The card it carries, if it does."""
        attachments = self.body.get("attachments") or []
        card: dict[str, Any] | None = attachments[0].get("content") if attachments else None
        return card


class Conversation:
    """One chat; `user` is who writes next."""

    def __init__(self, place: Place, endpoint: str, session: aiohttp.ClientSession) -> None:
        self.place = place
        self.endpoint = endpoint
        self.user = "You"
        self.days = 0.0
        """How far this chat is ahead of the present: what is written next carries that time."""
        self.messages: list[Message] = []
        """All messages of the bot, in their present form."""
        self.replaced: list[Message] = []
        """Those that took another form in the latest turn."""
        self.settle: Callable[[], Awaitable[None]] = self._wait
        """Waits until everything that the bot has to say is delivered."""
        self._session = session
        self._news = asyncio.Event()

    async def say(self, text: str, files: Sequence[str] = ()) -> list[Message]:
        """Write, with files of these content types; the new messages that follow."""
        return await self._send([shape.message(self.place, self.user, text, files)])

    async def submit(self, data: dict[str, Any], on: Message | None) -> list[Message]:
        """Press a button with this data on a message."""
        return await self._send([shape.submit(self.place, self.user, data, on.id if on else None)])

    async def install(self) -> list[Message]:
        """Add the bot."""
        return await self._send(shape.installed(self.place, self.user))

    async def uninstall(self) -> list[Message]:
        """Remove the bot."""
        for activity in shape.uninstalled(self.place, self.user):
            await self._post(activity)
        return []

    async def _send(self, activities: Sequence[dict[str, Any]]) -> list[Message]:
        before = len(self.messages)
        self.replaced.clear()
        self._news.clear()
        for activity in activities:
            await self._post(activity)
        await self.settle()
        return self.messages[before:]

    async def _post(self, activity: dict[str, Any]) -> None:
        try:
            now = (datetime.now(UTC) + timedelta(days=self.days)).isoformat(timespec="milliseconds")
            async with self._session.post(self.endpoint, json={**activity, "timestamp": now}) as response:
                if response.status >= 300:
                    reason = " ".join((await response.text()).split())[:200]
                    raise ClientError(
                        f"The bot at {self.endpoint} refused with status {response.status}: {reason or 'no reason'}. "
                        "It has to run in local mode: python -m bot --local"
                    )
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ClientError(
                f"No bot answers at {self.endpoint} ({type(error).__name__}). Start it with: python -m bot --local"
            ) from None

    async def _wait(self) -> None:
        """Wait for a reply to come from another process, and until it is complete."""
        seconds = _PATIENCE
        while True:
            try:
                await asyncio.wait_for(self._news.wait(), seconds)
            except TimeoutError:
                return
            self._news.clear()
            seconds = _QUIET

    async def receive(self, request: web.Request) -> web.Response:
        """What the bot delivers."""
        body = await request.json() if request.can_read_body else {}
        parts = request.raw_path.split("/")
        if len(parts) < 5 or unquote(parts[3]) != self.place.conversation:
            return web.json_response({"error": {"code": "ConversationNotFound"}}, status=404)
        if request.method == "POST":
            made = f"m{len(self.messages) + 1}"
            if body.get("type") == "message":
                self.messages.append(Message(made, body))
            self._news.set()
            return web.json_response({"id": made})
        for known in self.messages:
            if known.id == unquote(parts[-1]):
                known.body = body if request.method == "PUT" else {"type": "message", "text": "(deleted)"}
                self.replaced.append(known)
        self._news.set()
        return web.json_response({"id": unquote(parts[-1])})


@contextlib.asynccontextmanager
async def open_conversation(scope: Shape, talker: str | Content) -> AsyncIterator[Conversation]:
    """A new chat with the bot at an address, or with one that is started here and talks from this content."""
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        talk = Conversation(shape.new_place(scope, ""), talker if isinstance(talker, str) else "", session)
        service = web.Application(client_max_size=_LARGEST)
        service.router.add_route("*", "/{rest:.*}", talk.receive)
        talk.place = shape.new_place(scope, await _serve(stack, service))
        if not isinstance(talker, str):
            app = create_app(Settings(local=True, host=DEFAULT_HOST, port=0), talker)
            talk.endpoint = await _serve(stack, app) + MESSAGES
            talk.settle = app[OUTBOX].join
        yield talk


async def _serve(stack: contextlib.AsyncExitStack, app: web.Application) -> str:
    """Serve `app` on a free port of this machine until the stack ends; its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    stack.push_async_callback(runner.cleanup)
    await runner.setup()
    await web.TCPSite(runner, DEFAULT_HOST, 0).start()
    return f"http://{DEFAULT_HOST}:{runner.addresses[0][1]}"
