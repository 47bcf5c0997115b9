"""Sources: documentation pages, repositories, threads, and what was recorded of them."""

from __future__ import annotations

from datetime import date as Day
from typing import Annotated

from pydantic import Field

from knowledge.model.entry import Entry, Id, Text


class Page(Entry):
    """A source: a documentation page, a repository, a thread."""

    id: Id
    title: Text
    url: Annotated[str, Field(pattern=r"^https://")]
    checked: Day
    """The day somebody last compared our content with this page."""
    date: Day | None = None
    """The date that the page itself carries."""
    read: Day | None = None
    """The day of the copy that was read, where the page carries no date."""
    sections: dict[str, Text] = {}
    """Anchors of the headings that the content cites, with their titles (pages recorded by hand)."""
    captured: str | None = None
    """File name of the page in its documentation repository, if `knowledge build` recorded its facts."""


class Link(Entry):
    """A link found on a captured page."""

    text: str
    url: str


class Section(Entry):
    """One headed part of a captured page."""

    anchor: str
    title: str
    level: int
    digest: str
    alerts: tuple[str, ...] = ()
    """Kinds of the alert boxes in the section, such as `important`."""
    links: tuple[Link, ...] = ()
    images: tuple[Link, ...] = ()


class PageFacts(Entry):
    """What `knowledge build` recorded of a documentation page."""

    page: Id
    title: Text
    date: Day | None
    sections: tuple[Section, ...]
