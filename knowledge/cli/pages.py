"""`build` and `check-source`: record a documentation page, and compare a newer copy with what was recorded."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from knowledge.base import Knowledge
from knowledge.content import Content, read_content
from knowledge.drift import Affected, Drift, compare, dead_links, to_correct, to_read_again
from knowledge.model import Page
from knowledge.page import dump, read_page

if TYPE_CHECKING:
    from knowledge.cli.command import Commands


def add(commands: Commands) -> None:
    """Add the commands."""
    build = commands.add_parser("build", help="record the facts of a documentation page")
    source = commands.add_parser("check-source", help="compare a newer copy of a recorded page with its facts")
    for command, run in ((build, _build), (source, _check_source)):
        command.add_argument("page", type=Path, metavar="PAGE.md", help="the page's Markdown file")
        command.add_argument(
            "--page", dest="page_id", metavar="ID", help="its id in pages.yaml (default: found by file name)"
        )
        command.set_defaults(run=run)


def _build(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    content = read_content(options.data)
    facts = read_page(options.page, _page(content, options))
    target = options.data / "captured" / f"{facts.page}.yaml"
    target.parent.mkdir(exist_ok=True)
    target.write_text(dump(facts), encoding="utf-8")
    links = sum(len(section.links) for section in facts.sections)
    out.write(f"{facts.title} ({facts.date}): {len(facts.sections)} sections, {links} links -> {target}\n")
    return 0


def _page(content: Content, options: argparse.Namespace) -> Page:
    """The page that the options name; ValueError says how to add it."""
    page: Page
    for page in content.entries["pages"].values():
        if options.page_id == page.id or (not options.page_id and page.captured == options.page.name):
            return page
    wanted = options.page_id or options.page.name
    raise ValueError(f"no page in pages.yaml is '{wanted}'; add it there with 'captured: {options.page.name}'")


def _check_source(options: argparse.Namespace, out: TextIO, _source: TextIO) -> int:
    content = read_content(options.data)
    knowledge = content.knowledge()
    page = _page(content, options)
    recorded = knowledge.facts.get(page.id)
    if recorded is None:
        captured = ", ".join(sorted(knowledge.facts)) or "none"
        raise ValueError(
            f"nothing was recorded of page '{page.id}' to compare with (recorded pages: {captured}); "
            f"run: python -m knowledge build {options.page.name}"
        )
    drift = compare(recorded, read_page(options.page, page))
    if not drift:
        out.write(f"{recorded.title} ({recorded.date}): the copy does not differ from what was recorded.\n")
        return 0
    out.write(f"{recorded.title} ({page.id}): the copy differs from what was recorded.\n")
    _write_differences(drift, out)
    _write_dead_links(drift, knowledge, content, out)
    _write_affected("must be read again", to_read_again(drift, knowledge), content, out)
    _write_affected("must cite the section under its new heading", to_correct(drift, knowledge), content, out)
    out.write(f"\nWhen that is done, record the copy: python -m knowledge build --page {page.id} {options.page}\n")
    return 1


def _write_differences(drift: Drift, out: TextIO) -> None:
    if drift.title:
        out.write(f"title     {drift.title[0]} -> {drift.title[1]}\n")
    if drift.date:
        old, new = (day or "none" for day in drift.date)
        out.write(f"date      {old} -> {new}\n")
    for change in drift.changed:
        out.write(f"changed   #{change.new.anchor}: {', '.join(change.what)}\n")
    for section in drift.appeared:
        out.write(f"appeared  #{section.anchor}: {section.title}\n")
    for section in drift.vanished:
        out.write(f"vanished  #{section.anchor}: {section.title}\n")
    for was, now in drift.renamed:
        out.write(f"renamed   #{was.anchor} -> #{now.anchor}: {was.title} -> {now.title}\n")


def _write_dead_links(drift: Drift, knowledge: Knowledge, content: Content, out: TextIO) -> None:
    for url, (section, places) in dead_links(drift, knowledge).items():
        out.write(f"\nThe link {url}, formerly in #{section.anchor}, is gone from the page; it is used by\n")
        _write_lines([str(place.problem(content, f"{place.collection} '{place.name}'")) for place in places], out)


def _write_affected(title: str, affected: tuple[Affected, ...], content: Content, out: TextIO) -> None:
    if not affected:
        return
    entries = {(one.citation.place.collection, one.citation.place.name) for one in affected}
    out.write(f"\n{len(entries)} {'entry' if len(entries) == 1 else 'entries'} {title}:\n")
    problems = [
        one.citation.place.problem(
            content,
            f"{one.citation.place.collection} '{one.citation.place.name}' cites {one.citation.target} ({one.how})",
        )
        for one in affected
    ]
    _write_lines([str(problem) for problem in sorted(problems, key=lambda problem: (problem.file, problem.line))], out)


def _write_lines(lines: list[str], out: TextIO) -> None:
    for line in dict.fromkeys(lines):
        out.write(f"  {line}\n")
