"""Two turns at the same moment, again and again, on one conversation: no update is lost, and none is made twice.

`PAIRS=2000` of them in the environment or by default, in one process and across two.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import aiohttp
import pytest

from tests.chat import captured
from tests.durable.process import COUNTING, Balancer, BotProcess
from tests.durable.receiver import Receiver

PAIRS = int(os.environ.get("PAIRS", "2000"))
CONVERSATIONS = 4


async def talk(conversation: str, pairs: int, bots: Sequence[Balancer], receiver: Receiver) -> list[int]:
    """Send pairs of messages at the same moment, some of them twice; the counts that were replied."""
    chance = random.Random(conversation)
    counts = []

    async def send(bot: Balancer, activity: str) -> None:
        body = {**captured("playground-msteams-personal-message"), "id": activity, "serviceUrl": receiver.url}
        body["conversation"]["id"] = conversation
        while (status := await bot.post(body)) != 200:
            assert status == 503

    for number in range(pairs):
        pair = [f"{conversation}.{number}.{side}" for side in "ab"]
        sent = [*pair, *(activity for activity in pair if chance.random() < 0.3)]
        await asyncio.gather(*(send(bots[place % len(bots)], activity) for place, activity in enumerate(sent)))
        for activity in pair:
            reply = await receiver.reply(activity, 60)
            counts.append(int(reply.body["text"].split()[-1]))
    return counts


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.skipif(sys.platform == "win32", reason="needs two processes on one file, which Windows may refuse")
async def test_no_update_is_lost(processes: int, tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with ExitStack() as running:
        bots = [running.enter_context(BotProcess(f"sqlite:///{path}", COUNTING)) for _ in range(processes)]
        async with Receiver() as receiver, aiohttp.ClientSession() as session:
            await asyncio.gather(*(bot.start() for bot in bots))
            balancers = [Balancer(session, [bot.url]) for bot in bots]
            pairs = PAIRS // CONVERSATIONS
            names = [f"chat-{number}" for number in range(CONVERSATIONS)]
            talks = await asyncio.gather(*(talk(name, pairs, balancers, receiver) for name in names))
            for counts in talks:
                assert sorted(counts) == list(range(1, 2 * pairs + 1))
            assert all(len(replies) == 1 for replies in receiver.replies.values())
        with closing(sqlite3.connect(path)) as file:
            kept = file.execute("SELECT json_extract(body, '$.talk.count') FROM document").fetchall()
        assert kept == [(2 * pairs,)] * CONVERSATIONS
