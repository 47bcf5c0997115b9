"""Delivers messages to the service that a conversation came from."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.credentials import Credentials, CredentialsError
from bot.operation import Operation

logger = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
_METHODS = {"send": "POST", "update": "PUT", "delete": "DELETE"}
_ENOUGH_OF_AN_ANSWER = 64 * 1024


def new_session() -> aiohttp.ClientSession:
    """The one HTTP session of the process; to be made while the event loop runs."""
    return aiohttp.ClientSession(timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())


class Connector:
    """The client side of the Bot Connector API."""

    def __init__(self, session: aiohttp.ClientSession, credentials: Credentials) -> None:
        self._session = session
        self._credentials = credentials

    async def deliver(self, operation: Operation) -> None:
        """Carry out one operation. A failure is logged, once, and ends there: the turn it belongs to is long over."""
        try:
            status = await self._attempt(operation)
        except (TimeoutError, aiohttp.ClientError, ValueError, CredentialsError) as error:
            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        else:
            if status < 300:
                return
            reason = f"status {status}"
        logger.warning("could not %s a message in conversation %s: %s", operation.kind, operation.conversation, reason)

    async def _attempt(self, operation: Operation) -> int:
        """One request; its status. Retrying belongs around this, and nothing else needs to change for it."""
        async with self._session.request(
            _METHODS[operation.kind],
            address(operation),
            data=None if operation.kind == "delete" else json.dumps(operation.body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", **await self._authorization(operation)},
            allow_redirects=False,
        ) as response:
            await response.content.read(_ENOUGH_OF_AN_ANSWER)
            return response.status

    async def _authorization(self, operation: Operation) -> Mapping[str, str]:
        """Headers that prove who sends this."""
        return await self._credentials.headers()


def address(operation: Operation) -> URL:
    """Where the operation goes. `encoded=True` keeps yarl from turning `%3Bmessageid%3D` back into `;messageid=`."""
    path = f"/v3/conversations/{quote(operation.conversation, safe='')}/activities"
    if operation.activity:
        path += f"/{quote(operation.activity, safe='')}"
    return URL(operation.service_url.rstrip("/") + path, encoded=True)
