"""Free text -> what kind of message it is, and which topics it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import model
from knowledge.base import Knowledge
from knowledge.bm25 import Bm25
from knowledge.classifier import Classifier
from knowledge.features import Features
from knowledge.lexicon import Lexicon
from knowledge.postings import Numbers, Weights
from knowledge.rules import Answers
from knowledge.scope import SCOPES, Look, Scope, probabilities
from knowledge.text import fold

READABLE = 0.4
"""Share of known words below which a text is not guessed at."""

NEAREST = 20
"""How many topics are ranked at most."""


QUESTION, DESCRIPTION, FOREIGN = range(len(SCOPES))
"""Numbers of the scopes."""


@dataclass(frozen=True)
class Ranked:
    """A topic, and how near a text comes to it."""

    label: str
    score: float
    """How much its phrases look like the text, 0 to 1."""
    rank: float
    """What the order is by, likeness and shared words together: 1 for the first in each."""


@dataclass(frozen=True)
class Found:
    """What a text is, with the topics and the foreign field that come nearest."""

    readable: bool
    """Whether enough of its words are known to guess at all."""
    scope: Scope
    scopes: Mapping[Scope, float]
    """How likely each scope is."""
    ranking: tuple[Ranked, ...]
    """Topics with their likeness, the nearest first."""
    boundary: str | None
    """The nearest foreign field."""
    look: Look
    exact: bool
    """Whether the text is a stored phrase or title."""


class Search:
    """Fitted once on the phrases of the content."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        lexicon = Lexicon(knowledge.lexicon.values())
        self._features = features = Features(lexicon)
        phrases = {name: (topic.title, *topic.phrases) for name, topic in knowledge.topics.items()}
        self._exact = {fold(phrase): name for name, group in phrases.items() for phrase in reversed(group)}
        self._topics, self._fields = tuple(phrases), tuple(knowledge.boundaries)
        groups = [*phrases.values(), *(boundary.phrases for boundary in knowledge.boundaries.values())]
        kinds = [QUESTION] * len(self._topics) + [FOREIGN] * len(self._fields)
        sizes = [*map(len, groups), len(knowledge.descriptions)]
        rows = features.learn([*(phrase for group in groups for phrase in group), *knowledge.descriptions])
        bodies = features.learn(map(_body, knowledge.topics.values()), letters=False)
        self._labels = Classifier(rows, _repeated([*range(len(groups)), -1], sizes), len(features), bodies)
        self._kinds = Classifier(rows, _repeated([*kinds, DESCRIPTION], sizes), len(features), form=True)
        self._words = Bm25(["\n".join(group) for group in phrases.values()], lexicon)

    def find(self, text: str, answers: Answers) -> Found:
        """Classify `text`, in which `answers` were understood, and rank the topics for it."""
        counted = self._features.read(text)
        labels = self._labels.scores(counted)
        topics, fields = labels[: len(self._topics)], labels[len(self._topics) :]
        exact = self._exact.get(fold(text))
        nearest = int(fields.argmax()) if len(fields) and fields.max() > 0 else None
        look = Look(
            like=dict(zip(SCOPES, self._kinds.scores(counted).tolist(), strict=True)),
            topic=float(topics.max(initial=0.0)),
            field=float(fields.max(initial=0.0)),
            needs=bool(answers.get(self._first)),
            situation=any(chosen for name, chosen in answers.items() if name != self._first),
            text=text,
        )
        likely = probabilities(look)
        return Found(
            readable=exact is not None or (counted.known >= READABLE and bool(labels.any())),
            scope="question" if exact is not None else max(likely, key=lambda scope: likely[scope]),
            scopes=likely,
            ranking=self._ranking(text, topics, exact),
            boundary=self._fields[nearest] if nearest is not None else None,
            look=look,
            exact=exact is not None,
        )

    def likeness(self, text: str, other: str) -> float:
        """How much the words of two texts look alike, 0 to 1."""
        return self._labels.likeness(
            self._features.read(text, letters=False), self._features.read(other, letters=False)
        )

    @property
    def _first(self) -> str:
        return next(iter(self._knowledge.questions), "")

    def _ranking(self, text: str, likeness: Weights, exact: str | None) -> tuple[Ranked, ...]:
        """The nearest topics in the order of both ways to look, their likeness kept; a stored phrase's comes first."""
        ranks = (likeness / (float(likeness.max(initial=0.0)) or 1.0) + self._words.scores(text)) / 2
        best = np.argsort(-ranks, kind="stable")[:NEAREST]
        found = [
            Ranked(self._topics[place], float(likeness[place]), float(ranks[place])) for place in best if ranks[place]
        ]
        if exact is not None:
            place = self._topics.index(exact)
            first = Ranked(exact, float(likeness[place]), float(ranks[place]))
            found = [first, *(ranked for ranked in found if ranked.label != exact)]
        return tuple(found)


def _body(topic: model.Topic) -> str:
    return " ".join(claim.text for claim in (*topic.answer, *topic.facts))


def _repeated(labels: Sequence[int], times: Sequence[int]) -> Numbers:
    return np.repeat(np.array(labels, np.int32), times)
