"""A bot that is killed at random moments while 200 people are interviewed loses nothing and does nothing twice.

`KILLS=100` in the environment makes it longer; `PEOPLE=200` is how many there are, on Blob Storage as well, where half
as many are the default because its stand-in is slow.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from knowledge.load import load
from tests.azurite import Azurite
from tests.durable.people import Person, repeated, stored_answers
from tests.durable.process import Balancer, BotProcess
from tests.durable.receiver import Receiver

KILLS = int(os.environ.get("KILLS", "10"))
PEOPLE = int(os.environ.get("PEOPLE", "0"))

Documents = dict[str, dict[str, Any]]
"""State documents by key."""


async def survive(bots: Sequence[BotProcess], count: int, documents: Callable[[], Awaitable[Documents]]) -> None:
    """Interview people while one bot after the other is killed and started again, then look at what is left."""
    chance = random.Random(20261122)
    knowledge = load()
    timeout = aiohttp.ClientTimeout(total=60)
    async with (
        Receiver(knowledge.strings.free_text.failed) as receiver,
        aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session,
    ):
        balancer = Balancer(session, [bot.url for bot in bots])
        people = [
            Person(f"{number:04}", balancer, receiver, knowledge, random.Random(number))
            for number in range(PEOPLE or count)
        ]
        over = asyncio.Event()

        async def live(person: Person) -> None:
            while not over.is_set() or not person.interviews:
                await person.take_interview()

        for bot in bots:
            await bot.start()
        try:
            async with asyncio.TaskGroup() as group:
                for person in people:
                    group.create_task(live(person))
                for number in range(KILLS):
                    await asyncio.sleep(chance.uniform(0.2, 2.0))
                    victim = bots[number % len(bots)]
                    victim.kill()
                    await victim.start()
                over.set()
        except ExceptionGroup:
            print(*(_said(bot.log) for bot in bots), sep="\n---\n", file=sys.stderr)
            raise
        # every interview was finished; now every answer of the latest ones is there, and nothing that nobody said
        kept = await documents()
        for person in people:
            (document,) = (kept[key] for key in kept if key.endswith(f"/{person.conversation}"))
            assert stored_answers(document) == person.said, person.name
            assert document["recent"] == person.acknowledged[-len(document["recent"]) :]
        twice = repeated(receiver)
        turns = sum(len(person.acknowledged) for person in people)
        for person in people:
            assert all(receiver.replies[activity] for activity in person.acknowledged)
        print(
            f"\n{KILLS} kills, {turns} acknowledged turns in {sum(p.interviews for p in people)} interviews, "
            f"{sum(p.sent_again for p in people)} sent again, {twice} replies arrived twice, "
            f"{receiver.apologies} apologies for messages that were not acknowledged, the longest wait for a reply was "
            f"{max(person.longest for person in people):.0f} s",
            file=sys.stderr,
        )


def _said(log: str) -> str:
    """What a log says besides one line for each turn, and its end."""
    others = [line for line in log.splitlines() if " INFO " not in line]
    return "\n".join([*others[-200:], "...", log[-10_000:]])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
async def test_one_bot_on_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "state.db"

    async def documents() -> Documents:
        with contextlib.closing(sqlite3.connect(path)) as file:
            return {key: json.loads(body) for key, body in file.execute("SELECT key, body FROM document")}

    with BotProcess(f"sqlite:///{path}") as bot:
        await survive([bot], 200, documents)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
async def test_two_bots_on_blob_storage(azurite: Azurite) -> None:
    url, key = azurite.state_url("kill"), azurite.key
    with BotProcess(url, STATE_KEY=key) as one, BotProcess(url, STATE_KEY=key) as other:
        await survive([one, other], 100, lambda: azurite.documents("kill"))
