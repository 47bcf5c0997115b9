"""Numbered sources of one reply: claims get a number, and the list at the end says what it stands for."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from datetime import date

from knowledge import model
from knowledge.base import Knowledge
from knowledge.replies.weight import item_weight, weight
from knowledge.reply import Bullets, Link, Section

MOST_CITED = 2
"""Sources shown for one claim: the first ones that its author names."""


class Sources:
    """Collects the pages behind the claims of one reply, in the order in which they are first used."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._pages: dict[str, int] = {}
        """Numbers by page."""
        self._cited: list[str] = []
        """The first citation of each page, in the order of the numbers."""
        self._weighed, self._weight = 0, weight((self.section(folded=True),))
        """How many sources were weighed so far, and the weight of a list of them."""

    def copy(self) -> Sources:
        """The same sources so far, to try whether what cites more of them fits."""
        other = copy.copy(self)
        other._pages, other._cited = dict(self._pages), list(self._cited)
        return other

    @property
    def weight(self) -> int:
        """Of the folded list, see `weight`. It is asked for with each part that may fit, so a line is weighed once."""
        for citation in self._cited[self._weighed :]:
            self._weight += item_weight(source_line(self._knowledge, citation))
        self._weighed = len(self._cited)
        return self._weight

    def mark(self, claim: model.Claim) -> str:
        """The claim's text with its caveat and the numbers of its sources."""
        return self.mark_text(claim.text, claim.cite, claim.evidence)

    def mark_text(self, text: str, cite: Sequence[str], evidence: model.Evidence = "documented") -> str:
        """A text with the caveat for its kind of evidence and the numbers of its sources."""
        numbers = [self._number(citation) for citation in cite[:MOST_CITED]]
        caveat = self._knowledge.strings.caveats[evidence]
        shown = ",".join(map(str, sorted(set(numbers)))) if len(numbers) > 1 else numbers[0]
        return f"{text.strip()} {caveat} [{shown}]" if caveat else f"{text.strip()} [{shown}]"

    def mark_all(self, claims: Iterable[model.Claim]) -> tuple[str, ...]:
        """`mark` for several claims."""
        return tuple(self.mark(claim) for claim in claims)

    @property
    def urls(self) -> tuple[str, ...]:
        """Addresses of the cited pages and sections, in order."""
        return tuple(citation_url(self._knowledge, citation) for citation in self._cited)

    def section(self, folded: bool = False) -> Section:
        """The numbered list of sources with their dates."""
        lines = tuple(source_line(self._knowledge, citation) for citation in self._cited)
        return Section(self._knowledge.strings.headings.sources, (Bullets(lines, style="numbers"),), folded)

    def _number(self, citation: str) -> int:
        page = citation.partition("#")[0]
        number = self._pages.get(page)
        if number is None:
            number = self._pages[page] = len(self._pages) + 1
            self._cited.append(citation)
        return number


def source_line(knowledge: Knowledge, citation: str) -> str:
    """A citation as a Markdown link with the page's date."""
    return knowledge.cited.get(citation, lambda: _source_line(knowledge, citation))


def _source_line(knowledge: Knowledge, citation: str) -> str:
    page, links = knowledge.pages[citation.partition("#")[0]], knowledge.strings.links
    title = f"[{page.title}]({citation_url(knowledge, citation)})"
    if page.date is not None:
        return links.dated.format(title=title, date=day(page.date))
    if page.read is not None:
        return links.copy_of.format(title=title, date=day(page.read))
    return links.undated.format(title=title, date=day(page.checked))


def citation_url(knowledge: Knowledge, citation: str) -> str:
    """The address of a cited page or section."""
    name, _, section = citation.partition("#")
    url = knowledge.pages[name].url
    return f"{url}#{section}" if section else url


def link(knowledge: Knowledge, name: str) -> Link:
    """A page or sample to read on, by id or citation."""
    sample = knowledge.samples.get(name)
    url = sample.url if sample else citation_url(knowledge, name)
    title = sample.title if sample else knowledge.pages[name.partition("#")[0]].title
    words = knowledge.strings.links
    if "learn.microsoft.com" in url:
        return Link(title, url, words.learn)
    if "/tree/" in url:
        return Link(title, url, words.code)
    return Link(title, url, words.github if "github.com" in url else words.other)


def day(value: date) -> str:
    """A date as people write it: Nov 7, 2024."""
    return f"{value:%b} {value.day}, {value.year}"
