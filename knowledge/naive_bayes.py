"""Naive Bayes over TF-IDF: how much more likely the words of a text are under one label than under the others.

Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (2003), without complements. For
labels as broad as the kinds of message it recognizes far more than centroids do: of 341 questions that were never
fitted on, 94 % instead of 80 % (`tests/bench/scope_weights.py` measures it anew).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from knowledge.features import Counted, Rows
from knowledge.postings import Arrays, Numbers, Weights, summed
from knowledge.vectors import columns, rarity, vector, vectors

Members = npt.NDArray[np.bool_]

_SMOOTHING = 0.01
"""What is added to the weight of each feature under each label; 0.003 to 0.03 measured the same."""


class NaiveBayes:
    """Scores labels by the words of a text, and by how it begins and whether it asks."""

    def __init__(self, odds: Weights, idf: Weights, first: Weights) -> None:
        """See `fit`; `first` is what speaks for each label before any word.

        `odds` has a row for each feature that occurs (its `idf` is not 0), in their order: half of them do not.
        """
        self._odds = odds
        self._idf = idf
        self._first = first
        self._row = np.maximum(np.cumsum(idf > 0, dtype=np.int32) - 1, 0)
        """Of each feature; of one that does not occur any row, since it weighs nothing."""

    @classmethod
    def fit(cls, phrases: Rows, labels: Numbers, size: int) -> NaiveBayes:
        """Fit on phrases, each with its label, numbered from 0; there are `size` features."""
        rows = columns(phrases, form=True)
        idf = rarity(rows[1], len(labels), size)
        texts, features, values = vectors(rows, idf)
        owners, features, weights = summed(labels[texts], features, values, size)
        totals = np.zeros((int(labels.max(initial=-1)) + 1, size))
        totals[owners, features] = weights
        known = totals.any(axis=0)
        totals += _SMOOTHING
        odds = np.log(totals) - np.log(totals.sum(axis=1, keepdims=True))
        odds = np.where(known, odds - odds.mean(axis=0), 0)
        return cls(np.ascontiguousarray(odds.T[idf > 0], np.float32), idf, np.zeros(len(odds), np.float32))

    @classmethod
    def fit_each(cls, phrases: Rows, chosen: Numbers, members: Members, among: Members, size: int) -> NaiveBayes:
        """Fit each label against all others, for texts that have several labels or none.

        `chosen` are the numbers of the texts to learn from, in order; `members` says for each label and each of them
        whether the text has the label, and `among` whether it says anything about that label at all.
        """
        texts, features, counts = columns(phrases, form=True)
        number = np.full(int(texts.max(initial=-1)) + 1, -1, np.int32)
        number[chosen] = np.arange(len(chosen), dtype=np.int32)
        kept = number[texts] >= 0
        rows = number[texts[kept]], features[kept], counts[kept]
        idf = rarity(rows[1], len(chosen), size)
        texts, features, values = vectors(rows, idf)
        odds = np.zeros((size, len(members)), np.float32)
        for label, is_member in enumerate(members):
            told, own = among[label][texts], is_member[texts]
            everything = np.bincount(features[told], values[told], minlength=size).astype(np.float64)
            with_ = np.bincount(features[own], values[own], minlength=size).astype(np.float64)
            odds[:, label] = np.where(everything > 0, _shares(with_) - _shares(everything - with_), 0)
        first = np.log((members.sum(axis=1) + 1) / (among.sum(axis=1) - members.sum(axis=1) + 1))
        return cls(odds[idf > 0], idf, first.astype(np.float32))

    def scores(self, text: Counted) -> Weights:
        """How much speaks for each label, by its number: those of `fit` add up to 0, `fit_each`'s are log odds."""
        features, values = vector(text, self._idf, form=True)
        if not len(self._odds):
            return self._first
        return values @ self._odds.take(self._row.take(features), axis=0) + self._first

    def arrays(self) -> Arrays:
        """All of it, to be stored."""
        return {"odds": self._odds, "idf": self._idf, "first": self._first}

    @classmethod
    def restored(cls, stored: Arrays) -> NaiveBayes:
        """From what `arrays` stored."""
        return cls(stored["odds"], stored["idf"], stored["first"])


def _shares(totals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The logarithm of each feature's share of a label."""
    smoothed = totals + _SMOOTHING
    shares: npt.NDArray[np.float64] = np.log(smoothed / smoothed.sum())
    return shares
