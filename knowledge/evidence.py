"""Why a topic was found: which of its stored phrases look like a text, and which words they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.model import Topic
from knowledge.text import words


@dataclass(frozen=True)
class Match:
    """A stored phrase, how much it looks like a text, and the words that both contain, the most telling first."""

    phrase: str
    likeness: float
    words: tuple[str, ...]
    """Empty where only other words for the same thing, or parts of words, speak for the phrase."""


def matches(topic: Topic, text: str, likeness: Callable[[str, str], float], most: int = 3) -> tuple[Match, ...]:
    """The phrases of a topic that look most like the text; empty if none does."""
    asked = frozenset(words(text))
    found = [
        Match(phrase, likeness(text, phrase), tuple(sorted(asked & {*words(phrase)}, key=lambda w: -likeness(text, w))))
        for phrase in (topic.title, *topic.phrases)
    ]
    return tuple(sorted((match for match in found if match.likeness > 0), key=lambda match: -match.likeness)[:most])
