"""Documents beside those of conversations: no edit is lost, and no name meets that of a conversation."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.documents import StoredDocuments
from bot.storage.memory import MemoryStore

KEY = ("person", "msteams", "29:ann/with@signs")


async def test_edits_at_the_same_moment_are_all_made() -> None:
    documents = StoredDocuments(MemoryStore())

    def add(document: dict[str, Any]) -> None:
        document["count"] = document.get("count", 0) + 1

    await asyncio.gather(*(documents.change(KEY, add) for _ in range(20)))
    assert await documents.read(KEY) == {"count": 20}


async def test_an_edit_is_made_again_when_somebody_else_saved_meanwhile() -> None:
    store = MemoryStore()
    documents, seen = StoredDocuments(store), []

    def edit(document: dict[str, Any]) -> None:
        seen.append(dict(document))
        if len(seen) == 1:  # another process saves between our load and our save
            (save,) = [store.save("@person/msteams/29%3Aann%2Fwith%40signs", {"by": "another"}, None)]
            try:
                save.send(None)
            except StopIteration:
                pass
        document["mine"] = True

    await documents.change(KEY, edit)
    assert seen == [{}, {"by": "another"}]
    assert await documents.read(KEY) == {"by": "another", "mine": True}


async def test_a_deleted_document_is_empty_and_an_old_one_is_gone() -> None:
    documents = StoredDocuments(MemoryStore())
    await documents.change(KEY, lambda document: document.update(a=1))
    await documents.delete(KEY)
    assert await documents.read(KEY) == {}
    await documents.change(KEY, lambda document: document.update(a=1), ttl=-1)
    assert await documents.read(KEY) == {}


async def test_names_are_apart_from_those_of_conversations() -> None:
    store = MemoryStore()
    await StoredDocuments(store).change(KEY, lambda document: document.update(a=1))
    assert [key.startswith("@") and key.count("/") == 2 for key in store._rows] == [True]
