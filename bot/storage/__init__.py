"""Where the state documents of conversations are kept."""

from __future__ import annotations

from typing import Any, Protocol

Document = dict[str, Any]
"""One JSON object."""


class StorageError(Exception):
    """Base of the errors of stores."""


class Conflict(StorageError):
    """Somebody else saved the document since it was loaded."""


class Store(Protocol):
    """Documents by key, saved by compare-and-swap."""

    async def load(self, key: str) -> tuple[Document, str | None]:
        """A private copy of the document and its version; an empty one and None if there is none."""

    async def save(self, key: str, document: Document, version: str | None) -> None:
        """Replace the document of that version; Conflict if it has another one by now."""
