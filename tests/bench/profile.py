"""Where the milliseconds of a turn go: `python -m tests.bench.profile` prints a table of parts and kinds of turn."""

from __future__ import annotations

import asyncio
import sys

import aiohttp

from tests.bench.bots import keep_off
from tests.bench.measure import CASES, FEW, Bench


async def main() -> None:
    """Print milliseconds of CPU of a turn, by part."""
    keep_off()
    found: dict[str, dict[str, float]] = {}
    kinds = [case.kind for case in CASES if case.bot == "ours"]
    async with Bench() as bench:
        for kind in kinds:
            async with bench.bot("sampled") as bot:
                await bench.talk(bot, kind, FEW, 2.0)
                await _counted(bot.port)
                before = bot.cpu
                run = await bench.talk(bot, kind, FEW, 10.0)
                used, counts = (bot.cpu - before) * 1000, await _counted(bot.port)
                total = sum(counts.values())
                found[kind.__name__] = {part: count / total * used / run.said for part, count in counts.items()}
    weight = {part: sum(one.get(part, 0.0) for one in found.values()) for one in found.values() for part in one}
    parts = sorted(weight, key=lambda part: -weight[part])
    sys.stdout.write(f"| part | {' | '.join(found)} |\n{'|---' * (len(found) + 1)}|\n")
    for part in parts:
        sys.stdout.write(f"| {part} | {' | '.join(f'{one.get(part, 0):.3f}' for one in found.values())} |\n")
    sys.stdout.write(f"| all | {' | '.join(f'{sum(one.values()):.3f}' for one in found.values())} |\n")


async def _counted(port: int) -> dict[str, int]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/bench/profile") as response:
        found: dict[str, int] = await response.json()
    return found


if __name__ == "__main__":
    asyncio.run(main())
