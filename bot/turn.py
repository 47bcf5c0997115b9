"""One turn: an activity in, one committed change of state with the replies to it, then their delivery."""

from __future__ import annotations

import asyncio
import logging
import random
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from bot import metrics
from bot.adapter import Adapter, reply_text
from bot.operation import Operation, dump
from bot.outbox import Outbox
from bot.scope import document_key, kind_of
from bot.storage import Conflict, Document, StorageError, Store, outgoing
from bot.teams import HostingAdvisorBot
from bot.wire import to_activity

logger = logging.getLogger(__name__)

SCHEMA = 1
"""Of a document, kept in it as `schema`. A change that an older version of the bot would misread raises it."""
REMEMBERED = 30
"""How many activity ids a document keeps, to recognise an activity that is delivered again."""
ATTEMPTS = 10
"""How often a turn is run when other processes save the document meanwhile."""
_SCHEMA, _RECENT = "schema", "recent"
_PAUSE, _LONGEST_PAUSE = 0.005, 0.1


@dataclass(frozen=True)
class Answer:
    """What the channel is told about its request."""

    status: int = 200
    body: Any = None


class Turns:
    """Runs turns: one at a time for each state document, any number at a time otherwise."""

    def __init__(self, adapter: Adapter, bot: HostingAdvisorBot, store: Store, outbox: Outbox) -> None:
        self._adapter = adapter
        self._bot = bot
        self._store = store
        self._outbox = outbox
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(self, body: dict[str, Any]) -> Answer:
        """Act on the activity in a guarded request body. It returns when the state is saved, before the replies.

        Status 503 says that nothing was saved, so that whoever sent the activity may send it again.
        """
        activity = to_activity(body)
        key = document_key(activity)
        if key is None:
            outcome = await self._adapter.process(activity, self._bot.on_turn)
            self._outbox.put(outcome.operations)
            return Answer(outcome.invoke_status or 200, outcome.invoke_body)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            try:
                await self._run(key, body, activity)
            except Exception as error:  # of the store: nothing was saved, but silence helps nobody
                why = str(error) if isinstance(error, StorageError) else type(error).__name__
                logger.error("no state for a turn in conversation %s: %s", activity.conversation.id, why)
                if kind_of(activity) == "message":
                    self._outbox.put([reply_text(activity, self._bot.content.apology)])
                return Answer(503)
        return Answer()

    async def _run(self, key: str, body: dict[str, Any], activity: Any) -> None:
        """Run the pipeline and commit, again from the start if another process saved the document meanwhile.

        Each run gets an activity of its own, since the pipeline may change it; the first one gets the one that is there
        (reading it takes 0.2 ms, a seventh of a turn).
        """
        for attempt in range(ATTEMPTS):
            if attempt:
                await asyncio.sleep(random.uniform(0, min(_PAUSE * 2**attempt, _LONGEST_PAUSE)))
            try:
                if not await self._attempt(key, to_activity(body) if attempt else activity):
                    await self._apologize(key, to_activity(body))
                return
            except Conflict:
                continue
        raise Conflict(key)

    async def _attempt(self, key: str, activity: Any) -> bool:
        """One run of the pipeline; whether it came to an end. Conflict if the document changed meanwhile.

        A store that failed within the pipeline is an error here too: the same message may go well a little later.
        """
        document, version = await self._load(key)
        if _is_repeated(document, activity.id):
            return True  # its replies, if they were not sent, are still in the store or the outbox
        outcome = await self._adapter.process(activity, self._bot.on_turn, document)
        if isinstance(outcome.error, StorageError):
            raise outcome.error
        if not outcome.failed:
            await self._commit(key, document, version, outcome.operations)
        return not outcome.failed

    async def _apologize(self, key: str, activity: Any) -> None:
        """What a failed turn commits: nothing but the apology, once. An event that nobody sees is tried again."""
        if kind_of(activity) != "message":
            return
        document, version = await self._load(key)
        if not _is_repeated(document, activity.id):
            await self._commit(key, document, version, [reply_text(activity, self._bot.content.apology)])

    async def _load(self, key: str) -> tuple[Document, str | None]:
        with metrics.store("load"):
            document, version = await self._store.load(key, latest=False)
        if document.setdefault(_SCHEMA, SCHEMA) > SCHEMA:
            raise StorageError("the document was written by a newer version of the bot")
        return document, version

    async def _commit(self, key: str, document: Document, version: str | None, operations: list[Operation]) -> None:
        replies = outgoing(key, dump(operations)) if operations else None
        with metrics.store("save"):
            await self._store.save(key, document, version, replies)
        if replies is not None:
            self._outbox.put(operations, replies.id)


def _is_repeated(document: Document, activity_id: str | None) -> bool:
    """Whether the document has seen this activity; if not, it has now."""
    if not activity_id:
        return False
    recent: list[str] = document.setdefault(_RECENT, [])
    if activity_id in recent:
        return True
    recent.append(activity_id)
    del recent[:-REMEMBERED]
    return False
