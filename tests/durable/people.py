"""People who take interviews, send again what was not acknowledged, and know what they have said."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from knowledge.base import Knowledge
from tests.cards import nodes
from tests.chat import captured
from tests.durable.process import Balancer
from tests.durable.receiver import Received, Receiver

PATIENCE = 600.0
"""Seconds after which an answer or a reply counts as lost; restarts on a busy machine are slow."""


@dataclass
class Person:
    """One person in one chat. Answers are typed as numbers: a number that is taken twice answers two questions."""

    name: str
    bots: Balancer
    receiver: Receiver
    knowledge: Knowledge
    chance: random.Random
    said: dict[str, str] = field(default_factory=dict)
    """Question and answer of each acknowledged answer of the present interview."""
    acknowledged: list[str] = field(default_factory=list)
    """Ids of all acknowledged activities."""
    interviews: int = 0
    """How many were finished."""
    sent_again: int = 0
    longest: float = 0.0
    """Seconds from an acknowledgment to the reply, at most."""

    @property
    def conversation(self) -> str:
        """The id of the chat."""
        return f"chat-{self.name}"

    async def say(self, text: str) -> Received:
        """Send a message until it is acknowledged, as a channel does; the reply to it."""
        activity = {
            **captured("playground-msteams-personal-message"),
            "id": str(uuid.uuid4()),
            "text": text,
            "serviceUrl": self.receiver.url,
            "from": {"id": f"29:{self.name}", "name": self.name, "aadObjectId": f"00000000-{self.name}"},
        }
        activity["conversation"]["id"] = self.conversation
        async with asyncio.timeout(PATIENCE):
            while (status := await self.bots.post(activity)) != 200:
                assert status in (None, 503), status
                self.sent_again += 1
                await asyncio.sleep(self.chance.uniform(0.05, 0.5))
        self.acknowledged.append(activity["id"])
        acknowledged = time.monotonic()
        try:
            reply = await self.receiver.reply(activity["id"], PATIENCE)
        except TimeoutError:
            raise AssertionError(f"no reply to {activity['id']} ({text!r}) of {self.name}") from None
        self.longest = max(self.longest, time.monotonic() - acknowledged)
        return reply

    async def take_interview(self) -> None:
        """One interview from its first question to the recommendation."""
        reply = await self.say("start over" if self.interviews else "start")
        self.said = {}
        while (question := open_question(reply.body)) is not None:
            assert question not in self.said, f"{question} is asked again"
            answers = self.knowledge.questions[question].answers
            number = self.chance.randrange(len(answers))
            reply = await self.say(str(number + 1))
            self.said[question] = answers[number].id
        assert self.said, reply.text
        self.interviews += 1


def open_question(body: dict[str, Any]) -> str | None:
    """The question that a message asks."""
    for attachment in body.get("attachments") or []:
        for node in nodes(attachment["content"]):
            data = node.get("data") if node.get("type") == "Action.Submit" else None
            if isinstance(data, dict) and data.get("do") == "answer":
                return str(data["q"])
    return None


def stored_answers(document: dict[str, Any]) -> dict[str, str]:
    """Question and answer as they are in a state document."""
    answers = document["talk"]["interview"]["answers"]
    return {question: ",".join(chosen) for question, chosen in answers.items()}


def repeated(receiver: Receiver) -> int:
    """How many replies arrived more than once; each time the same one, or the test fails."""
    count = 0
    for replies in receiver.replies.values():
        assert len({reply.text for reply in replies}) == 1, [reply.text for reply in replies]
        count += len(replies) - 1
    return count
