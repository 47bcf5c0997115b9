"""The walk over the content finds every source, at its place in the files."""

from __future__ import annotations

from pathlib import Path

from knowledge.base import Knowledge
from knowledge.citations import addresses, citations
from knowledge.content import read_content

ADDED = """\
alternatives:
  - id: added
    title: Added
    summary:
      text: It is, see [the page](https://example.org/inline).
      cite: page-a
    warnings: {text: Alone., cite: "page-b#part"}
    links: [media-hosting]
topics:
  - id: added-topic
    title: Added topic
    phrases: [added]
    answer:
      - {text: One., cite: page-a}
      - text: Two.
        cite: [page-a, page-c#end]
"""


def test_each_citation_has_its_line(copy: Path) -> None:
    (copy / "added.yaml").write_text(ADDED, encoding="utf-8")
    content = read_content(copy)
    found = [
        (str(one.place.problem(content, one.target)).rpartition("added.yaml:")[2], one.page, one.section)
        for one in citations(content.knowledge())
        if one.place.name.startswith("added")
    ]
    assert found == [
        ("6: page-a", "page-a", ""),
        ("7: page-b#part", "page-b", "part"),
        ("14: page-a", "page-a", ""),
        ("16: page-a", "page-a", ""),
        ("16: page-c#end", "page-c", "end"),
    ]


def test_each_address_has_its_place(copy: Path) -> None:
    (copy / "added.yaml").write_text(ADDED, encoding="utf-8")
    content = read_content(copy)
    found = [
        str(place.problem(content, url)).rpartition("added.yaml:")[2]
        for place, url in addresses(content.knowledge())
        if place.name == "added"
    ]
    assert found == [
        "8: https://learn.microsoft.com/graph/cloud-communications-media",
        "5: https://example.org/inline",
    ]


def test_every_kind_of_entry_with_a_source_is_walked(knowledge: Knowledge) -> None:
    walked = {one.place.collection for one in citations(knowledge)}
    assert walked >= {"options", "questions", "blockers", "permission_needs", "permissions", "samples", "topics"}
    assert len([one for one in citations(knowledge) if one.place.path == ("page",)]) == len(knowledge.options)
