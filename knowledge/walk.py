"""Walks all combinations of answers that outcome rules can tell apart.

Rules test whether one of a set of answers was chosen. Answers that no rule tells apart are therefore one answer to
the rules, and walking the subsets of one representative of each such class covers every combination.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product

from knowledge.base import Knowledge
from knowledge.model import Question
from knowledge.rules import Answers, Rule


def representatives(question: Question, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """One answer of each class that the rules can tell apart."""
    sets = [
        wanted for rule in rules for need in (*rule.when, *rule.unless) for name, wanted in need if name == question.id
    ]
    first: dict[tuple[bool, ...], str] = {}
    for answer in question.answers:
        first.setdefault((answer.exclusive, *(answer.id in wanted for wanted in sets)), answer.id)
    return tuple(first.values())


def choices(question: Question, names: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Every way to choose among `names`, `not sure` (the empty set) included."""
    exclusive = {answer.id for answer in question.answers if answer.exclusive or not question.several}
    yield frozenset()
    yield from (frozenset({name}) for name in names if name in exclusive)
    free = [name for name in names if name not in exclusive]
    for size in range(1, len(free) + 1):
        yield from (frozenset(chosen) for chosen in combinations(free, size))


def combinations_of_needs(knowledge: Knowledge) -> Iterator[Answers]:
    """All distinguishable answers to the questions that decide."""
    deciding = [question for question in knowledge.questions.values() if question.decides]
    ways: Mapping[str, list[frozenset[str]]] = {
        q.id: list(choices(q, representatives(q, knowledge.compiled_rules))) for q in deciding
    }
    for chosen in product(*ways.values()):
        yield dict(zip(ways, chosen, strict=True))
