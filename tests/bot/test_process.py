"""The bot as a process on the open internet, with nothing but its settings to say where its cloud is."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.bot.conftest import bearer, message_of
from tests.bot.test_main import CLEAN, free_port
from tests.connector import Connector
from tests.issuer import APP, TENANT, Issuer
from tests.tokens import TokenService

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
async def test_from_settings_to_a_reply(
    connector: Connector, issuer: Issuer, token_service: TokenService, tmp_path: Path
) -> None:
    port = free_port()
    secret = tmp_path / "secret"
    secret.write_text("hush~hush\n", encoding="utf-8")
    settings = {
        "MicrosoftAppId": APP,
        "MicrosoftAppPassword_FILE": str(secret),
        "MicrosoftAppType": "SingleTenant",
        "MicrosoftAppTenantId": TENANT,
        "ToBotFromChannelOpenIdMetadataUrl": issuer.url,
        "ToChannelFromBotLoginUrl": token_service.url,
        "STATE_URL": f"sqlite:///{tmp_path / 'state.db'}",
        "INDEX_FILE": str(tmp_path / "index.npz"),
        "PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=ROOT,
        env={**CLEAN, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert b"Serving /api/messages" in await asyncio.wait_for(process.stdout.readline(), 60)
        body = {**message_of(connector), "text": "do i need a public ip?"}
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            async with session.post("/api/messages", json=body) as answer:
                assert answer.status == 401
            async with session.post("/api/messages", json=body, headers=bearer(connector)) as answer:
                assert answer.status == 200
        await asyncio.wait_for(connector.arrived.wait(), 60)
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0
    (delivery,) = connector.deliveries
    assert delivery.headers["Authorization"] == "Bearer token-1"
    assert delivery.card is not None
    assert token_service.asked[0]["client_secret"] == "hush~hush"
    lines = [json.loads(line) for line in log.decode().splitlines()]
    assert [line["outcome"] for line in lines if line["message"] == "turn"] == [200]
    assert "hush" not in log.decode()
    assert "public ip" not in log.decode()
