"""The channel's keys: fetched once for many, again after a roll-over but not too often, and kept through outages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import jwt
import pytest
import pytest_asyncio

from bot.keys import BETWEEN, FRESH, KeyRing, KeysUnavailable, fetcher
from tests.issuer import Issuer, private_key
from tests.waiting import Clock, until


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def issuer() -> AsyncIterator[Issuer]:
    running = Issuer()
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture
async def ring(issuer: Issuer, clock: Clock) -> AsyncIterator[KeyRing]:
    async with aiohttp.ClientSession() as session:
        yield KeyRing(issuer.url, fetcher(session), clock)


async def test_keys_with_their_endorsements(ring: KeyRing, issuer: Issuer) -> None:
    issuer.keys["bare"] = None
    first, bare = await ring.key("first"), await ring.key("bare")
    assert first is not None
    assert first.endorsements == {"msteams", "webchat"}
    assert bare is not None
    assert bare.endorsements == frozenset()


async def test_one_request_for_many(ring: KeyRing, issuer: Issuer) -> None:
    issuer.delay = 0.05
    assert all(await asyncio.gather(*(ring.key("first") for _ in range(50))))
    assert issuer.asked == 1


async def test_a_roll_over_is_noticed_at_once_and_not_too_often(ring: KeyRing, issuer: Issuer, clock: Clock) -> None:
    assert await ring.key("first")
    issuer.keys = {"second": ["msteams"]}
    version = ring.version
    assert await ring.key("second")
    assert await ring.key("first") is None
    assert ring.version > version
    for _ in range(20):
        assert await ring.key("made up") is None
    assert issuer.asked == 2
    issuer.keys = {"third": ["msteams"]}
    clock.seconds += BETWEEN - 1
    assert await ring.key("third") is None
    clock.seconds += 1
    assert await ring.key("third")
    assert issuer.asked == 3


async def test_an_outage_at_the_start_ends_with_the_outage(ring: KeyRing, issuer: Issuer) -> None:
    issuer.status = 503
    for _ in range(2):
        with pytest.raises(KeysUnavailable):
            await ring.key("first")
    issuer.status = 200
    assert await ring.key("first")


async def test_an_outage_later_does_no_harm(issuer: Issuer, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    async with aiohttp.ClientSession() as session:
        ring = KeyRing(issuer.url, fetcher(session), clock)
        assert await ring.key("first")
        clock.seconds += 3 * FRESH
        issuer.status = 500
        async with ring.renewing():
            await until(lambda: "cannot be fetched" in caplog.text)
            assert await ring.key("first")
            assert await ring.key("second") is None
            assert await ring.key("first")


async def test_keys_are_there_before_anybody_asks(ring: KeyRing, issuer: Issuer, clock: Clock) -> None:
    async with ring.renewing():
        await until(lambda: ring.version > 0)
        assert await ring.key("first")
        assert issuer.asked == 1


async def test_a_slow_server_is_not_waited_for(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.keys.TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    issuer.delay = 5  # then it would answer, and with the key
    async with aiohttp.ClientSession() as session:
        with pytest.raises(KeysUnavailable):
            await KeyRing(issuer.url, fetcher(session)).key("first")


@pytest.mark.parametrize(
    "document",
    [
        [],
        {},
        {"keys": {}},
        {"keys": []},
        {"keys": ["first", None, 5]},
        {"keys": [{"kid": "first", "kty": "RSA"}]},
        {"keys": [{"kid": "first", "kty": "RSA", "n": "!", "e": "AQAB"}]},
        {"keys": [{"kid": 1, "kty": "RSA", "n": "AQAB", "e": "AQAB"}]},
        {"keys": [{"kid": "first", "kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [{"kid": "first", "kty": "EC", "crv": "P-256", "x": "a", "y": "b"}]},
    ],
    ids=str,
)
async def test_documents_without_keys(document: Any, ring: KeyRing, issuer: Issuer) -> None:
    issuer.document = document
    with pytest.raises(KeysUnavailable):
        await ring.key("first")


async def test_one_bad_key_does_not_spoil_the_others(ring: KeyRing, issuer: Issuer) -> None:
    good = {"kid": "first", "endorsements": ["msteams", 5, None]}
    numbers = jwt.algorithms.RSAAlgorithm.to_jwk(private_key("first").public_key(), as_dict=True)
    issuer.document = {"keys": [{"kid": "bad", "kty": "RSA"}, {**numbers, **good}]}
    key = await ring.key("first")
    assert key is not None
    assert key.endorsements == {"msteams"}
    assert await ring.key("bad") is None


@pytest.mark.parametrize("address", ["http://keys.example/keys", "file:///etc/passwd", "keys", 5, "https//x"])
async def test_keys_come_from_a_safe_address(address: Any, ring: KeyRing, issuer: Issuer) -> None:
    issuer.jwks_uri = address
    with pytest.raises(KeysUnavailable):
        await ring.key("first")
