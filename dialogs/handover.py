"""Codes that carry an interview from a shared chat into a personal one: short-lived, for one person, good once."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from dialogs.documents import Documents
from dialogs.state import moment, stored_answers
from knowledge.base import Knowledge
from knowledge.rules import Answers

LIFETIME = timedelta(minutes=15)
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE = re.compile(rf"continue\s+([{_ALPHABET}]{{4}}-[{_ALPHABET}]{{4}})\W*", re.IGNORECASE)
_CHAT = "https://teams.microsoft.com/l/chat/0/0"


class Refused(Exception):
    """The code does not work: it is unknown, used or too old, or it is somebody else's."""


def typed_code(text: str) -> str | None:
    """The code in a message such as `continue ABCD-2345`, which is what a deep link types."""
    match = _CODE.fullmatch(text.strip())
    return match[1].upper() if match else None


def spoken(code: str) -> str:
    """What somebody types to use a code."""
    return f"continue {code}"


def deep_link(bot: str, code: str) -> str | None:
    """The address that opens a Teams chat with the bot and types the code; None where the channel has no such chats."""
    if not bot.startswith("28:"):
        return None
    return f"{_CHAT}?users={quote(bot, safe=':')}&message={quote(spoken(code))}"


async def issue(documents: Documents, answers: Answers, person: str, at: datetime) -> str:
    """A new code for these answers, good for `person` (a mark of them) only."""
    letters = [secrets.choice(_ALPHABET) for _ in range(8)]
    code = f"{''.join(letters[:4])}-{''.join(letters[4:])}"
    content = {
        "answers": {name: sorted(chosen) for name, chosen in answers.items()},
        "for": person,
        "at": at.isoformat(),
    }
    await documents.change(("code", code), lambda document: document.update(content), LIFETIME.total_seconds())
    return code


async def redeem(
    documents: Documents, knowledge: Knowledge, code: str, person: str, message: str, at: datetime
) -> dict[str, frozenset[str]]:
    """The answers behind a code, which then works no more; Refused if it does not fit.

    `message` is the id of the message that used it, so that the same turn may run twice.
    """
    document = await documents.read(("code", code))
    issued = moment(document.get("at"))
    if issued is None or at - issued > LIFETIME or document.get("for") != person:
        raise Refused(code)
    taken: list[bool] = []

    def use(stored: dict[str, Any]) -> None:
        fresh = stored.get("used") in (None, message) and bool(stored.get("for"))
        taken.append(fresh)
        if fresh:
            stored["used"] = message

    await documents.change(("code", code), use, LIFETIME.total_seconds())
    if not taken[-1]:
        raise Refused(code)
    return stored_answers(document.get("answers"), knowledge)
