"""Texts as numbered features: their words and the terms they mean, pairs of neighbours, and runs of letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from knowledge.lexicon import Lexicon
from knowledge.numbered import Numbered
from knowledge.postings import Arrays, Numbers, Weights, summed

FREQUENT = frozenset(
    "a an the is are do does i we my our to for of in on it that this and or with can how what".split()
)
FORM = 1.0
"""Weight of how a text begins and whether it asks, against 1 for a word."""
_PAIR, _RUN, _FREQUENT_WORD = 0.6, 0.25, 0.3
"""Weights of word pairs, runs of letters and frequent words."""
_AT_ONCE = 1000
"""Texts that are learned together: all at once would take 200 MB more."""
_SPELLED = 8192
"""Words whose runs of letters are kept: people use the same few thousand."""
_BEGINNINGS = 512
"""Beginnings of texts of which is kept what they are known by."""
_K = TypeVar("_K")
_ASKS, _TELLS = "asks", "tells"


@dataclass(frozen=True)
class Rows:
    """The features of some texts of ours: one entry of each array for each different feature of each text."""

    texts: Numbers
    """Which text, numbered from 0 and in order."""
    features: Numbers
    counts: Weights
    """How often, weighted."""
    forms: tuple[Numbers, Numbers]
    """Features of how a text begins and whether it asks: texts and features."""

    def numbered(self, numbers: Numbers) -> Rows:
        """The same with other numbers of features, without those whose number is -1."""
        features = numbers[self.features]
        kept = features >= 0
        return Rows(self.texts[kept], features[kept], self.counts[kept], (self.forms[0], numbers[self.forms[1]]))


def joined(rows: Sequence[Rows]) -> Rows:
    """The rows of all, one after the other."""
    texts, features, counts = (np.concatenate([getattr(r, n) for r in rows]) for n in ("texts", "features", "counts"))
    forms = np.concatenate([r.forms[0] for r in rows]), np.concatenate([r.forms[1] for r in rows])
    return Rows(texts, features, counts, forms)


@dataclass(frozen=True)
class Counted:
    """The features of one text of somebody: one entry of each array for each different feature."""

    features: Numbers
    counts: Weights
    """How often, weighted."""
    forms: Numbers
    """Features of how it begins and whether it asks."""
    known: float
    """The share of its words that occur in some text that was learned, 0 to 1; frequent words count little."""

    @cached_property
    def weights(self) -> Weights:
        """The counts, damped."""
        return damped(self.counts)

    @cached_property
    def with_forms(self) -> tuple[Numbers, Weights]:
        """The features, those of the form too, and their weights."""
        form = np.full(len(self.forms), FORM, np.float32)
        return np.concatenate((self.features, self.forms)), np.concatenate((self.weights, form))


class Learner:
    """Numbers the features of the texts that it learns."""

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

    def features(self) -> Features:
        """All that was learned, to read other texts by."""
        pairs = np.array([*self._pairs], np.int64).reshape(-1, 2)
        return Features(
            words=Numbered.of_texts(self._words),
            forms=Numbered.of_texts(self._forms),
            pairs=Numbered.of(_pair(pairs[:, 0], pairs[:, 1]), self._pairs.values()),
            runs=Numbered.of([_packed(run) for run in self._runs], self._runs.values()),
            lexicon=self._lexicon,
        )

    def learn(self, texts: Iterable[str], letters: bool = True) -> Rows:
        """The features of texts; new ones get a number.

        Without `letters`, words and pairs only: runs of letters of a long text match anything.
        """
        rest, learned, count = iter(texts), list[Rows](), 0
        while some := list(islice(rest, _AT_ONCE)):
            rows = self._learn(some, letters)
            forms = rows.forms[0] + count, rows.forms[1]
            learned.append(Rows(rows.texts + count, rows.features, rows.counts, forms))
            count += len(some)
        return joined(learned or [self._learn([], letters)])

    def forget_rare_pairs(self, rows: Rows, but: Numbers) -> Numbers:
        """Forget pairs of words that occur in one of the texts only, `but` those with these numbers.

        The new number of each feature, -1 for what is forgotten.
        """
        kept = np.ones(self._size, bool)
        pairs = np.fromiter(self._pairs.values(), np.int64, len(self._pairs))
        kept[pairs] = np.bincount(rows.features, minlength=self._size)[pairs] > 1
        kept[but] = True
        numbers = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
        self._words, self._runs = _numbered(self._words, numbers), _numbered(self._runs, numbers)
        self._pairs, self._forms = _numbered(self._pairs, numbers), _numbered(self._forms, numbers)
        self._runs_of.clear()
        self._size = int(np.count_nonzero(kept))
        return numbers

    def _learn(self, texts: Sequence[str], letters: bool) -> Rows:
        expanded = [(text, self._lexicon.expand(text)) for text in texts]
        words = [[(word, self._number(self._words, word)) for word in found] for _, found in expanded]
        weights = [_weight(word) for found in words for word, _ in found]
        singles = _flat([[number for _, number in found] for found in words], 1.0)
        parts = [(*singles[:2], np.array(weights, np.float32))]
        parts.append(_flat([list(self._pairs_of(found)) for found in words], _PAIR))
        if letters:
            runs = [chain.from_iterable(self._runs_in(word) for word, _ in found) for found in words]
            parts.append(_flat([list(of_text) for of_text in runs], _RUN))
        forms = [[self._number(self._forms, form) for form in _forms(text, found)] for text, found in expanded]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return Rows(*summed(columns[0], columns[1], columns[2], self._size + 1), _flat(forms, FORM)[:2])

    def _pairs_of(self, found: Sequence[tuple[str, int]]) -> Iterator[int]:
        own = [number for word, number in found if not _is_meant(word)]
        for pair in zip(own, own[1:], strict=False):
            yield self._number(self._pairs, pair)

    def _runs_in(self, word: str) -> tuple[int, ...]:
        if word not in self._runs_of:
            self._runs_of[word] = tuple(self._number(self._runs, run) for run in _spelled(word))
        return self._runs_of[word]

    def _number(self, numbers: dict[_K, int], feature: _K) -> int:
        number = numbers.get(feature)
        if number is None:
            number = numbers[feature] = self._size
            self._size += 1
        return number


def _numbered(known: dict[_K, int], numbers: Numbers) -> dict[_K, int]:
    """What is known with its new numbers, without that whose number is -1."""
    return {key: now for key, old in known.items() if (now := int(numbers[old])) >= 0}


class Features:
    """Finds the features of other texts, as far as they were learned."""

    def __init__(self, words: Numbered, forms: Numbered, pairs: Numbered, runs: Numbered, lexicon: Lexicon) -> None:
        """Made by `Learner.features`."""
        self._words = words
        self._forms = forms
        self._pairs = pairs
        self._runs = runs
        self._lexicon = lexicon
        self._form: Callable[[str], int | None] = lru_cache(maxsize=_BEGINNINGS)(forms.get)
        self._runs_in: Callable[[str], tuple[int, ...]] = lru_cache(maxsize=_SPELLED)(self._find_runs)
        self._about: Callable[[str], tuple[int | None, float, bool]] = lru_cache(maxsize=_SPELLED)(self._find_word)

    def arrays(self) -> Arrays:
        """Everything that was learned, to be stored."""
        kinds = {"words": self._words, "forms": self._forms, "pairs": self._pairs, "runs": self._runs}
        return {f"{kind}/{name}": array for kind, one in kinds.items() for name, array in one.arrays().items()}

    @classmethod
    def restored(cls, stored: Arrays, lexicon: Lexicon) -> Features:
        """From what `arrays` stored."""
        words, forms, pairs, runs = (
            Numbered.restored({name: stored[f"{kind}/{name}"] for name in ("keys", "numbers")})
            for kind in ("words", "forms", "pairs", "runs")
        )
        return cls(words, forms, pairs, runs, lexicon)

    def read(self, text: str, letters: bool = True) -> Counted:
        """The features of a text; without `letters` its words and pairs only."""
        found = self._lexicon.expand(text)
        own: list[str] = []
        numbers: list[int | None] = []
        counts: dict[int, float] = {}
        everything = known = 0.0
        for word in found:
            number, weight, meant = self._about(word)
            if number is not None:
                counts[number] = counts.get(number, 0.0) + weight
            if not meant:
                own.append(word)
                numbers.append(number)
                everything += weight
                known += weight if number is not None else 0.0
        neighbors = [
            (left << _HALF) + right
            for left, right in zip(numbers, numbers[1:], strict=False)
            if left is not None and right is not None
        ]
        pairs = Counter(self._pairs.find(neighbors)) if neighbors else {}
        runs = Counter(chain.from_iterable(map(self._runs_in, own))) if letters else {}
        forms = [number for form in _forms(text, found) if (number := self._form(form)) is not None]
        weighted = np.array([*counts.values(), *pairs.values(), *runs.values()], np.float32)
        paired = len(counts) + len(pairs)
        weighted[len(counts) : paired] *= _PAIR
        weighted[paired:] *= _RUN
        return Counted(
            np.array([*counts, *pairs, *runs], np.int32),
            weighted,
            np.array(forms, np.int32),
            known / everything if everything else 0.0,
        )

    def _find_word(self, word: str) -> tuple[int | None, float, bool]:
        """Its number, its weight, and whether it is a term that was meant rather than said."""
        return self._words.get(word), _weight(word), _is_meant(word)

    def _find_runs(self, word: str) -> tuple[int, ...]:
        return tuple(self._runs.find([_packed(run) for run in _spelled(word)]))


_HALF = 32
"""Bits of the number of a word; a pair of words is two of them."""
_LONGEST_RUN = 5
_PACKED = 7
"""Letters of a run that fit in its key. In scripts whose letters take several bytes some runs share one."""


def damped(counts: Weights) -> Weights:
    """What is said ten times is not ten times as telling."""
    return np.where(counts >= 1, 1 + np.log(np.maximum(counts, 1)), counts)


def _pair(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return (left << _HALF) + right


def _weight(word: str) -> float:
    return _FREQUENT_WORD if word in FREQUENT else 1.0


def _is_meant(word: str) -> bool:
    """Whether a word is a term that was added for another one."""
    return word.startswith("=")


def _spelled(word: str) -> list[str]:
    """The runs of 3 to 5 letters of a word, its beginning and end included; none of a term that was added."""
    if _is_meant(word):
        return []
    padded = f" {word} "
    return [padded[start : start + size] for size in (3, 4, _LONGEST_RUN) for start in range(len(padded) - size + 1)]


def _packed(run: str) -> int:
    """A run of letters as a number."""
    return int.from_bytes(run.encode(errors="surrogatepass")[:_PACKED], "big")


def _forms(text: str, found: Sequence[str]) -> tuple[str, ...]:
    """How a text begins, and whether it asks."""
    return (f"first {found[0]}", _ASKS if "?" in text else _TELLS) if found else ()


def _flat(of_texts: Sequence[Sequence[int]], weight: float) -> tuple[Numbers, Numbers, Weights]:
    """Lists of features as arrays: text, feature, weight."""
    lengths = [len(of_text) for of_text in of_texts]
    features = np.fromiter(chain.from_iterable(of_texts), np.int32, sum(lengths))
    texts = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    return texts, features, np.full(len(features), weight, np.float32)
