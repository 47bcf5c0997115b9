"""The web application: one endpoint for channels, two for whoever watches over the process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot import guard
from bot.adapter import Adapter, reply_text
from bot.auth import Authenticator
from bot.connector import Connector, new_session
from bot.content import Content, load_content
from bot.credentials import credentials_of
from bot.documents import StoredDocuments
from bot.endpoint import Endpoint
from bot.keys import KeyRing, fetcher
from bot.outbox import Outbox
from bot.reload import Watcher
from bot.settings import Settings
from bot.storage import StorageError, Store
from bot.storage.address import open_store
from bot.storage.memory import MemoryStore
from bot.teams import HostingAdvisorBot
from bot.turn import Turns
from bot.wire import to_activity

logger = logging.getLogger(__name__)

MESSAGES = "/api/messages"
PATIENCE = 8.0
"""Seconds that replies on their way have left when the process ends. The others go out after the next start."""
READY_SECONDS = 5.0
"""Seconds in which the store has to answer to be called reachable."""
PURGE = 600.0
"""Seconds between two looks for documents whose time is over."""

BOT = web.AppKey("bot", HostingAdvisorBot)
OUTBOX = web.AppKey("outbox", Outbox)
_SETTINGS = web.AppKey("settings", Settings)
_STORE = web.AppKey("store", Store)
_TURNS = web.AppKey("turns", Turns)
_ENDPOINT = web.AppKey("endpoint", Endpoint)
_ENDING = web.AppKey("ending", asyncio.Event)


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
    app[BOT] = HostingAdvisorBot(content, StoredDocuments(app[_STORE]))
    app[_ENDING] = asyncio.Event()
    app.cleanup_ctx.append(_storage)
    app.cleanup_ctx.append(_delivery)
    if watch is not None:
        watcher = Watcher(watch, load, lambda new: setattr(app[BOT], "content", new))
        app.cleanup_ctx.append(lambda _: _watching(watcher))
    app.router.add_post(MESSAGES, _messages, expect_handler=_expect)
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz)
    return app


async def drain(app: web.Application, seconds: float) -> None:
    """Say that the application is no longer ready, and wait for the turns that are running, at most so long."""
    app[_ENDING].set()
    await app[_ENDPOINT].finish(seconds)


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


def store_of(settings: Settings) -> Store:
    """The store that the settings name; StoreRefused says why it cannot be opened."""
    who = settings.registration
    return open_store(
        settings.state_url,
        settings.state_ttl_days * 86400,
        local=settings.local,
        key=settings.state_key,
        identity=who.app_id if who is not None and who.type == "UserAssignedMSI" else "",
    )


async def _delivery(app: web.Application) -> AsyncIterator[None]:
    credentials = credentials_of(app[_SETTINGS].registration)
    async with new_session() as session, credentials.renewing(), _authentication(app[_SETTINGS], session) as who:
        outbox = app[OUTBOX] = Outbox(Connector(session, credentials).deliver, app[_STORE])
        turns = app[_TURNS] = Turns(Adapter(), app[BOT], app[_STORE], outbox)

        def say(text: Callable[[Content], str], body: dict[str, Any]) -> None:
            outbox.put([reply_text(to_activity(body), text(app[BOT].content))])

        app[_ENDPOINT] = Endpoint(
            app[_SETTINGS],
            who,
            turns.run,
            slow_down=partial(say, lambda content: content.slow_down),
            give_up=partial(say, lambda content: content.apology),
        )
        with contextlib.suppress(StorageError, TimeoutError):  # it is looked for again, and again
            await asyncio.wait_for(outbox.look(), PATIENCE)
        looking = asyncio.create_task(outbox.keep_looking())
        yield
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        await outbox.close(PATIENCE)


@contextlib.asynccontextmanager
async def _authentication(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Authenticator | None]:
    if settings.registration is None:
        yield None
        return
    keys = KeyRing(settings.registration.metadata_url, fetcher(session))
    async with keys.renewing():
        yield Authenticator(settings, keys)


async def _watching(watcher: Watcher) -> AsyncIterator[None]:
    task = asyncio.create_task(watcher.watch())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _messages(request: web.Request) -> web.Response:
    return await request.app[_ENDPOINT].handle(request)


async def _expect(request: web.Request) -> None:
    """Go on for `Expect: 100-continue`; nothing else can be expected."""
    if request.headers.get("Expect", "").lower() != "100-continue":
        raise web.HTTPBadRequest(text="the Expect header is not supported")
    if request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")


async def _healthz(request: web.Request) -> web.Response:
    return web.Response(text="alive")


async def _readyz(request: web.Request) -> web.Response:
    """The content was loaded before the application was made; so what is left to ask is the store."""
    if request.app[_ENDING].is_set():
        return web.Response(status=503, text="ending")
    try:
        async with asyncio.timeout(READY_SECONDS):
            await request.app[_STORE].load("readyz")
    except Exception as error:
        logger.error("the state store cannot be reached: %s", str(error) or type(error).__name__)
        return web.Response(status=503, text="the state store cannot be reached")
    return web.Response(text="ready")
