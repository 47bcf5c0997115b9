"""A text classifier over stored phrases: the label whose phrases, taken together, look most like the text.

Method: centroids of TF-IDF vectors (Rocchio) over words, pairs of neighbours and runs of letters, compared by cosine.
Labels with many phrases get no advantage over labels with few. It is fitted in one pass, so an author's edit takes
effect at the next start.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from knowledge.features import Counted, Rows
from knowledge.postings import Arrays, Numbers, Postings, Weights, summed
from knowledge.vectors import Columns, columns, rarity, vector, vectors

_TEXT = 1.0
"""Weight of the longer text about a label against its phrases."""
_LEAST = 0.01
"""Weights below this are left out: a quarter of the work, without an effect on the questions that were measured."""


class Classifier:
    """Scores labels by how well their phrases explain a text."""

    def __init__(self, postings: Postings, idf: Weights) -> None:
        """See `fit`; `idf` is how rare each feature is, 0 for one that occurs in no phrase."""
        self._postings = postings
        self._idf = idf

    @classmethod
    def fit(cls, phrases: Rows, labels: Numbers, size: int, texts: Rows | None = None) -> Classifier:
        """Fit on phrases, each with its label, and on longer texts about the first labels, whose words count as well.

        Labels are numbered from 0, a phrase with the label -1 does not count; there are `size` features.
        """
        count = int(labels.max(initial=-1)) + 1
        texts_of, features_of, counts_of = columns(phrases)
        labelled = labels[texts_of] >= 0
        rows = texts_of[labelled], features_of[labelled], counts_of[labelled]
        bodies = columns(texts) if texts is not None else _NOTHING
        documents = int(np.count_nonzero(labels >= 0)) + len(np.unique(bodies[0]))
        idf = rarity(np.concatenate((rows[1], bodies[1])), documents, size)
        sums = _sums(rows, labels, count, idf)
        about = _sums(bodies, np.arange(count, dtype=np.int32), count, idf)
        owners, features, weights = summed(
            np.concatenate((sums[0], about[0])),
            np.concatenate((sums[1], about[1])),
            np.concatenate((sums[2], _TEXT * about[2])),
            size,
        )
        kept = weights >= _LEAST
        return cls(Postings.of(features[kept], owners[kept], weights[kept], count, size), idf)

    def arrays(self) -> Arrays:
        """All of it, to be stored."""
        return {**self._postings.arrays(), "idf": self._idf}

    @classmethod
    def restored(cls, stored: Arrays) -> Classifier:
        """From what `arrays` stored."""
        return cls(Postings.restored(stored), stored["idf"])

    def scores(self, text: Counted) -> Weights:
        """How much each label's phrases look like the text, by its number; 0 where nothing does."""
        return self._postings.scores(*vector(text, self._idf))

    def vector(self, text: Counted) -> Mapping[int, float]:
        """How much each feature weighs in a text; the squares add up to 1."""
        features, values = vector(text, self._idf)
        return dict(zip(features.tolist(), values.tolist(), strict=True))


def likeness(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """How much two texts look alike by their vectors, 0 to 1."""
    return sum(value * other[feature] for feature, value in one.items() if feature in other)


_NOTHING: Columns = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))


def _sums(rows: Columns, labels: Numbers, count: int, idf: Weights) -> Columns:
    """The summed vectors of each label's texts, of length 1: labels, features, weights."""
    texts, features, values = vectors(rows, idf)
    owners, features, weights = summed(labels[texts], features, values, len(idf))
    lengths = np.sqrt(np.bincount(owners, weights * weights, minlength=count))
    return owners, features, (weights / np.maximum(lengths, 1e-9)[owners]).astype(np.float32)
