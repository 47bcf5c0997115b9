"""A typed message that corrects an earlier answer: which question it means, and the new answer if it gives one.

How people say it is content: frames such as `change {question} to {answer}` (notation in `data/corrections.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge.base import Knowledge
from knowledge.frames import compile_frame
from knowledge.model import Question
from knowledge.text import fold, words
from knowledge.understand import named_answer, typed_answer, understand

MOST_WORDS = 14
"""Words of a message that is compared with frames; longer ones are descriptions."""


@dataclass(frozen=True)
class Correction:
    """A question whose answer is to change; `chosen` is None where it is to be asked again."""

    question: str
    chosen: frozenset[str] | None = None


def corrections(knowledge: Knowledge, text: str) -> tuple[Correction, ...]:
    """What `text` could correct: nothing, one answer, or one of several between which the text does not choose."""
    if not 0 < len(words(text)) <= MOST_WORDS:
        return ()
    folded = f"{fold(text)} "
    for frame in knowledge.corrections:
        match = compile_frame(frame).fullmatch(folded)
        if match is not None and (found := tuple(_read(knowledge, match.groupdict()))):
            return found
    return ()


def named(knowledge: Knowledge, text: str, among: Iterable[str]) -> dict[str, frozenset[str]]:
    """The answers that the whole text names, by question, of the questions `among`."""
    found: dict[str, frozenset[str]] = {}
    for name in among:
        if chosen := named_answer(knowledge.questions[name], text):
            found[name] = chosen
    return found


def _read(knowledge: Knowledge, holes: Mapping[str, str | None]) -> Iterator[Correction]:
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
        yield from (Correction(name, chosen) for name, chosen in found.items())


def _is_name(question: Question, piece: str | None) -> bool:
    return piece is not None and piece in {fold(name) for name in (question.name, question.id, *question.also)}


def _chosen(knowledge: Knowledge, question: Question, piece: str) -> frozenset[str] | None:
    typed = typed_answer(question, piece)
    return typed if typed is not None else understand(knowledge, piece).answers.get(question.id)
