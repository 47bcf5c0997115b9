"""An inverted index in compact arrays: for each feature, the labels that it speaks for and how strongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
Arrays = Mapping[str, npt.NDArray[Any]]
"""Arrays by name, as they are stored in a file."""


FREQUENT = 1 / 6
"""Share of the labels from which a feature gets a row for all of them, which takes half as long to add up."""


class Postings:
    """Rows of (label, weight), sorted by feature, so that a text's scores are one gather and one sum."""

    def __init__(self, labels: Numbers, weights: Weights, ends: Numbers, count: int) -> None:
        """Labels and weights ordered by feature, and where each feature's end; there are `count` labels."""
        short: type[np.signedinteger[Any]] = np.int16 if count < 2**15 else np.int32
        self._labels = labels.astype(short, copy=False)
        self._weights = weights
        self._starts = np.concatenate((np.zeros(1, np.int32), ends))
        self._lengths: npt.NDArray[np.signedinteger[Any]] = np.diff(self._starts).astype(short)
        self._count = count
        frequent = np.flatnonzero(self._lengths >= max(FREQUENT * count, 1))
        self._row = np.full(len(ends), -1, np.int16 if len(frequent) < 2**15 else np.int32)
        self._row[frequent] = np.arange(len(frequent))
        self._rows = np.zeros((len(frequent), count), np.float32)
        for row, feature in enumerate(frequent):
            here = slice(self._starts[feature], self._starts[feature + 1])
            self._rows[row, labels[here]] = weights[here]
        self._lengths[frequent] = 0

    @classmethod
    def of(cls, features: Numbers, labels: Numbers, weights: Weights, count: int, size: int) -> Postings:
        """From one entry of each array for each posting, in any order; there are `size` features."""
        order = np.argsort(features, kind="stable")
        ends = np.cumsum(np.bincount(features, minlength=size)).astype(np.int32)
        return cls(labels[order], weights[order].astype(np.float32), ends, count)

    def arrays(self) -> Arrays:
        """All of it, to be stored."""
        count = np.array([self._count], np.int32)
        return {"labels": self._labels, "weights": self._weights, "ends": self._starts[1:], "count": count}

    @classmethod
    def restored(cls, stored: Arrays) -> Postings:
        """From what `arrays` stored."""
        return cls(stored["labels"], stored["weights"], stored["ends"], int(stored["count"][0]))

    def scores(self, features: Numbers, values: Weights) -> Weights:
        """For each label, the sum over features of value times weight."""
        rows = self._row.take(features)
        frequent = np.greater_equal(rows, 0)
        scores: Weights = values[frequent] @ self._rows.take(rows[frequent], axis=0)
        lengths = self._lengths.take(features)
        ends = lengths.cumsum()
        places = (self._starts.take(features) - ends + lengths).repeat(lengths)
        places += np.arange(len(places), dtype=np.int32)
        weighted = self._weights.take(places) * values.repeat(lengths)
        scores += np.bincount(self._labels.take(places), weighted, minlength=self._count)
        return scores


def summed(labels: Numbers, features: Numbers, weights: Weights, size: int) -> tuple[Numbers, Numbers, Weights]:
    """Add up the weights of equal pairs of label and feature: labels, features and sums, ordered by label."""
    pairs, places = np.unique(labels.astype(np.int64) * size + features, return_inverse=True)
    sums = np.bincount(places, weights, minlength=len(pairs)).astype(np.float32)
    return (pairs // size).astype(np.int32), (pairs % size).astype(np.int32), sums
