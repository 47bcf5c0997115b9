"""Signs: the notation in which an author says by what wording a longer text shows an answer.

A sign is words separated by spaces, matched on whole words: `word*` matches words that begin so, `a|b` one of several,
`..` a gap of up to four words, `<=120s` and `>120s` a spoken duration. A sign does not count where a negator
(`no`, `without`, `don't` …) stands up to three words before it, unless the sign begins with one itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text import with_durations, words

NEGATORS = frozenset(
    "no not without never nothing none nobody neither nor don't dont doesn't doesnt isn't isnt aren't arent won't wont "
    "can't cant cannot shouldn't shouldnt mustn't mustnt needn't avoid".split()
)
_TURNS = frozenset(("but", "only", "just", "however", "instead", "although", "though", "and", "then"))
"""Words after which an earlier negator no longer holds."""
_REACH = 3
_GAP = 4
_PART = re.compile(r"^(?P<duration>(?P<limit><=|>)(?P<seconds>\d+)s)$|^(?P<words>[^\s|*<>=]+\*?(?:\|[^\s|*<>=]+\*?)*)$")


class SignError(ValueError):
    """A sign that is not in the notation."""


@dataclass(frozen=True)
class Sign:
    """A compiled sign."""

    text: str
    pattern: re.Pattern[str]
    limits: tuple[tuple[str, int], ...]
    negative: bool


@lru_cache(maxsize=8192)
def compile_sign(sign: str) -> Sign:
    """Compile the notation; SignError says what is wrong with it."""
    parts: list[str] = []
    limits: list[tuple[str, int]] = []
    for part in sign.split():
        if part == "..":
            if not parts or parts[-1] == "..":
                raise SignError(f"sign '{sign}': a gap '..' stands between two words")
            parts.append("..")
            continue
        match = _PART.match(part)
        if match is None or (match["words"] and part != part.casefold()):
            raise SignError(f"sign '{sign}': '{part}' is not a lower-case word, a|b, word*, .., <=120s or >120s")
        if match["duration"]:
            limits.append((match["limit"], int(match["seconds"])))
            parts.append(r"#(\d+)")
        else:
            words_ = [re.escape(w).replace(r"\*", r"[^ ]*") for w in part.split("|")]
            parts.append(f"(?:{'|'.join(words_)})")
    if not parts or parts[-1] == "..":
        raise SignError(f"sign '{sign}' is empty or ends with a gap")
    pattern = ""
    for previous, part in zip(["", *parts], parts, strict=False):
        if part == "..":
            pattern += rf"(?: [^ ]+){{0,{_GAP}}}"
        else:
            pattern += f" {part}" if previous else part
    first = sign.split()[0]
    negative = any(word.rstrip("*") in NEGATORS for word in first.split("|"))
    return Sign(sign, re.compile(rf"(?<![^ ]){pattern}(?![^ ])"), tuple(limits), negative)


def normalise(text: str) -> str:
    """The form of a text that signs are matched on."""
    return " ".join(with_durations(words(text)))


def find(signs: Iterable[str], normalised: str) -> str | None:
    """The first sign that the text shows and does not negate, or None."""
    for sign in signs:
        compiled = compile_sign(sign)
        for match in compiled.pattern.finditer(normalised):
            if _within(match, compiled.limits) and (compiled.negative or not _negated(normalised[: match.start()])):
                return sign
    return None


def found(signs_by_name: Mapping[str, Iterable[str]], normalised: str) -> dict[str, str]:
    """For each name whose signs the text shows, the sign that did."""
    return {name: sign for name, signs in signs_by_name.items() if (sign := find(signs, normalised)) is not None}


def _within(match: re.Match[str], limits: tuple[tuple[str, int], ...]) -> bool:
    for (limit, seconds), spoken in zip(limits, match.groups(), strict=True):
        if (int(spoken) > seconds) is (limit == "<="):
            return False
    return True


def _negated(before: str) -> bool:
    """Whether a negator reaches to the end of `before`."""
    for word in reversed(before.split()[-_REACH:]):
        if word in _TURNS:
            return False
        if word in NEGATORS:
            return True
    return False
