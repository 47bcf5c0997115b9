"""Bots as processes of their own, to be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import aiohttp

ROOT = Path(__file__).parents[2]
START = 120.0
"""Seconds that a start may take on a busy machine."""

BOT = ("-m", "bot", "--local")
COUNTING = ("-m", "tests.durable.counting")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class BotProcess:
    """One bot that can be started again and again on the same port; it ends with the `with` block."""

    def __init__(self, state_url: str, command: Sequence[str] = BOT, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, *command, "--port", str(self.port)]
        self._environment: Mapping[str, str] = {**os.environ, **environment, "STATE_URL": state_url}
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()

    def __enter__(self) -> BotProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.kill()
        self._log.close()

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What it wrote since it was first started."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    async def start(self) -> None:
        """Start it, and wait until it is ready."""
        process = self._launch()
        end = time.monotonic() + START
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while time.monotonic() < end:
                assert process.poll() is None, self.log
                try:
                    async with session.get(f"{self.url}/readyz") as response:
                        if response.status == 200:
                            return
                except (aiohttp.ClientError, TimeoutError):
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(f"not ready after {START} seconds: {self.log}")

    def _launch(self) -> subprocess.Popen[bytes]:
        assert self._process is None
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdout=self._log, stderr=self._log
        )
        return self._process

    def kill(self) -> None:
        """End it at once, wherever it is."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def terminate(self) -> None:
        """Ask it to end."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait for its end; the exit code."""
        assert self._process is not None
        code = await asyncio.to_thread(self._process.wait, START)
        self._process = None
        return code


class Balancer:
    """Sends each request to another bot, and to the next one where nobody answers."""

    def __init__(self, session: aiohttp.ClientSession, urls: Sequence[str]) -> None:
        self._session = session
        self._urls = urls
        self._turn = 0

    async def post(self, activity: Mapping[str, object]) -> int | None:
        """The status of the answer; None if there was none."""
        for _ in self._urls:
            self._turn += 1
            url = self._urls[self._turn % len(self._urls)]
            try:
                async with self._session.post(f"{url}/api/messages", json=activity) as response:
                    await response.read()
                    return response.status
            except (aiohttp.ClientError, TimeoutError, OSError):
                continue
        return None
