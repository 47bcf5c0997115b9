"""Results that are remembered in a bounded number."""

from __future__ import annotations

import pytest

from knowledge.memo import Memo


def test_a_result_is_made_once() -> None:
    made: list[str] = []
    memo: Memo[str, str] = Memo(2)

    def make() -> str:
        made.append("a")
        return "result"

    assert [memo.get("a", make), memo.get("a", make)] == ["result", "result"]
    assert made == ["a"]


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    memo: Memo[str, int] = Memo(2)
    for key, value in (("a", 1), ("b", 2), ("a", 0), ("c", 3)):
        memo.get(key, lambda value=value: value)  # type: ignore[misc]
    assert len(memo) == 2
    assert memo.get("a", lambda: 9) == 1
    assert memo.get("b", lambda: 9) == 9


def test_a_failure_is_not_remembered() -> None:
    memo: Memo[str, int] = Memo(2)

    def fail() -> int:
        raise LookupError

    with pytest.raises(LookupError):
        memo.get("a", fail)
    assert memo.get("a", lambda: 1) == 1
