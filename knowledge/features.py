"""A text as numbered features: its words and the terms they mean, pairs of neighbours, and runs of letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.lexicon import Lexicon
from knowledge.postings import Numbers, Weights

FREQUENT = frozenset(
    "a an the is are do does i we my our to for of in on it that this and or with can how what".split()
)
FORM = 1.0
"""Weight of how a text begins and whether it asks, against 1 for a word."""
_PAIR, _GRAM, _FREQUENT_WORD = 0.6, 0.25, 0.3
"""Weights of word pairs, runs of letters and frequent words."""


@dataclass(frozen=True)
class Counted:
    """The features of one text, each once, with their weighted counts."""

    features: Numbers
    counts: Weights
    form: tuple[int, ...]
    """Features of how the text begins and whether it asks."""
    known: float
    """The share of the text's words that occur in some text that was learned, 0 to 1; frequent words count little."""


class Features:
    """Numbers features in the order in which they are learned; those of a text that is only read are never added."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._numbers: dict[str, int] = {}
        self._of_words: dict[str, tuple[list[int], list[float]]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def learn(self, text: str, letters: bool = True) -> Counted:
        """The features of a text of ours; new ones get a number.

        Without `letters`, words and pairs only: runs of letters of a long text match anything.
        """
        return self._counted(text, self._lexicon.expand(text), learning=True, letters=letters)

    def read(self, text: str, letters: bool = True) -> Counted:
        """The features of somebody's text, as far as they were learned."""
        return self._counted(text, self._lexicon.expand(text), learning=False, letters=letters)

    def _counted(self, text: str, found: Sequence[str], learning: bool, letters: bool) -> Counted:
        numbers: list[int] = []
        weights: list[float] = []
        known = everything = 0.0
        before = ""
        for word in found:
            weight = _FREQUENT_WORD if word in FREQUENT else 1.0
            if (number := self._number(f"w:{word}", learning)) is not None:
                numbers.append(number)
                weights.append(weight)
            if word.startswith("="):
                continue
            everything += weight
            known += weight if number is not None else 0.0
            if letters:
                runs, run_weights = self._runs(word, learning)
                numbers += runs
                weights += run_weights
            if before and (pair := self._number(f"p:{before} {word}", learning)) is not None:
                numbers.append(pair)
                weights.append(_PAIR)
            before = word
        features, places = np.unique(np.array(numbers, np.int32), return_inverse=True)
        counts = np.bincount(places, np.array(weights), minlength=len(features)).astype(np.float32)
        return Counted(features, counts, self._form(text, found, learning), known / everything if everything else 0.0)

    def _form(self, text: str, found: Sequence[str], learning: bool) -> tuple[int, ...]:
        if not found:
            return ()
        forms = (f"first:{found[0]}", "asks" if "?" in text else "tells")
        return tuple(number for form in forms if (number := self._number(form, learning)) is not None)

    def _runs(self, word: str, learning: bool) -> tuple[list[int], list[float]]:
        """Runs of 3 to 5 letters of a word; a word's are looked up once."""
        if (known := self._of_words.get(word)) is not None:
            return known
        padded = f" {word} "
        runs = [padded[start : start + size] for size in (3, 4, 5) for start in range(len(padded) - size + 1)]
        numbers = [number for run in runs if (number := self._number(f"c:{run}", learning)) is not None]
        result = numbers, [_GRAM] * len(numbers)
        if learning:
            self._of_words[word] = result
        return result

    def _number(self, feature: str, learning: bool) -> int | None:
        if learning:
            return self._numbers.setdefault(feature, len(self._numbers))
        return self._numbers.get(feature)
