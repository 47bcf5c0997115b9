"""Replies about the bot itself and to what it cannot answer: welcome, help, small talk, questions back, declines."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge import model
from knowledge.base import Knowledge
from knowledge.reply import Action, Facts, Kind, Reply, Text


def command_actions(knowledge: Knowledge, *names: str) -> tuple[Action, ...]:
    """Buttons for commands."""
    return tuple(Action(knowledge.commands[name].title, "command", name=name) for name in names)


def welcome_reply(knowledge: Knowledge, shared: bool = False) -> Reply:
    """Said once per installation."""
    words = knowledge.strings.welcome
    lead = words.shared if shared else words.personal
    return Reply(
        kind="chat",
        blocks=(Text(words.title, "title"), Text(lead), Text(words.examples), Text(words.limits, "note")),
        summary=words.title,
        actions=command_actions(knowledge, "start", "all-at-once", "compare", "help"),
    )


def help_reply(knowledge: Knowledge, shared: bool = False, open_question: bool = False) -> Reply:
    """What the bot can do, and the commands."""
    words = knowledge.strings.help
    commands = Facts(tuple((command.title, command.description) for command in knowledge.commands.values()))
    return Reply(
        kind="chat",
        blocks=(
            Text(words.title, "title"),
            Text(words.intro),
            Text(words.commands),
            commands,
            *([Text(words.shared, "note")] if shared else []),
            *([Text(words.open_question)] if open_question else []),
        ),
        summary=words.title,
        actions=command_actions(knowledge, "start", "compare"),
    )


def said(knowledge: Knowledge, text: str, kind: Kind = "chat", commands: Sequence[str] = ("start", "help")) -> Reply:
    """One sentence with buttons to go on."""
    return Reply(
        kind=kind,
        blocks=(Text(text),),
        summary=text.replace("*", ""),
        actions=command_actions(knowledge, *commands),
    )


def decline_reply(knowledge: Knowledge, boundary: model.Boundary | None, near: Sequence[model.Topic]) -> Reply:
    """An honest no, with where else to ask and the nearest things that help."""
    words = knowledge.strings.free_text
    hints = [boundary.hint] if boundary is not None and boundary.hint else []
    text = " ".join([words.decline, *hints])
    return Reply(
        kind="decline",
        blocks=(Text(text),),
        summary=words.decline,
        actions=(*topic_actions(near), *command_actions(knowledge, "start", "help")),
    )


def did_you_mean_reply(knowledge: Knowledge, topics: Sequence[model.Topic]) -> Reply:
    """Titles of the topics that could be meant."""
    words = knowledge.strings.free_text
    return Reply(
        kind="clarify",
        blocks=(Text(words.did_you_mean),),
        summary=words.did_you_mean,
        actions=(*topic_actions(topics), *command_actions(knowledge, "help")),
    )


def other_way_reply(knowledge: Knowledge, question: model.Question | None) -> Reply:
    """Another way for somebody whose messages were not understood twice in a row; `question` is still open."""
    words = knowledge.strings.free_text
    names = ("continue", "not-sure", "all-at-once", "topics", "help") if question else ("all-at-once", "topics", "help")
    still = (Text(words.still.format(question=question.text)),) if question else ()
    actions = command_actions(knowledge, *names)
    return Reply(kind="chat", blocks=(Text(words.other_way), *still), summary=words.other_way, actions=actions)


def topic_actions(topics: Sequence[model.Topic]) -> tuple[Action, ...]:
    """Buttons that ask for topics."""
    return tuple(Action(topic.title, "ask", name=topic.id) for topic in topics)
