"""Whether the bot would be well with these settings: each setting and each service behind it, with what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import aiohttp
from yarl import URL

from bot.connector import new_session
from bot.credentials import CredentialsError, MsalCredentials, credentials_of
from bot.environment import Environment
from bot.errors import BotError
from bot.keys import KeyRing, KeysUnavailable, fetcher
from bot.settings import NAMES, SECRETS, Settings, read_settings
from bot.storage import StorageError, Store

State = Literal["ok", "wrong", "skipped"]
MESSAGES = "/api/messages"
_PATIENCE = aiohttp.ClientTimeout(total=15)


@dataclass(frozen=True)
class Finding:
    """One line of what was found out."""

    state: State
    subject: str
    text: str
    """What is so; where it is wrong, also what to do."""


def settings_found(environ: Mapping[str, str], local: bool) -> tuple[list[Finding], Settings | None]:
    """A finding for every setting, and the settings if the bot would start with them."""
    try:
        settings, problem = read_settings(environ, local=local), ""
    except BotError as error:
        settings, problem = None, str(error)
    environment = Environment(environ)
    found = [_setting(name, environment, environ, problem) for name in NAMES]
    if settings is not None:
        found.append(Finding("ok", "settings", "complete" if not local else "complete for --local"))
    elif all(finding.state != "wrong" for finding in found):
        found.append(Finding("wrong", "settings", problem))
    return found, settings


async def services_found(
    settings: Settings, store_of: Callable[[Settings], Store], url: str = ""
) -> AsyncIterator[Finding]:
    """What becomes of a request to each service that the bot needs; `url` is where the channel finds the bot."""
    async with new_session() as session:
        yield await _keys(settings, session)
        yield await _token(settings)
        yield await _store(settings, store_of)
        async for finding in _endpoint(settings, session, url):
            yield finding


def _setting(name: str, environment: Environment, environ: Mapping[str, str], problem: str) -> Finding:
    words = problem.replace(",", " ").replace(":", " ").replace("'", " ").split()
    if name in words:
        return Finding("wrong", name, problem)
    if not environment.is_set(name):
        return Finding("ok", name, "not set")
    if (environ.get(name) or "").strip() and name not in SECRETS:
        return Finding("ok", name, f"set to {(environ.get(name) or '').strip()}")
    return Finding("ok", name, "set")


async def _keys(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    if settings.registration is None:
        return Finding("skipped", "signing keys", "local mode checks no tokens")
    url = settings.registration.metadata_url
    try:
        await KeyRing(url, fetcher(session)).key("")
    except KeysUnavailable:
        return Finding("wrong", "signing keys", f"{url} gives no keys: allow outgoing HTTPS to {URL(url).host}.")
    return Finding("ok", "signing keys", f"{url} answers")


async def _token(settings: Settings) -> Finding:
    credentials = credentials_of(settings.registration)
    if settings.registration is None or not isinstance(credentials, MsalCredentials):
        return Finding("skipped", "token service", "local mode shows no tokens")
    try:
        await credentials.headers()
    except CredentialsError as error:
        remedy = (
            "check that the identity is assigned to this machine"
            if settings.registration.type == "UserAssignedMSI"
            else f"check the secret, the ids, and outgoing HTTPS to {URL(settings.registration.login_url).host}"
        )
        return Finding("wrong", "token service", f"{error}: {remedy}.")
    return Finding("ok", "token service", "gave out a token")


async def _store(settings: Settings, store_of: Callable[[Settings], Store]) -> Finding:
    try:
        store = store_of(settings)
        try:
            await store.load("doctor")
        finally:
            await store.close()
    except (BotError, StorageError) as error:
        return Finding("wrong", "state store", str(error))
    except Exception as error:  # of whatever client the store uses
        kind = type(error).__name__
        return Finding("wrong", "state store", f"cannot be reached ({kind}): check STATE_URL and who may use it.")
    return Finding("ok", "state store", f"{settings.state_url} answers")


async def _endpoint(settings: Settings, session: aiohttp.ClientSession, url: str) -> AsyncIterator[Finding]:
    """Whether the bot is ready at its address, and lets in nobody without a token."""
    if not url:
        yield Finding("skipped", "endpoint", f"name the bot's address to have it checked: --url https://...{MESSAGES}")
        return
    address = URL(url)
    if address.path != MESSAGES or (address.scheme != "https" and not settings.local):
        yield Finding("wrong", "endpoint", f"'{url}' should be https://YOUR-BOT{MESSAGES}, as in the registration.")
        return
    for method, path, expected, remedy in (
        ("GET", "/readyz", 200, "start the bot, or look at its log"),
        ("POST", MESSAGES, 415 if settings.local else 401, "see that this address leads to the bot and nothing else"),
    ):
        try:
            async with session.request(method, address.with_path(path), timeout=_PATIENCE) as answer:
                status = answer.status
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            yield Finding("wrong", f"endpoint {path}", f"no answer ({type(error).__name__}): {remedy}.")
            continue
        if status == expected:
            yield Finding("ok", f"endpoint {path}", f"answers {status}, as it should")
        else:
            yield Finding("wrong", f"endpoint {path}", f"answers {status} and not {expected}: {remedy}.")
