"""The store in Azure Blob Storage: two blobs for a turn, lost answers, and outages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.storage import LEASE, Conflict, StorageError, outgoing
from bot.storage.blob import BlobStore
from tests.azurite import Azurite
from tests.bot.test_storage import TTL, Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def test_a_turn_is_saved_as_two_blobs_and_found_by_another_instance(azurite: Azurite, clock: Clock) -> None:
    one, other = azurite.store("two", TTL, clock), azurite.store("two", TTL, clock)
    replies = [outgoing("k", str(number).encode()) for number in range(3)]
    for number, each in enumerate(replies):
        _, version = await one.load("k")
        await one.save("k", {"n": number}, version, each)
    clock.now += LEASE + 1
    assert await other.claim() == replies
    await one.renew([replies[0].id])  # too late: the other has it
    clock.now += 1
    assert await one.claim() == []
    assert await azurite.documents("two") == {"k": {"n": 2}}
    await one.close()
    await other.close()


async def test_replies_of_a_turn_that_was_never_committed_are_not_sent(azurite: Azurite, clock: Clock) -> None:
    store = azurite.store("orphans", TTL, clock)
    assert isinstance(store, BlobStore)
    await store.save("k", {}, None, outgoing("k", b"said"))
    async with store._reached() as container:
        await store._note(container, outgoing("k", b"never committed"), clock.now)
        await store._note(container, outgoing("nobody", b"never committed"), clock.now)
        clock.now += LEASE + 1
        assert [replies.text for replies in await store.claim()] == [b"said"]
        assert len([name async for name in container.list_blob_names(name_starts_with="outgoing/")]) == 3
        clock.now += 121
        assert [replies.text for replies in await store.claim()] == [b"said"]
        assert len([name async for name in container.list_blob_names(name_starts_with="outgoing/")]) == 1
    await store.close()


async def test_nor_are_they_when_the_conversation_has_gone_far(azurite: Azurite, clock: Clock) -> None:
    """A document remembers thirty replies; those delivered make room, so that an older orphan stays recognizable."""
    store, other = azurite.store("far", TTL, clock), azurite.store("far", TTL, clock)
    assert isinstance(store, BlobStore)
    async with store._reached() as container:
        await store._note(container, outgoing("k", b"never committed"), clock.now)
    for number in range(40):
        _, version = await store.load("k")
        replies = outgoing("k", str(number).encode())
        await store.save("k", {"n": number}, version, replies)
        await store._forget(replies.id)
    clock.now += LEASE + 1
    assert await other.claim() == []
    await store.close()
    await other.close()


async def test_what_was_saved_need_not_be_fetched_and_is_never_saved_over_what_others_saved(
    azurite: Azurite, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage import blob

    fetched: list[str] = []
    read = blob._read

    async def counted(client: Any) -> Any:
        fetched.append(client.blob_name)
        return await read(client)

    monkeypatch.setattr(blob, "_read", counted)
    store, other = azurite.store("recent", TTL, clock), azurite.store("recent", TTL, clock)
    await store.save("k", {"n": 1}, None)
    document, version = await store.load("k", latest=False)
    assert (document, fetched) == ({"n": 1}, [])
    document["n"] = 0
    assert (await store.load("k", latest=False))[0] == {"n": 1}, "a private copy"
    await store.save("k", {"n": 2}, version, outgoing("k", b"said"))
    _, version = await other.load("k")
    await other.save("k", {"n": 3}, version)
    assert (await store.load("k"))[0] == {"n": 3}
    _, version = await store.load("k", latest=False)
    with pytest.raises(Conflict):
        await store.save("k", {"n": 9}, version)
    document, version = await store.load("k", latest=False)
    assert document == {"n": 3}
    await store.save("k", {"n": 4}, version)
    await store.delete("k")
    assert await store.load("k", latest=False) == ({}, None)
    await store.close()
    await other.close()


async def test_a_save_whose_answer_was_lost_is_no_conflict(
    azurite: Azurite, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library sends a request again when the connection breaks; the second one then meets what the first did."""
    from bot.storage import blob

    upload = blob._upload

    async def twice(*arguments: Any) -> str:
        await upload(*arguments)
        return await upload(*arguments)

    store = azurite.store("lost", TTL, clock)
    await store.save("old", {"n": 1}, None)
    monkeypatch.setattr(blob, "_upload", twice)
    await store.save("new", {"n": 1}, None)
    _, version = await store.load("old")
    await store.save("old", {"n": 2}, version, outgoing("old", b"said"))
    assert (await store.load("old"))[0] == {"n": 2}
    monkeypatch.setattr(blob, "_upload", upload)

    async def overtaken(*arguments: Any) -> str:
        await upload(*arguments)
        monkeypatch.setattr(blob, "_upload", upload)
        document, version = await store.load("old")
        await store.save("old", {**document, "by": "another"}, version)
        return await upload(*arguments)

    monkeypatch.setattr(blob, "_upload", overtaken)
    _, version = await store.load("old")
    await store.save("old", {"n": 3}, version, outgoing("old", b"said too"))
    assert (await store.load("old"))[0] == {"n": 3, "by": "another"}
    clock.now += LEASE + 1
    assert [replies.text for replies in await store.claim()] == [b"said", b"said too"]
    await store.close()


async def test_an_outage_is_an_error_and_never_an_empty_state(tmp_path: Path) -> None:
    if Azurite.program() is None:
        pytest.skip("needs azurite")
    with Azurite(tmp_path) as server:
        store = server.store("outage", TTL)
        await store.save("k", {"n": 1}, None)
        _, version = await store.load("k")
        server.stop()
        for ask in (store.load("k"), store.save("k", {"n": 2}, version), store.claim(), store.purge()):
            with pytest.raises(StorageError, match="container outage"):
                await ask
        store.sent(["x"])
        server.start()
        assert await store.load("k") == ({"n": 1}, version)
        assert isinstance(store, BlobStore)
        async with store._reached() as container:
            await container.delete_container()
        with pytest.raises(StorageError):
            await store.load("k")
        with pytest.raises(StorageError):
            await store.save("k", {"n": 2}, version)
        await store.close()
        wrong = server.store("outage2", TTL)
        assert isinstance(wrong, BlobStore)
        wrong._key = "d3Jvbmc="
        with pytest.raises(StorageError):
            await wrong.load("k")
        await wrong.close()


async def test_replies_that_cannot_be_read_do_not_hold_up_the_others(azurite: Azurite, clock: Clock) -> None:
    store, other = azurite.store("broken", TTL, clock), azurite.store("broken", TTL, clock)
    assert isinstance(store, BlobStore)
    replies = [outgoing("k", str(number).encode()) for number in range(2)]
    for number, each in enumerate(replies):
        _, version = await store.load("k")
        await store.save("k", {"n": number}, version, each)
    clock.now += LEASE + 1
    async with store._reached() as container:
        await container.get_blob_client(f"outgoing/{replies[0].id}").upload_blob(b"{", overwrite=True)
    assert await other.claim() == [replies[1]]
    with pytest.raises(ValueError, match="Expecting"):  # nothing else is left; it is looked at again next time
        await other.claim()
    await store.close()
    await other.close()
