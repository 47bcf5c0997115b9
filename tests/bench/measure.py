"""What is measured: throughput, CPU, start and memory of each bot, side by side and interleaved."""

from __future__ import annotations

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bots import Bot
from tests.bench.cloud import Cloud
from tests.bench.load import Load, Run
from tests.bench.people import Asker, Describer, Kind, Person, Presser, Typist

MANY = 100
"""Conversations at once in the main table."""
FEW = 10
"""The same, where the CPU of a turn is measured."""
DELAY = 0.05
"""Seconds that the connector takes to answer."""
SMALL_INDEX = Path("build/bench/index.npz")


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    label: str
    bot: str
    kind: Kind
    seconds: float = 8.0
    warm: float = 2.0


CASES = (
    Case("floor: bare aiohttp, token check, one 1 KB POST", "floor", Person),
    Case("stock botbuilder-python echo, authentication on", "stock", Person, seconds=30.0, warm=1.0),
    Case("ours: interview turn, typed (one message)", "ours", Typist),
    Case("ours: interview turn, button (reply, old card collapses)", "ours", Presser),
    Case("ours: question from the knowledge base", "ours", Asker),
    Case("ours: question with a scenario (recommendation and answer)", "ours", Describer),
)


class Bench:
    """The servers that all measurements share; to be used in an `async with` block."""

    def __init__(self) -> None:
        self.cloud = Cloud()
        self.load = Load()
        self.token = ""
        self._stack = AsyncExitStack()
        self._folder = Path(tempfile.mkdtemp(prefix="bench-"))

    async def __aenter__(self) -> Bench:
        from tests.issuer import token

        await self._stack.enter_async_context(self.cloud)
        await self.load.connector.start()
        self.token = token(self.load.connector.url, exp=int(time.time()) + 4 * 3600)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.load.connector.stop()
        await self._stack.aclose()
        shutil.rmtree(self._folder, ignore_errors=True)

    def bot(self, name: str, state: Path | None = None, **settings: str) -> Bot:
        """A bot that is not started yet, with a state of its own unless one is given or in the further settings."""
        if state is None:
            state = Path(tempfile.mkdtemp(dir=self._folder)) / "state.db"
        SMALL_INDEX.parent.mkdir(parents=True, exist_ok=True)
        kept = {"STATE_URL": f"sqlite:///{state}", "INDEX_FILE": str(SMALL_INDEX.absolute())}
        return Bot(name, {**self.cloud.environment, **kept, **settings})

    async def throughput(self, case: Case, people: int = MANY) -> dict[str, float]:
        """Turns a second, times and the event loop's lag with a connector that takes 50 ms."""
        async with self.bot(case.bot) as bot:
            if case.warm > 1:
                await self._run(bot, case.kind, people, case.warm / 2, 0)
            await bot.lag()
            run = await self._run(bot, case.kind, people, case.seconds, case.warm)
            late = await bot.lag()
            return {
                "rate": run.rate,
                "p50": run.quantile(0.5),
                "p99": run.quantile(0.99),
                "lag": late.get("p99", 0.0),
                "memory": bot.memory,
                "refused": float(run.refused),
            }

    async def cpu(self, case: Case, seconds: float = 4.0) -> dict[str, float]:
        """Milliseconds of CPU of a turn with a connector that answers at once, and its requests for tokens."""
        async with self.bot(case.bot) as bot:
            await self._run(bot, case.kind, FEW, 2.0, 0, delay=0)
            tokens, connections = self.cloud.tokens, self.load.connector.connections
            return {
                "cpu": await self._cpu([bot], case.kind, seconds),
                "tokens": float(self.cloud.tokens - tokens),
                "connections": float(self.load.connector.connections - connections),
            }

    async def two(self, seconds: float = 6.0) -> dict[str, float]:
        """CPU of a turn with one process, and with two that share its store and take turns."""
        found = {}
        for count in (1, 2):
            state = Path(tempfile.mkdtemp(dir=self._folder)) / "state.db"
            async with AsyncExitStack() as stack:
                bots = [await stack.enter_async_context(self.bot("ours", state)) for _ in range(count)]
                await self._run_all(bots, Typist, FEW, 2.0)
                found[f"{count}"] = await self._cpu(bots, Typist, seconds)
        return found

    async def start(self) -> dict[str, float]:
        """Seconds from the start of the process to the arrival of its first reply, and its memory after that."""
        began = time.perf_counter()
        async with self.bot("plain") as bot:
            await self.load.once(bot.port, Asker, self.token)
            return {"seconds": time.perf_counter() - began, "memory": bot.memory}

    async def memory(self, turns: int = 10_000) -> dict[str, float]:
        """Resident megabytes after the start, and after so many turns of all kinds."""
        async with self.bot("plain") as bot:
            found, done = {"start": bot.memory}, 0
            while done < turns:
                for kind in (Presser, Asker, Typist):
                    done += (await self._run(bot, kind, MANY, 3.0, 0, delay=0)).turns
            return {**found, "turns": float(done), "end": bot.memory}

    async def stored(self, names: Sequence[str], state: Path | None = None, **settings: str) -> dict[str, float]:
        """CPU and time of a turn in conversations of a store that is given, as a file or in settings."""
        async with self.bot("ours", state, **settings) as bot:
            await self._run(bot, Typist, FEW, 2.0, 0, delay=0, names=names)
            before = bot.cpu
            run = await self._run(bot, Typist, FEW, 5.0, 0, delay=0, names=names)
            return {
                "cpu": (bot.cpu - before) / max(run.said, 1) * 1000,
                "p50": run.quantile(0.5),
                "p99": run.quantile(0.99),
                "memory": bot.memory,
            }

    async def talk(self, bot: Bot, kind: Kind, people: int, seconds: float) -> Run:
        """Let people talk to a bot whose replies are taken at once."""
        return await self._run(bot, kind, people, seconds, 0, delay=0)

    async def _cpu(self, bots: Sequence[Bot], kind: Kind, seconds: float) -> float:
        before = sum(bot.cpu for bot in bots)
        run = await self._run_all(bots, kind, FEW, seconds)
        return (sum(bot.cpu for bot in bots) - before) / max(run.said, 1) * 1000

    async def _run_all(self, bots: Sequence[Bot], kind: Kind, people: int, seconds: float) -> Run:
        ports = [bot.port for bot in bots]
        return await self.load.run(ports, kind, people=people, seconds=seconds, warm=0, token=self.token, delay=0)

    async def _run(
        self,
        bot: Bot,
        kind: Kind,
        people: int,
        seconds: float,
        warm: float,
        delay: float = DELAY,
        names: Sequence[str] = (),
    ) -> Run:
        return await self.load.run(
            [bot.port], kind, people=people, seconds=seconds, warm=warm, token=self.token, delay=delay, names=names
        )


def medians(found: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each figure over the repetitions."""
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


async def settle() -> None:
    """Let connections and processes of the former measurement end."""
    await asyncio.sleep(0.3)
