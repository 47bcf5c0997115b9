"""Questions that went unanswered: what is kept of each, and which of them ask for the same thing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date as Day
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.text import fold, words

LONGEST = 500
"""Characters of a question that are kept."""
ALIKE = 1 / 3
"""Share of their telling words that two questions have in common if they ask for the same thing."""

Why = Literal["declined", "unmatched", "thumbs-down", "comment"]

_PRIVATE = (
    (re.compile(r"<at\b[^<>]{0,200}>[^<>]{0,200}</at>", re.IGNORECASE), "(name)"),
    (re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,200}\.\w+"), "(address)"),
    (re.compile(r"(https?://[^\s/?#]+)[/?#]\S*", re.IGNORECASE), r"\1/…"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE), "(id)"),
    (re.compile(r"(?<![\w.])(?:\+|00?)\d(?:[ ()/-]{0,2}\d){6,}"), "(number)"),
)
"""What can point at a person: mentions, mail addresses, what follows the host in a link, ids, phone numbers."""
_COMMON = frozenset(
    "a about am an and any are as at be bot bots but by call calls can could do does for from get has have how i if in "
    "is it its me media meeting meetings my need of on or our should so teams that the their them there they this to "
    "use using want was we what when where which who why will with work would you your".split()
)
"""Words that say nothing about what is missing, since most questions here contain them."""


class Gap(BaseModel):
    """A line of the log: a question, and how the bot failed it. It says nothing about the person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: Day
    kind: Why
    topic: str | None
    """The topic that was shown, if one was."""
    text: str


@dataclass
class Group:
    """Questions that ask for the same thing, the most frequent first."""

    topic: str | None
    """The topic that was shown to them, or that is nearest."""
    gaps: list[Gap] = field(default_factory=list)
    words: list[frozenset[str]] = field(default_factory=list)
    """The telling words of each different question."""

    def likeness(self, found: frozenset[str]) -> float:
        """The share of words in common with the question that is most alike, 0 to 1."""
        return max((len(found & one) / len(found | one) if found | one else 1.0 for one in self.words), default=0.0)

    @property
    def shared(self) -> tuple[str, ...]:
        """The telling words that most of the questions contain, the most frequent first."""
        counted = Counter(word for gap in self.gaps for word in telling(gap.text))
        return tuple(word for word, count in counted.most_common(6) if 2 * count > len(self.gaps))

    @property
    def kinds(self) -> Counter[str]:
        """How many were declined, unmatched, thumbed down."""
        return Counter(gap.kind for gap in self.gaps)

    @property
    def examples(self) -> list[tuple[str, int]]:
        """Different questions with how often each was asked, the most frequent first."""
        first: dict[str, str] = {}
        for gap in self.gaps:
            first.setdefault(fold(gap.text), gap.text)
        counted = Counter(fold(gap.text) for gap in self.gaps)
        return [(first[key], count) for key, count in counted.most_common()]


def line(day: Day, kind: Why, topic: str | None, text: str) -> str:
    """A question as one line of the log, shortened, and without what can point at a person."""
    kept = {"day": day.isoformat(), "kind": kind, "topic": topic, "text": impersonal(text)[:LONGEST]}
    return json.dumps(kept, ensure_ascii=False) + "\n"


def impersonal(text: str) -> str:
    """The text without mentions, mail addresses, ids, phone numbers, and what follows the host in links."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return text


def read(lines: Iterable[str]) -> tuple[list[Gap], list[int]]:
    """The questions of a log, and the numbers of lines that are none: the writer may have been stopped within one."""
    gaps: list[Gap] = []
    broken: list[int] = []
    for number, text in enumerate(lines, 1):
        if text.strip():
            try:
                gaps.append(Gap.model_validate_json(text))
            except ValidationError:
                broken.append(number)
    return gaps, broken


def group(gaps: Iterable[Gap], nearest: Callable[[str], str | None]) -> list[Group]:
    """Questions with the same topic, shown or `nearest`, and enough words in common; the largest group first."""
    same: dict[tuple[str | None, str], list[Gap]] = {}
    near: dict[str, str | None] = {}
    for gap in gaps:
        key = fold(gap.text)
        if gap.topic is None and key not in near:
            near[key] = nearest(gap.text)
        same.setdefault((gap.topic or near[key], key), []).append(gap)
    groups: list[Group] = []
    for (topic, key), repeated in sorted(same.items(), key=lambda item: -len(item[1])):
        found = telling(key)
        fitting = [(one.likeness(found), one) for one in groups if one.topic == topic]
        best, chosen = max(fitting, key=lambda item: item[0], default=(0.0, None))
        if chosen is None or best < ALIKE:
            chosen = Group(topic)
            groups.append(chosen)
        chosen.gaps += repeated
        chosen.words.append(found)
    return sorted(groups, key=lambda one: -len(one.gaps))


def telling(text: str) -> frozenset[str]:
    """The words that say what a question is about, without plural endings."""
    found = (word for word in words(text) if word not in _COMMON)
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word for word in found)
