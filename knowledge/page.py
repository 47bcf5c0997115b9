"""A documentation page -> its facts: title, date, headed sections with digests, alerts, links and images."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.content import KnowledgeError
from knowledge.model import Link, Page, PageFacts, Section

_FRONT_MATTER = re.compile(r"\A---\r?\n(.*?)\r?\n---\r?\n", re.DOTALL)
_ALERT = re.compile(r"\[!(\w+)\]")


class PageError(KnowledgeError):
    """A file that is not a documentation page in the expected form."""


@dataclass
class _Part:
    """A section while it is being read."""

    title: str
    level: int
    anchor: str
    text: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Link] = field(default_factory=list)


def parse(text: str, page: Page) -> PageFacts:
    """The facts of a page's Markdown `text`; links become absolute as seen from the page's address."""
    front = _front_matter(text)
    title, parts = "", [_Part("", 0, "")]
    used: dict[str, int] = {}
    tokens = MarkdownIt("commonmark").enable("table").parse(_FRONT_MATTER.sub("", text, count=1))
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = _plain(tokens[position + 1])
            level = int(token.tag[1:])
            if level == 1 and not title:
                title = heading
            parts.append(_Part(heading, level, _unique(anchor(heading), used)))
        elif token.type == "inline" and not _is_heading(tokens, position):
            _read_inline(token, page.url, parts[-1])
        elif token.type in ("fence", "code_block", "html_block"):
            parts[-1].text.append(token.content)
    sections = tuple(_section(part) for part in parts if part.level or part.text)
    return PageFacts(page=page.id, title=title or str(front.get("title", "")), date=_date(front), sections=sections)


def read_page(path: Path, page: Page) -> PageFacts:
    """The facts of the file at `path`; PageError if it is not a readable page with a heading."""
    try:
        facts = parse(path.read_text(encoding="utf-8-sig"), page)
    except OSError as error:
        raise PageError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PageError(f"{path} is not UTF-8 text") from error
    if not facts.title:
        raise PageError(f"{path} has no title and no heading; is it a documentation page in Markdown?")
    return facts


def dump(facts: PageFacts) -> str:
    """The facts as a data file."""
    body = yaml.safe_dump(
        {"facts": [facts.model_dump(exclude_defaults=True)]}, sort_keys=False, allow_unicode=True, width=120
    )
    return f"# Recorded by `python -m knowledge build`. Do not edit; build again instead.\n{body}"


def anchor(heading: str) -> str:
    """The fragment that the documentation site gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().casefold())
    return kept.replace(" ", "-")


def _unique(name: str, used: dict[str, int]) -> str:
    """Repeated headings get a number, as on the site."""
    count = used.get(name, 0)
    used[name] = count + 1
    return f"{name}-{count}" if count else name


def _front_matter(text: str) -> dict[str, Any]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}
    try:
        front = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise PageError(f"the front matter is not valid YAML: {error}") from error
    return front if isinstance(front, dict) else {}


def _date(front: dict[str, Any]) -> date | None:
    written = front.get("ms.date")
    if isinstance(written, date):
        return written
    try:
        return datetime.strptime(str(written), "%m/%d/%Y").date() if written else None
    except ValueError as error:
        raise PageError(f"ms.date is {written!r}; expected month/day/year") from error


def _is_heading(tokens: list[Token], position: int) -> bool:
    return position > 0 and tokens[position - 1].type == "heading_open"


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def _read_inline(token: Token, address: str, part: _Part) -> None:
    part.text.append(token.content)
    part.alerts += [kind.casefold() for kind in _ALERT.findall(token.content)]
    children = token.children or []
    for position, child in enumerate(children):
        if child.type == "link_open":
            label = "".join(_until_closed(children[position + 1 :]))
            part.links.append(Link(text=label, url=urljoin(address, _target(child.attrGet("href")))))
        elif child.type == "image":
            part.images.append(Link(text=child.content, url=urljoin(address, str(child.attrGet("src") or ""))))


def _until_closed(children: list[Token]) -> list[str]:
    texts: list[str] = []
    for child in children:
        if child.type == "link_close":
            break
        texts.append(child.content)
    return texts


def _target(href: object) -> str:
    """A link's target on the site: pages lose the file ending that they have in the repository."""
    return re.sub(r"(?<!/)\.md(?=$|[?#])", "", str(href or ""))


def _digest(text: str) -> str:
    """Of the words, however they are wrapped."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


EMPTY = _digest("")
"""The digest of a heading without text."""


def _section(part: _Part) -> Section:
    return Section(
        anchor=part.anchor,
        title=part.title,
        level=part.level,
        digest=_digest(" ".join(part.text)),
        alerts=tuple(part.alerts),
        links=tuple(part.links),
        images=tuple(part.images),
    )
