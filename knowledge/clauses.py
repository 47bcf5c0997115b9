"""A message -> the part that states something and the part that asks something, or all its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.scope import ASKING
from knowledge.text import LONGEST, fold, words

_SUBJECT = r"(?:i|we|you|it|that|this|these|those|they|there|he|she|one|a|an|the|my|our|its)"
_ASKS = rf"(?:what|why|how|(?:do|does|did|is|are|can|could|will|would|should|must|may|has|have) {_SUBJECT})\b"
_JOINT = re.compile(
    rf"(?:[,;:]|(?<!\s))\s+(?:but|and|though|although|however|so|also|or|then|only|just)[,:]?\s+(?={_ASKS})"
    rf"|(?<![,;:–—-])[,;:–—-]+\s+(?={_ASKS})",
    re.IGNORECASE,
)
"""Where a question begins inside a sentence: `Python, but does that work on Linux`.

It looks back, so that a long run of blanks or dashes is looked at once and not from each of its characters."""
_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+")
_PART = re.compile(
    r"(?<=[.;!?:\n])\s+|(?<=\s)[-–—]\s|,\s+(?=(?:and|plus|while|whereas|but|besides|also|or|then)\b)"
    r"|\s(?=(?:plus|whereas|while|besides|as well as|but)\s)",
    re.IGNORECASE,
)
FEWEST, MOST = 3, 6
"""Words that a part of a message has at least, and parts that it has at most."""
_LEADING = re.compile(r"^(?:but|and|so|also|or|then|ok|okay|well|hm+|um+)[, ]+", re.IGNORECASE)


@dataclass(frozen=True)
class Clauses:
    """What a message states and what it asks; either may be empty."""

    stated: str
    asked: str
    sure: bool
    """Whether what is asked has the form of a question: an asking word at its start and a question mark at its end."""


def split(text: str) -> Clauses:
    """Tell statements and questions of the first `LONGEST` characters apart, by their form alone."""
    stated: list[str] = []
    asked: list[str] = []
    sure = False
    for sentence in _SENTENCE.split(text[:LONGEST].strip()):
        *before, last = _JOINT.split(sentence)
        stated += before
        marked, begins = last.rstrip().endswith("?"), _begins(last)
        if marked or begins:
            asked.append(last)
            sure |= marked and begins
        elif last.strip():
            stated.append(last)
    return Clauses(". ".join(part.strip() for part in stated if part.strip()), " ".join(asked).strip(), sure)


def parts(text: str) -> list[str]:
    """The sentences, list items and main clauses; none where there is only one."""
    found = [part for part in _PART.split(text[:LONGEST]) if len(words(part)) >= FEWEST]
    if len(found) > MOST:
        found[MOST - 1 :] = [" ".join(found[MOST - 1 :])]
    return found if len(found) > 1 else []


def _begins(clause: str) -> bool:
    """Whether a clause begins as a question does."""
    return fold(_LEADING.sub("", clause)).partition(" ")[0] in ASKING
