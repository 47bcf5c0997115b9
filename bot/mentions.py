"""Removes the bot's own mention from a message, and nothing else.

The SDK's `remove_recipient_mention` removes the bot's name wherever it occurs, leaves `<at id="0"></at>` behind, misses
escaped names, and raises on messages without text or recipient.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

_AT = re.compile(r"<at\b[^<>]*>([^<]*)</at>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")


def strip_mentions(text: str | None, entities: Iterable[Mapping[str, Any]], bot_id: str | None) -> str:
    """`text` as the person meant it: without the mentions of the bot that the entities name, unescaped, trimmed."""
    rest = text or ""
    for entity in entities:
        if str(entity.get("type", "")).lower() == "mention":
            mentioned = entity.get("mentioned")
            account = mentioned if isinstance(mentioned, Mapping) else {}
            if bot_id and account.get("id") == bot_id:
                rest = _without(rest, str(entity.get("text") or ""), str(account.get("name") or ""))
    rest = _BLANKS.sub(" ", html.unescape(rest).replace("\r\n", "\n").replace("\r", "\n"))
    return _BREAKS.sub("\n", rest).strip()


def _without(text: str, written: str, name: str) -> str:
    """`text` without one mention, which stands in it as `written`, or as an `<at>` element around that name."""
    if _AT.search(written) and written in text:
        return text.replace(written, " ")
    names = {_plain(written), _plain(name)} - {""}
    rest, count = _AT.subn(lambda at: " " if _plain(at[1]) in names else at[0], text)
    if count == 0 and written and not _TAG.search(written):  # channels that write mentions as plain text
        rest = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", " ", text, count=1)
    return rest


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).split()).casefold()
