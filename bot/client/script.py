"""A conversation written as data: the files that the tests replay, read for showing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.client.card import first_values, inputs, nodes, submitted
from bot.client.conversation import Conversation, Message
from bot.client.shape import SHAPES, Shape
from bot.errors import ClientError

_ACTS = ("say", "press", "submit", "install", "uninstall")


@dataclass(frozen=True)
class Turn:
    """What somebody does once."""

    act: str
    what: Any
    user: str | None = None
    """Who does this and what follows; unsaid, who did before."""
    choose: Mapping[str, list[str]] = field(default_factory=dict)
    card: int = -1
    """Which of the bot's cards carries the button."""
    shapes: tuple[Shape, ...] = SHAPES
    later: float = 0.0
    """Days that pass before this turn."""
    files: tuple[str, ...] = ()
    """Content types of what is sent along."""

    @property
    def words(self) -> str:
        """The turn as it is shown."""
        chosen = [one for titles in self.choose.values() for one in titles]
        match self.act:
            case "say":
                return " ".join(filter(None, (str(self.what), *(f"({kind})" for kind in self.files))))
            case "press":
                return f"(presses {self.what}{' after choosing ' + ', '.join(chosen) if chosen else ''})"
            case "submit":
                return "(presses a button of an older or foreign card)"
        return f"({self.act}s the bot)"


@dataclass(frozen=True)
class Script:
    """A whole conversation."""

    name: str
    shapes: tuple[Shape, ...]
    turns: tuple[Turn, ...]


def read_script(path: Path) -> Script:
    """The conversation in a file; ClientError says what is wrong with it, and where."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ClientError(f"'{path}' cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    except yaml.YAMLError as error:
        raise ClientError(f"'{path}' is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict) or not isinstance(data.get("turns"), list):
        raise ClientError(f"'{path}' is not a conversation: it needs a list `turns`, such as `- say: hello`.")
    turns = tuple(_turn(path, number, turn) for number, turn in enumerate(data["turns"], 1))
    return Script(str(data.get("name", path.stem)), _shapes(path, data), turns)


async def act(talk: Conversation, turn: Turn) -> list[Message]:
    """Do what the turn says; the new messages. ClientError if the card has no such button or choice."""
    talk.user = turn.user or talk.user
    talk.days += turn.later
    match turn.act:
        case "say":
            return await talk.say(str(turn.what), turn.files)
        case "press":
            message = _card(talk, turn.card)
            return await talk.submit(_pressed(message.card or {}, str(turn.what), turn.choose), message)
        case "submit":
            return await talk.submit(turn.what, talk.messages[-1] if talk.messages else None)
        case "install":
            return await talk.install()
        case _:
            return await talk.uninstall()


def _card(talk: Conversation, position: int) -> Message:
    cards = [message for message in talk.messages if message.card is not None]
    try:
        return cards[position]
    except IndexError:
        raise ClientError(f"There is no card {position}: the bot has sent {len(cards)}.") from None


def _pressed(card: dict[str, Any], title: str, chosen: Mapping[str, list[str]]) -> dict[str, Any]:
    buttons = {node["title"]: node for node in reversed(list(nodes(card))) if _is_button(node)}
    if title not in buttons:
        raise ClientError(f"There is no button '{title}', but: {', '.join(reversed(buttons))}")
    values, known = first_values(card), inputs(card)
    for name, titles in chosen.items():
        if name not in known:
            raise ClientError(f"There is no input '{name}', but: {', '.join(known) or 'none'}")
        choices = {choice["title"]: choice["value"] for choice in known[name].get("choices", [])}
        if choices and (missing := [one for one in titles if one not in choices]):
            raise ClientError(f"There is no choice '{missing[0]}', but: {', '.join(choices)}")
        values[name] = ",".join(choices.get(one, one) for one in titles)
    return submitted(buttons[title], values)


def _is_button(node: Mapping[str, Any]) -> bool:
    return node.get("type") == "Action.Submit" and "title" in node


def _turn(path: Path, number: int, data: Any) -> Turn:
    acts = [act for act in _ACTS if isinstance(data, dict) and act in data]
    if len(acts) != 1:
        raise ClientError(f"'{path}', turn {number}: one of {', '.join(_ACTS)} is needed, and only one.")
    what, chosen = data[acts[0]], data.get("choose", {})
    if acts[0] in ("say", "press") and isinstance(what, bool):
        raise ClientError(
            f"'{path}', turn {number}: YAML reads yes, no, on and off as truth values; put what is said in quotes."
        )
    if acts[0] == "submit" and not isinstance(what, dict):
        raise ClientError(f"'{path}', turn {number}: submit takes the data of a button.")
    if not isinstance(chosen, dict):
        raise ClientError(f"'{path}', turn {number}: choose takes inputs with the titles of their choices.")
    try:
        return Turn(
            act=acts[0],
            what=what,
            user=str(data["as"]) if "as" in data else None,
            choose={str(name): given if isinstance(given, list) else [str(given)] for name, given in chosen.items()},
            card=int(data.get("card", -1)),
            shapes=_shapes(path, data),
            later=float(data.get("later", 0)),
            files=tuple(map(str, data.get("files", ()))),
        )
    except (TypeError, ValueError) as error:
        raise ClientError(f"'{path}', turn {number}: {error}.") from None


def _shapes(path: Path, data: Mapping[str, Any]) -> tuple[Shape, ...]:
    named = data.get("shapes", SHAPES)
    if unknown := [one for one in named if one not in SHAPES]:
        raise ClientError(f"'{path}': there is no shape '{unknown[0]}', but: {', '.join(SHAPES)}")
    return tuple(one for one in SHAPES if one in named)
