"""Loads Microsoft's models of Adaptive Cards without the validators of those that no card of ours has.

There are a hundred models. The validators of all would take 4 MB and 25 ms of every start.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


def load() -> None:
    """Load them all, without validators; to be called before anything else does."""
    kept = BaseModel.model_config
    BaseModel.model_config = ConfigDict(defer_build=True)  # what is defined now inherits it
    try:
        import microsoft_teams.cards  # noqa: F401
    finally:
        BaseModel.model_config = kept


def prepare(used: Iterable[object]) -> None:
    """Make the validators of the models among these now, rather than in somebody's turn."""
    for one in used:
        if isinstance(one, type) and issubclass(one, BaseModel) and one is not BaseModel:
            one.model_rebuild()
