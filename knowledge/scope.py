"""What kind of message a text is: a question for us, a description of a scenario, or something foreign.

Four looks are combined: which kind of message its wording resembles, how near the nearest topic and the nearest foreign
field are, whether it names a need, and how much it resembles the descriptions that have a need, or leave all open.
`WEIGHTS` were fitted by logistic regression on the stored phrases, each of them classified without its own fold
(`tests/bench/scope_weights.py` prints them anew).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.text import words

Scope = Literal["question", "description", "foreign"]
SCOPES: tuple[Scope, ...] = ("question", "description", "foreign")

ASKING = frozenset(
    "what why how which when where who can could do does is are may must should will would am any has have".split()
)

FEATURES = (
    "one", "like question", "like description", "like foreign", "nearest topic", "nearest field", "needs",
    "situation", "asks", "length", "like open", "like a need",
)  # fmt: skip
WEIGHTS: Mapping[Scope, Sequence[float]] = {
    "question": (-1.39, 0.31, -0.13, -0.19, 2.41, -1.96, 0.01, -0.23, -0.00, 0.56, -0.30, -0.18),
    "description": (-0.45, -0.12, 0.29, -0.16, 0.29, -0.74, 0.91, 0.34, -0.29, 3.31, 0.68, 0.54),
    "foreign": (1.84, -0.19, -0.16, 0.35, -2.69, 2.70, -0.92, -0.11, 0.29, -3.87, -0.38, -0.36),
}


MOST = 8.0
"""Log odds beyond which more make no difference."""


@dataclass(frozen=True)
class Look:
    """What is known about a text before its scope is decided; likenesses to topics and fields are 0 to about 1."""

    like: Mapping[str, float]
    """How much its words speak for each kind of message, against the others; about -5 to 5."""
    topic: float
    """Likeness to the nearest topic."""
    field: float
    """Likeness to the nearest foreign field."""
    needs: bool
    """Whether it names something that a bot should do."""
    situation: bool
    """Whether it says something else about the team or the calls."""
    open: float
    """Log odds that it leaves everything open, if it is a description."""
    need: float
    """Log odds of the need that it most likely has, if it is a description."""
    text: str

    def features(self) -> tuple[float, ...]:
        """Numbers in the order of `FEATURES`."""
        found = words(self.text)
        asks = "?" in self.text or (bool(found) and found[0] in ASKING)
        return (
            1.0,
            *(self.like.get(scope, 0.0) for scope in SCOPES),
            self.topic,
            self.field,
            float(self.needs),
            float(self.situation),
            float(asks),
            min(len(found), 40) / 40,
            _bounded(self.open),
            _bounded(self.need),
        )


def _bounded(odds: float) -> float:
    """Log odds between -2 and 2, so that one very sure classifier does not outweigh all else."""
    return max(-MOST, min(MOST, odds)) / MOST * 2


def probabilities(look: Look) -> dict[Scope, float]:
    """How likely each scope is; they add up to 1."""
    features = look.features()
    sums = {scope: sum(w * x for w, x in zip(WEIGHTS[scope], features, strict=True)) for scope in SCOPES}
    highest = max(sums.values())
    powers = {scope: math.exp(value - highest) for scope, value in sums.items()}
    total = sum(powers.values())
    return {scope: value / total for scope, value in powers.items()}
