"""A store in the process's memory: for tests, and for trying out what leaves no trace."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable

from bot.storage import KEPT, LEASE, Conflict, Document, Outgoing


class MemoryStore:
    """Keeps documents as JSON text, so that nothing is shared with whoever saved or loaded them."""

    def __init__(self, ttl: float = 30 * 86400.0, clock: Callable[[], float] = time.time) -> None:
        self._ttl = ttl
        self._clock = clock
        self._versions = 0
        self._rows: dict[str, tuple[str, float, str]] = {}
        """Version, end, and text of each document."""
        self._outgoing: dict[str, tuple[Outgoing, float, float]] = {}
        """Replies with the end of their lease and of their use."""

    async def load(self, key: str, latest: bool = True) -> tuple[Document, str | None]:
        """See `Store`."""
        row = self._rows.get(key)
        if row is None or row[1] <= self._clock():
            return {}, None
        document: Document = json.loads(row[2])
        return document, row[0]

    async def save(
        self,
        key: str,
        document: Document,
        version: str | None,
        replies: Outgoing | None = None,
        ttl: float | None = None,
    ) -> None:
        """See `Store`."""
        now = self._clock()
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        row = self._rows.get(key)
        if version != (row[0] if row is not None and row[1] > now else None):
            raise Conflict(key)
        self._versions += 1
        self._rows[key] = (str(self._versions), now + (self._ttl if ttl is None else ttl), text)
        if replies is not None:
            self._outgoing[replies.id] = (replies, now + LEASE, now + KEPT)

    async def delete(self, key: str) -> None:
        """See `Store`."""
        self._rows.pop(key, None)

    def sent(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        for id in ids:
            self._outgoing.pop(id, None)

    async def claim(self) -> list[Outgoing]:
        """See `Store`."""
        now = self._clock()
        free = sorted(id for id, (_, lease, _) in self._outgoing.items() if lease <= now)
        self._outgoing = {id: kept for id, kept in self._outgoing.items() if kept[2] > now}
        await self.renew(free)
        return [self._outgoing[id][0] for id in free if id in self._outgoing]

    async def renew(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        self._lease(ids, self._clock() + LEASE)

    async def release(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        self._lease(ids, 0.0)

    async def purge(self) -> int:
        """See `Store`."""
        over = [key for key, (_, end, _) in self._rows.items() if end <= self._clock()]
        for key in over:
            del self._rows[key]
        return len(over)

    async def close(self) -> None:
        """See `Store`."""

    def _lease(self, ids: Iterable[str], until: float) -> None:
        for id in ids:
            if id in self._outgoing:
                kept, _, end = self._outgoing[id]
                self._outgoing[id] = (kept, until, end)
