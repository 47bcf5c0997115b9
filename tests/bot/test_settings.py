"""Settings: which win, and with which of them the bot refuses to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.environment import is_loopback
from bot.errors import SettingsError
from bot.limits import Limits
from bot.settings import NAMES, Settings, read_settings, warnings

APP = "3f2b1c44-5a10-4a4e-9c1d-0a8f6a2d7e11"
TENANT = "0a1d7c9e-64c5-4f0f-8a34-6d5c1a2b3c4d"
OTHER = "77777777-64c5-4f0f-8a34-6d5c1a2b3c4d"
COMPLETE = {
    "MicrosoftAppId": APP,
    "MicrosoftAppPassword": "hush~hush",
    "MicrosoftAppType": "SingleTenant",
    "MicrosoftAppTenantId": TENANT,
}
MANAGED = {**COMPLETE, "MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppPassword": ""}
MULTI = {**COMPLETE, "MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""}
CLOUD = {
    "ToBotFromChannelOpenIdMetadataUrl": "https://login.botframework.azure.us/v1/.well-known/openidconfiguration",
    "ToBotFromChannelTokenIssuer": "https://api.botframework.us",
    "ToChannelFromBotLoginUrl": "https://login.microsoftonline.us/MicrosoftServices.onmicrosoft.us",
    "ToChannelFromBotOAuthScope": "https://api.botframework.us/.default",
}


def refusal(environ: dict[str, str], *, local: bool = False, host: str | None = None, port: int | None = None) -> str:
    """The sentence with which the bot refuses to start."""
    with pytest.raises(SettingsError) as error:
        read_settings(environ, local=local, host=host, port=port)
    assert error.value.exit_code == 2
    assert "\n" not in str(error.value)
    assert "hush" not in str(error.value)
    return str(error.value)


def test_local_mode_needs_nothing() -> None:
    settings = read_settings({}, local=True)
    assert (settings.host, settings.port, settings.local) == ("127.0.0.1", 3978, True)
    assert settings.registration is None
    assert "local mode" in warnings(settings)[0]


def test_flags_win_over_the_environment() -> None:
    environ = {"HOST": "localhost", "PORT": "4000"}
    assert read_settings(environ, local=True).port == 4000
    assert read_settings(environ, local=True).host == "localhost"
    settings = read_settings(environ, local=True, host="::1", port=5000)
    assert (settings.host, settings.port) == ("::1", 5000)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "localhost.example.com"])
def test_local_mode_stays_on_this_machine(host: str) -> None:
    assert f"'{host}'" in refusal({}, local=True, host=host)
    assert f"'{host}'" in refusal({"HOST": host}, local=True)


@pytest.mark.parametrize("name", ["MicrosoftAppId", "MicrosoftAppPassword"])
def test_local_mode_and_credentials_exclude_each_other(name: str) -> None:
    assert name in refusal({name: "hush"}, local=True)
    assert name in refusal({f"{name}_FILE": "/does/not/matter"}, local=True)
    assert "MicrosoftAppId and MicrosoftAppPassword are set" in refusal(COMPLETE, local=True)


@pytest.mark.parametrize("complete", [COMPLETE, MANAGED, MULTI], ids=lambda c: c["MicrosoftAppType"])
def test_complete_settings(complete: dict[str, str]) -> None:
    found = read_settings(complete).registration
    assert found is not None
    assert (found.app_id, found.type) == (APP, complete["MicrosoftAppType"])
    assert found.app_password == complete["MicrosoftAppPassword"]


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_setting_is_named(name: str) -> None:
    for value in ("", "  "):
        sentence = refusal({**COMPLETE, name: value})
        assert f"and {name} is missing" in sentence
        assert "--local" in sentence


def test_all_missing_settings_are_named_at_once() -> None:
    sentence = refusal({})
    assert all(name in sentence for name in COMPLETE)


@pytest.mark.parametrize("app_type", ["Single Tenant", "singletenant", "x", "MSI"])
def test_an_unknown_type_is_not_taken_for_another(app_type: str) -> None:
    assert "SingleTenant, UserAssignedMSI, MultiTenant" in refusal({**COMPLETE, "MicrosoftAppType": app_type})


@pytest.mark.parametrize("name", COMPLETE)
@pytest.mark.parametrize(
    "value",
    [
        "<your value>",
        "${{BOT_ID}}",
        "{{value}}",
        "$(VALUE)",
        "%VALUE%",
        "changeme",
        "CHANGE_ME",
        "xxxxxxxx",
        "...",
        "your-value-here",
        "Enter the value",
        "TODO",
        "a placeholder",
        "00000000-0000-0000-0000-000000000000",
    ],
)
def test_a_placeholder_is_not_a_value(name: str, value: str) -> None:
    sentence = refusal({**COMPLETE, name: value})
    assert name in sentence
    assert "placeholder" in sentence


@pytest.mark.parametrize("name", ["MicrosoftAppId", "MicrosoftAppTenantId"])
@pytest.mark.parametrize("value", ["id", "contoso.onmicrosoft.com", f"{{{APP}}}x", f"{APP}0", APP.replace("-", "")])
def test_ids_are_guids(name: str, value: str) -> None:
    assert f"{name} is not a GUID" in refusal({**COMPLETE, name: value})
    assert read_settings({**COMPLETE, name: TENANT.upper()}).registration is not None


def test_contradictions() -> None:
    assert "UserAssignedMSI" in refusal({**COMPLETE, "MicrosoftAppType": "UserAssignedMSI"})
    assert "is an id" in refusal({**COMPLETE, "MicrosoftAppPassword": APP.upper()})


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("MicrosoftAppID", "MicrosoftAppId"),
        ("MICROSOFTAPPPASSWORD", "MicrosoftAppPassword"),
        ("allowedtenants", "AllowedTenants"),
        ("microsoftapppassword_FILE", "MicrosoftAppPassword"),
        ("State_Url", "STATE_URL"),
    ],
)
def test_a_setting_in_another_spelling_is_not_ignored(given: str, right: str) -> None:
    sentence = refusal({given: "x"}, local=True)
    assert f"{given} is set" in sentence
    assert f"spelled {right}" in sentence


def test_another_cloud_has_four_endpoints() -> None:
    found = read_settings({**COMPLETE, **CLOUD}).registration
    assert found is not None
    assert found.metadata_url == CLOUD["ToBotFromChannelOpenIdMetadataUrl"]
    assert found.token_issuer == "https://api.botframework.us"
    assert found.login_url == CLOUD["ToChannelFromBotLoginUrl"]
    assert found.oauth_scope == "https://api.botframework.us"
    for name in CLOUD:
        assert f"{name} is missing" in refusal({**COMPLETE, **CLOUD, name: ""})


def test_single_endpoints_on_this_machine() -> None:
    environ = {**COMPLETE, "ToBotFromChannelOpenIdMetadataUrl": "http://127.0.0.1:5000/metadata"}
    found = read_settings(environ).registration
    assert found is not None
    assert found.metadata_url == "http://127.0.0.1:5000/metadata"
    assert found.token_issuer == "https://api.botframework.com"
    assert found.login_url == f"https://login.microsoftonline.com/{TENANT}"


@pytest.mark.parametrize("name", ["ToBotFromChannelOpenIdMetadataUrl", "ToChannelFromBotLoginUrl"])
@pytest.mark.parametrize(
    "value", ["login.example", "http://login.example", "ftp://login.example", "https://", "https://u@h/", "https://h:x"]
)
def test_endpoints_are_addresses_with_tls(name: str, value: str) -> None:
    assert name in refusal({**COMPLETE, **CLOUD, name: value})


@pytest.mark.parametrize("service", ["https://botframework.azure.us", "https://botframework.azure.cn", "public"])
def test_an_unknown_cloud(service: str) -> None:
    sentence = refusal({**COMPLETE, "ChannelService": service})
    assert "ChannelService" in sentence
    assert all(name in sentence for name in CLOUD)
    read_settings({**COMPLETE, "ChannelService": "https://botframework.com/"})


def test_whose_people_may_use_it() -> None:
    assert read_settings(COMPLETE).tenants == {TENANT}
    assert read_settings(MANAGED).tenants == {TENANT}
    assert read_settings({**COMPLETE, "AllowedTenants": OTHER.upper()}).tenants == {TENANT, OTHER}
    assert read_settings({**MULTI, "AllowedTenants": f"{OTHER}, {TENANT}"}).tenants == {OTHER, TENANT}
    for environ in (MULTI, {**MULTI, "AllowedTenants": "*"}, {**COMPLETE, "AllowedTenants": "*"}):
        assert read_settings(environ).tenants == frozenset()
        assert "every tenant" in warnings(read_settings(environ))[0]
    assert warnings(read_settings(COMPLETE)) == []
    assert "AllowedTenants" in refusal({**COMPLETE, "AllowedTenants": "contoso.com"})
    assert "AllowedTenants" in refusal({**COMPLETE, "AllowedTenants": f"* {OTHER}"})


def test_from_which_channels() -> None:
    assert read_settings(COMPLETE).channels == {"msteams"}
    more = read_settings({**COMPLETE, "AllowedChannels": "msteams, webchat"})
    assert more.channels == {"msteams", "webchat"}
    assert "webchat" in warnings(more)[0]
    assert "AllowedChannels" in refusal({**COMPLETE, "AllowedChannels": "*"})
    assert "AllowedChannels" in refusal({**COMPLETE, "AllowedChannels": "MS Teams"})


def test_limits() -> None:
    assert read_settings(COMPLETE).limits == Limits()
    assert read_settings({}, local=True).limits.conversation_rate == 0
    environ = {"CONVERSATION_RATE": "5", "TENANT_RATE": "6", "MAX_TURNS": "7", "TURN_SECONDS": "8"}
    assert read_settings(environ, local=True).limits == Limits(5, 6, 7, 8)
    assert read_settings({**COMPLETE, "STATE_TTL_DAYS": "7"}).state_ttl_days == 7


@pytest.mark.parametrize("name", ["CONVERSATION_RATE", "TENANT_RATE", "MAX_TURNS", "TURN_SECONDS", "STATE_TTL_DAYS"])
@pytest.mark.parametrize("value", ["-1", "1.5", "many", "9" * 12, "٣"])
def test_numbers_are_numbers(name: str, value: str) -> None:
    assert name in refusal({name: value}, local=True)


@pytest.mark.parametrize("name", ["MAX_TURNS", "TURN_SECONDS", "STATE_TTL_DAYS"])
def test_some_numbers_are_not_zero(name: str) -> None:
    assert name in refusal({name: "0"}, local=True)


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("hush\n", encoding="utf-8")
    environ = {**COMPLETE, "MicrosoftAppPassword": "", "MicrosoftAppPassword_FILE": str(file)}
    found = read_settings(environ).registration
    assert found is not None
    assert found.app_password == "hush"
    assert "both set" in refusal({**environ, "MicrosoftAppPassword": "hush"})
    file.write_text("\n", encoding="utf-8")
    assert "is empty" in refusal(environ)
    file.write_bytes(b"\xff\xff")
    assert "not UTF-8" in refusal(environ)
    file.unlink()
    assert "cannot be read" in refusal(environ)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "39 78"])
def test_the_port_is_a_port(port: str) -> None:
    assert f"'{port}'" in refusal({"PORT": port}, local=True)


def test_settings_do_not_show_the_password() -> None:
    settings = read_settings(COMPLETE)
    assert isinstance(settings, Settings)
    assert "hush" not in repr(settings)


def test_every_setting_is_known_once() -> None:
    assert len({name.casefold() for name in NAMES}) == len(NAMES)
    assert set(COMPLETE) | set(CLOUD) < set(NAMES)


def test_loopback_hosts() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"]))
    assert not any(map(is_loopback, ["", "0.0.0.0", "::", "10.0.0.1", "127.1", "localhost."]))


def test_pictures_come_from_an_https_address_if_at_all() -> None:
    assert read_settings({}, local=True).pictures_url == ""
    assert read_settings({"PICTURES_URL": "https://a.example/b"}, local=True).pictures_url == "https://a.example/b"
    for bad in ("http://a.example", "a.example/b", "https://", "https://user:pass@a.example", "https://a.example/a b"):
        assert "PICTURES_URL is" in refusal({"PICTURES_URL": bad}, local=True)


def test_the_feedback_log_is_a_file_in_a_folder_that_exists(tmp_path: Path) -> None:
    assert read_settings({"FEEDBACK_LOG": " "}, local=True).feedback_log is None
    path = tmp_path / "log.jsonl"
    assert read_settings({"FEEDBACK_LOG": str(path)}, local=True).feedback_log == path
    assert "is a folder" in refusal({"FEEDBACK_LOG": str(tmp_path)}, local=True)
    assert "make it first" in refusal({"FEEDBACK_LOG": str(tmp_path / "missing" / "log.jsonl")}, local=True)


def test_how_long_state_is_kept() -> None:
    assert read_settings({}, local=True).state_ttl_days == 30
    assert read_settings({"STATE_TTL_DAYS": " 7 ", "STATE_URL": "memory:"}, local=True).state_ttl_days == 7
    for wrong in ("0", "-1", "1.5", "a month", "999999"):
        assert "STATE_TTL_DAYS" in refusal({"STATE_TTL_DAYS": wrong}, local=True)
