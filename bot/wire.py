"""The SDK's activities to and from plain JSON objects."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

from botbuilder.schema import Activity
from msrest.serialization import Model

from bot.guard import Refused


def to_activity(body: dict[str, Any]) -> Any:
    """The SDK's Activity of a request body that passed the guard."""
    try:
        return Activity().deserialize(body)
    except (ValueError, TypeError, AttributeError):  # msrest raises all of them over one wrong type
        raise Refused(400, "the body is not an activity") from None


def to_wire(value: Any) -> Any:
    """What goes over the wire for an SDK object. Plain dictionaries, such as cards, are used as they are.

    msrest's own serialiser takes 2 ms for a card of 12 KB and rewrites what it does not know, so it is not used.
    """
    if isinstance(value, Model):
        own = {
            attribute["key"]: to_wire(getattr(value, name, None))
            for name, attribute in value._attribute_map.items()
            if name != "additional_properties"
        }
        extra = getattr(value, "additional_properties", None) or {}
        return {**{key: item for key, item in own.items() if item is not None}, **extra}
    if isinstance(value, list):
        return [to_wire(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value
