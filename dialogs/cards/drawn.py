"""Cards as text for the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from dialogs.cards.card import draw
from knowledge.reply import Reply


@dataclass(frozen=True, slots=True)
class Drawn:
    """An adaptive card as JSON.

    It is the content of an attachment. The SDK makes a deep copy of all that it sends: of text that never changes it
    needs none.
    """

    text: bytes

    @classmethod
    def of(cls, reply: Reply, interview: str) -> Drawn:
        """The card for a reply; `interview` is the id that its buttons carry."""
        return cls(orjson.dumps(draw(reply, interview)))

    def __deepcopy__(self, memo: dict[int, Any]) -> Drawn:
        return self
