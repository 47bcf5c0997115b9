"""A person in a chat with the real bot, over HTTP, in the shape that one of the real clients gives to activities."""

from __future__ import annotations

import asyncio
import copy
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.app import OUTBOX
from tests.cards import assert_message, card_text, nodes
from tests.connector import Connector, Delivery

ACTIVITIES = Path(__file__).parent / "data" / "activities"

Shape = Literal["personal", "group", "channel", "emulator"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

_FILES: Mapping[Shape, str] = {
    "personal": "playground-msteams-personal",
    "group": "playground-msteams-groupChat",
    "channel": "playground-msteams-channel",
    "emulator": "emulator-none",
}
_TEXT: Mapping[Shape, str] = {
    "personal": "message",
    "group": "message-mention",
    "channel": "message-mention",
    "emulator": "message",
}
_INSTALL: Mapping[Shape, Sequence[str]] = {
    "personal": ("installationUpdate-add", "conversationUpdate-membersAdded"),
    "group": ("installationUpdate-add", "conversationUpdate-membersAdded"),
    "channel": ("installationUpdate-add", "conversationUpdate-teamMemberAdded"),
    "emulator": ("conversationUpdate-membersAdded",),
}


def captured(name: str) -> dict[str, Any]:
    """The activity in a captured request."""
    request: dict[str, Any] = json.loads((ACTIVITIES / f"{name}.json").read_text(encoding="utf-8"))
    return copy.deepcopy(request.get("body", request))


@dataclass
class Message:
    """A message as it stands in the chat."""

    id: str
    body: dict[str, Any]

    @property
    def card(self) -> dict[str, Any]:
        """Its card; a message without one fails the test."""
        attachments = self.body.get("attachments")
        assert attachments, f"not a card: {self.body.get('text')!r}"
        card: dict[str, Any] = attachments[0]["content"]
        return card

    @property
    def text(self) -> str:
        """Everything that can be read in it."""
        return card_text(self.card) if self.body.get("attachments") else str(self.body.get("text", ""))

    @property
    def buttons(self) -> list[str]:
        """Titles of the buttons that answer."""
        return [node["title"] for node in nodes(self.card) if node.get("type") == "Action.Submit" and "title" in node]


class Server:
    """The real application on a free port."""

    def __init__(self, app: web.Application) -> None:
        self.app = app
        self._server = TestServer(app)
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Listen."""
        await self._server.start_server()
        self._session = aiohttp.ClientSession(base_url=self._server.make_url("/"))

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.port or 0)

    @property
    def url(self) -> URL:
        """Its address."""
        return self._server.make_url("/")

    async def stop(self) -> None:
        """End, as the process does."""
        assert self._session is not None
        await self._session.close()
        await self._server.close()

    def open(self, method: str, path: str, **more: Any) -> Any:
        """A request whose answer is looked at in an `async with` block."""
        assert self._session is not None
        return self._session.request(method, path, **more)

    async def request(self, method: str, path: str, **more: Any) -> tuple[int, str]:
        """Any request; status and text of the answer."""
        assert self._session is not None
        async with self._session.request(method, path, **more) as response:
            return response.status, await response.text()

    async def post(self, activity: Mapping[str, Any]) -> tuple[int, str]:
        """What a client does with an activity."""
        return await self.request("POST", "/api/messages", json=activity)

    async def settle(self) -> None:
        """Wait until everything that the bot has to say is delivered."""
        await self.app[OUTBOX].join()


class Chat:
    """One conversation, seen from the people's side."""

    def __init__(self, server: Server, connector: Connector, shape: Shape, name: str = "") -> None:
        self.shape = shape
        self.messages: list[Message] = []
        """All messages of the bot, in their present form."""
        self.written: set[str] = set()
        """What people wrote, and their names."""
        self.updates: list[Delivery] = []
        """The messages that were replaced in the latest turn."""
        self._server = server
        self._connector = connector
        self._name = name
        self._user: dict[str, str] | None = None
        self._seen = 0
        self._now = datetime.now(UTC)

    def later(self, days: float) -> None:
        """Let time pass in this conversation."""
        self._now += timedelta(days=days)

    def be(self, user: str) -> None:
        """From now on another person writes in this conversation."""
        slug = user.lower().replace(" ", "-")
        self._user = {"id": f"29:{slug}", "name": user}
        if self.shape != "emulator":
            self._user["aadObjectId"] = str(uuid.uuid5(uuid.NAMESPACE_URL, slug))

    async def say(self, text: str, files: Sequence[str] = ()) -> list[Message]:
        """Write a message, with a mention of the bot where it would not be heard otherwise, and with files by type."""
        activity = self.activity(_TEXT[self.shape])
        self.written.add(text)
        mention = "<at>Test Bot</at> " if self.shape in ("group", "channel") else ""
        attached = [{"contentType": kind, "contentUrl": "https://example.org/file"} for kind in files]
        return await self.send({**activity, "text": mention + text, **({"attachments": attached} if attached else {})})

    async def press(
        self, title: str, *, choose: Mapping[str, Sequence[str]] | None = None, card: int = -1
    ) -> list[Message]:
        """Press a button by its title, after choosing in the card's inputs; `card` counts the bot's cards."""
        message = [message for message in self.messages if message.body.get("attachments")][card]
        found = [n for n in nodes(message.card) if n.get("type") == "Action.Submit" and n.get("title") == title]
        assert found, f"no button {title!r}, but {message.buttons}"
        data = {**_inputs(message.card, choose or {}), **(found[0].get("data") or {})}
        return await self.submit(data, message)

    async def submit(self, data: Mapping[str, Any], message: Message | None = None) -> list[Message]:
        """Send the data of a button, as if it stood on `message`, or on the latest one."""
        activity = {**self.activity("message-value"), "value": dict(data)}
        on = message or (self.messages[-1] if self.messages else None)
        if on and "replyToId" in activity:
            activity["replyToId"] = on.id
        return await self.send(activity)

    async def install(self) -> list[Message]:
        """Add the bot, as the client tells it: some send two activities at the same moment."""
        return await self.send(*(self.activity(name) for name in _INSTALL[self.shape]))

    async def uninstall(self) -> list[Message]:
        """Remove the bot."""
        names = {"personal": "personal", "group": "group", "channel": "team"}
        return await self.send(self._addressed(captured(f"playground-msteams-template-uninstall-{names[self.shape]}")))

    def activity(self, name: str) -> dict[str, Any]:
        """A captured activity of this shape, made new and addressed to this conversation."""
        return self._addressed(captured(f"{_FILES[self.shape]}-{name}"))

    async def send(self, *activities: Mapping[str, Any]) -> list[Message]:
        """Post activities, all at once; the new messages that follow."""
        for activity in activities:
            self.written |= {str(activity.get("text") or ""), str(activity.get("from", {}).get("name") or "")} - {""}
        answers = await asyncio.gather(*(self._server.post(activity) for activity in activities))
        assert all(status == 200 for status, _ in answers), answers
        await self._server.settle()
        return self._take()

    def _addressed(self, activity: dict[str, Any]) -> dict[str, Any]:
        activity["id"] = str(uuid.uuid4())
        activity["serviceUrl"] = self._connector.url
        activity["timestamp"] = self._now.isoformat().replace("+00:00", "Z")
        if self._user is not None:
            activity["from"] = dict(self._user)
        if self._name:
            activity = self._renamed(activity)
        return activity

    def _renamed(self, activity: dict[str, Any]) -> dict[str, Any]:
        """The same activity in a conversation, and a team, of its own."""
        conversation = activity["conversation"]
        base, semicolon, thread = conversation["id"].partition(";")
        conversation["id"] = f"{base}-{self._name}{semicolon}{thread}"
        team = activity.get("channelData", {}).get("team")
        if team:
            team["id"] = f"{team['id']}-{self._name}"
        return activity

    def _take(self) -> list[Message]:
        """Take over what was delivered since the last time, for this conversation."""
        conversations = {
            self.activity(name)["conversation"]["id"] for name in (_TEXT[self.shape], *_INSTALL[self.shape])
        }
        news, self._seen = self._connector.deliveries[self._seen :], len(self._connector.deliveries)
        added: list[Message] = []
        self.updates = []
        for delivery in news:
            if delivery.conversation not in conversations:
                continue
            assert_message(delivery.body)
            if delivery.method == "POST":
                added.append(Message(delivery.id, delivery.body))
            elif delivery.method == "PUT":
                self.updates.append(delivery)
                for message in self.messages:
                    if message.id == delivery.id:
                        message.body = delivery.body
        self.messages += added
        return added


def _inputs(card: dict[str, Any], choose: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What the clients add to a button's data: the values of the inputs that have one."""
    inputs = {node["id"]: node for node in nodes(card) if str(node.get("type", "")).startswith("Input.")}
    assert set(choose) <= set(inputs), f"no such input: {sorted(set(choose) - set(inputs))}, but {sorted(inputs)}"
    values = {name: str(node["value"]) for name, node in inputs.items() if node.get("value")}
    for name, titles in choose.items():
        known = {choice["title"]: choice["value"] for choice in inputs[name]["choices"]}
        assert set(titles) <= set(known), f"no such choice: {sorted(set(titles) - set(known))}, but {sorted(known)}"
        values[name] = ",".join(known[title] for title in titles)
    return values
