"""Scenarios in people's own words: what is understood of them, in full and as a share of what was set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.base import Knowledge
from knowledge.understand import understand

FOLDER = Path(__file__).parent
FLOOR = 0.95
"""Share of the scenarios set aside that is understood in every answer: as measured, rounded down."""
STATED = ("calls", "keep", "language", "host", "consent")


def scenarios(name: str) -> list[dict[str, Any]]:
    """The scenarios of a file; each has a text of its own."""
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    assert len({entry["text"] for entry in found}) == len(found)
    assert all(set(entry) <= {"text", "needs", "may", "callers", *STATED} for entry in found)
    return found


def differences(knowledge: Knowledge, scenario: dict[str, Any]) -> dict[str, list[str]]:
    """The questions whose answers were understood otherwise than the scenario says."""
    answers = understand(knowledge, scenario["text"]).answers
    found = {name: sorted(answers.get(name, ())) for name in STATED}
    wrong = {name: given for name, given in found.items() if given != sorted(scenario.get(name, ()))}
    needs, may = set(scenario["needs"]), set(scenario.get("may", ()))
    if not needs <= answers.get("needs", frozenset()) <= needs | may:
        wrong["needs"] = sorted(answers.get("needs", ()))
    if "callers" in scenario and frozenset(scenario["callers"]) != answers.get("callers"):
        wrong["callers"] = sorted(answers.get("callers", ()))
    return wrong


@pytest.mark.parametrize("scenario", scenarios("scenarios_understood.yaml"), ids=lambda scenario: scenario["text"][:60])
def test_a_scenario_is_understood(knowledge: Knowledge, scenario: dict[str, Any]) -> None:
    assert not differences(knowledge, scenario)


def test_most_scenarios_set_aside_are_understood(knowledge: Knowledge) -> None:
    unseen = scenarios("scenarios_unseen.yaml")
    wrong = {entry["text"]: found for entry in unseen if (found := differences(knowledge, entry))}
    assert len(wrong) <= (1 - FLOOR) * len(unseen), wrong
