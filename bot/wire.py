"""The SDK's activities to and from plain JSON objects."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import orjson
from botbuilder.schema import Activity
from msrest.serialization import Model

from bot.guard import Refused
from dialogs.cards.drawn import Drawn

_EXTRA = "additional_properties"


def to_activity(body: dict[str, Any]) -> Any:
    """The SDK's Activity of a request body that passed the guard."""
    try:
        return Activity().deserialize(body)
    except (ValueError, TypeError, AttributeError):  # msrest raises all of them over one wrong type
        raise Refused(400, "the body is not an activity") from None


def to_wire(value: Any) -> Any:
    """What goes over the wire for an SDK object, as plain JSON values and fragments of JSON.

    msrest's own serialiser takes 2 ms for a card of 12 KB and rewrites what it does not know, so it is not used.
    """
    if isinstance(value, Model):
        keys = value._attribute_map
        own = {
            keys[name]["key"]: to_wire(item)
            for name, item in vars(value).items()
            if item is not None and name in keys and name != _EXTRA
        }
        return {**own, **(getattr(value, _EXTRA, None) or {})}
    if isinstance(value, Drawn):
        return orjson.Fragment(value.text)
    if isinstance(value, list):
        return [to_wire(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value
