"""What is fitted on the phrases of the content, and can be stored so that a start need not fit it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import model, naive_bayes, regression
from knowledge.bm25 import Bm25
from knowledge.classifier import Classifier
from knowledge.features import Features, Learner
from knowledge.lessons import Lessons
from knowledge.lexicon import Lexicon
from knowledge.linear import Linear
from knowledge.numbered import Numbered
from knowledge.postings import Arrays, Numbers
from knowledge.scope import SCOPES
from knowledge.text import fold

_KIND_OF = {scope: number for number, scope in enumerate(SCOPES)}


@dataclass(frozen=True)
class Index:
    """Labels are the topics, then the foreign fields, each in the order of the content."""

    features: Features
    labels: Classifier
    """Which topic or field a text is like."""
    kinds: Linear
    """Which scope a text belongs to, in the order of `knowledge.scope.SCOPES`."""
    answers: Linear
    """Which answers a description shows, in the order of `Knowledge.taught`, then whether it shows none, and last to
    which outcome it leads, in the order of `knowledge.lessons.outcomes`."""
    words: Bm25
    """Which topic shares rare words with a text."""
    exact: Numbered
    """Folded phrases and titles, and the number of the topic that each means."""

    def arrays(self) -> Arrays:
        """All of it as arrays."""
        names = ("features", "labels", "kinds", "answers", "words", "exact")
        parts = {name: getattr(self, name).arrays() for name in names}
        return {f"{part}/{name}": array for part, arrays in parts.items() for name, array in arrays.items()}


def fit(lessons: Lessons) -> Index:
    """Fit everything on the lessons of the content."""
    lexicon = Lexicon(lessons.lexicon)
    learner = Learner(lexicon)
    groups = [*lessons.topics, *lessons.fields, *lessons.descriptions]
    sizes = [len(group) for group in groups]
    described = [len(group) for group in lessons.descriptions]
    rows = learner.learn(phrase for group in groups for phrase in group)
    labeled = len(lessons.topics) + len(lessons.fields)
    labels = [*range(labeled), *[-1] * len(described)]
    kinds = [_KIND_OF["question"]] * len(lessons.topics) + [_KIND_OF["foreign"]] * len(lessons.fields)
    kinds += [_KIND_OF["description"]] * len(described)
    chosen = np.arange(sum(sizes) - sum(described), sum(sizes), dtype=np.int32)
    bodies = learner.learn(lessons.bodies, letters=False)
    of_labels = rows.features[rows.texts < chosen.min(initial=len(rows.texts))]
    numbers = learner.forget_rare_pairs(rows, np.concatenate((of_labels, bodies.features)))
    rows, bodies = rows.numbered(numbers), bodies.numbered(numbers)
    answers = naive_bayes.fit_each(
        rows, chosen, np.repeat(lessons.shown, described, 1), np.repeat(lessons.told, described, 1), len(learner)
    )
    return Index(
        learner.features(),
        Classifier.fit(rows, _repeated(labels, sizes), len(learner), bodies),
        naive_bayes.fit(rows, _repeated(kinds, sizes), len(learner)),
        answers.beside(regression.fit(rows, chosen, _repeated(lessons.outcomes, described), len(learner))),
        Bm25.fit(["\n".join(group) for group in lessons.topics], lexicon),
        Numbered.of_texts(
            {fold(phrase): number for number, group in enumerate(lessons.topics) for phrase in reversed(group)}
        ),
    )


def restored(terms: Iterable[model.Term], stored: Arrays) -> Index:
    """From the arrays of an index, and the lexicon it was fitted with; KeyError or ValueError if they are not whole."""
    lexicon = Lexicon(terms)
    return Index(
        Features.restored(_part(stored, "features"), lexicon),
        Classifier.restored(_part(stored, "labels")),
        Linear.restored(_part(stored, "kinds")),
        Linear.restored(_part(stored, "answers")),
        Bm25.restored(_part(stored, "words"), lexicon),
        Numbered.restored(_part(stored, "exact")),
    )


def _part(stored: Arrays, name: str) -> Arrays:
    prefix = f"{name}/"
    return {key.removeprefix(prefix): array for key, array in stored.items() if key.startswith(prefix)}


def _repeated(labels: Sequence[int], times: Sequence[int]) -> Numbers:
    return np.repeat(np.array(labels, np.int32), times)
