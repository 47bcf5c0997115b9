"""Conditions over answers, resolved once so that testing them is a set intersection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.model import Condition, Finding, OutcomeRule, Question

Answers = Mapping[str, frozenset[str]]
"""Question id to the chosen answer ids. An empty set is `not sure`; a missing question was not answered."""

Needed = tuple[tuple[str, frozenset[str]], ...]
"""A resolved condition: for each question, the answers of which at least one must have been given."""

Needs = tuple[frozenset[str] | None, ...]
"""The answers to the questions that decide, in their order."""

BOTH = "both"
NEITHER = "neither"


@dataclass(frozen=True)
class Rule:
    """An outcome rule with resolved conditions."""

    entry: OutcomeRule
    when: tuple[Needed, ...]
    unless: tuple[Needed, ...]

    def applies(self, answers: Answers) -> bool:
        """Whether all of `when` and none of `unless` is met."""
        for (
            need
        ) in self.when:  # plain loops: rules are tested in the ten thousands, generators take three times as long
            if not met(need, answers):
                return False
        for need in self.unless:
            if met(need, answers):
                return False
        return True


@dataclass(frozen=True)
class Decision:
    """The outcome of the needs alone."""

    rules: tuple[OutcomeRule, ...]
    """The deciding rules; all of one rank."""
    options: tuple[str, ...]
    """Recommended options: none, one, or one for each kind of call."""

    @cached_property
    def outcome(self) -> str:
        """An option's id, `both` (of several) or `neither`."""
        if len(self.options) == 1:
            return self.options[0]
        return BOTH if self.options else NEITHER

    @cached_property
    def rule_ids(self) -> frozenset[str]:
        """Ids of the deciding rules."""
        return frozenset(rule.id for rule in self.rules)


def answer_ids(question: Question, names: tuple[str, ...]) -> frozenset[str]:
    """Answers of `question` that are named by id or by one of their kinds."""
    wanted = set(names)
    return frozenset(a.id for a in question.answers if a.id in wanted or wanted.intersection(a.kinds))


def resolve(condition: Condition, questions: Mapping[str, Question]) -> Needed:
    """Replace names by sets of answer ids."""
    return tuple((q, answer_ids(questions[q], names)) for q, names in condition.items())


def compile_rule(rule: OutcomeRule, questions: Mapping[str, Question]) -> Rule:
    """Resolve all conditions of an outcome rule."""
    return Rule(
        rule,
        tuple(resolve(c, questions) for c in rule.when),
        tuple(resolve(c, questions) for c in rule.unless),
    )


def met(need: Needed, answers: Answers) -> bool:
    """Whether each question of the condition was answered with one of the answers it lists."""
    for question, wanted in need:
        given = answers.get(question)
        if not given or wanted.isdisjoint(given):
            return False
    return True


def situation_fits(finding: Finding, options: tuple[str, ...], deciding: frozenset[str]) -> bool:
    """Whether a finding belongs to this outcome, leaving its further answer aside."""
    if finding.options:
        if not set(finding.options).intersection(options):
            return False
    elif not options and not finding.rules:
        return False
    if finding.rules and deciding.isdisjoint(finding.rules):
        return False
    return deciding.isdisjoint(finding.except_rules)
