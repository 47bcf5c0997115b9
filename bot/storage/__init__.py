"""Where the state documents of conversations are kept, and with them the replies that were not delivered yet."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import BotError

Document = dict[str, Any]
"""One JSON object."""

LEASE = 15.0
"""Seconds for which replies belong to the process that keeps them; it renews them for as long as it delivers them.

Afterward they are anybody's, since that process is gone. Several machines need clocks that agree to a few seconds."""
KEPT = 24 * 3600.0
"""Seconds after which replies that were never delivered are of no use to anybody."""


class StorageError(Exception):
    """Base of the errors of stores. A store that cannot be reached raises it: it never looks like an empty one."""


class Conflict(StorageError):
    """Somebody else saved the document since it was loaded."""


class StoreRefused(BotError):
    """The store that STATE_URL names cannot be used; the text says why and what to do."""

    exit_code = 2


@dataclass(frozen=True)
class Outgoing:
    """What one turn has to say, as text that only the outbox reads, kept until it is delivered."""

    id: str
    """Ids sort by the time of the turn."""
    key: str
    """Of the document that it was saved with."""
    text: bytes


_PROCESS = secrets.token_hex(4)
_COUNT = itertools.count()


def outgoing(key: str, text: bytes) -> Outgoing:
    """Something new to say, with an id of its own."""
    return Outgoing(f"{time.time_ns():016x}.{_PROCESS}.{next(_COUNT):x}", key, text)


class Store(Protocol):
    """Documents by key, saved by compare-and-swap.

    Every method may raise StorageError. Keys are any text. What is saved is durable when `save` returns: the end of
    the process, however sudden, loses nothing of it.
    """

    async def load(self, key: str, latest: bool = True) -> tuple[Document, str | None]:
        """A private copy of the document and its version; an empty one and None if there is none.

        Unless `latest`, it may be what this process saved last, which others may have replaced since: for those who
        save it, and begin anew with another `load` after a Conflict.
        """

    async def save(
        self,
        key: str,
        document: Document,
        version: str | None,
        replies: Outgoing | None = None,
        ttl: float | None = None,
    ) -> None:
        """Replace the document of that version, and keep `replies` with it, both or neither.

        Conflict if the document has another version by now; a version of None says that there is no document yet.
        After `ttl` seconds without another save, or a little earlier, it is gone; by default the time that the store
        was made with. The replies are leased to this process.
        """

    async def delete(self, key: str) -> None:
        """Remove the document, whatever its version, if there is one."""

    def sent(self, ids: Iterable[str]) -> None:
        """Forget replies, since they were delivered. Returns at once; it is written with the next save or soon."""

    async def claim(self) -> list[Outgoing]:
        """Replies whose lease has run out, the oldest first; they are leased to this process now.

        There may be more, unless none are returned.
        """

    async def renew(self, ids: Iterable[str]) -> None:
        """Extend the lease of replies that this process still delivers."""

    async def release(self, ids: Iterable[str]) -> None:
        """End the lease of replies that this process will not deliver any more."""

    async def purge(self) -> int:
        """Remove documents whose time is over, a limited number at a time; how many they were."""

    async def close(self) -> None:
        """Write what is left, and end."""
