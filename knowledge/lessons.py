"""The texts of the content from which the search index is fitted, and what each of them teaches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge import model
from knowledge.base import Knowledge
from knowledge.naive_bayes import Members
from knowledge.verdict import taught_outcome

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Lessons:
    """All that a fitted index follows from, in the order of the content, and nothing that it does not follow from."""

    topics: Groups
    """Per topic its title and phrases."""
    bodies: tuple[str, ...]
    """Per topic what it answers."""
    fields: Groups
    """Per foreign field its phrases."""
    descriptions: Groups
    shown: Members
    """Per answer and description: whether the description shows the answer; in the last row whether it shows none."""
    told: Members
    """The same: whether the description says anything about it. Where several answers can be given, all descriptions
    do, by what they leave out as well."""
    outcomes: tuple[int, ...]
    """Per description: to which outcome it leads, as its place in `outcomes`."""
    lexicon: tuple[model.Term, ...]

    @property
    def digest(self) -> str:
        """The same for equal lessons."""
        texts = [self.topics, self.bodies, self.fields, self.descriptions, self.outcomes]
        terms = [term.model_dump(mode="json") for term in self.lexicon]
        total = hashlib.sha256(json.dumps([*texts, terms]).encode())
        total.update(self.shown.tobytes() + self.told.tobytes())
        return total.hexdigest()


def lessons(knowledge: Knowledge) -> Lessons:
    """What the content teaches."""
    topics, described = knowledge.topics.values(), tuple(knowledge.descriptions.values())
    place = {outcome: position for position, outcome in enumerate(outcomes(knowledge))}
    shows = [[answer in one.answers.get(question, ()) for one in described] for question, answer in knowledge.taught]
    tells = [[knowledge.questions[of].several or of in one.answers for one in described] for of, _ in knowledge.taught]
    return Lessons(
        tuple((topic.title, *topic.phrases) for topic in topics),
        tuple(" ".join(claim.text for claim in (*topic.answer, *topic.facts)) for topic in topics),
        tuple(boundary.phrases for boundary in knowledge.boundaries.values()),
        tuple(one.texts for one in described),
        _members([*shows, [not one.answers for one in described]], len(described)),
        _members([*tells, [True] * len(described)], len(described)),
        tuple(place[taught_outcome(knowledge, one)] for one in described),
        tuple(knowledge.lexicon.values()),
    )


def outcomes(knowledge: Knowledge) -> tuple[str, ...]:
    """The outcomes to which some description leads, in order."""
    return tuple(dict.fromkeys(taught_outcome(knowledge, one) for one in knowledge.descriptions.values()))


def _members(rows: Sequence[Sequence[bool]], count: int) -> Members:
    return np.array(rows, bool).reshape(len(rows), count)
