"""A newer copy of a page: what differs, and what of the content has to be looked at."""

from __future__ import annotations

import datetime
import io
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.base import Knowledge
from knowledge.drift import Drift, compare, dead_links, to_correct, to_read_again
from knowledge.model import Page, PageFacts
from knowledge.page import parse

PAGE = Page(
    id="media-hosting",
    title="Some page",
    url="https://learn.microsoft.com/graph/some-page",
    checked=datetime.date(2026, 1, 2),
    captured="some-page.md",
)
TEXT = """---
ms.date: 11/07/2024
---

# Choose a media hosting option

Intro with a [link](./permissions-reference.md#calls) and [another](/graph/nowhere-used).

## Service-hosted media (remote hosting)

Text of the first part.

## Application-hosted media (local hosting)

Text of the [second part](/graph/api/call-updaterecordingstatus?view=graph-rest-1.0).

### Empty

## Related content

The end.
"""
SERVICE, APPLICATION = "service-hosted-media-remote-hosting", "application-hosted-media-local-hosting"


def facts(text: str = TEXT) -> PageFacts:
    """What is recorded of a page with this text."""
    return parse(text, PAGE)


def drift(old: str, new: str) -> Drift:
    """What differs when `old` is replaced on the page."""
    assert old in TEXT
    return compare(facts(), facts(TEXT.replace(old, new)))


def test_the_same_page_does_not_differ(knowledge: Knowledge) -> None:
    same = compare(facts(), facts(TEXT.replace("Text of the first", "Text of\nthe  first")))
    assert not same
    assert to_read_again(same, knowledge) == to_correct(same, knowledge) == ()
    assert dead_links(same, knowledge) == {}


def test_title_and_date() -> None:
    found = drift("# Choose a media hosting option", "# Choose media hosting")
    assert found.title == ("Choose a media hosting option", "Choose media hosting")
    assert not found.date
    found = drift("ms.date: 11/07/2024", "ms.date: 01/31/2027")
    assert found.date == (datetime.date(2024, 11, 7), datetime.date(2027, 1, 31))
    assert not found.title
    assert found
    assert drift("ms.date: 11/07/2024\n", "").date == (datetime.date(2024, 11, 7), None)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("Text of the first", "Words of the first", ("text",)),
        ("Text of the first", "Text of [the](/graph/x) first", ("text", "links")),
        ("Text of the first", "> [!NOTE]\n> Text of the first", ("text", "alerts")),
        ("Text of the first", "![Text](x.png) of the first", ("text", "images")),
        ("## Service-hosted", "### Service-hosted", ("level",)),
    ],
)
def test_a_changed_section(old: str, new: str, what: tuple[str, ...]) -> None:
    (change,) = drift(old, new).changed
    assert (change.old.anchor, change.what) == (SERVICE, what)


def test_sections_that_appear_and_vanish() -> None:
    found = drift("## Related content\n\nThe end.\n", "## New content\n\nThe start.\n")
    assert [section.anchor for section in found.vanished] == ["related-content"]
    assert [section.anchor for section in found.appeared] == ["new-content"]
    assert not found.renamed


@pytest.mark.parametrize(
    ("old", "new", "anchors"),
    [
        ("## Related content", "## See also", ("related-content", "see-also")),
        ("## Related content", "### See also", ("related-content", "see-also")),
        ("## Related content", "## Related: content", ("related-content", "related-content")),
        ("### Empty", "### Still empty", ("empty", "still-empty")),
    ],
)
def test_a_new_heading_over_the_same_text_is_a_rename(old: str, new: str, anchors: tuple[str, str]) -> None:
    found = drift(old, new)
    assert [(was.anchor, now.anchor) for was, now in found.renamed] == [anchors]
    assert not found.appeared
    assert not found.vanished


def test_headings_without_text_are_no_rename_of_each_other_at_another_level() -> None:
    found = drift("### Empty", "## Nothing")
    assert not found.renamed
    assert [section.anchor for section in found.vanished] == ["empty"]


def test_links_that_moved_or_are_written_otherwise_are_not_gone() -> None:
    end = "The end. [Same](https://learn.microsoft.com/en-us/graph/permissions-reference/#other)"
    moved = TEXT.replace("Intro with a [link](./permissions-reference.md#calls)", "Intro").replace("The end.", end)
    assert compare(facts(), facts(moved)).gone == ()


def test_a_dead_link_counts_if_the_content_uses_it(knowledge: Knowledge) -> None:
    found = drift("[link](./permissions-reference.md#calls) and [another](/graph/nowhere-used)", "link")
    assert [url.rpartition("/")[2] for url, _ in found.gone] == ["permissions-reference#calls", "nowhere-used"]
    ((url, (section, places)),) = dead_links(found, knowledge).items()
    assert url.endswith("permissions-reference#calls")
    assert section.anchor == "choose-a-media-hosting-option"
    (page,) = [knowledge.pages[place.name] for place in places if place.collection == "pages"]
    assert page.url == "https://learn.microsoft.com/graph/permissions-reference"


