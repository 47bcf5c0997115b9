"""The way from a shared chat into a personal one."""

from __future__ import annotations

from knowledge.base import Knowledge
from knowledge.replies.guidance import command_actions
from knowledge.reply import Link, Reply, Text


def private_reply(knowledge: Knowledge, name: str, typed: str, address: str | None) -> Reply:
    """A link that opens the chat and types the code, and the code to type where there is no such link."""
    words = knowledge.strings.private
    lead = words.text.format(name=name).lstrip(" ,")
    return Reply(
        kind="chat",
        blocks=(Text(words.title, "title"), Text(lead), Text(words.typed.format(code=typed))),
        summary=words.title,
        actions=command_actions(knowledge, "continue", "help"),
        links=(Link(words.link, address, words.link),) if address else (),
    )


def forgotten_reply(knowledge: Knowledge, scope: str, goes_on: bool) -> Reply:
    """What was deleted in a personal chat, a group chat or a channel thread, and what cannot be reached from there.

    `goes_on`: the interview is a team's, and stays.
    """
    words = knowledge.strings.forget
    deleted = {"personal": words.personal, "group": words.group, "channel": words.channel}[scope]
    return Reply(
        kind="chat",
        blocks=(Text(words.title, "title"), Text(deleted), Text(words.elsewhere, "note")),
        summary=words.title,
        actions=command_actions(knowledge, "continue" if goes_on else "start", "help"),
    )
