"""The outbox: order within a conversation, none between them, and nothing left behind."""

from __future__ import annotations

import asyncio

import pytest

from bot.operation import Operation
from bot.outbox import Outbox


def send(conversation: str, number: int = 0) -> Operation:
    """Something to deliver."""
    return Operation("send", "http://localhost", conversation, None, {"number": number})


class Sink:
    """Takes deliveries; those of a conversation with a gate wait for it."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []
        self.gates: dict[str, asyncio.Event] = {}

    async def __call__(self, operation: Operation) -> None:
        if operation.conversation in self.gates:
            await self.gates[operation.conversation].wait()
        await asyncio.sleep(0)
        if operation.body["number"] < 0:
            raise RuntimeError("on purpose")
        self.done.append((operation.conversation, operation.body["number"]))


async def test_a_conversation_is_delivered_in_order() -> None:
    sink = Sink()
    outbox = Outbox(sink)
    for number in range(20):
        outbox.put([send("a", number)])
    outbox.put([send("a", 20), send("a", 21)])
    await outbox.join()
    assert sink.done == [("a", number) for number in range(22)]


async def test_no_conversation_waits_for_another() -> None:
    sink = Sink()
    sink.gates["slow"] = asyncio.Event()
    outbox = Outbox(sink)
    outbox.put([send("slow", 1), send("fast", 1)])
    outbox.put([send("slow", 2), send("fast", 2)])
    await asyncio.sleep(0.01)
    assert sink.done == [("fast", 1), ("fast", 2)]
    sink.gates["slow"].set()
    await outbox.join()
    assert sink.done[2:] == [("slow", 1), ("slow", 2)]


async def test_what_is_finished_is_forgotten() -> None:
    outbox = Outbox(Sink())
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
    outbox = Outbox(sink)
    outbox.put([send("a", -1), send("a", 1)])
    await outbox.join()
    assert sink.done == [("a", 1)]
    assert len(caplog.records) == 1


async def test_closing_waits_only_so_long(caplog: pytest.LogCaptureFixture) -> None:
    sink = Sink()
    sink.gates["stuck"] = asyncio.Event()
    outbox = Outbox(sink)
    outbox.put([send("stuck", 1), send("stuck", 2), send("fine", 1)])
    await outbox.close(0.05)
    assert sink.done == [("fine", 1)]
    assert "2 messages were not delivered" in caplog.text
    assert not outbox._workers
    await outbox.close(0.05)
