"""YAML files -> Knowledge, collecting every problem before failing once."""

from __future__ import annotations

from pathlib import Path

from knowledge.base import Knowledge
from knowledge.check import check
from knowledge.content import LoadError, read_content

DATA = Path(__file__).parent / "data"
"""The shipped content."""


def load(folder: Path = DATA) -> Knowledge:
    """The checked knowledge base from `folder`; LoadError lists every problem at once."""
    content = read_content(folder)
    if content.problems:
        raise LoadError(content.problems)
    knowledge = content.knowledge()
    if problems := check(knowledge, content):
        raise LoadError(problems)
    return knowledge
