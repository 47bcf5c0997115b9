"""A documentation page becomes facts."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.load import DATA, load
from knowledge.model import Page
from knowledge.page import PageError, anchor, parse

PAGE = Page(
    id="some-page",
    title="Some page",
    url="https://learn.microsoft.com/graph/some-page",
    checked=datetime.date(2026, 1, 2),
)
TEXT = """---
title: "Choose something"
ms.date: 11/07/2024
---

# Choose a thing

Intro with a [relative link](./permissions-reference.md#calls).

## First part (remote hosting)

Text with [site link](/graph/api/call) and ![a picture](images/one.PNG).

> [!IMPORTANT]
> You **must** read this.

```http
GET /[not](a-link)
```

## `code`: What's next?

## First part (remote hosting)

Again.
"""


def test_title_date_and_sections() -> None:
    facts = parse(TEXT, PAGE)
    assert (facts.title, facts.date) == ("Choose a thing", datetime.date(2024, 11, 7))
    assert [section.anchor for section in facts.sections] == [
        "choose-a-thing",
        "first-part-remote-hosting",
        "code-whats-next",
        "first-part-remote-hosting-1",
    ]
    assert [section.level for section in facts.sections] == [1, 2, 2, 2]


def test_links_and_images_are_absolute() -> None:
    intro, first, *_ = parse(TEXT, PAGE).sections
    assert [link.url for link in intro.links] == ["https://learn.microsoft.com/graph/permissions-reference#calls"]
    assert [(link.text, link.url) for link in first.links] == [
        ("site link", "https://learn.microsoft.com/graph/api/call")
    ]
    assert [image.url for image in first.images] == ["https://learn.microsoft.com/graph/images/one.PNG"]
    assert first.alerts == ("important",)


def test_a_digest_changes_with_words_not_with_line_breaks() -> None:
    digests = [section.digest for section in parse(TEXT, PAGE).sections]
    rewrapped = TEXT.replace("Text with", "Text\nwith")
    changed = TEXT.replace("must", "should")
    assert [section.digest for section in parse(rewrapped, PAGE).sections] == digests
    assert [section.digest for section in parse(changed, PAGE).sections] != digests


def test_a_page_without_front_matter_has_no_date() -> None:
    assert parse("# Only a heading\n", PAGE).date is None


def test_an_unreadable_date_is_said() -> None:
    with pytest.raises(PageError, match="expected month/day/year"):
        parse(TEXT.replace("11/07/2024", "soon"), PAGE)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("C# or .NET and Windows Server", "c-or-net-and-windows-server"), ("What's new?", "whats-new")],
)
def test_anchors_are_those_of_the_site(heading: str, expected: str) -> None:
    assert anchor(heading) == expected


def test_build_records_the_page_and_check_accepts_it(copy: Path, tmp_path: Path) -> None:
    page = tmp_path / "cloud-communications-media.md"
    page.write_text(TEXT.replace("First part (remote hosting)", "Application-hosted media (local hosting)"))
    out = io.StringIO()
    assert main(["--data", str(copy), "build", str(page)], out) == 0
    assert "4 sections" in out.getvalue()
    recorded = (copy / "captured/media-hosting.yaml").read_text(encoding="utf-8")
    assert "application-hosted-media-local-hosting" in recorded


def test_build_refuses_an_unknown_page(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "unknown.md"
    page.write_text("# Unknown\n")
    assert main(["--data", str(copy), "build", str(page)]) == 1
    assert "add it there with 'captured: unknown.md'" in capsys.readouterr().err


SEED = Path(__file__).parents[3] / (
    "shared/domain/docs/microsoftgraph+microsoft-graph-docs-contrib/concepts/cloud-communications-media.md"
)


@pytest.mark.skipif(not SEED.exists(), reason="the copy of the documentation page is not beside the project")
def test_the_shipped_facts_are_those_of_the_page() -> None:
    knowledge = load(DATA)
    assert parse(SEED.read_text(encoding="utf-8"), knowledge.pages["media-hosting"]) == knowledge.facts["media-hosting"]
