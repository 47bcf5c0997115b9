"""Stores: private copies, compare-and-swap, replies kept with the state, and an end for everything."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.storage import KEPT, LEASE, Conflict, Store, StoreRefused, outgoing
from bot.storage.address import BlobAddress, blob_address, open_store
from bot.storage.memory import MemoryStore
from bot.storage.sqlite import SqliteStore
from tests.azurite import Azurite

DAY = 86400.0
TTL = 30 * DAY


class Clock:
    """A time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


Open = Callable[[], Store]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture(params=["memory", "sqlite", "blob"])
async def open_one(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Open]:
    """Opens stores that share what they keep, as several processes do."""
    opened: list[Store] = []
    azurite: Azurite | None = request.getfixturevalue("azurite") if request.param == "blob" else None
    container = f"test-{uuid.uuid4()}"

    def open_it() -> Store:
        if request.param == "memory":
            made: Store = opened[0] if opened else MemoryStore(TTL, clock)
        elif azurite is not None:
            made = azurite.store(container, TTL, clock)
        else:
            made = SqliteStore(tmp_path / "var" / "state.db", TTL, clock)
        opened.append(made)
        return made

    yield open_it
    for one in opened:
        await one.close()


@pytest_asyncio.fixture
async def store(open_one: Open) -> Store:
    return open_one()


async def test_an_unknown_key_is_an_empty_document(store: Store) -> None:
    assert await store.load("k") == ({}, None)


async def test_nothing_is_shared_with_the_caller(store: Store) -> None:
    document = {"list": [1], "text": "ä 😀 '%"}
    await store.save("k", document, None)
    document["list"] = [2]
    loaded, version = await store.load("k")
    assert loaded == {"list": [1], "text": "ä 😀 '%"}
    loaded["list"].append(3)
    assert (await store.load("k"))[0]["list"] == [1]


async def test_only_the_version_that_was_loaded_is_replaced(store: Store) -> None:
    await store.save("k", {"n": 1}, None)
    with pytest.raises(Conflict):
        await store.save("k", {"n": 2}, None)
    _, version = await store.load("k")
    await store.save("k", {"n": 2}, version)
    with pytest.raises(Conflict):
        await store.save("k", {"n": 3}, version, outgoing("k", b"never said"))
    assert (await store.load("k"))[0] == {"n": 2}
    with pytest.raises(Conflict):
        await store.save("other", {}, version)


async def test_a_document_that_was_made_anew_is_not_the_old_one(store: Store, clock: Clock) -> None:
    await store.save("k", {"n": 1}, None)
    _, version = await store.load("k")
    await store.delete("k")
    assert await store.load("k") == ({}, None)
    clock.now += 1
    await store.save("k", {"n": 2}, None)
    with pytest.raises(Conflict):
        await store.save("k", {"n": 3}, version)
    await store.delete("nobody")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
