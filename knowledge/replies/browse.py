"""Browsing: the subjects as buttons, and the topics of one."""

from __future__ import annotations

from knowledge import model
from knowledge.base import Knowledge
from knowledge.replies.guidance import command_actions
from knowledge.reply import Action, Inline, Reply, Text


def areas_reply(knowledge: Knowledge) -> Reply:
    """All subjects."""
    words = knowledge.strings.topics
    return Reply(
        kind="chat",
        blocks=(Text(words.title, "title"), Text(words.lead)),
        summary=words.title,
        actions=tuple(Action(area.title, "topics", name=area.id) for area in knowledge.areas.values()),
    )


def area_reply(knowledge: Knowledge, area: model.Area) -> Reply:
    """The topics of one subject, each of which can be pressed."""
    words = knowledge.strings.topics
    topics = (knowledge.topics[name] for name in area.topics)
    rows = tuple(Inline((Action(topic.title, "ask", name=topic.id),)) for topic in topics)
    return Reply(
        kind="chat",
        blocks=(Text(area.title, "title"), Text(words.one), *rows),
        summary=area.title,
        actions=(Action(words.all, "command", name="topics"), *command_actions(knowledge, "start")),
    )
