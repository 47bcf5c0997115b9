"""What the operator decides, read once from the command line and the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from yarl import URL

from bot import registration
from bot.environment import Environment, is_loopback, joined
from bot.errors import SettingsError
from bot.limits import Limits
from bot.logs import Format
from bot.registration import Registration, read_registration
from bot.storage.address import DEFAULT

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 3978
DEFAULT_STATE_TTL_DAYS = 30
DEFAULT_TRACKER_URL = "https://example.com/hosting-advisor/issues"

HOST = "HOST"
PORT = "PORT"
ALLOWED_TENANTS = "AllowedTenants"
ALLOWED_CHANNELS = "AllowedChannels"
STATE_URL = "STATE_URL"
STATE_KEY = "STATE_KEY"
STATE_TTL_DAYS = "STATE_TTL_DAYS"
CONVERSATION_RATE = "CONVERSATION_RATE"
TENANT_RATE = "TENANT_RATE"
MAX_TURNS = "MAX_TURNS"
TURN_SECONDS = "TURN_SECONDS"
FEEDBACK_LOG = "FEEDBACK_LOG"
INDEX_FILE = "INDEX_FILE"
LOG_FORMAT = "LOG_FORMAT"
PICTURES_URL = "PICTURES_URL"
TRACKER_URL = "TRACKER_URL"

NAMES = (
    HOST,
    PORT,
    registration.APP_ID,
    registration.APP_PASSWORD,
    registration.APP_TYPE,
    registration.APP_TENANT_ID,
    ALLOWED_TENANTS,
    ALLOWED_CHANNELS,
    *registration.PUBLIC_CLOUD,
    registration.CHANNEL_SERVICE,
    STATE_URL,
    STATE_KEY,
    STATE_TTL_DAYS,
    CONVERSATION_RATE,
    TENANT_RATE,
    MAX_TURNS,
    TURN_SECONDS,
    FEEDBACK_LOG,
    INDEX_FILE,
    LOG_FORMAT,
    PICTURES_URL,
    TRACKER_URL,
)
"""Every setting, for the README to list."""
SECRETS = (registration.APP_PASSWORD, STATE_KEY)
"""Those that are never shown."""
ANY = "*"
"""In the place of tenants: every tenant."""


@dataclass(frozen=True)
class Settings:
    """Settings of one process, already checked."""

    local: bool
    """Local mode: no credentials, reachable and replying on this machine only."""
    host: str
    port: int
    registration: Registration | None = None
    """Who the bot is; nobody in local mode."""
    tenants: frozenset[str] = frozenset()
    """Tenants whose people may use the bot; every tenant if there are none."""
    channels: frozenset[str] = frozenset({"msteams"})
    """Channels that may reach the bot, outside local mode."""
    limits: Limits = field(default_factory=Limits.generous)
    state_url: str = DEFAULT
    """Where state is kept."""
    state_key: str = field(default="", repr=False)
    """The key of the storage account, if that is where; without one the managed identity is used."""
    state_ttl_days: int = DEFAULT_STATE_TTL_DAYS
    """Days after its last turn for which the state of a conversation is kept."""
    feedback_log: Path | None = None
    """File that collects the questions that were not answered; without it nothing is kept."""
    log_format: Format = "text"
    index_file: Path = Path("var/index.npz")
    """File that keeps what was fitted on the content, so that only a start after an edit fits it."""

    pictures_url: str = ""
    """Address of a folder with the pictures; without it they are part of the cards."""

    tracker_url: str = DEFAULT_TRACKER_URL
    """Where people can report what is wrong with an answer."""


def read_settings(
    environ: Mapping[str, str], *, local: bool = False, host: str | None = None, port: int | None = None
) -> Settings:
    """The settings from flags (which win) and environment; SettingsError says why the bot may not start with them."""
    environment = Environment(environ)
    environment.check_spelling(name for name in NAMES if name not in (HOST, PORT))
    chosen_host = host or environment.text(HOST) or DEFAULT_HOST
    if local:
        _check_local(environment, chosen_host)
    identity = None if local else read_registration(environment)
    return Settings(
        local=local,
        host=chosen_host,
        port=_port(port if port is not None else environment.text(PORT) or DEFAULT_PORT),
        registration=identity,
        tenants=_tenants(environment, identity),
        channels=_channels(environment),
        limits=_limits(environment, local),
        state_url=environment.text(STATE_URL) or DEFAULT,
        state_key=environment.text(STATE_KEY),
        state_ttl_days=environment.number(STATE_TTL_DAYS, DEFAULT_STATE_TTL_DAYS, 1, 3650),
        feedback_log=_log(environment.text(FEEDBACK_LOG)),
        log_format=_format(environment, local),
        index_file=Path(environment.text(INDEX_FILE) or Settings.index_file).expanduser(),
        pictures_url=_page(environment, PICTURES_URL),
        tracker_url=_page(environment, TRACKER_URL) or DEFAULT_TRACKER_URL,
    )


def warnings(settings: Settings) -> list[str]:
    """What an operator should know about settings with which the bot does start."""
    found = []
    if settings.local:
        found.append("local mode: no credentials are checked, and only this machine is served")
    elif not settings.tenants:
        found.append(f"people of every tenant may use the bot; {ALLOWED_TENANTS} would say whose")
    if not settings.local and settings.channels != {"msteams"}:
        found.append(f"reachable from other channels than Teams: {', '.join(sorted(settings.channels))}")
    return found


def _check_local(environment: Environment, host: str) -> None:
    """Refuse credentials, which would be ignored, and addresses that others can reach."""
    names = (registration.APP_ID, registration.APP_PASSWORD)
    given = [name for name in names if environment.is_set(name)]
    if given:
        raise SettingsError(
            f"--local serves without credentials, but {joined(given)} set: leave --local out, or unset the credentials."
        )
    if not is_loopback(host):
        raise SettingsError(
            f"--local serves this machine only, but the host is '{host}': use 127.0.0.1, ::1 or localhost."
        )


def _tenants(environment: Environment, identity: Registration | None) -> frozenset[str]:
    """The bot's own tenant, if it has one, and those of the setting; none at all means every tenant."""
    listed = environment.listed(ALLOWED_TENANTS)
    if ANY in listed:
        if len(listed) > 1:
            raise SettingsError(f"{ALLOWED_TENANTS} has '{ANY}' beside other values: keep one or the other.")
        return frozenset()
    for value in listed:
        if not Environment.is_guid(value):
            raise SettingsError(
                f"{ALLOWED_TENANTS} has '{value}', which is no tenant id: use GUIDs, or '{ANY}' for all."
            )
    own = {identity.tenant_id} if identity is not None and identity.type != "MultiTenant" else set()
    return frozenset(value.lower() for value in listed) | own


