"""Free text -> what kind of message it is, and which topics it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge import model
from knowledge.base import Knowledge
from knowledge.bm25 import Bm25
from knowledge.classifier import Classifier, Ranked
from knowledge.lexicon import Lexicon
from knowledge.rules import Answers
from knowledge.scope import Look, Scope, probabilities
from knowledge.text import fold

READABLE = 0.4
"""Share of known words below which a text is not guessed at."""

_FIELD = "!"
"""Marks labels of foreign fields among those of topics."""


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
        topics = {name: (topic.title, *topic.phrases) for name, topic in knowledge.topics.items()}
        fields = {_FIELD + boundary.id: boundary.phrases for boundary in knowledge.boundaries.values()}
        texts = {name: _body(topic) for name, topic in knowledge.topics.items()}
        self._exact = {fold(phrase): name for name, group in topics.items() for phrase in reversed(group)}
        self._labels = Classifier({**topics, **fields}, lexicon, texts)
        self._words = Bm25({name: "\n".join(group) for name, group in topics.items()}, lexicon)
        self._kinds = Classifier(
            {
                "question": _all(topics.values()),
                "description": knowledge.descriptions,
                "foreign": _all(fields.values()),
            },
            lexicon,
            form=True,
        )

    def find(self, text: str, answers: Answers) -> Found:
        """Classify `text`, in which `answers` were understood, and rank the topics for it."""
        labels = self._labels.rank(text)
        topics = self._by_both(text, [ranked for ranked in labels if not ranked.label.startswith(_FIELD)])
        fields = [ranked for ranked in labels if ranked.label.startswith(_FIELD)]
        exact = self._exact.get(fold(text))
        if exact is not None:
            topics.sort(key=lambda ranked: ranked.label != exact)
        look = self._look(text, topics, fields, answers)
        likely = probabilities(look)
        return Found(
            readable=exact is not None or (self._labels.coverage(text) >= READABLE and bool(labels)),
            scope="question" if exact is not None else max(likely, key=lambda scope: likely[scope]),
            scopes=likely,
            ranking=tuple(topics),
            boundary=fields[0].label.removeprefix(_FIELD) if fields else None,
            look=look,
            exact=exact is not None,
        )

    def likeness(self, text: str, other: str) -> float:
        """How much two texts look alike, 0 to 1."""
        return self._labels.likeness(text, other)

    def _by_both(self, text: str, ranked: list[Ranked]) -> list[Ranked]:
        """Topics in the order of both ways to look, their likeness kept."""
        nearest = (ranked[0].score if ranked else 0.0) or 1.0
        by_words = self._words.scores(text)
        return sorted(
            (
                Ranked(item.label, item.score, (item.score / nearest + by_words.get(item.label, 0.0)) / 2)
                for item in ranked
            ),
            key=lambda item: -item.rank,
        )

    def _look(self, text: str, topics: list[Ranked], fields: list[Ranked], answers: Answers) -> Look:
        questions = self._knowledge.questions
        first = next(iter(questions), "")
        return Look(
            like={ranked.label: ranked.score for ranked in self._kinds.rank(text)},
            topic=max((ranked.score for ranked in topics), default=0.0),
            field=fields[0].score if fields else 0.0,
            needs=bool(answers.get(first)),
            situation=any(chosen for name, chosen in answers.items() if name != first),
            text=text,
        )


def _body(topic: model.Topic) -> str:
    return " ".join(claim.text for claim in (*topic.answer, *topic.facts))


def _all(groups: Iterable[Iterable[str]]) -> list[str]:
    return [phrase for group in groups for phrase in group]
