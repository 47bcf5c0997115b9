"""`evaluate` and `gaps`: how well questions are answered, and which ones were not."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date as Day
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from knowledge import gaps
from knowledge.ask import Advisor
from knowledge.cli.look import look_up
from knowledge.evaluate import Score, Verdict, declined, judge_all, read_questions, scores
from knowledge.load import load
from knowledge.reply import render
from knowledge.search import Search

if TYPE_CHECKING:
    from knowledge.cli.command import Commands

RANKED = 5
"""Topics listed with a failure."""
NEAR = 0.3
"""Likeness below which an unanswered question is put under no topic."""
EXAMPLES = 3
"""Questions shown of a group of gaps."""

Rank = Callable[[str], str]
"""A text -> its nearest topics with scores, in one line."""


def add(commands: Commands) -> None:
    """Add the commands."""
    evaluate = commands.add_parser("evaluate", help="score the replies to a file of questions")
    evaluate.add_argument("file", type=Path, metavar="FILE.jsonl", help="one question a line, with what it expects")
    shown = evaluate.add_mutually_exclusive_group()
    shown.add_argument("--summary", action="store_true", help="the table only")
    shown.add_argument("--all", action="store_true", help="show the replies to questions that passed as well")
    evaluate.set_defaults(run=_evaluate)
    missing = commands.add_parser("gaps", help="group the questions that FEEDBACK_LOG collected")
    missing.add_argument("file", type=Path, metavar="FILE", help="the file that FEEDBACK_LOG names")
    missing.set_defaults(run=_gaps)


def _evaluate(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    with options.file.open(encoding="utf-8-sig") as lines:
        questions = read_questions(lines)
    knowledge = load(options.data)
    advisor = Advisor(knowledge)
    verdicts = judge_all(questions, lambda text: advisor.first(text).reply)
    _write_table(verdicts, out)
    if not options.summary:
        search = Search(knowledge)

        def rank(text: str) -> str:
            ranking = look_up(knowledge, search, text).ranking[:RANKED]
            return ", ".join(f"{one.label} {one.rank:.2f}" for one in ranking)

        for verdict in verdicts:
            if options.all or not verdict.passed:
                _write_verdict(verdict, rank, out)
    return 0


def _write_table(verdicts: Sequence[Verdict], out: TextIO) -> None:
    out.write(f"{'kind':<14}{'count':>6}{'passed':>8}{'percent':>9}\n")
    for score in scores(verdicts):
        out.write(f"{score.name:<14}{score.count:>6}{score.passed:>8}{score.percent:>9.1f}\n")
    out.write(f"\nin scope, but declined: {_of(declined(verdicts))}\n")
    out.write(f"out of scope, and declined: {_of(declined(verdicts, ('out_of_scope',)))}\n")


def _of(score: Score) -> str:
    return f"{score.passed} of {score.count} ({score.percent:.1f} %)"


def _write_verdict(verdict: Verdict, rank: Rank, out: TextIO) -> None:
    question, reply = verdict.question, verdict.reply
    out.write(f"\n{question.id} ({question.kind}{', passed' if verdict.passed else ''}): {question.text}\n")
    about = f"expected {question.topic or 'any topic'}, {question.option or 'no option'}"
    out.write(f"  answered: {reply.kind}, {reply.topic or 'no topic'}, {reply.option or 'no option'} ({about})\n")
    for wrong in verdict.wrong:
        out.write(f"  wrong: {wrong}\n")
    for pattern in verdict.missed:
        out.write(f"  missed: {pattern}\n")
    out.write(f"  ranking: {rank(question.text) or 'no topic is near'}\n")
    for claim in question.must_not:
        out.write(f"  must not say: {claim}\n")
    for line in render(reply).splitlines():
        out.write(f"  | {line}\n" if line else "  |\n")


def _gaps(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    with options.file.open(encoding="utf-8") as lines:
        found, broken = gaps.read(lines)
    knowledge = load(options.data)
    search = Search(knowledge)

    def nearest(text: str) -> str | None:
        ranking = look_up(knowledge, search, text).ranking
        return ranking[0].label if ranking and ranking[0].score >= NEAR else None

    days = sorted({gap.day for gap in found})
    out.write(f"{len(found)} questions{_between(days)}\n")
    for group in gaps.group(found, nearest):
        kinds = ", ".join(f"{count} {kind}" for kind, count in group.kinds.most_common())
        out.write(f"\n{len(group.gaps)} near {group.topic or 'no topic'} ({kinds}): {', '.join(group.shared)}\n")
        for text, count in group.examples[:EXAMPLES]:
            out.write(f"  {count} x {' '.join(text.split())}\n")
    if broken:
        out.write(f"\nNot read, since they are no lines of the log: {', '.join(map(str, broken))}\n")
    return 0


def _between(days: Sequence[Day]) -> str:
    return f", {days[0]} to {days[-1]}" if days else ""