def _channels(environment: Environment) -> frozenset[str]:
    listed = environment.listed(ALLOWED_CHANNELS) or ("msteams",)
    for value in listed:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", value):
            raise SettingsError(
                f"{ALLOWED_CHANNELS} has '{value}', which is no channel id, such as msteams, webchat or directline."
            )
    return frozenset(listed)


def _limits(environment: Environment, local: bool) -> Limits:
    """In local mode nobody is limited unless a setting says so: a person and a test are the same to it."""
    default = Limits.generous() if local else Limits()
    return Limits(
        conversation_rate=environment.number(CONVERSATION_RATE, default.conversation_rate, 0, 1_000_000),
        tenant_rate=environment.number(TENANT_RATE, default.tenant_rate, 0, 1_000_000),
        max_turns=environment.number(MAX_TURNS, default.max_turns, 1, 100_000),
        turn_seconds=environment.number(TURN_SECONDS, default.turn_seconds, 1, 600),
    )


def _format(environment: Environment, local: bool) -> Format:
    """Lines for people in local mode, for machines otherwise, unless the setting says what it should be."""
    value = environment.text(LOG_FORMAT)
    found: Mapping[str, Format] = {"": "text" if local else "json", "json": "json", "text": "text"}
    if value not in found:
        raise SettingsError(f"{LOG_FORMAT} is '{value}', but must be json or text.")
    return found[value]


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


def _page(environment: Environment, name: str) -> str:
    """An address that a client may open: https, with a host, and nothing secret in it."""
    value = environment.text(name)
    if not value:
        return ""
    try:
        url = URL(value)
    except ValueError:
        url = URL()
    if url.scheme != "https" or not url.host or url.user is not None or re.search(r"[\s()<>\"]", value):
        raise SettingsError(f"{name} is '{value}', but must be an address such as https://example.org/folder.")
    return value


def _port(value: str | int) -> int:
    try:
        port = int(value)
    except ValueError:
        port = 0
    if not 0 < port < 65536:
        raise SettingsError(f"The port is '{value}', but must be a number from 1 to 65535.")
    return port
