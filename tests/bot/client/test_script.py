"""Every conversation of the tests can be replayed by the terminal client, and goes there as it goes in the tests."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import yaml

from bot.client.conversation import open_conversation
from bot.client.script import act, read_script
from bot.content import Content
from bot.errors import ClientError
from tests import chat, test_scenarios
from tests.test_scenarios import FOLDER

SCRIPTS = sorted(FOLDER.rglob("*.yaml"))


def scenario(path: Path) -> Any:
    """The script as the tests read it."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.stem))
async def test_a_script_goes_as_in_the_tests(path: Path, content: Content) -> None:
    script = read_script(path)
    data = scenario(path)
    shape = script.shapes[0]
    async with open_conversation(shape, content) as talk:
        for turn, expected in zip(script.turns, data["turns"], strict=True):
            if shape not in turn.shapes:
                continue
            replies = [chat.Message(message.id, message.body) for message in await act(talk, turn)]
            seen = SimpleNamespace(shape=shape, updates=list(talk.replaced), messages=replies)
            test_scenarios.check(expected, replies, cast(Any, seen))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("turns: [", "is not YAML"),
        ("name: nothing", "needs a list `turns`"),
        ("turns: [hello]", "turn 1: one of say, press"),
        ("turns: [{say: hi, press: Start}]", "turn 1: one of say, press"),
        ("turns: [{say: no}]", "put what is said in quotes"),
        ("turns: [{submit: Start}]", "takes the data of a button"),
        ("turns: [{press: Start, choose: [a]}]", "choose takes inputs"),
        ("{shapes: [phone], turns: []}", "there is no shape 'phone'"),
    ],
)
def test_a_wrong_script_is_refused_with_what_to_do(text: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ClientError, match=problem):
        read_script(path)


def test_a_missing_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match=r"none\.yaml' cannot be read"):
        read_script(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("turn", "problem"),
    [
        ("{press: Fly}", "no button 'Fly', but: .*Start"),
        ("{press: Start, card: 7}", "no card 7"),
        ("{press: Start, choose: {choice: [x]}}", "no input 'choice'"),
    ],
)
async def test_what_is_not_on_the_card_cannot_be_pressed(
    turn: str, problem: str, tmp_path: Path, content: Content
) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(f"turns: [{{say: hello}}, {turn}]", encoding="utf-8")
    script = read_script(path)
    async with open_conversation("personal", content) as talk:
        await act(talk, script.turns[0])
        with pytest.raises(ClientError, match=problem):
            await act(talk, script.turns[1])
