"""The way of a request from the network to a turn: who calls, is it well formed, is it allowed, is there room."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web

from bot import guard, metrics
from bot.auth import Authenticator, tenants_of
from bot.guard import Refused
from bot.limits import Pacer
from bot.settings import Settings
from bot.turn import Answer

logger = logging.getLogger(__name__)

BODY_SECONDS = 10.0
"""How long a sender may take for a body."""
RETRY_AFTER = 2
"""Seconds after which to try again when there are too many turns at once."""
PACE_RETRY_AFTER = 60
"""The same, when one conversation or tenant is too fast."""
_KNOWN = frozenset({"message", "conversationUpdate", "installationUpdate", "invoke"})

Activity = dict[str, Any]


class Endpoint:
    """Answers the channel's requests. Without an authenticator everybody on this machine, and nobody else, may call."""

    def __init__(
        self,
        settings: Settings,
        authenticator: Authenticator | None,
        run: Callable[[Activity], Awaitable[Answer]],
        slow_down: Callable[[Activity], None],
        give_up: Callable[[Activity], None],
    ) -> None:
        """`run` runs a turn; `slow_down` and `give_up` say a line in a conversation without one."""
        assert settings.local or authenticator is not None
        self._authenticator = authenticator
        self._limits = settings.limits
        self._pacer = Pacer(settings.limits)
        self._run = run
        self._slow_down = slow_down
        self._give_up = give_up
        self._turns: set[asyncio.Future[None]] = set()
        """One for each turn that is running, done when it ends."""

    async def handle(self, request: web.Request) -> web.Response:
        """The answer to one request. What was wrong with it is said in one line, and in the log."""
        try:
            answer = await self._turn(await self._accepted(request))
        except Refused as refused:
            logger.info("refused a request with status %d: %s", refused.status, refused.detail)
            metrics.refused.add(1, {"status": refused.status})
            response = _refusal(refused)
            if not request.content.at_eof():  # what is still to come may be endless, or not what it says it is
                response.force_close()
            return response
        if answer.body is None:
            headers = {"Retry-After": str(RETRY_AFTER)} if answer.status == 503 else None
            return web.Response(status=answer.status, headers=headers)
        return web.json_response(answer.body, status=answer.status)

    async def finish(self, seconds: float) -> None:
        """Wait for the end of the turns that are running now, at most so many seconds; others may begin meanwhile."""
        if self._turns:
            _, late = await asyncio.wait(list(self._turns), timeout=seconds)
            if late:
                logger.warning("%d turns did not end in time", len(late))

    async def _accepted(self, request: web.Request) -> Activity:
        """The activity of a request, after every check. The token comes first: nothing is read for who has none."""
        caller = None
        if self._authenticator is not None:
            caller = await self._authenticator.authenticate(request.headers.getall("Authorization", []))
        else:
            guard.check_local_host(request.headers.get("Host", ""))
        guard.check_content_type(request.content_type)
        activity = guard.read_activity(await _body(request))
        if self._authenticator is not None and caller is not None:
            self._authenticator.authorize(caller, activity)
            guard.check_public_service_url(activity)
        else:
            guard.check_local_service_url(activity)
        return activity

    async def _turn(self, activity: Activity) -> Answer:
        if len(self._turns) >= self._limits.max_turns:
            raise Refused(503, "too many turns at once", retry_after=RETRY_AFTER)
        conversation = f"{activity['channelId']}/{activity['conversation']['id']}"
        verdict = self._pacer.verdict(conversation, min(tenants_of(activity), default=""))
        if verdict == "tell":
            logger.warning("messages come too fast in conversation %s", activity["conversation"]["id"])
            if activity["type"] == "message":
                self._slow_down(activity)
        if verdict != "go":
            raise Refused(429, "too many messages", retry_after=PACE_RETRY_AFTER)
        done = asyncio.get_running_loop().create_future()
        self._turns.add(done)
        started, outcome = time.monotonic(), 500
        try:
            async with asyncio.timeout(self._limits.turn_seconds):
                answer = await self._run(activity)
            outcome = answer.status
            return answer
        except Refused as refused:
            outcome = refused.status
            raise
        except TimeoutError:
            outcome = 503
            logger.error("a turn took too long in conversation %s", activity["conversation"]["id"])
            if activity["type"] == "message":
                self._give_up(activity)
            raise Refused(503, "the turn took too long", retry_after=RETRY_AFTER) from None
        finally:
            self._turns.discard(done)
            done.set_result(None)
            _note(activity, outcome, time.monotonic() - started)


def _note(activity: Activity, outcome: int, seconds: float) -> None:
    """The line about a turn. A type is noted only if it is one that the bot acts on: others can be anything."""
    kind = activity["type"] if activity["type"] in _KNOWN else "other"
    metrics.turns.add(1, {"activity": kind, "outcome": outcome})
    metrics.turn_duration.record(seconds, {"activity": kind})
    fields = {
        "conversation": activity["conversation"]["id"],
        "turn": activity.get("id", ""),
        "activity": kind,
        "outcome": outcome,
        "ms": round(seconds * 1000, 1),
    }
    logger.info("turn", extra=fields)


async def _body(request: web.Request) -> bytes:
    if request.content.is_eof() and request.content_length is not None:  # it came with the head, as most do
        return await request.read()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()
    except TimeoutError:
        raise Refused(400, "the body did not arrive in time") from None
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, f"the body is larger than {guard.MAX_BODY} bytes") from None
    except (aiohttp.ClientError, aiohttp.http.HttpProcessingError, web.RequestPayloadError):
        raise Refused(400, "the body cannot be read") from None


def _refusal(refused: Refused) -> web.Response:
    response = web.Response(status=refused.status, text=refused.reason)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
