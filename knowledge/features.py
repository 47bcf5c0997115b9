"""Texts as numbered features: their words and the terms they mean, pairs of neighbours, and runs of letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np

from knowledge.lexicon import Lexicon
from knowledge.postings import Arrays, Numbers, Weights, summed

FREQUENT = frozenset(
    "a an the is are do does i we my our to for of in on it that this and or with can how what".split()
)
FORM = 1.0
"""Weight of how a text begins and whether it asks, against 1 for a word."""
_PAIR, _RUN, _FREQUENT_WORD = 0.6, 0.25, 0.3
"""Weights of word pairs, runs of letters and frequent words."""
_K = TypeVar("_K")
_ASKS, _TELLS = "asks", "tells"


@dataclass(frozen=True)
class Rows:
    """The features of some texts: one entry of each array for each different feature of each text."""

    texts: Numbers
    """Which text, numbered from 0 and in order."""
    features: Numbers
    counts: Weights
    """How often, weighted."""
    forms: tuple[Numbers, Numbers]
    """Features of how a text begins and whether it asks: texts and features."""


@dataclass(frozen=True)
class Counted:
    """The features of one text."""

    rows: Rows
    known: float
    """The share of its words that occur in some text that was learned, 0 to 1; frequent words count little."""


class Features:
    """Numbers the features of the texts that it learns; a text that is only read adds none."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._size = 0
        self._words: dict[str, int] = {}
        self._runs: dict[str, int] = {}
        self._runs_of: dict[str, tuple[int, ...]] = {}
        self._pairs: dict[tuple[int, int], int] = {}
        self._forms: dict[str, int] = {}

    def __len__(self) -> int:
        return self._size

    def arrays(self) -> Arrays:
        """Everything that was learned, to be stored."""
        stored: dict[str, np.ndarray] = {"pairs": np.array([*self._pairs], np.int32).reshape(-1, 2)}
        for name, numbers in self._named().items():
            stored[name] = np.frombuffer("\n".join(numbers).encode(), np.uint8)
            stored[f"{name}-numbers"] = np.fromiter(numbers.values(), np.int32, len(numbers))
        stored["pairs-numbers"] = np.fromiter(self._pairs.values(), np.int32, len(self._pairs))
        return stored

    def restore(self, stored: Arrays) -> None:
        """Know what `arrays` stored; for features that have learned nothing yet."""
        for name, numbers in self._named().items():
            texts = bytes(stored[name]).decode().split("\n") if stored[name].size else []
            numbers.update(zip(texts, stored[f"{name}-numbers"].tolist(), strict=True))
        pairs = map(tuple, stored["pairs"].tolist())
        self._pairs.update(zip(pairs, stored["pairs-numbers"].tolist(), strict=True))
        self._size = len(self._pairs) + sum(map(len, self._named().values()))

    def _named(self) -> dict[str, dict[str, int]]:
        return {"words": self._words, "runs": self._runs, "forms": self._forms}

    def learn(self, texts: Iterable[str], letters: bool = True) -> Rows:
        """The features of texts of ours; new ones get a number.

        Without `letters`, words and pairs only: runs of letters of a long text match anything.
        """
        return self._rows([(text, self._lexicon.expand(text)) for text in texts], letters, learning=True)

    def read(self, text: str, letters: bool = True) -> Counted:
        """The features of somebody's text, as far as they were learned."""
        found = self._lexicon.expand(text)
        own = [(word, _FREQUENT_WORD if word in FREQUENT else 1.0) for word in found if not word.startswith("=")]
        everything = sum(weight for _, weight in own)
        known = sum(weight for word, weight in own if word in self._words)
        return Counted(self._rows([(text, found)], letters, learning=False), known / everything if everything else 0.0)

    def _rows(self, texts: Sequence[tuple[str, Sequence[str]]], letters: bool, learning: bool) -> Rows:
        words = [[(word, self._word(word, learning)) for word in found] for _, found in texts]
        singles = [[number for _, number in found if number is not None] for found in words]
        weights = [_FREQUENT_WORD if word in FREQUENT else 1.0 for found in words for word, n in found if n is not None]
        parts = [(*_flat(singles, 1.0)[:2], np.array(weights, np.float32))]
        pairs = [list(self._pairs_of(found, learning)) for found in words]
        parts.append(_flat(pairs, _PAIR))
        if letters:
            runs = [chain.from_iterable(self._runs_in(word, learning) for word, _ in found) for found in words]
            parts.append(_flat([list(of_text) for of_text in runs], _RUN))
        forms = [list(self._form(text, found, learning)) for text, found in texts]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return Rows(*summed(columns[0], columns[1], columns[2], self._size + 1), _flat(forms, FORM)[:2])

    def _word(self, word: str, learning: bool) -> int | None:
        return self._number(self._words, word) if learning else self._words.get(word)

    def _pairs_of(self, found: Sequence[tuple[str, int | None]], learning: bool) -> Iterator[int]:
        own = [number for word, number in found if not word.startswith("=")]
        for left, right in zip(own, own[1:], strict=False):
            if left is None or right is None:
                continue
            pair = self._number(self._pairs, (left, right)) if learning else self._pairs.get((left, right))
            if pair is not None:
                yield pair

    def _runs_in(self, word: str, learning: bool) -> tuple[int, ...]:
        """Runs of 3 to 5 letters of a word; those of a learned word are looked up once."""
        if (known := self._runs_of.get(word)) is not None:
            return known
        if word.startswith("="):
            return ()
        padded = f" {word} "
        runs = [padded[start : start + size] for size in (3, 4, 5) for start in range(len(padded) - size + 1)]
        if not learning:
            return tuple(number for run in runs if (number := self._runs.get(run)) is not None)
        self._runs_of[word] = tuple(self._number(self._runs, run) for run in runs)
        return self._runs_of[word]

    def _form(self, text: str, found: Sequence[str], learning: bool) -> Iterator[int]:
        for form in (f"first {found[0]}", _ASKS if "?" in text else _TELLS) if found else ():
            number = self._number(self._forms, form) if learning else self._forms.get(form)
            if number is not None:
                yield number

    def _number(self, numbers: dict[_K, int], feature: _K) -> int:
        number = numbers.get(feature)
        if number is None:
            number = numbers[feature] = self._size
            self._size += 1
        return number


def _flat(of_texts: Sequence[Sequence[int]], weight: float) -> tuple[Numbers, Numbers, Weights]:
    """Lists of features as arrays: text, feature, weight."""
    lengths = [len(of_text) for of_text in of_texts]
    features = np.fromiter(chain.from_iterable(of_texts), np.int32, sum(lengths))
    texts = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    return texts, features, np.full(len(features), weight, np.float32)
