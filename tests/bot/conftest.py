"""What tests of the public endpoint share: the real application, and local servers for all that it talks to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.registration import Registration
from bot.settings import Settings
from tests.bot.talker import Talker, content_of
from tests.chat import Server, captured
from tests.conftest import Serve
from tests.connector import Connector
from tests.issuer import APP, TENANT, Issuer, token
from tests.tokens import TokenService


@pytest_asyncio.fixture
async def issuer() -> AsyncIterator[Issuer]:
    """Publishes the keys with which tests sign requests."""
    running = Issuer()
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture
async def token_service() -> AsyncIterator[TokenService]:
    """Gives out tokens for sending."""
    running = TokenService()
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def registration(issuer: Issuer, token_service: TokenService) -> Registration:
    """A single-tenant bot whose cloud is on this machine."""
    return Registration(APP, "SingleTenant", TENANT, "hush", metadata_url=issuer.url, login=token_service.url)


@pytest.fixture
def public(registration: Registration) -> Settings:
    """Settings of a bot that the internet can reach."""
    return Settings(False, "127.0.0.1", 3978, registration, tenants=frozenset({TENANT}))


@pytest.fixture
def talker() -> Talker:
    """Who answers in the place of the dialogs, and knows what was heard."""
    return Talker()


@pytest_asyncio.fixture
async def door(serve: Serve, public: Settings, talker: Talker) -> Server:
    """The real application, reachable by whoever has a good token."""
    return await serve(content_of(talker), None, public)


@pytest.fixture
def message(connector: Connector) -> dict[str, Any]:
    """What Teams sends for a message of somebody in the bot's tenant."""
    return message_of(connector)


def message_of(connector: Connector, **changes: Any) -> dict[str, Any]:
    """A message of somebody in the bot's tenant, with some fields changed."""
    activity = captured("playground-msteams-personal-message")
    activity["conversation"]["tenantId"] = TENANT
    activity["channelData"]["tenant"] = {"id": TENANT}
    return {**activity, "serviceUrl": connector.url, **changes}


def bearer(connector: Connector, **changes: Any) -> dict[str, str]:
    """The header of a good request, but for what is said otherwise."""
    return {"Authorization": f"Bearer {token(connector.url, **changes)}"}
