"""What developers bring, answered in the interview through the real endpoint: the outcome and its warnings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.base import Knowledge
from knowledge.load import load
from tests.chat import Chat
from tests.conftest import NewChat

PATH = Path(__file__).parent / "data" / "developer_scenarios.yaml"
SCENARIOS: list[dict[str, Any]] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
KNOWLEDGE: Knowledge = load()
VERDICTS = {
    ("service-hosted", False): "Service-hosted media",
    ("application-hosted", False): "Application-hosted media",
    ("application-hosted", True): "Application-hosted media, but not as things stand",
    ("neither", False): "Neither option: ",
}


async def interview(chat: Chat, answers: dict[str, list[str]]) -> str:
    """Answer what is asked by typing labels, `not sure` where the scenario does not say; the final card's text."""
    (message,) = await chat.say("start")
    for _ in range(7):
        text = re.sub(r"\A\*\*[^\n]+\n", "", message.text)  # the answer that was just recorded
        asked = next((q for q in KNOWLEDGE.questions.values() if text.startswith(q.text)), None)
        if asked is None:
            return text
        labels = [KNOWLEDGE.answer(asked.id, name).label for name in answers.get(asked.id, [])]
        numbers = [str(position) for position, a in enumerate(asked.answers, 1) if a.label in labels]
        (message,) = await chat.say(", ".join(numbers) or "not sure")
    raise AssertionError("the interview does not end")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[str(s["id"]) for s in SCENARIOS])
async def test_the_interview_reaches_the_right_advice(scenario: dict[str, Any], chat: NewChat) -> None:
    text = await interview(chat("personal"), scenario["answers"])
    verdict = VERDICTS[(scenario["option"], scenario["blocked"])]
    assert text.startswith(verdict)
    assert text.startswith(f"{verdict}\n") or scenario["option"] == "neither"
    missing = [pattern for pattern in scenario["show"] if not re.search(pattern, text, re.IGNORECASE)]
    assert not missing, text
