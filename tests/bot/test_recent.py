"""Documents that need not be fetched again: never after their end, never many, and not while others save them too."""

from __future__ import annotations

from bot.storage.recent import DOUBT, FRESH, MOST, Recent


class Clock:
    """A time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def text_of(recent: Recent, key: str) -> bytes | None:
    saved = recent.get(key)
    return saved.text if saved is not None else None


def test_the_latest_save_is_remembered_for_a_while() -> None:
    clock = Clock()
    recent = Recent(clock)
    recent.put("k", b"1", "a", 1e9)
    recent.put("k", b"2", "b", 1e9)
    assert (text_of(recent, "k"), text_of(recent, "other")) == (b"2", None)
    clock.now += FRESH - 1
    assert text_of(recent, "k") == b"2"
    clock.now += 1
    assert text_of(recent, "k") is None
    assert len(recent) == 0


def test_nothing_outlives_its_end() -> None:
    clock = Clock()
    recent = Recent(clock)
    recent.put("long", b"1", "a", clock.now + 1000)
    recent.put("short", b"1", "a", clock.now + 10)
    clock.now += 10
    assert (text_of(recent, "short"), text_of(recent, "long")) == (None, b"1")


def test_a_bounded_number_is_remembered() -> None:
    recent = Recent(Clock())
    for number in range(MOST + 10):
        recent.put(str(number), b"1", "a", 1e9)
    assert len(recent) == MOST
    assert (text_of(recent, "9"), text_of(recent, "10")) == (None, b"1")


def test_after_a_conflict_nothing_is_for_a_while() -> None:
    clock = Clock()
    recent = Recent(clock)
    recent.put("k", b"1", "a", 1e9)
    recent.refute("unknown")  # not our memory's fault
    assert text_of(recent, "k") == b"1"
    recent.put("other", b"1", "a", 1e9)
    recent.refute("k")
    recent.put("k", b"2", "b", 1e9)
    assert len(recent) == 0
    clock.now += DOUBT
    recent.put("k", b"2", "b", 1e9)
    assert text_of(recent, "k") == b"2"
    recent.forget("k")
    assert text_of(recent, "k") is None
