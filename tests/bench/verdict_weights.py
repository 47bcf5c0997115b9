"""Fits the weights of `knowledge/data/verdicts.yaml` anew, and says how often a description gets the right outcome.

    python -m tests.bench.verdict_weights [--write]

Every description is read by a search that was built without its fold, so that it does not recognize itself. The rate
printed is that of weights which were fitted without the fold, too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import numpy as np

from knowledge.base import Knowledge
from knowledge.likely import with_likely
from knowledge.load import DATA, load
from knowledge.search import Search
from knowledge.understand import signed, understand
from knowledge.verdict import features, outcome_of, taught_outcome
from tests.bench import logistic
from tests.bench.scope_weights import FOLDS, folds, without

RIDGE = 1.0
"""Against a weight of 1 for each description."""
FILE = DATA / "verdicts.yaml"
MARK = "verdicts:\n"
Row = tuple[int, str, dict[str, float]]
"""Fold, true outcome, features."""


def main(arguments: Sequence[str]) -> int:
    """Print the rate; with `--write`, put the weights into the file."""
    rows = list(read(load()))
    sys.stdout.write(f"right verdict on {len(rows)} descriptions: {rate(rows):.1%}\n")
    if "--write" in arguments:
        head, _, _ = FILE.read_text(encoding="utf-8").partition(MARK)
        FILE.write_text(head + MARK + "".join(lines(fit(rows))), encoding="utf-8")
    return 0


def read(knowledge: Knowledge) -> Iterator[Row]:
    """What is known about each description, and the outcome of what it teaches."""
    for number, held in enumerate(folds(knowledge, FOLDS)):
        search = Search(without(knowledge, held))
        for scope, name, text in held:
            if scope != "description":
                continue
            shown, likely = signed(knowledge, text), search.find(text, understand(knowledge, text).answers).likely
            now = outcome_of(knowledge, with_likely(knowledge, shown, likely).answers)
            true = taught_outcome(knowledge, knowledge.descriptions[name])
            yield number, true, features(knowledge, shown, likely, now)


def fit(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """The weights of each verdict, by the names of the features."""
    names = list(dict.fromkeys(name for _, _, found in rows for name in found))
    verdicts = sorted({verdict for _, verdict, _ in rows})
    numbers = np.array([[found.get(name, 0.0) for name in names] for _, _, found in rows])
    true = np.array([verdicts.index(verdict) for _, verdict, _ in rows])
    weights = logistic.fit(numbers, true, np.ones(len(rows)), RIDGE)
    return {v: dict(zip(names, row, strict=True)) for v, row in zip(verdicts, weights.tolist(), strict=True)}


def rate(rows: Sequence[Row]) -> float:
    """How often the verdict is right, each fold judged with weights fitted on the others."""
    right = 0
    for fold in range(FOLDS):
        weights = fit([row for row in rows if row[0] != fold])
        for number, true, found in rows:
            if number == fold:
                sums = {v: sum(w * found.get(name, 0.0) for name, w in of.items()) for v, of in weights.items()}
                right += max(sums, key=lambda verdict: sums[verdict]) == true
    return right / len(rows)


def lines(weights: dict[str, dict[str, float]]) -> Iterator[str]:
    """The weights as the file has them."""
    for verdict, of in weights.items():
        yield f"  - id: {verdict}\n    weights:\n"
        yield from (f"      {name}: {weight:.2f}\n" for name, weight in of.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
