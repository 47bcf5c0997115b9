"""What is read from a form, and what happens to answers that were given in two ways."""

from __future__ import annotations

import pytest

from dialogs.form import read_form
from knowledge.load import load
from knowledge.replies.form import UNSURE, form_reply
from knowledge.reply import Choices, render
from knowledge.text import only_counts
from tests.cards import actions
from tests.chat import SHAPES, Shape
from tests.conftest import NewChat

KNOWLEDGE = load()


def test_answers_are_read_from_the_inputs() -> None:
    data = {"q-needs": "tones,prompts", "q-language": UNSURE, "q-host": "", "q-keep": "no-such-answer", "q-consent": 7}
    assert read_form(KNOWLEDGE, data) == {"needs": frozenset({"tones", "prompts"}), "language": frozenset()}
    assert read_form(KNOWLEDGE, {"q-language": "python,dotnet"}) == {}


def test_not_sure_beside_an_answer_is_a_slip() -> None:
    assert read_form(KNOWLEDGE, {"q-needs": f"tones,{UNSURE}"}) == {"needs": frozenset({"tones"})}


def test_known_answers_are_filled_in() -> None:
    reply = form_reply(KNOWLEDGE, {"needs": frozenset({"tones"}), "language": frozenset()})
    chosen = {block.question: block.chosen for block in reply.blocks if isinstance(block, Choices)}
    assert set(chosen) == set(KNOWLEDGE.questions)
    assert chosen["needs"] == ("tones",)
    assert chosen["language"] == (UNSURE,)
    assert chosen["host"] == ()
    assert "[x] Menus, digits or PINs by phone tones (DTMF)" in render(reply)


@pytest.mark.parametrize("text", ["2", "2, 3", "the second one", "#1", "first and last"])
def test_a_message_that_only_counts(text: str) -> None:
    assert only_counts(text)


@pytest.mark.parametrize("text", ["python", "2 minutes", "one call", "", "the first question was live audio"])
def test_a_message_that_says_more(text: str) -> None:
    assert not only_counts(text)


@pytest.mark.parametrize("shape", SHAPES)
async def test_an_answer_typed_since_survives_an_older_form_and_one_taken_back_does_not(
    shape: Shape, chat: NewChat
) -> None:
    talk = chat(shape)
    await talk.say("all at once")
    await talk.press("Get the advice", choose={"q-needs": ["See or send live video"], "q-keep": ["Nothing"]})
    await talk.say("Python")
    form = {"v": 1, "do": "form", "a": "send", "n": "needs,keep", "q-needs": "live-video"}
    interview = next(a["data"]["i"] for a in actions(talk.messages[-1].card) if a["title"] == "Get the advice")
    (returned,) = await talk.submit({**form, "i": interview})
    missing = next(line for line in returned.text.split("\n") if line.startswith("Still missing"))
    assert "What is kept after the call?" in missing
    assert "Which language" not in missing
    assert "What should the bot do" not in missing
