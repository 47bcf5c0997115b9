"""Results that are kept by what they follow from, in a bounded number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Remembers the results of a pure function; what was not asked for longest is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The result for `key`, made now if it is not known; what raises is not remembered."""
        try:
            value = self._known[key]
        except KeyError:
            value = self._known[key] = make()
            if len(self._known) > self._most:
                self._known.popitem(last=False)
            return value
        if len(self._known) == self._most:  # before that nothing is forgotten, and the order does not matter
            self._known.move_to_end(key)
        return value
