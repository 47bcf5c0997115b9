"""What a description shows by wording, and by its likeness to other descriptions where no wording of it is known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from knowledge.base import Knowledge
from knowledge.understand import Understood


@dataclass(frozen=True)
class Likely:
    """What a text shows judged by the descriptions that it resembles, as log odds."""

    answers: Mapping[tuple[str, str], float]
    """By question and answer."""
    open: float
    """That it leaves everything open."""
    verdicts: Mapping[str, float] = field(default_factory=dict)
    """How much its words speak for each outcome, by regression; only differences count."""
    in_parts: Callable[[], Mapping[tuple[str, str], float]] = field(default=dict, compare=False)
    """By question and answer, of the sentence that shows it most; empty if there is only one."""

    @cached_property
    def parts(self) -> Mapping[tuple[str, str], float]:
        """`in_parts`, found out when it is needed: most messages are questions of one sentence."""
        return self.in_parts()

    def denying(self, denied: Collection[tuple[str, str]]) -> Likely:
        """This, with answers that the text denies as unlikely as can be: words do not tell `video` from `no video`."""
        if not denied:
            return self
        unlikely = {key: NEVER for key in denied if key in self.answers}
        return replace(
            self,
            answers={**self.answers, **unlikely},
            in_parts=lambda: {**self.parts, **unlikely} if self.parts else {},
        )


NEVER = -20.0
"""Log odds of what a text denies."""
LIKELY = 0.0
"""Log odds from which likeness alone shows an answer. From -2 on, two of three guesses were right: too few to say."""
SURELY = 4.0
"""Log odds from which likeness adds an answer to those that signs show: three of four such guesses were right."""
RATHER = 2.0
"""Log odds from which likeness answers a question that has one answer, where no sign does, …"""
CLEARLY = 5.0
"""… and from which it is believed rather than a sign."""
UNLIKELY = -5.0
"""Log odds below which an answer that a sign shows is dropped, if others remain or are likely, …"""
UNLIKELY_WEAK = -1.0
"""… and the same for a weak sign."""
UNLIKELY_IF_OPEN = -2.0
"""… and for any sign in a text that is like those that leave everything open, …"""
OPEN = 2.0
"""… which is from these log odds on."""


def with_likely(knowledge: Knowledge, understood: Understood, likely: Likely) -> Understood:
    """`understood`, with what likeness speaks for or clearly against; what it adds counts as weak.

    `python -m tests.bench.needs` measures how often that leads to the right outcome, and how often signs alone do, on
    descriptions that were left out in turn.
    """
    likely = likely.denying(understood.denied)
    by_question: dict[str, dict[str, float]] = {}
    for (of, answer), value in likely.answers.items():
        by_question.setdefault(of, {})[answer] = value
    for name, odds in by_question.items():
        if name in understood.ruled:
            continue
        if knowledge.questions[name].several:
            parts = {}
            if name in understood.answers:
                parts = {answer: likely.parts.get((name, answer), value) for answer, value in odds.items()}
            understood = _with(understood, name, odds, parts, likely.open)
        else:
            understood = _with_one(understood, name, odds)
    return understood


def _with_one(understood: Understood, question: str, odds: Mapping[str, float]) -> Understood:
    """For a question that has one answer: the likely one, unless a sign shows another that is not clearly wrong."""
    likely = max(odds, key=lambda answer: odds[answer])
    signed = understood.answers.get(question, frozenset())
    if odds[likely] < (CLEARLY if signed else RATHER) or likely in signed:
        return understood
    return replace(
        understood,
        answers={**understood.answers, question: frozenset({likely})},
        signs={key: sign for key, sign in understood.signs.items() if key[0] != question},
        weak=understood.weak | {question},
    )


def _with(
    understood: Understood, question: str, odds: Mapping[str, float], parts: Mapping[str, float], open_: float
) -> Understood:
    """For a question that has several answers: those of signs that are not too unlikely, and what is likely besides.

    A text that names two jobs is like neither sort of description, so a sign stands also where one of its parts
    resembles them: of 150 texts with two jobs that were left out in turn, 101 instead of 74 were understood so.
    """
    signed, weak = understood.answers.get(question, frozenset()), question in understood.weak
    least = max(UNLIKELY_WEAK if weak else UNLIKELY, UNLIKELY_IF_OPEN if open_ >= OPEN else UNLIKELY)
    kept = frozenset(answer for answer in signed if max(odds.get(answer, 0.0), parts.get(answer, 0.0)) >= least)
    if kept:
        kept |= {answer for answer, value in odds.items() if value >= UNLIKELY and max(value, parts[answer]) >= SURELY}
    if kept == signed and kept:
        return understood
    if not kept and open_ < max(*odds.values(), OPEN if signed else LIKELY):
        instead = frozenset(answer for answer, value in odds.items() if value >= LIKELY)
        kept, weak = (instead, True) if instead else (signed, weak)
    answers = {name: chosen for name, chosen in understood.answers.items() if name != question}
    if kept:
        answers[question] = kept
    return replace(
        understood,
        answers=answers,
        signs={(of, a): sign for (of, a), sign in understood.signs.items() if a in answers.get(of, ())},
        weak=understood.weak - {question} | ({question} if kept and weak else frozenset()),
    )
