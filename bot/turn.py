"""One turn: an activity in, one committed change of state, then the replies."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from bot.adapter import Adapter, Outcome, reply_text
from bot.outbox import Outbox
from bot.scope import document_key, kind_of
from bot.storage import Conflict, Document, Store
from bot.teams import HostingAdvisorBot
from bot.wire import to_activity

logger = logging.getLogger(__name__)

REMEMBERED = 30
"""How many activity ids a document keeps, to recognise an activity that is delivered again."""
ATTEMPTS = 3
"""How often a turn is run when somebody else saves the document meanwhile."""
_RECENT = "recent"


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
        """Act on the activity in a guarded request body. It returns when the state is saved, before the replies."""
        activity = to_activity(body)
        key = document_key(activity)
        if key is None:
            outcome = await self._adapter.process(activity, self._bot.on_turn)
            self._outbox.put(outcome.operations)
            return Answer(outcome.invoke_status or 200, outcome.invoke_body)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            try:
                outcome = await self._commit(key, body)
            except Exception:  # of the store: nothing is known about the conversation, but silence helps nobody
                logger.exception("no state for a turn in conversation %s", activity.conversation.id)
                outcome = Outcome(failed=True)
            self._outbox.put(outcome.operations)
            if outcome.failed and kind_of(activity) == "message":
                self._outbox.put([reply_text(activity, self._bot.content.apology)])
        return Answer()

    async def _commit(self, key: str, body: dict[str, Any]) -> Outcome:
        """Run the pipeline on the document and save it, again from the start if the document changed meanwhile."""
        attempts = ATTEMPTS
        while True:
            document, version = await self._store.load(key)
            if _is_repeated(document, body.get("id")):
                return Outcome()
            outcome = await self._adapter.process(to_activity(body), self._bot.on_turn, document)
            if outcome.failed:
                return outcome
            try:
                await self._store.save(key, document, version)
                return outcome
            except Conflict:
                attempts -= 1
                if not attempts:
                    raise


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
