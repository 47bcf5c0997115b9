"""A turn: one at a time, once, saved before anything is said, and again when somebody else saved meanwhile."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterable
from typing import Any

import pytest

from bot.adapter import Adapter
from bot.documents import StoredDocuments
from bot.operation import Operation
from bot.outbox import Outbox
from bot.storage import LEASE, Conflict, Document, StorageError
from bot.storage.memory import MemoryStore
from bot.teams import HostingAdvisorBot
from bot.turn import ATTEMPTS, REMEMBERED, SCHEMA, Turns
from tests.bot.talker import Talker, content_of
from tests.chat import captured

KEY = "msteams/personal/1262946f-37d8-4937-98f4-8dfb967917b8"


class House:
    """A host without HTTP: what would be delivered is in `said`."""

    def __init__(self, store: Any = None) -> None:
        self.talker = Talker()
        self.store = store or MemoryStore()
        self.said: list[Operation] = []
        self.status = 0
        """The answer to the latest message."""
        self.outbox = Outbox(self._deliver, self.store)
        self.turns = Turns(
            Adapter(), HostingAdvisorBot(content_of(self.talker), StoredDocuments(self.store)), self.store, self.outbox
        )

    async def _deliver(self, operation: Operation, seconds: float) -> None:
        self.said.append(operation)

    async def run(self, text: str, **changes: Any) -> list[str]:
        """One message through one turn; what was said."""
        before = len(self.said)
        body = {**captured("playground-msteams-personal-message"), "text": text, **changes}
        self.status = (await self.turns.run(body)).status
        await self.outbox.join()
        return [operation.body.get("text", "") for operation in self.said[before:]]


async def test_state_is_kept_from_turn_to_turn() -> None:
    house = House()
    assert await house.run("a", id="1") == ["message a 1"]
    assert await house.run("b", id="2") == ["message b 2"]
    document, _ = await house.store.load(KEY)
    assert document == {"schema": 1, "recent": ["1", "2"], "talk": {"count": 2}}


async def test_an_activity_that_comes_again_does_nothing() -> None:
    house = House()
    assert await house.run("a", id="1") == ["message a 1"]
    assert await house.run("a", id="1") == []
    await asyncio.gather(house.run("b", id="2"), house.run("b", id="2"))
    assert len(house.said) == 2


async def test_an_activity_without_id_is_always_new() -> None:
    house = House()
    for count in (1, 2):
        assert await house.run("a", id=None) == [f"message a {count}"]


async def test_only_so_many_ids_are_kept() -> None:
    house = House()
    for number in range(REMEMBERED + 5):
        await house.run("a", id=str(number))
    document, _ = await house.store.load(KEY)
    assert document["recent"] == [str(number) for number in range(5, REMEMBERED + 5)]


async def test_a_failed_turn_commits_nothing_but_says_sorry() -> None:
    house = House()
    await house.run("a", id="1")
    assert await house.run("fail", id="2") == ["Sorry, that went wrong."]
    document, _ = await house.store.load(KEY)
    assert document == {"schema": 1, "recent": ["1", "2"], "talk": {"count": 1}}
    assert await house.run("fail", id="2") == []
    assert await house.run("b", id="3") == ["message b 2"]


async def test_a_store_that_fails_within_a_turn_leaves_the_message_to_be_sent_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(house.talker, "error", StorageError("away"))
        assert await house.run("fail", id="1") == ["Sorry, that went wrong."]
        assert house.status == 503
        meanwhile.setattr(house.talker, "error", Conflict("k"))
        assert await house.run("fail", id="1") == ["Sorry, that went wrong."]
        assert house.status == 503
    assert await house.store.load(KEY) == ({}, None)
    assert await house.run("fine", id="1") == ["message fine 1"]
    assert house.status == 200


async def test_a_failed_welcome_is_silent_and_is_tried_again() -> None:
    house = House()
    house.talker.broken = True
    await house.turns.run(captured("playground-msteams-personal-installationUpdate-add"))
    await house.outbox.join()
    assert house.said == []
    house.talker.broken = False
    await house.turns.run(captured("playground-msteams-personal-conversationUpdate-membersAdded"))
    await house.outbox.join()
    assert len(house.said) == 1


async def test_turns_of_one_conversation_wait_for_each_other() -> None:
    house = House()
    said = await asyncio.gather(*(house.run("a", id=str(number)) for number in range(10)))
    assert house.talker.most_running == 1
    assert len({text for texts in said for text in texts}) == 10
    gc.collect()
    assert not house.turns._locks


async def test_turns_of_two_conversations_do_not() -> None:
    house = House()
    gate = house.talker.gates["wait"] = asyncio.Event()
    waiting = asyncio.create_task(house.run("wait", id="1"))
    await asyncio.sleep(0.01)
    assert await house.run("a", conversation={"id": "other"}) == ["message a 1"]
    assert not waiting.done()
    gate.set()
    await waiting


class Contested(MemoryStore):
    """A store whose documents somebody else saves first, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    async def save(self, key: str, document: Document, version: str | None, *more: Any) -> None:
        if self.times:
            self.times -= 1
            other, _ = await self.load(key)
            other["talk"] = {"count": other.get("talk", {}).get("count", 0) + 10}
            await super().save(key, other, version)
        await super().save(key, document, version, *more)


