"""`ask` and `explain`: what the bot would reply, and why."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import yaml

from knowledge.ask import Advisor
from knowledge.band import band_of, understood_with_likeness
from knowledge.base import Knowledge
from knowledge.cli.command import json_lines
from knowledge.cli.look import look_up
from knowledge.evidence import matches
from knowledge.likely import with_likely
from knowledge.load import load
from knowledge.recommend import recommend
from knowledge.reply import render
from knowledge.rules import Answers
from knowledge.search import Found, Search
from knowledge.understand import signed
from knowledge.verdict import outcome_of, verdicts

if TYPE_CHECKING:
    from knowledge.cli.command import Commands

RANKED = 5
"""Topics that `explain` lists."""


def add(commands: Commands) -> None:
    """Add the commands."""
    ask = commands.add_parser("ask", help="show what the bot would reply to a first message")
    ask.add_argument("text", nargs="?", help="the message")
    ask.add_argument("--jsonl", action="store_true", help='read {"id", "text"} lines, write one reply a line')
    ask.set_defaults(run=_ask)
    explain = commands.add_parser("explain", help="show what was found, which answers were understood, and why")
    explain.add_argument("text", nargs="?", help="a question or a description")
    explain.add_argument("--answers", type=Path, help="a YAML file: question id to answer ids")
    explain.set_defaults(run=_explain)


def _ask(options: argparse.Namespace, out: TextIO, source: TextIO) -> int:
    if options.text is None and not options.jsonl:
        raise ValueError('write the message in quotes after "ask", or use --jsonl')
    advisor = Advisor(load(options.data))
    if not options.jsonl:
        out.write(render(advisor.first(options.text).reply) + "\n")
        return 0
    for item in json_lines(source):
        out.write(json.dumps(_answered(advisor, item), ensure_ascii=False) + "\n")
    return 0


def _answered(advisor: Advisor, item: dict[str, Any]) -> dict[str, Any]:
    reply = advisor.first(item["text"]).reply
    return {
        "id": item.get("id"),
        "kind": reply.kind,
        "topic": reply.topic,
        "option": reply.option,
        "blocked": reply.blocked,
        "text": render(reply, addresses=False),
        "sources": list(reply.sources),
    }


def _explain(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    knowledge = load(options.data)
    if options.answers is not None:
        answers = read_answers(knowledge, options.answers)
    elif options.text is not None:
        found = _explain_search(knowledge, options.text, out)
        understood = understood_with_likeness(knowledge, options.text, found)
        answers = understood.answers
        band = band_of(knowledge, options.text, found, understood)
        out.write(f"gets: {band.value}\n")
        for question, chosen in answers.items():
            for answer in sorted(chosen):
                sign = understood.signs.get((question, answer))
                way = f"by the sign '{sign}'" if sign is not None else "by likeness to descriptions"
                out.write(f"understood {question}: {answer} {way}\n")
    else:
        raise ValueError('write the description in quotes after "explain", or use --answers FILE.yaml')
    result = recommend(knowledge, answers)
    out.write(f"outcome: {result.outcome}{', blocked' if result.blocked else ''}\n")
    out.write(f"rules: {', '.join(result.rules)}\n")
    for blocker in result.blockers:
        out.write(f"{'hard' if blocker.hard else 'soft'} blocker: {blocker.id}\n")
    return 0


def read_answers(knowledge: Knowledge, path: Path) -> Answers:
    """Answers from a YAML file; ValueError names an unknown question or answer, or what is not YAML."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise ValueError(f"{path}: expected lines such as 'needs: [prompts]'")
    answers: dict[str, frozenset[str]] = {}
    for name, given in data.items():
        question = knowledge.questions.get(name)
        if question is None:
            raise ValueError(f"{path}: unknown question '{name}'; known: {', '.join(knowledge.questions)}")
        chosen = [given] if isinstance(given, str) else list(given or [])
        known = [answer.id for answer in question.answers]
        if unknown := [str(answer) for answer in chosen if answer not in known]:
            raise ValueError(f"{path}: unknown answer '{unknown[0]}' to '{name}'; known: {', '.join(known)}")
        answers[name] = frozenset(chosen)
    return answers


def _explain_search(knowledge: Knowledge, text: str, out: TextIO) -> Found:
    """What kind of message it was taken for, the nearest topics, and what speaks for the first of them."""
    search = Search(knowledge)
    found = look_up(knowledge, search, text)
    scopes = sorted(found.scopes.items(), key=lambda item: -item[1])
    listed = ", ".join(f"{name} {score:.2f}" for name, score in scopes)
    out.write(f"scope: {found.scope if found.readable else 'unreadable'} ({listed})\n")
    likely = sorted(found.likely.answers.items(), key=lambda item: -item[1])[:RANKED]
    for (question, answer), odds in likely:
        out.write(f"like descriptions of {question} {answer}: {odds:+.1f}\n")
    shown = signed(knowledge, text)
    for question, answer in sorted(shown.denied):
        out.write(f"denied {question}: {answer}\n")
    rest = found.likely.denying(shown.denied)
    now = outcome_of(knowledge, with_likely(knowledge, shown, rest).answers)
    judged = ", ".join(f"{name} {score:+.1f}" for name, score in verdicts(knowledge, shown, rest, now).items())
    out.write(f"verdict on the whole: {judged}; on each answer alone: {now}\n")
    for position, ranked in enumerate(found.ranking[:RANKED], 1):
        out.write(f"topic {position}: {ranked.label} {ranked.rank:.2f}, by likeness alone {ranked.score:.2f}\n")
    if found.ranking:
        for match in matches(
            knowledge.topics[found.ranking[0].label], text, lambda one, other: search.likeness(one)(other)
        ):
            shared = f", by the words {', '.join(match.words)}" if match.words else ""
            out.write(f"phrase: '{match.phrase}' {match.likeness:.2f}{shared}\n")
    return found
