"""The whole interview on one card, with what is known filled in."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge import model
from knowledge.base import Knowledge
from knowledge.replies.advice import given
from knowledge.replies.guidance import command_actions
from knowledge.reply import Action, Block, Choice, Choices, Reply, Text
from knowledge.rules import Answers

UNSURE = "unsure"
"""Stands for `not sure` among the answers of a form, where nothing chosen means not answered."""


def form_reply(
    knowledge: Knowledge,
    answers: Answers,
    missing: tuple[str, ...] = (),
    alone: Mapping[str, str] | None = None,
    entered: Answers | None = None,
) -> Reply:
    """Every question with the answers so far, or with what was `entered`.

    `missing` are ids of questions that still need an answer, `alone` answers (by question id) that were combined with
    others although they stand alone; both are pointed at above the form and at the question.
    """
    words, alone = knowledge.strings.form, alone or {}
    blocks: list[Block] = [Text(words.title, "title")]
    if missing:
        blocks.append(Text(words.missing.format(questions=_names(knowledge, missing)), "warning"))
    if alone:
        blocks.append(Text(words.mend.format(questions=_names(knowledge, alone)), "warning"))
    if not missing and not alone:
        blocks.append(Text(words.hint))
    for question in knowledge.questions.values():
        problem = words.choose if question.id in missing else ""
        if question.id in alone:
            problem = words.alone.format(answer=alone[question.id])
        blocks.append(_choices(knowledge, question, answers if entered is None else entered, problem))
    filled = ",".join(question for question in knowledge.questions if question in answers)
    return Reply(
        kind="clarify",
        blocks=tuple(blocks),
        summary=words.title,
        actions=(
            Action(words.send, "form", answer="send", name=filled),
            Action(words.one_by_one, "form", answer="one-by-one", name=filled),
            *command_actions(knowledge, "cancel"),
        ),
    )


def _choices(knowledge: Knowledge, question: model.Question, answers: Answers, problem: str) -> Choices:
    unsure = Choice(UNSURE, knowledge.strings.interview.unsure)
    chosen = answers.get(question.id)
    known = [answer.id for answer in question.answers if answer.id in (chosen or ())]
    return Choices(
        question.id,
        (*(Choice(answer.id, answer.label) for answer in question.answers), unsure),
        tuple(known) if known or chosen is None else (UNSURE,),
        several=question.several,
        label=question.text,
        problem=problem,
    )


def _names(knowledge: Knowledge, questions: Mapping[str, str] | tuple[str, ...]) -> str:
    return ", ".join(f"**{knowledge.questions[question].text}**" for question in questions)


def form_recorded(knowledge: Knowledge, answers: Answers) -> Reply:
    """What a form shrinks to when it was sent: the answers, each of which can be changed."""
    words = knowledge.strings.form
    return Reply(
        kind="chat",
        blocks=(Text(words.done, "heading"), given(knowledge, answers)),
        summary=words.done,
        actions=(Action(words.edit, "command", name="all-at-once"),),
    )
