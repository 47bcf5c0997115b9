"""Naive Bayes over TF-IDF: how much more likely the words of a text are under one label than under the others.

Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (2003), without complements. For
labels as broad as the kinds of message it recognizes far more than centroids do: of 341 questions that were never
fitted on, 94 % instead of 80 % (`tests/bench/scope_weights.py` measures it anew).
"""

from __future__ import annotations

import numpy as np

from knowledge.features import Counted, Rows
from knowledge.postings import Arrays, Numbers, Weights, summed
from knowledge.vectors import columns, rarity, vector, vectors

_SMOOTHING = 0.01
"""What is added to the weight of each feature under each label; 0.003 to 0.03 measured the same."""


class NaiveBayes:
    """Scores labels by the words of a text, and by how it begins and whether it asks."""

    def __init__(self, odds: Weights, idf: Weights) -> None:
        """See `fit`; `odds` is for each feature and label, against the mean of the labels."""
        self._odds = odds
        self._idf = idf

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
        return cls(np.ascontiguousarray(odds.T, np.float32), idf)

    def scores(self, text: Counted) -> Weights:
        """How much speaks for each label, by its number; they add up to 0."""
        features, values = vector(text, self._idf, form=True)
        return values @ self._odds[features]

    def arrays(self) -> Arrays:
        """All of it, to be stored."""
        return {"odds": self._odds, "idf": self._idf}

    @classmethod
    def restored(cls, stored: Arrays) -> NaiveBayes:
        """From what `arrays` stored."""
        return cls(stored["odds"], stored["idf"])
