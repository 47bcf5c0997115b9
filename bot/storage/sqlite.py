"""The store in one SQLite file: for one machine, and as many processes on it as one likes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import queue
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from bot.storage import KEPT, LEASE, Conflict, Document, Outgoing, StorageError
from bot.storage.file import open_file

logger = logging.getLogger(__name__)

_LOAD = "SELECT version, expires, body FROM document WHERE key = ? AND expires > ?"
_REPLACE = "UPDATE document SET version = version + 1, body = ? WHERE key = ? AND version = ?"
_PROLONG = "UPDATE document SET version = version + 1, body = ?, expires = ? WHERE key = ? AND version = ?"
_CREATE = """INSERT INTO document (key, version, expires, body) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE
SET version = excluded.version, expires = excluded.expires, body = excluded.body WHERE document.expires <= ?"""
_SEND = "INSERT INTO outgoing (id, key, holder, lease, expires, body) VALUES (?, ?, ?, ?, ?, ?)"
_SENT = "DELETE FROM outgoing WHERE id = ?"
_CLAIM = "UPDATE outgoing SET holder = ?, lease = ? WHERE lease <= ? AND expires > ? RETURNING id, key, body"
_PURGE = "DELETE FROM document WHERE key IN (SELECT key FROM document WHERE expires <= ? LIMIT 500)"

_MOST = 256
"""Requests that are carried out together, so that other processes get their turn."""
_PATIENCE = 0.05
"""Seconds that marks of delivery wait for a save to ride with."""

Write = Callable[[sqlite3.Connection], Any]
"""Makes changes, and returns plain data: a cursor that another thread lets go of would reset a statement in use."""


class _Request(NamedTuple):
    future: asyncio.Future[Any] | None
    key: str | None
    """Of the document to load; None for a write."""
    write: Write | None


class SqliteStore:
    """All of SQLite happens in one thread, and all saves that wait are committed as one transaction.

    Measured on 2 cores with documents of 1.5 KB, replies of 6 KB, and 100 conversations at once (SQLite 3.40): one
    load, one save and one mark of delivery take 0.06 ms of CPU this way and 4,700 of them pass in a second; through
    aiosqlite, which commits each save alone, 0.99 ms and 570. Because a commit is shared, it can be a durable one
    (synchronous=FULL): what was acknowledged survives not only the end of the process but a loss of power, on a disk
    that does what it says. With synchronous=NORMAL the same takes 0.06 ms, so nothing is gained by less.
    """

    def __init__(self, path: Path, ttl: float, clock: Callable[[], float] = time.time) -> None:
        """Open the file, or make it; StoreRefused says why it cannot be used."""
        self._ttl = ttl
        self._clock = clock
        self._holder = secrets.token_hex(8)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._connection, self._use = open_file(path)
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="state", daemon=True)
        self._thread.start()

    async def load(self, key: str) -> tuple[Document, str | None]:
        """See `Store`."""
        row = await self._ask(key, None)
        if row is None:
            return {}, None
        version, expires, body = row
        document: Document = json.loads(body)
        return document, f"{version}.{expires}"

    async def save(
        self,
        key: str,
        document: Document,
        version: str | None,
        replies: Outgoing | None = None,
        ttl: float | None = None,
    ) -> None:
        """See `Store`."""
        body = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        # what cannot be written fails here and alone, not together with the saves of others
        (body + key + (replies.text if replies else "")).encode()
        now, ttl = self._clock(), self._ttl if ttl is None else ttl
        holder = self._holder

        def write(connection: sqlite3.Connection) -> bool:
            if not _save(connection, key, body, version, now, ttl):
                return False
            if replies is not None:
                connection.execute(_SEND, (replies.id, key, holder, now + LEASE, now + KEPT, replies.text))
            return True

        if not await self._ask(None, write):
            raise Conflict(key)

    async def delete(self, key: str) -> None:
        """See `Store`."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM document WHERE key = ?", (key,))

        await self._ask(None, write)

    def sent(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        marks = [(id,) for id in ids]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(_SENT, marks)

        if not self._closed:
            self._requests.put(_Request(None, None, write))

    async def claim(self) -> list[Outgoing]:
        """See `Store`."""
        now = self._clock()
        over = "DELETE FROM outgoing WHERE lease <= ? AND expires <= ?"

        def write(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
            if not connection.execute("SELECT 1 FROM outgoing WHERE lease <= ? LIMIT 1", (now,)).fetchone():
                return []
            connection.execute(over, (now, now))
            return connection.execute(_CLAIM, (self._holder, now + LEASE, now, now)).fetchall()

        return [Outgoing(*row) for row in sorted(await self._ask(None, write))]

    async def renew(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        await self._lease(ids, self._clock() + LEASE)

    async def release(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        await self._lease(ids, 0.0)

    async def purge(self) -> int:
        """See `Store`."""
        now = self._clock()
        count: int = await self._ask(None, lambda connection: connection.execute(_PURGE, (now,)).rowcount)
        return count

    async def close(self) -> None:
        """See `Store`."""
        if not self._closed:
            self._closed = True
            self._requests.put(None)
            await asyncio.to_thread(self._thread.join)
            self._connection.close()
            self._use.close()

    async def _lease(self, ids: Iterable[str], until: float) -> None:
        rows = [(until, id, self._holder) for id in ids]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("UPDATE outgoing SET lease = ? WHERE id = ? AND holder = ?", rows)

        await self._ask(None, write)

    async def _ask(self, key: str | None, write: Write | None) -> Any:
        if self._closed:
            raise StorageError("the store is closed")
        self._loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = self._loop.create_future()
        self._requests.put(_Request(future, key, write))
        return await future

    # --- in the thread ---

    def _work(self) -> None:
        writes: list[_Request] = []
        more, due = True, 0.0
        while more:
            requests, more = self._waiting(max(due - time.monotonic(), 0.0) if writes else None)
            loads = [request for request in requests if request.key is not None]
            if loads:
                self._tell([self._load(request) for request in loads])
            if not writes:
                due = time.monotonic() + _PATIENCE
            writes += [request for request in requests if request.key is None]
            # marks of delivery, which nobody waits for, ride with a save, or go alone after a while
            waited_for = any(request.future is not None for request in writes)
            if writes and (waited_for or not more or time.monotonic() >= due):
                self._commit(writes)
                writes = []

    def _waiting(self, patience: float | None) -> tuple[list[_Request], bool]:
        """All requests that wait, at most so many; whether there can be more."""
        found: list[_Request] = []
        with contextlib.suppress(queue.Empty):
            request = self._requests.get(timeout=patience)
            while request is not None and len(found) < _MOST:
                found.append(request)
                request = self._requests.get_nowait()
            if request is None:
                return found, False
            found.append(request)
        return found, True

    def _load(self, request: _Request) -> tuple[_Request, Any]:
        try:
            return request, self._connection.execute(_LOAD, (request.key, self._clock())).fetchone()
        except sqlite3.Error as error:
            return request, StorageError(str(error))

    def _commit(self, writes: list[_Request]) -> None:
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
            self._loop.call_soon_threadsafe(_resolve, results)


def _resolve(results: list[tuple[_Request, Any]]) -> None:
    for request, result in results:
        if request.future is None or request.future.done():
            continue
        if isinstance(result, StorageError):
            request.future.set_exception(result)
        else:
            request.future.set_result(result)


def _save(connection: sqlite3.Connection, key: str, body: str, version: str | None, now: float, ttl: float) -> bool:
    """Whether the document had that version.

    The end of a document moves only when a thirtieth of its time has passed, so that its index is seldom written. A
    version begins with the time, so that a document which was deleted and made anew is never taken for the old one.
    """
    if version is None:
        row = (key, int(now * 1000), int(now + ttl), body, int(now))
        return connection.execute(_CREATE, row).rowcount == 1
    number, _, expires = version.partition(".")
    if int(expires) >= now + ttl * 29 / 30 and int(expires) <= now + ttl:
        return connection.execute(_REPLACE, (body, key, int(number))).rowcount == 1
    return connection.execute(_PROLONG, (body, int(now + ttl), key, int(number))).rowcount == 1
