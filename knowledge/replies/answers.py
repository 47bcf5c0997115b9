"""The answers that were given, as something to look at and to change; and a choice between meanings of a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge import model
from knowledge.base import Knowledge
from knowledge.replies.advice import given
from knowledge.replies.guidance import command_actions, topic_actions
from knowledge.replies.question import MOST_ACTIONS, answer_label
from knowledge.reply import Action, Reply, Text
from knowledge.rules import Answers


def answers_reply(knowledge: Knowledge, answers: Answers, lead: str = "") -> Reply:
    """Every answer with a way to change it, below a sentence."""
    title = knowledge.strings.headings.answers
    return Reply(
        kind="chat",
        blocks=(
            Text(title, "title"),
            *([Text(lead)] if lead else []),
            given(knowledge, answers),
            Text(knowledge.strings.interview.change_hint, "note"),
        ),
        summary=title,
        actions=command_actions(knowledge, "continue", "start-over"),
    )


def meanings_reply(
    knowledge: Knowledge, text: str, meant: Iterable[Mapping[str, frozenset[str]]], topics: Iterable[model.Topic] = ()
) -> Reply:
    """A question back: which of several answers, or which topic, a message means."""
    words = knowledge.strings.interview
    answers = [
        Action(
            words.meant.format(question=knowledge.questions[name].name, answer=_label(knowledge, name, chosen)),
            "answer",
            question=name,
            answer=",".join(sorted(chosen)),
        )
        for reading in meant
        for name, chosen in reading.items()
    ]
    actions = (*answers, *topic_actions(list(topics)))
    neither = Action(words.none_of_them, "command", name="continue")
    return Reply(kind="clarify", blocks=(Text(text),), summary=text, actions=(*actions[: MOST_ACTIONS - 1], neither))


def changed_line(
    knowledge: Knowledge, question: model.Question, before: frozenset[str], now: frozenset[str], name: str = ""
) -> str:
    """One line that says how an answer changed, and through whom if others read it."""
    words = knowledge.strings.interview
    return (words.changed_by if name else words.changed).format(
        question=question.name,
        answer=answer_label(knowledge, question, now),
        before=answer_label(knowledge, question, before),
        name=name,
    )


def names_of(knowledge: Knowledge, questions: Iterable[str]) -> str:
    """The names of questions, for a sentence."""
    return ", ".join(f"**{knowledge.questions[name].name}**" for name in questions)


def _label(knowledge: Knowledge, name: str, answers: frozenset[str]) -> str:
    return answer_label(knowledge, knowledge.questions[name], answers)
