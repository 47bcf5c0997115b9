"""Bounded work: the pace of conversations and tenants, turns at once, the time of a turn, and slow senders."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.limits import BURST, REMEMBERED, Limits, Pace, Pacer
from bot.settings import Settings
from tests.bot.conftest import bearer, message_of
from tests.bot.talker import Talker, content_of
from tests.chat import Server
from tests.conftest import Serve
from tests.connector import Connector
from tests.issuer import TENANT
from tests.waiting import Clock, until

MESSAGES = "/api/messages"


async def opened(serve: Serve, public: Settings, talker: Talker, **limits: int) -> Server:
    """The public bot with some limits."""
    return await serve(content_of(talker), None, replace(public, limits=replace(Limits.generous(), **limits)))


async def say(door: Server, connector: Connector, number: int, conversation: str = "a", **more: Any) -> int:
    """The status of a message in a conversation."""
    activity = message_of(connector, id=f"{conversation}-{number}", **more)
    activity["conversation"]["id"] = conversation
    return (await door.request("POST", MESSAGES, json=activity, headers=bearer(connector)))[0]


def test_a_pace() -> None:
    clock = Clock()
    pace = Pace(60, clock)
    assert [pace.allows("a") for _ in range(31)] == [True] * int(60 * BURST) + [False]
    assert pace.allows("b")
    clock.seconds += 1
    assert [pace.allows("a") for _ in range(2)] == [True, False]
    clock.seconds += 3600
    assert sum(pace.allows("a") for _ in range(100)) == 30


def test_no_pace_is_no_limit() -> None:
    pace = Pace(0, Clock())
    assert all(pace.allows("a") for _ in range(1000))


def test_the_slowest_pace_lets_somebody_through() -> None:
    assert Pace(1, Clock()).allows("a")


def test_a_crowd_is_not_remembered_for_ever() -> None:
    pace = Pace(60, Clock())
    for number in range(REMEMBERED * 2):
        pace.allows(str(number))
    assert len(pace._buckets) == REMEMBERED


def test_a_conversation_is_told_once_a_minute() -> None:
    clock = Clock()
    pacer = Pacer(Limits(conversation_rate=2, tenant_rate=0), clock)
    assert [pacer.verdict("a", "t") for _ in range(5)] == ["go", "tell", "drop", "drop", "drop"]
    clock.seconds += 61
    assert [pacer.verdict("a", "t") for _ in range(3)] == ["go", "tell", "drop"]


def test_a_tenant_that_is_too_fast_is_told_in_each_conversation() -> None:
    pacer = Pacer(Limits(conversation_rate=0, tenant_rate=4), Clock())
    assert [pacer.verdict(name, "t") for name in "abcdd"] == ["go", "go", "tell", "tell", "drop"]
    assert pacer.verdict("e", "another") == "go"
    assert pacer.verdict("f", "") == "go"


async def test_a_conversation_that_is_too_fast(
    serve: Serve, public: Settings, talker: Talker, connector: Connector
) -> None:
    door = await opened(serve, public, talker, conversation_rate=6)
    assert [await say(door, connector, number) for number in range(6)] == [200] * 3 + [429] * 3
    assert await say(door, connector, 1, "another") == 200
    await door.settle()
    assert len(talker.heard) == 4
    said = [d.body["text"] for d in connector.deliveries if d.conversation == "a"]
    assert len(said) == 4
    assert said.count("One at a time, please.") == 1


async def test_an_event_that_is_too_fast_is_not_answered(
    serve: Serve, public: Settings, talker: Talker, connector: Connector
) -> None:
    door = await opened(serve, public, talker, conversation_rate=1)
    assert [await say(door, connector, number, type="typing") for number in range(3)] == [200, 429, 429]
    await door.settle()
    assert connector.deliveries == []


async def test_a_tenant_that_is_too_fast(serve: Serve, public: Settings, talker: Talker, connector: Connector) -> None:
    door = await opened(serve, public, talker, tenant_rate=6)
    assert [await say(door, connector, 1, str(number)) for number in range(5)] == [200] * 3 + [429] * 2
    await door.settle()
    said = {d.conversation: d.body["text"] for d in connector.deliveries}
    assert said["3"] == said["4"] == "One at a time, please."
    assert TENANT not in str(said)


async def test_too_many_turns_at_once(serve: Serve, public: Settings, talker: Talker, connector: Connector) -> None:
    door = await opened(serve, public, talker, max_turns=3)
    talker.gates["card"] = asyncio.Event()
    waiting = [asyncio.create_task(say(door, connector, 1, str(number))) for number in range(3)]
    await until(lambda: len(talker.heard) == 3)
    activity = message_of(connector, id="one too many")
    async with door.open("POST", MESSAGES, json=activity, headers=bearer(connector)) as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
    assert await door.request("GET", "/healthz") == (200, "alive")
    talker.gates["card"].set()
    assert await asyncio.gather(*waiting) == [200] * 3
    assert (await door.request("POST", MESSAGES, json=activity, headers=bearer(connector)))[0] == 200
    await door.settle()


async def test_a_turn_that_takes_too_long(
    serve: Serve, public: Settings, talker: Talker, connector: Connector, caplog: pytest.LogCaptureFixture
) -> None:
    door = await opened(serve, public, talker, turn_seconds=1)
    talker.gates["card"] = asyncio.Event()
    assert await say(door, connector, 1) == 503
    del talker.gates["card"]
    assert await say(door, connector, 2) == 200  # the conversation is not stuck, and the count begins anew
    await door.settle()
    assert [d.body["text"] for d in connector.deliveries] == ["Sorry, that went wrong.", "message card 1"]
    assert "took too long" in caplog.text


async def test_a_slow_sender(door: Server, connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.endpoint.BODY_SECONDS", 0.2)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    head = f"POST {MESSAGES} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
    writer.write(f"{head}Authorization: {bearer(connector)['Authorization']}\r\n\r\n".encode() + b'{"type": ')
    answer = await asyncio.wait_for(reader.read(2000), 20)
    assert b" 400 " in answer
    assert b"Connection: close" in answer
    writer.close()
    await writer.wait_closed()


async def test_nobody_waits_for_the_body_of_a_stranger(door: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    head = f"POST {MESSAGES} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n"
    writer.write(head.encode())
    assert b" 401 " in await asyncio.wait_for(reader.readline(), 20)
    writer.close()
    await writer.wait_closed()
