"""YAML files -> Knowledge, collecting every problem before failing once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from knowledge.base import Knowledge
from knowledge.check import check
from knowledge.content import LoadError, read_content

DATA = Path(__file__).parent / "data"
"""The shipped content."""


def load(folder: Path = DATA, checked: Callable[[str], bool] = lambda digest: False) -> Knowledge:
    """The checked knowledge base from `folder`; LoadError lists every problem at once.

    `checked` says of a digest of files whether their content was found to be good before: checking them again would
    take a fifth of the bot's start.
    """
    content = read_content(folder)
    if content.problems:
        raise LoadError(content.problems)
    knowledge = content.knowledge()
    if not checked(knowledge.digest) and (problems := check(knowledge, content)):
        raise LoadError(problems)
    return knowledge
