"""The shipped knowledge, and copies of it that a test may edit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.load import DATA, load


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped content."""
    return load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped content."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    return folder
