"""Recognizes that a text is not English, for the languages that most people speak."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from knowledge import model
from knowledge.base import Knowledge
from knowledge.text import LONGEST, words

SCRIPT = 0.3
"""Share of a text's letters from which it is in a script's language; names and terms may be in another one."""
SHARE = 0.25
"""Share of a text's words that must be frequent words of its language, …"""
LEAST = 2
"""… and how many different ones."""


def language_of(knowledge: Knowledge, text: str) -> model.Language | None:
    """The language of a text, None if it is English, too short to tell, or none that we know."""
    if not text.isascii():
        letters = [letter for letter in text[:LONGEST] if letter.isalpha()]
        foreign = [letter for letter in letters if not letter.isascii()]
        names = [unicodedata.name(letter, "") for letter in foreign]
        for language in knowledge.languages.values():
            if _in_script(language, foreign, names, len(letters)):
                return language
    return _by_words(knowledge, words(text))


def _in_script(language: model.Language, foreign: Iterable[str], names: Iterable[str], total: int) -> bool:
    count = sum(name.startswith(language.scripts) for name in names) if language.scripts else 0
    special = not language.letters or any(letter in language.letters for letter in foreign)
    return count > 0 and count >= SCRIPT * total and special


def _by_words(knowledge: Knowledge, found: list[str]) -> model.Language | None:
    different = set(found)
    english = len(different & knowledge.common_words)
    counts = {language.id: len(different & language.frequent) for language in knowledge.languages.values()}
    best = max(counts, key=lambda name: counts[name], default=None)
    if best is None or counts[best] < LEAST or counts[best] <= english:
        return None
    language = knowledge.languages[best]
    said = sum(word in language.frequent for word in found)
    return language if said >= SHARE * len(found) else None
