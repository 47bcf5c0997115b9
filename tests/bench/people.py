"""Who talks to the bots: people who send the next thing as soon as the last answer was delivered."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from tests.issuer import TENANT

_TESTS = Path(__file__).parents[1]
_ACTIVITIES = _TESTS / "data" / "activities"
_QUESTIONS = tuple(_TESTS / "eval" / f"{name}.jsonl" for name in ("questions", "examined"))
_OPENINGS = (
    "",
    "Hi, ",
    "Hello, ",
    "Hi all, ",
    "Hey, ",
    "Question: ",
    "Quick question: ",
    "Another one: ",
    "And ",
    "So, ",
)
_CLOSINGS = ("", "", " Thanks.", " Thanks a lot.", " Thank you.", " Please.", " Just curious.", " Cheers")


class Person:
    """One person in a personal chat, who says the same thing again and again."""

    def __init__(self, name: str, service_url: str, chance: random.Random) -> None:
        self.conversation = f"bench-{name}"
        self.chance = chance
        self.counted = True
        """Whether the turn over what was said last is measured."""
        self._text = self._shaped("message", service_url)
        self._button = self._shaped("message-value", service_url)

    def next(self, card: dict[str, Any] | None) -> bytes:
        """What is sent after the reply with this card, or first of all."""
        return self.text("Is a public address needed?")

    def text(self, text: str) -> bytes:
        """A typed message."""
        return orjson.dumps({**self._text, "id": str(uuid.UUID(int=self.chance.getrandbits(128))), "text": text})

    def press(self, data: dict[str, Any]) -> bytes:
        """A pressed button on a card whose id the channel says, so that it collapses."""
        new = str(uuid.UUID(int=self.chance.getrandbits(128)))
        return orjson.dumps({**self._button, "id": new, "value": data, "replyToId": "m1"})

    def _shaped(self, name: str, service_url: str) -> dict[str, Any]:
        path = _ACTIVITIES / f"playground-msteams-personal-{name}.json"
        activity: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["body"]
        activity["serviceUrl"] = service_url
        activity["conversation"] |= {"id": self.conversation, "tenantId": TENANT}
        activity["channelData"]["tenant"] = {"id": TENANT}
        activity["from"] |= {"id": f"29:{self.conversation}", "aadObjectId": f"aad-{self.conversation}"}
        return activity


class Typist(Person):
    """Takes one interview after the other by typing numbers."""

    def next(self, card: dict[str, Any] | None) -> bytes:
        """See `Person`."""
        answers = [action["data"] for action in _answers(card)]
        return self.text(str(self.chance.randint(1, 4)) if answers else "start over")


class Presser(Person):
    """Takes one interview after the other with the buttons, in all ways alike."""

    def next(self, card: dict[str, Any] | None) -> bytes:
        """See `Person`."""
        answers = [action["data"] for action in _answers(card)]
        if not answers:
            return self.text("start over")
        data = self.chance.choice(answers)
        boxes = [block for block in (card or {}).get("body", []) if block.get("type") == "Input.ChoiceSet"]
        if data.get("a") == "*" and boxes:
            values = [choice["value"] for choice in boxes[0]["choices"]]
            data = {**data, boxes[0]["id"]: ",".join(self.chance.sample(values, self.chance.randint(1, 2)))}
        return self.press(data)


class Asker(Person):
    """Asks one question after the other that the knowledge base answers.

    With what people say around a question there are ten thousands of texts, so that hardly one comes twice: a bot that
    remembers what it said to a text is no faster here than in a chat.
    """

    def next(self, card: dict[str, Any] | None) -> bytes:
        """See `Person`."""
        return self._asks("answer", any(action.get("data", {}).get("i") for action in _actions(card)))

    def _asks(self, kind: str, cancels: bool) -> bytes:
        """A question that gets this kind of reply; an interview that comes of it may be in the way of the next one."""
        self.counted = not cancels
        if cancels:
            return self.text("cancel")
        return self.text("".join(self.chance.choice(some) for some in (_OPENINGS, questions()[kind], _CLOSINGS)))


class Describer(Asker):
    """Asks questions that come with a scenario, so that they get a recommendation with the answer."""

    def next(self, card: dict[str, Any] | None) -> bytes:
        """See `Person`."""
        return self._asks("recommend", bool(_answers(card)))


Kind = Callable[[str, str, random.Random], Person]


@cache
def questions() -> Mapping[str, Sequence[str]]:
    """The questions of the evaluations that ask for a topic, by the kind of reply that they get."""
    from knowledge.ask import Advisor
    from knowledge.load import load

    advisor = Advisor(load())
    lines = (json.loads(line) for path in _QUESTIONS for line in path.read_text(encoding="utf-8").splitlines())
    found: dict[str, list[str]] = {}
    for text in dict.fromkeys(line["text"] for line in lines if line["kind"] == "ask"):
        found.setdefault(advisor.first(text).reply.kind, []).append(text)
    return found


def card_of(body: bytes) -> dict[str, Any] | None:
    """The card of a delivered message."""
    attachments = orjson.loads(body).get("attachments") or []
    return attachments[0]["content"] if attachments else None


def _answers(card: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The buttons that answer a question."""
    return [action for action in _actions(card) if action.get("data", {}).get("do") == "answer"]


def _actions(card: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The card's buttons, wherever they stand on it."""
    shown = card or {}
    rows = (block["actions"] for block in shown.get("body", []) if block.get("type") == "ActionSet")
    return [action for row in (shown.get("actions", []), *rows) for action in row]
