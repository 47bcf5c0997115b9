"""Which pages were compared with our content too long ago, and which entries rest on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from knowledge.base import Knowledge
from knowledge.citations import Place, citations
from knowledge.model import Page

DAYS = 180
"""Age in days up to which a page counts as checked."""


@dataclass(frozen=True)
class Stale:
    """A page that has to be read again, its age in days, and where each entry that rests on it first cites it."""

    page: Page
    age: int
    cited: tuple[Place, ...]


def stale(knowledge: Knowledge, today: Day, days: int = DAYS) -> tuple[Stale, ...]:
    """Pages checked more than `days` days before `today`, the oldest first."""
    cited: dict[str, dict[tuple[str, str], Place]] = {}
    for citation in citations(knowledge):
        place = citation.place
        cited.setdefault(citation.page, {}).setdefault((place.collection, place.name), place)
    found = (
        Stale(page, (today - page.checked).days, tuple(cited.get(page.id, {}).values()))
        for page in knowledge.pages.values()
    )
    return tuple(sorted((one for one in found if one.age > days), key=lambda one: -one.age))
