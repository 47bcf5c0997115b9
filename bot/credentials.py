"""Proves to the channel that what is sent comes from this bot: the Authorization header of outgoing requests."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Protocol

import msal
import requests

from bot.registration import Registration

logger = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds that one request to the token service may take."""
AHEAD = 600.0
"""Seconds before its expiry from which on a token is replaced in the background."""
LAST_MINUTE = 60.0
"""Seconds before its expiry from which on a token is no longer used."""
PAUSE = 15.0
"""Seconds between attempts while the token service is down."""
_CODE = re.compile(r"\bAADSTS\d+\b")


class CredentialsError(Exception):
    """No token can be had; the text says why, without ids or secrets."""


class Credentials(Protocol):
    """What the bot shows when it sends."""

    async def headers(self) -> Mapping[str, str]:
        """The headers that prove who sends; CredentialsError if that cannot be proved at present."""

    def rejected(self, headers: Mapping[str, str]) -> None:
        """The service answered 401 to these headers: the next ones carry another token, if there is none already."""


class Anonymous:
    """Proves nothing: for local mode, where nobody asks."""

    async def headers(self) -> Mapping[str, str]:
        """See `Credentials`."""
        return {}

    def rejected(self, headers: Mapping[str, str]) -> None:
        """See `Credentials`."""

    @contextlib.asynccontextmanager
    async def renewing(self) -> AsyncIterator[None]:
        """See `MsalCredentials`."""
        yield


@dataclass(frozen=True)
class Token:
    """A token and its end, in seconds of the clock that the credentials use."""

    value: str = field(repr=False)
    expires: float
    renew: float
    """When to ask for the next one."""


class MsalCredentials:
    """Keeps one token, fetched by `fetch` in a thread: one request at a time, however many turns wait for it.

    While `renewing` runs, the next token is there before the present one ends, so that no turn waits for one.
    """

    def __init__(self, fetch: Callable[[], Mapping[str, Any]], now: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._now = now
        self._token: Token | None = None
        self._running: asyncio.Task[Token] | None = None
        self._wake = asyncio.Event()

    async def headers(self) -> Mapping[str, str]:
        """See `Credentials`."""
        token = self._token
        if token is None or self._now() >= token.expires:
            token = await self._renewed()
        return _shown(token)

    def rejected(self, headers: Mapping[str, str]) -> None:
        """See `Credentials`."""
        if self._token is not None and headers == _shown(self._token):
            self._token = None
            self._wake.set()

    @contextlib.asynccontextmanager
    async def renewing(self) -> AsyncIterator[None]:
        """Have a token ready at any time, from now to the end of the block."""
        task = asyncio.create_task(self._renew())
        try:
            yield
        finally:
            for running in (task, self._running):
                if running is not None:
                    running.cancel()
                    with contextlib.suppress(asyncio.CancelledError, CredentialsError):
                        await running

    async def _renew(self) -> None:
        while True:
            self._wake.clear()
            try:
                token = self._token
                if token is None or self._now() >= token.renew:
                    token = await self._renewed()
                wait = token.renew - self._now()
            except CredentialsError as error:
                logger.warning("no new token for sending: %s", error)
                wait = PAUSE
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(wait, 1.0))

    async def _renewed(self) -> Token:
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._ask())
            self._running.add_done_callback(_observe)
        return await asyncio.shield(self._running)

    async def _ask(self) -> Token:
        asked = self._now()
        try:
            answer = await asyncio.to_thread(self._fetch)
        except Exception as error:  # msal lets through errors of its HTTP client, of parsing and of its own
            raise CredentialsError(f"the token service cannot be used ({type(error).__name__})") from None
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value:
            raise CredentialsError(f"the token service refused: {_reason(answer)}")
        lifetime = float(seconds) if isinstance(seconds, (int, float)) else 0.0
        token = Token(
            value, asked + lifetime - min(LAST_MINUTE, lifetime / 4), asked + max(lifetime - AHEAD, lifetime / 2)
        )
        self._token = token
        return token


def _shown(token: Token) -> dict[str, str]:
    return {"Authorization": f"Bearer {token.value}"}


def _observe(task: asyncio.Task[Token]) -> None:
    """Take note of a failure that nobody waited for, so that it is not reported as forgotten."""
    if not task.cancelled():
        task.exception()


def _reason(answer: Mapping[str, Any]) -> str:
    """The error code of an answer without a token. Its description names ids, so only the code in it is kept."""
    code = _CODE.search(str(answer.get("error_description", "")))
    error = str(answer.get("error", "no token in the answer"))[:60]
    return f"{error} ({code[0]})" if code else error


def credentials_of(registration: Registration | None) -> Anonymous | MsalCredentials:
    """The credentials of a bot with this registration; of local mode if there is none."""
    if registration is None:
        return Anonymous()
    if registration.type == "UserAssignedMSI":
        return MsalCredentials(lambda: _managed_identity(registration))
    return MsalCredentials(lambda: _client_secret(registration))


class _Session(requests.Session):
    """A session that waits for nothing without an end; msal leaves that to whoever makes it."""

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", TIMEOUT)
        return super().request(*args, **kwargs)


class _LoopbackSession:
    """Lets msal, which insists on https, use a token service without TLS on this machine."""

    def __init__(self) -> None:
        self._session = _Session()

    def get(self, url: str, **_: Any) -> Any:
        """Only the discovery document is asked for; where everything is follows from its address."""
        base = url.partition("/v2.0/")[0]
        found = {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/oauth2/v2.0/token"}
        return SimpleNamespace(status_code=200, text=json.dumps(found), headers={})

    def post(self, url: str, **more: Any) -> Any:
        """The same address without TLS."""
        return self._session.post(url.replace("https://", "http://", 1), **more)

    def close(self) -> None:
        """End, with all connections."""
        self._session.close()


def _client_secret(registration: Registration) -> Mapping[str, Any]:
    """What the token service answers to the bot's secret. A new client each time, since msal's remembers failures."""
    plain = registration.login_url.startswith("http://")
    with contextlib.closing(_LoopbackSession() if plain else _Session()) as session:
        client = msal.ConfidentialClientApplication(
            registration.app_id,
            client_credential=registration.app_password,
            authority=registration.login_url.replace("http://", "https://", 1),
            instance_discovery=False,
            http_client=session,
        )
        answer: Mapping[str, Any] = client.acquire_token_for_client([f"{registration.oauth_scope}/.default"])
        return answer


def _managed_identity(registration: Registration) -> Mapping[str, Any]:
    with _Session() as session:
        client = msal.ManagedIdentityClient(
            msal.UserAssignedManagedIdentity(client_id=registration.app_id), http_client=session
        )
        answer: Mapping[str, Any] = client.acquire_token_for_client(resource=registration.oauth_scope)
        return answer
