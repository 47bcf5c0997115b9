"""A first message -> the reply: the one way that the chat and the command line share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from knowledge import model
from knowledge.band import COULD_BE_AMID, Band, asks, band_of, could_be_ours, understood_with_likeness
from knowledge.base import Knowledge
from knowledge.index import Index
from knowledge.interview import next_question
from knowledge.languages import language_of
from knowledge.replies.advice import understood_section
from knowledge.replies.browse import areas_reply
from knowledge.replies.comparison import comparison_reply
from knowledge.replies.guidance import decline_reply, did_you_mean_reply, help_reply, said, welcome_reply
from knowledge.replies.question import question_reply
from knowledge.replies.recommendation import recommendation_reply, verdict_with_topic
from knowledge.replies.summary import summary_reply
from knowledge.replies.topic import topic_reply, topics_reply
from knowledge.reply import Reply, Text
from knowledge.rules import Answers
from knowledge.search import Found, Ranked, Search
from knowledge.text import LONGEST, fold, is_symbolic, only_counts, phrase_key, symbols, words
from knowledge.understand import understand

_PAUSE = re.compile(r"[.,;:!?\n]+")
_REPEATED = re.compile(r"(.)\1+", re.DOTALL)

_E = TypeVar("_E", model.Command, model.SmallTalk)

MOST_NEAR = 2
"""Topics offered with a decline."""
NEAR = 0.3
"""Likeness below which a topic is not offered with a decline."""
TOUCHED = 0.92
"""Likeness of the second topic, as a share of the first one's, from which a question touches both."""
UNSURE = 0.09
"""Likeness below which several topics are offered instead of one being answered."""
MOST_SMALL = 100
"""Characters of several small talks in a row."""
LONGEST_COUNT = 2
"""Digits of a number that chooses an answer; a longer one, such as 8506, can be an error code."""
MOST_OFFERED = 3
"""Topics offered where one could be meant."""
MOST_LEANING = 8
"""Words of a question that may lean on the last answer."""
LEANING = 0.5
"""How much likeness to the last answer counts in it, beside what it says itself, …"""
LEANS = 0.2
"""… and the sum below which the last answer may come again."""


@dataclass(frozen=True)
class First:
    """What to say to a message, and the answers that it already contained."""

    reply: Reply
    answers: Answers = field(default_factory=dict)
    asked: str | None = None
    """The question that the reply puts, if it puts one."""


