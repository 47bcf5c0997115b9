"""Scores of labels as weighted sums of a text's features: what several ways of fitting have in common."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from knowledge.features import Counted
from knowledge.postings import Arrays, Weights
from knowledge.vectors import vector

Halves = npt.NDArray[np.float16]


class Linear:
    """Scores labels by the words of a text, and by how it begins and whether it asks."""

    def __init__(self, weights: Weights | Halves, idf: Weights, first: Weights) -> None:
        """A column of `weights` for each label, and a row for each feature that occurs; `first` is what speaks for
        each label before any word.

        A feature occurs if its `idf` is not 0: half of them do not, and have no row. The weights are kept in half the
        bits, three digits of each, since there are millions of them.
        """
        self._weights = weights.astype(np.float16, copy=False)
        self._idf = idf
        self._first = first
        self._row = np.maximum(np.cumsum(idf > 0, dtype=np.int32) - 1, 0)
        """Of each feature; of one that does not occur any row, since it weighs nothing."""

    def beside(self, other: Linear) -> Linear:
        """The labels of both, those of `other` last; it was fitted on the same texts, so a text is looked up once."""
        weights = np.hstack((self._weights, other._weights))
        return Linear(weights, self._idf, np.concatenate((self._first, other._first)))

    def scores(self, text: Counted) -> Weights:
        """How much speaks for each label, by its number."""
        features, values = vector(text, self._idf, form=True)
        if not len(self._weights):
            return self._first
        return values @ self._weights.take(self._row.take(features), axis=0).astype(np.float32) + self._first

    def arrays(self) -> Arrays:
        """All of it, to be stored."""
        return {"weights": self._weights, "idf": self._idf, "first": self._first}

    @classmethod
    def restored(cls, stored: Arrays) -> Linear:
        """From what `arrays` stored."""
        return cls(stored["weights"], stored["idf"], stored["first"])
