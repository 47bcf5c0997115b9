"""The store in one SQLite file: for one machine, and as many processes on it as one likes."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson

from bot.storage import KEPT, LEASE, Conflict, Document, Outgoing, StorageError
from bot.storage.file import open_file
from bot.storage.worker import Worker, Write

# Texts come and go as bytes of UTF-8, which is what they are in the file: Python's own take up to four times the room.
_LOAD = "SELECT version, expires, CAST(body AS BLOB) FROM document WHERE key = ? AND expires > ?"
_REPLACE = "UPDATE document SET version = version + 1, body = CAST(? AS TEXT) WHERE key = ? AND version = ?"
_PROLONG = """UPDATE document SET version = version + 1, body = CAST(? AS TEXT), expires = ?
WHERE key = ? AND version = ?"""
_CREATE = """INSERT INTO document (key, version, expires, body) VALUES (?, ?, ?, CAST(? AS TEXT))
ON CONFLICT (key) DO UPDATE SET version = excluded.version, expires = excluded.expires, body = excluded.body
WHERE document.expires <= ?"""
_SEND = "INSERT INTO outgoing (id, key, holder, lease, expires, body) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT))"
_SENT = "DELETE FROM outgoing WHERE id = ?"
_CLAIM = """UPDATE outgoing SET holder = ?, lease = ? WHERE lease <= ? AND expires > ?
RETURNING id, key, CAST(body AS BLOB)"""
_PURGE = "DELETE FROM document WHERE key IN (SELECT key FROM document WHERE expires <= ? LIMIT 500)"


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
        self._connection, self._use = open_file(path)
        self._closed = False
        self._worker = Worker(self._connection, lambda connection, key: _load(connection, key, clock()))

    async def load(self, key: str, latest: bool = True) -> tuple[Document, str | None]:
        """See `Store`."""
        if self._closed:
            raise StorageError("the store is closed")
        row = await self._worker.read(key)
        if row is None:
            return {}, None
        version, expires, body = row
        document: Document = orjson.loads(body)
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
        body = _text(document)
        # what cannot be written fails here and alone, not together with the saves of others
        key.encode()
        now, ttl = self._clock(), self._ttl if ttl is None else ttl
        holder = self._holder

        def write(connection: sqlite3.Connection) -> bool:
            if not _save(connection, key, body, version, now, ttl):
                return False
            if replies is not None:
                connection.execute(_SEND, (replies.id, key, holder, now + LEASE, now + KEPT, replies.text))
            return True

        if not await self._write(write):
            raise Conflict(key)

    async def delete(self, key: str) -> None:
        """See `Store`."""

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM document WHERE key = ?", (key,))

        await self._write(write)

    def sent(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        marks = [(id,) for id in ids]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(_SENT, marks)

        if not self._closed:
            self._worker.add(write)

    async def claim(self) -> list[Outgoing]:
        """See `Store`."""
        now = self._clock()
        over = "DELETE FROM outgoing WHERE lease <= ? AND expires <= ?"

        def write(connection: sqlite3.Connection) -> list[tuple[str, str, bytes]]:
            if not connection.execute("SELECT 1 FROM outgoing WHERE lease <= ? LIMIT 1", (now,)).fetchone():
                return []
            connection.execute(over, (now, now))
            return connection.execute(_CLAIM, (self._holder, now + LEASE, now, now)).fetchall()

        return [Outgoing(*row) for row in sorted(await self._write(write))]

    async def renew(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        await self._lease(ids, self._clock() + LEASE)

    async def release(self, ids: Iterable[str]) -> None:
        """See `Store`."""
        await self._lease(ids, 0.0)

    async def purge(self) -> int:
        """See `Store`."""
        now = self._clock()
        count: int = await self._write(lambda connection: connection.execute(_PURGE, (now,)).rowcount)
        return count

    async def close(self) -> None:
        """See `Store`."""
        if not self._closed:
            self._closed = True
            await self._worker.stop()
            self._connection.close()
            self._use.close()

    async def _lease(self, ids: Iterable[str], until: float) -> None:
        rows = [(until, id, self._holder) for id in ids]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("UPDATE outgoing SET lease = ? WHERE id = ? AND holder = ?", rows)

        await self._write(write)

    async def _write(self, write: Write) -> Any:
        if self._closed:
            raise StorageError("the store is closed")
        return await self._worker.write(write)


def _text(document: Document) -> bytes:
    """The document as JSON, for which orjson needs a tenth of the time; but it writes null for what is no number."""
    body = orjson.dumps(document, option=orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME)
    if b"null" in body and orjson.loads(body) != document:
        return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return body


def _load(connection: sqlite3.Connection, key: str, now: float) -> Any:
    return connection.execute(_LOAD, (key, now)).fetchone()


def _save(connection: sqlite3.Connection, key: str, body: bytes, version: str | None, now: float, ttl: float) -> bool:
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
