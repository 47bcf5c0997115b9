"""The endpoint: statuses for good and bad requests, health, and that a slow delivery holds nobody up."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import pytest_asyncio

from bot.storage import Document
from bot.storage.memory import MemoryStore
from tests.bot.talker import Talker, content_of
from tests.chat import Chat, Server, captured
from tests.conftest import Serve
from tests.connector import Connector

MESSAGES = "/api/messages"
JSON = {"Content-Type": "application/json"}


@pytest_asyncio.fixture
async def host(serve: Serve) -> Server:
    return await serve(content_of(Talker()))


async def test_health(host: Server) -> None:
    assert await host.request("GET", "/healthz") == (200, "alive")
    assert await host.request("GET", "/readyz") == (200, "ready")


async def test_a_store_that_cannot_be_reached_is_not_ready(serve: Serve) -> None:
    class Broken(MemoryStore):
        async def load(self, key: str, latest: bool = True) -> tuple[Document, str | None]:
            raise ConnectionError("on purpose")

    host = await serve(content_of(Talker()), Broken())
    assert (await host.request("GET", "/healthz"))[0] == 200
    assert (await host.request("GET", "/readyz"))[0] == 503


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
async def test_only_posts(method: str, host: Server) -> None:
    assert (await host.request(method, MESSAGES))[0] == 405
    assert (await host.request("POST", "/"))[0] == 404


async def test_a_message(host: Server, connector: Connector) -> None:
    activity = {**captured("emulator-none-message"), "serviceUrl": connector.url}
    assert await host.post(activity) == (200, "")
    headers = {"Content-Type": "application/json; charset=utf-8"}
    data = json.dumps({**activity, "id": "2", "text": "ä"}, ensure_ascii=False).encode()
    assert await host.request("POST", MESSAGES, data=data, headers=headers) == (200, "")
    await host.settle()
    assert [d.body["text"] for d in connector.deliveries] == ["message hello 1", "message ä 2"]


@pytest.mark.parametrize(
    ("status", "more"),
    [
        (415, {"data": b"{}"}),
        (415, {"data": b"{}", "headers": {"Content-Type": "text/plain"}}),
        (415, {"data": b"{}", "headers": {"Content-Type": "application/json, text/plain"}}),
        (400, {"data": b"", "headers": JSON}),
        (400, {"data": b"{}", "headers": JSON}),
        (400, {"data": b"\xff", "headers": {"Content-Type": "application/json; charset=bogus"}}),
        (400, {"data": b"no gzip", "headers": {**JSON, "Content-Encoding": "gzip"}}),
        (400, {"data": b"no deflate", "headers": {**JSON, "Content-Encoding": "deflate"}}),
        (400, {"json": [1]}),
        (400, {"json": {**captured("emulator-none-message"), "deliveryMode": "expectReplies"}}),
        (403, {"json": {**captured("emulator-none-message"), "serviceUrl": "https://evil.example"}}),
        (413, {"data": b" " * 300_000, "headers": JSON}),
        (413, {"data": b" " * 1_000_000, "headers": JSON}),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_bad_requests(status: int, more: dict[str, Any], host: Server, connector: Connector) -> None:
    answered, text = await host.request("POST", MESSAGES, **more)
    assert answered == status, text
    assert text
    assert "\n" not in text
    assert connector.deliveries == []


async def test_a_small_request_that_unpacks_to_a_large_one(host: Server) -> None:
    import gzip

    packed = gzip.compress(b" " * 50_000_000)
    headers = {**JSON, "Content-Encoding": "gzip"}
    assert (await host.request("POST", MESSAGES, data=packed, headers=headers))[0] in (400, 413)


async def test_a_slow_connector_holds_nobody_up(host: Server, connector: Connector) -> None:
    slow, fast = Chat(host, connector, "channel", "slow"), Chat(host, connector, "channel", "fast")
    activity = slow.activity("message-mention")
    release = connector.holds[activity["conversation"]["id"]] = asyncio.Event()
    assert (await host.post(activity))[0] == 200
    assert (await host.post({**activity, "id": "2"}))[0] == 200
    assert (await host.post(fast.activity("message-mention")))[0] == 200
    await asyncio.wait_for(connector.arrived.wait(), 60)
    assert "fast" in connector.deliveries[0].conversation
    release.set()
    await host.settle()


async def test_what_is_on_its_way_is_delivered_before_the_end(serve: Serve, connector: Connector) -> None:
    host = await serve(content_of(Talker()))
    chat = Chat(host, connector, "personal")
    activity = chat.activity("message")
    connector.delays[activity["conversation"]["id"]] = 0.2
    await host.post(activity)
    await host.stop()
    assert len(connector.deliveries) == 1
