"""What the people who run the bot decided, as far as those who talk to it notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.gaps import Why


@dataclass(frozen=True)
class Operator:
    """Choices of the operator."""

    tracker: str = ""
    """Where to report what is wrong with an answer; without it that is not offered."""
    keep: Callable[[Why, str, str | None], None] | None = None
    """Keeps the text and topic of a question whose answer was of no use, or a comment; without it nothing is kept."""
    pictures: str = ""
    """Address of a folder that has the pictures; without it they are part of the card."""
