"""What likeness to other descriptions adds to what signs show, and what it takes away."""

from __future__ import annotations

import pytest

from knowledge.ask import Advisor
from knowledge.base import Knowledge
from knowledge.likely import LIKELY, SURELY, UNLIKELY, UNLIKELY_WEAK, Likely, with_likely
from knowledge.load import load
from knowledge.understand import Understood

ADVISOR = Advisor(load())
NONE = Understood({}, {})


def likely(open_: float = -20.0, **odds: float) -> Likely:
    return Likely({("needs", name.replace("_", "-")): value for name, value in odds.items()}, open_)


def signed(*needs: str, weak: bool = False) -> Understood:
    signs = {("needs", need): "sign" for need in needs}
    return Understood({"needs": frozenset(needs)}, signs, frozenset({"needs"} if weak else ()))


def test_without_signs_what_is_likely_is_taken_as_weak(knowledge: Knowledge) -> None:
    found = with_likely(knowledge, NONE, likely(tones=3.0, prompts=1.0, clips=-4.0))
    assert found.answers == {"needs": {"tones", "prompts"}}
    assert found.weak == {"needs"}


def test_what_is_not_likely_is_no_guess(knowledge: Knowledge) -> None:
    assert with_likely(knowledge, NONE, likely(tones=LIKELY, clips=-4.0)).answers == {"needs": {"tones"}}
    assert with_likely(knowledge, NONE, likely(tones=LIKELY - 0.1, clips=-4.0)) == NONE


def test_a_text_that_is_rather_open_stays_open(knowledge: Knowledge) -> None:
    assert with_likely(knowledge, NONE, likely(open_=2.0, tones=1.5)) == NONE


def test_signs_stand_unless_they_are_very_unlikely(knowledge: Knowledge) -> None:
    strong = signed("tones", "clips")
    assert with_likely(knowledge, strong, likely(tones=UNLIKELY, clips=UNLIKELY, prompts=SURELY - 0.1)) == strong
    found = with_likely(knowledge, strong, likely(tones=2.0, clips=UNLIKELY - 1))
    assert found.answers == {"needs": {"tones"}}
    assert not found.weak
    assert list(found.signs) == [("needs", "tones")]


def test_what_is_surely_meant_is_added_to_what_signs_show() -> None:
    found = with_likely(ADVISOR.knowledge, signed("prompts"), likely(prompts=5.0, tones=SURELY, clips=SURELY - 0.1))
    assert found.answers == {"needs": {"prompts", "tones"}}
    assert not found.weak
    assert list(found.signs) == [("needs", "prompts")]


def test_an_unlikely_sign_gives_way_only_to_something_likely(knowledge: Knowledge) -> None:
    strong, weak = signed("tones"), signed("tones", weak=True)
    found = with_likely(knowledge, strong, likely(tones=UNLIKELY - 1, prompts=0.5))
    assert found.answers == {"needs": {"prompts"}}
    assert found.weak == {"needs"}
    kept = with_likely(knowledge, strong, likely(tones=UNLIKELY - 1, prompts=-0.5))
    assert kept.answers == {"needs": {"tones"}}
    assert not kept.weak
    replaced = with_likely(knowledge, weak, likely(tones=UNLIKELY_WEAK - 0.1, prompts=0.5))
    assert replaced.answers == {"needs": {"prompts"}}


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("patients get a robot ring the day before, key 1 keeps the slot, key 2 frees it", "service-hosted"),
        ("tell the coach the very second the athlete sounds out of breath", "application-hosted"),
        ("names of all who came to yesterday's lesson, as a spreadsheet", "neither"),
    ],
)
def test_other_words_than_those_of_signs_are_understood(text: str, option: str) -> None:
    assert ADVISOR.first(text).reply.option == option


def test_what_says_nothing_is_asked_back() -> None:
    assert ADVISOR.first("we are a bakery and plan some bot for our calls").reply.kind == "clarify"
