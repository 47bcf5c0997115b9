"""The benchmark: `make bench` prints the tables, and writes them with the plots to build/bench.

    python -m tests.bench [--repetitions N] [--only PART,PART] [--conversations N,N]

What is left out of a run is taken from the one before. Nothing here fails on a clock: figures of different machines,
and of different days, cannot be compared; the ratios of one run can.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.azurite import Azurite
from tests.bench.bots import keep_off
from tests.bench.measure import CASES, SMALL_INDEX, Bench, Case, medians, settle
from tests.bench.stored import fill, fill_container

OUT = SMALL_INDEX.parent
PARTS = ("table", "concurrency", "start", "two", "stored", "blob", "entries")
BLOBS = (100, 10_000)
"""Conversations in Blob Storage, measured where AZURITE names the program that stands for it."""
CONCURRENCY = (1, 10, 30, 100, 300)

Results = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--conversations", default="1000,100000,1000000")
    chosen = parser.parse_args(arguments)
    OUT.mkdir(parents=True, exist_ok=True)
    kept = OUT / "results.json"
    results: Results = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    counts = [int(count) for count in chosen.conversations.split(",")]
    asyncio.run(_measure(chosen.only.split(","), chosen.repetitions, counts, results))
    if "entries" in chosen.only:
        results["entries"] = _entries()
    kept.write_text(json.dumps(results, indent=1), encoding="utf-8")
    report = _report(results)
    (OUT / "report.md").write_text(report, encoding="utf-8")
    _plots(results)
    sys.stdout.write(f"\n{report}\n{OUT} has this, and the plots.\n")
    return 0


async def _measure(parts: Sequence[str], repetitions: int, counts: Sequence[int], results: Results) -> None:
    keep_off()
    async with Bench() as bench:
        if "table" in parts:
            results["table"] = await _table(bench, repetitions)
        if "concurrency" in parts:
            results["concurrency"] = await _concurrency(bench)
        if "start" in parts:
            await bench.start()  # makes the index file, if it is not there
            results["start"] = medians([await bench.start() for _ in range(5)])
            results["memory"] = await bench.memory()
            _say(f"start {results['start']}, memory {results['memory']}")
        if "two" in parts:
            results["two"] = medians([await bench.two() for _ in range(repetitions)])
            _say(f"one process and two: {results['two']}")
        if "stored" in parts:
            results["stored"] = {}
            for count in counts:
                results["stored"][str(count)] = await _stored(bench, count)
                _say(f"{count} stored conversations: {results['stored'][str(count)]}")
        if "blob" in parts and Azurite.program() is not None:
            results["blob"] = {str(count): await _in_container(bench, count) for count in BLOBS}


async def _table(bench: Bench, repetitions: int) -> Results:
    found: dict[str, list[dict[str, float]]] = {case.label: [] for case in CASES}
    for repetition in range(repetitions):
        for case in CASES:
            figures = await bench.throughput(case)
            await settle()
            figures |= await bench.cpu(case)
            await settle()
            found[case.label].append(figures)
            _say(f"{repetition + 1}. {case.label}: " + ", ".join(f"{k} {v:.2f}" for k, v in figures.items()))
    return {label: medians(figures) for label, figures in found.items()}


async def _concurrency(bench: Bench) -> Results:
    lines: Results = {}
    for case in CASES:
        if case.bot == "stock":
            continue
        short = Case(case.label, case.bot, case.kind, seconds=4.0, warm=1.0)
        lines[case.label] = []
        for people in CONCURRENCY:
            figures = await bench.throughput(short, people)
            lines[case.label].append((people, figures["rate"]))
            await settle()
        _say(f"{case.label}: {lines[case.label]}")
    return lines


async def _stored(bench: Bench, count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "state.db"
        await fill(path, count)
        names = [str(number) for number in random.Random(count).sample(range(count), 10)]
        return await bench.stored(names, path)


async def _in_container(bench: Bench, count: int) -> dict[str, float]:
    """The same in Blob Storage, for which Azurite stands on this machine: only the bot's own CPU means something."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Azurite(Path(folder)) as azurite:
        store = azurite.store("bench", 30 * 86400.0)
        await fill_container(store, count)
        await store.close()
        names = [str(number) for number in random.Random(count).sample(range(count), 10)]
        found = await bench.stored(names, STATE_URL=azurite.state_url("bench"), STATE_KEY=azurite.key)
        _say(f"{count} conversations in Blob Storage: {found}")
        return found


