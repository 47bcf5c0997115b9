"""SIGTERM: not ready any more, running turns end and are answered, replies go out, and what cannot is kept."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.app import OUTBOX, create_app
from bot.limits import Limits
from bot.serve import serve
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from tests.bot.talker import Talker, content_of
from tests.chat import captured
from tests.durable.process import COUNTING, BotProcess, free_port
from tests.durable.receiver import Receiver

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")


class Running:
    """A bot that is served in this process until the test raises a signal."""

    def __init__(self, path: Path) -> None:
        self.talker = Talker()
        limits = Limits(conversation_rate=0, tenant_rate=0, turn_seconds=60)
        self.settings = Settings(local=True, host="127.0.0.2", port=free_port(), limits=limits)
        self.url = f"http://127.0.0.2:{self.settings.port}"
        self.app = create_app(self.settings, content_of(self.talker), store=SqliteStore(path, 86400))

    async def get(self, session: aiohttp.ClientSession, path: str) -> tuple[int, str]:
        async with session.get(f"{self.url}{path}") as response:
            return response.status, await response.text()

    async def say(self, session: aiohttp.ClientSession, text: str, receiver: Receiver) -> int:
        activity = {**captured("playground-msteams-personal-message"), "id": text, "text": text}
        activity["conversation"]["id"] = f"chat-{text}"
        body: dict[str, Any] = {**activity, "serviceUrl": receiver.url}
        async with session.post(f"{self.url}/api/messages", json=body) as response:
            return response.status


@asynccontextmanager
async def running(path: Path) -> AsyncIterator[tuple[Running, asyncio.Task[None], aiohttp.ClientSession]]:
    bot = Running(path)
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(bot.app, bot.settings, ready.set))
    async with aiohttp.ClientSession() as session:
        await asyncio.wait_for(ready.wait(), 30)
        yield bot, serving, session
        await asyncio.wait_for(serving, 60)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_running_turns_end_and_replies_go_out(tmp_path: Path) -> None:
    async with Receiver() as receiver, running(tmp_path / "state.db") as (bot, serving, session):
        gate = bot.talker.gates["wait"] = asyncio.Event()
        assert await bot.get(session, "/readyz") == (200, "ready")
        waiting = asyncio.create_task(bot.say(session, "wait", receiver))
        await until(lambda: bot.talker.running == 1)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(0.05)
        assert (await bot.get(session, "/readyz"))[0] == 503
        assert await bot.get(session, "/healthz") == (200, "alive")
        assert await bot.say(session, "late", receiver) == 200
        assert not serving.done()
        gate.set()
        assert await waiting == 200
        await asyncio.wait_for(serving, 30)
        assert {one.body["text"] for one in receiver.all} == {"message wait 1", "message late 1"}
        with pytest.raises(aiohttp.ClientConnectorError):
            await bot.get(session, "/healthz")
    with closing(sqlite3.connect(tmp_path / "state.db")) as file:
        assert file.execute("SELECT count(*) FROM outgoing").fetchone() == (0,)


async def test_a_second_signal_does_not_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.serve.LATE_TURNS", 0.05)
    async with Receiver() as receiver, running(tmp_path / "state.db") as (bot, serving, session):
        bot.talker.gates["wait"] = asyncio.Event()
        waiting = asyncio.create_task(bot.say(session, "wait", receiver))
        await until(lambda: bot.talker.running == 1)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.sleep(0.05)
        assert not serving.done()
        signal.raise_signal(signal.SIGINT)
        await asyncio.wait_for(serving, 15)
        with pytest.raises(aiohttp.ClientError):  # nothing was acknowledged
            await waiting


async def test_what_cannot_be_delivered_goes_out_after_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.PATIENCE", 0.1)
    hanging = True

    async def hang(request: web.Request, text: str) -> web.Response | None:
        if hanging:
            await asyncio.sleep(60)
        return None

    async with Receiver() as receiver:
        receiver.before = hang
        async with running(tmp_path / "state.db") as (bot, _, session):
            assert await bot.say(session, "hello", receiver) == 200
            signal.raise_signal(signal.SIGTERM)
        assert receiver.all == []
        hanging = False
        async with running(tmp_path / "state.db") as (bot, _, session):
            reply = await receiver.reply("hello", 30)
            assert reply.body["text"] == "message hello 1"
            await bot.app[OUTBOX].join()
            signal.raise_signal(signal.SIGTERM)
        assert len(receiver.all) == 1


async def test_a_process_ends_cleanly(tmp_path: Path) -> None:
    with BotProcess(f"sqlite:///{tmp_path}/state.db", COUNTING) as bot:
        await bot.start()
        bot.terminate()
        assert await bot.ended() == 0
        assert "Traceback" not in bot.log
