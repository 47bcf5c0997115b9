"""An inverted index in compact arrays: for each feature, the labels that it speaks for and how strongly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]


class Postings:
    """Rows of (label, weight), sorted by feature, so that a text's scores are one gather and one sum."""

    def __init__(self, features: Numbers, labels: Numbers, weights: Weights, count: int, size: int) -> None:
        """One entry of each array is one posting; there are `count` labels and `size` features."""
        order = np.argsort(features, kind="stable")
        self._labels = labels[order].astype(np.int32)
        self._weights = weights[order].astype(np.float32)
        self._ends = np.cumsum(np.bincount(features, minlength=size)).astype(np.int32)
        self._starts = np.concatenate((np.zeros(1, np.int32), self._ends[:-1]))
        self._count = count

    def scores(self, features: Numbers, values: Weights) -> Weights:
        """For each label, the sum over features of value times weight."""
        starts = self._starts[features]
        lengths = self._ends[features] - starts
        total = int(lengths.sum())
        before = np.cumsum(lengths) - lengths
        rows = np.arange(total, dtype=np.int32) + np.repeat(starts - before, lengths)
        weighted = self._weights[rows] * np.repeat(values, lengths)
        return np.bincount(self._labels[rows], weighted, minlength=self._count).astype(np.float32)


def summed(labels: Numbers, features: Numbers, weights: Weights, size: int) -> tuple[Numbers, Numbers, Weights]:
    """Add up the weights of equal pairs of label and feature: labels, features and sums, ordered by label."""
    pairs, places = np.unique(labels.astype(np.int64) * size + features, return_inverse=True)
    sums = np.bincount(places, weights, minlength=len(pairs)).astype(np.float32)
    return (pairs // size).astype(np.int32), (pairs % size).astype(np.int32), sums
