"""Scores replies to a file of questions: does each say what it must, and is it the right kind of reply?"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.reply import Reply, render
from knowledge.rules import BOTH

Kind = Literal["ask", "recommend", "out_of_scope", "smalltalk"]
KINDS: tuple[Kind, ...] = get_args(Kind)
IN_SCOPE: tuple[Kind, ...] = ("ask", "recommend")

EITHER = "either"
"""As an option: the text is too vague or mixed for one, so the right reply asks back or explains both."""


class Question(BaseModel):
    """A line of a question file; other keys, such as `source` and `note`, are for readers."""

    model_config = ConfigDict(frozen=True, strict=True)

    id: str
    text: str
    kind: Kind
    topic: str | None = None
    option: Literal["service-hosted", "application-hosted", "both", "neither", "either"] | None = None
    must_mention: list[str] = Field(default_factory=list)
    """Regular expressions; each must be found in the reply, in any case."""
    must_not: list[str] = Field(default_factory=list)
    """Prose for a reader; it scores nothing."""


@dataclass(frozen=True)
class Verdict:
    """A question, the reply to it, and what is wrong with the reply."""

    question: Question
    reply: Reply
    missed: tuple[str, ...]
    """Patterns of `must_mention` that the reply's text does not contain."""
    wrong: tuple[str, ...]
    """Other faults, in words."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.missed and not self.wrong


@dataclass(frozen=True)
class Score:
    """How many of some questions passed."""

    name: str
    passed: int
    count: int

    @property
    def percent(self) -> float:
        """The share that passed; 0 for no question."""
        return 100 * self.passed / self.count if self.count else 0.0


def read_questions(lines: Iterable[str]) -> list[Question]:
    """The questions of a file; ValueError names the line that is malformed, and how."""
    questions: list[Question] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = Question.model_validate(json.loads(line))
            for pattern in question.must_mention:
                re.compile(pattern)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is not JSON: {error.msg}") from error
        except ValidationError as error:
            raise ValueError(f"line {number}: {_said(error)}") from error
        except re.error as error:
            raise ValueError(f"line {number}: must_mention: {error.pattern!r} is no pattern: {error.msg}") from error
        if question.kind == "recommend" and question.option is None:
            raise ValueError(f"line {number}: a question of kind recommend needs an option")
        questions.append(question)
    return questions


def judge(question: Question, reply: Reply) -> Verdict:
    """Compare a reply with what the question expects; its text is what `ask --jsonl` writes."""
    text = render(reply, addresses=False)
    missed = tuple(pattern for pattern in question.must_mention if not re.search(pattern, text, re.IGNORECASE))
    return Verdict(question, reply, missed, tuple(_wrong(question, reply)))


def judge_all(questions: Iterable[Question], answer: Callable[[str], Reply]) -> list[Verdict]:
    """Ask each question and judge the reply."""
    return [judge(question, answer(question.text)) for question in questions]


def scores(verdicts: Sequence[Verdict]) -> list[Score]:
    """For each kind of question that there is, how many passed."""
    groups = {kind: [verdict for verdict in verdicts if verdict.question.kind == kind] for kind in KINDS}
    return [
        Score(kind, sum(verdict.passed for verdict in group), len(group)) for kind, group in groups.items() if group
    ]


def declined(verdicts: Iterable[Verdict], kinds: Sequence[Kind] = IN_SCOPE) -> Score:
    """Of the questions of these kinds, how many were declined; for those in scope, none should be."""
    group = [verdict for verdict in verdicts if verdict.question.kind in kinds]
    return Score("declined", sum(verdict.reply.kind == "decline" for verdict in group), len(group))


def _wrong(question: Question, reply: Reply) -> Iterable[str]:
    match question.kind:
        case "ask" if reply.kind in ("decline", "chat"):
            yield f"the kind is {reply.kind}, not an answer"
        case "recommend" if question.option == EITHER:
            if reply.kind != "clarify" and reply.option not in (None, BOTH):
                yield f"the option is {reply.option}, neither left open nor both"
        case "recommend" if reply.option != question.option:
            yield f"the option is {reply.option or 'left open'}, not {question.option}"
        case "out_of_scope" if reply.kind != "decline":
            yield f"the kind is {reply.kind}, not decline"


def _said(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else str(first["msg"])
