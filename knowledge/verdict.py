"""Which outcome a description leads to, judged by its signs and its likeness to other descriptions together.

Signs and likeness first decide on each answer alone (`knowledge.likely`). Here all that speaks for one outcome is
looked at together, and against all that speaks for the others: several hints of live media say more than the best of
them. The weights are content (`verdicts.yaml`), fitted by logistic regression on the descriptions, each of them read
without its own fold (`python -m tests.bench.verdict_weights`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from knowledge import model
from knowledge.base import Knowledge
from knowledge.likely import Likely, with_likely
from knowledge.recommend import decide
from knowledge.rules import Answers
from knowledge.understand import Understood

OPEN = "open"
"""The verdict on a text that does not say what the bot should do."""
MOST, RANGE = 12.0, 3.0
"""Log odds beyond which more make no difference, and the number that stands for them."""
DOUBTFUL = 1.0
"""Log odds of a job below which nothing is asked for its sake: two of three texts that seem to name one for each option
in what may be one call name a job for one."""
HOPELESS = -4.0
"""Log odds of the likeliest answer below which a text without any sign is not judged: it would stay open."""


def judged(knowledge: Knowledge, signed: Understood, likely: Likely) -> Understood:
    """What signs and likeness show, made to fit the verdict on the whole text where that is another."""
    likely, first = likely.denying(signed.denied), _first(knowledge)
    understood = with_likely(knowledge, signed, likely)
    hopeless = max((odds for (name, _), odds in likely.answers.items() if name == first), default=HOPELESS) < HOPELESS
    if first in understood.ruled or (hopeless and first not in understood.answers):
        return understood
    now = outcome_of(knowledge, understood.answers)
    if now not in knowledge.verdicts:
        return understood
    verdict, *_ = verdicts(knowledge, signed, likely, now)
    if verdict != now and (fitting := _fitting(knowledge, verdict, understood, likely)) is not None:
        understood = _with(understood, fitting)
    return _without_doubtful(knowledge, verdict, understood, likely)


def verdicts(knowledge: Knowledge, signed: Understood, likely: Likely, now: str) -> dict[str, float]:
    """How much speaks for each outcome, the most first; the difference between two is the log odds between them.

    `now` is the outcome of what signs and likeness show on each answer alone.
    """
    told = [(name, value) for name, value in features(knowledge, signed, likely, now).items() if value]
    sums = {
        name: sum([verdict.weights.get(feature, 0.0) * value for feature, value in told])
        for name, verdict in knowledge.verdicts.items()
    }
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def features(knowledge: Knowledge, signed: Understood, likely: Likely, now: str) -> dict[str, float]:
    """What is known about a text, by name: for each outcome to which an answer alone leads, and about the whole."""
    first = _first(knowledge)
    parts, weak = {**likely.answers, **likely.parts}, first in signed.weak
    shown = signed.answers.get(first, frozenset())
    found = {
        "one": 1.0,
        "open": _bounded(likely.open),
        "parts": float(bool(likely.parts)),
        "unsigned": float(not shown),
        f"so far {now}": 1.0,
    }
    for outcome, answers in _leading(knowledge).items():
        own = shown & answers
        found[f"like {outcome}"] = _bounded(_most(likely.answers, first, answers))
        found[f"part like {outcome}"] = _bounded(_most(parts, first, answers))
        found[f"signed {outcome}"] = float(bool(own) and not weak)
        found[f"weakly signed {outcome}"] = float(bool(own) and weak)
        found[f"signed and like {outcome}"] = _bounded(_most(likely.answers, first, own)) if own else 0.0
        found[f"signed and part like {outcome}"] = _bounded(_most(parts, first, own)) if own else 0.0
    for (question, answer), odds in likely.answers.items():
        found[f"like {answer}"] = _bounded(odds)
        if question != first:
            found[f"signed {answer}"] = float(answer in signed.answers.get(question, ()))
    for outcome, score in likely.verdicts.items():
        found[f"reads like {outcome}"] = _bounded(score)
    return found


def outcome_of(knowledge: Knowledge, answers: Answers) -> str:
    """Where the answers to questions that descriptions teach lead, the rest left aside; `open` without the first."""
    taught = {question for question, _ in knowledge.taught}
    known = {name: chosen for name, chosen in answers.items() if name in taught and chosen}
    return decide(knowledge, known).outcome if _first(knowledge) in known else OPEN


def taught_outcome(knowledge: Knowledge, description: model.Description) -> str:
    """To which outcome a description leads."""
    return outcome_of(knowledge, {name: frozenset(chosen) for name, chosen in description.answers.items()})


def _fitting(knowledge: Knowledge, verdict: str, understood: Understood, likely: Likely) -> Answers | None:
    """The answers nearest to what was understood that lead to the verdict; None if there are none."""
    first = _first(knowledge)
    others = {name: chosen for name, chosen in understood.answers.items() if name != first}
    if verdict == OPEN:
        return others
    for chosen in _nearest(knowledge, verdict, understood.answers.get(first, frozenset()), likely):
        for beside in (others, _signed(knowledge, others, understood), *_settled(first, others, likely)):
            answers = {**beside, first: chosen}
            if outcome_of(knowledge, answers) == verdict:
                return answers
    return None


def _nearest(knowledge: Knowledge, verdict: str, had: frozenset[str], likely: Likely) -> Iterator[frozenset[str]]:
    """Answers to the first question that could lead to the verdict, those that keep most of what one had first.

    All of them come first: what seemed two kinds of calls is rather a question about one than a job less.
    """
    leading = _leading(knowledge)
    if had:
        yield had
    if verdict in leading:
        if kept := had & leading[verdict]:
            yield kept
        yield frozenset({_likeliest(knowledge, likely, leading[verdict])})
    elif had:
        for answers in leading.values():
            if not had & answers:
                yield had | {_likeliest(knowledge, likely, answers)}


def _without_doubtful(knowledge: Knowledge, verdict: str, understood: Understood, likely: Likely) -> Understood:
    """`understood` without jobs for another outcome than the verdict for whose sake alone something would be asked."""
    first, leading = _first(knowledge), _leading(knowledge)
    had = understood.answers.get(first, frozenset())
    own = had & leading.get(verdict, frozenset())
    others = {name: chosen for name, chosen in understood.answers.items() if name != first}
    if not own or own == had or not _hangs(knowledge, first, understood.answers, likely):
        return understood
    odds = {**likely.answers, **likely.parts}
    doubtful = [
        had & answers
        for outcome, answers in leading.items()
        if outcome != verdict and _most(odds, first, had & answers) < DOUBTFUL
    ]
    kept = had.difference(*doubtful)
    return _with(understood, {**others, first: kept}) if kept != had else understood


def _hangs(knowledge: Knowledge, first: str, answers: Answers, likely: Likely) -> bool:
    """Whether the outcome hangs on an answer that is not known."""
    now = outcome_of(knowledge, answers)
    return any(
        outcome_of(knowledge, settled) != now and settled.keys() != answers.keys()
        for settled in _settled(first, answers, likely)
    )


def _signed(knowledge: Knowledge, others: Answers, understood: Understood) -> Answers:
    """The other answers without those that only likeness knows."""
    taught = {question for question, _ in knowledge.taught}
    return {name: chosen for name, chosen in others.items() if name not in taught or name not in understood.weak}


def _settled(first: str, others: Answers, likely: Likely) -> Iterator[Answers]:
    """The other answers, with each that likeness knows to a question beside the first."""
    for question, answer in likely.answers:
        if question != first:
            yield {**others, question: frozenset({answer})}


def _with(understood: Understood, answers: Answers) -> Understood:
    """`understood` with other answers; a question to which no sign shows all of them is weak."""
    changed = {name for name, chosen in answers.items() if not chosen <= understood.answers.get(name, frozenset())}
    return replace(
        understood,
        answers=answers,
        signs={(of, answer): sign for (of, answer), sign in understood.signs.items() if answer in answers.get(of, ())},
        weak=(understood.weak | changed) & answers.keys(),
    )


def _leading(knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    """The answers to the first question that descriptions teach, by the outcome to which each leads alone."""

    def found() -> dict[str, frozenset[str]]:
        led: dict[str, frozenset[str]] = {}
        for question, answer in knowledge.taught:
            if question == first:
                outcome = decide(knowledge, {question: frozenset({answer})}).outcome
                led[outcome] = led.get(outcome, frozenset()) | {answer}
        return led

    first = _first(knowledge)
    return knowledge.leading.get(first, found)


def _likeliest(knowledge: Knowledge, likely: Likely, answers: frozenset[str]) -> str:
    odds, first = {**likely.answers, **likely.parts}, _first(knowledge)
    return max(sorted(answers), key=lambda answer: max(odds[first, answer], likely.answers[first, answer]))


def _most(odds: Mapping[tuple[str, str], float], question: str, answers: frozenset[str]) -> float:
    """The log odds of the likeliest of the answers; hopeless ones if there are none."""
    return max((odds[question, answer] for answer in answers), default=2 * HOPELESS)


def _bounded(odds: float) -> float:
    """Log odds scaled and cut off, so that one very sure classifier does not outweigh all else."""
    return max(-MOST, min(MOST, odds)) / MOST * RANGE


def _first(knowledge: Knowledge) -> str:
    """The question that decides most: of those that descriptions teach, the one that is asked first."""
    return next((question for question, _ in knowledge.taught), "")
