"""The bot's registration with Microsoft, and the cloud it is in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

AppType = Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"]
APP_TYPES: tuple[AppType, ...] = get_args(AppType)

METADATA_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN_URL = "https://login.microsoftonline.com"
TOKEN_ISSUER = "https://api.botframework.com"
OAUTH_SCOPE = "https://api.botframework.com"


@dataclass(frozen=True)
class Registration:
    """Who the bot is. The addresses are the public cloud's unless settings say otherwise."""

    app_id: str
    type: AppType
    tenant_id: str = ""
    """The tenant of a single-tenant bot or of its managed identity."""
    app_password: str = field(default="", repr=False)
    metadata_url: str = METADATA_URL
    """Says with which keys the channel signs."""
    token_issuer: str = TOKEN_ISSUER
    """Who signs what comes from the channel."""
    login: str = LOGIN_URL
    """Gives out tokens for sending; with or without a tenant in its path."""
    oauth_scope: str = OAUTH_SCOPE
    """What tokens for sending are good for."""

    @property
    def login_url(self) -> str:
        """The authority, tenant and all, that gives out tokens for sending."""
        base = self.login.rstrip("/").removesuffix("/oauth2/v2.0/token")
        if base.count("/") > 2:
            return base
        return f"{base}/{'botframework.com' if self.type == 'MultiTenant' else self.tenant_id}"
