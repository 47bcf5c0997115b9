"""Mutated requests to the real bot: no failure, no growth, and it still answers. `tests/bench/fuzz.py` sends more."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

from bot.content import Content
from bot.storage.sqlite import SqliteStore
from tests.conftest import Serve
from tests.connector import Connector
from tests.fuzz import Errors, fuzz, interview

COUNT = 2000
GROWTH = 1000
"""Objects that may be left over; one from every request of the second half would be as many."""


async def test_mutated_requests(serve: Serve, content: Content, connector: Connector, tmp_path: Path) -> None:
    server = await serve(content, SqliteStore(tmp_path / "state.db", 86400))
    objects: list[int] = []

    def look(sent: int) -> None:
        connector.deliveries.clear()
        gc.collect()
        objects.append(len(gc.get_objects()))

    errors = Errors()
    logging.getLogger("bot").addHandler(errors)
    logging.getLogger("dialogs").addHandler(errors)
    try:
        statuses = await fuzz(server, connector, 1, COUNT, look)
    finally:
        logging.getLogger("bot").removeHandler(errors)
        logging.getLogger("dialogs").removeHandler(errors)
    assert statuses.total() == COUNT
    assert set(statuses) <= {200, 400, 403, 405, 413, 415, 501}
    assert min(statuses[200], statuses[400]) > COUNT / 10
    assert not errors.found
    assert objects[-1] - objects[len(objects) // 2] < GROWTH
    assert await server.request("GET", "/readyz") == (200, "ready")
    assert await interview(server, connector)
