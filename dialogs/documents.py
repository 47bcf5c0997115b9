"""The port to documents beside a conversation's own: what belongs to a person, and codes that carry an interview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

Key = tuple[str, ...]
"""The parts of a document's name; the first one says what kind of document it is."""


class Documents(Protocol):
    """JSON objects by name, each read and changed on its own. They are looked at only where a turn needs them."""

    async def read(self, key: Key) -> dict[str, Any]:
        """A private copy; empty if there is no such document."""

    async def change(self, key: Key, edit: Callable[[dict[str, Any]], None], ttl: float | None = None) -> None:
        """Let `edit` change the document and save it, again from the start if somebody else did meanwhile.

        A turn may run twice, so doing the same edit again must change nothing. After `ttl` seconds it is gone.
        """

    async def delete(self, key: Key) -> None:
        """Remove the document, if there is one."""
