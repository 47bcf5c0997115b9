"""No text makes a turn slow: matching takes work in proportion to the length, and no more beyond 1,000 characters."""

from __future__ import annotations

import importlib
import itertools
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
from tests.steps import steps
from tests.worst import WORST

Recognizer = Callable[[str], object]

_NUMBERS = itertools.count(1000)

LINEAR = 6.0
"""Most that four times the length may cost in steps, as a multiple: 4 is linear, 16 is the square."""
CONSTANT = 1.4
"""Most that eight times the length may cost beyond the cap, where it should cost nothing more."""
TRIFLE = 500
"""Steps more that say nothing about growth."""
FAR, FARTHER = 1_000, 30_000
"""Lengths between which an expression of square cost takes 900 times as long, a linear one 30 times."""
SQUARE = 200.0
"""Where between the two an expression is called slow: a busy machine does not reach that far."""
UNSEEN = 0.1
"""Seconds that no expression of square cost stays below at the greater length, by a factor of ten."""


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
def test_work_grows_with_the_length(name: str, recognizers: dict[str, Recognizer]) -> None:
    for what, recognize in recognizers.items():
        growth = _growth(recognize, WORST[name], LONGEST // 4, LONGEST)
        assert growth < LINEAR, f"{what}: four times the text takes {growth:.1f} times as many steps"


@pytest.mark.parametrize("name", WORST)
def test_beyond_the_cap_a_text_costs_no_more(name: str, recognizers: dict[str, Recognizer]) -> None:
    for what, recognize in recognizers.items():
        if what != "mentions":  # has a cap of its own, further out
            growth = _growth(recognize, WORST[name], LONGEST, 8 * LONGEST)
            assert growth < CONSTANT, f"{what}: eight times the text takes {growth:.1f} times as many steps"


def test_no_regular_expression_is_slow() -> None:
    """Each on texts of any length, as if there was no cap; their steps cannot be counted, so orders are told apart."""
    patterns = _patterns()
    assert len(patterns) > 10
    for place, pattern in patterns.items():
        for name, make in WORST.items():
            for way in (pattern.search, pattern.fullmatch):
                assert not _is_square(way, make), f"{place} takes far too long on {name}"


def test_an_expression_of_square_cost_is_told() -> None:
    assert _is_square(re.compile("a*b").search, WORST["one letter"])


def _growth(recognize: Recognizer, make: Callable[[int], str], length: int, longer: int) -> float:
    """How many times as many steps the longer text takes.

    A number that no other text has stands before each, so that no memory of texts makes one cheap.
    """
    few, many = (steps(recognize, f"{next(_NUMBERS)} {make(size - 5)}") for size in (length, longer))
    return many / few if many - few > TRIFLE else 1.0


def _is_square(match: Recognizer, make: Callable[[int], str]) -> bool:
    """Whether time grows far more than the length does; measured again when it looks like it."""
    far, farther = make(FAR), make(FARTHER)
    for _ in range(3):
        short, long = _seconds(match, far), _seconds(match, farther)
        if long < UNSEEN or long < SQUARE * short:
            return False
    return True


def _seconds(match: Recognizer, text: str) -> float:
    start = time.process_time()
    match(text)
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
