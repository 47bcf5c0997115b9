"""Who may reach the bot: checks the token of a request, then that the token speaks for the activity in its body."""

from __future__ import annotations

import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from bot.guard import Refused
from bot.keys import KeyRing, KeysUnavailable
from bot.settings import Settings

logger = logging.getLogger(__name__)

LEEWAY = 300.0
"""Seconds by which clocks may differ, as the protocol allows."""
REMEMBERED = 2_000
"""Checked tokens that are remembered: a channel uses one for many requests, and checking is the dear part."""
RETRY_AFTER = 10
"""Seconds after which to ask again while nothing is known about the channel's keys."""
_LONGEST = 8192
_SERVICE_URL = "serviceurl"


@dataclass(frozen=True)
class Caller:
    """What a good token says."""

    service_url: str
    """Where the replies go."""
    channels: frozenset[str]
    """The channels that its key may speak for."""
    expires: float


class Authenticator:
    """Checks requests against the registration, the allowed channels and the allowed tenants."""

    def __init__(self, settings: Settings, keys: KeyRing, now: Callable[[], float] = time.time) -> None:
        assert settings.registration is not None
        self._registration = settings.registration
        self._tenants = settings.tenants
        self._channels = settings.channels
        self._keys = keys
        self._now = now
        self._checked: OrderedDict[bytes, Caller] = OrderedDict()
        self._version = keys.version

    async def authenticate(self, authorization: Sequence[str]) -> Caller:
        """Who calls, by the values of the Authorization header. Refused with 401, or with 503 for want of keys."""
        token = _bearer(authorization)
        digest = hashlib.sha256(token.encode()).digest()
        self._forget_other_keys()
        known = self._checked.get(digest)
        if known is not None and self._now() < known.expires + LEEWAY:
            return known
        caller = await self._check(token)
        self._forget_other_keys()
        self._checked[digest] = caller
        if len(self._checked) > REMEMBERED:
            self._checked.popitem(last=False)
        return caller

    def authorize(self, caller: Caller, activity: Mapping[str, Any]) -> None:
        """Refuse an activity that the caller may not send: 401 if its token does not cover it, 403 if we do not."""
        if caller.service_url != activity["serviceUrl"]:
            raise _unauthorized("the token is for another service url")
        if activity["channelId"] not in caller.channels:
            raise _unauthorized("the key is not endorsed for the channel")
        if activity["channelId"] not in self._channels:
            raise Refused(403, "the channel is not allowed")
        named = tenants_of(activity)
        if self._tenants and (not named <= self._tenants or (activity["channelId"] == "msteams" and not named)):
            raise Refused(403, "the tenant is not allowed")

    def _forget_other_keys(self) -> None:
        """What was checked with keys that are no longer the channel's is checked again."""
        if self._version != self._keys.version:
            self._checked.clear()
            self._version = self._keys.version

    async def _check(self, token: str) -> Caller:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise _unauthorized("the token cannot be read") from None
        key_id = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(key_id, str) or "crit" in header:
            raise _unauthorized("the token is not signed as it should be")
        try:
            key = await self._keys.key(key_id)
        except KeysUnavailable:
            raise Refused(503, "the signing keys are not available", retry_after=RETRY_AFTER) from None
        if key is None:
            raise _unauthorized("the token is signed with an unknown key")
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._registration.app_id,
                issuer=self._registration.token_issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
            expires = float(claims["exp"])
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise _unauthorized(f"the token is not good: {type(error).__name__}") from None
        service_url = claims.get(_SERVICE_URL)
        if not isinstance(service_url, str) or not service_url:
            raise _unauthorized("the token names no service url")
        return Caller(service_url, key.endorsements, expires)


def tenants_of(activity: Mapping[str, Any]) -> frozenset[str]:
    """The tenants that an activity names: one, wherever a channel puts it. What is no text is an unknown one."""
    data = activity.get("channelData")
    tenant = data.get("tenant") if isinstance(data, dict) else None
    named = (
        tenant.get("id") if isinstance(tenant, dict) else tenant,
        activity["conversation"].get("tenantId"),
    )
    return frozenset(str(value).lower() for value in named if value is not None and value != "")


def _bearer(authorization: Sequence[str]) -> str:
    if not authorization:
        raise _unauthorized("there is no token")
    scheme, _, token = authorization[0].partition(" ")
    if len(authorization) > 1 or scheme.lower() != "bearer" or not token.isascii() or len(token) > _LONGEST:
        raise _unauthorized("the authorization is not one bearer token")
    return token.strip()


def _unauthorized(why: str) -> Refused:
    """The caller learns nothing about what was wrong; the log does."""
    return Refused(401, "the request is not authorized", detail=why)
