"""Free text in comparable form: folded words, sentence marks, spoken durations, capped length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

LATEST = 64
"""Texts whose words are kept: all that look at a message share one reading of it, which took a tenth of a question."""
LONGEST = 1000
"""Characters of a message that are looked at."""

STOP, PAUSE, COMMA = ".", ":", ","
"""Marks between words: the end of a sentence, a colon, dash or bracket, and a comma."""

_VARIANTS = frozenset("\ufe0e\ufe0f\u200d🏻🏼🏽🏾🏿")
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)"
_WORD_PATTERN = rf"c\+\+|c#|\.net|node\.js|\d+(?:[.,]\d+)*(?={_UNIT}\b)|\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W\d_]+)?"
_WORD = re.compile(_WORD_PATTERN)
_TOKEN = re.compile(
    rf"(?P<clock>\d+:\d\d(?!\d))|(?P<to>(?<=\d)[-–—](?=\d))|(?P<word>{_WORD_PATTERN})"
    r"|(?P<and>[&+])|(?P<stop>[!?;\n]|\.(?=\s|$))|(?P<comma>,)|(?P<pause>[:()\[\]–—]|(?<=\s)-(?=\s))"
)
_COUNTING = re.compile(
    r"(\d+|the|one|number|option|and|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|[\s,;.#&+])+",
    re.IGNORECASE,
)
_ABBREVIATED = frozenset("max min approx ca etc e.g i.e g e incl resp sec secs mins no nr vs".split())
"""Words whose full stop does not end a sentence."""

_DURATION = re.compile(rf"^{_UNIT}$")
_UNITS = frozenset("second seconds sec secs s minute minutes min mins m hour hours hr hrs h".split())
"""All that `_DURATION` matches."""
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_ONES = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "couple": 2, "few": 3, "several": 3,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SPOKEN = frozenset((*_ONES, *_TENS, "half", "quarter", "quarters", "hundred"))
"""Words with which a spoken number begins."""
_LINKS = frozenset(("to", "or", "and", "until", "till", "up"))
_MORE = frozenset((("more", "than"), ("longer", "than"), ("at", "least")))
_MOST = 1e9
_MARKS = re.compile(r"([\u0300-\u036f]{4})[\u0300-\u036f]+")


def words(text: str) -> list[str]:
    """Lower-case words of the first `LONGEST` characters; names such as `c#` and `.net` stay whole."""
    return list(_words(text))


@lru_cache(maxsize=LATEST)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_plain(text).replace("-", " ").replace("/", " ")))


@lru_cache(maxsize=LATEST)
def fold(text: str) -> str:
    """The words of a text joined by single spaces: how whole messages are compared."""
    return " ".join(_words(text))


def phrase_key(text: str) -> str:
    """How a whole message is looked up: its words, or its symbols where it has no words, such as emoji."""
    return fold(text) or symbols(text)


def symbols(text: str) -> str:
    """The visible signs of a text without variants such as skin colors."""
    return "".join(c for c in text[:LONGEST] if not c.isspace() and c not in _VARIANTS)


def is_symbolic(text: str) -> bool:
    """Whether a text consists of emoji and the like, without a word."""
    return not fold(text) and any(unicodedata.category(c) in ("So", "Sk") for c in text[:LONGEST])


def only_counts(text: str) -> bool:
    """Whether a message is nothing but numbers or ordinals: it could belong to any list of answers."""
    return bool(_COUNTING.fullmatch(text[:LONGEST].strip()))


def tokens(text: str) -> list[str]:
    """The words of a text without possessive endings, with `STOP`, `PAUSE` and `COMMA` where a reader pauses."""
    found: list[str] = []
    for match in _TOKEN.finditer(_plain(text)):
        word = match.group()
        match match.lastgroup:
            case "word":
                found.append(word.removesuffix("'s"))
            case "clock":
                found.append(word)
            case "to":
                found.append("to")
            case "and":
                found.append("and")
            case "comma":
                found.append(COMMA)
            case "stop" if word != "." or not found or found[-1] not in _ABBREVIATED:
                found.append(STOP)
            case "pause":
                found.append(PAUSE)
    return found


def with_durations(found: Sequence[str]) -> list[str]:
    """Replace spoken durations by `#seconds`: `two minutes` becomes `#120`, and a range its largest value."""
    if _UNITS.isdisjoint(found):
        return list(found)
    result: list[str] = []
    position = 0
    while position < len(found):
        if (spoken := _span(found, position)) is None:
            result.append(found[position])
            position += 1
            continue
        seconds, position = spoken
        if tuple(result[-2:]) in _MORE and not {"no", "not"} & set(result[-3:-2]) or result[-1:] == ["over"]:
            seconds += 1
        result.append(f"#{round(seconds)}")
    return result


def _plain(text: str) -> str:
    if text.isascii():
        return text[:LONGEST].casefold()
    few = _MARKS.sub(r"\1", text[:LONGEST])  # sorting the marks of one letter takes the square of their number
    return unicodedata.normalize("NFKC", few).casefold().replace("’", "'")


def _at(found: Sequence[str], position: int) -> str:
    return found[position] if position < len(found) else ""


def _span(found: Sequence[str], position: int) -> tuple[float, int] | None:
    """The longest of a range of durations that begins at a position, and where it ends."""
    if (whole := _compound(found, position)) is None:
        return None
    seconds, end = whole
    for _ in range(2):
        linked = end
        while _at(found, linked) in _LINKS and linked < end + 2:
            linked += 1
        if linked == end or (other := _compound(found, linked)) is None:
            break
        seconds, end = max(seconds, other[0]), other[1]
    return seconds, end


def _compound(found: Sequence[str], position: int) -> tuple[float, int] | None:
    """A duration with what belongs to it in a smaller unit: `two minutes and thirty seconds`."""
    if (first := _single(found, position)) is None:
        return None
    seconds, end, unit = first
    rest = _single(found, end + 1 if _at(found, end) == "and" else end)
    if rest is not None and rest[2] < unit and rest[0] < unit:
        return seconds + rest[0], rest[1]
    return seconds, end


def _single(found: Sequence[str], position: int) -> tuple[float, int, int] | None:
    """A number, or a range of numbers, with a unit: its seconds, where it ends, and the seconds of its unit."""
    if (number := _number(found, position)) is None:
        return None
    amount, end = number
    if _at(found, end) in _LINKS and (other := _number(found, end + 1)) is not None:
        amount, end = max(amount, other[0]), other[1]
    unit = _at(found, end)
    if not _DURATION.match(unit) or (found[position], unit) == ("a", "second"):
        return None
    if len(unit) == 1 and not found[position][0].isdecimal():
        return None
    end += 1
    if list(found[end : end + 3]) == ["and", "a", "half"]:
        amount, end = amount + 0.5, end + 3
    return min(amount * _SECONDS[unit[0]], _MOST), end, _SECONDS[unit[0]]


def _number(found: Sequence[str], position: int) -> tuple[float, int] | None:
    """A spoken or written number and where it ends: `2.5`, `2:30`, `twenty five`, `one and a half`, `half a`."""
    word, end = _at(found, position), position + 1
    if word[:1].isalpha() and word not in _SPOKEN:
        return None
    if word in ("a", "an") and _at(found, end) in ("few", "couple", "half", "quarter", "hundred"):
        return _number(found, end)
    if word in ("half", "quarter", "quarters"):
        end += _at(found, end) == "of"
        end += _at(found, end) in ("a", "an")
        return (0.5 if word == "half" else 0.25), end
    if word in _TENS:
        ones = _ONES.get(_at(found, end), 0) if _at(found, end) not in ("a", "an") else 0
        amount, end = float(_TENS[word] + ones), end + bool(ones)
    elif word == "hundred" or _at(found, end) == "hundred" and word in _ONES:
        end += word != "hundred"
        rest = _number(found, end + 1) if _at(found, end) == "and" else _number(found, end)
        amount, end = 100.0 * _ONES.get(word, 1) + (rest[0] if rest else 0), rest[1] if rest else end
    elif word in _ONES:
        amount = float(_ONES[word])
        end += _at(found, end) == "of" and word == "couple"
    elif (written := _written(word)) is not None:
        amount = written
    else:
        return None
    if list(found[end : end + 3]) == ["and", "a", "half"]:
        return amount + 0.5, end + 3
    if _at(found, end) == "quarters":
        quarter, end = _number(found, end) or (1.0, end)
        return amount * quarter, end
    return amount, end


def _written(word: str) -> float | None:
    whole, colon, rest = word.partition(":")
    try:
        if colon:
            return min(float(whole) + float(rest) / 60, _MOST)
        return min(float(word.replace(",", ".")), _MOST)
    except ValueError:
        return None
