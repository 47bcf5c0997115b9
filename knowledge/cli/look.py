"""How the tools look a text up: as the bot does with a first message."""

from __future__ import annotations

from knowledge.base import Knowledge
from knowledge.search import Found, Search
from knowledge.understand import understand


def look_up(knowledge: Knowledge, search: Search, text: str) -> Found:
    """What the search makes of a text and of the answers in it."""
    return search.find(text, understand(knowledge, text).answers)
