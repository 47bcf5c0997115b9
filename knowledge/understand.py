"""Free text -> answers: what a description already says about the questions of the interview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.base import Knowledge
from knowledge.interview import matters
from knowledge.model import Question
from knowledge.recommend import decide
from knowledge.rules import Answers, answer_ids
from knowledge.signs import Sign
from knowledge.text import fold


@dataclass(frozen=True)
class Understood:
    """Answers found in a text, and the wording that showed each."""

    answers: Answers
    signs: Mapping[tuple[str, str], str]
    weak: frozenset[str] = frozenset()
    """Questions whose answers only weak signs show: a hint, and no proof that the text is a scenario."""
    ruled: frozenset[str] = frozenset()
    """Questions whose answers signs show that overrule all others."""
    denied: frozenset[tuple[str, str]] = frozenset()
    """Question and answer of what the text says that it is not: likeness does not see that."""


def understand(knowledge: Knowledge, text: str) -> Understood:
    """Every answer that the text shows; a question whose answers contradict each other is left open."""
    return knowledge.understood.get(text, lambda: _understand(knowledge, text))


def _understand(knowledge: Knowledge, text: str) -> Understood:
    return counting(knowledge, signed(knowledge, text))


def signed(knowledge: Knowledge, text: str) -> Understood:
    """Every answer that the signs in a text show, also to questions that make no difference with the others."""
    return knowledge.signed.get(text, lambda: _signed(knowledge, text))


def _signed(knowledge: Knowledge, text: str) -> Understood:
    shown = knowledge.shown(text)
    answers: dict[str, frozenset[str]] = {}
    for name in (name for name in knowledge.questions if name in shown):
        if chosen := _settle(knowledge.questions[name], _strongest(shown[name])):
            answers[name] = chosen
    return Understood(
        answers,
        {(name, answer): shown[name][answer].text for name, chosen in answers.items() for answer in sorted(chosen)},
        frozenset(name for name, chosen in answers.items() if all(shown[name][answer].weak for answer in chosen)),
        frozenset(name for name, chosen in answers.items() if any(shown[name][answer].rank > 0 for answer in chosen)),
        knowledge.denied(text),
    )


def counting(knowledge: Knowledge, understood: Understood) -> Understood:
    """`understood` without answers to questions that decide, but make no difference with the other answers."""
    answers = understood.answers
    kept = {name: chosen for name, chosen in answers.items() if _counts(knowledge, name, answers)}
    return Understood(
        kept,
        {(name, answer): sign for (name, answer), sign in understood.signs.items() if name in kept},
        understood.weak & kept.keys(),
        understood.ruled & kept.keys(),
        understood.denied,
    )


def _strongest(signs: Mapping[str, Sign]) -> frozenset[str]:
    """The answers that are shown by signs of the highest rank."""
    highest = max((sign.rank for sign in signs.values()), default=0)
    return frozenset(answer for answer, sign in signs.items() if sign.rank == highest)


def _counts(knowledge: Knowledge, name: str, answers: Answers) -> bool:
    """Whether an understood answer says something here: one that decides must be able to make a difference."""
    question = knowledge.questions[name]
    if not question.decides or question.several:
        return True
    others = {other: chosen for other, chosen in answers.items() if other != name}
    return matters(knowledge, question, decide(knowledge, others), others)


def _settle(question: Question, shown: frozenset[str]) -> frozenset[str]:
    """Of the answers that the text shows, those that can stand together."""
    chosen = frozenset(
        answer.id
        for answer in question.answers
        if answer.id in shown and not (answer_ids(question, answer.yields_to) - {answer.id}) & shown
    )
    alone = [answer.id for answer in question.answers if answer.id in chosen and answer.exclusive]
    if question.several:
        return frozenset(alone[:1]) or chosen
    if len(chosen) > 1:
        listed = [answer.id for answer in question.answers if answer.id in chosen]
        return frozenset(listed[-1:]) if question.unclear == "last" else frozenset()
    return chosen


def typed_answer(question: Question, text: str) -> frozenset[str] | None:
    """The answers that a whole typed message names by label, number or synonym; None if it is anything else.

    Several answers are separated by commas, `and` or spaces between numbers. The number after the last answer, like
    the words themselves, means `not sure` and gives the empty set.
    """
    if (single := _one(question, text)) is not None:
        return single
    if not question.several:
        return None
    chosen: frozenset[str] = frozenset()
    for part in _parts(text):
        one = _one(question, part)
        if not one:
            return None
        chosen |= one
    return chosen or None


def named_answer(question: Question, text: str) -> frozenset[str]:
    """The answers that a whole typed message names by label or synonym, wherever it is said; numbers do not count."""
    single = _named(question, fold(text))
    if single or not question.several:
        return single
    parts = [_named(question, fold(part)) for part in _parts(text)]
    return frozenset().union(*parts) if all(parts) else frozenset()


def _named(question: Question, folded: str) -> frozenset[str]:
    return question.spoken.get(folded, frozenset()) if folded else frozenset()


def _one(question: Question, text: str) -> frozenset[str] | None:
    folded = fold(text)
    bare = folded.removeprefix("the ").removeprefix("number ").removeprefix("option ").removesuffix(" one")
    if not folded:
        return None
    if found := _named(question, folded):
        return found
    for position, answer in enumerate(question.answers, 1):
        if bare in {str(position), _ORDINALS.get(position)}:
            return frozenset({answer.id})
    last = len(question.answers)
    if bare == _LAST:
        return frozenset({question.answers[-1].id})
    if folded in _UNSURE or bare == str(last + 1):
        return frozenset()
    return None


def _parts(text: str) -> list[str]:
    listed = text.replace(";", ",").replace("+", ",").replace("&", ",").replace(" and ", ",").replace("\n", ",")
    parts = [part for part in listed.split(",") if part.strip()]
    if len(parts) == 1 and all(word.isdigit() for word in text.split()):
        return text.split()
    return parts


_ORDINALS = {
    1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth",
    10: "tenth",
}  # fmt: skip
_LAST = "last"
_UNSURE = frozenset(
    "not sure|unsure|i'm not sure|i am not sure|im not sure|don't know|dont know|i don't know|i dont know|no idea|skip|"
    "not sure yet|unknown|undecided|pass".split("|")
)
