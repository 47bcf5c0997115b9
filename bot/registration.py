"""The bot's registration with Microsoft, and the cloud it is in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from yarl import URL

from bot.environment import Environment, is_loopback, joined
from bot.errors import SettingsError

APP_ID = "MicrosoftAppId"
APP_PASSWORD = "MicrosoftAppPassword"
APP_TYPE = "MicrosoftAppType"
APP_TENANT_ID = "MicrosoftAppTenantId"
METADATA_URL = "ToBotFromChannelOpenIdMetadataUrl"
TOKEN_ISSUER = "ToBotFromChannelTokenIssuer"
LOGIN_URL = "ToChannelFromBotLoginUrl"
OAUTH_SCOPE = "ToChannelFromBotOAuthScope"
CHANNEL_SERVICE = "ChannelService"

AppType = Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"]
APP_TYPES: tuple[AppType, ...] = get_args(AppType)

PUBLIC_CLOUD = {
    METADATA_URL: "https://login.botframework.com/v1/.well-known/openidconfiguration",
    TOKEN_ISSUER: "https://api.botframework.com",
    LOGIN_URL: "https://login.microsoftonline.com",
    OAUTH_SCOPE: "https://api.botframework.com",
}
"""The endpoints, by setting. The login address gets the tenant behind it."""


@dataclass(frozen=True)
class Registration:
    """Who the bot is, and who may speak for its channel."""

    app_id: str
    type: AppType
    tenant_id: str = ""
    """The tenant of a single-tenant bot or of its managed identity."""
    app_password: str = field(default="", repr=False)
    metadata_url: str = PUBLIC_CLOUD[METADATA_URL]
    """Says with which keys the channel signs."""
    token_issuer: str = PUBLIC_CLOUD[TOKEN_ISSUER]
    """Who signs what comes from the channel."""
    login: str = PUBLIC_CLOUD[LOGIN_URL]
    """Gives out tokens for sending; with or without a tenant in its path."""
    oauth_scope: str = PUBLIC_CLOUD[OAUTH_SCOPE]
    """What tokens for sending are good for."""

    @property
    def login_url(self) -> str:
        """The authority, tenant and all, that gives out tokens for sending."""
        base = self.login.rstrip("/").removesuffix("/oauth2/v2.0/token")
        if base.count("/") > 2:
            return base
        return f"{base}/{'botframework.com' if self.type == 'MultiTenant' else self.tenant_id}"


def read_registration(environment: Environment) -> Registration:
    """The complete registration; SettingsError names what is missing, wrong or contradictory, and the remedy."""
    app_id = environment.guid(APP_ID, "the application (client) id of the bot's registration")
    password = environment.text(APP_PASSWORD)
    type_ = environment.text(APP_TYPE)
    tenant_id = environment.guid(APP_TENANT_ID, "the directory (tenant) id of the bot's registration")
    app_type = next((known for known in APP_TYPES if known == type_), None)
    if type_ and app_type is None:
        raise SettingsError(f"{APP_TYPE} is '{type_}', but must be one of {', '.join(APP_TYPES)}.")
    needed = {APP_ID: app_id, APP_TYPE: type_}
    if app_type != "UserAssignedMSI":
        needed[APP_PASSWORD] = password
    if app_type != "MultiTenant":
        needed[APP_TENANT_ID] = tenant_id
    missing = [name for name, value in needed.items() if not value]
    if missing or app_type is None:
        raise SettingsError(
            f"Without --local the bot needs its Microsoft app settings, and {joined(missing)} missing. "
            "To try the bot on this machine: python -m bot --local"
        )
    if app_type == "UserAssignedMSI" and password:
        raise SettingsError(
            f"{APP_TYPE} is UserAssignedMSI, which has no password, but {APP_PASSWORD} is set: "
            "unset it, or set the type to SingleTenant."
        )
    if password.lower() in (app_id, tenant_id):
        raise SettingsError(f"{APP_PASSWORD} is an id: use the value of a client secret of the bot's registration.")
    return Registration(app_id, app_type, tenant_id, password, **_endpoints(environment))


def _endpoints(environment: Environment) -> dict[str, str]:
    """The cloud's endpoints: the public one's, or those of the settings."""
    service = environment.text(CHANNEL_SERVICE)
    if service.rstrip("/") not in ("", "https://botframework.com"):
        raise SettingsError(
            f"{CHANNEL_SERVICE} is '{service}', a cloud that the bot does not know by name: "
            f"unset it, and set {', '.join(PUBLIC_CLOUD)} to that cloud's endpoints."
        )
    found = {
        METADATA_URL: environment.address(METADATA_URL),
        TOKEN_ISSUER: environment.text(TOKEN_ISSUER),
        LOGIN_URL: environment.address(LOGIN_URL),
        OAUTH_SCOPE: environment.text(OAUTH_SCOPE),
    }
    elsewhere = [name for name in (METADATA_URL, LOGIN_URL) if found[name] and not _is_here(name, found[name])]
    missing = [name for name, value in found.items() if not value]
    if elsewhere and missing:
        raise SettingsError(
            f"{elsewhere[0]} names another cloud, but {joined(missing)} missing: set all four endpoints, or none."
        )
    values = {name: found[name] or PUBLIC_CLOUD[name] for name in PUBLIC_CLOUD}
    return {
        "metadata_url": values[METADATA_URL],
        "token_issuer": values[TOKEN_ISSUER],
        "login": values[LOGIN_URL],
        "oauth_scope": values[OAUTH_SCOPE].removesuffix("/.default"),
    }


def _is_here(name: str, address: str) -> bool:
    """Whether an endpoint is the public cloud's, or on this machine."""
    host = URL(address).host or ""
    return is_loopback(host) or host == URL(PUBLIC_CLOUD[name]).host
