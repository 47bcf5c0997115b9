"""Texts as TF-IDF vectors of length 1, many at once."""

from __future__ import annotations

import math

import numpy as np

from knowledge.features import FORM, Counted, Rows, damped
from knowledge.postings import Numbers, Weights

Columns = tuple[Numbers, Numbers, Weights]
"""Texts, features and values, one entry of each for each feature of each text."""


def columns(rows: Rows, form: bool = False) -> Columns:
    """Texts, features and counts, with `form` those of the form too."""
    if not form:
        return rows.texts, rows.features, rows.counts
    texts, features = rows.forms
    return (
        np.concatenate((rows.texts, texts)),
        np.concatenate((rows.features, features)),
        np.concatenate((rows.counts, np.full(len(features), FORM, np.float32))),
    )


def of_texts(rows: Columns, chosen: Numbers) -> Columns:
    """The features of the texts with the numbers `chosen`, numbered anew in that order."""
    texts, features, counts = rows
    number = np.full(int(texts.max(initial=-1)) + 1, -1, np.int32)
    number[chosen] = np.arange(len(chosen), dtype=np.int32)
    kept = number[texts] >= 0
    return number[texts[kept]], features[kept], counts[kept]


def vectors(rows: Columns, idf: Weights) -> Columns:
    """TF-IDF of each text's features that occur in some phrase, of length 1."""
    texts, features, counts = rows
    values = damped(counts) * idf[features]
    lengths = np.sqrt(np.bincount(texts, values * values)) if len(texts) else np.ones(1)
    values = (values / np.maximum(lengths, 1e-9)[texts]).astype(np.float32)
    known = values > 0
    return texts[known], features[known], values[known]


def vector(text: Counted, idf: Weights, form: bool = False) -> tuple[Numbers, Weights]:
    """The same for one text: features, and values that are 0 where a feature occurs in no phrase."""
    features, weights = text.with_forms if form else (text.features, text.weights)
    values = weights * idf.take(features)
    return features, values / max(math.sqrt(float(values @ values)), 1e-9)


def rarity(features: Numbers, documents: int, size: int) -> Weights:
    """How rare each of `size` features is among documents, each of which names a feature once; 0 if it is in none."""
    frequency = np.bincount(features, minlength=size)
    return np.where(frequency, np.log((1 + documents) / (1 + frequency)) + 1, 0).astype(np.float32)
