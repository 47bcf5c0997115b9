"""How often a description leads to the right outcome: by signs alone, and with its likeness to other descriptions.

    python -m tests.bench.needs

Each fifth of the descriptions is left out in turn, and read with what remains of them.
"""

from __future__ import annotations

import sys

from knowledge.band import understood_with_likeness
from knowledge.load import load
from knowledge.search import Search
from knowledge.understand import understand
from knowledge.verdict import outcome_of, taught_outcome
from tests.bench.scope_weights import FOLDS, folds, without


def main() -> int:
    """Print the shares."""
    knowledge = load()
    total = signs = both = 0
    for held in folds(knowledge, FOLDS):
        search = Search(without(knowledge, held))
        for scope, name, text in held:
            if scope != "description":
                continue
            true = taught_outcome(knowledge, knowledge.descriptions[name])
            understood = understand(knowledge, text)
            found = search.find(text, understood.answers)
            total += 1
            signs += outcome_of(knowledge, understood.answers) == true
            both += outcome_of(knowledge, understood_with_likeness(knowledge, text, found).answers) == true
    sys.stdout.write(f"right outcome of {total} descriptions: signs {signs / total:.1%}, both {both / total:.1%}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
