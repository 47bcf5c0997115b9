"""Frames: the notation in which an author says how people phrase a whole message with something in it.

A frame is words separated by spaces: `a|b` is one of several, `?a|b` the same but may be missing, `{answer}` a hole for
one or more words. It is compared with a whole message, without case and punctuation.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.text import fold

HOLES = ("question", "answer", "old")


class FrameError(ValueError):
    """A frame that is not in the notation."""


@lru_cache(maxsize=512)
def compile_frame(frame: str) -> re.Pattern[str]:
    """A pattern over folded text that ends with a space, with a group for each hole; FrameError says what is wrong."""
    pattern = ""
    for token in frame.split():
        if token.startswith("{"):
            if token[1:-1] not in HOLES or not token.endswith("}"):
                known = ", ".join(f"{{{name}}}" for name in HOLES)
                raise FrameError(f"frame '{frame}': '{token}' is no hole; holes are {known}")
            pattern += rf"(?P<{token[1:-1]}>\S+(?: \S+)*?) "
            continue
        ways = [re.escape(fold(word)) for word in token.removeprefix("?").split("|")]
        if not all(ways):
            raise FrameError(f"frame '{frame}': '{token}' has an empty word")
        group = "|".join(ways)
        pattern += f"(?:(?:{group}) )?" if token.startswith("?") else f"(?:{group}) "
    return re.compile(pattern)
