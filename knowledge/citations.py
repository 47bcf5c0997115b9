"""The walk over all content to what it rests on: claims, citations of pages, and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pydantic import BaseModel

from knowledge import model
from knowledge.base import Knowledge
from knowledge.yaml_file import Problem, YamlPath

if TYPE_CHECKING:
    from knowledge.content import Content

INLINE_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
"""A link in the text of a claim."""

_SOURCES = frozenset({"pages", "facts"})


@dataclass(frozen=True)
class Place:
    """A value of the content: the entry, and the way to it inside the entry."""

    collection: str
    name: str
    path: YamlPath = ()

    def problem(self, content: Content, message: str) -> Problem:
        """A message with the file and line of this place."""
        return content.origins[(self.collection, self.name)].problem(message, *self.path)


@dataclass(frozen=True)
class Citation:
    """A page, or one section of it, named by an entry as its source."""

    place: Place
    target: str

    @property
    def page(self) -> str:
        """Id of the page."""
        return self.target.partition("#")[0]

    @property
    def section(self) -> str:
        """Anchor of the section; empty for the whole page."""
        return self.target.partition("#")[2]


def all_entries(knowledge: Knowledge) -> Iterator[tuple[str, str, model.Entry]]:
    """All entries with their collection and id, the sources themselves excepted."""
    for field in fields(knowledge):
        collection = getattr(knowledge, field.name)
        if isinstance(collection, Mapping) and field.name not in _SOURCES:
            for name, entry in collection.items():
                yield field.name, name, entry


def claims(value: object, path: YamlPath = ()) -> Iterator[tuple[YamlPath, model.Claim]]:
    """All claims inside a value, each with the way to it."""
    for place, part in _parts(value, path):
        if isinstance(part, model.Claim):
            yield place, part


def citations(knowledge: Knowledge) -> Iterator[Citation]:
    """Every citation, in the order of collections and entries."""
    for collection, name, entry in all_entries(knowledge):
        for path, part in _parts(entry, ()):
            if isinstance(part, model.Claim | model.PermissionNeed):
                for position, target in enumerate(part.cite):
                    yield Citation(Place(collection, name, (*path, "cite", position)), target)
            elif isinstance(part, model.Option):
                yield Citation(Place(collection, name, (*path, "page")), part.page)


def addresses(knowledge: Knowledge) -> Iterator[tuple[Place, str]]:
    """Every address that the content can show: of pages and samples, named as links, and in the text of claims."""
    sources: dict[str, model.Page | model.Sample] = {**knowledge.pages, **knowledge.samples}
    for name, page in knowledge.pages.items():
        yield Place("pages", name, ("url",)), page.url
    for collection, name, entry in all_entries(knowledge):
        if isinstance(entry, model.Sample):
            yield Place(collection, name, ("url",)), entry.url
        if isinstance(entry, model.Topic | model.Alternative):
            for position, link in enumerate(entry.links):
                if link in sources:
                    yield Place(collection, name, ("links", position)), sources[link].url
        for path, claim in claims(entry):
            for url in INLINE_LINK.findall(claim.text):
                yield Place(collection, name, (*path, "text")), url


def _parts(value: object, path: YamlPath) -> Iterator[tuple[YamlPath, BaseModel]]:
    """All models inside a value, itself included, the outer before the inner."""
    if isinstance(value, BaseModel):
        yield path, value
        for field in type(value).model_fields:
            yield from _parts(getattr(value, field), (*path, field))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _parts(item, (*path, position))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _parts(item, (*path, str(key)))
