"""A question of the interview."""

from __future__ import annotations

from knowledge import model
from knowledge.base import Knowledge
from knowledge.interview import questions_left
from knowledge.replies.sources import Sources
from knowledge.reply import Action, Block, Choice, Choices, Inline, Reply, Section, Text
from knowledge.rules import Answers

MOST_ACTIONS = 6
"""Buttons on one card."""


def question_reply(
    knowledge: Knowledge,
    question: model.Question,
    answers: Answers,
    shared: bool = False,
    back: bool = False,
    ticked: frozenset[str] = frozenset(),
) -> Reply:
    """`question` with its answers as buttons, or as tick boxes where several are possible.

    One that has an answer shows it and can keep it; `back` offers the way to the question before. `ticked` boxes are
    to be mended.
    """
    so_far = answers.get(question.id)
    left = questions_left(knowledge, answers) - (so_far is None)
    key = (question.id, so_far, left, shared, back, ticked)
    return knowledge.put.get(key, lambda: _question_reply(knowledge, question, so_far, left, shared, back, ticked))


def _question_reply(
    knowledge: Knowledge,
    question: model.Question,
    so_far: frozenset[str] | None,
    left: int,
    shared: bool,
    back: bool,
    ticked: frozenset[str],
) -> Reply:
    words, sources = knowledge.strings.interview, Sources(knowledge)
    again = so_far is not None
    hint = words.several if question.several else words.one
    blocks: list[Block] = [Text(question.text, "title"), Text(f"{hint} {words.shared}" if shared else hint)]
    if so_far is not None:
        line = words.ticked if question.several and so_far else words.so_far
        blocks.append(Text(line.format(answer=answer_label(knowledge, question, so_far))))
    if question.several:
        choices = tuple(Choice(answer.id, answer.label) for answer in question.answers)
        blocks.append(Choices(question.id, choices, tuple(sorted(ticked or so_far or ()))))
    if left or not again:  # the answers to one that is put again may raise others
        progress = words.progress.format(count=left) if left > 1 else words.one_more if left else words.last
        blocks.append(Text(progress, "note"))
    why = Text(sources.mark(question.why))
    blocks.append(Section(words.why, (why, *sources.section().blocks), folded=True))
    actions, ways = _actions(knowledge, question), _ways(knowledge, question, again, back)
    if len(actions) + len(ways) <= MOST_ACTIONS:
        actions = (*actions[:2], *ways, *actions[2:]) if question.several else (*actions, *ways)
    else:
        blocks.append(Inline(ways))
    return Reply(
        kind="clarify",
        blocks=tuple(blocks),
        summary=question.text,
        actions=actions,
        sources=sources.urls,
    )


def answer_label(knowledge: Knowledge, question: model.Question, chosen: frozenset[str]) -> str:
    """The chosen answers in words, in the order of the question."""
    labels = [answer.label for answer in question.answers if answer.id in chosen]
    return "; ".join(labels) or knowledge.strings.verdict.not_known


def recorded(knowledge: Knowledge, question: model.Question, chosen: frozenset[str], by: str = "") -> Reply:
    """What an answered question shrinks to: one line, with who answered (`by`, if others read it) and a way back."""
    words, line = knowledge.strings.interview, recorded_line(knowledge, question, chosen, by)
    change = Action(words.change, "change", question=question.id)
    return Reply(kind="chat", blocks=(Text(line),), summary=line.replace("*", ""), actions=(change,))


def recorded_line(knowledge: Knowledge, question: model.Question, chosen: frozenset[str], by: str = "") -> str:
    """One line that says what was answered, and by whom if others read it."""
    words = knowledge.strings.interview
    return (words.recorded_by if by else words.recorded).format(
        question=question.name, answer=answer_label(knowledge, question, chosen), name=by
    )


def _actions(knowledge: Knowledge, question: model.Question) -> tuple[Action, ...]:
    """The answers, or what sends the ticked ones."""
    words = knowledge.strings.interview
    unsure = Action(words.unsure, "answer", question=question.id)
    if question.several:
        form = Action(knowledge.commands["all-at-once"].title, "command", question.id, "*", name="all-at-once")
        return (Action(words.send, "answer", question=question.id, answer="*"), unsure, form)
    return (
        *(Action(answer.label, "answer", question=question.id, answer=answer.id) for answer in question.answers),
        unsure,
    )


def _ways(knowledge: Knowledge, question: model.Question, again: bool, back: bool) -> tuple[Action, ...]:
    """Ways to keep the answer and to go back; where there is no room for buttons, they are drawn smaller."""
    words = knowledge.strings.interview
    keep = (Action(words.keep, "command", name="continue"),) if again and not question.several else ()
    return (*keep, *((Action(words.back, "command", name="back"),) if back else ()))
