"""Mutated requests to the real bot, many more than the tests send.

    python -m tests.bench.fuzz 20000 [seed]

prints how often each status was answered, what the log said at level error, and the memory after each tenth.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import tempfile
import time
from pathlib import Path

import psutil

from bot.app import create_app
from bot.content import load_content
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from knowledge.load import DATA
from tests.chat import Server
from tests.connector import Connector
from tests.fuzz import Errors, fuzz


async def _main(count: int, seed: int) -> None:
    errors = Errors()
    logging.getLogger().addHandler(errors)
    process, started = psutil.Process(), time.monotonic()

    def look(sent: int) -> None:
        connector.deliveries.clear()
        gc.collect()
        seconds, megabytes = time.monotonic() - started, process.memory_info().rss / 1e6
        print(f"{sent:7} requests  {seconds:6.1f} s  {megabytes:7.1f} MB  {len(gc.get_objects())} objects")

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(local=True, host="127.0.0.1", port=3978)
        store = SqliteStore(Path(folder) / "state.db", 86400)
        server, connector = Server(create_app(settings, load_content(DATA), store=store)), Connector()
        await connector.start()
        await server.start()
        try:
            statuses = await fuzz(server, connector, seed, count, look)
            print("statuses", dict(sorted(statuses.items())))
            print("errors", dict(errors.found))
            print("still answering:", (await server.request("GET", "/readyz"))[1])
        finally:
            await server.stop()
            await connector.stop()


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
