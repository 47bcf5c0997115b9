"""A text classifier over stored phrases: the label whose phrases, taken together, look most like the text.

Method: centroids of TF-IDF vectors (Rocchio) over words, pairs of neighbours and character n-grams, compared by
cosine. Labels with many phrases get no advantage over labels with few. It is fitted in one pass, so an author's edit
takes effect at the next start.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.lexicon import Lexicon
from knowledge.text import words

_FREQUENT = frozenset(
    "a an the is are do does i we my our to for of in on it that this and or with can how what".split()
)
_TEXT = 1.0
"""Weight of the longer text about a label against its phrases."""
_PAIR, _GRAM, _FREQUENT_WORD, _FORM = 0.6, 0.25, 0.3, 1.0
"""Weights of word pairs, character n-grams and frequent words, and of a text's form, against 1 for a word."""


_LEAST = 0.01
"""Weights below this are left out: a quarter of the work, without an effect on the questions that were measured."""


@dataclass(frozen=True)
class Ranked:
    """A label and how much its phrases look like the text, 0 to 1."""

    label: str
    score: float
    rank: float = 0.0
    """Where several ways to look were combined: what the order is by, 1 for the first in each."""


class Classifier:
    """Ranks labels by how well their phrases explain a text."""

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        lexicon: Lexicon,
        texts: Mapping[str, str] | None = None,
        form: bool = False,
    ) -> None:
        """Fit on label -> phrases, and on label -> a longer text about it, whose words count as well.

        With `form`, how a text begins and whether it asks count too.
        """
        self._lexicon = lexicon
        self._form = form
        counted = [(label, self._features(phrase)) for label, group in phrases.items() for phrase in group]
        documents = [found for _, found in counted] + [self._words_of(text) for text in (texts or {}).values()]
        self._idf = _inverse_frequencies(documents)
        sums: dict[str, dict[str, float]] = {label: defaultdict(float) for label, _ in counted}
        for label, found in counted:
            for feature, value in self._vector(found).items():
                sums[label][feature] += value
        self._labels = list(sums)
        self._weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for position, total in enumerate(sums.values()):
            length = math.sqrt(sum(value * value for value in total.values())) or 1.0
            weights = {feature: value / length for feature, value in total.items()}
            for feature, value in self._text_vector((texts or {}).get(self._labels[position], "")).items():
                weights[feature] = weights.get(feature, 0.0) + _TEXT * value
            for feature, value in weights.items():
                if value >= _LEAST:
                    self._weights[feature].append((position, value))

    def rank(self, text: str) -> list[Ranked]:
        """All labels, the likeliest first; empty if nothing in the text is known."""
        vector = self._vector(self._features(text))
        if not vector:
            return []
        scores = [0.0] * len(self._labels)
        for feature, value in vector.items():
            for position, weight in self._weights.get(feature, ()):
                scores[position] += value * weight
        ranked = (Ranked(label, score) for label, score in zip(self._labels, scores, strict=True))
        return sorted(ranked, key=lambda item: -item.score)

    def likeness(self, text: str, other: str) -> float:
        """How much the words of two texts look alike, 0 to 1."""
        left, right = self._text_vector(text), self._text_vector(other)
        return sum(value * right.get(feature, 0.0) for feature, value in left.items())

    def coverage(self, text: str) -> float:
        """The share of the text's words that occur in some phrase, 0 to 1; frequent short words count little."""
        weights = [(word, _FREQUENT_WORD if word in _FREQUENT else 1.0) for word in words(text)]
        everything = sum(weight for _, weight in weights)
        known = sum(weight for word, weight in weights if f"w:{word}" in self._idf)
        return known / everything if everything else 0.0

    def _features(self, text: str) -> dict[str, float]:
        found = self._lexicon.expand(text)
        result = features(found)
        if self._form and found:
            result[f"first:{found[0]}"] = _FORM
            result["asks" if "?" in text else "tells"] = _FORM
        return result

    def _text_vector(self, text: str) -> dict[str, float]:
        """The vector of a longer text: words and pairs only, since its character runs match anything."""
        return self._vector(self._words_of(text))

    def _words_of(self, text: str) -> dict[str, float]:
        return {feature: count for feature, count in self._features(text).items() if not feature.startswith("c:")}

    def _vector(self, found: Mapping[str, float]) -> dict[str, float]:
        """TF-IDF of known features, of length 1."""
        vector = {
            feature: (1 + math.log(count) if count >= 1 else count) * self._idf[feature]
            for feature, count in found.items()
            if feature in self._idf
        }
        length = math.sqrt(sum(value * value for value in vector.values()))
        return {feature: value / length for feature, value in vector.items()} if length else {}


def features(found: list[str]) -> dict[str, float]:
    """Weighted words, pairs of neighbours, and runs of 3 to 5 characters within words."""
    result: dict[str, float] = defaultdict(float)
    for word in found:
        result[f"w:{word}"] += _FREQUENT_WORD if word in _FREQUENT else 1.0
        if word.startswith("="):
            continue
        padded = f" {word} "
        for size in (3, 4, 5):
            for start in range(len(padded) - size + 1):
                result[f"c:{padded[start : start + size]}"] += _GRAM
    own = [word for word in found if not word.startswith("=")]
    for left, right in zip(own, own[1:], strict=False):
        result[f"p:{left} {right}"] += _PAIR
    return result


def _inverse_frequencies(documents: list[dict[str, float]]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(document.keys())
    return {f: math.log((1 + len(documents)) / (1 + count)) + 1 for f, count in counts.items()}
