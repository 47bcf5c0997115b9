"""Delivers what turns produced: in order within a conversation, and no conversation waits for another."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from bot.operation import Operation

logger = logging.getLogger(__name__)


class Outbox:
    """One queue, and one task working on it, for each conversation that has something to deliver right now."""

    def __init__(self, deliver: Callable[[Operation], Awaitable[None]]) -> None:
        self._deliver = deliver
        self._queues: dict[tuple[str, str], deque[Operation]] = {}
        self._workers: set[asyncio.Task[None]] = set()

    def put(self, operations: Iterable[Operation]) -> None:
        """Deliver these after everything that was put for the same conversation before."""
        for operation in operations:
            key = (operation.service_url, operation.conversation)
            if key in self._queues:
                self._queues[key].append(operation)
            else:
                self._queues[key] = deque([operation])
                worker = asyncio.create_task(self._work(key))
                self._workers.add(worker)
                worker.add_done_callback(self._workers.discard)

    async def join(self) -> None:
        """Wait until everything is delivered."""
        while self._workers:
            await asyncio.wait(self._workers)

    async def close(self, patience: float) -> None:
        """Wait at most `patience` seconds for the rest, then give it up."""
        try:
            await asyncio.wait_for(self.join(), patience)
        except TimeoutError:
            logger.warning("%d messages were not delivered before the end", sum(map(len, self._queues.values())))
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, key: tuple[str, str]) -> None:
        queue = self._queues[key]
        try:
            while queue:
                try:
                    await self._deliver(queue[0])
                except Exception:
                    logger.exception("delivering failed in conversation %s", key[1])
                queue.popleft()
        finally:
            del self._queues[key]
