"""The dialogs' further documents, kept in the store beside those of conversations."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from bot.storage import Conflict, Store
from dialogs.documents import Key

ATTEMPTS = 8
"""How often an edit is made when others save the document meanwhile."""
_PAUSE = 0.005


class StoredDocuments:
    """See `dialogs.documents.Documents`. Its keys begin with `@`, which no key of a conversation does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self, key: Key) -> dict[str, Any]:
        """See `Documents`."""
        document, _ = await self._store.load(_name(key))
        return document

    async def change(self, key: Key, edit: Callable[[dict[str, Any]], None], ttl: float | None = None) -> None:
        """See `Documents`."""
        for attempt in range(1, ATTEMPTS + 1):
            document, version = await self._store.load(_name(key))
            edit(document)
            try:
                await self._store.save(_name(key), document, version, ttl=ttl)
                return
            except Conflict:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(random.uniform(0, _PAUSE * 2**attempt))

    async def delete(self, key: Key) -> None:
        """See `Documents`."""
        await self._store.delete(_name(key))


def _name(key: Key) -> str:
    return "@" + "/".join(quote(part, safe="") for part in key)
