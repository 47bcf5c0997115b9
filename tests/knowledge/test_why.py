"""Why a question is asked: every answer is accounted for, and what it leads to is what the decision says."""

from __future__ import annotations

import re

import pytest

from knowledge.base import Knowledge
from knowledge.recommend import recommend
from knowledge.replies.advice import verdict
from knowledge.replies.why import why_reply
from knowledge.reply import Bullets, render

CASES = [
    {},
    {"needs": {"live-audio"}},
    {"needs": {"tones"}},
    {"needs": {"live-audio", "prompts"}},
    {"needs": {"compliance"}, "language": {"python"}},
]


def answers_in(line: str) -> list[str]:
    """The answers that share a line: behind the verdict, or in bold before what they need."""
    verdict_first = re.split(r":(?:\*\*)? ", line)[-1].rstrip(".").split("; ")
    return [*verdict_first, *re.findall(r"\*\*(.+?)\*\*", line)]


@pytest.mark.parametrize("answers", CASES)
def test_each_answer_stands_once_beside_its_verdict(knowledge: Knowledge, answers: dict[str, set[str]]) -> None:
    known = {name: frozenset(chosen) for name, chosen in answers.items()}
    for question in knowledge.questions.values():
        reply = why_reply(knowledge, question, known)
        (bullets,) = [block for block in reply.blocks if isinstance(block, Bullets)]
        same = knowledge.strings.why.same in render(reply)
        for answer in question.answers:
            (line,) = [item for item in bullets.items if answer.label in answers_in(item)]
            result = recommend(knowledge, {**known, question.id: frozenset({answer.id})})
            assert same or verdict(knowledge, result) in line
            assert all(blocker.title in line for blocker in result.blockers if blocker.hard)
