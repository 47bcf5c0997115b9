"""What a turn wants to have done in a chat, as plain data that can be kept and delivered later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

Kind = Literal["send", "update", "delete"]


@dataclass(frozen=True)
class Operation:
    """One message to send, one to replace, or one to delete."""

    kind: Kind
    service_url: str
    conversation: str
    activity: str | None
    """The message to replace or delete; for a new one the message it replies to, if there is one."""
    payload: bytes = b"{}"
    """The activity as JSON: written once, kept as it is and sent as it is."""

    @property
    def body(self) -> dict[str, Any]:
        """The activity, read from the payload."""
        body: dict[str, Any] = json.loads(self.payload)
        return body


def operation(
    kind: Kind, service_url: str, conversation: str, activity: str | None, body: Mapping[str, Any]
) -> Operation:
    """The operation with this activity, which may contain what is JSON already (`orjson.Fragment`), as its payload."""
    return Operation(kind, service_url, conversation, activity, orjson.dumps(body))


def dump(operations: Iterable[Operation]) -> bytes:
    """Operations as text: two lines for each, so that a payload is not quoted a second time."""
    return b"\n".join(
        line
        for one in operations
        for line in (orjson.dumps([one.kind, one.service_url, one.conversation, one.activity]), one.payload)
    )


def parse(text: bytes) -> list[Operation]:
    """The operations that `dump` wrote; ValueError if it did not write this."""
    lines = text.split(b"\n") if text else []
    operations = []
    for head, payload in zip(lines[::2], lines[1::2], strict=True):
        kind, service_url, conversation, activity = json.loads(head)
        operations.append(Operation(kind, service_url, conversation, activity, payload))
    return operations
