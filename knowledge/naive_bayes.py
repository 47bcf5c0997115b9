"""Naive Bayes over TF-IDF: how much more likely the words of a text are under one label than under the others.

Source: Rennie et al., "Tackling the Poor Assumptions of Naive Bayes Text Classifiers" (2003), without complements. For
labels as broad as the kinds of message it recognizes far more than centroids do: of 341 questions that were never
fitted on, 94 % instead of 80 % (`tests/bench/scope_weights.py` measures it anew).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from knowledge.features import Rows
from knowledge.linear import Linear
from knowledge.postings import Numbers, summed
from knowledge.vectors import columns, of_texts, rarity, vectors

Members = npt.NDArray[np.bool_]

_SMOOTHING = 0.01
"""What is added to the weight of each feature under each label; 0.003 to 0.03 measured the same."""


def fit(phrases: Rows, labels: Numbers, size: int) -> Linear:
    """Fit on phrases, each with its label, numbered from 0; there are `size` features. The scores add up to 0."""
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
    return Linear(np.ascontiguousarray(odds.T[idf > 0], np.float32), idf, np.zeros(len(odds), np.float32))


def fit_each(phrases: Rows, chosen: Numbers, members: Members, among: Members, size: int) -> Linear:
    """Fit each label against all others, for texts that have several labels or none. The scores are log odds.

    `chosen` are the numbers of the texts to learn from, in order; `members` says for each label and each of them
    whether the text has the label, and `among` whether it says anything about that label at all.
    """
    rows = of_texts(columns(phrases, form=True), chosen)
    idf = rarity(rows[1], len(chosen), size)
    texts, features, values = vectors(rows, idf)
    odds = np.zeros((size, len(members)), np.float32)
    for label, is_member in enumerate(members):
        told, own = among[label][texts], is_member[texts]
        everything = np.bincount(features[told], values[told], minlength=size).astype(np.float64)
        with_ = np.bincount(features[own], values[own], minlength=size).astype(np.float64)
        odds[:, label] = np.where(everything > 0, _shares(with_) - _shares(everything - with_), 0)
    first = np.log((members.sum(axis=1) + 1) / (among.sum(axis=1) - members.sum(axis=1) + 1))
    return Linear(odds[idf > 0], idf, first.astype(np.float32))


def _shares(totals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The logarithm of each feature's share of a label."""
    smoothed = totals + _SMOOTHING
    shares: npt.NDArray[np.float64] = np.log(smoothed / smoothed.sum())
    return shares
