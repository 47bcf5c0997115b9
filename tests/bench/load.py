"""Puts load on a bot: so many conversations at once, each of which waits for its reply before it goes on."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.bench.http import Client, Connector
from tests.bench.people import Kind, Person, card_of


@dataclass
class Run:
    """What one run of load saw."""

    seconds: float
    times: list[float] = field(default_factory=list)
    """Milliseconds from the request of each turn to the arrival of its reply at the connector, sorted."""
    said: int = 0
    """Turns in all, those included that are not measured, such as the end of an interview that nobody wants."""
    refused: int = 0
    connections: int = 0
    """Connections to the connector that were made meanwhile."""

    @property
    def turns(self) -> int:
        """Turns that were answered."""
        return len(self.times)

    @property
    def rate(self) -> float:
        """Turns a second."""
        return self.turns / self.seconds

    def quantile(self, share: float) -> float:
        """The time below which this share of the turns lies."""
        return self.times[min(len(self.times) - 1, int(len(self.times) * share))] if self.times else float("nan")


class _Turn:
    """What a person waits for: the reply, and until the connector has taken all that the bot sent."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.started = time.perf_counter()
        self.reply: asyncio.Future[tuple[float, bytes]] = loop.create_future()
        self.taken: asyncio.Future[None] = loop.create_future()


class Load:
    """The people, and the connector that delivers to them."""

    def __init__(self) -> None:
        self.connector = Connector(self._arrived, self._answered)
        self._turns: dict[str, _Turn] = {}
        self._runs = 0

    async def run(
        self,
        ports: Sequence[int],
        kind: Kind,
        *,
        people: int,
        seconds: float,
        warm: float,
        token: str,
        delay: float = 0.05,
        names: Sequence[str] = (),
    ) -> Run:
        """Talk to the bots on these ports, in turn, and measure after `warm` seconds."""
        self._runs += 1  # people say the same in every benchmark, but something else in each of its runs
        self.connector.delay = delay
        run = Run(seconds)
        begin = time.perf_counter() + warm
        before = self.connector.connections
        talking = [
            asyncio.create_task(
                self._talk(
                    kind(names[i] if names else str(i), self.connector.url, random.Random(f"{self._runs}.{i}")),
                    [await Client.open(port) for port in ports],
                    run,
                    (begin, begin + seconds),
                    token,
                )
            )
            for i in range(people)
        ]
        await asyncio.wait(talking, timeout=warm + seconds + 60)
        for task in talking:
            task.cancel()
        for result in await asyncio.gather(*talking, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        run.connections = self.connector.connections - before
        run.times.sort()
        self._turns.clear()
        return run

    async def once(self, port: int, kind: Kind, token: str) -> None:
        """One turn, until its reply has arrived."""
        self._runs += 1
        self.connector.delay = 0.0
        person, client = kind("first", self.connector.url, random.Random(self._runs)), await Client.open(port)
        turn = self._turns[person.conversation] = _Turn()
        await client.post("/api/messages", token, person.next(None))
        await turn.reply
        client.transport.close()

    async def _talk(
        self, person: Person, clients: Sequence[Client], run: Run, window: tuple[float, float], token: str
    ) -> None:
        card: dict[str, Any] | None = None
        count = 0
        while time.perf_counter() < window[1]:
            turn = self._turns[person.conversation] = _Turn()
            status = await clients[count % len(clients)].post("/api/messages", token, person.next(card))
            count += 1
            if status >= 300:
                run.refused += 1
                await asyncio.sleep(0.1)
                continue
            arrived, body = await turn.reply
            await turn.taken
            run.said += window[0] <= arrived < window[1]
            if person.counted and window[0] <= arrived < window[1]:
                run.times.append((arrived - turn.started) * 1000)
            card = card_of(body)
        for client in clients:
            client.transport.close()

    def _arrived(self, method: bytes, path: str, body: bytes) -> None:
        turn = self._turns.get(_conversation(path))
        if method == b"POST" and turn is not None and not turn.reply.done():
            turn.reply.set_result((time.perf_counter(), body))

    def _answered(self, method: bytes, path: str, body: bytes) -> None:
        turn = self._turns.get(_conversation(path))
        if method == b"POST" and turn is not None and not turn.taken.done():
            turn.taken.set_result(None)


def _conversation(path: str) -> str:
    return unquote(path.split("/")[3])
