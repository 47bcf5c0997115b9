"""What differs between the recorded facts of a page and a newer copy, and which of our content rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from typing import TypeVar

from knowledge.base import Knowledge
from knowledge.citations import Citation, Place, addresses, citations
from knowledge.model import PageFacts, Section
from knowledge.page import EMPTY

_T = TypeVar("_T")
_BELOW = ("/tree/", "/blob/")
"""In an address of a folder or file of a repository: what lies below moves with it."""


@dataclass(frozen=True)
class Changed:
    """A section whose anchor stayed, and what is different in it: text, links, images, alerts or level."""

    old: Section
    new: Section
    what: tuple[str, ...]


@dataclass(frozen=True)
class Drift:
    """The differences between two copies of a page; false if there is none."""

    page: str
    title: tuple[str, str] | None = None
    """The recorded and the newer one, if they differ."""
    date: tuple[Day | None, Day | None] | None = None
    changed: tuple[Changed, ...] = ()
    appeared: tuple[Section, ...] = ()
    vanished: tuple[Section, ...] = ()
    renamed: tuple[tuple[Section, Section], ...] = ()
    """The same text under another heading."""
    gone: tuple[tuple[str, Section], ...] = ()
    """Link targets that the newer copy no longer has, with the section where each stood."""

    def __bool__(self) -> bool:
        return any((self.title, self.date, self.changed, self.appeared, self.vanished, self.renamed, self.gone))


@dataclass(frozen=True)
class Affected:
    """A citation that the drift touches, and how."""

    citation: Citation
    how: str


def compare(recorded: PageFacts, newer: PageFacts) -> Drift:
    """What differs in `newer`."""
    old = {section.anchor: section for section in recorded.sections}
    new = {section.anchor: section for section in newer.sections}
    stayed = [(section, new[anchor]) for anchor, section in old.items() if anchor in new]
    lost = [section for anchor, section in old.items() if anchor not in new]
    added = [section for anchor, section in new.items() if anchor not in old]
    renamed = [(was, now) for was, now in stayed if was.title != now.title]
    for was in list(lost):
        now = next((section for section in added if _same_text(was, section)), None)
        if now is not None:
            renamed.append((was, now))
            lost.remove(was)
            added.remove(now)
    same = [*stayed, *((was, now) for was, now in renamed if was.anchor != now.anchor)]
    return Drift(
        page=recorded.page,
        title=_different(recorded.title, newer.title),
        date=_different(recorded.date, newer.date),
        changed=tuple(Changed(was, now, what) for was, now in same if (what := _what(was, now))),
        appeared=tuple(added),
        vanished=tuple(lost),
        renamed=tuple(renamed),
        gone=tuple(_gone(recorded, newer)),
    )


def to_read_again(drift: Drift, knowledge: Knowledge) -> tuple[Affected, ...]:
    """Citations of changed and vanished sections; for any change also those of the whole page."""
    how = {change.old.anchor: f"changed: {', '.join(change.what)}" for change in drift.changed}
    how |= {section.anchor: "vanished" for section in drift.vanished}
    if drift:
        how[""] = "the page changed"
    return _affected(drift, knowledge, how)


def to_correct(drift: Drift, knowledge: Knowledge) -> tuple[Affected, ...]:
    """Citations of sections whose heading, and with it the anchor, is another one now."""
    how = {was.anchor: f"now #{now.anchor}" for was, now in drift.renamed if was.anchor != now.anchor}
    return _affected(drift, knowledge, how)


def dead_links(drift: Drift, knowledge: Knowledge) -> dict[str, tuple[Section, tuple[Place, ...]]]:
    """Link targets that are gone and that our content uses: where each stood, and where we use it."""
    used = [(place, _target(url)) for place, url in addresses(knowledge)]
    found = {}
    for url, section in drift.gone:
        places = tuple(place for place, ours in used if _is_at(ours, _target(url)))
        if places:
            found[url] = (section, places)
    return found


def _affected(drift: Drift, knowledge: Knowledge, how: dict[str, str]) -> tuple[Affected, ...]:
    return tuple(
        Affected(citation, how[citation.section])
        for citation in citations(knowledge)
        if citation.page == drift.page and citation.section in how
    )


def _different(old: _T, new: _T) -> tuple[_T, _T] | None:
    return None if old == new else (old, new)


def _same_text(was: Section, now: Section) -> bool:
    """Whether a section can be the other one renamed; headings without text are told apart by their level."""
    return was.digest == now.digest and (was.digest != EMPTY or was.level == now.level)


def _what(was: Section, now: Section) -> tuple[str, ...]:
    parts = (("text", "digest"), ("links", "links"), ("images", "images"), ("alerts", "alerts"), ("level", "level"))
    return tuple(name for name, field in parts if getattr(was, field) != getattr(now, field))


def _gone(recorded: PageFacts, newer: PageFacts) -> Iterator[tuple[str, Section]]:
    left = {_target(link.url) for section in newer.sections for link in (*section.links, *section.images)}
    for section in recorded.sections:
        for link in (*section.links, *section.images):
            if _target(link.url) not in left:
                left.add(_target(link.url))
                yield link.url, section


def _target(url: str) -> str:
    """What an address leads to, however it is written: without fragment, query, language and closing slash."""
    plain = re.split(r"[#?]", url, maxsplit=1)[0].rstrip("/").casefold()
    return re.sub(r"(?<=learn\.microsoft\.com)/[a-z]{2}-[a-z]{2}(?=/)", "", plain)


def _is_at(ours: str, gone: str) -> bool:
    """Whether our address is the one that is gone, or lies below it in a repository."""
    return ours == gone or (any(part in gone for part in _BELOW) and ours.startswith(f"{gone}/"))