def _entries() -> Results:
    """Milliseconds of CPU of a first message over so many entries: median and 99th percentile."""
    from knowledge.ask import Advisor
    from knowledge.load import load
    from tests.bench.people import questions
    from tests.bench.search import ENTRIES, enlarged, measure, quantile

    knowledge = load()
    asked = [{"text": text, "must_mention": []} for text in questions()["answer"]]
    found: Results = {}
    for name, content in ((len(knowledge.topics), knowledge), *((n, enlarged(knowledge, n)) for n in ENTRIES)):
        advisor = Advisor(content)
        _, times = measure(lambda text, one=advisor: str(one.first(text).reply.topic), asked)  # type: ignore[misc]
        found[str(name)] = {"p50": quantile(times, 0.5), "p99": quantile(times, 0.99)}
        _say(f"{name} entries: {found[str(name)]}")
    return found


def _report(results: Results) -> str:
    lines: list[str] = []
    if "table" in results:
        floor = next(iter(results["table"].values()))
        lines += ["| bot | turns/s | of the floor | p50 ms | p99 ms | CPU ms per turn | × floor | loop late, p99 ms |"]
        lines += ["|---|---|---|---|---|---|---|---|"]
        for label, row in results["table"].items():
            lines.append(
                f"| {label} | {row['rate']:,.1f} | {row['rate'] / floor['rate']:.1%} | {row['p50']:,.0f} | "
                f"{row['p99']:,.0f} | {row['cpu']:.2f} | {row['cpu'] / floor['cpu']:.1f} | {row['lag']:,.0f} |"
            )
        ours = list(results["table"].values())[2:]
        tokens, connections = (max(row[name] for row in ours) for name in ("tokens", "connections"))
        lines.append(f"\nOurs, while CPU was measured: {tokens:.0f} tokens and {connections:.0f} connections.")
    if "start" in results:
        start, memory = results["start"], results["memory"]
        lines.append(
            f"\nStart to first answered question: {start['seconds']:.2f} s. Memory: {memory['start']:.0f} MB after the "
            f"start, {memory['end']:.0f} MB after {memory['turns']:,.0f} turns."
        )
    if "two" in results:
        two = results["two"]
        lines.append(
            f"\nCPU per turn of one process {two['1']:.2f} ms, of two on one store {two['2']:.2f} ms: "
            f"{two['2'] / two['1']:.2f} times."
        )
    for name, title in (
        ("stored", "stored conversations"),
        ("blob", "conversations in Blob Storage"),
        ("entries", "entries"),
    ):
        if name in results:
            columns = list(next(iter(results[name].values())))
            lines += ["", f"| {title} | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
            for count, row in results[name].items():
                lines.append(f"| {int(count):,} | {' | '.join(f'{row[column]:.2f}' for column in columns)} |")
    return "\n".join(lines) + "\n"


def _plots(results: Results) -> None:
    from tests.bench.plots import draw

    if "concurrency" in results:
        draw(results["concurrency"], "conversations at once", "turns per second", OUT / "throughput.png")
    for name, figure, up in (
        ("stored", "cpu", "CPU ms per turn"),
        ("entries", "p50", "ms of CPU per first message (median)"),
    ):
        if name in results:
            points = [(int(count), row[figure]) for count, row in results[name].items()]
            across = "stored conversations" if name == "stored" else "entries of the knowledge base"
            draw({up: sorted(points)}, across, up, OUT / f"{name}.png", logarithmic=name == "entries")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
