"""Free text -> what kind of message it is, and which topics it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from knowledge import model
from knowledge.base import Knowledge
from knowledge.classifier import Classifier, Ranked
from knowledge.text import fold

Scope = Literal["question", "description", "foreign", "unreadable"]

NEAR = 0.25
"""Likeness below which a topic has nothing to do with the text."""
READABLE = 0.4
"""Share of known words below which a text is not guessed at."""


@dataclass(frozen=True)
class Found:
    """What a text is, with the topics and the foreign field that come nearest."""

    scope: Scope
    topics: tuple[model.Topic, ...]
    """All topics, the nearest first."""
    boundary: model.Boundary | None
    near: tuple[model.Topic, ...] = ()
    """Topics that look enough like the text to be offered instead of an answer."""
    scopes: tuple[Ranked, ...] = ()
    ranking: tuple[Ranked, ...] = ()


class Search:
    """Fitted once on the phrases of the content."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        topics = {topic.id: (topic.title, *topic.phrases) for topic in knowledge.topics.values()}
        boundaries = {boundary.id: boundary.phrases for boundary in knowledge.boundaries.values()}
        self._exact = {fold(phrase): name for name, group in topics.items() for phrase in reversed(group)}
        self._topics = Classifier(topics)
        self._boundaries = Classifier(boundaries)
        self._scopes = Classifier(
            {
                "question": [phrase for group in topics.values() for phrase in group],
                "description": knowledge.descriptions,
                "foreign": [phrase for group in boundaries.values() for phrase in group],
            },
            form=True,
        )

    def find(self, text: str) -> Found:
        """Classify `text` and rank the topics for it."""
        ranking = self._topics.rank(text)
        exact = self._exact.get(fold(text))
        if exact is not None:
            ranking.sort(key=lambda ranked: ranked.label != exact)
        scopes = self._scopes.rank(text)
        boundaries = self._boundaries.rank(text)
        readable = self._scopes.coverage(text) >= READABLE and bool(scopes)
        scope = "question" if exact is not None else scopes[0].label if readable else "unreadable"
        return Found(
            scope=cast(Scope, scope),
            topics=tuple(self._knowledge.topics[ranked.label] for ranked in ranking),
            boundary=self._knowledge.boundaries[boundaries[0].label] if boundaries else None,
            near=tuple(self._knowledge.topics[r.label] for r in ranking if r.score >= NEAR),
            scopes=tuple(scopes),
            ranking=tuple(ranking),
        )
