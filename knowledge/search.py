"""Free text -> what kind of message it is, and which topics it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from knowledge.base import LATEST, Knowledge
from knowledge.classifier import likeness
from knowledge.clauses import parts
from knowledge.features import Counted
from knowledge.index import Index, fit
from knowledge.lessons import lessons, outcomes
from knowledge.likely import Likely
from knowledge.memo import Memo
from knowledge.postings import Weights
from knowledge.rules import Answers
from knowledge.scope import SCOPES, Look, Scope, probabilities
from knowledge.text import fold

READABLE = 0.4
"""Share of known words below which a text is not guessed at."""

REMEMBERED = 2000
"""Claims whose words are kept as features: choosing between those of two topics took an eighth of a question."""
NEAREST = 20
"""How many topics are ranked at most."""


class Ranked(NamedTuple):
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
    likely: Likely
    """What the descriptions show that the text resembles."""
    look: Look
    exact: bool
    """Whether the text is a stored phrase or title."""


class Search:
    """Looks texts up in the fitted index of the content."""

    def __init__(self, knowledge: Knowledge, index: Index | None = None) -> None:
        """The index is fitted here unless one is given."""
        self._knowledge = knowledge
        self._index = index or fit(lessons(knowledge))
        self._found: Memo[tuple[str, bool, bool], Found] = Memo(LATEST)
        self._ours: Memo[str, Mapping[int, float]] = Memo(REMEMBERED)
        self._outcomes = outcomes(knowledge)
        self._topics, self._fields = tuple(knowledge.topics), tuple(knowledge.boundaries)

    def find(self, text: str, answers: Answers) -> Found:
        """Classify `text`, in which `answers` were understood, and rank the topics for it."""
        needs = bool(answers.get(self._first))
        situation = any(chosen for name, chosen in answers.items() if name != self._first)
        return self._found.get((text, needs, situation), lambda: self._find(text, needs, situation))

    def _find(self, text: str, needs: bool, situation: bool) -> Found:
        counted = self._index.features.read(text)
        labels = self._index.labels.scores(counted)
        topics, fields = labels[: len(self._topics)], labels[len(self._topics) :]
        exact = self._index.exact.get(fold(text))
        nearest = int(fields.argmax()) if len(fields) and fields.max() > 0 else None
        shown, open_, verdicts = self._described(counted)
        likely = dict(zip(self._knowledge.taught, shown, strict=True))
        look = Look(
            like=dict(zip(SCOPES, self._index.kinds.scores(counted).tolist(), strict=True)),
            topic=float(topics.max(initial=0.0)),
            field=float(fields.max(initial=0.0)),
            needs=needs,
            situation=situation,
            open=open_,
            need=max((odds for (name, _), odds in likely.items() if name == self._first), default=0.0),
            text=text,
        )
        scopes = probabilities(look)
        return Found(
            readable=exact is not None or (counted.known >= READABLE and bool(labels.any())),
            scope="question" if exact is not None else max(scopes, key=lambda scope: scopes[scope]),
            scopes=scopes,
            ranking=self._ranking(text, topics, exact),
            boundary=self._fields[nearest] if nearest is not None else None,
            likely=Likely(
                likely, open_, dict(zip(self._outcomes, verdicts, strict=True)), lambda: self._in_parts(text)
            ),
            look=look,
            exact=exact is not None,
        )

    def _in_parts(self, text: str) -> Mapping[tuple[str, str], float]:
        """How likely each answer is in that of several sentences which shows it most."""
        scores = [self._index.answers.scores(self._index.features.read(part)) for part in parts(text)]
        if not scores:
            return {}
        most: list[float] = np.max(scores, axis=0).tolist()
        return dict(zip(self._knowledge.taught, most, strict=False))

    def _described(self, counted: Counted) -> tuple[list[float], float, list[float]]:
        """For each answer that descriptions teach how likely it is, that all is open, and what speaks for outcomes."""
        scores: list[float] = self._index.answers.scores(counted).tolist()
        count = len(self._knowledge.taught)
        return scores[:count], scores[count], scores[count + 1 :]

    def likeness(self, text: str) -> Callable[[str], float]:
        """How much the words of a text of ours look like those of `text`, 0 to 1."""
        asked = self._vector(text)
        return lambda ours: likeness(self._ours.get(ours, lambda: self._vector(ours)), asked)

    def _vector(self, text: str) -> Mapping[int, float]:
        return self._index.labels.vector(self._index.features.read(text, letters=False))

    @property
    def _first(self) -> str:
        return next(iter(self._knowledge.questions), "")

    def _ranking(self, text: str, likeness: Weights, exact: int | None) -> tuple[Ranked, ...]:
        """The nearest topics in the order of both ways to look, their likeness kept; a stored phrase's comes first."""
        ranks = (likeness / (float(likeness.max(initial=0.0)) or 1.0) + self._index.words.scores(text)) / 2
        best = (-ranks).argsort(kind="stable")[:NEAREST]
        places, scores, nearest = best.tolist(), likeness[best].tolist(), ranks[best].tolist()
        found = [
            Ranked(self._topics[place], score, rank)
            for place, score, rank in zip(places, scores, nearest, strict=True)
            if rank
        ]
        if exact is not None:
            first = Ranked(self._topics[exact], float(likeness[exact]), float(ranks[exact]))
            found = [first, *(ranked for ranked in found if ranked.label != first.label)]
        return tuple(found)
