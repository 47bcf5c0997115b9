"""Pages that were checked too long ago are listed with what rests on them."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.__main__ import main
from knowledge.base import Knowledge
from knowledge.stale import stale

OLDEST = 100_000
"""Days after which nobody looks."""


def test_a_page_is_stale_the_day_after_its_time(knowledge: Knowledge) -> None:
    page = knowledge.pages["media-hosting"]
    assert page.id not in [one.page.id for one in stale(knowledge, page.checked + timedelta(days=180))]
    (found,) = [one for one in stale(knowledge, page.checked + timedelta(days=181)) if one.page.id == page.id]
    assert found.age == 181
    assert page.id in [one.page.id for one in stale(knowledge, page.checked + timedelta(days=8), 7)]


def test_each_entry_is_listed_once(knowledge: Knowledge) -> None:
    for one in stale(knowledge, date(2100, 1, 1)):
        names = [(place.collection, place.name) for place in one.cited]
        assert len(names) == len(set(names))
    hosting = next(one for one in stale(knowledge, date(2100, 1, 1)) if one.page.id == "media-hosting")
    assert ("options", "service-hosted") in [(place.collection, place.name) for place in hosting.cited]


def test_the_oldest_comes_first(knowledge: Knowledge) -> None:
    ages = [one.age for one in stale(knowledge, date(2100, 1, 1))]
    assert len(ages) == len(knowledge.pages)
    assert ages == sorted(ages, reverse=True)


def test_the_command_shows_page_and_entries_at_their_lines(copy: Path) -> None:
    pages = copy / "pages.yaml"
    text = pages.read_text(encoding="utf-8")
    before, _, after = text.partition("    checked: ")
    pages.write_text(f"{before}    checked: 2001-02-03{after[10:]}", encoding="utf-8")
    out = io.StringIO()
    assert main(["--data", str(copy), "check", "--stale", "--days", "4000"], out) == 1
    line = before.count("\n") + 1
    assert f"pages.yaml:{line}: page 'media-hosting' was last checked on 2001-02-03" in out.getvalue()
    assert "options.yaml:" in out.getvalue()
    assert ": options 'service-hosted'\n" in out.getvalue()


def test_nothing_stale_is_one_line() -> None:
    out = io.StringIO()
    assert main(["check", "--stale", "--days", str(OLDEST)], out) == 0
    assert out.getvalue().count("\n") == 1


def test_days_need_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--days", "3"]) == 1
    assert "--days belongs to --stale" in capsys.readouterr().err
    for wrong in ("-1", "many"):
        with pytest.raises(SystemExit):
            main(["check", "--stale", "--days", wrong])
