"""Delivers what turns produced: in order within a conversation, and no conversation waits for another."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bot.operation import Operation, parse
from bot.storage import LEASE, Outgoing, StorageError, Store

logger = logging.getLogger(__name__)

BUDGET = 60.0
"""Seconds in which an operation has to be delivered, from the time it was put."""
_LOOK = LEASE / 3


@dataclass(frozen=True)
class _Item:
    operation: Operation
    kept: str | None
    """The id under which the store keeps it."""
    until: float


class Outbox:
    """One queue, and one task working on it, for each conversation that has something to deliver right now.

    What the store keeps is marked as sent when all of it was delivered or can never be. A process that ends before
    that leaves it in the store, and whoever looks there next, at its start or later, delivers it: so everything is
    delivered at least once, and seldom twice.
    """

    def __init__(self, deliver: Callable[[Operation, float], Awaitable[None]], store: Store) -> None:
        """`deliver` is given an operation and the seconds that are left for it."""
        self._deliver = deliver
        self._store = store
        self._queues: dict[tuple[str, str], deque[_Item]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._kept: dict[str, int] = {}
        """For each id under which the store keeps something, how many of its operations are not delivered yet."""
        self._known: set[str] = set()
        """The ids that were already there at the latest look into the store."""

    def put(self, operations: Iterable[Operation], kept: str | None = None) -> None:
        """Deliver these after everything that was put for the same conversation before."""
        items = [_Item(one, kept, asyncio.get_running_loop().time() + BUDGET) for one in operations]
        if kept is not None:
            self._kept[kept] = len(items)
            if not items:
                self._done(kept)
        for item in items:
            key = (item.operation.service_url, item.operation.conversation)
            if key in self._queues:
                self._queues[key].append(item)
            else:
                self._queues[key] = deque([item])
                worker = asyncio.create_task(self._work(key))
                self._workers.add(worker)
                worker.add_done_callback(self._workers.discard)

    async def look(self) -> None:
        """Keep the lease of what takes long, and take up what another process, or a former one, left in the store."""
        lasting = self._known & self._kept.keys()
        self._known = set(self._kept)
        if lasting:
            await self._store.renew(lasting)
        while claimed := await self._store.claim():
            for found in claimed:
                if found.id not in self._kept:
                    self._take_up(found)

    async def keep_looking(self) -> None:
        """Look into the store now and again, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK)
            try:
                await self.look()
            except StorageError as error:
                logger.warning("replies that were left unsent cannot be found now: %s", error)
            except Exception:
                logger.exception("looking for replies that were left unsent failed")

    async def join(self) -> None:
        """Wait until everything is delivered."""
        while self._workers:
            await asyncio.wait(self._workers)

    async def close(self, patience: float) -> None:
        """Wait at most `patience` seconds for the rest, then leave it in the store, free to be taken up at once."""
        try:
            await asyncio.wait_for(self.join(), patience)
        except TimeoutError:
            logger.warning("%d messages were not delivered before the end", sum(map(len, self._queues.values())))
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        if self._kept:
            try:
                await self._store.release(list(self._kept))
            except StorageError as error:
                logger.warning("unsent replies will be taken up only after a while: %s", error)

    def _take_up(self, found: Outgoing) -> None:
        try:
            operations = parse(found.text)
        except (ValueError, TypeError):
            logger.error("replies in the store cannot be read, and are dropped: document %s", found.key)
            operations = []
        self.put(operations, found.id)

    async def _work(self, key: tuple[str, str]) -> None:
        queue = self._queues[key]
        try:
            while queue:
                item = queue[0]
                try:
                    await self._deliver(item.operation, item.until - asyncio.get_running_loop().time())
                except Exception:
                    logger.exception("delivering failed in conversation %s", key[1])
                queue.popleft()
                if item.kept is not None:
                    self._done(item.kept)
        finally:
            del self._queues[key]

    def _done(self, kept: str) -> None:
        self._kept[kept] -= 1
        if self._kept[kept] <= 0:
            del self._kept[kept]
            self._store.sent([kept])
