"""The thread in which all of SQLite happens, and the gathering of what it is asked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from bot.storage import StorageError

logger = logging.getLogger(__name__)

_MOST = 256
"""Writes that are committed together, so that other processes get their turn."""
_PATIENCE = 0.05
"""Seconds that marks of delivery wait for a save to ride with."""
_GATHERING = 0.01
"""Seconds that a save waits at most for those of other turns that are running now."""
_AT_ONCE = 8
"""Requests that are answered at most before the event loop turns to others."""
_BUSY = 0.008
"""Seconds of work that may be behind them: behind each document that is loaded stands that of a turn."""

Write = Callable[[sqlite3.Connection], Any]
"""Makes changes, and returns plain data: a cursor that another thread lets go of would reset a statement in use."""
Load = Callable[[sqlite3.Connection, str], Any]
"""The row of a document by its key."""


class _Request(NamedTuple):
    future: asyncio.Future[Any] | None
    key: str | None
    """Of the document to load; None for a write."""
    write: Write | None


class Worker:
    """Hands requests to a thread in batches, and commits all writes of a batch as one transaction.

    A commit alone takes 0.35 ms of CPU, most of it in waking threads, and a tenth of that shared with ten others. So a
    save waits for the turns that have loaded their document and not saved it yet, and goes at once when there is none.
    In the same way loads wait while others are under way: the turns behind those come first anyway.
    """

    def __init__(self, connection: sqlite3.Connection, load: Load) -> None:
        """The connection belongs to the thread from now on, until `stop`."""
        self._connection = connection
        self._load = load
        self._loads: list[_Request] = []
        self._writes: list[_Request] = []
        self._unanswered = 0
        """Loads that were handed over and not answered yet."""
        self._between: set[asyncio.Task[Any] | None] = set()
        """Turns that have loaded their document, and may save it in a moment."""
        self._results: deque[tuple[_Request, Any]] = deque()
        """What is known and was not told yet."""
        self._answering = False
        """Whether some of it is being told, and the rest will be after that."""
        self._began = 0.0
        """When the turns went on that were answered last."""
        self._turn = 0.001
        """Seconds that turns took lately from here to their save, a moving average."""
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._batches: queue.SimpleQueue[list[_Request] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="state", daemon=True)
        self._thread.start()

    async def read(self, key: str) -> Any:
        """What `load` finds for the key, together with all that is asked for in the same moment."""
        self._loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = self._loop.create_future()
        if not self._loads and not self._unanswered:
            self._loop.call_soon(self._hand_over_loads)
        self._loads.append(_Request(future, key, None))
        self._between.add(asyncio.current_task())
        return await future

    async def write(self, write: Write) -> Any:
        """What `write` returns, after it was committed."""
        self._loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = self._loop.create_future()
        self._writes.append(_Request(future, None, write))
        self._between.discard(asyncio.current_task())
        if self._between:
            self._hand_over_within(_GATHERING)
        else:
            self._hand_over_writes()
        return await future

    def add(self, write: Write) -> None:
        """Let a write for which nobody waits ride with the next one, or go alone after a while."""
        self._loop = asyncio.get_running_loop()
        self._writes.append(_Request(None, None, write))
        self._hand_over_within(_PATIENCE)

    async def stop(self) -> None:
        """Carry out what is left, and end the thread."""
        self._hand_over_loads()
        self._hand_over_writes()
        self._batches.put(None)
        await asyncio.to_thread(self._thread.join)

    def _hand_over_loads(self) -> None:
        if self._loads:
            loads, self._loads = self._loads, []
            self._unanswered += len(loads)
            self._batches.put(loads)

    def _hand_over_within(self, seconds: float) -> None:
        assert self._loop is not None
        due = self._loop.time() + seconds
        if self._timer is None or self._timer.when() > due:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._loop.call_at(due, self._stop_waiting)

    def _stop_waiting(self) -> None:
        """Turns that take so long, or save nothing, are not waited for again."""
        self._between.clear()
        self._hand_over_writes()

    def _hand_over_writes(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writes:
            writes, self._writes = self._writes, []
            self._batches.put(writes)

    def _take(self, results: list[tuple[_Request, Any]]) -> None:
        if results[0][0].key is None:  # saved: first those whose replies only have to go out
            self._results.extendleft(reversed(results))
        else:
            self._results += results
        if not self._answering and self._loop is not None:
            self._answering = True
            self._loop.call_soon(self._answer, self._loop)

    def _answer(self, loop: asyncio.AbstractEventLoop) -> None:
        """Answer a few requests, and the others after what else waits for the event loop.

        Eight turns at once are cheaper than four, but with long ones others would wait for 80 ms instead of 40.
        """
        loop.call_soon(self._begin, loop)
        turns, most = 0, max(1, int(_BUSY / self._turn))
        for _ in range(min(_AT_ONCE, len(self._results))):
            request, result = self._results.popleft()
            if request.key is not None:
                self._unanswered -= 1
                if not self._unanswered:
                    self._hand_over_loads()
            if request.future is None or request.future.done():
                continue
            if isinstance(result, StorageError):
                request.future.set_exception(result)
            else:
                request.future.set_result(result)
            turns += request.key is not None
            if turns == most:
                break
        loop.call_soon(self._go_on, loop, turns)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._began = loop.time()

    def _go_on(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        """Note how long the turns took that were answered last, which have come to their save by now."""
        if turns:
            self._turn += ((loop.time() - self._began) / turns - self._turn) / 8
        self._answering = bool(self._results)
        if self._answering:
            self._answer(loop)

    # --- in the thread ---

    def _work(self) -> None:
        more = True
        while more:
            requests, more = self._waiting()
            if loads := [request for request in requests if request.key is not None]:
                self._tell([(request, self._loaded(str(request.key))) for request in loads])
            writes = [request for request in requests if request.key is None]
            for start in range(0, len(writes), _MOST):
                self._commit(writes[start : start + _MOST])

    def _waiting(self) -> tuple[list[_Request], bool]:
        """All requests that wait; whether there can be more."""
        found: list[_Request] = []
        batch = self._batches.get()
        with contextlib.suppress(queue.Empty):
            while batch is not None:
                found += batch
                batch = self._batches.get_nowait()
            return found, False
        return found, True

    def _loaded(self, key: str) -> Any:
        try:
            return self._load(self._connection, key)
        except sqlite3.Error as error:
            return StorageError(str(error))

    def _commit(self, writes: Iterable[_Request]) -> None:
        """Carry out all writes as one transaction, and tell those who wait after it is durable."""
        results: list[tuple[_Request, Any]] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for request in writes:
                assert request.write is not None
                results.append((request, request.write(self._connection)))
            self._connection.execute("COMMIT")
        except Exception as error:  # whatever it is, everybody who waits has to hear of it
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            logger.error("the state could not be saved: %s", error)
            results = [(request, StorageError(str(error))) for request in writes]
        self._tell(results)

    def _tell(self, results: list[tuple[_Request, Any]]) -> None:
        if self._loop is None:
            return
        with contextlib.suppress(RuntimeError):  # the event loop has ended: nobody waits any more
            self._loop.call_soon_threadsafe(self._take, results)
