"""The web application: one endpoint for channels, two for whoever watches over the process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
from aiohttp import web

from bot import guard
from bot.adapter import Adapter
from bot.connector import Connector, new_session
from bot.content import Content, load_content
from bot.credentials import Anonymous
from bot.outbox import Outbox
from bot.reload import Watcher
from bot.settings import Settings
from bot.storage import StorageError, Store
from bot.storage.memory import MemoryStore
from bot.teams import HostingAdvisorBot
from bot.turn import Turns

logger = logging.getLogger(__name__)

MESSAGES = "/api/messages"
PATIENCE = 5.0
"""Seconds that replies on their way have left when the process ends."""

PURGE = 600.0
"""Seconds between two looks for documents whose time is over."""

BOT = web.AppKey("bot", HostingAdvisorBot)
OUTBOX = web.AppKey("outbox", Outbox)
_SETTINGS = web.AppKey("settings", Settings)
_STORE = web.AppKey("store", Store)
_TURNS = web.AppKey("turns", Turns)


def create_app(
    settings: Settings,
    content: Content,
    *,
    store: Store | None = None,
    watch: Path | None = None,
    load: Callable[[Path], Content] = load_content,
) -> web.Application:
    """The application. `watch` is the folder of the content, if edited content is to be taken over with `load`.

    Without a store the state is kept in memory. The store ends with the application.
    """
    app = web.Application(client_max_size=guard.MAX_BODY)
    app[_SETTINGS] = settings
    app[_STORE] = store if store is not None else MemoryStore()
    app[BOT] = HostingAdvisorBot(content)
    app.cleanup_ctx.append(_storage)
    app.cleanup_ctx.append(_delivery)
    if watch is not None:
        watcher = Watcher(watch, load, lambda new: setattr(app[BOT], "content", new))
        app.cleanup_ctx.append(lambda _: _watching(watcher))
    app.router.add_post(MESSAGES, _messages)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz)
    return app


async def _storage(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(_purging(app[_STORE]))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await app[_STORE].close()


async def _purging(store: Store) -> None:
    """Remove documents whose time is over, a few at a time, as long as the application runs."""
    while True:
        try:
            more = await store.purge() > 0
        except StorageError as error:
            logger.warning("what is out of date was not removed: %s", error)
            more = False
        await asyncio.sleep(1 if more else PURGE)


async def _delivery(app: web.Application) -> AsyncIterator[None]:
    async with new_session() as session:
        app[OUTBOX] = outbox = Outbox(Connector(session, Anonymous()).deliver, app[_STORE])
        app[_TURNS] = Turns(Adapter(), app[BOT], app[_STORE], app[OUTBOX])
        with contextlib.suppress(StorageError, TimeoutError):  # it is looked for again, and again
            await asyncio.wait_for(outbox.look(), PATIENCE)
        looking = asyncio.create_task(outbox.keep_looking())
        yield
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        await outbox.close(PATIENCE)


async def _watching(watcher: Watcher) -> AsyncIterator[None]:
    task = asyncio.create_task(watcher.watch())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _messages(request: web.Request) -> web.Response:
    try:
        guard.check_content_type(request.content_type)
        activity = guard.read_activity(await _body(request))
        if request.app[_SETTINGS].local:
            guard.check_local_service_url(activity)
        answer = await request.app[_TURNS].run(activity)
    except guard.Refused as refused:
        logger.info("refused a request with status %d: %s", refused.status, refused.reason)
        return web.Response(status=refused.status, text=refused.reason)
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.json_response(answer.body, status=answer.status)


async def _body(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise guard.Refused(413, f"the body is larger than {guard.MAX_BODY} bytes") from None
    except (aiohttp.ClientError, aiohttp.http.HttpProcessingError, web.RequestPayloadError):
        raise guard.Refused(400, "the body cannot be read") from None


async def _healthz(request: web.Request) -> web.Response:
    return web.Response(text="alive")


async def _readyz(request: web.Request) -> web.Response:
    """The content was loaded before the application was made; so what is left to ask is the store."""
    try:
        await request.app[_STORE].load("readyz")
    except Exception:
        logger.exception("the state store cannot be reached")
        return web.Response(status=503, text="the state store cannot be reached")
    return web.Response(text="ready")
