"""Settings: which win, and with which of them the bot refuses to start."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import is_loopback, read_settings

COMPLETE = {
    "MicrosoftAppId": "id",
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppType": "SingleTenant",
    "MicrosoftAppTenantId": "tenant",
}


def refusal(environ: dict[str, str], *, local: bool = False, host: str | None = None, port: int | None = None) -> str:
    """The sentence with which the bot refuses to start."""
    with pytest.raises(SettingsError) as error:
        read_settings(environ, local=local, host=host, port=port)
    assert error.value.exit_code == 2
    assert "\n" not in str(error.value)
    return str(error.value)


def test_local_mode_needs_nothing() -> None:
    settings = read_settings({}, local=True)
    assert (settings.host, settings.port, settings.local) == ("127.0.0.1", 3978, True)


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
    sentence = refusal({name: "hush"}, local=True)
    assert name in sentence
    assert "hush" not in sentence
    assert "MicrosoftAppId and MicrosoftAppPassword are set" in refusal(COMPLETE, local=True)


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_setting_is_named(name: str) -> None:
    for value in ("", "  "):
        sentence = refusal({**COMPLETE, name: value})
        assert f"and {name} is missing" in sentence
        assert "--local" in sentence


def test_all_missing_settings_are_named_at_once() -> None:
    sentence = refusal({})
    assert all(name in sentence for name in COMPLETE)


def test_what_is_needed_depends_on_the_type() -> None:
    managed = {**COMPLETE, "MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppPassword": ""}
    assert "complete" in refusal(managed)
    assert "complete" in refusal({**COMPLETE, "MicrosoftAppType": "MultiTenant", "MicrosoftAppTenantId": ""})


@pytest.mark.parametrize("app_type", ["Single Tenant", "singletenant", "x"])
def test_an_unknown_type_is_not_taken_for_another(app_type: str) -> None:
    assert "SingleTenant, UserAssignedMSI, MultiTenant" in refusal({**COMPLETE, "MicrosoftAppType": app_type})


def test_complete_settings_get_an_honest_answer() -> None:
    sentence = refusal(COMPLETE)
    assert "serves local mode only" in sentence
    assert "secret" not in sentence


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("secret\n", encoding="utf-8")
    environ = {**COMPLETE, "MicrosoftAppPassword": "", "MicrosoftAppPassword_FILE": str(file)}
    assert "complete" in refusal(environ)
    assert "both set" in refusal({**environ, "MicrosoftAppPassword": "secret"})
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
    from bot.settings import Settings

    assert "hush" not in repr(Settings(local=False, host="h", port=1, app_password="hush"))


def test_loopback_hosts() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"]))
    assert not any(map(is_loopback, ["", "0.0.0.0", "::", "10.0.0.1", "127.1", "localhost."]))


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
        assert "at least 1" in refusal({"STATE_TTL_DAYS": wrong}, local=True)
