"""The bot on the open internet: good requests get through, whatever becomes of the keys and tokens behind them."""

from __future__ import annotations

import time
from typing import Any

import aiohttp
import pytest

from bot.auth import LEEWAY, Authenticator
from bot.guard import Refused
from bot.keys import KeyRing, fetcher
from bot.settings import Settings
from tests.bot.conftest import bearer, message_of
from tests.bot.talker import Talker, content_of
from tests.chat import Server
from tests.conftest import Serve
from tests.connector import Connector
from tests.issuer import Issuer
from tests.tokens import TokenService
from tests.waiting import Clock

MESSAGES = "/api/messages"


async def test_a_message_from_teams_is_answered_with_the_bots_token(
    door: Server, message: dict[str, Any], connector: Connector, token_service: TokenService
) -> None:
    assert await door.request("POST", MESSAGES, json=message, headers=bearer(connector)) == (200, "")
    await door.settle()
    (delivery,) = connector.deliveries
    assert delivery.body["text"] == f"message {message['text']} 1"
    assert delivery.headers["Authorization"] == "Bearer token-1"
    assert len(token_service.asked) == 1


async def test_without_a_token_nothing_runs(door: Server, message: dict[str, Any], talker: Talker) -> None:
    assert await door.request("POST", MESSAGES, json=message) == (401, "the request is not authorized")
    assert talker.heard == []


async def test_a_token_is_checked_once_and_the_keys_are_asked_for_once(
    door: Server, connector: Connector, issuer: Issuer
) -> None:
    headers = bearer(connector)
    for number in range(20):
        body = message_of(connector, id=str(number))
        assert (await door.request("POST", MESSAGES, json=body, headers=headers))[0] == 200
    assert issuer.asked == 1
    await door.settle()


async def test_a_roll_over_of_keys(door: Server, connector: Connector, issuer: Issuer, talker: Talker) -> None:
    async def status(number: int, headers: dict[str, str]) -> int:
        body = message_of(connector, id=str(number))
        return (await door.request("POST", MESSAGES, json=body, headers=headers))[0]

    old = bearer(connector)
    assert await status(1, old) == 200
    issuer.keys = {"second": ["msteams"]}
    assert await status(2, old) == 200  # nobody has said yet that the key is gone
    assert await status(3, bearer(connector, key="second")) == 200
    assert await status(4, old) == 401  # remembered, but signed with a key that was withdrawn
    issuer.keys = {"third": ["msteams"]}
    assert await status(5, bearer(connector, key="third")) == 401  # too soon to ask again
    assert await status(6, bearer(connector, key="second")) == 200
    assert len(talker.heard) == 4
    assert issuer.asked == 2
    await door.settle()


async def test_metadata_that_cannot_be_had_at_the_start(
    serve: Serve, public: Settings, connector: Connector, issuer: Issuer, talker: Talker
) -> None:
    issuer.status = 503
    door = await serve(content_of(talker), None, public)
    body = message_of(connector)
    async with door.open("POST", MESSAGES, json=body, headers=bearer(connector)) as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
    assert (await door.request("POST", MESSAGES, json=body))[0] == 401
    assert talker.heard == []
    issuer.status = 200
    assert (await door.request("POST", MESSAGES, json=body, headers=bearer(connector)))[0] == 200
    await door.settle()


async def test_metadata_that_cannot_be_had_later(door: Server, connector: Connector, issuer: Issuer) -> None:
    assert (await door.request("POST", MESSAGES, json=message_of(connector), headers=bearer(connector)))[0] == 200
    await issuer.stop()
    for number in range(3):  # each with a token that was not seen before
        headers = bearer(connector, nbf=number)
        body = message_of(connector, id=str(number))
        assert (await door.request("POST", MESSAGES, json=body, headers=headers))[0] == 200
    unknown = bearer(connector, key="second")
    assert (await door.request("POST", MESSAGES, json=message_of(connector), headers=unknown))[0] == 401
    await door.settle()


async def test_a_remembered_token_expires(public: Settings, connector: Connector, issuer: Issuer) -> None:
    clock = Clock(time.time())
    async with aiohttp.ClientSession() as session:
        keys = KeyRing(issuer.url, fetcher(session))
        authenticator = Authenticator(public, keys, clock)
        shown = [bearer(connector, exp=int(clock.seconds + 3600))["Authorization"]]
        caller = await authenticator.authenticate(shown)
        keys._keys = {}  # from now on nothing but memory can vouch for it
        issuer.keys = {"second": ["msteams"]}
        clock.seconds += 3600 + LEEWAY - 2
        assert await authenticator.authenticate(shown) is caller
        clock.seconds += 2
        with pytest.raises(Refused):
            await authenticator.authenticate(shown)


async def test_a_reply_waits_for_the_token_service(
    serve: Serve,
    public: Settings,
    connector: Connector,
    talker: Talker,
    token_service: TokenService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.connector.PAUSE", 0.01)
    token_service.statuses = [503] * 5
    door = await serve(content_of(talker), None, public)
    assert (await door.request("POST", MESSAGES, json=message_of(connector), headers=bearer(connector)))[0] == 200
    await door.settle()
    assert len(talker.heard) == 1
    assert [delivery.headers["Authorization"] for delivery in connector.deliveries] == ["Bearer token-6"]


async def test_a_rejected_token_is_replaced_once(
    door: Server, connector: Connector, token_service: TokenService
) -> None:
    connector.statuses = [401]
    assert (await door.request("POST", MESSAGES, json=message_of(connector), headers=bearer(connector)))[0] == 200
    await door.settle()
    shown = [delivery.headers["Authorization"] for delivery in connector.deliveries]
    assert shown == ["Bearer token-1", "Bearer token-2"]
    connector.statuses = [401] * 5
    body = message_of(connector, id="another")
    assert (await door.request("POST", MESSAGES, json=body, headers=bearer(connector)))[0] == 200
    await door.settle()
    assert len(connector.deliveries) == 4
    assert len(token_service.asked) == 3
