"""How often a description leads to the right outcome: by signs alone, and with its likeness to other descriptions.

    python -m tests.bench.needs

Each fifth of the descriptions is left out in turn, and read with what remains of them.
"""

from __future__ import annotations

import sys

from knowledge.band import understood_with_likeness
from knowledge.base import Knowledge
from knowledge.load import load
from knowledge.recommend import decide
from knowledge.rules import Answers
from knowledge.search import Search
from knowledge.understand import understand
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
            true = outcome(knowledge, {q: frozenset(a) for q, a in knowledge.descriptions[name].answers.items()})
            understood = understand(knowledge, text)
            found = search.find(text, understood.answers)
            total += 1
            signs += outcome(knowledge, understood.answers) == true
            both += outcome(knowledge, understood_with_likeness(knowledge, text, found).answers) == true
    sys.stdout.write(f"right outcome of {total} descriptions: signs {signs / total:.1%}, both {both / total:.1%}\n")
    return 0


def outcome(knowledge: Knowledge, answers: Answers) -> tuple[str, ...] | None:
    """The options that the answers lead to; None where the first question is open."""
    return decide(knowledge, answers).options if answers.get(next(iter(knowledge.questions))) else None


if __name__ == "__main__":
    sys.exit(main())
