"""A typed message that corrects an earlier answer: which question it means, and the new answer if it gives one.

How people say it is content: frames such as `change {question} to {answer}` (notation in `data/corrections.yaml`). To
a question with several answers one can be added (`also {answer}`), or taken away again (`drop {answer}`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from knowledge.base import Knowledge
from knowledge.frames import compile_frame
from knowledge.model import Question
from knowledge.rules import Answers
from knowledge.text import fold, words
from knowledge.understand import named_answer, typed_answer, understand

MOST_WORDS = 14
"""Words of a message that is compared with frames; longer ones are descriptions."""


Way = Literal["set", "add", "drop"]


@dataclass(frozen=True)
class Correction:
    """A question whose answer is to change; `chosen` is None where it is to be asked again."""

    question: str
    chosen: frozenset[str] | None = None
    way: Way = "set"
    """Whether `chosen` takes the place of what was answered, is added to it, or goes from it."""

    def upon(self, knowledge: Knowledge, answers: Answers) -> frozenset[str] | None:
        """All that is chosen once this is applied to `answers`; None where the question is to be asked again."""
        known = answers.get(self.question, frozenset())
        if self.chosen is None or self.way == "set":
            return self.chosen
        if self.way == "drop":
            return known - self.chosen or None
        alone = frozenset(answer.id for answer in knowledge.questions[self.question].answers if answer.exclusive)
        return self.chosen if self.chosen & alone else (known - alone) | self.chosen


def corrections(knowledge: Knowledge, text: str) -> tuple[Correction, ...]:
    """What `text` could correct: nothing, one answer, or one of several between which the text does not choose."""
    return knowledge.corrected.get(text, lambda: _corrections(knowledge, text))


def _corrections(knowledge: Knowledge, text: str) -> tuple[Correction, ...]:
    if not 0 < len(words(text)) <= MOST_WORDS:
        return ()
    folded = f"{fold(text)} "
    frames: tuple[tuple[Way, tuple[str, ...]], ...] = (
        ("add", knowledge.additions),
        ("drop", knowledge.removals),
        ("set", knowledge.corrections),
    )
    for way, listed in frames:
        for frame in listed:
            match = compile_frame(frame).fullmatch(folded)
            if match is not None and (found := tuple(_read(knowledge, match.groupdict(), way))):
                return found
    return ()


def named(knowledge: Knowledge, text: str, among: Iterable[str]) -> dict[str, frozenset[str]]:
    """The answers that the whole text names, by question, of the questions `among`."""
    found: dict[str, frozenset[str]] = {}
    for name in among:
        if chosen := named_answer(knowledge.questions[name], text):
            found[name] = chosen
    return found


def _read(knowledge: Knowledge, holes: Mapping[str, str | None], way: Way) -> Iterator[Correction]:
    question = next((q for q in knowledge.questions.values() if _is_name(q, holes.get("question"))), None)
    piece = holes.get("answer")
    if holes.get("question") is not None:
        if question is None:
            return
        if piece is None:
            yield Correction(question.id)
        elif (chosen := _chosen(knowledge, question, piece)) is not None:
            yield Correction(question.id, chosen)
    elif piece is not None:
        found = named(knowledge, piece, knowledge.questions) or understand(knowledge, piece).answers
        for name, chosen in found.items():
            if way == "set" or knowledge.questions[name].several:
                yield Correction(name, chosen, way)


def _is_name(question: Question, piece: str | None) -> bool:
    return piece is not None and piece in {fold(name) for name in (question.name, question.id, *question.also)}


def _chosen(knowledge: Knowledge, question: Question, piece: str) -> frozenset[str] | None:
    typed = typed_answer(question, piece)
    return typed if typed is not None else understand(knowledge, piece).answers.get(question.id)
