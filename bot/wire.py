"""The SDK's activities to and from plain JSON objects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

import orjson
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount, Entity
from msrest.serialization import Model

from bot.guard import Refused
from dialogs.cards.drawn import Drawn

_EXTRA = "additional_properties"


@cache
def _keys(kind: type[Any]) -> Mapping[str, str]:
    """The JSON keys of a class's attributes."""
    return {name: about["key"] for name, about in kind._attribute_map.items() if name != _EXTRA}


class _Account(ChannelAccount):
    """Somebody whom nothing here changes, so that the SDK's copy for each message can be the same."""

    def __copy__(self) -> _Account:
        return self


class _Conversation(ConversationAccount):
    """The same for a conversation."""

    def __copy__(self) -> _Conversation:
        return self


_PARTS: Mapping[str, type[Any]] = {
    "from_property": _Account,
    "recipient": _Account,
    "members_added": _Account,
    "members_removed": _Account,
    "conversation": _Conversation,
    "entities": Entity,
    "attachments": Attachment,
}
"""Attributes of an activity that are objects of the SDK; their own attributes are texts."""
_NAMES: Mapping[type[Any], Mapping[str, str]] = {
    kind: {key: name for name, key in _keys(kind).items()} for kind in (Activity, *_PARTS.values())
}
"""For each class, the attribute that a JSON key belongs to."""


def to_activity(body: Mapping[str, Any]) -> Any:
    """The SDK's Activity of a request body that passed the guard, which has checked all types that matter here.

    msrest's own deserialiser takes 0.11 ms, a tenth of a turn, against 0.01 ms.
    """
    if not isinstance(body["conversation"].get("isGroup", False), bool):
        raise Refused(400, "the body is not an activity")
    return _model(Activity, body)


def _model(kind: type[Any], body: Mapping[str, Any]) -> Any:
    made, extra, names = kind(), {}, _NAMES[kind]
    for key, value in body.items():
        name = names.get(key)
        if name is None:
            extra[key] = value
        elif (part := _PARTS.get(name)) is not None:
            setattr(made, name, [_model(part, v) for v in value] if isinstance(value, list) else _model(part, value))
        else:
            setattr(made, name, datetime.fromisoformat(value) if name == "timestamp" else value)
    made.additional_properties = extra
    return made


def to_wire(value: Any) -> Any:
    """What goes over the wire for an SDK object, as plain JSON values and fragments of JSON.

    msrest's own serialiser takes 2 ms for a card of 12 KB and rewrites what it does not know, so it is not used.
    """
    if isinstance(value, Model):
        kind: Any = type(value)
        keys = _keys(kind)
        own = {
            keys[name]: item if type(item) is str else to_wire(item)
            for name, item in vars(value).items()
            if item is not None and name in keys
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