async def test_a_conflict_runs_the_turn_again_on_what_is_there_now() -> None:
    house = House(Contested(1))
    assert await house.run("a", id="1") == ["message a 11"]


async def test_a_conflict_that_does_not_end_says_sorry() -> None:
    house = House(Contested(ATTEMPTS))
    assert await house.run("a", id="1") == ["Sorry, that went wrong."]
    assert house.status == 503
    assert await house.run("a", id="1") == [f"message a {10 * ATTEMPTS + 1}"]
    assert house.status == 200


class Broken(MemoryStore):
    """A store that cannot be reached."""

    async def load(self, key: str, latest: bool = True) -> tuple[Document, str | None]:
        raise ConnectionError("on purpose")


async def test_a_store_that_fails_says_sorry(caplog: pytest.LogCaptureFixture) -> None:
    house = House(Broken())
    assert await house.run("a", id="1") == ["Sorry, that went wrong."]
    assert house.status == 503
    assert "no state" in caplog.text


class Slow(MemoryStore):
    """A store that takes its time to save, and notes what had been said by then."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[Operation] = []
        self.said_before_saving: list[int] = []

    async def save(self, key: str, document: Document, version: str | None, *more: Any) -> None:
        await asyncio.sleep(0.01)
        self.said_before_saving.append(len(self.said))
        await super().save(key, document, version, *more)


async def test_nothing_is_said_before_the_state_is_saved() -> None:
    store = Slow()
    house = House(store)
    store.said = house.said
    await house.run("a", id="1")
    await house.run("b", id="2")
    assert store.said_before_saving == [0, 1]


class Deaf(Outbox):
    """An outbox of a process that dies before it delivers anything."""

    def put(self, operations: Iterable[Operation], kept: str | None = None) -> None:
        pass


async def test_replies_are_kept_with_the_state_until_they_are_delivered() -> None:
    now = 0.0
    store = MemoryStore(clock=lambda: now)
    dying = House(store)
    dying.turns._outbox = Deaf(dying._deliver, store)
    assert await dying.run("a", id="1", value={}, replyToId="card") == []
    assert dying.status == 200
    house = House(store)
    assert await house.run("a", id="1") == []  # the activity is not acted on again
    now += LEASE + 1
    await house.outbox.look()
    await house.outbox.join()
    assert [(one.kind, one.activity) for one in house.said] == [("send", "1"), ("update", "card")]
    assert house.said[0].body["text"] == "message a 1"
    now += LEASE + 1
    await house.outbox.look()
    await house.outbox.join()
    assert len(house.said) == 2
    assert await house.run("b", id="2") == ["message b 2"]


async def test_a_document_of_a_newer_version_is_left_alone() -> None:
    house = House()
    await house.store.save(KEY, {"schema": SCHEMA + 1, "talk": {"what": "nobody knows"}}, None)
    assert await house.run("a", id="1") == ["Sorry, that went wrong."]
    assert house.status == 503
    document, _ = await house.store.load(KEY)
    assert document == {"schema": SCHEMA + 1, "talk": {"what": "nobody knows"}}


async def test_a_turn_reads_once_and_writes_once() -> None:
    calls: list[str] = []

    class Counting(MemoryStore):
        async def load(self, key: str, latest: bool = True) -> tuple[Document, str | None]:
            calls.append("load")
            return await super().load(key, latest)

        async def save(self, key: str, document: Document, version: str | None, *more: Any) -> None:
            calls.append("save")
            await super().save(key, document, version, *more)

    house = House(Counting())
    await house.run("a", id="1")
    await house.run("b", id="2", value={}, replyToId="card")
    assert calls == ["load", "save"] * 2


def test_conflicts_are_storage_errors() -> None:
    assert str(Conflict("key")) == "key"
