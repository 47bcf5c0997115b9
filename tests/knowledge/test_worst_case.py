"""No text makes a turn slow: matching takes time in proportion to the length, and no more beyond 1,000 characters."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Callable
from types import ModuleType

import pytest

import bot
import dialogs
import knowledge
from bot.mentions import strip_mentions
from knowledge.ask import Advisor
from knowledge.load import load
from knowledge.meaning import read_message
from knowledge.text import LONGEST
from tests.worst import WORST

Recognizer = Callable[[str], object]

TRIFLE = 0.002
"""Seconds below which nothing can be said about growth."""
LINEAR = 9.0
"""Most that four times the length may cost, as a multiple: 4 is linear, 16 is the square."""
CONSTANT = 2.5
"""Most that eight times the length may cost beyond the cap, where it should cost nothing more."""


@pytest.fixture(scope="module")
def recognizers() -> dict[str, Recognizer]:
    """Everything that looks at what people write."""
    advisor = Advisor(load())
    questions = list(advisor.knowledge.questions.values())
    first = questions[0]
    known = {first.id: frozenset({first.answers[0].id})}
    mention = {"type": "mention", "mentioned": {"id": "b", "name": "Test Bot"}, "text": "<at>Test Bot</at>"}
    return {
        "first message": advisor.first,
        "command": advisor.command,
        "small talk": advisor.smalltalk,
        "answer to a question with several answers": lambda text: read_message(advisor, text, first, {}),
        "answer to a question with one answer": lambda text: read_message(advisor, text, questions[1], known),
        "correction": lambda text: read_message(advisor, text, None, known),
        "mentions": lambda text: strip_mentions(text, [mention] * 32, "b"),
    }


@pytest.mark.parametrize("name", WORST)
def test_time_grows_with_the_length(name: str, recognizers: dict[str, Recognizer]) -> None:
    for what, recognize in recognizers.items():
        growth = _growth(recognize, WORST[name], LONGEST // 4, LONGEST)
        assert growth < LINEAR, f"{what}: four times the text takes {growth:.1f} times as long"


@pytest.mark.parametrize("name", WORST)
def test_beyond_the_cap_a_text_costs_no_more(name: str, recognizers: dict[str, Recognizer]) -> None:
    for what, recognize in recognizers.items():
        if what != "mentions":  # has a cap of its own, further out
            growth = _growth(recognize, WORST[name], LONGEST, 8 * LONGEST)
            assert growth < CONSTANT, f"{what}: eight times the text takes {growth:.1f} times as long"


def test_no_regular_expression_is_slow() -> None:
    """Each on texts of any length, as if there was no cap."""
    patterns = _patterns()
    assert len(patterns) > 10
    for place, pattern in patterns.items():
        for name, make in WORST.items():
            for way in (pattern.search, pattern.fullmatch):
                growth = _growth(way, make, 2000, 8000)
                assert growth < LINEAR, f"{place} on {name}: four times the text takes {growth:.1f} times as long"


def _growth(recognize: Recognizer, make: Callable[[int], str], length: int, longer: int) -> float:
    """How many times as long the longer text takes; measured again when it looks like too much.

    Each time a number stands before the text, so that no memory of texts makes it cheap.
    """
    best: list[float] = []
    for text in (make(length), make(longer)):
        best.append(_seconds(recognize, text))
    for turn in range(1, 5):
        if best[1] < TRIFLE or best[1] < CONSTANT * best[0]:
            break
        best[0] = min(best[0], _seconds(recognize, f"{turn} {make(length - 2)}"))
        best[1] = min(best[1], _seconds(recognize, f"{turn} {make(longer - 2)}"))
    return 1.0 if best[1] < TRIFLE else best[1] / max(best[0], TRIFLE / 16)


def _seconds(recognize: Recognizer, text: str) -> float:
    start = time.process_time()
    recognize(text)
    return time.process_time() - start


def _patterns() -> dict[str, re.Pattern[str]]:
    """The regular expressions of our modules, by module and name, but for those that read settings."""
    found: dict[str, re.Pattern[str]] = {}
    for module in _modules():
        for name, value in vars(module).items():
            if (
                module.__name__ != "bot.environment"
                and isinstance(value, re.Pattern)
                and isinstance(value.pattern, str)
            ):
                found[f"{module.__name__}.{name}"] = value
    return found


def _modules() -> list[ModuleType]:
    return [
        importlib.import_module(info.name)
        for package in (knowledge, dialogs, bot)
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not info.name.endswith("__main__")
    ]
