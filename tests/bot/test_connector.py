"""The connector: addresses, bodies, and failures that end in one line of the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from email.utils import formatdate

import aiohttp
import pytest
import pytest_asyncio

from bot.connector import LONGEST_PAUSE, PAUSE, Connector, address, new_session
from bot.credentials import Anonymous
from bot.operation import Operation, operation
from tests import connector as receiving


@pytest_asyncio.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with new_session() as made:
        yield made


@pytest.mark.parametrize(
    ("service_url", "conversation", "activity", "expected"),
    [
        ("http://h:1", "a", None, "http://h:1/v3/conversations/a/activities"),
        ("http://h:1/", "a", "m", "http://h:1/v3/conversations/a/activities/m"),
        ("http://h/emea/", "a", "m", "http://h/emea/v3/conversations/a/activities/m"),
        (
            "https://h",
            "19:x@thread.tacv2;messageid=1",
            "1",
            "https://h/v3/conversations/19%3Ax%40thread.tacv2%3Bmessageid%3D1/activities/1",
        ),
        ("http://h", "id|livechat", "1", "http://h/v3/conversations/id%7Clivechat/activities/1"),
        ("http://h", "../a/b?c#d é", None, "http://h/v3/conversations/..%2Fa%2Fb%3Fc%23d%20%C3%A9/activities"),
    ],
)
def test_addresses(service_url: str, conversation: str, activity: str | None, expected: str) -> None:
    assert str(address(Operation("send", service_url, conversation, activity))) == expected


async def test_each_kind_of_operation(session: aiohttp.ClientSession, connector: receiving.Connector) -> None:
    deliver = Connector(session, Anonymous()).deliver
    await deliver(operation("send", connector.url, "a;messageid=1", None, {"text": "ä 😀"}))
    await deliver(operation("send", connector.url, "a|b", "m1", {"text": "x"}))
    await deliver(operation("update", connector.url, "a", "m2", {"text": "y"}))
    await deliver(Operation("delete", connector.url, "a", "m3"))
    assert [(d.method, d.path, d.body) for d in connector.deliveries] == [
        ("POST", "/v3/conversations/a%3Bmessageid%3D1/activities", {"text": "ä 😀"}),
        ("POST", "/v3/conversations/a%7Cb/activities/m1", {"text": "x"}),
        ("PUT", "/v3/conversations/a/activities/m2", {"text": "y"}),
        ("DELETE", "/v3/conversations/a/activities/m3", {}),
    ]
    assert connector.deliveries[0].headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 413, 500])
async def test_a_refusal_is_logged_once(
    status: int,
    session: aiohttp.ClientSession,
    connector: receiving.Connector,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """T-61."""
    connector.statuses = [status, status, 200]
    await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {"text": "private"}))
    assert len(connector.deliveries) == (2 if status == 401 else 1)
    assert len(caplog.records) == 1
    assert f"status {status}" in caplog.text
    assert "private" not in caplog.text


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_what_passes_is_tried_again(
    status: int,
    session: aiohttp.ClientSession,
    connector: receiving.Connector,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """T-60."""
    monkeypatch.setattr("bot.connector.PAUSE", 0.001)
    connector.statuses = [status] * 3
    await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {"text": "x"}))
    assert len(connector.deliveries) == 4
    assert not caplog.records


async def test_pauses_grow_and_vary(
    session: aiohttp.ClientSession, connector: receiving.Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("bot.connector.sleep", pause)
    for _ in range(2):
        connector.statuses = [503] * 7
        await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {}))
    for number, seconds in enumerate(pauses):
        most = min(PAUSE * 2 ** (number % 7), LONGEST_PAUSE)
        assert most / 2 <= seconds <= most
    assert len(set(pauses)) == 14


@pytest.mark.parametrize("header", ["7", "date"])
async def test_a_service_says_how_long_to_wait(
    header: str, session: aiohttp.ClientSession, connector: receiving.Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr("bot.connector.sleep", pause)
    connector.headers["Retry-After"] = formatdate(time.time() + 8, usegmt=True) if header == "date" else header
    connector.statuses = [429]
    await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {}))
    assert len(pauses) == 1
    assert 5 <= pauses[0] <= 9
    connector.headers["Retry-After"] = "when it suits you"
    connector.statuses = [429]
    await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {}))
    assert pauses[1] <= PAUSE


async def test_nobody_waits_beyond_the_time_that_is_left(
    session: aiohttp.ClientSession, connector: receiving.Connector, caplog: pytest.LogCaptureFixture
) -> None:
    connector.headers["Retry-After"] = "61"
    connector.statuses = [429, 503]
    await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {}))
    connector.headers.clear()
    await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {}), -5)
    assert len(connector.deliveries) == 2  # one attempt each, however late it is
    assert len(caplog.records) == 2


class Rejected(Anonymous):
    """Credentials that are told that they were refused."""

    def __init__(self) -> None:
        self.times = 0

    def rejected(self, headers: Mapping[str, str]) -> None:
        self.times += 1


async def test_a_refused_token_is_replaced_once(session: aiohttp.ClientSession, connector: receiving.Connector) -> None:
    credentials = Rejected()
    connector.statuses = [401]
    await Connector(session, credentials).deliver(operation("send", connector.url, "a", None, {}))
    assert (credentials.times, len(connector.deliveries)) == (1, 2)
    connector.statuses = [401, 401, 401]
    await Connector(session, credentials).deliver(operation("send", connector.url, "a", None, {}))
    assert (credentials.times, len(connector.deliveries)) == (2, 4)


async def test_a_message_that_is_too_large_is_divided(
    session: aiohttp.ClientSession, connector: receiving.Connector, caplog: pytest.LogCaptureFixture
) -> None:
    connector.statuses = [413]
    text = " ".join(f"word{number}" for number in range(2000))
    await Connector(session, Anonymous()).deliver(operation("send", connector.url, "a", None, {"text": text}))
    parts = [delivery.body["text"] for delivery in connector.deliveries[1:]]
    assert len(parts) > 1
    assert " ".join(parts) == text
    assert not caplog.records


async def test_nobody_there_is_logged_once(
    session: aiohttp.ClientSession, connector: receiving.Connector, caplog: pytest.LogCaptureFixture
) -> None:
    await connector.stop()
    await Connector(session, Anonymous()).deliver(Operation("send", connector.url, "a", None), 0.2)
    assert len(caplog.records) == 1


async def test_silence_is_logged_once(
    session: aiohttp.ClientSession, connector: receiving.Connector, caplog: pytest.LogCaptureFixture
) -> None:
    connector.delays["a"] = 0.5
    await Connector(session, Anonymous(), timeout=0.05).deliver(Operation("send", connector.url, "a", None), 0.2)
    assert len(caplog.records) == 1
    assert "Timeout" in caplog.text


async def test_an_address_that_is_none_is_given_up(
    session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    await Connector(session, Anonymous()).deliver(Operation("send", "http://", "a", None))
    assert len(caplog.records) == 1


async def test_many_silent_services_delay_nobody(
    session: aiohttp.ClientSession, connector: receiving.Connector
) -> None:
    connector.delays["silent"] = 30
    deliver = Connector(session, Anonymous(), timeout=30).deliver
    waiting = [asyncio.create_task(deliver(operation("send", connector.url, "silent", None, {}))) for _ in range(150)]
    await asyncio.sleep(0.1)
    await asyncio.wait_for(deliver(operation("send", connector.url, "a", None, {})), 10)
    assert [delivery.conversation for delivery in connector.deliveries] == ["a"]
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
