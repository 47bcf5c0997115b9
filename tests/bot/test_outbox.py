"""The outbox: order within a conversation, none between them, and nothing left behind."""

from __future__ import annotations

import asyncio

import pytest

from bot.operation import Operation, dump, operation, parse
from bot.outbox import Outbox
from bot.storage import LEASE, Outgoing, StorageError, outgoing
from bot.storage.memory import MemoryStore


def send(conversation: str, number: int = 0) -> Operation:
    """Something to deliver."""
    return operation("send", "http://localhost", conversation, None, {"number": number})


class Sink:
    """Takes deliveries; those of a conversation with a gate wait for it."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []
        self.gates: dict[str, asyncio.Event] = {}

    async def __call__(self, operation: Operation, seconds: float) -> None:
        if operation.conversation in self.gates:
            await self.gates[operation.conversation].wait()
        await asyncio.sleep(0)
        if operation.body["number"] < 0:
            raise RuntimeError("on purpose")
        self.done.append((operation.conversation, operation.body["number"]))


async def test_a_conversation_is_delivered_in_order() -> None:
    sink = Sink()
    outbox = Outbox(sink, MemoryStore())
    for number in range(20):
        outbox.put([send("a", number)])
    outbox.put([send("a", 20), send("a", 21)])
    await outbox.join()
    assert sink.done == [("a", number) for number in range(22)]


async def test_no_conversation_waits_for_another() -> None:
    sink = Sink()
    sink.gates["slow"] = asyncio.Event()
    outbox = Outbox(sink, MemoryStore())
    outbox.put([send("slow", 1), send("fast", 1)])
    outbox.put([send("slow", 2), send("fast", 2)])
    await asyncio.sleep(0.01)
    assert sink.done == [("fast", 1), ("fast", 2)]
    sink.gates["slow"].set()
    await outbox.join()
    assert sink.done[2:] == [("slow", 1), ("slow", 2)]


async def test_what_is_finished_is_forgotten() -> None:
    outbox = Outbox(Sink(), MemoryStore())
    for number in range(100):
        outbox.put([send(f"c{number}")])
    await outbox.join()
    assert not outbox._queues
    assert not outbox._workers
    outbox.put([send("c1")])
    await outbox.join()
    assert not outbox._queues


async def test_a_failure_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    sink = Sink()
    outbox = Outbox(sink, MemoryStore())
    outbox.put([send("a", -1), send("a", 1)])
    await outbox.join()
    assert sink.done == [("a", 1)]
    assert len(caplog.records) == 1


async def test_closing_waits_only_so_long(caplog: pytest.LogCaptureFixture) -> None:
    sink = Sink()
    sink.gates["stuck"] = asyncio.Event()
    outbox = Outbox(sink, MemoryStore())
    outbox.put([send("stuck", 1), send("stuck", 2), send("fine", 1)])
    await outbox.close(0.05)
    assert sink.done == [("fine", 1)]
    assert "2 messages were not delivered" in caplog.text
    assert not outbox._workers
    await outbox.close(0.05)


def test_operations_can_be_kept_as_text() -> None:
    operations = [
        operation("send", "http://h", "a|b;messageid=1", None, {"text": "ä\n\u2028😀", "card": {"n": [1, None]}}),
        operation("update", "http://h", "a", "m1", {"text": ""}),
        Operation("delete", "http://h", "a", "m2"),
    ]
    assert parse(dump(operations)) == operations
    assert parse(b"") == []
    for wrong in (b"x", b"[]\n{}", b"{}\n{}\n{}"):
        with pytest.raises(ValueError):
            parse(wrong)


async def kept(store: MemoryStore, *operations: Operation) -> Outgoing:
    """Replies as a turn saves them."""
    replies = outgoing(f"k{len(store._rows)}", dump(operations))
    await store.save(replies.key, {}, None, replies)
    return replies


class Later(MemoryStore):
    """A store in which time passes when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(clock=lambda: self.now)


async def test_what_is_delivered_is_no_longer_kept() -> None:
    sink, store = Sink(), Later()
    outbox = Outbox(sink, store)
    sink.gates["slow"] = asyncio.Event()
    replies = await kept(store, send("a", 1), send("slow", 2), send("b", -3))
    outbox.put(parse(replies.text), replies.id)
    await asyncio.sleep(0.01)
    assert list(store._outgoing) == [replies.id]
    sink.gates["slow"].set()
    await outbox.join()
    assert not store._outgoing
    assert not outbox._kept
    empty = await kept(store)
    outbox.put([], empty.id)
    assert not store._outgoing


async def test_what_takes_long_stays_ours() -> None:
    sink, store = Sink(), Later()
    mine, yours = Outbox(sink, store), Outbox(sink, store)
    sink.gates["a"] = asyncio.Event()
    replies = await kept(store, send("a", 1))
    mine.put(parse(replies.text), replies.id)
    for _ in range(20):
        store.now += LEASE / 3
        await mine.look()
        await yours.look()
    assert not yours._workers
    sink.gates["a"].set()
    await mine.join()
    assert sink.done == [("a", 1)]


async def test_what_a_process_left_is_taken_up_once_and_in_order() -> None:
    sink, store = Sink(), Later()
    for number in range(5):
        await kept(store, send("a", 2 * number), send("a", 2 * number + 1))
    outboxes = [Outbox(sink, store) for _ in range(3)]
    for outbox in outboxes:
        await outbox.look()
    assert not any(outbox._workers for outbox in outboxes)  # whoever made them may still be there
    store.now += LEASE + 1
    for outbox in outboxes:
        await outbox.look()
    for outbox in outboxes:
        await outbox.join()
    assert sink.done == [("a", number) for number in range(10)]
    assert not store._outgoing


async def test_what_is_not_delivered_at_the_end_can_be_taken_up_at_once() -> None:
    sink, store = Sink(), Later()
    sink.gates["stuck"] = asyncio.Event()
    outbox = Outbox(sink, store)
    replies = await kept(store, send("stuck", 1))
    outbox.put(parse(replies.text), replies.id)
    await outbox.close(0.05)
    assert await store.claim() == [replies]


async def test_replies_that_cannot_be_read_are_dropped(caplog: pytest.LogCaptureFixture) -> None:
    store = Later()
    await store.save("k", {}, None, outgoing("k", b"nonsense"))
    store.now += LEASE + 1
    outbox = Outbox(Sink(), store)
    await outbox.look()
    assert not store._outgoing
    assert "document k" in caplog.text


async def test_a_store_that_is_away_is_asked_again(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(Later):
        errors: list[Exception] = [StorageError("away"), RuntimeError("on purpose")]

        async def claim(self) -> list[Outgoing]:
            if self.errors:
                raise self.errors.pop(0)
            return await super().claim()

    monkeypatch.setattr("bot.outbox._LOOK", 0.001)
    sink, store = Sink(), Away()
    await kept(store, send("a", 1))
    store.now += LEASE + 1
    looking = asyncio.create_task(Outbox(sink, store).keep_looking())
    while not sink.done:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    assert len(caplog.records) == 2
