"""The bots that are measured, each as a process on a core of its own."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

import aiohttp
import psutil

from tests.durable.process import ROOT, free_port

START = 60.0
"""Seconds that a start may take."""
MODULES = {
    "floor": "tests.bench.floor",
    "stock": "tests.bench.stock",
    "ours": "tests.bench.ours",
    "sampled": "tests.bench.sampled",
    "plain": "bot",
}
"""`plain` is ours without a look at the event loop, `sampled` with looks at its stack."""


def cores() -> tuple[set[int], set[int]] | None:
    """The core of the bot, and those of the load generator; None where processes cannot be kept on cores."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    all_cores = sorted(os.sched_getaffinity(0) | _original)
    return ({all_cores[0]}, set(all_cores[1:2])) if len(all_cores) > 1 else None


def keep_off() -> None:
    """Keep this process, which makes the load, off the core of the bots."""
    if (chosen := cores()) is not None:
        os.sched_setaffinity(0, chosen[1])


_original: set[int] = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


class Bot:
    """One process; it ends with the `async with` block."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        self.name = name
        self.port = free_port()
        self._environment = {**os.environ, **environment}
        self._log = tempfile.TemporaryFile()
        self._process: psutil.Popen | None = None

    async def __aenter__(self) -> Bot:
        command = [sys.executable, "-m", MODULES[self.name], "--port", str(self.port)]
        self._process = psutil.Popen(command, env=self._environment, stdout=self._log, stderr=self._log, cwd=ROOT)
        if (chosen := cores()) is not None:
            os.sched_setaffinity(self._process.pid, chosen[0])
        await self._listening()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, 15)
        except psutil.TimeoutExpired:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
        self._log.close()

    @property
    def cpu(self) -> float:
        """Seconds of CPU that it has used, all threads together."""
        assert self._process is not None
        times = self._process.cpu_times()
        return float(times.user + times.system)

    @property
    def memory(self) -> float:
        """Resident megabytes."""
        assert self._process is not None
        return float(self._process.memory_info().rss) / 1e6

    async def lag(self) -> dict[str, float]:
        """Milliseconds by which the event loop was late since this was last asked."""
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{self.port}/bench/lag") as response:
                found: dict[str, Any] = await response.json()
        return found

    async def _listening(self) -> None:
        assert self._process is not None
        async with asyncio.timeout(START):
            while True:
                if self._process.poll() is not None:
                    self._log.seek(0)
                    raise RuntimeError(f"{self.name} ended: {self._log.read().decode(errors='replace')[-2000:]}")
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.01)
                    continue
                writer.close()
                return
