"""Delivers messages to the service that a conversation came from."""

from __future__ import annotations

import email.utils
import logging
import random
import time
from asyncio import sleep
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot import metrics
from bot.credentials import Credentials, CredentialsError
from bot.fold import LIMIT, fold, size
from bot.operation import Operation

logger = logging.getLogger(__name__)

BUDGET = 60.0
"""Seconds in which an operation is delivered or given up."""
TIMEOUT = 20.0
"""Seconds that one attempt may take."""
CONNECT_TIMEOUT = 5.0
PAUSE = 0.5
"""Seconds before the second attempt, doubled before each further one."""
LONGEST_PAUSE = 10.0
RETRIED = frozenset({412, 429, 502, 503, 504})
"""Statuses that pass: throttling, and a service that is not there at present."""
SMALLEST = 4_000
"""Bytes below which a message that is called too large is not divided any more."""
_METHODS = {"send": "POST", "update": "PUT", "delete": "DELETE"}
_ENOUGH_OF_AN_ANSWER = 64 * 1024
_HEADERS = {"Content-Type": "application/json; charset=utf-8"}


def new_session() -> aiohttp.ClientSession:
    """The one HTTP session of the process; to be made while the event loop runs.

    It has no limit of connections: a service that does not answer would use them up, and the others would wait.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=TIMEOUT, connect=CONNECT_TIMEOUT),
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
    )


@dataclass(frozen=True)
class _Result:
    """What became of one attempt."""

    status: int | None
    """None if there was no answer."""
    reason: str = ""
    wait: float | None = None
    """Seconds that the service asks to wait."""
    shown: Mapping[str, str] = field(default_factory=dict)
    """What proved who sends."""


class Connector:
    """The client side of the Bot Connector API."""

    def __init__(self, session: aiohttp.ClientSession, credentials: Credentials, timeout: float = TIMEOUT) -> None:
        self._session = session
        self._credentials = credentials
        self._timeout = timeout

    async def deliver(self, operation: Operation, seconds: float = BUDGET) -> None:
        """Carry out one operation, in several messages if it is too large for one.

        What may pass is tried again for so many seconds, at least once. A failure is logged, once, and ends there: the
        turn it belongs to is long over. An attempt that the service took but did not answer in time is repeated, so
        that a message can arrive twice.
        """
        deadline = time.monotonic() + seconds
        for part in fold(operation, LIMIT):
            await self._deliver(part, deadline)

    async def _deliver(self, operation: Operation, deadline: float) -> None:
        result = await self._insist(operation, deadline)
        taken = result.status is not None and result.status < 300
        metrics.replies.add(1, {"kind": operation.kind, "outcome": "taken" if taken else "failed"})
        if taken:
            return
        if result.status == 413 and (half := size(operation.payload) // 2) >= SMALLEST:
            parts = fold(operation, half)
            if parts != [operation]:
                for part in parts:
                    await self._deliver(part, deadline)
                return
        logger.warning(
            "could not %s a message in conversation %s: %s", operation.kind, operation.conversation, result.reason
        )

    async def _insist(self, operation: Operation, deadline: float) -> _Result:
        """The result of the last attempt: success, a refusal, or what did not pass until the deadline."""
        attempts, renewed = 0, False
        while True:
            result = await self._attempt(operation, max(deadline - time.monotonic(), 1.0))
            if result.status == 401 and not renewed:
                renewed = True
                self._credentials.rejected(result.shown)
                continue
            if result.status is not None and result.status not in RETRIED:
                return result
            pause = result.wait
            if pause is None:
                pause = random.uniform(0.5, 1.0) * min(PAUSE * 2**attempts, LONGEST_PAUSE)
            else:
                pause += random.uniform(0.0, PAUSE)  # others were told the same
            if time.monotonic() + pause >= deadline:
                return result
            metrics.retries.add(1, {"status": result.status or "none"})
            await sleep(pause)
            attempts += 1

    async def _attempt(self, operation: Operation, seconds: float) -> _Result:
        try:
            shown = await self._credentials.headers()
            async with self._session.request(
                _METHODS[operation.kind],
                address(operation),
                data=None if operation.kind == "delete" else operation.payload,
                headers={**_HEADERS, **shown},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=min(seconds, self._timeout), connect=CONNECT_TIMEOUT),
            ) as response:
                status = response.status
                wait = _seconds(response.headers.get("Retry-After")) if status in RETRIED else None
                try:  # the connection can be used again only when the answer was read
                    await response.content.read(_ENOUGH_OF_AN_ANSWER)
                except (TimeoutError, aiohttp.ClientError):
                    pass  # the status says it all
                return _Result(status, f"status {status}", wait, shown)
        except (aiohttp.InvalidURL, ValueError) as error:
            return _Result(400, f"{type(error).__name__}: {error}")
        except (TimeoutError, OSError, aiohttp.ClientError, CredentialsError) as error:
            return _Result(None, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


def address(operation: Operation) -> URL:
    """Where the operation goes. `encoded=True` keeps yarl from turning `%3Bmessageid%3D` back into `;messageid=`."""
    path = f"/v3/conversations/{quote(operation.conversation, safe='')}/activities"
    if operation.activity:
        path += f"/{quote(operation.activity, safe='')}"
    return URL(operation.service_url.rstrip("/") + path, encoded=True)


def _seconds(text: str | None) -> float | None:
    """A Retry-After header: seconds, or a date; None if it is missing or cannot be read."""
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(until.replace(tzinfo=until.tzinfo or UTC).timestamp() - time.time(), 0.0)
