"""A store in the process's memory: for local use and tests, everything is forgotten at the end."""

from __future__ import annotations

import json

from bot.storage import Conflict, Document


class MemoryStore:
    """Keeps documents as JSON text, so that nothing is shared with whoever saved or loaded them."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, str]] = {}

    async def load(self, key: str) -> tuple[Document, str | None]:
        """See `Store`."""
        if key not in self._rows:
            return {}, None
        version, text = self._rows[key]
        document: Document = json.loads(text)
        return document, str(version)

    async def save(self, key: str, document: Document, version: str | None) -> None:
        """See `Store`."""
        current, _ = self._rows.get(key, (0, ""))
        if version != (str(current) if current else None):
            raise Conflict(key)
        self._rows[key] = (current + 1, json.dumps(document, ensure_ascii=False, allow_nan=False))
