"""Loading the content: what was found to be good is not checked again, what was edited is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import knowledge.load
from bot.content import load_content
from knowledge.check import check
from knowledge.content import LoadError
from knowledge.load import DATA

BAD = """
topics:
  - id: bad
    title: Bad
    phrases: [something that nobody says]
    answer:
      - text: It cites a page that there is not.
        cite: no-such-page
"""


def test_content_is_checked_once_and_after_each_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, index_file = tmp_path / "data", tmp_path / "index.npz"
    shutil.copytree(DATA, folder)
    checked: list[bool] = []

    def counted(*parts: object) -> object:
        checked.append(True)
        return check(*parts)  # type: ignore[arg-type]

    monkeypatch.setattr(knowledge.load, "check", counted)
    load_content(folder, index_file=index_file)
    load_content(folder, index_file=index_file)
    assert len(checked) == 1
    blockers = folder / "blockers.yaml"
    blockers.write_text(blockers.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    load_content(folder, index_file=index_file)
    assert len(checked) == 2
    (folder / "topics" / "bad.yaml").write_text(BAD, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(LoadError):
            load_content(folder, index_file=index_file)
