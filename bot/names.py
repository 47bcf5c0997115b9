"""A person's display name as text that can stand on a card that other people see."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
_ENTITY = re.compile(r"&#?\w+;?")
_MARKUP = re.compile(r"[\\`*_\[\]<>{}|~/^=\"]")
_START = re.compile(r"^(?:[^\w(]|\d+[.)](?=\s|$))+")
_FORMATTING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def plain_name(name: str) -> str:
    """The name without anything that Markdown, HTML or a client could read as more than letters.

    What is taken out is dropped and not escaped, since clients differ in the escapes that they know. Invisible
    characters go as well: they could reverse the text around them.
    """
    visible = name[: LONGEST * 8]
    if not (visible.isascii() and visible.isprintable()):
        visible = "".join(" " if c.isspace() else c for c in visible if _is_visible(c))
    text = _MARKUP.sub(" ", _ENTITY.sub(" ", visible)).replace(": ", " ").replace(":", " ")
    text = re.sub(r"(?i)\bwww\.", "", text)
    return _START.sub("", " ".join(text.split()))[:LONGEST].strip()


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in _FORMATTING
