"""A text classifier over stored phrases: the label whose phrases, taken together, look most like the text.

Method: centroids of TF-IDF vectors (Rocchio) over words, pairs of neighbours and runs of letters, compared by cosine.
Labels with many phrases get no advantage over labels with few. It is fitted in one pass, so an author's edit takes
effect at the next start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.features import FORM, Counted
from knowledge.postings import Numbers, Postings, Weights, summed

_TEXT = 1.0
"""Weight of the longer text about a label against its phrases."""
_LEAST = 0.01
"""Weights below this are left out: a quarter of the work, without an effect on the questions that were measured."""


class Classifier:
    """Scores labels by how well their phrases explain a text."""

    def __init__(
        self,
        phrases: Sequence[Sequence[Counted]],
        size: int,
        texts: Mapping[int, Counted] | None = None,
        form: bool = False,
    ) -> None:
        """Fit on the phrases of each label, and on longer texts about labels, whose words count as well.

        Labels are numbered from 0; there are `size` features. With `form`, how a text begins and whether it asks count
        too.
        """
        self._form = form
        self._count = len(phrases)
        rows = [(label, *self._row(phrase)) for label, group in enumerate(phrases) for phrase in group]
        bodies = [(label, text.features, text.counts) for label, text in (texts or {}).items()]
        everything = [features for _, features, _ in (*rows, *bodies)]
        frequency = np.bincount(_joined(everything, np.int32), minlength=size)
        self._known = frequency > 0
        self._idf = (np.log((1 + len(everything)) / (1 + frequency)) + 1).astype(np.float32)
        labels, features, weights = self._sums(rows, size)
        labels_of_texts, features_of_texts, weights_of_texts = self._sums(bodies, size)
        labels, features, weights = summed(
            np.concatenate((labels, labels_of_texts)),
            np.concatenate((features, features_of_texts)),
            np.concatenate((weights, _TEXT * weights_of_texts)),
            size,
        )
        kept = weights >= _LEAST
        self._postings = Postings(features[kept], labels[kept], weights[kept], self._count, size)

    def scores(self, text: Counted) -> Weights:
        """How much each label's phrases look like the text, by its number; 0 where nothing does."""
        features, counts = self._row(text)
        return self._postings.scores(*self._vector(features, counts))

    def likeness(self, text: Counted, other: Counted) -> float:
        """How much two texts look alike, 0 to 1."""
        features, values = self._vector(text.features, text.counts)
        others, other_values = self._vector(other.features, other.counts)
        _, here, there = np.intersect1d(features, others, assume_unique=True, return_indices=True)
        return float(values[here] @ other_values[there])

    def _row(self, text: Counted) -> tuple[Numbers, Weights]:
        if not self._form or not text.form:
            return text.features, text.counts
        forms = np.array(text.form, np.int32)
        return np.concatenate((text.features, forms)), np.concatenate((text.counts, np.full(len(forms), FORM, "f4")))

    def _vector(self, features: Numbers, counts: Weights) -> tuple[Numbers, Weights]:
        """TF-IDF of the features that occur in some phrase, of length 1."""
        known = self._known[features]
        features, counts = features[known], counts[known]
        values = np.where(counts >= 1, 1 + np.log(np.maximum(counts, 1)), counts) * self._idf[features]
        length = float(np.sqrt(values @ values))
        return features, (values / length if length else values).astype(np.float32)

    def _sums(self, rows: Sequence[tuple[int, Numbers, Weights]], size: int) -> tuple[Numbers, Numbers, Weights]:
        """The summed vectors of each label's rows, of length 1: labels, features, weights."""
        vectors = [(place, *self._vector(features, counts)) for place, features, counts in rows]
        labels = np.repeat(
            np.array([place for place, _, _ in vectors], np.int32), [len(features) for _, features, _ in vectors]
        )
        features, weights = (
            _joined([features for _, features, _ in vectors], np.int32),
            _joined([values for _, _, values in vectors], np.float32),
        )
        labels, features, weights = summed(labels, features, weights, size)
        lengths = np.sqrt(np.bincount(labels, weights * weights, minlength=self._count))
        return labels, features, (weights / np.maximum(lengths, 1e-9)[labels]).astype(np.float32)


def _joined(arrays: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    return np.concatenate((np.zeros(0, kind), *arrays)).astype(kind)
