"""`knowledge` ← `dialogs` ← `bot`: nothing points back, and libraries stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SDK = {"botbuilder", "botframework", "msrest"}
FORBIDDEN = {
    "knowledge": SDK | {"dialogs", "bot", "aiohttp", "microsoft_teams"},
    "dialogs": {"bot", "aiohttp"},
    "bot": {"microsoft_teams"},
}


def modules(package: str) -> list[Path]:
    """Source files of a package."""
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, wherever it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute here"
            yield node.module or ""


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_nothing_above_it(package: str) -> None:
    assert modules(package)
    for path in modules(package):
        tops = {name.partition(".")[0] for name in imports(path)}
        assert not tops & FORBIDDEN[package], path.relative_to(ROOT)


def test_only_the_cards_know_the_card_library() -> None:
    cards = ROOT / "dialogs" / "cards"
    users = {
        path
        for package in FORBIDDEN
        for path in modules(package)
        if any(name.partition(".")[0] == "microsoft_teams" for name in imports(path))
    }
    assert all(path.is_relative_to(cards) for path in users), users


def test_knowledge_loads_without_any_framework() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in modules("knowledge")]
    names = [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]
    script = f"import sys, {', '.join(names)}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & FORBIDDEN["knowledge"]


def test_what_the_sdk_brings_and_nobody_uses_is_not_loaded() -> None:
    script = "import sys, bot.app, dialogs.main; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"emoji", "grapheme", "datedelta", "multipledispatch", "regex"}
