"""What is remembered survives a change of the content, and unreadable state is an empty one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from botbuilder.dialogs import DialogInstance, DialogState

from dialogs.state import Giver, Interview, Stack, Stacks, owner_tag
from knowledge.load import load

KNOWLEDGE = load()
ANN = Giver("Ann", owner_tag("ann"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_an_interview_is_plain_json_and_comes_back() -> None:
    document: dict[str, Any] = {}
    interview = Interview(document, KNOWLEDGE, "ann")
    assert not interview.exists
    interview.begin({"needs": frozenset({"prompts", "tones"})})
    interview.revise({"needs": frozenset({"prompts", "tones"}), "keep": frozenset()}, {"keep": frozenset()}, ANN)
    interview.open = "callers"
    interview.save(NOW)
    again = Interview(json.loads(json.dumps(document)), KNOWLEDGE, "ann")
    assert (again.id, again.answers, again.by, again.open) == (
        interview.id,
        {"needs": {"prompts", "tones"}, "keep": frozenset()},
        {"keep": ANN},
        "callers",
    )
    again.clear()
    assert not again.exists


@pytest.mark.parametrize(
    ("stored", "known"),
    [
        ({"needs": ["prompts"], "gone": ["x"]}, {"needs": {"prompts"}}),
        ({"needs": ["prompts", "gone"]}, {}),
        ({"language": "python"}, {}),
        ("nonsense", {}),
    ],
)
def test_answers_that_the_content_no_longer_has_are_dropped(stored: Any, known: dict[str, set[str]]) -> None:
    document = {"interview": {"id": "x.y", "answers": stored, "open": "gone"}}
    interview = Interview(document, KNOWLEDGE, "ann")
    assert interview.answers == known
    assert interview.open is None


def test_an_interview_names_its_owner_without_saying_who_it_is() -> None:
    ann, bob = Interview({}, KNOWLEDGE, "ann"), Interview({}, KNOWLEDGE, "bob")
    ann.begin({})
    assert bob.belongs_to_other(ann.id)
    assert not ann.belongs_to_other(ann.id)
    assert "ann" not in ann.id
    assert owner_tag("ann") != owner_tag("bob")


async def test_a_stack_is_plain_json_and_comes_back() -> None:
    inner = DialogInstance()
    inner.id, inner.state = "question", {"question": "needs"}
    outer = DialogInstance()
    outer.id, outer.state = "interview", {"dialogs": DialogState([inner]), "stepIndex": 1}
    document: dict[str, Any] = {}
    stack = Stack(document)
    context, stacks = SimpleNamespace(turn_state={}), Stacks()
    stack.attach(context)
    await stacks.set(context, DialogState([outer]))
    stack.save()
    state = Stack(json.loads(json.dumps(document))).state
    assert state.dialog_stack[0].id == "interview"
    assert state.dialog_stack[0].state["dialogs"].dialog_stack[0].state == {"question": "needs"}
    await stacks.delete(context)
    stack.save()
    assert document == {}


@pytest.mark.parametrize("stored", [None, "x", [1], [{"id": 3}], [{"state": {}}]])
def test_a_stack_that_cannot_be_read_is_empty(stored: Any) -> None:
    assert Stack({"stack": stored}).state.dialog_stack == []
