"""What tests share about time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self, seconds: float = 1000.0) -> None:
        self.seconds = seconds

    def __call__(self) -> float:
        return self.seconds


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens in the background."""
    async with asyncio.timeout(60):
        while True:
            if true():
                return
            await asyncio.sleep(0.01)
