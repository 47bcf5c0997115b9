"""Words that mean the same: abbreviations, renamed products, and everyday words for the terms of the documentation."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.memo import Memo
from knowledge.model import Term
from knowledge.text import LATEST, words


class Lexicon:
    """Adds the documentation's term wherever a text uses another word for it."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._meanings: dict[tuple[str, ...], tuple[str, ...]] = {}
        for term in terms:
            for variant in (term.term, *term.also):
                self._meanings[tuple(words(variant))] = tuple(f"={word}" for word in words(term.term))
        self._expanded: Memo[str, list[str]] = Memo(LATEST)
        self._longest: dict[str, int] = {}
        """Of the variants that begin with a word, the length of the longest."""
        for spoken in filter(None, self._meanings):
            self._longest[spoken[0]] = max(len(spoken), self._longest.get(spoken[0], 0))

    def expand(self, text: str) -> list[str]:
        """The words of `text`, followed by the terms that they mean; added terms are marked with `=`."""
        return self._expanded.get(text, lambda: self._expand(words(text)))

    def expand_all(self, text: str) -> list[str]:
        """`expand` for a text of our own, of any length."""
        return self._expand([word for line in text.splitlines() for word in words(line)])

    def _expand(self, found: list[str]) -> list[str]:
        added: list[str] = []
        for start, word in enumerate(found):
            if longest := self._longest.get(word):
                for size in range(1, min(longest, len(found) - start) + 1):
                    added += self._meanings.get(tuple(found[start : start + size]), ())
        return [*found, *dict.fromkeys(added)]
