"""A text classifier over stored phrases: the label whose phrases, taken together, look most like the text.

Method: centroids of TF-IDF vectors (Rocchio) over words, pairs of neighbours and runs of letters, compared by cosine.
Labels with many phrases get no advantage over labels with few. It is fitted in one pass, so an author's edit takes
effect at the next start.
"""

from __future__ import annotations

import numpy as np

from knowledge.features import FORM, Counted, Rows
from knowledge.postings import Arrays, Numbers, Postings, Weights, summed

_TEXT = 1.0
"""Weight of the longer text about a label against its phrases."""
_LEAST = 0.01
"""Weights below this are left out: a quarter of the work, without an effect on the questions that were measured."""


class Classifier:
    """Scores labels by how well their phrases explain a text."""

    def __init__(self, postings: Postings, idf: Weights, form: bool) -> None:
        """See `fit`; `idf` is how rare each feature is, 0 for one that occurs in no phrase."""
        self._postings = postings
        self._idf = idf
        self._form = form

    @classmethod
    def fit(
        cls, phrases: Rows, labels: Numbers, size: int, texts: Rows | None = None, form: bool = False
    ) -> Classifier:
        """Fit on phrases, each with its label, and on longer texts about the first labels, whose words count as well.

        Labels are numbered from 0, a phrase with the label -1 does not count; there are `size` features. With `form`,
        how a text begins and whether it asks count too.
        """
        count = int(labels.max(initial=-1)) + 1
        columns = _columns(phrases, form)
        labelled = labels[columns[0]] >= 0
        rows = columns[0][labelled], columns[1][labelled], columns[2][labelled]
        bodies = _columns(texts, form) if texts is not None else _NOTHING
        documents = np.count_nonzero(labels >= 0) + len(np.unique(bodies[0]))
        frequency = np.bincount(np.concatenate((rows[1], bodies[1])), minlength=size)
        idf = np.where(frequency, np.log((1 + documents) / (1 + frequency)) + 1, 0).astype(np.float32)
        sums = _sums(rows, labels, count, idf)
        about = _sums(bodies, np.arange(count, dtype=np.int32), count, idf)
        owners, features, weights = summed(
            np.concatenate((sums[0], about[0])),
            np.concatenate((sums[1], about[1])),
            np.concatenate((sums[2], _TEXT * about[2])),
            size,
        )
        kept = weights >= _LEAST
        return cls(Postings.of(features[kept], owners[kept], weights[kept], count, size), idf, form)

    def arrays(self) -> Arrays:
        """All of it but the form, to be stored."""
        return {**self._postings.arrays(), "idf": self._idf}

    @classmethod
    def restored(cls, stored: Arrays, form: bool = False) -> Classifier:
        """From what `arrays` stored."""
        return cls(Postings.restored(stored), stored["idf"], form)

    def scores(self, text: Counted) -> Weights:
        """How much each label's phrases look like the text, by its number; 0 where nothing does."""
        _, features, values = _vectors(_columns(text.rows, self._form), self._idf)
        return self._postings.scores(features, values)

    def likeness(self, text: Counted, other: Counted) -> float:
        """How much two texts look alike, 0 to 1."""
        _, features, values = _vectors(_columns(text.rows, form=False), self._idf)
        _, others, other_values = _vectors(_columns(other.rows, form=False), self._idf)
        _, here, there = np.intersect1d(features, others, assume_unique=True, return_indices=True)
        return float(values[here] @ other_values[there])


Columns = tuple[Numbers, Numbers, Weights]
"""Texts, features and values, one entry of each for each feature of each text."""

_NOTHING: Columns = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))


def _columns(rows: Rows, form: bool) -> Columns:
    """Texts, features and counts, with `form` those of the form too."""
    if not form:
        return rows.texts, rows.features, rows.counts
    texts, features = rows.forms
    return (
        np.concatenate((rows.texts, texts)),
        np.concatenate((rows.features, features)),
        np.concatenate((rows.counts, np.full(len(features), FORM, np.float32))),
    )


def _vectors(rows: Columns, idf: Weights) -> Columns:
    """TF-IDF of each text's features that occur in some phrase, of length 1."""
    texts, features, counts = rows
    values = np.where(counts >= 1, 1 + np.log(np.maximum(counts, 1)), counts) * idf[features]
    lengths = np.sqrt(np.bincount(texts, values * values)) if len(texts) else np.ones(1)
    values = (values / np.maximum(lengths, 1e-9)[texts]).astype(np.float32)
    known = values > 0
    return texts[known], features[known], values[known]


def _sums(rows: Columns, labels: Numbers, count: int, idf: Weights) -> Columns:
    """The summed vectors of each label's texts, of length 1: labels, features, weights."""
    texts, features, values = _vectors(rows, idf)
    owners, features, weights = summed(labels[texts], features, values, len(idf))
    lengths = np.sqrt(np.bincount(owners, weights * weights, minlength=count))
    return owners, features, (weights / np.maximum(lengths, 1e-9)[owners]).astype(np.float32)
