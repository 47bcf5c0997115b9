"""What must hold for every card and every message that leaves the bot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft7Validator

from tests.card_rules import broken
from tests.card_rules import nodes as nodes

MAX_ACTIONS = 6
MAX_BYTES = 25_000
_SHOWN = ("text", "title", "label", "placeholder", "altText", "errorMessage")
_PASSED: set[str] = set()
"""Cards that were looked at already: checking the schema takes longer than a turn."""
_INTERVIEW = re.compile(r'"i": "[^"]*"')
_NOT_SHOWN = ("data", "msteams", "$schema")


def card_text(card: dict[str, Any]) -> str:
    """Everything a person can read on the card, one piece a line."""
    return "\n".join(_read(card, ""))


def _read(value: Any, key: str) -> Iterator[str]:
    """The pieces of text below `value`, which stands under `key`."""
    if isinstance(value, list):
        for child in value:
            yield from _read(child, key)
    elif isinstance(value, dict):
        if value.get("type") == "Input.Text":
            yield str(value.get("value", ""))
        shown = (*_SHOWN, "value") if key == "facts" else _SHOWN
        for name, child in value.items():
            if isinstance(child, str):
                if name in shown:
                    yield child
            elif name not in _NOT_SHOWN:
                yield from _read(child, name)
    elif isinstance(value, str) and key == "inlines":
        yield value


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Every action of the card, those of cards inside it included."""
    return [node for node in nodes(card) if str(node.get("type", "")).startswith("Action.")]


def assert_card(card: dict[str, Any]) -> None:
    """The card follows the schema of Adaptive Cards 1.5 and this project's own rules."""
    looked_at = _INTERVIEW.sub("", json.dumps(card, sort_keys=True))
    if looked_at in _PASSED:
        return
    problems = [
        f"{'/'.join(map(str, error.absolute_path)) or 'card'}: {error.message[:300]}"
        for error in _validator().iter_errors(_without_msteams(card))
    ]
    size = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())
    if size >= MAX_BYTES:
        problems.append(f"the card has {size} bytes")
    if (
        count := max(len(_own_actions(node)) for node in nodes(card) if node.get("type") == "AdaptiveCard")
    ) > MAX_ACTIONS:
        problems.append(f"{count} actions on one card")
    problems += broken(card)
    assert not problems, "\n".join(problems)
    _PASSED.add(looked_at)


def assert_message(body: dict[str, Any]) -> None:
    """T-28: the activity is a card alone or a text alone, since Teams splits a message that has both."""
    attachments = body.get("attachments") or []
    assert len(attachments) <= 1, "more than one attachment"
    assert bool(attachments) != bool(body.get("text")), "a message is either a card or a text"
    if attachments:
        assert attachments[0]["contentType"] == "application/vnd.microsoft.card.adaptive"
        assert_card(attachments[0]["content"])


def _own_actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons that are visible at the same time: those of cards that a button opens count with that card."""

    def visible(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, list):
            for child in value:
                yield from visible(child)
        elif isinstance(value, dict):
            if str(value.get("type", "")).startswith("Action."):
                yield value
            else:
                for key, child in value.items():
                    if key not in (*_NOT_SHOWN, "selectAction"):
                        yield from visible(child)

    return list(visible({key: child for key, child in card.items() if key != "type"}))


def _without_msteams(value: Any) -> Any:
    """The schema does not know Teams' own extension, which every other client ignores."""
    if isinstance(value, dict):
        return {key: _without_msteams(child) for key, child in value.items() if key != "msteams"}
    if isinstance(value, list):
        return [_without_msteams(child) for child in value]
    return value


@cache
def _validator() -> Draft7Validator:
    schema = json.loads((files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text(encoding="utf-8"))
    return Draft7Validator({"$ref": "#/definitions/AdaptiveCard", "definitions": schema["definitions"]})