async def test_only_json_is_kept(store: Store, value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        await store.save("k", {"n": value}, None)


async def test_of_many_saves_of_one_version_one_wins(open_one: Open) -> None:
    stores = [open_one(), open_one()]
    await stores[0].save("k", {"n": 0}, None)
    _, version = await stores[0].load("k")
    saves = [stores[n % 2].save("k", {"n": n}, version) for n in range(1, 21)]
    results = await asyncio.gather(*saves, return_exceptions=True)
    winners = [n for n, result in enumerate(results, 1) if result is None]
    assert len(winners) == 1
    assert all(isinstance(result, Conflict) for result in results if result is not None)
    assert (await stores[1].load("k"))[0] == {"n": winners[0]}


# --- the end of documents ---


async def test_a_document_ends_when_nobody_saves_it(store: Store, clock: Clock) -> None:
    await store.save("k", {"n": 1}, None)
    for _ in range(40):  # used daily, it stays
        clock.now += DAY
        document, version = await store.load("k")
        await store.save("k", document, version)
    clock.now += TTL - 2 * DAY
    document, version = await store.load("k")
    assert document == {"n": 1}
    clock.now += 3 * DAY
    assert await store.load("k") == ({}, None)
    await store.save("k", {"n": 3}, None)
    assert (await store.load("k"))[0] == {"n": 3}


async def test_a_document_can_have_a_time_of_its_own(store: Store, clock: Clock) -> None:
    await store.save("code", {"n": 1}, None, ttl=600)
    _, version = await store.load("code")
    await store.save("code", {"n": 2}, version, ttl=60)
    clock.now += 61
    assert await store.load("code") == ({}, None)


async def test_purging_removes_what_has_ended_and_nothing_else(store: Store, clock: Clock) -> None:
    await asyncio.gather(*(store.save(f"old{number}", {}, None) for number in range(600)))
    clock.now += 10 * DAY
    await store.save("young", {"n": 1}, None)
    assert await store.purge() == 0
    clock.now += 21 * DAY
    removed = 0
    while count := await store.purge():
        removed += count
    assert removed == 600
    assert (await store.load("young"))[0] == {"n": 1}


# --- replies ---


async def test_replies_belong_to_whoever_saved_them_for_a_while(open_one: Open, clock: Clock) -> None:
    mine, yours = open_one(), open_one()
    first, second = outgoing("k", b"first"), outgoing("j", b"second")
    await mine.save(first.key, {}, None, first)
    await mine.save(second.key, {}, None, second)
    assert await yours.claim() == []
    clock.now += LEASE - 1
    await mine.renew([first.id])
    clock.now += 2
    assert await yours.claim() == [second]
    assert await yours.claim() == []
    clock.now += LEASE
    assert await yours.claim() == [first, second]


async def test_what_was_sent_or_given_up_is_forgotten(open_one: Open, clock: Clock) -> None:
    store = open_one()
    replies = [outgoing(str(number), str(number).encode()) for number in range(3)]
    for number, each in enumerate(replies):
        await store.save(str(number), {}, None, each)
    store.sent([replies[0].id])
    await store.release([replies[1].id])
    assert await store.claim() == [replies[1]]
    clock.now += LEASE + 1
    assert await store.claim() == replies[1:]
    clock.now += KEPT
    assert await store.claim() == []


async def test_no_replies_without_their_document(store: Store, clock: Clock) -> None:
    await store.save("k", {}, None)
    with pytest.raises(Conflict):
        await store.save("k", {}, None, outgoing("k", b"never said"))
    clock.now += LEASE + 1
    assert await store.claim() == []


def test_ids_sort_by_time() -> None:
    made = [outgoing("k", b"") for _ in range(50)]
    assert [one.id.partition(".")[0] for one in made] == sorted(one.id.partition(".")[0] for one in made)
    assert len({one.id for one in made}) == 50


# --- STATE_URL ---


async def test_addresses_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url, path in (
        ("sqlite:///var/state.db", tmp_path / "var" / "state.db"),
        (f"sqlite:///{tmp_path}/absolute.db", tmp_path / "absolute.db"),
    ):
        await open_store(url, TTL, local=False).close()
        assert path.is_file()
    assert isinstance(open_store("memory:", TTL, local=True), MemoryStore)


@pytest.mark.parametrize(
    "url",
    ["", "state.db", "sqlite:", "sqlite:///", "sqlite://var/state.db", "sqlite:///var/", "sqlite:///a.db?mode=ro"]
    + ["postgres://host/db", "memory:", "redis:"],
)
def test_an_address_of_nothing_is_refused(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreRefused, match="STATE_URL") as refusal:
        open_store(url, TTL, local=False)
    assert "sqlite:///var/state.db" in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("azblob://account1/bot-state", "https://account1.blob.core.windows.net"),
        ("azblob://account1/bot-state/?endpoint=https://account1.blob.example/", "https://account1.blob.example"),
    ],
)
def test_addresses_of_containers(url: str, endpoint: str) -> None:
    assert blob_address(url) == BlobAddress("account1", endpoint, "bot-state")


@pytest.mark.parametrize(
    "url",
    ["azblob:", "azblob://account1", "azblob://account1/", "azblob://Account/container", "azblob://account1/a/b"]
    + ["azblob://account1/c", "azblob://account1/-container", "azblob://account1/container?key=secret"]
    + ["azblob://account1/container?endpoint=", "azblob://account1/container?endpoint=host"],
)
def test_an_address_of_no_container_is_refused(url: str) -> None:
    with pytest.raises(StoreRefused, match="azblob://account/container"):
        open_store(url, TTL, local=False)