def test_a_dead_folder_takes_what_lies_below_with_it(knowledge: Knowledge) -> None:
    folder = "https://github.com/microsoftgraph/microsoft-graph-comms-samples/tree/master/Samples/V1.0Samples"
    found = compare(facts(TEXT.replace("The end.", f"The end. [Samples]({folder})")), facts())
    used = dead_links(found, knowledge)[folder][1]
    assert any(place.collection == "samples" for place in used)


def test_what_must_be_read_again(knowledge: Knowledge) -> None:
    changed = to_read_again(drift("Text of the first", "Words of the first"), knowledge)
    assert changed
    assert {one.citation.target for one in changed} == {f"media-hosting#{SERVICE}"}
    old = "## Service-hosted media (remote hosting)\n\nText of the first part.\n"
    vanished = to_read_again(drift(old, ""), knowledge)
    assert {one.citation.target for one in vanished} == {f"media-hosting#{SERVICE}"}
    assert {one.how for one in vanished} == {"vanished"}


def test_a_citation_of_the_whole_page_counts_for_any_change(knowledge: Knowledge) -> None:
    topic = knowledge.topics["option-difference"]
    claim = topic.answer[0].model_copy(update={"cite": ("media-hosting",)})
    topics = {"whole": topic.model_copy(update={"answer": (claim,), "facts": (), "conflict": ()})}
    whole = replace(knowledge, topics=topics)
    for one in (drift("11/07/2024", "11/08/2024"), drift("The end.", "The very end."), drift("### Empty", "### Void")):
        assert ("topics", "whole") in [
            (read.citation.place.collection, read.citation.place.name) for read in to_read_again(one, whole)
        ]


def test_what_must_cite_another_heading(knowledge: Knowledge) -> None:
    found = drift("## Service-hosted media (remote hosting)", "## Remote media")
    assert {(one.citation.target, one.how) for one in to_correct(found, knowledge)} == {
        (f"media-hosting#{SERVICE}", "now #remote-media")
    }
    assert to_read_again(found, knowledge) == ()


# --- the command ---


@pytest.fixture
def recorded(copy: Path, tmp_path: Path) -> Path:
    """Content with the facts of the page, which lies beside it."""
    page = tmp_path / "cloud-communications-media.md"
    page.write_text(TEXT, encoding="utf-8")
    assert main(["--data", str(copy), "build", str(page)], io.StringIO()) == 0
    return copy


def check_source(recorded: Path, text: str, *more: str, name: str = "cloud-communications-media.md") -> tuple[int, str]:
    """Exit code and output for a newer copy."""
    newer = recorded.parent / "newer" / name
    newer.parent.mkdir(exist_ok=True)
    newer.write_text(text, encoding="utf-8")
    out = io.StringIO()
    return main(["--data", str(recorded), "check-source", *more, str(newer)], out), out.getvalue()


def test_no_difference_is_one_line(recorded: Path) -> None:
    for same in (TEXT, "\ufeff" + TEXT, TEXT.replace("\n", "\r\n")):
        code, said = check_source(recorded, same)
        assert (code, said.count("\n")) == (0, 1)
        assert "does not differ" in said


def test_every_difference_is_said(recorded: Path) -> None:
    newer = (
        TEXT.replace("11/07/2024", "02/03/2027")
        .replace("# Choose a media hosting option", "# Choose")
        .replace("Text of the first part.", "Other text.")
        .replace("[second part](/graph/api/call-updaterecordingstatus?view=graph-rest-1.0)", "second part")
        .replace("## Related content\n\nThe end.", "## Next\n\nThe beginning.")
    )
    code, said = check_source(recorded, newer)
    assert code == 1
    for line in (
        "title     Choose a media hosting option -> Choose",
        "date      2024-11-07 -> 2027-02-03",
        f"changed   #{SERVICE}: text",
        f"changed   #{APPLICATION}: text, links",
        "appeared  #next: Next",
        "vanished  #related-content: Related content",
        "renamed   #choose-a-media-hosting-option -> #choose",
        "call-updaterecordingstatus?view=graph-rest-1.0, formerly in #application-hosted-media-local-hosting, is gone",
        "pages 'update-recording-status'",
        "entries must be read again:",
        f"options 'service-hosted' cites media-hosting#{SERVICE} (changed: text)",
        "must cite the section under its new heading:",
        "(now #choose)",
        "knowledge build --page media-hosting",
    ):
        assert line in said, (line, said)


def test_each_entry_is_shown_at_its_line(recorded: Path) -> None:
    _, said = check_source(recorded, TEXT.replace("Text of the first part.", "Other text."))
    shown = [line.strip() for line in said.splitlines() if f"#{SERVICE} (changed" in line]
    assert shown
    for line in shown:
        file, number, _ = line.split(":", 2)
        assert SERVICE in Path(file).read_text(encoding="utf-8").splitlines()[int(number) - 1], line


def test_a_copy_may_have_another_name(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_source(recorded, TEXT, name="copy.md")[0] == 1
    assert "no page in pages.yaml is 'copy.md'" in capsys.readouterr().err
    assert check_source(recorded, TEXT, "--page", "media-hosting", name="copy.md")[0] == 0


def test_only_recorded_pages_can_be_compared(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_source(recorded, TEXT, "--page", "terms-of-use")[0] == 1
    said = capsys.readouterr().err
    assert "nothing was recorded of page 'terms-of-use'" in said
    assert "recorded pages: media-hosting" in said
