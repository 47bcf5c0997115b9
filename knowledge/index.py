"""What is fitted on the phrases of the content, and can be stored so that a start need not fit it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import model
from knowledge.base import Knowledge
from knowledge.bm25 import Bm25
from knowledge.classifier import Classifier
from knowledge.features import Features, Learner
from knowledge.lexicon import Lexicon
from knowledge.naive_bayes import Members, NaiveBayes
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
    kinds: NaiveBayes
    """Which scope a text belongs to, in the order of `knowledge.scope.SCOPES`."""
    answers: NaiveBayes
    """Which answers a description shows, in the order of `shown_answers`, and last whether it shows none."""
    words: Bm25
    """Which topic shares rare words with a text."""
    exact: dict[str, int]
    """Folded phrases and titles, and the number of the topic that each means."""

    def arrays(self) -> Arrays:
        """All of it as arrays."""
        parts = {name: getattr(self, name).arrays() for name in ("features", "labels", "kinds", "answers", "words")}
        parts["exact"] = {
            "phrases": np.frombuffer("\n".join(self.exact).encode(), np.uint8),
            "topics": np.fromiter(self.exact.values(), np.int32, len(self.exact)),
        }
        return {f"{part}/{name}": array for part, arrays in parts.items() for name, array in arrays.items()}


def fit(knowledge: Knowledge) -> Index:
    """Fit everything on the phrases of the content."""
    lexicon = Lexicon(knowledge.lexicon.values())
    learner = Learner(lexicon)
    topics = [(topic.title, *topic.phrases) for topic in knowledge.topics.values()]
    fields = [boundary.phrases for boundary in knowledge.boundaries.values()]
    described = [description.texts for description in knowledge.descriptions.values()]
    groups = [*topics, *fields, *described]
    labels = [*range(len(topics) + len(fields)), *[-1] * len(described)]
    kinds = [_KIND_OF["question"]] * len(topics) + [_KIND_OF["foreign"]] * len(fields)
    kinds += [_KIND_OF["description"]] * len(described)
    sizes = [len(group) for group in groups]
    rows = learner.learn(phrase for group in groups for phrase in group)
    bodies = learner.learn(map(body, knowledge.topics.values()), letters=False)
    return Index(
        learner.features(),
        Classifier.fit(rows, _repeated(labels, sizes), len(learner), bodies),
        NaiveBayes.fit(rows, _repeated(kinds, sizes), len(learner)),
        NaiveBayes.fit_each(rows, *_members(knowledge, sum(sizes)), len(learner)),
        Bm25.fit(["\n".join(group) for group in topics], lexicon),
        {fold(phrase): number for number, group in enumerate(topics) for phrase in reversed(group)},
    )


def restored(knowledge: Knowledge, stored: Arrays) -> Index:
    """From the arrays of an index that was fitted on the same content; KeyError or ValueError if they are not whole."""
    lexicon = Lexicon(knowledge.lexicon.values())
    exact = _part(stored, "exact")
    return Index(
        Features.restored(_part(stored, "features"), lexicon),
        Classifier.restored(_part(stored, "labels")),
        NaiveBayes.restored(_part(stored, "kinds")),
        NaiveBayes.restored(_part(stored, "answers")),
        Bm25.restored(_part(stored, "words"), lexicon),
        dict(zip(bytes(exact["phrases"]).decode().split("\n"), exact["topics"].tolist(), strict=True)),
    )


def shown_answers(knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Question and answer of everything that some description shows, in the order of the interview."""
    shown = {(name, a) for d in knowledge.descriptions.values() for name, answers in d.answers.items() for a in answers}
    return tuple((q.id, a.id) for q in knowledge.questions.values() for a in q.answers if (q.id, a.id) in shown)


def _members(knowledge: Knowledge, texts: int) -> tuple[Numbers, Members, Members]:
    """The numbers of the descriptions, the last of so many texts; for each answer which of them show it, and which say
    anything about it: where several answers can be given, all do, by what they leave out as well."""
    described = list(knowledge.descriptions.values())
    sizes = [len(description.texts) for description in described]
    shown = shown_answers(knowledge)
    shows = [[answer in one.answers.get(question, ()) for one in described] for question, answer in shown]
    tells = [[knowledge.questions[name].several or name in one.answers for one in described] for name, _ in shown]
    members = _columns([*shows, [not one.answers for one in described]], sizes)
    return np.arange(texts - sum(sizes), texts, dtype=np.int32), members, _columns([*tells, [True] * len(sizes)], sizes)


def _columns(rows: list[list[bool]], times: Sequence[int]) -> Members:
    """The rows as an array, each column so many times."""
    return np.repeat(np.array(rows, bool).reshape(len(rows), len(times)), times, axis=1)


def body(topic: model.Topic) -> str:
    """What a topic answers, as one text."""
    return " ".join(claim.text for claim in (*topic.answer, *topic.facts))


def _part(stored: Arrays, name: str) -> Arrays:
    prefix = f"{name}/"
    return {key.removeprefix(prefix): array for key, array in stored.items() if key.startswith(prefix)}


def _repeated(labels: Sequence[int], times: Sequence[int]) -> Numbers:
    return np.repeat(np.array(labels, np.int32), times)