class Advisor:
    """The knowledge base, ready to be asked. Built once; every method is a pure function of its arguments."""

    def __init__(self, knowledge: Knowledge, index: Index | None = None) -> None:
        """`index` is what was fitted on the content before; without it, it is fitted here."""
        self.knowledge = knowledge
        self._search = Search(knowledge, index)
        self._commands = _by_phrase(knowledge.commands)
        self._smalltalk = _by_phrase(knowledge.smalltalk)
        knowledge.shown("")  # signs are compiled now, which takes 20 ms, and not in somebody's turn

    def command(self, text: str) -> model.Command | None:
        """The command that the whole text is, if any."""
        return self._commands.get(fold(text))

    def smalltalk(self, text: str) -> model.SmallTalk | None:
        """The small talk that the whole text is, or the last of several in a row.

        Repeated letters do not matter, nor how many emoji.
        """
        if not words(text):
            signs = symbols(text)
            return next((talk for sign in (signs, *signs) if (talk := self._smalltalk.get(sign)) is not None), None)
        whole = self._one_smalltalk(text)
        if whole is not None or len(text) > MOST_SMALL:
            return whole
        parts = [self._one_smalltalk(part) for part in _PAUSE.split(text) if words(part)]
        return parts[-1] if len(parts) > 1 and None not in parts else None

    def _one_smalltalk(self, text: str) -> model.SmallTalk | None:
        return self._smalltalk.get(fold(text)) or self._smalltalk.get(_squeeze(fold(text)))

    def first(self, text: str, shared: bool = False, last: str | None = None) -> First:
        """The reply to a message while no question is open; `last` is the topic that was answered just before."""
        if (reply := self._without_search(text, shared)) is not None:
            return First(reply)
        if last is not None and last in self.knowledge.topics and self._leans(text):
            return First(self._lean(text, last))
        return self._searched(text, shared)

    def find(self, text: str) -> Found:
        """What kind of message a text is, and the topics that it is about."""
        return self._search.find(text, understand(self.knowledge, text).answers)

    def _lean(self, text: str, last: str) -> Reply:
        """The answer to a question that leans on the topic `last`: what it asks about counts most, then what is near to
        that topic, which itself is only said once more where nothing else fits."""
        title = self.knowledge.topics[last].title
        near = {ranked.label: ranked.score for ranked in self.find(title).ranking}
        found = self.find(text)
        sums = ((r.label, r.score + LEANING * near.get(r.label, 0.0)) for r in found.ranking if r.label != last)
        ranking = sorted((Ranked(label, score, score) for label, score in sums), key=lambda ranked: -ranked.score)
        fits = bool(ranking) and ranking[0].score >= LEANS
        return self._answer(replace(found, ranking=tuple(ranking)) if fits else self.find(f"{text} {title}"))

    def _leans(self, text: str) -> bool:
        """Whether a short question makes sense only together with the last answer."""
        return len(words(text)) <= MOST_LEANING and "follow_ups" in self.knowledge.hints(text)

    def topic(self, name: str) -> Reply | None:
        """The answer card of a topic, if there is such a topic."""
        topic = self.knowledge.topics.get(name)
        return topic_reply(self.knowledge, topic) if topic else None

    def side_answer(self, text: str, shared: bool, last: str | None = None) -> Reply | None:
        """The reply to what is asked in the middle of an interview; None for what is no question for us.

        There a question is seldom about anything else, so titles are offered sooner than to a first message.
        """
        if not asks(text):
            return None
        found = self.find(text)
        if found.scope == "question":
            return self.first(text, shared, last).reply
        return self._offer(found) if could_be_ours(found, COULD_BE_AMID) else None

    def _without_search(self, text: str, shared: bool) -> Reply | None:
        strings = self.knowledge.strings.free_text
        if not text.strip():
            return said(self.knowledge, strings.empty)
        if (command := self.command(text)) is not None:
            return self.command_reply(command.id, shared)
        if (aside := self.aside(text)) is not None:
            return said(self.knowledge, aside)
        if not words(text):
            return said(self.knowledge, strings.gibberish)
        if only_counts(text) and not any(word.isdigit() and len(word) > LONGEST_COUNT for word in words(text)):
            return said(self.knowledge, self.knowledge.strings.interview.nothing_open)
        return None

    def aside(self, text: str) -> str | None:
        """The sentence for small talk, emoji, and other languages than English; None for anything else."""
        if (talk := self.smalltalk(text)) is not None:
            return talk.reply
        if (language := language_of(self.knowledge, text)) is not None:
            return f"{language.sentence}\n\n{self.knowledge.strings.free_text.english}"
        return self.knowledge.strings.free_text.emoji if is_symbolic(text) else None

    def command_reply(self, name: str, shared: bool = False) -> Reply:
        """What a command says when no interview is open."""
        match name:
            case "help":
                return help_reply(self.knowledge, shared)
            case "compare":
                return comparison_reply(self.knowledge)
            case "summary":
                return summary_reply(self.knowledge, {})
            case "topics":
                return areas_reply(self.knowledge)
            case "cancel" | "back" | "why" | "not-sure" | "change" | "continue" | "history" | "private" | "forget-me":
                return said(self.knowledge, self._nothing(name))
            case _:
                question = next_question(self.knowledge, {})
                return (
                    question_reply(self.knowledge, question, {}, shared) if question else welcome_reply(self.knowledge)
                )

    def _nothing(self, name: str) -> str:
        """What is said to a command that needs an interview, or a person who talked before."""
        words_, return_ = self.knowledge.strings.interview, self.knowledge.strings.return_
        return {
            "cancel": words_.nothing_to_cancel,
            "change": words_.nothing_to_change,
            "continue": words_.nothing_to_continue,
            "history": return_.none,
            "private": self.knowledge.strings.private.already,
            "forget-me": self.knowledge.strings.forget.nothing,
        }.get(name, words_.nothing_open)

    def _searched(self, text: str, shared: bool) -> First:
        """The reply to a message that is no command and no small talk."""
        knowledge, found = self.knowledge, self.find(text)
        understood = understood_with_likeness(knowledge, text, found)
        answers = understood.answers
        match band_of(knowledge, text, found, understood):
            case Band.UNREADABLE:
                return First(said(knowledge, knowledge.strings.free_text.gibberish))
            case Band.FOREIGN:
                return First(self._decline(found))
            case Band.UNSURE:
                return First(self._offer(found))
            case Band.WISH:
                return self._clarify({n: chosen for n, chosen in answers.items() if n not in understood.weak}, shared)
            case Band.OPEN:
                return self._clarify(answers, shared)
            case Band.QUESTION:
                return First(_noting_length(knowledge, text, self._answer(found)))
            case Band.QUESTION_WITH_SCENARIO:
                reply = verdict_with_topic(knowledge, answers, knowledge.topics[found.ranking[0].label])
            case Band.SCENARIO_WITH_QUESTION:
                topic = knowledge.topics[found.ranking[0].label]
                reply = recommendation_reply(knowledge, answers, understood=True, topic=topic)
            case Band.SCENARIO:
                reply = recommendation_reply(knowledge, answers, understood=True)
        return First(_noting_length(knowledge, text, reply), answers)

    def _answer(self, found: Found) -> Reply:
        """The nearest topic, the second one too where both are touched; titles to choose from if unsure."""
        first, *others = found.ranking
        if first.score < UNSURE and not found.exact:
            return self._offer(found)
        touched = [first, *(other for other in others[:1] if other.rank >= TOUCHED * first.rank and not found.exact)]
        topics = [self.knowledge.topics[ranked.label] for ranked in touched]
        if len(topics) == 1:
            return topic_reply(self.knowledge, topics[0])
        like = self._search.likeness(found.look.text)
        return topics_reply(self.knowledge, topics, lambda claim: like(claim.text))

    def _offer(self, found: Found) -> Reply:
        """Titles of the nearest topics to choose from."""
        offered = [self.knowledge.topics[ranked.label] for ranked in found.ranking[:MOST_OFFERED]]
        return did_you_mean_reply(self.knowledge, offered)

    def _decline(self, found: Found) -> Reply:
        boundary = self.knowledge.boundaries.get(found.boundary or "")
        near = [self.knowledge.topics[ranked.label] for ranked in found.ranking[:MOST_NEAR] if ranked.score >= NEAR]
        return decline_reply(self.knowledge, boundary, near)

    def _clarify(self, answers: Answers, shared: bool) -> First:
        """A question back, for a description that does not say what the bot does."""
        knowledge, words_ = self.knowledge, self.knowledge.strings.free_text
        question = next_question(knowledge, answers)
        if question is None:
            return First(said(knowledge, words_.clarify, kind="clarify"), answers)
        reply = question_reply(knowledge, question, answers, shared)
        known = (understood_section(knowledge, answers),) if answers else ()
        lead = words_.clarify_choice if answers.get(next(iter(knowledge.questions))) else words_.clarify
        return First(replace(reply, blocks=(*known, Text(lead), *reply.blocks), summary=lead), answers, question.id)


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
            found.setdefault(phrase_key(phrase), entry)
            found.setdefault(_squeeze(phrase_key(phrase)), entry)
    return found


def _squeeze(text: str) -> str:
    """Runs of one letter shrink to one, so that `hellooo` is `hello`."""
    return _REPEATED.sub(r"\1", text)
