"""No card of the gallery makes the official renderer complain, and none is cut off at any width."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("playwright.async_api", reason="needs the Python package playwright")

from bot.content import Content
from tests.e2e.gallery import Drawn, collect, look_at, page


async def test_every_card_is_drawn_without_a_complaint(content: Content, tmp_path: Path) -> None:
    cards = await collect(content)
    assert len(cards) > 300
    path = tmp_path / "gallery.html"
    path.write_text(page(cards), encoding="utf-8")
    assert await look_at(path) == []


async def test_a_bad_card_is_found(tmp_path: Path) -> None:
    unknown = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "Guess", "text": "?"}]}
    wide = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "w" * 200, "wrap": False}]}
    columns = [{"type": "Column", "width": "400px", "items": wide["body"]}]
    wide = {**wide, "body": [{"type": "ColumnSet", "columns": columns}]}
    path = tmp_path / "gallery.html"
    path.write_text(page([Drawn("unknown", unknown), Drawn("wide", wide)]), encoding="utf-8")
    problems = await look_at(path)
    assert any(problem.startswith("unknown: ") for problem in problems)
    assert any(problem.startswith("wide: narrow: cut off") for problem in problems)
    assert not any(problem.startswith("wide: light") for problem in problems)
