"""The knowledge base: all content, indexed by id, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge import model
from knowledge.memo import Memo
from knowledge.rules import Decision, Needed, Needs, Rule, compile_rule, resolve
from knowledge.signs import Sign, Signs, read
from knowledge.strings import Strings

if TYPE_CHECKING:
    from knowledge.corrections import Correction
    from knowledge.reply import Reply
    from knowledge.understand import Understood

REMEMBERED = 4096
"""Decisions that are kept: what-ifs and progress ask for the same few again and again."""

HINTS = ("follow_ups", "wishes", "choices", "elsewhere")
"""Lists of signs that say something about a text as a whole."""
LATEST = 16
"""Texts of which is kept what they say."""


@dataclass(frozen=True)
class Knowledge:
    """Everything the bot knows. Made by `knowledge.load`, never changed afterwards."""

    pages: Mapping[str, model.Page]
    facts: Mapping[str, model.PageFacts]
    """Captured pages: page id to what was recorded of it."""
    aspects: Mapping[str, model.Aspect]
    options: Mapping[str, model.Option]
    questions: Mapping[str, model.Question]
    rules: Mapping[str, model.OutcomeRule]
    blockers: Mapping[str, model.Blocker]
    notices: Mapping[str, model.Notice]
    requirements: Mapping[str, model.Requirement]
    permissions: Mapping[str, model.Permission]
    """By Graph name."""
    permission_needs: Mapping[str, model.PermissionNeed]
    steps: Mapping[str, model.Step]
    samples: Mapping[str, model.Sample]
    alternatives: Mapping[str, model.Alternative]
    topics: Mapping[str, model.Topic]
    areas: Mapping[str, model.Area]
    """The subjects under which topics can be browsed, in their order."""
    commands: Mapping[str, model.Command]
    smalltalk: Mapping[str, model.SmallTalk]
    boundaries: Mapping[str, model.Boundary]
    lexicon: Mapping[str, model.Term]
    descriptions: Mapping[str, model.Description]
    verdicts: Mapping[str, model.Verdict]
    follow_ups: tuple[str, ...]
    """Signs of a question that leans on the last answer."""
    wishes: tuple[str, ...]
    """Signs of somebody who wants a bot and does not say what for."""
    choices: tuple[str, ...]
    """Signs of somebody who asks which option to take."""
    elsewhere: tuple[str, ...]
    """Signs of a text about another product than Teams."""
    languages: Mapping[str, model.Language]
    """Languages that the bot does not speak."""
    common: tuple[str, ...]
    """Frequent words of English."""
    corrections: tuple[str, ...]
    """Frames of messages that correct an earlier answer; see `knowledge/corrections.py` for the notation."""
    additions: tuple[str, ...]
    """Frames of messages that add an answer to those given before."""
    removals: tuple[str, ...]
    """Frames of messages that take an answer away again."""
    strings: Strings
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """The drawings, by file name."""
    digest: str = ""
    """Of the files it was read from."""

    @cached_property
    def compiled_rules(self) -> tuple[Rule, ...]:
        """The outcome rules with their conditions resolved to sets of answers."""
        return tuple(compile_rule(rule, self.questions) for rule in self.rules.values())

    @cached_property
    def ranked_rules(self) -> tuple[Rule, ...]:
        """The compiled rules, those of the lowest rank first, which decide."""
        return tuple(sorted(self.compiled_rules, key=lambda rule: rule.entry.rank))

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """Ids of the questions that outcome rules read."""
        return tuple(question.id for question in self.questions.values() if question.decides)

    @cached_property
    def decisions(self) -> Memo[Needs, Decision]:
        """Decisions that were made, by the answers to the deciding questions."""
        return Memo(REMEMBERED)

    @cached_property
    def fitting(self) -> Memo[tuple[str, tuple[str, ...], frozenset[str]], tuple[tuple[model.Finding, Needed], ...]]:
        """Findings that belong to an outcome, with their conditions, by what they are and its options and rules."""
        return Memo(REMEMBERED)

    @cached_property
    def distinct(self) -> dict[tuple[str, ...], Decision]:
        """Decisions by the rules that they follow from: thousands of needs lead to a hundred of them."""
        return {}

    @cached_property
    def hard(self) -> tuple[model.Blocker, ...]:
        """The blockers without which an option could be had."""
        return tuple(blocker for blocker in self.blockers.values() if blocker.hard)

    @cached_property
    def fits(self) -> Mapping[int, model.Sample]:
        """The samples by what they fit (by its `id`), in their order."""
        return {id(fit): sample for sample in self.samples.values() for fit in sample.fits}

    @cached_property
    def barring(self) -> frozenset[str]:
        """Ids of the questions whose answers can bar an option or free it, whether or not they decide."""
        return frozenset(question for blocker in self.hard for question in blocker.when)

    @cached_property
    def mattering(self) -> Memo[Needs, tuple[model.Question, ...]]:
        """Questions that matter, by the answers to the deciding questions."""
        return Memo(REMEMBERED)

    @cached_property
    def leading(self) -> Memo[str, Mapping[str, frozenset[str]]]:
        """By question: answers that descriptions teach, by the outcome to which each leads alone."""
        return Memo(REMEMBERED)

    @cached_property
    def taught(self) -> tuple[tuple[str, str], ...]:
        """Question and answer of everything that some description shows, in the order of the interview."""
        shown = {(name, a) for d in self.descriptions.values() for name, answers in d.answers.items() for a in answers}
        return tuple((q.id, a.id) for q in self.questions.values() for a in q.answers if (q.id, a.id) in shown)

    @cached_property
    def left(self) -> Memo[tuple[Needs, frozenset[str]], int]:
        """How many questions are left, by the answers to the deciding questions and the questions answered."""
        return Memo(REMEMBERED)

    @cached_property
    def signed(self) -> Memo[str, Understood]:
        """What signs alone show in the texts of the latest turns."""
        return Memo(LATEST)

    @cached_property
    def understood(self) -> Memo[str, Understood]:
        """What was understood in the texts of the latest turns, each of which is looked at from several sides."""
        return Memo(LATEST)

    @cached_property
    def corrected(self) -> Memo[str, tuple[Correction, ...]]:
        """What the texts of the latest turns could correct."""
        return Memo(LATEST)

    @cached_property
    def frequent(self) -> frozenset[str]:
        """The frequent words of English."""
        return frozenset(self.common)

    @cached_property
    def asked(self) -> Memo[frozenset[str], frozenset[str]]:
        """Questions that what follows from an outcome asks for, by the ids of the rules that led to it."""
        return Memo(REMEMBERED)

    @cached_property
    def _signs(self) -> Signs[tuple[str, str]]:
        """All signs, so that a text is gone through once: by question id and answer id, or the name of a hint."""
        answers = {(q.id, answer.id): answer.signs for q in self.questions.values() for answer in q.answers}
        return Signs({**answers, **{("", name): getattr(self, name) for name in HINTS}})

    @cached_property
    def _shown(self) -> Memo[str, Mapping[tuple[str, str], Sign]]:
        return Memo(LATEST)

    def shown(self, text: str) -> dict[str, dict[str, Sign]]:
        """The signs that the text shows, by question id and answer id."""
        found: dict[str, dict[str, Sign]] = {}
        for (question, answer), sign in self._found(text).items():
            if question:
                found.setdefault(question, {})[answer] = sign
        return found

    def denied(self, text: str) -> frozenset[tuple[str, str]]:
        """Question and answer of signs that would be shown if the text did not deny them."""
        reading = read(text)
        if not reading.negated:
            return frozenset()
        affirmed = self._signs.found(replace(reading, negated=0))
        return frozenset(key for key in affirmed.keys() - self._found(text).keys() if key[0])

    def hints(self, text: str) -> frozenset[str]:
        """Which of `HINTS` have a sign that the text shows."""
        return frozenset(name for question, name in self._found(text) if not question)

    def _found(self, text: str) -> Mapping[tuple[str, str], Sign]:
        return self._shown.get(text, lambda: self._signs.found(read(text)))

    @cached_property
    def answered(self) -> Memo[str, Reply]:
        """The answer cards of topics, which are always the same."""
        return Memo(REMEMBERED)

    @cached_property
    def put(self) -> Memo[tuple[str, frozenset[str] | None, int, bool, bool, frozenset[str]], Reply]:
        """The cards of questions, by all that they depend on: see `question_reply`."""
        return Memo(REMEMBERED)

    @cached_property
    def cited(self) -> Memo[str, str]:
        """Lines about sources, by citation."""
        return Memo(REMEMBERED)

    @cached_property
    def common_words(self) -> frozenset[str]:
        """`common` as a set."""
        return frozenset(self.common)

    @cached_property
    def _needed(self) -> dict[int, Needed]:
        fits = (fit for sample in self.samples.values() for fit in sample.fits)
        groups = (self.blockers, self.notices, self.requirements, self.permission_needs, self.steps)
        findings = (entry for group in groups for entry in group.values())
        entries: list[model.Finding | model.Aspect] = [*self.aspects.values(), *fits, *findings]
        return {id(entry): resolve(entry.when, self.questions) for entry in entries}

    def needed(self, entry: model.Finding | model.Aspect) -> Needed:
        """The resolved condition of an entry of this knowledge base."""
        return self._needed[id(entry)]

    def answer(self, question: str, answer: str) -> model.Answer:
        """The answer entry `answer` of `question`; KeyError if there is none."""
        return self._answers[question, answer]

    @cached_property
    def _answers(self) -> dict[tuple[str, str], model.Answer]:
        return {(q.id, answer.id): answer for q in self.questions.values() for answer in q.answers}

    @cached_property
    def alone(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """By question and answer, in the order of their numbers: the choice of that alone, one set for all."""
        return {q.id: {answer.id: frozenset({answer.id}) for answer in q.answers} for q in self.questions.values()}
