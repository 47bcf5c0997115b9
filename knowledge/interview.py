"""The interview as data: which question comes next, and which no longer matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import model
from knowledge.base import Knowledge
from knowledge.recommend import decide, needs
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
    key = (needs(knowledge, answers), frozenset(answers))
    return knowledge.left.get(key, lambda: _questions_left(knowledge, answers))


def _questions_left(knowledge: Knowledge, answers: Answers) -> int:
    question = next_question(knowledge, answers)
    if question is None:
        return 0
    ways = knowledge.alone[question.id].values() if question.decides else ()
    most = max(
        sum(1 for _ in open_questions(knowledge, {**answers, question.id: chosen}))
        for chosen in (frozenset[str](), *ways)
    )
    return min(LIMIT - len(answers), 1 + most)


def open_questions(knowledge: Knowledge, answers: Answers) -> Iterator[model.Question]:
    """Unanswered questions that still matter, in order."""
    for question in knowledge.mattering.get(needs(knowledge, answers), lambda: _mattering(knowledge, answers)):
        if question.id not in answers:
            yield question


def _mattering(knowledge: Knowledge, answers: Answers) -> tuple[model.Question, ...]:
    """All questions that matter beside the answers that decide, except those of these that were answered."""
    decision = decide(knowledge, answers)
    return tuple(
        question
        for question in knowledge.questions.values()
        if not (question.decides and question.id in answers)
        and (_is_asked(knowledge, question, decision) or any(_ways(knowledge, question, decision, answers, asked=True)))
    )


@dataclass(frozen=True)
class Revision:
    """The answers after some were given or changed, and what that did to the others."""

    answers: Answers
    dropped: tuple[str, ...]
    """Questions whose answers mattered before and no longer do, so they are gone."""
    raised: tuple[str, ...]
    """Questions without an answer that did not matter before and do now."""


def revise(knowledge: Knowledge, answers: Answers, given: Answers) -> Revision:
    """Put `given` into `answers`, and drop every other answer that mattered before and no longer does."""
    mattered = {name for name in answers if name not in given and _matters_still(knowledge, name, answers)}
    before = {question.id for question in open_questions(knowledge, answers)}
    revised = {**answers, **given}
    dropped: list[str] = []
    while moot := next((n for n in revised if n in mattered and not _matters_still(knowledge, n, revised)), None):
        del revised[moot]
        dropped.append(moot)
    raised = [q.id for q in open_questions(knowledge, revised) if q.id not in before and q.id not in answers]
    return Revision(revised, tuple(dropped), tuple(raised))


def still_matters(knowledge: Knowledge, question: model.Question, answers: Answers) -> bool:
    """Whether the answer to `question` makes a difference beside the other answers, or has one worth keeping."""
    return question.id in answers or _matters_still(knowledge, question.id, answers)


def _matters_still(knowledge: Knowledge, name: str, answers: Answers) -> bool:
    others = {other: chosen for other, chosen in answers.items() if other != name}
    return matters(knowledge, knowledge.questions[name], decide(knowledge, others), others)


def matters(knowledge: Knowledge, question: model.Question, decision: Decision, answers: Answers) -> bool:
    """Whether some answer to `question` could change the outcome or anything that is said with it."""
    return _is_asked(knowledge, question, decision) or any(_ways(knowledge, question, decision, answers))


def _ways(
    knowledge: Knowledge, question: model.Question, decision: Decision, answers: Answers, asked: bool = False
) -> Iterator[Decision]:
    """Other decisions to which some answer to `question` leads; with `asked`, those for which it is worth asking."""
    for chosen in knowledge.alone[question.id].values() if question.decides else ():
        other = decide(knowledge, {**answers, question.id: chosen})
        if other.rule_ids != decision.rule_ids and (not asked or any(rule.asks for rule in other.rules)):
            yield other


def _is_asked(knowledge: Knowledge, question: model.Question, decision: Decision) -> bool:
    return question.id in knowledge.asked.get(decision.rule_ids, lambda: _asked(knowledge, decision))


def _asked(knowledge: Knowledge, decision: Decision) -> frozenset[str]:
    """Questions that something which follows from the decision hangs on."""
    return frozenset(
        name
        for finding in findings(knowledge)
        if finding.asks and situation_fits(finding, decision.options, decision.rule_ids)
        for name, wanted in finding.when.items()
        if answer_ids(knowledge.questions[name], wanted)
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
