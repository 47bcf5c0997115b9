"""Thumbs up and down below a reply, and the thanks for them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.base import Knowledge
from knowledge.replies.guidance import command_actions
from knowledge.replies.question import answer_label
from knowledge.reply import Action, Block, Entry, Inline, Link, Reply, Text
from knowledge.rules import Answers

ADVICE = "advice"
"""In the place of a topic: the recommendation."""
LONGEST = 200
"""Bytes of a question that travel with the buttons below its answer."""


@dataclass(frozen=True)
class Rated:
    """What a thumb is about."""

    subject: str
    """A topic's id, or `ADVICE`."""
    text: str
    """The message that was answered; empty if it was a button, or too long."""
    asked: str
    """The question of the interview that stands on the same card, if one does."""

    @property
    def name(self) -> str:
        """As it travels in a button."""
        return f"{self.subject}|{self.text if len(self.text.encode()) <= LONGEST else ''}"

    @staticmethod
    def read(name: str, asked: str) -> Rated:
        """Back from a button."""
        subject, _, text = name.partition("|")
        return Rated(subject, text[:LONGEST], asked)


def with_thumbs(knowledge: Knowledge, reply: Reply, rated: Rated) -> Reply:
    """`reply` with thumbs below it."""
    words = knowledge.strings.feedback
    thumbs = Inline((_action(words.up, "up", rated), _action(words.down, "down", rated)))
    return replace(reply, blocks=(*reply.blocks, thumbs))


def thanked(knowledge: Knowledge, given: str, kept: bool, tracker: str, rated: Rated) -> Reply:
    """The thanks for `up`, `down` or a `comment`; after `down`, where to say what was wrong."""
    words = knowledge.strings.feedback
    links = (Link(words.tracker, tracker, words.tracker),) if tracker and given == "down" else ()
    blocks: list[Block] = [Text(words.thanks)]
    if given == "down" and kept:
        blocks = [Text(words.kept), Entry(words.comment), Inline((_action(words.send, "comment", rated),))]
    elif given == "down":
        blocks = [Text(words.not_kept if tracker else words.thanks)]
    return Reply(
        kind="chat",
        blocks=tuple(blocks),
        summary=words.thanks,
        actions=command_actions(knowledge, "start", "help"),
        links=links,
    )


def described(knowledge: Knowledge, answers: Answers) -> str:
    """Answers in one line."""
    known = [question for question in knowledge.questions.values() if question.id in answers]
    return "; ".join(f"{q.name}: {answer_label(knowledge, q, answers[q.id])}" for q in known)


def _action(title: str, given: str, rated: Rated) -> Action:
    return Action(title, "feedback", question=rated.asked, answer=given, name=rated.name)
