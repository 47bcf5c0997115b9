"""Fits the weights of `knowledge.scope` anew and prints them, with how often each kind of message is recognized.

    python -m tests.bench.scope_weights tests/eval/questions.jsonl

Every stored phrase is looked at by a search that was built without its fold, so that it does not recognize itself.
The questions of the files given count several times, since they are what people really write.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from knowledge.base import Knowledge
from knowledge.load import load
from knowledge.scope import SCOPES, Scope
from knowledge.search import Search
from knowledge.understand import understand
from tests.bench import logistic

FOLDS = 5
REPEATED = 8
"""How often a question from a file counts."""
SHARES: dict[Scope, float] = {"question": 1.0, "description": 3.0, "foreign": 3.0}
"""How much each kind counts, however many phrases it has."""
KINDS: dict[str, Scope] = {"ask": "question", "recommend": "description", "out_of_scope": "foreign"}

Row = tuple[Scope, tuple[float, ...]]
Phrase = tuple[Scope, str, str]
"""Scope, id of the entry, text."""


def main(paths: Sequence[str]) -> int:
    """Print the weights and the recognition rates."""
    knowledge = load()
    asked = list(from_files(knowledge, paths))
    stored = list(from_phrases(knowledge))
    weights = fit([*stored, *(asked * REPEATED)])
    for name, rows in (("stored phrases", stored), ("questions", asked)):
        sys.stdout.write(f"{name}: {rates(weights, rows)}\n")
    for scope in SCOPES:
        sys.stdout.write(f'    "{scope}": ({", ".join(f"{value:.2f}" for value in weights[scope])}),\n')
    return 0


def from_files(knowledge: Knowledge, paths: Iterable[str]) -> Iterator[Row]:
    """What the shipped search sees in the questions of the files."""
    search = Search(knowledge)
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if item["kind"] in KINDS:
                yield KINDS[item["kind"]], look(knowledge, search, item["text"])


def from_phrases(knowledge: Knowledge) -> Iterator[Row]:
    """What a search without them sees in the stored phrases."""
    for held in folds(knowledge, FOLDS):
        search = Search(without(knowledge, held))
        for scope, _, text in held:
            yield scope, look(knowledge, search, text)


def folds(knowledge: Knowledge, count: int) -> list[list[Phrase]]:
    """All stored phrases in so many parts."""
    phrases: list[Phrase] = [("question", t.id, p) for t in knowledge.topics.values() for p in t.phrases]
    phrases += [("description", d.id, text) for d in knowledge.descriptions.values() for text in d.texts]
    phrases += [("foreign", b.id, p) for b in knowledge.boundaries.values() for p in b.phrases]
    random.Random(4).shuffle(phrases)
    return [phrases[fold::count] for fold in range(count)]


def without(knowledge: Knowledge, held: Iterable[Phrase]) -> Knowledge:
    """The content without these phrases; an entry keeps at least one."""
    gone = set(held)

    def rest(scope: Scope, name: str, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for text in texts if (scope, name, text) not in gone) or texts[:1]

    return replace(
        knowledge,
        topics={
            n: t.model_copy(update={"phrases": rest("question", n, t.phrases)}) for n, t in knowledge.topics.items()
        },
        boundaries={
            n: b.model_copy(update={"phrases": rest("foreign", n, b.phrases)}) for n, b in knowledge.boundaries.items()
        },
        descriptions={
            n: d.model_copy(update={"texts": rest("description", n, d.texts)})
            for n, d in knowledge.descriptions.items()
        },
    )


def look(knowledge: Knowledge, search: Search, text: str) -> tuple[float, ...]:
    """The features of a text."""
    return search.find(text, understand(knowledge, text).answers).look.features()


def fit(rows: Sequence[Row]) -> dict[Scope, list[float]]:
    """The weights of each kind, which weighs as `SHARES` says."""
    features = np.array([found for _, found in rows])
    true = np.array([SCOPES.index(scope) for scope, _ in rows])
    share = np.array([SHARES[scope] for scope in SCOPES])
    weight = (share / share.sum() / np.bincount(true, minlength=len(SCOPES)))[true]
    return {scope: list(row) for scope, row in zip(SCOPES, logistic.fit(features, true, weight).tolist(), strict=True)}


def rates(weights: dict[Scope, list[float]], rows: Sequence[Row]) -> dict[Scope, float]:
    """The share of each kind that is recognized."""
    likely = logistic.likelihoods(
        np.array([weights[scope] for scope in SCOPES]), np.array([found for _, found in rows])
    )
    right: Counter[Scope] = Counter()
    for (true, _), best in zip(rows, likely.argmax(axis=1), strict=True):
        right[true] += SCOPES[int(best)] == true
    counts = Counter(scope for scope, _ in rows)
    return {scope: round(right[scope] / counts[scope], 3) for scope in SCOPES if counts[scope]}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
