"""A first message -> the reply: the one way that the chat and the command line share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from knowledge import model
from knowledge.base import Knowledge
from knowledge.interview import next_question
from knowledge.replies.comparison import comparison_reply
from knowledge.replies.guidance import decline_reply, help_reply, said, welcome_reply
from knowledge.replies.question import question_reply
from knowledge.replies.recommendation import recommendation_reply
from knowledge.replies.topic import topic_reply
from knowledge.reply import Reply, Text
from knowledge.rules import Answers
from knowledge.search import Search
from knowledge.text import LONGEST, fold, words
from knowledge.understand import understand

_E = TypeVar("_E", model.Command, model.SmallTalk)

MOST_NEAR = 2
"""Topics offered with a decline."""


@dataclass(frozen=True)
class First:
    """What to say to a message, and the answers that it already contained."""

    reply: Reply
    answers: Answers = field(default_factory=dict)
    asked: str | None = None
    """The question that the reply puts, if it puts one."""


class Advisor:
    """The knowledge base, ready to be asked. Built once; every method is a pure function of its arguments."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._search = Search(knowledge)
        self._commands = _by_phrase(knowledge.commands)
        self._smalltalk = _by_phrase(knowledge.smalltalk)

    def command(self, text: str) -> model.Command | None:
        """The command that the whole text is, if any."""
        return self._commands.get(fold(text))

    def smalltalk(self, text: str) -> model.SmallTalk | None:
        """The small talk that the whole text is, if any; repeated letters do not matter."""
        return self._smalltalk.get(fold(text)) or self._smalltalk.get(_squeeze(fold(text)))

    def first(self, text: str, shared: bool = False) -> First:
        """The reply to a message while no question is open."""
        if (reply := self._without_search(text, shared)) is not None:
            return First(reply)
        return self._searched(text, shared)

    def topic(self, name: str) -> Reply | None:
        """The answer card of a topic, if there is such a topic."""
        topic = self.knowledge.topics.get(name)
        return topic_reply(self.knowledge, topic) if topic else None

    def is_question(self, text: str) -> bool:
        """Whether a message in the middle of an interview asks something that a topic answers."""
        asks = "?" in text or fold(text).partition(" ")[0] in _ASKING
        return asks and self._search.find(text).scope == "question"

    def _without_search(self, text: str, shared: bool) -> Reply | None:
        strings = self.knowledge.strings.free_text
        if not text.strip():
            return said(self.knowledge, strings.empty)
        if not words(text):
            return said(self.knowledge, strings.gibberish)
        if (command := self.command(text)) is not None:
            return self.command_reply(command.id, shared)
        if (talk := self.smalltalk(text)) is not None:
            return said(self.knowledge, talk.reply)
        return None

    def command_reply(self, name: str, shared: bool = False) -> Reply:
        """What a command says when no interview is open."""
        match name:
            case "help":
                return help_reply(self.knowledge, shared)
            case "compare":
                return comparison_reply(self.knowledge)
            case "cancel":
                return said(self.knowledge, self.knowledge.strings.interview.nothing_to_cancel)
            case _:
                question = next_question(self.knowledge, {})
                return (
                    question_reply(self.knowledge, question, {}, shared) if question else welcome_reply(self.knowledge)
                )

    def _searched(self, text: str, shared: bool) -> First:
        knowledge = self.knowledge
        found = self._search.find(text)
        understood = understand(knowledge, text)
        needs = any(knowledge.questions[name].decides for name in understood.answers)
        if found.scope == "unreadable" and not needs:
            return First(said(knowledge, knowledge.strings.free_text.gibberish))
        if found.scope == "foreign" and not needs:
            return First(decline_reply(knowledge, found.boundary, found.near[:MOST_NEAR]))
        if found.scope == "question" and found.topics:
            return First(_noting_length(knowledge, text, topic_reply(knowledge, found.topics[0])))
        if _decided(knowledge, understood.answers):
            reply = recommendation_reply(knowledge, understood.answers, understood=True)
            return First(_noting_length(knowledge, text, reply), understood.answers)
        return self._clarify(understood.answers, shared)

    def _clarify(self, answers: Answers, shared: bool) -> First:
        """A question back, for a description that does not say what the bot does."""
        knowledge, words_ = self.knowledge, self.knowledge.strings.free_text
        question = next_question(knowledge, answers)
        if question is None:
            return First(said(knowledge, words_.clarify, kind="clarify"), answers)
        reply = question_reply(knowledge, question, answers, shared)
        lead = Text(words_.clarify_known if answers else words_.clarify)
        return First(replace(reply, blocks=(lead, *reply.blocks), summary=lead.text), answers, question.id)


def _decided(knowledge: Knowledge, answers: Answers) -> bool:
    """Whether a question that decides by itself (not only who calls) was answered: the first of the interview."""
    first = next(iter(knowledge.questions))
    return bool(answers.get(first))


def _noting_length(knowledge: Knowledge, text: str, reply: Reply) -> Reply:
    """Say so when only the beginning of a long message was read."""
    if len(text) <= LONGEST:
        return reply
    note = Text(knowledge.strings.free_text.cut, "note")
    return replace(reply, blocks=(note, *reply.blocks))


def _by_phrase(entries: Mapping[str, _E]) -> dict[str, _E]:
    found: dict[str, _E] = {}
    for entry in entries.values():
        for phrase in entry.phrases:
            found.setdefault(fold(phrase), entry)
            found.setdefault(_squeeze(fold(phrase)), entry)
    return found


def _squeeze(text: str) -> str:
    """Runs of one letter shrink to one, so that `hellooo` is `hello`."""
    return "".join(letter for i, letter in enumerate(text) if i == 0 or letter != text[i - 1])


_ASKING = frozenset("what why how which when where who can could do does is are may must should will would am".split())
