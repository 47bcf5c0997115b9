"""To somebody who comes back: where they were, and what was recommended before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge import model
from knowledge.base import Knowledge
from knowledge.recommend import recommend
from knowledge.replies.advice import given, verdict
from knowledge.replies.guidance import command_actions, said
from knowledge.replies.question import answer_label
from knowledge.replies.sources import day
from knowledge.reply import Action, Block, Reply, Section, Text
from knowledge.rules import Answers


def return_reply(knowledge: Knowledge, answers: Answers, question: model.Question | None) -> Reply:
    """Where an interview stands, of which `question` is open, and the ways on."""
    words = knowledge.strings.return_
    go_on = command_actions(knowledge, "continue")
    if question is not None:
        where = words.open.format(question=question.text)
    else:
        go_on = (Action(words.show_advice, "command", name="continue"),)
        where = words.complete.format(verdict=verdict(knowledge, recommend(knowledge, answers)))
    blocks: list[Block] = [Text(words.title, "title"), Text(where)]
    if answers:
        blocks.append(Section(knowledge.strings.headings.answers, (given(knowledge, answers),)))
    return Reply(
        kind="chat",
        blocks=tuple(blocks),
        summary=words.title,
        actions=(*go_on, *command_actions(knowledge, "start-over", "topics")),
    )


@dataclass(frozen=True)
class Earlier:
    """An interview of an earlier day."""

    id: str
    answers: Answers
    day: date
    finished: bool
    """Whether it led to a recommendation."""


def history_reply(knowledge: Knowledge, kept: Sequence[Earlier]) -> Reply:
    """Earlier recommendations, the latest first, with a button to show each again."""
    words = knowledge.strings.return_
    if not kept:
        return said(knowledge, words.none)
    lines = [_entry(knowledge, number, earlier) for number, earlier in enumerate(kept, 1)]
    shows = (Action(words.show.format(number=n), "recall", name=earlier.id) for n, earlier in enumerate(kept, 1))
    return Reply(
        kind="chat",
        blocks=(Text(words.heading, "title"), *(Text(line) for line in lines)),
        summary=words.heading,
        actions=(*shows, *command_actions(knowledge, "start-over")),
    )


def _entry(knowledge: Knowledge, number: int, earlier: Earlier) -> str:
    words, answers = knowledge.strings.return_, earlier.answers
    first = next(name for name in knowledge.questions if name in answers)
    return words.entry.format(
        number=number,
        date=day(earlier.day),
        verdict=verdict(knowledge, recommend(knowledge, answers)) if earlier.finished else words.unfinished,
        answers=answer_label(knowledge, knowledge.questions[first], answers[first]),
    )
