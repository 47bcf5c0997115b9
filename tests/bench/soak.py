"""Talks with a bot for a while and watches what it holds: `python -m tests.bench.soak --minutes 10`.

A real bot with SQLite is served in a process of its own; people take one interview after the other, some of them at the
same time, ask questions in between, and begin anew in fresh conversations. Printed are the memory and the open files of
the process over time, and at the end how both grew in the second half, when everything is warm.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path

import aiohttp
import psutil

from knowledge.load import load
from tests.durable.people import Person
from tests.durable.process import Balancer, BotProcess
from tests.durable.receiver import Receiver

QUESTIONS = ("do I need a public IP?", "can the bot play hold music", "what does it cost", "asdf qwer", "thanks")


def held(pid: int) -> tuple[float, int]:
    """Resident memory in MB, and open files, sockets included."""
    process = psutil.Process(pid)
    return process.memory_info().rss / 1e6, process.num_fds()


async def soak(minutes: float, people: int, path: Path) -> None:
    """Run, and print what was seen."""
    knowledge = load()
    samples: list[tuple[float, float, int]] = []
    turns = 0
    with BotProcess(f"sqlite:///{path}") as bot:
        await bot.start()
        async with Receiver(knowledge.strings.free_text.failed) as receiver, aiohttp.ClientSession() as session:
            start = time.monotonic()

            async def live(number: int) -> None:
                nonlocal turns
                chance, fresh = random.Random(number), 0
                while time.monotonic() - start < minutes * 60:
                    fresh += 1
                    name = f"{number}-{fresh}"
                    person = Person(name, Balancer(session, [bot.url]), receiver, knowledge, chance)
                    for _ in range(3):
                        await person.take_interview()
                        await person.say(chance.choice(QUESTIONS))
                    turns += len(person.acknowledged)
                    receiver.all.clear()
                    for activity in person.acknowledged:
                        receiver.replies.pop(activity, None)

            async def watch() -> None:
                print("seconds  turns   memory MB  open files", flush=True)
                while True:
                    samples.append((time.monotonic() - start, *held(bot.pid)))
                    print(f"{samples[-1][0]:7.0f} {turns:6}  {samples[-1][1]:9.1f}  {samples[-1][2]:10}", flush=True)
                    await asyncio.sleep(minutes * 60 / 20)

            watching = asyncio.create_task(watch())
            await asyncio.gather(*(live(number) for number in range(people)))
            watching.cancel()
            samples.append((time.monotonic() - start, *held(bot.pid)))
        bot.terminate()
        code = await bot.ended()
    half = samples[len(samples) // 2 :]
    print(
        f"{turns} turns, {turns / samples[-1][0]:.0f} a second; in the second half memory grew by "
        f"{half[-1][1] - half[0][1]:.1f} MB from {half[0][1]:.1f}, open files by {half[-1][2] - half[0][2]} from "
        f"{half[0][2]}; the bot ended with {code}"
    )


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--people", type=int, default=50, help="how many talk at once")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(soak(parsed.minutes, parsed.people, Path(folder) / "state.db"))


if __name__ == "__main__":
    main()
