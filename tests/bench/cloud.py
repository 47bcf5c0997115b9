"""The channel's keys and the token service of a bot that is measured; the latter takes its time."""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.issuer import APP, TENANT, Issuer

DELAY = 0.1
"""Seconds that each answer of the token service takes."""


class Cloud:
    """Both servers, on free ports of this machine."""

    def __init__(self) -> None:
        self._issuer = Issuer()
        self.tokens = 0
        """How often a token was asked for."""
        app = web.Application()
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._discover)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        self._server = TestServer(app)

    async def __aenter__(self) -> Cloud:
        await self._issuer.start()
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._issuer.stop()
        await self._server.close()

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a bot in this cloud. One person is as many as a hundred here, so the pace is not limited."""
        return {
            "MicrosoftAppId": APP,
            "MicrosoftAppPassword": "hush",
            "MicrosoftAppType": "SingleTenant",
            "MicrosoftAppTenantId": TENANT,
            "ToBotFromChannelOpenIdMetadataUrl": self._issuer.url,
            "ToBotFromChannelTokenIssuer": "https://api.botframework.com",
            "ToChannelFromBotLoginUrl": f"http://127.0.0.1:{self._server.port}",
            "ToChannelFromBotOAuthScope": "https://api.botframework.com",
            "CONVERSATION_RATE": "0",
            "TENANT_RATE": "0",
        }

    async def _discover(self, request: web.Request) -> web.Response:
        await asyncio.sleep(DELAY)
        base = f"https://login.microsoftonline.com/{request.match_info['tenant']}"
        return web.json_response(
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            }
        )

    async def _token(self, request: web.Request) -> web.Response:
        self.tokens += 1
        await asyncio.sleep(DELAY)
        return web.json_response({"token_type": "Bearer", "expires_in": 3600, "access_token": f"token-{self.tokens}"})
