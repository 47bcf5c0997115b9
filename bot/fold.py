"""Divides a message that is larger than a channel takes, so that nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from bot.operation import Operation, operation

LIMIT = 80_000
"""Bytes of a message in UTF-16, as Teams counts. It refuses 100 KB and advises to stay below 80."""
_ROOM = 200
"""Characters left in each part for what is around a text."""

Json = dict[str, Any]


def fold(large: Operation, limit: int) -> list[Operation]:
    """The operation, or the smaller ones that say the same in its place, in order.

    A text is divided where it has a break, a card between its elements, with its buttons on the last part. A message
    that replaces another keeps the first part, for there is only one to replace. What cannot be divided stays as it is.
    """
    if large.kind == "delete" or len(large.payload) * 2 <= limit or size(large.payload) <= limit:
        return [large]
    body = large.body
    attachments = body.get("attachments") or []
    bodies: list[Json]
    if len(attachments) == 1 and isinstance(attachments[0].get("content"), dict):
        cards = _cards(attachments[0]["content"], _overhead(body, attachments[0]), limit)
        bodies = [{**body, "attachments": [{**attachments[0], "content": card}]} for card in cards]
    elif isinstance(body.get("text"), str) and not attachments:
        room = (limit - _overhead(body, None)) // 2
        bodies = [{**body, "text": text} for text in _texts(body["text"], room)]
    else:
        return [large]
    if large.kind == "update":
        bodies = bodies[:1]
    return [operation(large.kind, large.service_url, large.conversation, large.activity, one) for one in bodies]


def size(text: bytes) -> int:
    """Bytes of the text as the limit counts them: at most twice those that it has in UTF-8."""
    return len(text.decode().encode("utf-16-le"))


def _written(value: Any) -> int:
    return size(orjson.dumps(value))


def _overhead(body: Json, attachment: Json | None) -> int:
    """Bytes of a part without what is divided."""
    around = {**body, "text": ""} if attachment is None else {**body, "attachments": [{**attachment, "content": {}}]}
    return _written(around) + _ROOM


def _cards(card: Json, overhead: int, limit: int) -> list[Json]:
    """The card's elements in as few cards as they fit in."""
    frame = {key: value for key, value in card.items() if key not in ("body", "actions")}
    actions = card.get("actions") or []
    room = max(limit - overhead - _written(frame), 2 * _ROOM)
    groups: list[list[Json]] = [[]]
    used = 0
    for element in _elements(card.get("body") or [], room):
        needed = _written(element) + 2
        if groups[-1] and used + needed > room:
            groups.append([])
            used = 0
        groups[-1].append(element)
        used += needed
    if actions and groups[-1] and used + _written(actions) > room:
        groups.append([])
    cards = [{**frame, "body": group} for group in groups]
    if actions:
        cards[-1] = {**cards[-1], "actions": actions}
    return cards


def _elements(elements: list[Json], room: int) -> Iterator[Json]:
    """The elements, those that are too large by themselves divided."""
    for element in elements:
        if _written(element) <= room:
            yield element
        elif isinstance(element.get("text"), str):
            around = _written({**element, "text": ""})
            for text in _texts(element["text"], (room - around) // 2):
                yield {**element, "text": text}
        elif isinstance(element.get("items"), list):
            yield from _elements(element["items"], room)
        else:
            yield element


def _texts(text: str, room: int) -> list[str]:
    """The text in parts that take at most `room` characters each when written as JSON, divided where it breaks."""
    room = max(room, 20)
    parts: list[str] = []
    while _written(text) > 2 * room:
        end = _longest(text, room)
        for mark in ("\n\n", "\n", " "):
            found = text.rfind(mark, end // 2, end)
            if found > 0:
                end = found + len(mark)
                break
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [part for part in [*parts, text] if part] or [""]


def _longest(text: str, room: int) -> int:
    """How many characters of the text fit; at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _written(text[:middle]) <= 2 * room else (low, middle - 1)
    return low
