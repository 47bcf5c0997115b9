"""Why a question is asked: what each of its answers would lead to, worked out with the decision itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge import model
from knowledge.base import Knowledge
from knowledge.recommend import Recommendation, recommend
from knowledge.replies.advice import verdict
from knowledge.replies.sources import Sources
from knowledge.reply import Bullets, Reply, Text
from knowledge.rules import Answers


@dataclass(frozen=True)
class Consequence:
    """What an answer leads to, as far as it is said; answers with the same one share a line."""

    verdict: str
    hard: tuple[str, ...]
    soft: tuple[str, ...]
    permissions: tuple[str, ...]


def why_reply(knowledge: Knowledge, question: model.Question, answers: Answers) -> Reply:
    """Why `question` matters, and what each answer would lead to beside the other `answers`."""
    words, sources = knowledge.strings.why, Sources(knowledge)
    others = {name: chosen for name, chosen in answers.items() if name != question.id}
    unsure = recommend(knowledge, {**others, question.id: frozenset()})
    lines: dict[Consequence, list[str]] = {}
    for answer in question.answers:
        result = recommend(knowledge, {**others, question.id: frozenset({answer.id})})
        lines.setdefault(_consequence(knowledge, result, unsure), []).append(answer.label)
    same = len({found.verdict for found in lines}) == 1
    if not same:  # then the permissions are details, and answers with the same verdict share a line
        lines = _without_permissions(lines)
    bullets = [_line(knowledge, found, labels, same) for found, labels in lines.items()]
    title = words.title.format(question=question.text)
    return Reply(
        kind="answer",
        blocks=(
            Text(title, "title"),
            Text(sources.mark(question.why)),
            Text(words.leads, "heading"),
            *([Text(words.same)] if same else []),
            Bullets((*bullets, words.unsure)),
            sources.section(folded=True),
        ),
        summary=title,
        sources=sources.urls,
    )


def _consequence(knowledge: Knowledge, result: Recommendation, unsure: Recommendation) -> Consequence:
    """What is said about an answer: its verdict, and what it adds to not knowing."""
    known = {need.permission for need in unsure.permissions}
    names = dict.fromkeys(need.permission for need in result.permissions if need.permission not in known)
    return Consequence(
        verdict(knowledge, result),
        tuple(blocker.title for blocker in result.blockers if blocker.hard),
        tuple(blocker.title for blocker in result.blockers if not blocker.hard),
        tuple(names),
    )


def _without_permissions(lines: dict[Consequence, list[str]]) -> dict[Consequence, list[str]]:
    merged: dict[Consequence, list[str]] = {}
    for found, labels in lines.items():
        merged.setdefault(replace(found, permissions=()), []).extend(labels)
    return merged


def _line(knowledge: Knowledge, found: Consequence, labels: list[str], same: bool) -> str:
    """One line of the list: a verdict and the answers that lead to it; where the option is the `same` for all answers,
    each answer and what it needs."""
    words = knowledge.strings.why
    answers = ", ".join(f"**{label}**" for label in labels) if same else "; ".join(labels)
    fields = {"answers": answers, "verdict": found.verdict}
    if found.hard:
        return words.hard.format(**fields, blockers=", ".join(found.hard))
    if found.soft:
        return (words.harder if same else words.soft).format(**fields, blockers=", ".join(found.soft))
    if same and found.permissions:
        return words.needs.format(**fields, permissions=", ".join(found.permissions))
    return (words.nothing if same else words.line).format(**fields)
