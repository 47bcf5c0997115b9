"""`check`: what is wrong with the content, and with `--stale` what was not checked for long."""

from __future__ import annotations

import argparse
from datetime import date as Day
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from knowledge.content import read_content
from knowledge.load import load
from knowledge.stale import DAYS, stale

if TYPE_CHECKING:
    from knowledge.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the command."""
    check = commands.add_parser("check", help="list every problem of the content as file:line: message")
    check.add_argument("--stale", action="store_true", help="list the pages that were not checked for long instead")
    check.add_argument("--days", type=_days, metavar="N", help=f"with --stale: for more than N days (default: {DAYS})")
    check.set_defaults(run=_check)


def _days(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number of days, 0 or more")
    return int(text)


def _check(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    if options.stale:
        return _stale(options.data, DAYS if options.days is None else options.days, Day.today(), out)
    if options.days is not None:
        raise ValueError("--days belongs to --stale")
    knowledge = load(options.data)
    out.write(
        f"{len(knowledge.pages)} pages, {len(knowledge.options)} options, {len(knowledge.questions)} questions, "
        f"{len(knowledge.rules)} rules, {len(knowledge.topics)} topics: no problems.\n"
    )
    return 0


def _stale(data: Path, days: int, today: Day, out: TextIO) -> int:
    content = read_content(data)
    knowledge = content.knowledge()
    found = stale(knowledge, today, days)
    for one in found:
        place = content.origins[("pages", one.page.id)].problem(
            f"page '{one.page.id}' was last checked on {one.page.checked}, {one.age} days ago; it is the source of "
            f"{len(one.cited)} {'entry' if len(one.cited) == 1 else 'entries'}{':' if one.cited else ''}",
            "checked",
        )
        out.write(f"{place}\n")
        for cited in one.cited:
            problem = cited.problem(content, f"{cited.collection} '{cited.name}'")
            out.write(f"  {problem}\n")
    if found:
        out.write("Read each page again, correct what rests on it, then set its 'checked' to that day.\n")
        return 1
    out.write(f"All {len(knowledge.pages)} pages were checked within the last {days} days.\n")
    return 0
