"""A text classifier over stored phrases: the label whose phrases, taken together, look most like the text.

Method: centroids of TF-IDF vectors (Rocchio) over words, pairs of neighbours and runs of letters, compared by cosine.
Labels with many phrases get no advantage over labels with few. It is fitted in one pass, so an author's edit takes
effect at the next start.
"""

from __future__ import annotations

import numpy as np

from knowledge.features import FORM, Counted, Rows
from knowledge.postings import Numbers, Postings, Weights, summed

_TEXT = 1.0
"""Weight of the longer text about a label against its phrases."""
_LEAST = 0.01
"""Weights below this are left out: a quarter of the work, without an effect on the questions that were measured."""


class Classifier:
    """Scores labels by how well their phrases explain a text."""

    def __init__(
        self, phrases: Rows, labels: Numbers, size: int, texts: Rows | None = None, form: bool = False
    ) -> None:
        """Fit on phrases, each with its label, and on longer texts about the first labels, whose words count as well.

        Labels are numbered from 0, a phrase with the label -1 does not count; there are `size` features. With `form`,
        how a text begins and whether it asks count too.
        """
        self._form = form
        self._count = int(labels.max(initial=-1)) + 1
        rows = _masked(self._columns(phrases), labels)
        bodies = self._columns(texts) if texts is not None else _NOTHING
        documents = np.count_nonzero(labels >= 0) + len(np.unique(bodies[0]))
        frequency = np.bincount(np.concatenate((rows[1], bodies[1])), minlength=size)
        self._idf = np.where(frequency, np.log((1 + documents) / (1 + frequency)) + 1, 0).astype(np.float32)
        sums = self._sums(rows, labels)
        about = self._sums(bodies, np.arange(self._count, dtype=np.int32))
        owners, features, weights = summed(
            np.concatenate((sums[0], about[0])),
            np.concatenate((sums[1], about[1])),
            np.concatenate((sums[2], _TEXT * about[2])),
            size,
        )
        kept = weights >= _LEAST
        self._postings = Postings(features[kept], owners[kept], weights[kept], self._count, size)

    def scores(self, text: Counted) -> Weights:
        """How much each label's phrases look like the text, by its number; 0 where nothing does."""
        _, features, values = self._vectors(self._columns(text.rows))
        return self._postings.scores(features, values)

    def likeness(self, text: Counted, other: Counted) -> float:
        """How much two texts look alike, 0 to 1."""
        _, features, values = self._vectors((text.rows.texts, text.rows.features, text.rows.counts))
        _, others, other_values = self._vectors((other.rows.texts, other.rows.features, other.rows.counts))
        _, here, there = np.intersect1d(features, others, assume_unique=True, return_indices=True)
        return float(values[here] @ other_values[there])

    def _columns(self, rows: Rows) -> tuple[Numbers, Numbers, Weights]:
        """Texts, features and counts, those of the form too where they count."""
        if not self._form:
            return rows.texts, rows.features, rows.counts
        texts, features = rows.forms
        return (
            np.concatenate((rows.texts, texts)),
            np.concatenate((rows.features, features)),
            np.concatenate((rows.counts, np.full(len(features), FORM, np.float32))),
        )

    def _vectors(self, rows: tuple[Numbers, Numbers, Weights]) -> tuple[Numbers, Numbers, Weights]:
        """TF-IDF of each text's features that occur in some phrase, of length 1."""
        texts, features, counts = rows
        values = np.where(counts >= 1, 1 + np.log(np.maximum(counts, 1)), counts) * self._idf[features]
        lengths = np.sqrt(np.bincount(texts, values * values)) if len(texts) else np.ones(1)
        values = (values / np.maximum(lengths, 1e-9)[texts]).astype(np.float32)
        known = values > 0
        return texts[known], features[known], values[known]

    def _sums(self, rows: tuple[Numbers, Numbers, Weights], labels: Numbers) -> tuple[Numbers, Numbers, Weights]:
        """The summed vectors of each label's texts, of length 1: labels, features, weights."""
        texts, features, values = self._vectors(rows)
        owners, features, weights = summed(labels[texts], features, values, len(self._idf))
        lengths = np.sqrt(np.bincount(owners, weights * weights, minlength=self._count))
        return owners, features, (weights / np.maximum(lengths, 1e-9)[owners]).astype(np.float32)


_NOTHING = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))


def _masked(rows: tuple[Numbers, Numbers, Weights], labels: Numbers) -> tuple[Numbers, Numbers, Weights]:
    """The rows of those texts that have a label."""
    counts = labels[rows[0]] >= 0
    return rows[0][counts], rows[1][counts], rows[2][counts]
