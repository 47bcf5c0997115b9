"""Reading a card: what can be pressed and filled in on it, and what a client sends when a button is pressed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_NOT_SHOWN = ("data", "msteams")


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a card in reading order, without the data of buttons."""
    if isinstance(value, dict):
        yield value
        for key, child in value.items():
            if key not in _NOT_SHOWN:
                yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


def inputs(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The inputs of a card by id."""
    return {node["id"]: node for node in nodes(card) if str(node.get("type", "")).startswith("Input.")}


def first_values(card: dict[str, Any]) -> dict[str, str]:
    """What the inputs hold before anybody touched them."""
    return {name: str(node["value"]) for name, node in inputs(card).items() if node.get("value")}


def choose(node: dict[str, Any], value: str, chosen: str) -> str:
    """The value of a choice set or a toggle after its choice `chosen` was pressed, with the value `value` before."""
    if node["type"] == "Input.Toggle":
        on, off = node.get("valueOn", "true"), node.get("valueOff", "false")
        return str(off if value == on else on)
    if not node.get("isMultiSelect"):
        return chosen
    known = [choice["value"] for choice in node.get("choices", [])]
    ticked = {*value.split(",")} ^ {chosen}
    return ",".join(one for one in known if one in ticked)


def submitted(action: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """What a client sends when `action` is pressed: the inputs that have a value, and the action's own data."""
    return {**{name: value for name, value in values.items() if value}, **(action.get("data") or {})}


def title(action: Mapping[str, Any]) -> str:
    """What stands on a button."""
    return str(action.get("title") or action.get("tooltip") or "Open")
