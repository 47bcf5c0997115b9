"""Tokens for sending: one request for many turns, ready ahead of time, and outages that leave no turn waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.connector import Connector, new_session
from bot.credentials import Anonymous, CredentialsError, MsalCredentials, credentials_of
from bot.operation import operation
from bot.registration import Registration
from tests.connector import Connector as Receiver
from tests.tokens import Certificate, TokenService
from tests.waiting import Clock, until

APP = "3f2b1c44-5a10-4a4e-9c1d-0a8f6a2d7e11"
TENANT = "0a1d7c9e-64c5-4f0f-8a34-6d5c1a2b3c4d"


@pytest_asyncio.fixture
async def service() -> AsyncIterator[TokenService]:
    running = TokenService()
    await running.start()
    yield running
    await running.stop()


def single_tenant(service: TokenService, **more: Any) -> Registration:
    return Registration(APP, "SingleTenant", TENANT, "the secret", login=service.url, **more)


async def test_local_mode_shows_nothing() -> None:
    credentials = credentials_of(None)
    assert isinstance(credentials, Anonymous)
    assert await credentials.headers() == {}
    credentials.rejected({})
    assert await credentials.headers() == {}


async def test_a_client_secret(service: TokenService) -> None:
    credentials = credentials_of(single_tenant(service))
    assert await credentials.headers() == {"Authorization": "Bearer token-1"}
    (asked,) = service.asked
    assert asked["path"] == f"/{TENANT}/oauth2/v2.0/token"
    assert asked["grant_type"] == "client_credentials"
    assert asked["client_id"] == APP
    assert asked["client_secret"] == "the secret"
    assert asked["scope"] == "https://api.botframework.com/.default"


async def test_a_multi_tenant_bot_asks_the_frameworks_tenant(service: TokenService) -> None:
    registration = Registration(APP, "MultiTenant", "", "s", login=service.url, oauth_scope="https://api.other.example")
    await credentials_of(registration).headers()
    assert service.asked[0]["path"] == "/botframework.com/oauth2/v2.0/token"
    assert service.asked[0]["scope"] == "https://api.other.example/.default"


@pytest.mark.parametrize("path", ["/another-tenant", "/another-tenant/", "/another-tenant/oauth2/v2.0/token"])
def test_a_login_address_may_name_its_tenant(path: str) -> None:
    registration = Registration(APP, "SingleTenant", TENANT, login=f"https://login.example{path}")
    assert registration.login_url == "https://login.example/another-tenant"


async def test_a_managed_identity(service: TokenService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{service.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", "of this machine")
    monkeypatch.setenv("NO_PROXY", "*")
    credentials = credentials_of(Registration(APP, "UserAssignedMSI", TENANT))
    assert await credentials.headers() == {"Authorization": "Bearer token-1"}
    (asked,) = service.asked
    assert asked["client_id"] == APP
    assert asked["resource"] == "https://api.botframework.com"


async def test_many_turns_wait_for_one_request(service: TokenService) -> None:
    service.delay = 0.05
    credentials = credentials_of(single_tenant(service))
    given = await asyncio.gather(*(credentials.headers() for _ in range(100)))
    assert {tuple(headers.items()) for headers in given} == {(("Authorization", "Bearer token-1"),)}
    assert len(service.asked) == 1


async def test_who_gives_up_waiting_does_not_end_the_request(service: TokenService) -> None:
    service.delay = 0.1
    credentials = credentials_of(single_tenant(service))
    impatient = asyncio.create_task(credentials.headers())
    patient = asyncio.create_task(credentials.headers())
    await asyncio.sleep(0.01)
    impatient.cancel()
    assert (await patient)["Authorization"] == "Bearer token-1"
    assert len(service.asked) == 1


async def test_an_expired_token_is_not_used(service: TokenService) -> None:
    clock = Clock()
    credentials = MsalCredentials(credentials_of(single_tenant(service))._fetch, clock)  # type: ignore[union-attr]
    await credentials.headers()
    clock.seconds += 3500
    assert (await credentials.headers())["Authorization"] == "Bearer token-1"
    clock.seconds += 60
    assert (await credentials.headers())["Authorization"] == "Bearer token-2"


async def test_a_token_is_ready_before_the_first_turn_and_ahead_of_the_end(service: TokenService) -> None:
    clock = Clock()
    credentials = MsalCredentials(credentials_of(single_tenant(service))._fetch, clock)  # type: ignore[union-attr]
    async with credentials.renewing():
        await until(lambda: len(service.asked) == 1)
        assert (await credentials.headers())["Authorization"] == "Bearer token-1"
        credentials.rejected(await credentials.headers())
        await until(lambda: len(service.asked) == 2)
        assert (await credentials.headers())["Authorization"] == "Bearer token-2"
    service.lifetime = 2
    short = MsalCredentials(credentials_of(single_tenant(service))._fetch)  # type: ignore[union-attr]
    async with short.renewing():
        await until(lambda: len(service.asked) == 4)  # nobody asked for headers


async def test_a_rejected_token_is_replaced(service: TokenService) -> None:
    credentials = credentials_of(single_tenant(service))
    first = await credentials.headers()
    credentials.rejected(first)
    assert (await credentials.headers())["Authorization"] == "Bearer token-2"
    credentials.rejected(first)  # another conversation hears of the old token only now
    assert (await credentials.headers())["Authorization"] == "Bearer token-2"


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_an_outage_ends_with_the_outage(status: int, service: TokenService) -> None:
    service.statuses = [status]
    credentials = credentials_of(single_tenant(service))
    with pytest.raises(CredentialsError):
        await credentials.headers()
    assert (await credentials.headers())["Authorization"] == "Bearer token-2"


async def test_nobody_there(service: TokenService) -> None:
    credentials = credentials_of(single_tenant(service))
    await service.stop()
    with pytest.raises(CredentialsError, match="cannot be used"):
        await credentials.headers()


async def test_an_outage_does_not_stop_a_token_that_is_still_good(service: TokenService) -> None:
    clock = Clock()
    credentials = MsalCredentials(credentials_of(single_tenant(service))._fetch, clock)  # type: ignore[union-attr]
    await credentials.headers()
    await service.stop()
    clock.seconds += 3300  # in its last ten minutes
    async with credentials.renewing():
        await asyncio.sleep(0.05)
        assert (await credentials.headers())["Authorization"] == "Bearer token-1"


async def test_a_refusal_names_its_code_and_nothing_else(
    service: TokenService, caplog: pytest.LogCaptureFixture
) -> None:
    service.refusal = {
        "error": "invalid_client",
        "error_description": f"AADSTS7000215: Invalid client secret provided for app '{APP}'. Trace ID: 123",
    }
    credentials = credentials_of(single_tenant(service))
    with pytest.raises(CredentialsError) as refused:
        await credentials.headers()
    assert str(refused.value) == "the token service refused: invalid_client (AADSTS7000215)"
    assert isinstance(credentials, MsalCredentials)
    async with credentials.renewing():
        await until(lambda: "AADSTS7000215" in caplog.text)
    assert APP not in caplog.text
    assert "the secret" not in caplog.text


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, {"access_token": 5, "expires_in": 10}])
async def test_an_answer_without_a_token(answer: dict[str, Any]) -> None:
    with pytest.raises(CredentialsError, match="no token"):
        await MsalCredentials(lambda: answer).headers()


async def test_the_connector_shows_the_token(service: TokenService, connector: Receiver) -> None:
    async with new_session() as session:
        deliver = Connector(session, credentials_of(single_tenant(service))).deliver
        await deliver(operation("send", connector.url, "a", None, {"text": "x"}))
    assert [d.headers["Authorization"] for d in connector.deliveries] == ["Bearer token-1"]


async def test_no_token_no_message(
    service: TokenService, connector: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    service.refusal = {"error": "unauthorized_client"}
    async with new_session() as session:
        deliver = Connector(session, credentials_of(single_tenant(service))).deliver
        await deliver(operation("send", connector.url, "a", None, {"text": "x"}), 0.1)
    assert connector.deliveries == []
    assert "unauthorized_client" in caplog.text


def test_secrets_do_not_show() -> None:
    assert "the secret" not in repr(Registration(APP, "SingleTenant", TENANT, "the secret"))


async def test_the_real_way_with_tls_and_discovery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = Certificate(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.file))
    service = TokenService()
    await service.start(certificate.context)
    try:
        registration = Registration(APP, "SingleTenant", TENANT, "the secret", login=service.url)
        assert registration.login_url.startswith("https://")
        assert await credentials_of(registration).headers() == {"Authorization": "Bearer token-1"}
        assert service.discovered == 1
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        with pytest.raises(CredentialsError, match="cannot be used"):  # a certificate that nobody vouches for
            await credentials_of(registration).headers()
    finally:
        await service.stop()
