"""A button, its typed label, its number, its ordinal and each synonym mean the same: every question, every answer."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from bot.content import Content
from bot.storage.memory import MemoryStore
from knowledge.load import load
from knowledge.model import Answer, Question
from tests.cards import nodes
from tests.chat import SHAPES, Chat, Message, Shape
from tests.conftest import Serve
from tests.connector import Connector

KNOWLEDGE = load()
EVERYTHING = "1, 5"
"""Needs beside which every question matters: a prompt, and live audio."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def typed(question: Question, answer: Answer) -> Iterator[str]:
    """All ways to type an answer."""
    position = question.answers.index(answer)
    yield from (answer.label, answer.label.upper(), f"{answer.label}.", str(position + 1), f"number {position + 1}")
    if position < len(ORDINALS):
        yield f"the {ORDINALS[position]} one"
    yield from answer.synonyms


class Table:
    """One conversation that is put back to the same open question as often as a test likes."""

    def __init__(self, chat: Chat, store: MemoryStore) -> None:
        self.chat = chat
        self._store = store

    async def ask(self, question: Question) -> Message:
        """Put `question`; its card."""
        await self.chat.say("start")
        (card,) = await self.chat.say(EVERYTHING)
        if question.id != "calls":
            identity = next(node["data"]["i"] for node in nodes(card.card) if node.get("data", {}).get("i"))
            (card,) = await self.chat.submit({"v": 1, "do": "change", "q": question.id, "i": identity})
        assert question.text in card.text
        (self._key,) = self._store._rows
        self._before, _ = await self._store.load(self._key)
        return copy.deepcopy(card)  # the one in the chat collapses

    async def back(self) -> None:
        """Put the conversation back to where the question is open."""
        _, version = await self._store.load(self._key)
        await self._store.save(self._key, copy.deepcopy(self._before), version)

    async def recorded(self, question: Question) -> list[str] | None:
        """What is noted as the answer."""
        document, _ = await self._store.load(self._key)
        answers: dict[str, list[str]] = document["talk"]["interview"]["answers"]
        return answers.get(question.id)


def buttons(card: Message, question: Question, answer: Answer | None) -> dict[str, Any]:
    """The data that a client sends for the button of an answer, or for `not sure`."""
    data = [node["data"] for node in nodes(card.card) if node.get("type") == "Action.Submit" and "data" in node]
    wanted = "" if answer is None else "*" if question.several else answer.id
    (found,) = [item for item in data if item.get("do") == "answer" and item.get("a", "") == wanted]
    return {**found, **({"choice": answer.id} if answer is not None and question.several else {})}


def body(message: Message) -> str:
    """The message without its small lines of what was noted, which a collapsed card says instead."""
    lines = message.text.split("\n")
    return "\n".join(line for line in lines if not line.startswith(("**", "Ann", "User", "Alex", "No longer", "This")))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("question", KNOWLEDGE.questions.values(), ids=lambda question: question.id)
async def test_all_ways_mean_the_same(
    question: Question, shape: Shape, serve: Serve, connector: Connector, content: Content
) -> None:
    store = MemoryStore()
    table = Table(Chat(await serve(content, store), connector, shape), store)
    card = await table.ask(question)
    differing: list[str] = []
    for answer in (*question.answers, None):
        await table.back()
        (expected,) = await table.chat.submit(buttons(card, question, answer), card)
        chosen = [answer.id] if answer is not None else []
        assert await table.recorded(question) == chosen
        last = str(len(question.answers) + 1)
        ways = typed(question, answer) if answer is not None else ("Not sure", "not sure", last, "skip", "I don't know")
        for way in ways:
            await table.back()
            (reply,) = await table.chat.say(way)
            noted = await table.recorded(question)
            if noted != chosen:
                differing.append(f"{way!r} means {noted} and not {chosen}")
            elif body(reply) != body(expected):
                differing.append(f"{way!r} leads to another reply than the button")
    assert not differing, "\n".join(differing)
