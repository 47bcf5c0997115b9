"""Checks of a request before any other code sees it. Pure: bytes and headers in, a trusted shape or a refusal out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from yarl import URL

from bot.environment import is_loopback

MAX_BODY = 256 * 1024
MAX_DEPTH = 64
MAX_ID = 1000
"""Characters of an id; those of real channels have some 200."""
MAX_URL = 1000
"""Characters of a service url; those of real channels have some 50."""

_TEXTS = (
    "type",
    "id",
    "channelId",
    "serviceUrl",
    "text",
    "textFormat",
    "replyToId",
    "locale",
    "name",
    "action",
    "timestamp",
)
_ACCOUNTS = ("from", "recipient")
_ACCOUNT_LISTS = ("membersAdded", "membersRemoved")
_USED = (
    *_TEXTS,
    *_ACCOUNTS,
    *_ACCOUNT_LISTS,
    "conversation",
    "entities",
    "value",
    "channelData",
    "deliveryMode",
    "attachments",
)
_ACCOUNT_TEXTS = ("id", "name", "aadObjectId", "tenantId", "role")
_CONVERSATION_TEXTS = ("id", "name", "conversationType", "tenantId", "aadObjectId", "role")
_IDS = ("id", "aadObjectId", "tenantId")
_NORMAL_DELIVERY = (None, "normal", "notification")


class Refused(Exception):
    """The request is not acted on; `status` and the text, one line, are the answer."""

    def __init__(
        self,
        status: int,
        reason: str,
        *,
        detail: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.detail = detail or reason
        """For the log, where it says more than the caller should learn."""
        self.retry_after = retry_after
        """Seconds after which the same request may succeed."""


def check_content_type(content_type: str) -> None:
    """Refuse anything that does not say it is JSON."""
    if content_type != "application/json":
        raise Refused(415, "the content type must be application/json")


def read_activity(raw: bytes) -> dict[str, Any]:
    """The activity in a request body, reduced to the fields that the bot uses, each of the type that it uses."""
    if len(raw) > MAX_BODY:
        raise Refused(413, f"the body is larger than {MAX_BODY} bytes")
    body = _parse(raw)
    activity = {name: body[name] for name in _USED if body.get(name) is not None}
    _texts(activity, _TEXTS)
    for name in ("type", "channelId", "serviceUrl"):
        _required(activity.get(name), name)
    for name in ("id", "replyToId"):
        _plain(activity.get(name), name)
    _account(activity, "conversation", _CONVERSATION_TEXTS)
    _required(activity.get("conversation", {}).get("id"), "conversation.id")
    for name in _ACCOUNTS:
        _account(activity, name)
        if activity["type"] == "message":
            _required(activity.get(name, {}).get("id"), f"{name}.id")
    for name in _ACCOUNT_LISTS:
        for member in _objects(activity, name):
            _texts(member, _ACCOUNT_TEXTS, name)
    for entity in _objects(activity, "entities"):
        _texts(entity, ("type", "text"), "entities")
    if "attachments" in activity:  # of which only the kind is looked at
        kinds = [attachment.get("contentType") for attachment in _objects(activity, "attachments")]
        activity["attachments"] = [{"contentType": kind} for kind in kinds if isinstance(kind, str)]
    if not _is_moment(activity.get("timestamp")):
        activity.pop("timestamp", None)
    if activity.get("deliveryMode") not in _NORMAL_DELIVERY:
        raise Refused(400, "the deliveryMode is not supported")
    _check_service_url(activity["serviceUrl"])
    return activity


def _is_moment(text: str | None) -> bool:
    """Whether a point in time is written as channels write it."""
    try:
        return text is not None and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def check_local_service_url(activity: Mapping[str, Any]) -> None:
    """Refuse a caller that wants its replies sent anywhere but to this machine: local mode has no other protection."""
    if not is_loopback(URL(activity["serviceUrl"], encoded=True).host or ""):
        raise Refused(403, "in local mode the serviceUrl must be on this machine")


def check_local_host(host: str) -> None:
    """Refuse a request that was sent to another name: a web page whose name was made to point at this machine."""
    try:
        name = URL(f"http://{host}").host or ""
    except ValueError:
        name = ""
    if not is_loopback(name):
        raise Refused(403, "in local mode the bot is called localhost")


def check_public_service_url(activity: Mapping[str, Any]) -> None:
    """Refuse to show the bot's token to a service without TLS, except on this machine."""
    url = URL(activity["serviceUrl"], encoded=True)
    if url.scheme != "https" and not is_loopback(url.host or ""):
        raise Refused(400, "serviceUrl must start with https://")


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError:  # no JSON, not in UTF-8, with half a surrogate, or nested a thousand times
        raise Refused(400, "the body is not JSON in UTF-8") from None
    if not isinstance(body, dict):
        raise Refused(400, "the body is not a JSON object")
    if raw.count(b"{") + raw.count(b"[") <= MAX_DEPTH:
        return body
    level: list[Any] = [body]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, (dict, list))
        ]
        if not level:
            return body
    raise Refused(400, "the body is nested too deeply")


def _texts(owner: Mapping[str, Any], names: tuple[str, ...], within: str = "") -> None:
    for name in names:
        value = owner.get(name)
        if value is not None and not isinstance(value, str):
            raise Refused(400, f"{_path(within, name)} is not a text")


def _path(within: str, name: str) -> str:
    return f"{within}.{name}" if within else name


def _required(value: object, name: str) -> None:
    if not value:
        raise Refused(400, f"{name} is missing")


def _plain(value: str | None, name: str, within: str = "") -> None:
    """Refuse an id that could not be one: it goes into addresses, keys and the log."""
    if value is not None and (len(value) > MAX_ID or not value.isprintable() or value in (".", "..")):
        raise Refused(400, f"{_path(within, name)} is not an id")


def _account(activity: Mapping[str, Any], name: str, texts: tuple[str, ...] = _ACCOUNT_TEXTS) -> None:
    account = activity.get(name, {})
    if not isinstance(account, dict):
        raise Refused(400, f"{name} is not an object")
    _texts(account, texts, name)
    for part in _IDS:
        _plain(account.get(part), part, name)


def _objects(activity: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    items = activity.get(name, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Refused(400, f"{name} is not a list of objects")
    return items


def _check_service_url(text: str) -> None:
    """Refuse an address that two programs could read differently, or that is not a plain base address."""
    if len(text) > MAX_URL or not _is_plain_url(text):
        raise Refused(400, "serviceUrl is not a plain http or https address")


@lru_cache(maxsize=64)  # channels have a few of them
def _is_plain_url(text: str) -> bool:
    try:
        url = URL(text, encoded=True)
        plain = url.scheme in ("http", "https") and bool(url.host) and url.port is not None
    except ValueError:
        return False
    return plain and bool(re.fullmatch(r"[!-~]+", text)) and not re.search(r"[\\?#@]", text)
