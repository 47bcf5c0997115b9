"""`python -m bot doctor`: a line for each setting and each service, and what to do about what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import store_of
from bot.doctor import Finding, services_found, settings_found
from bot.settings import NAMES, Settings
from tests.bot.test_settings import COMPLETE, TENANT
from tests.chat import Server
from tests.issuer import Issuer
from tests.tokens import TokenService


def wrong(found: list[Finding]) -> dict[str, str]:
    """What is wrong, by subject."""
    return {finding.subject: finding.text for finding in found if finding.state == "wrong"}


async def services(settings: Settings, url: str = "") -> dict[str, Finding]:
    """What became of each service."""
    return {finding.subject: finding async for finding in services_found(settings, store_of, url)}


@pytest.fixture
def here(public: Settings, tmp_path: Path) -> Settings:
    """Good settings whose cloud and disk are on this machine."""
    return replace(public, state_url=f"sqlite:///{tmp_path / 'state.db'}")


def test_each_setting_is_a_line() -> None:
    found, settings = settings_found(COMPLETE, local=False)
    assert settings is not None
    assert [finding.subject for finding in found] == [*NAMES, "settings"]
    assert wrong(found) == {}
    shown = {finding.subject: finding.text for finding in found}
    assert shown["MicrosoftAppTenantId"] == f"set to {TENANT}"
    assert shown["MicrosoftAppPassword"] == "set"
    assert shown["AllowedTenants"] == "not set"


@pytest.mark.parametrize(
    ("changes", "subjects"),
    [
        ({"MicrosoftAppId": ""}, {"MicrosoftAppId"}),
        ({"MicrosoftAppId": "x"}, {"MicrosoftAppId"}),
        ({"MicrosoftAppType": "Single"}, {"MicrosoftAppType"}),
        ({"MicrosoftAppType": "UserAssignedMSI"}, {"MicrosoftAppType", "MicrosoftAppPassword"}),
        ({"STATE_TTL_DAYS": "0"}, {"STATE_TTL_DAYS"}),
        ({"PORT": "x"}, {"settings"}),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(changes: dict[str, str], subjects: set[str]) -> None:
    found, settings = settings_found({**COMPLETE, **changes}, local=False)
    assert settings is None
    assert set(wrong(found)) == subjects
    assert "hush" not in str(found)


async def test_all_is_well(here: Settings, door: Server) -> None:
    url = f"http://127.0.0.1:{door.port}/api/messages"
    found = await services(here)
    assert {name: finding.state for name, finding in found.items()} == {
        "signing keys": "ok",
        "token service": "ok",
        "state store": "ok",
        "endpoint": "skipped",
    }
    assert "should be https://" in (await services(here, url))["endpoint"].text


async def test_the_endpoint_of_local_mode(server: Server, tmp_path: Path) -> None:
    settings = Settings(True, "127.0.0.1", server.port, state_url=f"sqlite:///{tmp_path / 's.db'}")
    found = await services(settings, f"http://127.0.0.1:{server.port}/api/messages")
    assert [found[name].state for name in ("endpoint /readyz", "endpoint /api/messages")] == ["ok", "ok"]
    assert found["token service"].state == "skipped"
    nobody = await services(settings, "http://127.0.0.1:9/api/messages")
    assert "start the bot" in nobody["endpoint /readyz"].text


@pytest.mark.parametrize("url", ["https://h/", "http://h/api/messages", "https://h/api/messages/"])
async def test_an_address_that_is_none(url: str, here: Settings) -> None:
    assert (await services(here, url))["endpoint"].state == "wrong"


@pytest.mark.parametrize(
    ("subject", "breaks", "remedy"),
    [
        ("signing keys", lambda issuer, tokens: setattr(issuer, "status", 500), "allow outgoing HTTPS to 127.0.0.1"),
        (
            "token service",
            lambda issuer, tokens: setattr(tokens, "refusal", {"error": "invalid_client"}),
            "check the secret",
        ),
    ],
)
async def test_a_service_that_does_not_answer(
    subject: str,
    breaks: Callable[[Issuer, TokenService], None],
    remedy: str,
    here: Settings,
    issuer: Issuer,
    token_service: TokenService,
) -> None:
    breaks(issuer, token_service)
    found = await services(here)
    assert [name for name, finding in found.items() if finding.state == "wrong"] == [subject]
    assert remedy in found[subject].text


async def test_a_store_that_cannot_be_opened(here: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = await services(replace(here, state_url=f"sqlite:///{tmp_path / 'file' / 'state.db'}"))
    assert found["state store"].state == "wrong"


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    monkeypatch.setattr(os, "environ", {"STATE_URL": f"sqlite:///{tmp_path / 'state.db'}"})
    assert main(["--local", "doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(re.match(r"(ok|skipped) +\S", line) for line in lines)
    assert "ok      state store" in "\n".join(lines)
    assert main(["doctor"]) == 1
    assert "wrong   MicrosoftAppId: " in capsys.readouterr().out
