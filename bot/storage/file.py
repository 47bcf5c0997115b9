"""The SQLite file with the state: its tables, and what has to hold before it is used."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from bot.storage import StoreRefused
from bot.storage.place import SoleUse, network_file_system

SCHEMA = 1
"""Of the file's tables, kept as its `user_version`. What is in a document has a number of its own."""
_TABLES = """
CREATE TABLE document (key TEXT PRIMARY KEY, version INTEGER NOT NULL, expires INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX document_expires ON document (expires);
CREATE TABLE outgoing (id TEXT PRIMARY KEY, key TEXT NOT NULL, holder TEXT NOT NULL, lease REAL NOT NULL,
                       expires REAL NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX outgoing_lease ON outgoing (lease);
"""

_BUSY = 10.0
"""Seconds to wait for another process that is writing."""


def open_file(path: Path) -> tuple[sqlite3.Connection, SoleUse]:
    """The connection to the file, which is made if it is missing, readable for nobody else."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if kind := network_file_system(path.parent):
            raise StoreRefused(
                f"STATE_URL names '{path}', which is on a network file system ({kind}): SQLite would lose state there. "
                "Name a file on a local disk, or use azblob://account/container."
            )
        if path.is_dir():
            raise StoreRefused(f"STATE_URL names '{path}', which is a folder: name a file in it.")
        # an existing file must not be opened and closed here: that would drop the locks of another store on it
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        use = SoleUse(path)
    except OSError as error:
        raise StoreRefused(f"STATE_URL names '{path}', which cannot be used: {error.strerror}.") from None
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=_BUSY, isolation_level=None, check_same_thread=False)
        _prepare(connection, sole=use.sole)
        use.share()
        return connection, use
    except (sqlite3.Error, StoreRefused) as error:
        if connection is not None:
            connection.close()
        use.close()
        reason = error if isinstance(error, StoreRefused) else f"cannot be used: {error}."
        raise StoreRefused(f"STATE_URL names '{path}', which {reason}") from None


def _prepare(connection: sqlite3.Connection, *, sole: bool) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = FAST")  # what was removed does not stay readable in the file
    connection.execute("PRAGMA journal_size_limit = 67108864")
    connection.execute("BEGIN IMMEDIATE")
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > SCHEMA:
        raise StoreRefused("was written by a newer version of the bot: use that version, or name another file.")
    if schema == 0:
        for statement in _TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
    if sole:  # whoever held the replies is gone: they need not wait for the end of the lease
        connection.execute("UPDATE outgoing SET lease = 0")
    connection.execute("COMMIT")
