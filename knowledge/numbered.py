"""Numbers of many small keys, in a sixth of the memory that a dictionary of them takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from knowledge.postings import Arrays, Numbers

Keys = npt.NDArray[np.int64]


class Numbered:
    """Numbers of whole numbers of 64 bits, or of texts, which are known by as many bits of a hash."""

    def __init__(self, keys: Keys, numbers: Numbers) -> None:
        """`keys` in ascending order, each with its number."""
        self._keys = keys
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._keys)

    @classmethod
    def of(cls, keys: Sequence[int] | Keys, numbers: Iterable[int]) -> Numbered:
        """From keys in any order."""
        unordered = np.array(keys, np.int64)
        order = np.argsort(unordered, kind="stable")
        return cls(unordered[order], np.array([*numbers], np.int32)[order])

    @classmethod
    def of_texts(cls, numbers: Mapping[str, int]) -> Numbered:
        """From texts with their numbers."""
        return cls.of([_hashed(text) for text in numbers], numbers.values())

    def arrays(self) -> Arrays:
        """All of it, to be stored."""
        return {"keys": self._keys, "numbers": self._numbers}

    @classmethod
    def restored(cls, stored: Arrays) -> Numbered:
        """From what `arrays` stored."""
        return cls(stored["keys"], stored["numbers"])

    def find(self, keys: Sequence[int]) -> list[int]:
        """The numbers of those keys that have one."""
        if not len(self._keys):
            return []
        wanted = np.array(keys, np.int64)
        places = np.minimum(self._keys.searchsorted(wanted), len(self._keys) - 1)
        found: list[int] = self._numbers[places[self._keys[places] == wanted]].tolist()
        return found

    def get(self, text: str) -> int | None:
        """The number of a text, if it has one."""
        key = _hashed(text)
        place = int(self._keys.searchsorted(key))
        return int(self._numbers[place]) if place < len(self._keys) and self._keys[place] == key else None


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "big", signed=True)
