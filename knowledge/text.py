"""Free text in comparable form: folded words, spoken durations, capped length."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 1000
"""Characters of a message that are looked at."""

_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h)"
_WORD = re.compile(
    rf"c\+\+|c#|\.net|node\.js|\d+(?:[.,]\d+)*(?={_UNIT}\b)|\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W\d_]+)?", re.UNICODE
)
_DURATION = re.compile(rf"^{_UNIT}$")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "ninety": 90,
}  # fmt: skip


def words(text: str) -> list[str]:
    """Lower-case words of the first `LONGEST` characters; names such as `c#` and `.net` stay whole."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).casefold().replace("’", "'")
    return _WORD.findall(plain.replace("-", " ").replace("/", " "))


def fold(text: str) -> str:
    """The words of a text joined by single spaces: how whole messages are compared."""
    return " ".join(words(text))


def with_durations(found: list[str]) -> list[str]:
    """Replace spoken durations by `#seconds`: `two minutes` becomes `#120`, `90 s` becomes `#90`."""
    result: list[str] = []
    position = 0
    while position < len(found):
        number = _number(found[position])
        following = found[position + 1] if position + 1 < len(found) else ""
        if number is not None and _DURATION.match(following):
            result.append(f"#{round(number * _SECONDS[following[0]])}")
            position += 2
        else:
            result.append(found[position])
            position += 1
    return result


def _number(word: str) -> float | None:
    if word in _NUMBERS:
        return float(_NUMBERS[word])
    try:
        return min(float(word.replace(",", ".")), 1e9)
    except ValueError:
        return None
