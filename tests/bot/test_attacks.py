"""The attack tables, each row sent over HTTP to the real server: the right status, one line, and the bot never ran."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from multidict import CIMultiDict

from tests.bot.attacks import Case, authorization, body, cases, changed
from tests.bot.conftest import bearer, message_of
from tests.bot.talker import Talker
from tests.chat import Server
from tests.connector import Connector
from tests.issuer import Issuer, token

MESSAGES = "/api/messages"
TOKENS = cases("tokens")
REQUESTS = [case for case in cases("requests") if not any(name.startswith("raw") for name in case)]
HTTP = [case for case in cases("requests") if any(name.startswith("raw") for name in case)]


def named(case: Case) -> str:
    return str(case["name"])


@pytest_asyncio.fixture
async def guarded(door: Server, issuer: Issuer, talker: Talker, connector: Connector) -> AsyncIterator[Server]:
    """The real server; afterwards the bot must not have run, and a good message must still be answered."""
    issuer.keys = {"first": ["msteams", "webchat"], "other": ["webchat"], "bare": None}
    yield door
    await door.settle()
    assert talker.heard == []
    assert connector.deliveries == []
    good = await door.request("POST", MESSAGES, json=message_of(connector), headers=bearer(connector))
    assert good == (200, "")
    await door.settle()
    assert len(talker.heard) == 1


def test_the_tables_are_long_enough_and_say_each_thing_once() -> None:
    assert len(TOKENS) >= 60
    assert len(REQUESTS) + len(HTTP) >= 80
    for table in (TOKENS, REQUESTS + HTTP):
        assert len({named(case) for case in table}) == len(table)


async def test_what_the_tables_change_is_good(door: Server, connector: Connector) -> None:
    for case in ({}, {"jose": {"typ": None}}, {"claims": {"nbf": None}}, {"claims": {"exp": ["now", -200]}}):
        status, _ = await door.request(
            "POST",
            MESSAGES,
            data=io.BytesIO(body({}, message_of(connector, id=str(case)))),
            headers=CIMultiDict([*authorization(case, connector.url), ("Content-Type", "application/json")]),
        )
        assert status == 200, case
    await door.settle()


@pytest.mark.parametrize("case", TOKENS, ids=named)
async def test_a_sender_who_does_not_belong(case: Case, guarded: Server, connector: Connector) -> None:
    activity = changed(message_of(connector), case.get("body", {}))
    if "tenant" in case:
        activity = changed(activity, {"conversation.tenantId": case["tenant"]})
    headers = CIMultiDict(authorization(case, connector.url))
    status, text = await guarded.request("POST", MESSAGES, json=activity, headers=headers)
    assert (status, text.count("\n")) == (case["status"], 0), text


@pytest.mark.parametrize("case", REQUESTS, ids=named)
async def test_a_malformed_request(case: Case, guarded: Server, connector: Connector) -> None:
    activity = message_of(connector)
    service_url = case["set"]["serviceUrl"] if case.get("claim") else connector.url
    headers: dict[str, Any] = {
        "Authorization": f"Bearer {token(service_url)}",
        "Content-Type": "application/json",
        **({"Content-Encoding": "gzip"} if "packed" in case else {}),
        **case.get("headers", {}),
    }
    left_out = [name for name, value in headers.items() if value is None]
    status, text = await guarded.request(
        case.get("method", "POST"),
        MESSAGES,
        data=io.BytesIO(body(case, activity)),
        headers={name: value for name, value in headers.items() if value is not None},
        skip_auto_headers=left_out,
    )
    assert (status, text.count("\n")) == (case["status"], 0), text


@pytest.mark.parametrize("case", HTTP, ids=named)
async def test_malformed_http(case: Case, guarded: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", guarded.port)
    writer.write(_raw(case))
    head = await asyncio.wait_for(reader.readline(), 20)
    writer.close()
    await writer.wait_closed()
    assert head.split(b" ")[1] == str(case["status"]).encode()


def _raw(case: Case) -> bytes:
    start = "POST /api/messages HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n"
    if "raw_header" in case:
        return f"{start}X: {'a' * case['raw_header']}\r\n\r\n".encode()
    if "raw_headers" in case:
        return (start + "".join(f"X-{n}: a\r\n" for n in range(case["raw_headers"])) + "\r\n").encode()
    return str(case["raw"]).encode("latin-1")
