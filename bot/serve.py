"""Runs the application on its addresses until the process is asked to end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web

from bot.app import drain
from bot.errors import ListenError
from bot.settings import DEFAULT_HOST, Settings

RUNNING_TURNS = 20.0
"""Seconds that running turns have when the process is asked to end."""
LATE_TURNS = 5.0
"""Seconds that turns have which began after that."""
IDLE = 120.0
"""Seconds after which a connection is closed on which no whole head of a request arrived."""
_BOTH = (DEFAULT_HOST, "localhost")
_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def addresses(settings: Settings) -> list[str]:
    """Where to listen. People type localhost, which is ::1 on many machines: local mode serves both."""
    if settings.local and settings.host in _BOTH:
        return [DEFAULT_HOST, "::1"]
    return [settings.host]


async def serve(app: web.Application, settings: Settings, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called when requests are accepted.

    Then `/readyz` says so, running turns end, the listening ends, and replies on their way are delivered. A second
    signal skips the waiting for turns.
    """
    stop, hurry = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C cancels this coroutine instead
            loop.add_signal_handler(name, lambda: hurry.set() if stop.is_set() else stop.set())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=LATE_TURNS, keepalive_timeout=IDLE)
    await runner.setup()
    try:
        for host in addresses(settings):
            await _listen(runner, host, settings.port)
        ready()
        await stop.wait()
        await _first(drain(app, RUNNING_TURNS), hurry.wait())
    finally:
        await runner.cleanup()


async def _first(*waits: Coroutine[Any, Any, Any]) -> None:
    """Wait for one of these, and give up the others."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        if host == "::1" and runner.sites and error.errno in _NO_SUCH_ADDRESS:
            return
        if error.errno == errno.EADDRINUSE:
            raise ListenError(
                f"Port {port} on {host} is in use: stop the program that uses it, or choose another with --port."
            ) from None
        raise ListenError(f"Cannot listen on {host}, port {port}: {error.strerror or error}.") from None
