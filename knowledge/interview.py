"""The interview as data: which question comes next, and which no longer matters."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge import model
from knowledge.base import Knowledge
from knowledge.recommend import decide
from knowledge.rules import Answers, Decision, answer_ids, situation_fits

LIMIT = 6
"""Questions that one interview asks at most."""


def next_question(knowledge: Knowledge, answers: Answers) -> model.Question | None:
    """The first unanswered question that still matters, or None when enough is known."""
    if len(answers) >= LIMIT:
        return None
    return next(open_questions(knowledge, answers), None)


def questions_left(knowledge: Knowledge, answers: Answers) -> int:
    """How many more questions there can be at most, the next one included."""
    question = next_question(knowledge, answers)
    if question is None:
        return 0
    ways = [frozenset({entry.id}) for entry in question.answers] if question.decides else []
    most = max(
        sum(1 for _ in open_questions(knowledge, {**answers, question.id: chosen}))
        for chosen in (frozenset[str](), *ways)
    )
    return min(LIMIT - len(answers), 1 + most)


def open_questions(knowledge: Knowledge, answers: Answers) -> Iterator[model.Question]:
    """Unanswered questions that still matter, in order."""
    decision = decide(knowledge, answers)
    for question in knowledge.questions.values():
        if question.id not in answers and matters(knowledge, question, decision, answers):
            yield question


def matters(knowledge: Knowledge, question: model.Question, decision: Decision, answers: Answers) -> bool:
    """Whether some answer to `question` could change the outcome or anything that is said with it."""
    for entry in question.answers if question.decides else ():
        other = decide(knowledge, {**answers, question.id: frozenset({entry.id})})
        if other.rules != decision.rules:
            return True
    return any(
        finding.asks
        and question.id in finding.when
        and answer_ids(question, finding.when[question.id])
        and situation_fits(finding, decision.options, decision.rule_ids)
        for finding in findings(knowledge)
    )


def findings(knowledge: Knowledge) -> Iterator[model.Finding]:
    """Everything that can follow from an outcome and one further answer."""
    yield from knowledge.blockers.values()
    yield from knowledge.notices.values()
    yield from knowledge.requirements.values()
    yield from knowledge.permission_needs.values()
    yield from knowledge.steps.values()
    for sample in knowledge.samples.values():
        yield from sample.fits
