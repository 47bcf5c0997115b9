"""Okapi BM25: scores labels by how much their texts say about the words of a question.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the usual
constants. It complements the centroids: rare exact names weigh more here, similar wording weighs more there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from knowledge.lexicon import Lexicon
from knowledge.postings import Arrays, Postings, Weights

_SATURATION, _LENGTH = 1.2, 0.75


class Bm25:
    """Scores labels, each of which has a text."""

    def __init__(self, lexicon: Lexicon, words: dict[str, int], postings: Postings) -> None:
        """See `fit`; `words` numbers the words that occur."""
        self._lexicon = lexicon
        self._words = words
        self._postings = postings

    @classmethod
    def fit(cls, documents: Sequence[str], lexicon: Lexicon) -> Bm25:
        """On a text for each label."""
        words: dict[str, int] = {}
        rows = [
            (place, words.setdefault(word, len(words)), times)
            for place, text in enumerate(documents)
            for word, times in Counter(lexicon.expand_all(text)).items()
        ]
        labels, features, times = np.array(rows, np.int32).reshape(-1, 3).T
        lengths = np.bincount(labels, times, minlength=len(documents))
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(lengths.mean() if len(lengths) else 1.0, 1e-9))
        frequency = np.bincount(features, minlength=len(words))
        rarity = np.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
        weights = rarity[features] * times * (_SATURATION + 1) / (times + norm[labels])
        return cls(lexicon, words, Postings.of(features, labels, weights.astype("f4"), len(documents), len(words)))

    def arrays(self) -> Arrays:
        """All of it but the lexicon, to be stored."""
        return {**self._postings.arrays(), "words": np.frombuffer("\n".join(self._words).encode(), np.uint8)}

    @classmethod
    def restored(cls, stored: Arrays, lexicon: Lexicon) -> Bm25:
        """From what `arrays` stored."""
        words = bytes(stored["words"]).decode().split("\n") if stored["words"].size else []
        return cls(lexicon, {word: number for number, word in enumerate(words)}, Postings.restored(stored))

    def scores(self, text: str) -> Weights:
        """For each label, by its number, the score relative to the best one, 0 to 1."""
        numbers = [number for word in self._lexicon.expand(text) if (number := self._words.get(word)) is not None]
        scores = self._postings.scores(np.array(numbers, np.int32), np.ones(len(numbers), np.float32))
        best = float(scores.max(initial=0.0))
        return scores / best if best else scores
