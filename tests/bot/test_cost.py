"""What a turn may cost, without a clock: one read, one write, one message, and nothing that blocks the loop."""

from __future__ import annotations

import copy
import gc
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import MESSAGES
from bot.content import Content, load_content
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from knowledge.load import DATA
from tests.bot.blocking import watching
from tests.bot.conftest import bearer, message_of
from tests.bot.talker import Talker, content_of
from tests.cards import actions, nodes
from tests.chat import Server
from tests.conftest import Serve
from tests.connector import Connector
from tests.tokens import TokenService

QUESTION = "do I need a public IP address?"
_OF_TURNS = ("bot.", "botbuilder.", "dialogs.", "knowledge.")
"""Begins the names of modules whose objects turns are made of."""
TURNS = 6
"""Of one kind, after the first one of that kind."""


class Counted(SqliteStore):
    """The real store, which counts."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, 86400.0)
        self.loads: list[str] = []
        self.saves: list[str] = []

    async def load(self, key: str, latest: bool = True) -> Any:
        self.loads.append(key)
        return await super().load(key, latest)

    async def save(self, key: str, *args: Any, **more: Any) -> None:
        self.saves.append(key)
        await super().save(key, *args, **more)


class People:
    """Somebody who talks to the public bot."""

    def __init__(self, door: Server, connector: Connector) -> None:
        self._door = door
        self._connector = connector
        self._headers = bearer(connector)
        self._typed = message_of(connector)

    async def send(self, **changes: Any) -> None:
        """One turn, until all of it is delivered."""
        body = {**self._typed, "id": str(uuid.uuid4()), **changes}
        assert await self._door.request("POST", MESSAGES, json=body, headers=self._headers) == (200, "")
        await self._door.settle()

    async def press(self) -> None:
        """Press the first answer on the latest card."""
        cards = [one for one in self._connector.deliveries if one.method == "POST"]
        card: dict[str, Any] = cards[-1].card or {}
        answers = _answers(card)
        assert answers, "no question is open"
        boxes = [node for node in nodes(card) if node.get("type") == "Input.ChoiceSet"]
        data = {**answers[0], **{box["id"]: box["choices"][0]["value"] for box in boxes}}
        await self.send(text=None, value=data, replyToId=cards[-1].id)

    async def interview(self) -> int:
        """An interview with the buttons, from the first question to the recommendation; how many turns it took."""
        await self.send(text="start over")
        for turn in range(1, 9):
            card = [one for one in self._connector.deliveries if one.method == "POST"][-1].card or {}
            if not _answers(card):
                return turn
            await self.press()
        raise AssertionError("the interview does not end")


def _answers(card: dict[str, Any]) -> list[dict[str, Any]]:
    """The data of the buttons that answer a question."""
    return [action["data"] for action in actions(card) if action.get("data", {}).get("do") == "answer"]


@pytest.fixture(scope="module")
def content() -> Content:
    """The shipped content."""
    return load_content(DATA)


@pytest.fixture
def store(tmp_path: Path) -> Counted:
    """A state file of its own."""
    return Counted(tmp_path / "state.db")


async def test_a_turn_reads_once_writes_once_and_uses_what_is_there(
    serve: Serve, public: Settings, content: Content, store: Counted, connector: Connector, token_service: TokenService
) -> None:
    people = People(await serve(content, store, public), connector)
    await people.send(text=QUESTION)
    await people.interview()  # what is needed for the first time is loaded now
    store.loads.clear()
    store.saves.clear()
    with watching() as seen:
        turns = await people.interview()
        person = [key for key in store.saves if key.startswith("@person/")]
        assert len(person) == 1, "what is kept for the person is written with the recommendation"
        for keys in (store.loads, store.saves):
            assert len(keys) == turns + 1, "one read and one write of each turn"
        for _ in range(TURNS):
            await people.send(text=QUESTION)
    assert seen == []
    assert (len(store.loads), len(store.saves)) == (turns + 1 + TURNS, turns + 1 + TURNS)
    assert len(set(store.loads)) == 2, "the conversation's document and the person's"
    assert len(connector.peers) == 1, "one connection to the service, used again and again"
    assert len(token_service.asked) == 1, "one token for all turns"


async def test_nothing_that_is_sent_is_copied_deeply(
    serve: Serve, public: Settings, content: Content, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = People(await serve(content, None, public), connector)
    await people.interview()
    copied: list[Any] = []
    for kind in (dict, list):
        monkeypatch.setitem(copy._deepcopy_dispatch, kind, lambda value, *_: copied.append(value))  # type: ignore[attr-defined]
    await people.interview()
    await people.send(text=QUESTION)
    assert copied == [], "the SDK makes a deep copy of what is sent"


@contextmanager
def garbage() -> Iterator[list[Any]]:
    """What only a garbage collection finds of all that was made meanwhile."""
    found: list[Any] = []
    gc.collect()
    gc.disable()
    try:
        yield found
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        found += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


async def test_what_belongs_to_a_turn_is_freed_when_it_ends(
    serve: Serve, public: Settings, content: Content, connector: Connector
) -> None:
    people = People(await serve(content, None, public), connector)
    await people.interview()
    with garbage() as left:
        await people.interview()
        await people.send(text=QUESTION)
    ours = {type(one).__qualname__ for one in left if type(one).__module__.startswith(_OF_TURNS)}
    assert ours == set(), "circles of references keep it until a garbage collection, which takes long then"


def _connect() -> None:
    with socket.socket() as one, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        one.connect(other.getsockname())


@pytest.mark.parametrize(
    "slow",
    [
        lambda: Path(__file__).read_bytes(),
        lambda: time.sleep(0.001),
        _connect,
        lambda: socket.getaddrinfo("127.0.0.1", 80),
        lambda: list(Path(".").iterdir()),
    ],
    ids=["a file", "a wait", "a connection", "a name", "a folder"],
)
async def test_what_would_block_is_noticed(
    serve: Serve, connector: Connector, public: Settings, slow: Callable[[], object]
) -> None:
    class Slow(Talker):
        async def run(self, context: Any, *more: Any) -> None:
            slow()
            await super().run(context, *more)

    people = People(await serve(content_of(Talker()), None, public), connector)
    await people.send(text="hi")
    with watching() as seen:
        await people.send(text="hi")
    assert seen == []
    people = People(await serve(content_of(Slow()), None, public), connector)
    with watching() as seen:
        await people.send(text="hi")
    assert seen != []
