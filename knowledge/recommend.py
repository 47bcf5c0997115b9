"""Answers -> Recommendation: which option, why, what stands in the way, what is needed, what would change it.

Two steps that can be checked apart from each other. Needs choose the outcome: of all outcome rules that apply, those
with the lowest rank decide. What follows from it (blockers, notices, requirements, permissions, steps, samples) then
reads the outcome and one further answer each. Nothing here reads a clock or a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar, cast

from knowledge import model
from knowledge.base import Knowledge
from knowledge.rules import Answers, Decision, Needed, Needs, met, situation_fits

_F = TypeVar("_F", bound=model.Finding)


@dataclass(frozen=True)
class Reason:
    """Why the outcome is what it is: the answer that caused it, if it was a single one, and the claim."""

    answer: tuple[str, str] | None
    """Question and answer id."""
    claim: model.Claim


@dataclass(frozen=True)
class WhatIf:
    """Changed answers, any one of which would change the verdict in the same way."""

    change: str
    """`adding`, `without` or `instead`."""
    question: str
    answers: tuple[str, ...]
    outcome: str
    blocked: bool


@dataclass(frozen=True)
class Recommendation:
    """All that follows from the answers."""

    outcome: str
    options: tuple[str, ...]
    rules: tuple[str, ...]
    blocked: bool
    provisional: bool
    """No need is known yet, so this is only where to begin."""
    reasons: tuple[Reason, ...]
    blockers: tuple[model.Blocker, ...]
    kept: tuple[model.Notice, ...]
    """What keeping media means; shown before any link."""
    notices: tuple[model.Notice, ...]
    requirements: tuple[model.Requirement, ...]
    permissions: tuple[model.PermissionNeed, ...]
    steps: tuple[model.Step, ...]
    samples: tuple[model.Sample, ...]
    alternatives: tuple[model.Alternative, ...]
    what_if: tuple[WhatIf, ...]


def decide(knowledge: Knowledge, answers: Answers) -> Decision:
    """The outcome of the needs; LookupError if no rule applies or the deciding ones disagree (content checks both)."""
    return knowledge.decisions.get(needs(knowledge, answers), lambda: _decide(knowledge, answers))


def needs(knowledge: Knowledge, answers: Answers) -> Needs:
    """The answers that decide, as what all that follows from them alone is remembered by."""
    return tuple([answers.get(name) for name in knowledge.deciding])


def _decide(knowledge: Knowledge, answers: Answers) -> Decision:
    deciding: list[model.OutcomeRule] = []
    for rule in knowledge.ranked_rules:
        if deciding and rule.entry.rank > deciding[0].rank:
            break
        if rule.applies(answers):
            deciding.append(rule.entry)
    if not deciding:
        raise LookupError("no outcome rule applies")
    rank = deciding[0].rank
    if len({rule.options for rule in deciding}) > 1:
        raise LookupError(f"rules of rank {rank} disagree: {', '.join(rule.id for rule in deciding)}")
    key = tuple(rule.id for rule in deciding)
    return knowledge.distinct.setdefault(key, Decision(tuple(deciding), deciding[0].options))


def applying(
    knowledge: Knowledge, group: str, findings: Iterable[_F], decision: Decision, answers: Answers
) -> Iterator[_F]:
    """Those findings that belong to the decision and whose further answer was given; `group` is what they are called.

    Which ones belong to a decision is found once: what-ifs ask for the blockers of some thirty decisions each time.
    """

    def fitting() -> tuple[tuple[model.Finding, Needed], ...]:
        return tuple(
            (finding, knowledge.needed(finding))
            for finding in findings
            if situation_fits(finding, decision.options, decision.rule_ids)
        )

    for finding, needed in knowledge.fitting.get((group, decision.options, decision.rule_ids), fitting):
        if met(needed, answers):
            yield cast(_F, finding)


def recommend(knowledge: Knowledge, answers: Answers) -> Recommendation:
    """Everything that follows from `answers` (see `knowledge.rules.Answers`)."""
    decision = decide(knowledge, answers)
    blockers = tuple(applying(knowledge, "blockers", knowledge.blockers.values(), decision, answers))
    notices = tuple(applying(knowledge, "notices", knowledge.notices.values(), decision, answers))
    return Recommendation(
        outcome=decision.outcome,
        options=decision.options,
        rules=tuple(rule.id for rule in decision.rules),
        blocked=_blocked(knowledge, decision, answers),
        provisional=not any(answers.get(q.id) for q in knowledge.questions.values() if q.decides),
        reasons=tuple(_reasons(knowledge, decision, answers)),
        blockers=tuple(sorted(blockers, key=lambda blocker: not blocker.hard)),
        kept=tuple(notice for notice in notices if notice.kept),
        notices=tuple(notice for notice in notices if not notice.kept),
        requirements=tuple(applying(knowledge, "requirements", knowledge.requirements.values(), decision, answers)),
        permissions=_permissions(
            applying(knowledge, "permission_needs", knowledge.permission_needs.values(), decision, answers)
        ),
        steps=tuple(applying(knowledge, "steps", knowledge.steps.values(), decision, answers)),
        samples=_samples(knowledge, decision, answers),
        alternatives=_alternatives(knowledge, decision, blockers),
        what_if=tuple(_what_if(knowledge, decision, answers)),
    )


def _blocked(knowledge: Knowledge, decision: Decision, answers: Answers) -> bool:
    """Whether the recommended option cannot be had as things stand; `neither` never is."""
    return bool(decision.options) and any(applying(knowledge, "hard", knowledge.hard, decision, answers))


def _reasons(knowledge: Knowledge, decision: Decision, answers: Answers) -> Iterator[Reason]:
    for rule in decision.rules:
        for claim in rule.because:
            yield Reason(None, claim)
    causes = {
        (question, answer)
        for rule in knowledge.compiled_rules
        if rule.entry.id in decision.rule_ids
        for need in rule.when
        for question, wanted in need
        for answer in wanted
    }
    for question in knowledge.questions.values():
        given = answers.get(question.id, frozenset())
        for entry in question.answers if given else ():
            if entry.id in given and entry.reason is not None and (question.id, entry.id) in causes:
                yield Reason((question.id, entry.id), entry.reason)


def _permissions(needs: Iterable[model.PermissionNeed]) -> tuple[model.PermissionNeed, ...]:
    """Each permission once, for the first reason that asks for it."""
    first: dict[str, model.PermissionNeed] = {}
    for need in needs:
        first.setdefault(need.permission, need)
    return tuple(first.values())


def _samples(knowledge: Knowledge, decision: Decision, answers: Answers) -> tuple[model.Sample, ...]:
    """Samples that fit, the best fit first."""
    fits = (fit for sample in knowledge.samples.values() for fit in sample.fits)
    orders: dict[str, int] = {}
    for fit in applying(knowledge, "fits", fits, decision, answers):
        sample = knowledge.fits[id(fit)]
        orders[sample.id] = min(fit.order, orders.get(sample.id, fit.order))
    return tuple(knowledge.samples[name] for name in sorted(orders, key=lambda name: orders[name]))


def _alternatives(
    knowledge: Knowledge, decision: Decision, blockers: Iterable[model.Blocker]
) -> tuple[model.Alternative, ...]:
    names = [name for rule in decision.rules for name in rule.alternatives]
    names += [name for blocker in blockers for name in blocker.alternatives]
    return tuple(knowledge.alternatives[name] for name in dict.fromkeys(names))


def _what_if(knowledge: Knowledge, decision: Decision, answers: Answers) -> Iterator[WhatIf]:
    """Single changes that lead to another outcome, or that block or unblock this one, grouped by what they lead to."""
    now = (decision.outcome, _blocked(knowledge, decision, answers))
    for question in knowledge.questions.values():
        if not question.decides and (question.id not in answers or question.id not in knowledge.barring):
            continue
        groups: dict[tuple[str, str, bool], list[str]] = {}
        for change, answer, changed in _changes(knowledge, question, answers):
            other = decide(knowledge, changed)
            then = (other.outcome, _blocked(knowledge, other, changed))
            if then != now:
                groups.setdefault((change, *then), []).append(answer)
        for (change, outcome, blocked), names in groups.items():
            yield WhatIf(change, question.id, tuple(names), outcome, blocked)


def _changes(knowledge: Knowledge, question: model.Question, answers: Answers) -> Iterator[tuple[str, str, Answers]]:
    """Each single change of the answer to one question, with the answers that result."""
    given, alone = answers.get(question.id, frozenset()), knowledge.alone[question.id]
    for entry in question.answers:
        if not question.several or entry.exclusive:
            if entry.id not in given:
                change = "instead" if given or not question.several else "adding"
                yield change, entry.id, {**answers, question.id: alone[entry.id]}
        elif entry.id in given:
            if len(given) > 1:
                yield "without", entry.id, {**answers, question.id: given - {entry.id}}
        elif not any(a.exclusive and a.id in given for a in question.answers):
            yield "adding", entry.id, {**answers, question.id: given | {entry.id}}
