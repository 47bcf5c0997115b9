"""A card in the terminal: what it shows as text, and a number for everything that can be pressed or filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot.client.card import choose, first_values, nodes, submitted, title

_COLORS = {"Attention": "red", "Accent": "cyan", "Good": "green", "Warning": "yellow"}
_NUMBERS = re.compile(r"\d+(?:[\s,;]+\d+)*")
_FILLED = re.compile(r"(\d{1,4})\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Control:
    """One thing with a number."""

    kind: Literal["choice", "text", "submit", "toggle", "show"]
    node: dict[str, Any]
    """The input or the action."""
    value: str = ""
    """Of a choice."""


@dataclass
class Screen:
    """A card with what somebody ticked, filled in and unfolded on it."""

    card: dict[str, Any]
    values: dict[str, str] = field(default_factory=dict)
    shown: dict[str, bool] = field(default_factory=dict)
    """Parts of the card that were unfolded or folded, by id."""
    opened: set[int] = field(default_factory=set)
    """Cards behind buttons that are open."""

    def __post_init__(self) -> None:
        self.values = {**first_values(self.card), **self.values}

    def do(self, line: str) -> dict[str, Any] | bool:
        """Do what the numbers in `line` say.

        The data to send if a button was pressed; True if only the card changed; False if the line is a message.
        """
        controls = self.controls()
        if filled := _FILLED.fullmatch(line.strip()):
            number = int(filled[1])
            if 0 < number <= len(controls) and controls[number - 1].kind == "text":
                self.values[controls[number - 1].node["id"]] = filled[2]
                return True
        if not _NUMBERS.fullmatch(line.strip()):
            return False
        numbers = [int(number) for number in re.findall(r"\d+", line)]
        if not all(0 < number <= len(controls) for number in numbers):
            return False
        pressed: dict[str, Any] | None = None
        for control in (controls[number - 1] for number in numbers):
            match control.kind:
                case "choice":
                    name = control.node["id"]
                    self.values[name] = choose(control.node, self.values.get(name, ""), control.value)
                case "toggle":
                    self._toggle(control.node)
                case "show":
                    self.opened ^= {id(control.node)}
                case "submit":
                    pressed = control.node
        return submitted(pressed, self.values) if pressed is not None else True

    def controls(self) -> list[Control]:
        """Everything visible that has a number: choices first, so that their numbers are those that the bot takes."""
        inputs: list[Control] = []
        buttons: list[Control] = []
        others: list[Control] = []
        for node, bar in self._visible(self.card, False):
            match node.get("type"):
                case "Input.ChoiceSet":
                    inputs += [Control("choice", node, choice["value"]) for choice in node.get("choices", [])]
                case "Input.Toggle":
                    inputs.append(Control("choice", node))
                case "Input.Text" | "Input.Number" | "Input.Date" | "Input.Time":
                    inputs.append(Control("text", node))
                case "Action.Submit" | "Action.Execute":
                    (buttons if bar else others).append(Control("submit", node))
                case "Action.ToggleVisibility":
                    others.append(Control("toggle", node))
                case "Action.ShowCard":
                    (buttons if bar else others).append(Control("show", node))
        return [*inputs, *buttons, *others]

    def render(self, numbers: bool = True) -> RenderableType:
        """The card as it stands; without `numbers` as a record of what was said."""
        known = {_key(control): number for number, control in enumerate(self.controls(), 1)} if numbers else {}
        return Panel(Group(*_card(self, self.card, known)), border_style="cyan", title="Bot", title_align="left")

    def is_visible(self, node: dict[str, Any]) -> bool:
        """Whether a part of the card is unfolded."""
        return self.shown.get(node.get("id", ""), node.get("isVisible") is not False)

    def _toggle(self, action: dict[str, Any]) -> None:
        nodes = {node["id"]: node for node in _all(self.card) if "id" in node}
        for target in action.get("targetElements", []):
            name = target if isinstance(target, str) else target["elementId"]
            wanted = None if isinstance(target, str) else target.get("isVisible")
            if name in nodes:
                self.shown[name] = not self.is_visible(nodes[name]) if wanted is None else wanted

    def _visible(self, value: Any, bar: bool) -> Iterator[tuple[dict[str, Any], bool]]:
        """What can be seen, each with whether it stands among the buttons of a card."""
        if isinstance(value, list):
            for child in value:
                yield from self._visible(child, bar)
        elif isinstance(value, dict) and self.is_visible(value):
            yield value, bar
            for key, child in value.items():
                if key in ("data", "msteams") or (
                    value.get("type") == "Action.ShowCard" and id(value) not in self.opened
                ):
                    continue
                yield from self._visible(child, key == "actions")


def _all(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from _all(child)
    elif isinstance(value, list):
        for child in value:
            yield from _all(child)


Numbers = dict[tuple[int, str], int]


def _key(control: Control) -> tuple[int, str]:
    return id(control.node), control.value


def _card(screen: Screen, card: dict[str, Any], numbers: Numbers) -> Iterator[RenderableType]:
    for element in card.get("body", []):
        yield from _element(screen, element, numbers)
    yield from _buttons(screen, card.get("actions", []), numbers)


def _element(screen: Screen, node: dict[str, Any], numbers: Numbers) -> Iterator[RenderableType]:
    if not screen.is_visible(node):
        return
    match node.get("type"):
        case "TextBlock":
            yield _text(node)
        case "RichTextBlock":
            runs = [run if isinstance(run, str) else run.get("text", "") for run in node.get("inlines", [])]
            yield Text("".join(runs))
        case "FactSet":
            table = Table.grid(padding=(0, 2))
            for fact in node.get("facts", []):
                table.add_row(Text(fact["title"], style="bold"), _markdown(fact["value"]))
            yield table
        case "Image":
            yield Text(f"(picture: {node.get('altText') or 'without a description'})", style="dim")
        case "Container" | "Column":
            inner = [part for item in node.get("items", []) for part in _element(screen, item, numbers)]
            yield from _pressable(node, Group(*inner), numbers)
        case "ColumnSet":
            table = Table.grid(padding=(0, 2), expand=any(c.get("width") == "stretch" for c in node["columns"]))
            columns = [column for column in node["columns"] if screen.is_visible(column)]
            for column in columns:
                stretched = column.get("width") == "stretch"
                table.add_column(ratio=1 if stretched else None, width=None if stretched else _width(column))
            table.add_row(*(Group(*_element(screen, column, numbers)) for column in columns))
            yield from _pressable(node, table, numbers)
        case "ActionSet":
            yield from _buttons(screen, node.get("actions", []), numbers)
        case "Input.ChoiceSet":
            yield from _choices(screen, node, numbers)
        case "Input.Toggle":
            on = screen.values.get(node["id"]) == node.get("valueOn", "true")
            yield _numbered(numbers.get((id(node), "")), f"[{'x' if on else ' '}] {node['title']}")
        case "Input.Text" | "Input.Number" | "Input.Date" | "Input.Time":
            label = node.get("label") or node.get("placeholder") or node["id"]
            yield _numbered(numbers.get((id(node), "")), f"{label}:")
            if value := screen.values.get(node["id"]):
                yield Padding(Text(value), (0, 0, 0, 4))


def _text(node: dict[str, Any]) -> RenderableType:
    style = _COLORS.get(node.get("color", ""), "")
    if node.get("isSubtle"):
        style += " dim"
    if node.get("weight") == "Bolder" or node.get("size") in ("Large", "ExtraLarge"):
        style += " bold"
    above = 1 if node.get("spacing") in ("Medium", "Large") or node.get("separator") else 0
    return Padding(_markdown(node.get("text", ""), style.strip()), (above, 0, 0, 0))


def _markdown(text: str, style: str = "") -> RenderableType:
    return Markdown(text, style=style or "none", hyperlinks=False)


def _pressable(node: dict[str, Any], inner: RenderableType, numbers: Numbers) -> Iterator[RenderableType]:
    number = numbers.get((id(node.get("selectAction")), ""))
    if number is None:
        yield inner
        return
    row = Table.grid(padding=(0, 1))
    row.add_column(width=_width(node) if node.get("type") == "Column" else None)
    row.add_column(width=4)
    row.add_row(inner, Text(f"[{number}]", style="bold cyan"))
    yield row


def _width(column: dict[str, Any]) -> int:
    """Of a column that is as wide as its text, with the number that may follow."""
    longest = max((len(node["text"]) for node in nodes(column) if "text" in node), default=1)
    return longest + 6 if "selectAction" in column else longest


def _choices(screen: Screen, node: dict[str, Any], numbers: Numbers) -> Iterator[RenderableType]:
    if label := node.get("label"):
        yield Padding(Text(label, style="bold"), (1, 0, 0, 0))
    ticked = screen.values.get(node["id"], "").split(",")
    marks = "[]" if node.get("isMultiSelect") else "()"
    for choice in node.get("choices", []):
        mark = "x" if choice["value"] in ticked else " "
        yield _numbered(numbers.get((id(node), choice["value"])), f"{marks[0]}{mark}{marks[1]} {choice['title']}")


def _buttons(screen: Screen, actions: list[dict[str, Any]], numbers: Numbers) -> Iterator[RenderableType]:
    line = Text()
    for action in actions:
        if action.get("type") != "Action.OpenUrl":
            line.append("   " if line else "").append_text(_numbered(numbers.get((id(action), "")), title(action)))
    if line:
        yield Padding(line, (1, 0, 0, 0))
    for action in actions:
        if action.get("type") == "Action.OpenUrl":
            about = f" ({tooltip})" if (tooltip := action.get("tooltip")) else ""
            yield Text(f"{title(action)}{about}: {action['url']}", style="dim")
    for action in actions:
        if id(action) in screen.opened:
            yield from _card(screen, action["card"], numbers)


def _numbered(number: int | None, text: str) -> Text:
    return Text.assemble((f"[{number}] ", "bold cyan"), text) if number is not None else Text(text)
