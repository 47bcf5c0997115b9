"""An answer can be changed from the recommendation itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.chat import SHAPES, Shape
from tests.conftest import NewChat


def changes(node: Any) -> Iterator[dict[str, Any]]:
    """The data of every row that can be pressed to change an answer."""
    if isinstance(node, dict):
        press = node.get("selectAction")
        if isinstance(press, dict) and press.get("type") == "Action.Submit":
            yield press["data"]
        for value in node.values():
            yield from changes(value)
    elif isinstance(node, list):
        for value in node:
            yield from changes(value)


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_pressed_answer_is_asked_again_and_the_advice_follows(shape: Shape, chat: NewChat) -> None:
    talk = chat(shape)
    (advice,) = await talk.say("we want live captions of our meetings, nothing is stored, and we only know Python")
    assert "not as things stand" in advice.text
    (language,) = [data for data in changes(advice.card) if data.get("q") == "language"]
    (question,) = await talk.submit(language, advice)
    assert question.text.startswith("Which language")
    (after,) = await talk.press("C# or .NET")
    assert "not as things stand" not in after.text.partition("Why")[0]
