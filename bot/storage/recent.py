"""The documents that this process saved last, so that the next turn of a conversation need not fetch them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

MOST = 512
"""Documents that are remembered."""
FRESH = 600.0
"""Seconds for which they are."""
DOUBT = 60.0
"""Seconds for which nothing is remembered after somebody else had saved one of them: such a turn is run twice."""


class Saved(NamedTuple):
    """A document as it was saved."""

    text: bytes
    version: str
    until: float
    """When it is remembered no longer."""


class Recent:
    """Remembers documents. One that is out of date does no harm, since its save is a conflict.

    Where several processes share the conversations, hardly any is up to date: after a conflict nothing is remembered
    for a while.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._saved: OrderedDict[str, Saved] = OrderedDict()
        """The one that was saved first comes first."""
        self._doubtful_until = 0.0

    def __len__(self) -> int:
        return len(self._saved)

    def get(self, key: str) -> Saved | None:
        """The document, if it is remembered."""
        self._forget_old()
        saved = self._saved.get(key)
        return saved if saved is not None and saved.until > self._clock() else None

    def put(self, key: str, text: bytes, version: str, end: float) -> None:
        """Remember what was saved now and ends then."""
        self.forget(key)
        if self._clock() >= self._doubtful_until:
            self._saved[key] = Saved(text, version, min(end, self._clock() + FRESH))
        self._forget_old()

    def forget(self, key: str) -> None:
        """The document is not what it was, or not known to be."""
        self._saved.pop(key, None)

    def refute(self, key: str) -> None:
        """A save of the document was a conflict."""
        if key in self._saved:
            self._saved.clear()
            self._doubtful_until = self._clock() + DOUBT

    def _forget_old(self) -> None:
        while self._saved:
            first = next(iter(self._saved.values()))
            if len(self._saved) <= MOST and first.until > self._clock():
                return
            self._saved.popitem(last=False)
