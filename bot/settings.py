"""What the operator decides, read once from the command line and the environment."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import SettingsError
from bot.storage.address import DEFAULT

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 3978

APP_ID = "MicrosoftAppId"
APP_PASSWORD = "MicrosoftAppPassword"
APP_TYPE = "MicrosoftAppType"
APP_TENANT_ID = "MicrosoftAppTenantId"
FEEDBACK_LOG = "FEEDBACK_LOG"
INDEX_FILE = "INDEX_FILE"
STATE_URL = "STATE_URL"
STATE_TTL_DAYS = "STATE_TTL_DAYS"
APP_TYPES = ("SingleTenant", "UserAssignedMSI", "MultiTenant")


@dataclass(frozen=True)
class Settings:
    """Settings of one process, already checked."""

    local: bool
    """Local mode: no credentials, reachable and replying on this machine only."""
    host: str
    port: int
    app_id: str = ""
    app_password: str = field(default="", repr=False)
    app_type: str = ""
    app_tenant_id: str = ""
    feedback_log: Path | None = None
    """File that collects the questions that were not answered; without it nothing is kept."""
    index_file: Path = Path("var/index.npz")
    """File that keeps what was fitted on the content, so that only a start after an edit fits it."""
    state_url: str = DEFAULT
    """Which store keeps the state."""
    state_ttl_days: int = 30
    """Days after which the state of a conversation that nobody uses is removed."""


def read_settings(
    environ: Mapping[str, str], *, local: bool = False, host: str | None = None, port: int | None = None
) -> Settings:
    """The settings from flags (which win) and environment; SettingsError says why the bot may not start with them."""
    settings = Settings(
        local=local,
        host=host or environ.get("HOST") or DEFAULT_HOST,
        port=_port(port if port is not None else environ.get("PORT") or DEFAULT_PORT),
        app_id=_value(environ, APP_ID),
        app_password=_value(environ, APP_PASSWORD),
        app_type=_value(environ, APP_TYPE),
        app_tenant_id=_value(environ, APP_TENANT_ID),
        feedback_log=_log(environ.get(FEEDBACK_LOG, "").strip()),
        index_file=Path(environ.get(INDEX_FILE, "").strip() or Settings.index_file).expanduser(),
        state_url=environ.get(STATE_URL, "").strip() or DEFAULT,
        state_ttl_days=_days(environ.get(STATE_TTL_DAYS, "").strip() or "30"),
    )
    if local:
        _check_local(settings)
    else:
        _check_public(settings)
    return settings


def is_loopback(host: str) -> bool:
    """Whether `host` can only mean this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_local(settings: Settings) -> None:
    given = [name for name, value in ((APP_ID, settings.app_id), (APP_PASSWORD, settings.app_password)) if value]
    if given:
        raise SettingsError(
            f"--local serves without credentials, but {_listed(given)} {'is' if len(given) == 1 else 'are'} set: "
            "leave --local out, or unset the credentials."
        )
    if not is_loopback(settings.host):
        raise SettingsError(
            f"--local serves this machine only, but the host is '{settings.host}': use 127.0.0.1, ::1 or localhost."
        )


def _check_public(settings: Settings) -> None:
    if settings.app_type and settings.app_type not in APP_TYPES:
        raise SettingsError(f"{APP_TYPE} is '{settings.app_type}', but must be one of {', '.join(APP_TYPES)}.")
    needed = {APP_ID: settings.app_id, APP_TYPE: settings.app_type}
    if settings.app_type != "UserAssignedMSI":
        needed[APP_PASSWORD] = settings.app_password
    if settings.app_type != "MultiTenant":
        needed[APP_TENANT_ID] = settings.app_tenant_id
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SettingsError(
            f"Without --local the bot needs its Microsoft app settings, and {_listed(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing. To try the bot on this machine: python -m bot --local"
        )
    raise SettingsError(
        "The Microsoft app settings are complete, but this version serves local mode only: it cannot yet check who "
        "calls a public endpoint. Unset the credentials and use: python -m bot --local"
    )


def _value(environ: Mapping[str, str], name: str) -> str:
    """The setting `name`, from the environment or from the file that NAME_FILE names."""
    value, file = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if not file:
        return value
    if value:
        raise SettingsError(f"{name} and {name}_FILE are both set: keep one of them.")
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"{name}_FILE names '{file}', which cannot be read: {reason}.") from None
    if not value:
        raise SettingsError(f"{name}_FILE names '{file}', which is empty.")
    return value


def _log(value: str) -> Path | None:
    """The file to append to, in a folder that exists."""
    if not value:
        return None
    path = Path(value).expanduser()
    if path.is_dir():
        raise SettingsError(f"{FEEDBACK_LOG} names '{value}', which is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise SettingsError(f"{FEEDBACK_LOG} names '{value}', but there is no folder '{path.parent}': make it first.")
    return path


def _port(value: str | int) -> int:
    try:
        port = int(value)
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise SettingsError(f"The port is '{value}', but must be a number from 1 to 65535.")
    return port


def _days(value: str) -> int:
    days = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 0
    if days < 1:
        raise SettingsError(f"{STATE_TTL_DAYS} is '{value}', but must be a number of days, at least 1.")
    return days


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
