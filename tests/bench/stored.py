"""A store with any number of conversations in it, each of somebody who has talked for a while."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.storage import Store
from bot.storage.sqlite import SqliteStore

_DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "recent": [f"00000000-0000-0000-0000-{number:012d}" for number in range(30)],
    "talk": {},
}
"""As large as the documents of people who have talked for a while: the ids of 30 messages."""


def key_of(conversation: str) -> str:
    """The key of a personal chat."""
    return f"msteams/personal/{conversation}"


_AT_ONCE = 32
"""Documents that are written to a container at the same time."""


async def fill_container(store: Store, count: int) -> None:
    """Write so many documents to an empty container."""
    for start in range(0, count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, count))
        await asyncio.gather(*(store.save(key_of(f"bench-{number}"), _DOCUMENT, None) for number in numbers))


async def fill(path: Path, count: int) -> None:
    """Make the file, with so many documents."""
    await SqliteStore(path, 30 * 86400.0).close()
    body, now = json.dumps(_DOCUMENT, separators=(",", ":")), time.time()

    def rows() -> Iterator[tuple[str, int, int, str]]:
        for number in range(count):
            yield key_of(f"bench-{number}"), int(now * 1000), int(now + 29.9 * 86400), body

    connection = sqlite3.connect(path)
    with connection:
        connection.executemany("INSERT INTO document (key, version, expires, body) VALUES (?, ?, ?, ?)", rows())
    connection.close()
