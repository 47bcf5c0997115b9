"""Multinomial logistic regression by Newton's method, for a few features and many rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

STEPS = 25
"""Of Newton's method; it stands still after about ten."""
RIDGE = 1e-5
"""Keeps the weights finite."""


def fit(features: Matrix, true: npt.NDArray[np.int_], weight: Matrix, ridge: float = RIDGE) -> Matrix:
    """Weights, a row for each label; `true` is the label of each row of features, and `weight` how much it counts."""
    labels, width = int(true.max()) + 1, features.shape[1]
    told = np.eye(labels)[true]
    found = np.zeros(labels * width)
    for _ in range(STEPS):
        likely = likelihoods(found.reshape(labels, width), features)
        slope = (((likely - told) * weight[:, None]).T @ features).ravel() + ridge * found
        bend = np.eye(labels * width) * ridge
        for i in range(labels):
            for j in range(labels):
                curve = weight * likely[:, i] * (float(i == j) - likely[:, j])
                bend[i * width : (i + 1) * width, j * width : (j + 1) * width] += (features.T * curve) @ features
        found -= np.linalg.solve(bend, slope)
    return found.reshape(labels, width)


def likelihoods(weights: Matrix, features: Matrix) -> Matrix:
    """Softmax of the weighted features, a row for each row of features."""
    sums = features @ weights.T
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    likely: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return likely
