"""Numbers about the bot's work, for whatever exporter the operator plugs in; without one they cost next to nothing.

Only the OpenTelemetry API is used here. No attribute holds anything that people said, or who they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from opentelemetry import metrics

from knowledge.reply import Reply

_meter = metrics.get_meter("hosting_advisor")

turns = _meter.create_counter("bot.turns", "1", "Turns, by kind of activity and status answered to the channel")
turn_duration = _meter.create_histogram("bot.turn.duration", "s", "From a guarded request to the committed state")
refused = _meter.create_counter("bot.requests.refused", "1", "Requests that were not acted on, by status")
replies = _meter.create_counter("bot.replies", "1", "Messages to people, by kind and whether the service took them")
retries = _meter.create_counter("bot.replies.retries", "1", "Attempts to deliver that had to be repeated, by status")
topics = _meter.create_counter("bot.topics", "1", "Questions answered from the knowledge, by topic")
unanswered = _meter.create_counter("bot.unanswered", "1", "Messages declined or not understood, by kind of reply")
store_duration = _meter.create_histogram("bot.store.duration", "s", "Reading and writing state, by operation")

OnUnanswered = Callable[[str, Reply], None]


class _Timed:
    """Measures what happens in a `with` block, failed or not."""

    __slots__ = ("_attributes", "_started")

    def __init__(self, operation: str) -> None:
        self._attributes = {"operation": operation}

    def __enter__(self) -> None:
        self._started = time.monotonic()

    def __exit__(self, *_: object) -> None:
        store_duration.record(time.monotonic() - self._started, self._attributes)


def store(operation: str) -> _Timed:
    """Measure an operation of the state store."""
    return _Timed(operation)


def counting(then: OnUnanswered | None) -> OnUnanswered:
    """Count a message that was not answered, and hand it on."""

    def count(text: str, reply: Reply) -> None:
        unanswered.add(1, {"kind": reply.kind})
        if then is not None:
            then(text, reply)

    return count
