"""The connector: addresses, bodies, and failures that end in one line of the log."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from bot.connector import Connector, address, new_session
from bot.credentials import Anonymous
from bot.operation import Operation
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
    await deliver(Operation("send", connector.url, "a;messageid=1", None, {"text": "ä 😀"}))
    await deliver(Operation("send", connector.url, "a|b", "m1", {"text": "x"}))
    await deliver(Operation("update", connector.url, "a", "m2", {"text": "y"}))
    await deliver(Operation("delete", connector.url, "a", "m3"))
    assert [(d.method, d.path, d.body) for d in connector.deliveries] == [
        ("POST", "/v3/conversations/a%3Bmessageid%3D1/activities", {"text": "ä 😀"}),
        ("POST", "/v3/conversations/a%7Cb/activities/m1", {"text": "x"}),
        ("PUT", "/v3/conversations/a/activities/m2", {"text": "y"}),
        ("DELETE", "/v3/conversations/a/activities/m3", {}),
    ]
    assert connector.deliveries[0].headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("status", [302, 400, 403, 404, 413, 429, 500, 502])
async def test_a_refusal_is_logged_once(
    status: int,
    session: aiohttp.ClientSession,
    connector: receiving.Connector,
    caplog: pytest.LogCaptureFixture,
) -> None:
    connector.statuses = [status]
    await Connector(session, Anonymous()).deliver(Operation("send", connector.url, "a", None, {"text": "private"}))
    assert len(caplog.records) == 1
    assert f"status {status}" in caplog.text
    assert "private" not in caplog.text


async def test_nobody_there_is_logged_once(
    session: aiohttp.ClientSession, connector: receiving.Connector, caplog: pytest.LogCaptureFixture
) -> None:
    await connector.stop()
    await Connector(session, Anonymous()).deliver(Operation("send", connector.url, "a", None))
    assert len(caplog.records) == 1


async def test_silence_is_logged_once(connector: receiving.Connector, caplog: pytest.LogCaptureFixture) -> None:
    connector.delays["a"] = 0.5
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)) as impatient:
        await Connector(impatient, Anonymous()).deliver(Operation("send", connector.url, "a", None))
    assert len(caplog.records) == 1
    assert "Timeout" in caplog.text
