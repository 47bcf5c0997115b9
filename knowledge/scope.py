"""What kind of message a text is: a question for us, a description of a scenario, or something foreign.

Three looks are combined: which kind of message its wording resembles, how near the nearest topic and the nearest
foreign field are, and whether it names a need. `WEIGHTS` were fitted by logistic regression on the stored phrases, each
of them classified without its own fold (`tests/bench/scope_weights.py` prints them anew).
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
    "situation", "asks", "length",
)  # fmt: skip
WEIGHTS: Mapping[Scope, Sequence[float]] = {
    "question": (-0.93, 0.28, -0.12, -0.16, 2.33, -2.36, 0.22, -0.27, 0.07, 0.29),
    "description": (-0.68, -0.10, 0.29, -0.18, 0.51, -0.23, 0.72, 0.40, -0.31, 2.07),
    "foreign": (1.62, -0.18, -0.17, 0.35, -2.84, 2.59, -0.94, -0.13, 0.24, -2.36),
}


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
        )


def probabilities(look: Look) -> dict[Scope, float]:
    """How likely each scope is; they add up to 1."""
    features = look.features()
    sums = {scope: sum(w * x for w, x in zip(WEIGHTS[scope], features, strict=True)) for scope in SCOPES}
    highest = max(sums.values())
    powers = {scope: math.exp(value - highest) for scope, value in sums.items()}
    total = sum(powers.values())
    return {scope: value / total for scope, value in powers.items()}
