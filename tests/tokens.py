"""A local server in the place of the service that gives out tokens for sending."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


class TokenService:
    """Gives out tokens that count up, records what it was asked, and fails where a test says so."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        """The form of each request, with its path."""
        self.lifetime = 3600
        self.statuses: list[int] = []
        """Statuses of the next answers; tokens when there are none left."""
        self.refusal: dict[str, Any] | None = None
        """Answered with status 401 in the place of tokens."""
        self.delay = 0.0
        app = web.Application()
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._answer)
        app.router.add_get("/msi/token", self._identity)
        self._server = TestServer(app)

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        await self._server.start_server()

    async def stop(self) -> None:
        """End, with all connections."""
        await self._server.close()

    @property
    def url(self) -> str:
        """Without a tenant."""
        return f"http://127.0.0.1:{self._server.port}"

    async def _answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        return await self._token({**form, "path": request.path})

    async def _identity(self, request: web.Request) -> web.Response:
        return await self._token({**request.query, "path": request.path})

    async def _token(self, asked: dict[str, str]) -> web.Response:
        self.asked.append(asked)
        await asyncio.sleep(self.delay)
        if self.refusal is not None:
            return web.json_response(self.refusal, status=401)
        if self.statuses:
            return web.json_response({"error": "temporarily_unavailable"}, status=self.statuses.pop(0))
        token = {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": f"token-{len(self.asked)}"}
        if "resource" in asked:  # managed identities say when, not for how long
            token["expires_on"] = str(int(time.time()) + self.lifetime)
        return web.json_response(token)
