"""Okapi BM25: scores labels by how much their texts say about the words of a question.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the usual
constants. It complements the centroids: rare exact names weigh more here, similar wording weighs more there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from knowledge.lexicon import Lexicon
from knowledge.postings import Postings, Weights

_SATURATION, _LENGTH = 1.2, 0.75


class Bm25:
    """Fitted once on a text for each label."""

    def __init__(self, documents: Sequence[str], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words: dict[str, int] = {}
        rows = [
            (place, self._words.setdefault(word, len(self._words)), times)
            for place, text in enumerate(documents)
            for word, times in Counter(lexicon.expand_all(text)).items()
        ]
        labels, features, times = np.array(rows, np.int32).reshape(-1, 3).T
        lengths = np.bincount(labels, times, minlength=len(documents))
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(lengths.mean() if len(lengths) else 1.0, 1e-9))
        frequency = np.bincount(features, minlength=len(self._words))
        rarity = np.log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))
        weights = rarity[features] * times * (_SATURATION + 1) / (times + norm[labels])
        self._postings = Postings(features, labels, weights.astype(np.float32), len(documents), len(self._words))

    def scores(self, text: str) -> Weights:
        """For each label, by its number, the score relative to the best one, 0 to 1."""
        numbers = [number for word in self._lexicon.expand(text) if (number := self._words.get(word)) is not None]
        scores = self._postings.scores(np.array(numbers, np.int32), np.ones(len(numbers), np.float32))
        best = float(scores.max(initial=0.0))
        return scores / best if best else scores
