"""Signs: the notation in which an author says by what wording a longer text shows an answer.

A sign is words separated by spaces, matched on whole words of one sentence: `word*` matches words that begin so, `a|b`
one of several, `-word` one that a negation reaches, `!word` says that it must not occur anywhere, `<=120s` and `>120s`
a spoken duration. ` .. ` stands for a gap of up to five words, ` ~ ` for one of up to eight in either order, ` ... `
for any distance, further sentences included. A sign does not count where a negation reaches one of its words, unless
it contains a negator (`no`, `without`, `don't` …) itself. A sign that begins with `?` is weak: it counts only where no
other wording shows any answer to the question. One that begins with `^` rules: where it counts, other wording does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from knowledge.negation import NEGATORS, bars, negated
from knowledge.text import COMMA, PAUSE, STOP, tokens, with_durations

_GAP = 5
_NEAR = 8
_GAPS = frozenset(("..", "...", "~"))
_WORDS = 2048
"""Words of texts of which is kept which parts accept them: people use the same few thousand."""
_EVERYDAY = frozenset(
    "a an the and or of in on at to for from with by it its is are be can do does we my our i this that what how when "
    "one all as get no not people call calls bot meeting meetings teams audio".split()
)
"""Words that many texts have, so that a sign is better looked for by another of its parts."""
_RANKS = {"?": -1, "^": 1}
_PART = re.compile(r"^(?P<duration>(?P<limit><=|>)(?P<seconds>\d+)s)$|^(?P<words>[^\s|*<>=]+\*?(?:\|[^\s|*<>=]+\*?)*)$")

_K = TypeVar("_K", bound=Hashable)


class SignError(ValueError):
    """A sign that is not in the notation."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one position of a sign accepts, whichever sign it stands in."""

    exact: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    limit: tuple[str, int] | None = None

    def accepts_duration(self, seconds: int) -> bool:
        """Whether a spoken duration is on the right side of the limit."""
        return self.limit is not None and (seconds <= self.limit[1]) is (self.limit[0] == "<=")


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a sign and how far after the one before it may stand: next, within a gap, or anywhere later."""

    part: Part
    after: str
    mark: str
    """`-` if it must stand where a negation reaches it, `!` if it must not occur in the text."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What is known of a sign beside its steps."""

    text: str
    negative: bool
    """Whether it negates by itself."""
    rank: int
    """1 if it rules, -1 if it is weak, and 0 otherwise."""

    @property
    def weak(self) -> bool:
        """Whether it counts only where no other sign shows any answer."""
        return self.rank < 0


def compile_sign(sign: str) -> tuple[Sign, list[Step]]:
    """Compile the notation; SignError says what is wrong with it."""
    steps: list[Step] = []
    after = ""
    for listed in sign.removeprefix("?").removeprefix("^").split():
        mark, word = (listed[0], listed[1:]) if listed[0] in "-!" else ("", listed)
        if word in _GAPS:
            if not steps or after:
                raise SignError(f"sign '{sign}': a gap '{word}' stands between two words")
            after = word
            continue
        part = _part(word)
        if part is None:
            raise SignError(f"sign '{sign}': '{word}' is not a lower-case word, a|b, word*, a gap, <=120s or >120s")
        steps.append(Step(part, after, mark))
        after = ""
    if all(step.mark == "!" for step in steps) or after:
        raise SignError(f"sign '{sign}' is empty or ends with a gap")
    negative = any(step.part.exact & NEGATORS or step.mark == "-" for step in steps)
    steps.sort(key=lambda step: step.mark == "!")
    return Sign(sign, negative, _RANKS.get(sign[0], 0)), steps


def _part(written: str) -> Part | None:
    """One part of the notation, None if it is not in it."""
    match = _PART.match(written)
    if match is None or (match["words"] and written != written.casefold()):
        return None
    if match["duration"]:
        return Part(limit=(match["limit"], int(match["seconds"])))
    listed = [word.removesuffix("'s") for word in match["words"].split("|")]
    return Part(
        frozenset(word for word in listed if not word.endswith("*")),
        tuple(sorted(word.removesuffix("*") for word in listed if word.endswith("*"))),
    )


@dataclass(frozen=True)
class Reading:
    """A text as signs are matched on it. Sets of positions are bits of an integer, so that a step is one operation."""

    words: tuple[str, ...]
    """Words, durations as `#seconds`, and `STOP` between sentences, where nothing matches."""
    negated: int
    """Positions that a negation reaches."""
    stops: int
    """Ends of sentences, which no gap crosses."""
    bars: int
    """Positions that a gap crosses only in a sign that negates by itself; the stops included."""
    begins: int
    """Positions after a comma, colon or dash: no part of a sign stands immediately before them."""


@lru_cache(maxsize=16)
def read(text: str) -> Reading:
    """The form of a text that signs are matched on."""
    marked = with_durations(tokens(text))
    kept = [position for position, word in enumerate(marked) if word not in (PAUSE, COMMA)]
    words = tuple(marked[position] for position in kept)
    reached, barring = negated(marked), bars(marked)
    return Reading(
        words,
        negated=_bits(place for place, position in enumerate(kept) if position in reached),
        stops=_bits(place for place, word in enumerate(words) if word == STOP),
        bars=_bits(place for place, position in enumerate(kept) if position in barring or marked[position] == STOP),
        begins=_bits(place for place, position in enumerate(kept) if marked[position - 1] in (COMMA, PAUSE)),
    )


