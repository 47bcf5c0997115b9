"""What a turn wants to have done in a chat, as plain data that can be kept and delivered later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Operation:
    """One message to send, one to replace, or one to delete."""

    kind: Literal["send", "update", "delete"]
    service_url: str
    conversation: str
    activity: str | None
    """The message to replace or delete; for a new one the message it replies to, if there is one."""
    body: dict[str, Any] = field(default_factory=dict)
    """The activity as it goes over the wire."""
