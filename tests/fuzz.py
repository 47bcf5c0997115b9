"""Requests as nobody would send them on purpose: real activities, mutated by chance, the same for the same seed."""

from __future__ import annotations

import asyncio
import copy
import gzip
import json
import logging
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tests.cards import nodes
from tests.chat import ACTIVITIES, Chat, Server, captured
from tests.connector import Connector

_STRINGS = (
    "",
    " ",
    "\u0000",
    "\u202e\u200b\ufeff",
    "\ud83d\ude00" * 200,
    "e\u0301" * 300,
    "\u0627\u0644\u0633\u0644\u0627\u0645",
    "<at>Test Bot</at>" * 300,
    "<at" * 2000,
    '<at id="0">' * 500,
    "&lt;at&gt;&amp;" * 400,
    "a" * 9000,
    "1 " * 4000,
    "?" * 5000,
    "start over " * 500,
    "not " * 1500,
    "can the bot record, " * 300,
    "{{card}} ${x} %s %n {0}",
    "'; DROP TABLE documents; --",
    "../../../../etc/passwd",
    "javascript:alert(1)",
    "[click](https://evil.example) **x** <img src=x onerror=alert(1)>",
    "https://learn.microsoft.com/" + "a/" * 2000,
    "start",
    "start over",
    "cancel",
    "compare",
    "help",
    "back",
    "why",
    "summary",
    "all at once",
    "forget me",
    "the second one",
    "our bot transcribes meetings live, we only know Python and keep nothing",
    "msteams",
    "emulator",
    "personal",
    "groupChat",
    "channel",
    "message",
    "messageReaction",
    "conversationUpdate",
    "installationUpdate",
    "invoke",
    "add",
    "remove",
    "answer",
    "change",
    "sv-SE",
)
_OTHERS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    2**63,
    10**40,
    1.5,
    1e308,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"id": None},
    {"id": "x"},
    {"tenant": []},
    {"team": {"id": {}}},
    [{"type": "mention", "mentioned": None}],
    [{"type": "mention", "mentioned": {"id": [], "name": {}}, "text": "<at>x</at>"}],
    {"v": 1, "do": "answer", "q": "needs", "a": "prompts", "i": "x"},
    {"v": 1, "do": "change", "q": [], "a": {}, "i": 5},
    {"v": "1", "do": {"do": "answer"}},
    {"v": 1, "do": "start"},
    {"v": 1, "do": "compare"},
)
_ENCODINGS = ("gzip", "deflate", "br", "identity", "x")
_TYPES = ("application/json; charset=utf-16", "application/json; charset=quux", "text/json", "*/*", "application/json;")

AT_ONCE = 8


@dataclass(frozen=True)
class Request:
    """One request to the endpoint."""

    body: bytes
    headers: dict[str, str]


def requests(seed: int, service_url: str, submits: list[dict[str, Any]]) -> Iterator[Request]:
    """Mutated requests without an end. `submits` are data of real buttons, which are pressed and mutated too."""
    chance = random.Random(seed)
    seeds = [captured(path.stem) for path in sorted(ACTIVITIES.glob("*.json"))]
    while True:
        activity = copy.deepcopy(chance.choice(seeds))
        activity["serviceUrl"] = service_url
        if chance.random() < 0.8:
            activity["id"] = str(uuid.UUID(int=chance.getrandbits(128)))
        if submits and chance.random() < 0.25:
            activity.update(type="message", value=copy.deepcopy(chance.choice(submits)))
        if chance.random() < 0.25 and "conversation" in activity:
            activity["text"] = chance.choice(_STRINGS)
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 8))):
            _mutate(activity, chance)
        headers = {"Content-Type": "application/json"}
        body = json.dumps(activity, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
        if chance.random() < 0.15:
            body = _spoiled(body, chance)
        if chance.random() < 0.03:
            headers["Content-Type"] = chance.choice(_TYPES)
        if chance.random() < 0.05:
            headers["Content-Encoding"] = chance.choice(_ENCODINGS)
            body = gzip.compress(body) if chance.random() < 0.5 else body
        yield Request(body, headers)


def _mutate(value: Any, chance: random.Random) -> None:
    """Change one thing somewhere in it; never where replies go, which would only make the test wait."""
    owner, key = chance.choice(_places(value))
    if key == "serviceUrl" and chance.random() < 0.9:
        return
    match chance.randrange(5):
        case 0:
            del owner[key]
        case 1:
            owner[key] = chance.choice(_STRINGS if key != "serviceUrl" else ("", "x", "http://", "http://10.0.0.1"))
        case 2:
            owner[key] = copy.deepcopy(chance.choice(_OTHERS))
        case 3:
            owner[key] = [owner[key]] * chance.choice((1, 2, 50))
        case _:
            other, name = chance.choice(_places(value))
            owner[key] = copy.deepcopy(other[name]) if name != "serviceUrl" else None


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    todo = [value]
    while todo and len(found) < 2000:
        owner = todo.pop()
        for key in list(owner) if isinstance(owner, dict) else range(len(owner)):
            found.append((owner, key))
            if isinstance(owner[key], (dict, list)):
                todo.append(owner[key])
    return found


def _spoiled(body: bytes, chance: random.Random) -> bytes:
    """The bytes with some of them changed, cut off, repeated or moved."""
    raw = bytearray(body)
    for _ in range(chance.choice((1, 1, 5, 50))):
        at = chance.randrange(len(raw)) if raw else 0
        match chance.randrange(4):
            case 0:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del raw[at : at + chance.randrange(20)]
            case 2:
                raw[at:at] = chance.choice(
                    (b"[", b"{", b'"', b"\\u", b"\\", b",", b"\xff", b"\xc0\xaf", b"1e999", b"\0")
                )
            case _:
                raw[at:at] = raw[at : at + chance.randrange(200)]
    return bytes(raw)


class Errors(logging.Handler):
    """Counts what is logged at level error or above."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count by place and kind of the exception."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        self.found[f"{record.name}: {record.msg} {kind}".strip()] += 1


async def fuzz(
    server: Server, connector: Connector, seed: int, count: int, look: Callable[[int], None]
) -> Counter[int]:
    """Send so many requests, some at once; how often each status came. `look` is called after each tenth."""
    submits = await interview(server, connector)
    statuses: Counter[int] = Counter()
    source = islice(requests(seed, connector.url, submits), count)

    async def send() -> None:
        for request in source:
            status, text = await server.request("POST", "/api/messages", data=request.body, headers=request.headers)
            assert "\n" not in text.rstrip("\n"), (status, text)
            statuses[status] += 1
            if statuses.total() % max(count // 10, 1) == 0:
                look(statuses.total())

    await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    await server.settle()
    return statuses


async def interview(server: Server, connector: Connector) -> list[dict[str, Any]]:
    """The data of the buttons that one interview shows."""
    chat = Chat(server, connector, "personal", "submits")
    await chat.say("start")
    await chat.say("1")
    await chat.say("transcribe meetings live, in Python, keep nothing")
    cards = [message.card for message in chat.messages if message.body.get("attachments")]
    return [
        node["data"] for card in cards for node in nodes(card) if node.get("type") == "Action.Submit" and "data" in node
    ]
