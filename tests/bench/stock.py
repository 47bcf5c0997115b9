"""The SDK's echo bot with its own adapter, authentication on. `python -m tests.bench.stock --port N`

Two servers on this machine stand in the place of the public cloud: one has the channel's keys, the other, without TLS,
gives out tokens. Everything else is as the SDK does it.
"""

from __future__ import annotations

import argparse
import os
from types import SimpleNamespace
from typing import Any

import msal
import requests
from aiohttp import web
from botbuilder.core import ActivityHandler, MessageFactory
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import jwt_token_extractor, microsoft_app_credentials

from tests.bench.lag import watch


class Echo(ActivityHandler):  # type: ignore[misc]
    """Says what was said."""

    async def on_message_activity(self, turn_context: Any) -> None:
        """See `ActivityHandler`."""
        await turn_context.send_activity(MessageFactory.text("x" * 950))


class _Session(requests.Session):
    """Sends what msal has to say to the token service of the benchmark."""

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> Any:
        """See `requests.Session`."""
        path = str(url).partition("://")[2].partition("/")[2]
        return super().request(method, f"{os.environ['ToChannelFromBotLoginUrl']}/{path}", *args, **more)


class _Client(msal.ConfidentialClientApplication):  # type: ignore[misc]
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{**more, "http_client": _Session()})


class _Metadata(jwt_token_extractor._OpenIdMetadata):  # type: ignore[misc]
    def __init__(self, url: str) -> None:
        super().__init__(os.environ["ToBotFromChannelOpenIdMetadataUrl"])


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    port = parser.parse_args().port
    microsoft_app_credentials.ConfidentialClientApplication = _Client
    jwt_token_extractor._OpenIdMetadata = _Metadata
    settings = SimpleNamespace(
        APP_ID=os.environ["MicrosoftAppId"],
        APP_PASSWORD=os.environ["MicrosoftAppPassword"],
        APP_TYPE="SingleTenant",
        APP_TENANTID=os.environ["MicrosoftAppTenantId"],
    )
    adapter, bot = CloudAdapter(ConfigurationBotFrameworkAuthentication(settings)), Echo()

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot)  # type: ignore[no-any-return]

    app = watch(web.Application())
    app.router.add_post("/api/messages", messages)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=lambda *_: None)


if __name__ == "__main__":
    main()
