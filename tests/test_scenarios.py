"""Conversations written as data, replayed through the real endpoint in the shapes of the real clients.

Each file in `scenarios` is one conversation:

    name: what it shows
    shapes: [personal, group, channel, emulator]    # default: all
    turns:                                          # what somebody does, and what has to come back
      - say: hello
        expect: [regular expressions found in the reply]
      - press: title of a button                    # on the latest card, or on `card: 0`, the first
        choose: {input: [titles of choices]}
      - submit: {data of a button}
      - as: Bob                                     # who does this and everything that follows
        say: hello
      - say: look at this
        files: [image/png]                          # content types of what is sent along
      - later: 1                                    # days that pass before this turn
        say: hello
      - install: true
      - uninstall: true

and beside `expect`: `reject` (must not be found), `choices` (titles of buttons that must be there), `replies` (how many
new messages, 1 unless said), `updates` (how many replaced ones; the Emulator does not say which card was answered, so
there it is none), `shapes` (the turn happens in these shapes only).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.chat import SHAPES, Chat, Message, Shape
from tests.conftest import NewChat

FOLDER = Path(__file__).parent / "scenarios"
ACTS = ("say", "press", "submit", "install", "uninstall", "as")
CHECKS = ("expect", "reject", "choices", "replies", "updates")


def scenarios() -> list[Any]:
    """Every file, in every shape that it names."""
    found = []
    for path in sorted(FOLDER.rglob("*.yaml")):
        scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert set(scenario) <= {"name", "shapes", "turns"}, f"{path.name}: {sorted(scenario)}"
        for shape in scenario.get("shapes", SHAPES):
            assert shape in SHAPES, f"{path.name}: {shape}"
            found.append(pytest.param(scenario, shape, id=f"{path.relative_to(FOLDER).with_suffix('')}-{shape}"))
    return found


@pytest.mark.parametrize(("scenario", "shape"), scenarios())
async def test_scenario(scenario: dict[str, Any], shape: Shape, chat: NewChat) -> None:
    talk = chat(shape)
    for number, turn in enumerate(scenario["turns"], 1):
        if shape not in turn.get("shapes", SHAPES):
            continue
        try:
            check(turn, await act(talk, turn), talk)
        except AssertionError as error:
            said = "\n---\n".join(message.text for message in talk.messages[-2:])
            raise AssertionError(f"turn {number} {turn}: {error}\n--- latest messages ---\n{said}") from None


async def act(chat: Chat, turn: dict[str, Any]) -> list[Message]:
    """Do what the turn says; the new messages."""
    unknown = set(turn) - {*ACTS, *CHECKS, "choose", "card", "shapes", "later", "files"}
    assert not unknown, f"unknown keys {sorted(unknown)}"
    acts = set(turn) & set(ACTS) - {"as"}
    assert len(acts) == 1, f"one act a turn, not {sorted(acts)}"
    if "as" in turn:
        chat.be(turn["as"])
    chat.later(turn.get("later", 0))
    if "say" in turn:
        return await chat.say(turn["say"], turn.get("files", ()))
    if "press" in turn:
        return await chat.press(turn["press"], choose=turn.get("choose"), card=turn.get("card", -1))
    if "submit" in turn:
        return await chat.submit(turn["submit"])
    if "install" in turn:
        return await chat.install()
    return await chat.uninstall()


def check(turn: dict[str, Any], replies: list[Message], chat: Chat) -> None:
    """What came back is what the turn expects; otherwise an AssertionError with all that is not."""
    problems: list[str] = []
    wanted = turn.get("replies", 0 if "uninstall" in turn else 1)
    if len(replies) != wanted:
        problems.append(f"{len(replies)} replies instead of {wanted}")
    text = "\n".join(reply.text for reply in replies)
    flags = re.IGNORECASE | re.MULTILINE
    problems += [f"not found: {pattern!r}" for pattern in turn.get("expect", []) if not re.search(pattern, text, flags)]
    problems += [f"found: {pattern!r}" for pattern in turn.get("reject", []) if re.search(pattern, text, flags)]
    buttons = [button for reply in replies if "choices" in turn for button in reply.buttons]
    problems += [f"no button {title!r}, but {buttons}" for title in turn.get("choices", []) if title not in buttons]
    updates = 0 if chat.shape == "emulator" else turn.get("updates", len(chat.updates))
    if len(chat.updates) != updates:
        problems.append(f"{len(chat.updates)} replaced messages instead of {updates}")
    if problems:
        raise AssertionError("; ".join(problems))
