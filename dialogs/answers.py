"""Recognizes an answer: in the data of a button, or in what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.cards.card import CHOICE
from knowledge.base import Knowledge
from knowledge.model import Question


@dataclass(frozen=True)
class Submitted:
    """What a pressed button asks for.

    `do` is empty if the data is not from one of our cards, and `outdated` if it names a question or an answer that the
    content no longer has.
    """

    do: str
    interview: str
    question: Question | None
    chosen: frozenset[str]
    """Chosen answers; empty for `not sure`."""
    ticked: bool
    """Whether the answers come from tick boxes, where choosing none is a slip and not an answer."""
    name: str
    """Command or topic."""


def read_submit(knowledge: Knowledge, data: Mapping[str, Any]) -> Submitted:
    """Read a button's data; what does not fit the present content counts as not ours."""
    fields = {key: data.get(key, "") for key in ("do", "q", "a", "n", "i", CHOICE)}
    if data.get("v") != 1 or not all(isinstance(value, str) for value in fields.values()):
        return Submitted("", "", None, frozenset(), False, "")
    question = knowledge.questions.get(fields["q"])
    ticked = fields["a"] == "*"
    names = (fields[CHOICE] if ticked else fields["a"]).split(",")
    chosen = frozenset(name.strip() for name in names if name.strip())
    known = {answer.id for answer in question.answers} if question else set()
    do = fields["do"]
    fits = question is not None and chosen <= known and (question.several or len(chosen) < 2)
    if do in ("answer", "change") and not fits:
        do = "outdated"
    return Submitted(do, fields["i"], question, chosen, ticked, fields["n"])


def standing_alone(question: Question, chosen: frozenset[str]) -> str | None:
    """The label of a chosen answer that cannot be combined with the others that were chosen."""
    if len(chosen) < 2:
        return None
    return next((answer.label for answer in question.answers if answer.exclusive and answer.id in chosen), None)
