"""What is fitted on the phrases of the content, and can be stored so that a start need not fit it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import model, naive_bayes, regression
from knowledge.base import Knowledge
from knowledge.bm25 import Bm25
from knowledge.classifier import Classifier
from knowledge.features import Features, Learner
from knowledge.lexicon import Lexicon
from knowledge.linear import Linear
from knowledge.naive_bayes import Members
from knowledge.postings import Arrays, Numbers
from knowledge.scope import SCOPES
from knowledge.text import fold
from knowledge.verdict import taught_outcome

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
    which outcome it leads, in the order of `outcomes`."""
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
    descriptions = [description.texts for description in knowledge.descriptions.values()]
    groups = [*topics, *fields, *descriptions]
    labels = [*range(len(topics) + len(fields)), *[-1] * len(descriptions)]
    kinds = [_KIND_OF["question"]] * len(topics) + [_KIND_OF["foreign"]] * len(fields)
    kinds += [_KIND_OF["description"]] * len(descriptions)
    sizes = [len(group) for group in groups]
    rows = learner.learn(phrase for group in groups for phrase in group)
    described = np.arange(sum(sizes) - sum(map(len, descriptions)), sum(sizes), dtype=np.int32)
    bodies = learner.learn(map(body, knowledge.topics.values()), letters=False)
    return Index(
        learner.features(),
        Classifier.fit(rows, _repeated(labels, sizes), len(learner), bodies),
        naive_bayes.fit(rows, _repeated(kinds, sizes), len(learner)),
        naive_bayes.fit_each(rows, described, *_members(knowledge), len(learner)).beside(
            regression.fit(rows, described, _verdicts(knowledge), len(learner))
        ),
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
        Linear.restored(_part(stored, "kinds")),
        Linear.restored(_part(stored, "answers")),
        Bm25.restored(_part(stored, "words"), lexicon),
        dict(zip(bytes(exact["phrases"]).decode().split("\n"), exact["topics"].tolist(), strict=True)),
    )


def outcomes(knowledge: Knowledge) -> tuple[str, ...]:
    """The outcomes to which some description leads, in order."""
    return tuple(dict.fromkeys(taught_outcome(knowledge, one) for one in knowledge.descriptions.values()))


def _verdicts(knowledge: Knowledge) -> Numbers:
    """The outcome of each text of the descriptions, by its number."""
    number = {outcome: position for position, outcome in enumerate(outcomes(knowledge))}
    descriptions = knowledge.descriptions.values()
    return _repeated([number[taught_outcome(knowledge, d)] for d in descriptions], [len(d.texts) for d in descriptions])


def _members(knowledge: Knowledge) -> tuple[Members, Members]:
    """For each answer which texts of the descriptions show it, and which say anything about it: where several answers
    can be given, all do, by what they leave out as well."""
    described = list(knowledge.descriptions.values())
    sizes = [len(description.texts) for description in described]
    shows = [[answer in one.answers.get(question, ()) for one in described] for question, answer in knowledge.taught]
    tells = [[knowledge.questions[of].several or of in one.answers for one in described] for of, _ in knowledge.taught]
    members = _columns([*shows, [not one.answers for one in described]], sizes)
    return members, _columns([*tells, [True] * len(sizes)], sizes)


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
