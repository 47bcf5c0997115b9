"""Stores: private copies, and compare-and-swap."""

from __future__ import annotations

import pytest

from bot.storage import Conflict
from bot.storage.memory import MemoryStore


async def test_an_unknown_key_is_an_empty_document() -> None:
    assert await MemoryStore().load("k") == ({}, None)


async def test_nothing_is_shared_with_the_caller() -> None:
    store = MemoryStore()
    document = {"list": [1]}
    await store.save("k", document, None)
    document["list"].append(2)
    loaded, version = await store.load("k")
    assert loaded == {"list": [1]}
    loaded["list"].append(3)
    assert await store.load("k") == ({"list": [1]}, version)


async def test_only_the_version_that_was_loaded_is_replaced() -> None:
    store = MemoryStore()
    await store.save("k", {"n": 1}, None)
    with pytest.raises(Conflict):
        await store.save("k", {"n": 2}, None)
    _, version = await store.load("k")
    await store.save("k", {"n": 2}, version)
    with pytest.raises(Conflict):
        await store.save("k", {"n": 3}, version)
    assert (await store.load("k"))[0] == {"n": 2}
    with pytest.raises(Conflict):
        await store.save("other", {}, version)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object()])
async def test_only_json_is_kept(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        await MemoryStore().save("k", {"n": value}, None)
