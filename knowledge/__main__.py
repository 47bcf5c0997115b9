"""The command line for authors: check the content, ask it something, see why, and record a page."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import yaml

from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.content import KnowledgeError, LoadError, read_content
from knowledge.load import DATA, load
from knowledge.page import dump, read_page
from knowledge.recommend import recommend
from knowledge.reply import render
from knowledge.rules import Answers
from knowledge.understand import understand


def main(arguments: list[str] | None = None, out: TextIO = sys.stdout, source: TextIO = sys.stdin) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options, out, source))
    except LoadError as error:
        sys.stderr.write(f"{error}\n\n{len(error.problems)} problems; the content cannot be used as it is.\n")
    except (KnowledgeError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the content (default: the shipped one)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="list every problem of the content as file:line: message")
    check.set_defaults(run=_check)
    ask = commands.add_parser("ask", help="show what the bot would reply to a first message")
    ask.add_argument("text", nargs="?", help="the message")
    ask.add_argument("--jsonl", action="store_true", help='read {"id", "text"} lines, write one reply a line')
    ask.set_defaults(run=_ask)
    explain = commands.add_parser("explain", help="show which answers were understood and which rules fired")
    explain.add_argument("text", nargs="?", help="a description")
    explain.add_argument("--answers", type=Path, help="a YAML file: question id to answer ids")
    explain.set_defaults(run=_explain)
    build = commands.add_parser("build", help="record the facts of a documentation page")
    build.add_argument("page", type=Path, help="the page's Markdown file")
    build.add_argument("--page", dest="page_id", help="its id in pages.yaml (default: found by file name)")
    build.set_defaults(run=_build)
    return parser


def _check(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    knowledge = load(options.data)
    out.write(
        f"{len(knowledge.pages)} pages, {len(knowledge.options)} options, {len(knowledge.questions)} questions, "
        f"{len(knowledge.rules)} rules, {len(knowledge.topics)} topics: no problems.\n"
    )
    return 0


def _ask(options: argparse.Namespace, out: TextIO, source: TextIO) -> int:
    if options.text is None and not options.jsonl:
        raise ValueError('write the message in quotes after "ask", or use --jsonl')
    advisor = Advisor(load(options.data))
    if not options.jsonl:
        out.write(render(advisor.first(options.text).reply) + "\n")
        return 0
    for item in _json_lines(source):
        out.write(json.dumps(_answered(advisor, item), ensure_ascii=False) + "\n")
    return 0


def _json_lines(source: TextIO) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is not JSON: {error.msg}") from error
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            raise ValueError(f'line {number} has no "text"')
        yield item


def _answered(advisor: Advisor, item: dict[str, Any]) -> dict[str, Any]:
    reply = advisor.first(item["text"]).reply
    return {
        "id": item.get("id"),
        "kind": reply.kind,
        "topic": reply.topic,
        "option": reply.option,
        "blocked": reply.blocked,
        "text": render(reply),
        "sources": list(reply.sources),
    }


def _explain(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    knowledge = load(options.data)
    if options.answers is not None:
        answers = read_answers(knowledge, options.answers)
    elif options.text is not None:
        understood = understand(knowledge, options.text)
        answers = understood.answers
        for (question, answer), sign in understood.signs.items():
            out.write(f"understood {question}: {answer} by the sign '{sign}'\n")
    else:
        raise ValueError('write the description in quotes after "explain", or use --answers FILE.yaml')
    result = recommend(knowledge, answers)
    out.write(f"outcome: {result.outcome}{', blocked' if result.blocked else ''}\n")
    out.write(f"rules: {', '.join(result.rules)}\n")
    for blocker in result.blockers:
        out.write(f"{'hard' if blocker.hard else 'soft'} blocker: {blocker.id}\n")
    return 0


def read_answers(knowledge: Knowledge, path: Path) -> Answers:
    """Answers from a YAML file; ValueError names an unknown question or answer."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
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


def _build(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    content = read_content(options.data)
    pages = content.entries["pages"]
    fits = [
        p
        for p in pages.values()
        if options.page_id == p.id or (not options.page_id and p.captured == options.page.name)
    ]
    if not fits:
        wanted = options.page_id or options.page.name
        raise ValueError(f"no page in pages.yaml is '{wanted}'; add it there with 'captured: {options.page.name}'")
    facts = read_page(options.page, fits[0])
    target = options.data / "captured" / f"{facts.page}.yaml"
    target.parent.mkdir(exist_ok=True)
    target.write_text(dump(facts), encoding="utf-8")
    links = sum(len(section.links) for section in facts.sections)
    out.write(f"{facts.title} ({facts.date}): {len(facts.sections)} sections, {links} links -> {target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
