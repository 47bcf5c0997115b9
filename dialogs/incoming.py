"""What somebody said or pressed, freed from the channel it came through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class Incoming:
    """One thing to answer."""

    text: str
    """What was written, without the mention of the bot; empty for a pressed button."""
    submit: dict[str, Any] | None
    """The data of a pressed button with the values of the card's inputs."""
    scope: Literal["personal", "group", "channel"]
    user_id: str
    user_name: str
    """Where others read along; elsewhere it is empty."""
    card_id: str | None
    """The message with the card whose button was pressed, where the channel says it."""
    event: Literal["message", "welcome"]
    at: datetime
    """When it was said."""
    id: str = ""
    """The same when the same is delivered again."""
    files: bool = False
    """Whether files or pictures came with it."""
