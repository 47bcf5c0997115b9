"""Logistic regression over TF-IDF: which label the words of a text speak for, learned from what tells labels apart.

Naive Bayes counts how often a word stands under each label; regression weighs it by what it adds to the other words of
the text. Fitted by stochastic gradient descent: three rounds over 10,000 texts take half a second and are as good as
fitting to the end (84.9 % of descriptions that were left out, against 85.1 %; naive Bayes 71 %).
"""

from __future__ import annotations

import numpy as np

from knowledge.features import Rows
from knowledge.linear import Linear
from knowledge.postings import Numbers
from knowledge.vectors import columns, of_texts, rarity, vectors

ROUNDS = 3
RATE = 5.0
"""How far the first step goes; the last one goes nowhere."""
FIRST = 0.1
"""How far what speaks for a label before any word moves, as a share of that."""


def fit(phrases: Rows, chosen: Numbers, labels: Numbers, size: int) -> Linear:
    """Fit on the texts with the numbers `chosen`, in order, each with its label; there are `size` features."""
    rows = of_texts(columns(phrases, form=True), chosen)
    idf = rarity(rows[1], len(chosen), size)
    texts, features, values = vectors(rows, idf)
    order = np.argsort(texts, kind="stable")
    features, values = features[order], values[order]
    ends = np.cumsum(np.bincount(texts, minlength=len(chosen)))
    count = int(labels.max(initial=-1)) + 1
    weights, first = np.zeros((size, count), np.float32), np.zeros(count, np.float32)
    random, steps = np.random.default_rng(1), ROUNDS * len(chosen)
    for step, text in enumerate(np.concatenate([random.permutation(len(chosen)) for _ in range(ROUNDS)])):
        here = slice(ends[text - 1] if text else 0, ends[text])
        own, counted = features[here], values[here]
        sums = counted @ weights.take(own, axis=0) + first
        powers = np.exp(sums - sums.max())
        wrong = powers / powers.sum()
        wrong[labels[text]] -= 1
        wrong *= RATE * (1 - step / steps)
        weights[own] -= np.outer(counted, wrong)
        first -= FIRST * wrong
    return Linear(weights[idf > 0], idf, first)
