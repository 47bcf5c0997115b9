"""How long a bot's event loop is busy with one thing: asked for at `/bench/lag`, which only the benchmark adds."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from aiohttp import web

EVERY = 0.01
"""Seconds between two looks."""


def watch(app: web.Application) -> web.Application:
    """Measure while the application runs; each question is answered for the time since the last one."""
    late: list[float] = []

    async def looking(_: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(_look(late))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def answer(_: web.Request) -> web.Response:
        values, late[:] = sorted(late), []
        at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
        return web.json_response(
            {name: 1000 * values[min(len(values) - 1, int(len(values) * q))] for name, q in at.items()}
            if values
            else {}
        )

    app.cleanup_ctx.append(looking)
    app.router.add_get("/bench/lag", answer)
    return app


async def _look(late: list[float]) -> None:
    while True:
        due = time.perf_counter() + EVERY
        await asyncio.sleep(EVERY)
        late.append(max(time.perf_counter() - due, 0.0))
