"""The keys with which the channel signs, as its OpenID metadata publishes them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import jwt
from yarl import URL

from bot.environment import is_loopback

logger = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=5, connect=3)
FRESH = 24 * 3600.0
"""Seconds after which keys are fetched again; until that succeeds, the old ones serve on."""
BETWEEN = 300.0
"""Seconds that pass at least between two requests because of keys that nobody knows."""
PAUSE = 30.0
"""Seconds between attempts in the background while the metadata cannot be had."""
_LARGEST = 1024 * 1024

GetJson = Callable[[str], Awaitable[Any]]


class KeysUnavailable(Exception):
    """There are no keys at all at present."""


@dataclass(frozen=True)
class Key:
    """A public key, and the channels that it may speak for."""

    public: Any
    """An RSA key, as PyJWT takes it."""
    endorsements: frozenset[str]


class KeyRing:
    """The keys by id: cached, fetched by one request at a time, served stale while the metadata cannot be had."""

    def __init__(self, url: str, get_json: GetJson, now: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._get_json = get_json
        self._now = now
        self._keys: Mapping[str, Key] = {}
        self._fetched: float | None = None
        self._searched: float | None = None
        """When keys were last fetched because of an unknown id."""
        self._running: asyncio.Task[None] | None = None
        self.version = 0
        """Counts up when keys change, so that what was checked with others is checked again."""

    async def key(self, key_id: str) -> Key | None:
        """The key, or None if the channel has none of that id; KeysUnavailable if nothing is known about its keys."""
        if self._fetched is None:
            await self._refresh()
            if self._fetched is None:
                raise KeysUnavailable
        elif key_id not in self._keys and (self._searched is None or self._now() - self._searched >= BETWEEN):
            self._searched = self._now()
            await self._refresh()
        return self._keys.get(key_id)

    @contextlib.asynccontextmanager
    async def renewing(self) -> AsyncIterator[None]:
        """Have fresh keys at any time, from now to the end of the block, so that no request waits for them."""
        task = asyncio.create_task(self._renew())
        try:
            yield
        finally:
            for running in (task, self._running):
                if running is not None:
                    running.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await running

    async def _renew(self) -> None:
        while True:
            due = None if self._fetched is None else self._fetched + FRESH - self._now()
            if due is None or due <= 0:
                before = self._fetched
                await self._refresh()
                due = PAUSE if self._fetched == before else FRESH
            await asyncio.sleep(due)

    async def _refresh(self) -> None:
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._fetch())
        await asyncio.shield(self._running)

    async def _fetch(self) -> None:
        try:
            keys = _keys(await self._get_json(_jwks_uri(await self._get_json(self._url))))
        except (TimeoutError, OSError, aiohttp.ClientError, ValueError, RecursionError) as error:
            logger.warning("the channel's signing keys cannot be fetched: %s", type(error).__name__)
            return
        if not keys:
            logger.warning("the channel's metadata holds no signing keys")
            return
        self._keys = keys
        self._fetched = self._now()
        self.version += 1


def fetcher(session: aiohttp.ClientSession) -> GetJson:
    """Fetches JSON with limits to time and size; ValueError for an answer that is none."""

    async def get_json(url: str) -> Any:
        async with session.get(URL(url, encoded=True), timeout=TIMEOUT, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            raw = await response.content.read(_LARGEST)
            while len(raw) < _LARGEST and (more := await response.content.read(_LARGEST - len(raw))):
                raw += more
        return json.loads(raw)

    return get_json


def _jwks_uri(metadata: Any) -> str:
    """Where the keys are; not without TLS, except on this machine."""
    address = metadata.get("jwks_uri") if isinstance(metadata, dict) else None
    url = URL(address) if isinstance(address, str) else URL()
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host or "")):
        raise ValueError("the metadata names no address of keys")
    return str(address)


def _keys(document: Any) -> dict[str, Key]:
    """The RSA keys for signatures in a set of keys; what else is in it is left out."""
    listed = document.get("keys") if isinstance(document, dict) else None
    found: dict[str, Key] = {}
    for item in listed if isinstance(listed, list) else []:
        if not isinstance(item, dict) or item.get("kty") != "RSA" or item.get("use", "sig") != "sig":
            continue
        key_id, endorsements = item.get("kid"), item.get("endorsements")
        if isinstance(key_id, str) and key_id:
            with contextlib.suppress(jwt.PyJWTError, ValueError, TypeError, KeyError):
                public = jwt.PyJWK({**item, "alg": "RS256"}).key
                names = endorsements if isinstance(endorsements, list) else []
                found[key_id] = Key(public, frozenset(name for name in names if isinstance(name, str)))
    return found
