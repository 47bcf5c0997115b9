"""A service that fails at 30 % of requests, in every way it can: every reply arrives, in order, within a minute."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from pathlib import Path

import pytest
from aiohttp import web

from bot.adapter import Adapter
from bot.connector import Connector, new_session
from bot.credentials import Anonymous
from bot.documents import StoredDocuments
from bot.outbox import Outbox
from bot.storage.sqlite import SqliteStore
from bot.teams import HostingAdvisorBot
from bot.turn import Turns
from tests.bot.talker import Talker, content_of
from tests.chat import captured
from tests.durable.receiver import Receiver

CONVERSATIONS = 60
MESSAGES = 5
SHARE = 0.3
HANGS = 2.5
"""Seconds that a service takes which does not answer in time."""
TIMEOUT = 1.0
"""Seconds that the connector waits for it here."""


class Faults:
    """Refuses, breaks off, hangs: before it takes a message, or after, when nobody can know that it did."""

    def __init__(self, receiver: Receiver) -> None:
        self.chance = random.Random(7)
        self.requests = self.failed = self.taken_without_answer = 0
        receiver.before, receiver.after = self.before, self.after

    async def before(self, request: web.Request, text: str) -> web.Response | None:
        self.requests += 1
        if self.chance.random() >= SHARE * 0.8:
            return None
        self.failed += 1
        kind = self.chance.choice([412, 429, "429 with a time", 502, 503, 504, "reset", "timeout", "garbage"])
        match kind:
            case "reset":
                assert request.transport is not None
                request.transport.abort()
            case "timeout":
                await asyncio.sleep(HANGS)
            case "garbage":
                return web.Response(status=502, body=b"\xff\x00<html>", content_type="text/html")
            case "429 with a time":
                return web.Response(status=429, headers={"Retry-After": "1"})
            case int():
                return web.Response(status=kind)
        return web.Response(status=503)

    async def after(self, request: web.Request, text: str) -> web.Response | None:
        if self.chance.random() >= SHARE * 0.2:
            return None
        self.failed += 1
        self.taken_without_answer += 1
        if self.chance.random() < 0.5:
            assert request.transport is not None
            request.transport.abort()
        else:
            await asyncio.sleep(HANGS)
        return None


async def test_every_reply_arrives(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = SqliteStore(tmp_path / "state.db", 86400)
    async with Receiver() as receiver, new_session() as session:
        faults = Faults(receiver)
        outbox = Outbox(Connector(session, Anonymous(), timeout=TIMEOUT).deliver, store)
        turns = Turns(Adapter(), HostingAdvisorBot(content_of(Talker()), StoredDocuments(store)), store, outbox)

        async def converse(conversation: str) -> float:
            longest = 0.0
            for number in range(MESSAGES):
                body = {**captured("playground-msteams-personal-message"), "id": f"{conversation}.{number}"}
                body["conversation"]["id"] = conversation
                start = time.monotonic()
                assert (await turns.run({**body, "serviceUrl": receiver.url})).status == 200
                if number % 2:  # sometimes several replies wait
                    await receiver.reply(body["id"], 60)
                    longest = max(longest, time.monotonic() - start)
            await receiver.reply(body["id"], 60)
            return longest

        names = [f"chat-{number}" for number in range(CONVERSATIONS)]
        longest = max(await asyncio.gather(*map(converse, names)))
        await outbox.join()
        twice = 0
        for name in names:
            arrived = [one for one in receiver.all if one.conversation == name]
            counts = [int(one.body["text"].split()[-1]) for one in arrived]
            assert sorted(set(counts)) == list(range(1, MESSAGES + 1))
            assert counts == sorted(counts)
            twice += len(counts) - MESSAGES
        assert twice <= faults.taken_without_answer
        assert faults.failed > SHARE * 0.5 * faults.requests
        assert await store.claim() == []
        assert not [record for record in caplog.records if record.name == "bot.connector"]
        print(
            f"\n{faults.failed} of {faults.requests} requests failed; {twice} replies arrived twice, after "
            f"{faults.taken_without_answer} were taken without an answer; the longest wait was {longest:.1f} s",
            file=sys.stderr,
        )
    await store.close()


async def test_a_dead_conversation_delays_nobody(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state.db", 86400)
    async with Receiver() as receiver, new_session() as session:

        async def hang(request: web.Request, text: str) -> web.Response | None:
            if "dead" in request.path:
                await asyncio.sleep(300)
            return None

        receiver.before = hang
        outbox = Outbox(Connector(session, Anonymous()).deliver, store)
        turns = Turns(Adapter(), HostingAdvisorBot(content_of(Talker()), StoredDocuments(store)), store, outbox)
        for name in [*(f"dead-{number}" for number in range(120)), "alive"]:
            body = {**captured("playground-msteams-personal-message"), "id": name, "serviceUrl": receiver.url}
            body["conversation"]["id"] = name
            await turns.run(body)
        await receiver.reply("alive", 30)
        assert [one.conversation for one in receiver.all] == ["alive"]
        await outbox.close(0.01)
        assert len(await store.claim()) == 120
    await store.close()
