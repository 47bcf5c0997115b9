"""What the people who run the bot decided, as far as those who talk to it notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Operator:
    """Choices of the operator."""

    pictures: str = ""
    """Address of a folder that has the pictures; without it they are part of the card."""
