"""Okapi BM25: ranks labels by how much their texts say about the words of a question.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the usual
constants. It complements the centroids: rare exact names weigh more here, similar wording weighs more there.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from knowledge.lexicon import Lexicon

_SATURATION, _LENGTH = 1.2, 0.75


class Bm25:
    """Fitted once on label -> text."""

    def __init__(self, documents: Mapping[str, str], lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        counts = {label: Counter(lexicon.expand_all(text)) for label, text in documents.items()}
        lengths = {label: count.total() for label, count in counts.items()}
        average = sum(lengths.values()) / len(lengths) if lengths else 1.0
        frequency = Counter(word for count in counts.values() for word in count)
        self._weights: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for label, count in counts.items():
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[label] / average)
            for word, times in count.items():
                rarity = math.log(1 + (len(counts) - frequency[word] + 0.5) / (frequency[word] + 0.5))
                self._weights[word].append((label, rarity * times * (_SATURATION + 1) / (times + norm)))

    def scores(self, text: str) -> dict[str, float]:
        """Labels that share a word with the text, with their scores relative to the best one, 0 to 1."""
        scores: dict[str, float] = defaultdict(float)
        for word in self._lexicon.expand(text):
            for label, weight in self._weights.get(word, ()):
                scores[label] += weight
        best = max(scores.values(), default=0.0)
        return {label: score / best for label, score in scores.items()} if best else {}
