"""How often a description leads to the right outcome: by signs alone, and with its likeness to other descriptions.

    python -m tests.bench.needs

Each fifth of the descriptions is left out in turn, and read with what remains of them.
"""

from __future__ import annotations

import sys

from knowledge.base import Knowledge
from knowledge.likely import with_likely
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
            likely = search.find(text, understood.answers).likely
            total += 1
            signs += outcome(knowledge, understood.answers) == true
            both += outcome(knowledge, with_likely(knowledge, understood, likely).answers) == true
    sys.stdout.write(f"right outcome of {total} descriptions: signs {signs / total:.1%}, both {both / total:.1%}\n")
    return 0


def outcome(knowledge: Knowledge, answers: Answers) -> tuple[str, ...] | None:
    """The options that the first question's answers lead to; None where they are open."""
    first = next(iter(knowledge.questions))
    return decide(knowledge, {first: answers[first]}).options if answers.get(first) else None


if __name__ == "__main__":
    sys.exit(main())
