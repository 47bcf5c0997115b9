"""The rules of Teams for cards, by their ids in docs/teams-rules.md: each finds what breaks it in one card."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Node = dict[str, Any]
NARROW_COLUMNS = 3
BUTTON = 25
LEAVING = ("Learn", "GitHub", "Microsoft", "leaves Teams")
"""One of them stands in the title of every button that leaves Teams."""
MARKUP = {
    "a heading": r"^#{1,6} ",
    "a table": r"^\|.*\|$",
    "a picture": r"!\[",
    "code": r"`",
    "a quote": r"^> ",
    "HTML": r"</?[a-z][a-z0-9]*( [^<>]*)?/?>",
}
_DATA = ("data", "msteams", "$schema")


def nodes(value: Any) -> Iterator[Node]:
    """Every object in a card, without the data of buttons."""
    if isinstance(value, dict):
        yield value
        for key, child in value.items():
            if key not in _DATA:
                yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


def buttons(card: Node) -> Iterator[Node]:
    """What is drawn as a button."""
    for node in nodes(card):
        if node.get("type") in ("AdaptiveCard", "ActionSet"):
            yield from node.get("actions", ())


def shown_text(card: Node) -> Iterator[str]:
    """Texts that clients read as Markdown."""
    for node in nodes(card):
        if node.get("type") == "TextBlock":
            yield node.get("text", "")
        for fact in node.get("facts", ()):
            yield from (fact["title"], fact["value"])


def next_step(card: Node) -> Iterator[str]:
    """T-06."""
    if not any(str(node.get("type", "")).startswith(("Action.Submit", "Action.OpenUrl")) for node in nodes(card)):
        yield "nothing can be done next"


def title_first(card: Node) -> Iterator[str]:
    """T-42."""
    if not card.get("body"):
        yield "nothing is said"
    if (count := sum(1 for _ in buttons(card))) > 6:
        yield f"{count} buttons"


def wrapping(card: Node) -> Iterator[str]:
    """T-43."""
    for node in nodes(card):
        if node.get("type") in ("TextBlock", "Input.ChoiceSet") and node.get("wrap") is not True:
            yield f"does not wrap: {str(node.get('text', node.get('id')))[:60]!r}"


def narrow(card: Node) -> Iterator[str]:
    """T-44."""
    for node in nodes(card):
        widths = [column.get("width") for column in node.get("columns", ())]
        if len(widths) > NARROW_COLUMNS:
            yield f"{len(widths)} columns"
        if len(widths) > 1 and set(widths) == {"auto"}:
            yield "every column is as wide as its text"
        if any("px" in str(width) for width in widths):
            yield "a column with a fixed width"


def plain_markdown(card: Node) -> Iterator[str]:
    """T-45."""
    for text in shown_text(card):
        for what, pattern in MARKUP.items():
            if re.search(pattern, text, re.MULTILINE | re.IGNORECASE):
                yield f"{what} in {text[:60]!r}"


def tight_lists(card: Node) -> Iterator[str]:
    """T-46."""
    for text in shown_text(card):
        if re.search(r"^(- |\d+\. ).*\n\n+(- |\d+\. )", text, re.MULTILINE):
            yield f"an empty line in the list {text[:60]!r}"


def old_enough(card: Node) -> Iterator[str]:
    """T-47."""
    if card.get("version") != "1.5":
        yield f"version {card.get('version')!r}"
    for node in nodes(card):
        if str(node.get("type", "")).startswith("Action.") and node.get("style", "default") != "default":
            yield f"a button of style {node['style']!r}"


def small(card: Node) -> Iterator[str]:
    """T-48."""
    size = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le"))
    if size > 80_000:
        yield f"{size} bytes in UTF-16"


def short_buttons(card: Node) -> Iterator[str]:
    """T-49."""
    for button in buttons(card):
        if len(button.get("title", "")) > BUTTON:
            yield f"{button['title']!r} is cut on a button"


def pictures(card: Node) -> Iterator[str]:
    """T-50."""
    for node in nodes(card):
        if node.get("type") == "Image":
            if not node.get("altText"):
                yield "a picture without words"
            if not re.match(r"https://|data:image/png;base64,", node.get("url", "")):
                yield f"a picture from {node.get('url', '')[:40]!r}"


def leaving(card: Node) -> Iterator[str]:
    """T-51."""
    for node in nodes(card):
        if node.get("type") == "Action.OpenUrl":
            if not any(word in node.get("title", "") for word in LEAVING):
                yield f"{node.get('title')!r} does not say that it leaves Teams"
            if not node.get("url", "").startswith("https://"):
                yield f"{node.get('url')!r} is not https"


def bare_submit(card: Node) -> Iterator[str]:
    """T-53: what the Emulator and Teams both send is data without Teams' own extension."""
    for node in nodes(card):
        if node.get("type") == "Action.Submit":
            data = node.get("data")
            if not isinstance(data, dict) or data.get("v") != 1 or not data.get("do") or "msteams" in data:
                yield f"the data of {node.get('title')!r} is {data!r}"


def no_execute(card: Node) -> Iterator[str]:
    """T-54."""
    if any(node.get("type") == "Action.Execute" for node in nodes(card)):
        yield "Action.Execute, which the Emulator does not know"


def no_refresh(card: Node) -> Iterator[str]:
    """T-55."""
    if "refresh" in card:
        yield "a card that refreshes itself"


def plain_containers(card: Node) -> Iterator[str]:
    """T-57: a container is pressed, opened and closed, or gives a box its height."""
    for node in nodes(card):
        if node.get("type") == "Container" and not {"selectAction", "id", "minHeight"} & set(node):
            yield "a container for nothing"


RULES: Mapping[str, Callable[[Node], Iterator[str]]] = {
    str(rule.__doc__)[:4]: rule
    for rule in (
        next_step,
        title_first,
        wrapping,
        narrow,
        plain_markdown,
        tight_lists,
        old_enough,
        small,
        short_buttons,
        pictures,
        leaving,
        bare_submit,
        no_execute,
        no_refresh,
        plain_containers,
    )
}


def broken(card: Node) -> list[str]:
    """What breaks a rule in the card, with the rule's id."""
    return [f"{name}: {problem}" for name, rule in RULES.items() for problem in rule(card)]