class Signs(Generic[_K]):
    """Signs by the name of what they show. Only signs all of whose parts occur in a text are tried on it."""

    def __init__(self, signs_by_name: Mapping[_K, Iterable[str]]) -> None:
        compiled = [(name, *compile_sign(sign)) for name, signs in signs_by_name.items() for sign in signs]
        parts = list(dict.fromkeys(step.part for _, _, steps in compiled for step in steps))
        numbers = {part: number for number, part in enumerate(parts)}
        self._signs = [(name, sign) for name, sign, _ in compiled]
        self._steps = [tuple((numbers[step.part], step.after, step.mark) for step in steps) for _, _, steps in compiled]
        """Their parts by number: the parts themselves would take 4 MB."""
        exact: dict[str, list[int]] = defaultdict(list)
        beginnings: dict[str, list[int]] = defaultdict(list)
        self._limits: list[tuple[int, Part]] = []
        for part, number in numbers.items():
            for word in part.exact:
                exact[word].append(number)
            for beginning in part.beginnings:
                beginnings[beginning].append(number)
            if part.limit is not None:
                self._limits.append((number, part))
        self._exact = {word: tuple(found) for word, found in exact.items()}
        self._beginnings = {beginning: tuple(found) for beginning, found in beginnings.items()}
        self._lengths = sorted({len(beginning) for beginning in beginnings})
        uses = [0] * len(parts)
        for steps in self._steps:
            for number, _, _ in steps:
                uses[number] += 1
        tried: dict[int, list[int]] = defaultdict(list)
        self._wanted: list[tuple[int, ...]] = []
        """For each sign, the parts that must occur."""
        self._barred: dict[int, frozenset[int]] = {}
        """For signs that have such parts, those that must not occur."""
        for index, steps in enumerate(self._steps):
            self._wanted.append(tuple({number for number, _, mark in steps if mark != "!"}))
            if barred := frozenset(number for number, _, mark in steps if mark == "!"):
                self._barred[index] = barred
            rarest = min(self._wanted[index], key=lambda n: (not parts[n].exact.isdisjoint(_EVERYDAY), uses[n], n))
            tried[rarest].append(index)
        self._tried = {number: tuple(indexes) for number, indexes in tried.items()}
        self._numbers: Callable[[str], tuple[int, ...]] = lru_cache(maxsize=_WORDS)(self._accepting)
        self._signs_of: Callable[[str], tuple[int, ...]] = lru_cache(maxsize=_WORDS)(self._tried_for)

    def found(self, reading: Reading) -> dict[_K, Sign]:
        """For each name whose signs the text shows, the first sign of the highest rank that did."""
        words = set(reading.words)
        present = frozenset[int]().union(*map(self._numbers, words))
        wanted, barred, nothing = self._wanted, self._barred, frozenset[int]()
        candidates = sorted(
            index
            for index in set[int]().union(*map(self._signs_of, words))
            if present.issuperset(wanted[index]) and barred.get(index, nothing).isdisjoint(present)
        )
        places = self._places(reading, frozenset[int]().union(*(wanted[index] for index in candidates)))
        shown: dict[_K, Sign] = {}
        for index in candidates:
            name, sign = self._signs[index]
            known = shown.get(name)
            if known is not None and sign.rank <= known.rank:
                continue
            if _matches(sign, self._steps[index], places, reading):
                shown[name] = sign
        return shown

    def _places(self, reading: Reading, parts: frozenset[int]) -> dict[int, int]:
        """Where these parts occur in the text."""
        places: dict[int, int] = defaultdict(int)
        bit = 1
        for word in reading.words:
            for number in parts.intersection(self._numbers(word)):
                places[number] |= bit
            bit <<= 1
        return places

    def _accepting(self, word: str) -> tuple[int, ...]:
        """The parts that accept a word."""
        if word.startswith("#"):
            seconds = int(word[1:])
            return tuple(number for number, part in self._limits if part.accepts_duration(seconds))
        numbers = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            numbers += self._beginnings.get(word[:length], ())
        return tuple(numbers)

    def _tried_for(self, word: str) -> tuple[int, ...]:
        """The signs whose rarest part accepts a word."""
        return tuple(index for number in self._numbers(word) for index in self._tried.get(number, ()))


def find(signs: Iterable[str], text: str) -> str | None:
    """The first sign that the text shows and does not negate, or None."""
    shown = Signs({"": signs}).found(read(text))
    return shown[""].text if shown else None


def _matches(sign: Sign, steps: Iterable[tuple[int, str, str]], places: Mapping[int, int], reading: Reading) -> bool:
    """Whether the steps follow each other somewhere: at most a few operations a step, however long the text."""
    allowed = -1 if sign.negative else ~reading.negated
    barred = reading.stops if sign.negative else reading.bars
    ends = -1
    for position, (number, after, mark) in enumerate(steps):
        if mark == "!":
            break
        here = places[number] & (reading.negated if mark else allowed)
        ends = here if position == 0 else here & _following(ends, after, barred, reading.begins)
        if not ends:
            return False
    return True


def _following(ends: int, after: str, barred: int, begins: int) -> int:
    """Positions where the next step may match, once the steps before it have ended at one of `ends`."""
    if after == "...":
        first = ends & -ends
        return ~((first << 1) - 1)
    if after == "~":
        return _spread(ends, _NEAR, barred) | _spread(ends, _NEAR, barred, back=True)
    return _spread(ends, _GAP, barred) if after else ends << 1 & ~begins


def _spread(ends: int, gap: int, barred: int, back: bool = False) -> int:
    """Positions at most `gap` words after (or before) `ends`, as far as nothing bars the way."""
    edge = ends >> 1 if back else ends << 1
    reach = edge
    for _ in range(gap):
        edge &= ~barred
        edge = edge >> 1 if back else edge << 1
        reach |= edge
    return reach


def _bits(positions: Iterable[int]) -> int:
    bits = 0
    for position in positions:
        bits |= 1 << position
    return bits
