"""What a recommendation leaves to take along: the summary, and the permissions as a list."""

from __future__ import annotations

from knowledge.base import Knowledge
from knowledge.recommend import recommend
from knowledge.replies.advice import more_permissions
from knowledge.replies.guidance import command_actions, said
from knowledge.reply import Block, Copyable, Reply, Text
from knowledge.rules import Answers
from knowledge.summary import summary_document


def summary_reply(knowledge: Knowledge, answers: Answers, asked: bool = False) -> Reply:
    """The recommendation for `answers` as Markdown to copy; without answers, how to get one: `asked` is whether a
    question is open."""
    words = knowledge.strings.summary
    if not answers:
        return said(knowledge, words.nothing_yet, commands=()) if asked else said(knowledge, words.nothing)
    result = recommend(knowledge, answers)
    return Reply(
        kind="answer",
        blocks=(
            Text(words.heading, "title"),
            Text(words.how),
            Copyable(words.label, summary_document(knowledge, answers)),
        ),
        summary=words.heading,
        actions=command_actions(knowledge, "compare", "start-over"),
        option=None if result.provisional else result.outcome,
        blocked=result.blocked,
    )


def permissions_reply(knowledge: Knowledge, answers: Answers) -> Reply:
    """The names of the permissions that the recommendation for `answers` needs, one a line, to copy."""
    words = knowledge.strings.permissions
    blocks: list[Block] = [Text(words.heading, "title")]
    result = recommend(knowledge, answers)
    names = [need.permission for need in result.permissions]
    for kind in knowledge.strings.permission_types:
        listed = [name for name in names if knowledge.permissions[name].type == kind]
        consents = dict.fromkeys(knowledge.permissions[name].consent for name in listed)
        if listed:
            label = words.label.format(kind=knowledge.strings.permission_types[kind], consent="; ".join(consents))
            blocks.append(Copyable(label, "\n".join(listed)))
    if len(blocks) == 1:
        blocks.append(Text(words.none))
    blocks += more_permissions(knowledge, answers, result)
    return Reply(
        kind="answer",
        blocks=tuple(blocks),
        summary=words.heading,
        actions=command_actions(knowledge, "summary", "compare"),
    )
