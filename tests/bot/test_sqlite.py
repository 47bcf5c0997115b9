"""The SQLite store: one file, private, durable, and refused where it would not be."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.storage import LEASE, StorageError, StoreRefused, outgoing
from bot.storage.place import network_file_system
from bot.storage.sqlite import SqliteStore
from bot.storage.worker import Worker, _Request
from tests.bot.test_storage import TTL, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_file_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = SqliteStore(path, TTL)
    replies = outgoing("k", b"left unsent")
    await store.save("k", {"n": 1}, None, replies)
    marked = outgoing("j", b"sent")
    await store.save("j", {}, None, marked)
    store.sent([marked.id])
    await store.close()
    again = SqliteStore(path, TTL)
    assert (await again.load("k"))[0] == {"n": 1}
    assert await again.claim() == [replies]  # at once: nobody else uses the file
    third = SqliteStore(path, TTL)
    assert await third.claim() == []
    await again.close()
    await third.close()
    with pytest.raises(StorageError, match="closed"):
        await again.load("k")
    again.sent(["x"])
    await again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
async def test_a_file_is_nobody_elses(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "new" / "state.db", TTL)
    await store.save("k", {}, None)
    for path in (tmp_path / "new").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    await store.close()


async def test_marks_go_alone_if_no_save_comes(tmp_path: Path, clock: Clock) -> None:
    store, other = (SqliteStore(tmp_path / "state.db", TTL, clock) for _ in range(2))
    replies = outgoing("k", b"")
    await store.save("k", {}, None, replies)
    store.sent([replies.id])
    clock.now += LEASE + 1
    with sqlite3.connect(tmp_path / "state.db") as look:
        for _ in range(1000):
            if look.execute("SELECT count(*) FROM outgoing").fetchone() == (0,):
                break
            await asyncio.sleep(0.01)
        else:
            pytest.fail("the mark was not written")
    look.close()
    await store.close()
    await other.close()


async def test_loads_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for while others are read is read together: waking the thread is what costs."""
    loop, free, told = asyncio.get_running_loop(), threading.Event(), 0

    def load(connection: sqlite3.Connection, key: str) -> str:
        free.wait(10)
        return key

    def counted(*args: Any) -> asyncio.Handle:
        nonlocal told
        told += 1
        return threadsafe(*args)

    threadsafe = loop.call_soon_threadsafe
    monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
    worker = Worker(sqlite3.connect(":memory:", check_same_thread=False), load)
    reads = []
    for number in range(20):
        reads.append(asyncio.create_task(worker.read(str(number))))
        await asyncio.sleep(0.001)
    reads[5].cancel()
    free.set()
    found = await asyncio.gather(*reads, return_exceptions=True)
    assert [one for one in found if isinstance(one, str)] == [str(n) for n in range(20) if n != 5]
    assert told == 2, "the first, and all the others"
    last = asyncio.create_task(worker.read("last"))
    await asyncio.sleep(0)
    await worker.stop()
    assert await last == "last"


async def test_whose_turn_was_saved_is_told_first() -> None:
    """Their replies only have to go out, while the others' turns begin."""
    loop, told = asyncio.get_running_loop(), list[str]()
    worker = Worker(sqlite3.connect(":memory:", check_same_thread=False), lambda connection, key: key)

    def request(name: str, key: str | None) -> _Request:
        future: asyncio.Future[None] = loop.create_future()
        future.add_done_callback(lambda _: told.append(name))
        return _Request(future, key, None)

    loads = [request(f"load {n}", str(n)) for n in range(20)]
    saves = [request(f"save {n}", None) for n in range(2)]
    worker._loop = loop
    worker._unanswered = len(loads)
    worker._take([(load, None) for load in loads])
    worker._take([(save, None) for save in saves])
    await asyncio.gather(*(one.future for one in (*loads, *saves) if one.future is not None))
    assert told == ["save 0", "save 1", *(f"load {n}" for n in range(20))]
    await worker.stop()


async def test_a_save_that_fails_says_so_and_the_next_one_works(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state.db", TTL)
    with pytest.raises(TypeError):
        await store.save("k", {"text": "\ud800"}, None)
    with sqlite3.connect(tmp_path / "state.db", isolation_level=None) as other:
        other.execute("ALTER TABLE document RENAME TO gone")
        with pytest.raises(StorageError):
            await store.load("k")
        results = await asyncio.gather(*(store.save(k, {}, None) for k in "ab"), return_exceptions=True)
        assert all(isinstance(result, StorageError) for result in results)
        other.execute("ALTER TABLE gone RENAME TO document")
    other.close()
    await store.save("k", {"n": 1}, None)
    assert (await store.load("k"))[0] == {"n": 1}
    await store.close()


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no database, but long enough to be taken for one " * 50)
    with pytest.raises(StoreRefused, match="not a database"):
        SqliteStore(tmp_path / "text", TTL)
    with pytest.raises(StoreRefused, match="folder"):
        SqliteStore(tmp_path, TTL)
    with pytest.raises(StoreRefused, match="cannot be used"):
        SqliteStore(tmp_path / "text" / "state.db", TTL)
    newer = sqlite3.connect(tmp_path / "newer.db")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreRefused, match="newer version"):
        SqliteStore(tmp_path / "newer.db", TTL)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks the drive")
def test_a_network_home_is_recognized(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
        f"90 22 0:40 / {tmp_path} rw - nfs4 server:/home rw\n"
        f"91 22 0:41 / {tmp_path}/a\\040b/local rw - ext4 /dev/vdb rw\n"
    )
    assert network_file_system(Path("/"), mounts) is None
    assert network_file_system(tmp_path, mounts) == "nfs4"
    assert network_file_system(tmp_path / "a b" / "x", mounts) == "nfs4"
    assert network_file_system(tmp_path / "a b" / "local" / "x", mounts) is None
    assert network_file_system(tmp_path, tmp_path / "no such file") is None


def test_a_file_on_a_network_home_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.file.network_file_system", lambda _: "nfs4")
    with pytest.raises(StoreRefused, match="network file system"):
        SqliteStore(tmp_path / "state.db", TTL)
